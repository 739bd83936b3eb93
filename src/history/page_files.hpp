#pragma once

// The files of src/history/page, compiled in by src/report/page/embed.cmake.

#include <string_view>

namespace testtracker::history {

extern const std::string_view k_page_html;  ///< with `{{name}}` where history_page.cpp fills in
extern const std::string_view k_page_css;
extern const std::string_view k_page_js;

}  // namespace testtracker::history
