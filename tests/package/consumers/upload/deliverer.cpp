// Delivers the session whose folder is its first argument to the server that is its second.
#include <testtracker/uploader.hpp>
#include <testtracker/version.hpp>

#include <iostream>

int main(int, char** arguments) {
  testtracker::UploadOptions options;
  options.tracking_uri = arguments[2];
  options.suite = "library";
  const auto report = testtracker::deliver_session(arguments[1], options);
  if (!report) {
    std::cout << testtracker::version() << ": " << report.error().message << '\n';
    return 1;
  }
  std::cout << report->message << '\n' << report->run_url << '\n';
  return report->outcome == testtracker::DeliveryOutcome::delivered ? 0 : 3;
}
