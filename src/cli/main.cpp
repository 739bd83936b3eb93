#include "cli/app.hpp"

int main(int argc, char** argv) {
  return testtracker::cli::run_app(argc, argv);
}
