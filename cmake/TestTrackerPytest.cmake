# testtracker_add_pytest(<name> FILE <file.py> [LABELS <labels…>] [MLFLOW <version>]
#                        [ENVIRONMENT <NAME=value…>] [TIMEOUT <seconds>])
#
# One file of Python tests as one ctest entry, run by the Python of the virtual environment that
# holds that MLflow (3.17.2 when none is given). TESTTRACKER_TEST_PROGRAM names the program
# testtracker, TESTTRACKER_MLFLOW_VERSION the MLflow.
function(testtracker_add_pytest name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FILE;MLFLOW;TIMEOUT" "LABELS;ENVIRONMENT")
  if(NOT arg_MLFLOW)
    set(arg_MLFLOW 3.17.2)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  cmake_path(ABSOLUTE_PATH arg_FILE BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  add_test(NAME ${name}
    COMMAND "${PROJECT_SOURCE_DIR}/tests/support/run_pytest" ${arg_MLFLOW} "${arg_FILE}")
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  if(arg_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
  endif()
  set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT
    "TESTTRACKER_TEST_PROGRAM=$<TARGET_FILE:testtracker_program>"
    "TESTTRACKER_MLFLOW_VERSION=${arg_MLFLOW}" ${arg_ENVIRONMENT})
endfunction()
