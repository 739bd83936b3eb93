#include "cli/import/report_files.hpp"

#include "base/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using sources::ReportFormat;
using sources::ReportInput;

enum class Named { itself, by_folder };

class Finder {
 public:
  void add(const std::string& word) {
    std::error_code ignored;
    if (word == "-") {
      add_standard_input();
    } else if (fs::is_directory(word, ignored)) {
      add_folder(word);
    } else if (word.find_first_of("*?[") != std::string::npos && !fs::exists(word, ignored)) {
      add_pattern(word);
    } else {
      add_file(word, word, Named::itself);
    }
  }

  ReportFiles result() {
    auto& files = found_.files;
    std::sort(files.begin(), files.end(), [](const ReportFile& left, const ReportFile& right) {
      return left.content_hash < right.content_hash;
    });
    const auto same = [](const ReportFile& left, const ReportFile& right) {
      return left.content_hash == right.content_hash;
    };
    files.erase(std::unique(files.begin(), files.end(), same), files.end());
    return std::move(found_);
  }

 private:
  void add_folder(const std::string& folder) {
    std::error_code failed;
    std::vector<std::string> paths;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at(folder, options, failed), end; at != end && !failed;
         at.increment(failed)) {
      const auto extension = at->path().extension();
      std::error_code ignored;
      if ((extension == ".xml" || extension == ".json" || extension == ".journal") &&
          at->is_regular_file(ignored)) {
        paths.push_back(at->path().string());
      }
    }
    if (failed) {
      found_.problems.push_back(
          fmt::format("look into the folder {}: {}", folder, failed.message()));
    }
    const auto before = found_.files.size();
    for (const auto& path : paths) {
      add_file(path, path, Named::by_folder);
    }
    if (found_.files.size() == before && !failed) {
      found_.problems.push_back(fmt::format(
          "there is no report in {}; looked for files .xml, .json and .journal that are one of: {}",
          folder, sources::understood_formats()));
    }
  }

  void add_pattern(const std::string& pattern) {
    glob_t matches{};
    const int code = ::glob(pattern.c_str(), 0, nullptr, &matches);
    for (std::size_t i = 0; code == 0 && i < matches.gl_pathc; ++i) {
      const std::string path = matches.gl_pathv[i];
      std::error_code ignored;
      fs::is_directory(path, ignored) ? add_folder(path) : add_file(path, path, Named::itself);
    }
    if (code != 0) {
      found_.problems.push_back(fmt::format("no file matches {}", pattern));
    }
    ::globfree(&matches);
  }

  /// It is read twice, so it is kept in a file that has no name.
  void add_standard_input() {
    std::FILE* const kept = std::tmpfile();
    if (kept == nullptr) {
      found_.problems.emplace_back("keep standard input in a temporary file: there is no room");
      return;
    }
    std::string buffer(64 * 1024, '\0');
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
      std::fwrite(buffer.data(), 1, size, kept);
    }
    std::fflush(kept);  // stays open, and so exists, until the program ends
    add_file(fmt::format("/proc/self/fd/{}", ::fileno(kept)), "standard input", Named::itself);
  }

  void add_file(const std::string& path, const std::string& shown, Named named) {
    auto input = ReportInput::open(path, shown);
    if (!input) {
      found_.problems.push_back(input.error().message);
      return;
    }
    ReportFile file{path, shown, sources::format_of(input->head()), {}, {}};
    if (file.format == ReportFormat::unknown) {
      if (named == Named::itself) {
        found_.problems.push_back(fmt::format(
            "read {}, line 1: {}; expected was one of: {}", shown,
            input->head().empty() ? "the file is empty" : "this is no report that is understood",
            sources::understood_formats()));
      }
      return;
    }
    if (auto failed = add_hash(file)) {
      found_.problems.push_back(*std::move(failed));
      return;
    }
    found_.files.push_back(std::move(file));
  }

  static std::optional<std::string> add_hash(ReportFile& file) {
    std::FILE* const stream = std::fopen(file.path.c_str(), "rbe");
    struct stat status {};
    if (stream == nullptr || ::fstat(::fileno(stream), &status) != 0) {
      return "read " + file.shown + ": it cannot be opened";
    }
    ContentHash hash;
    std::string buffer(256 * 1024, '\0');
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), stream)) {
      hash.add(std::string_view(buffer).substr(0, size));
    }
    std::fclose(stream);
    file.content_hash = hash.text();
    file.written = std::chrono::seconds(status.st_mtim.tv_sec) +
                   std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    return std::nullopt;
  }

  ReportFiles found_;
};

}  // namespace

ReportFiles find_reports(const std::vector<std::string>& words) {
  Finder finder;
  for (const auto& word : words) {
    finder.add(word);
  }
  return finder.result();
}

}  // namespace testtracker::cli
