#pragma once

// Python's XML parser (expat) as the judge of what is well-formed: we would only repeat our own
// mistakes.

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <string>

namespace testtracker::report {

/// What the parser has to say against `xml`; empty when it is well-formed.
inline std::string xml_complaint(const std::string& xml) {
  const test::TempDir directory;
  const auto document = directory / "document.xml";
  const auto complaint = directory / "complaint";
  test::write_file(document, xml);
  const auto command =
      "python3 -c 'import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])' " + document +
      " 2> " + complaint;
  const int status = std::system(command.c_str());
  const auto words = test::read_file(complaint);
  return status == 0 ? words : "python3 failed: " + words;
}

}  // namespace testtracker::report
