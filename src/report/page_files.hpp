#pragma once

// The files of src/report/page, compiled in by src/report/page/embed.cmake.

#include <string_view>

namespace testtracker::report {

extern const std::string_view k_page_html;  ///< with `{{name}}` where html.cpp puts something in
extern const std::string_view k_page_css;
extern const std::string_view k_page_js;

}  // namespace testtracker::report
