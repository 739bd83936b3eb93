# Writes OUTPUT, a C++ source that holds the files of the page as texts.
#
# usage: cmake -DOUTPUT=page_files.cpp -DFOLDER=src/report/page -P embed.cmake

string(CONCAT source
  "// Made by src/report/page/embed.cmake.\n\n#include \"report/page_files.hpp\"\n\n"
  "namespace testtracker::report {\n")
foreach(name IN ITEMS html css js)
  file(READ "${FOLDER}/report.${name}" text)
  if(text MATCHES "\\)page\"")
    message(FATAL_ERROR "report.${name} holds the mark that ends a raw string")
  endif()
  string(APPEND source "\nconst std::string_view k_page_${name} = R\"page(${text})page\";\n")
endforeach()
string(APPEND source "\n}  // namespace testtracker::report\n")
file(WRITE "${OUTPUT}" "${source}")
