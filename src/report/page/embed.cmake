# Writes OUTPUT, a C++ source that holds the files MODULE.html, .css and .js of FOLDER as texts.
#
# usage: cmake -DOUTPUT=page_files.cpp -DFOLDER=src/report/page -DMODULE=report -P embed.cmake

string(CONCAT source
  "// Made by src/report/page/embed.cmake.\n\n#include \"${MODULE}/page_files.hpp\"\n\n"
  "namespace testtracker::${MODULE} {\n")
foreach(name IN ITEMS html css js)
  file(READ "${FOLDER}/${MODULE}.${name}" text)
  if(text MATCHES "\\)page\"")
    message(FATAL_ERROR "${MODULE}.${name} holds the mark that ends a raw string")
  endif()
  string(APPEND source "\nconst std::string_view k_page_${name} = R\"page(${text})page\";\n")
endforeach()
string(APPEND source "\n}  // namespace testtracker::${MODULE}\n")
file(WRITE "${OUTPUT}" "${source}")
