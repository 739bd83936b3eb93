#include "upload/artifact_list.hpp"

#include "report/archive.hpp"
#include "report/html.hpp"
#include "report/junit.hpp"
#include "report/log_text.hpp"
#include "report/table.hpp"
#include "report/test_order.hpp"
#include "upload/key_text.hpp"
#include "upload/test_keys.hpp"
#include "upload/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <sys/stat.h>

namespace testtracker::upload {
namespace {

using session::SessionResult;

constexpr std::size_t k_max_extension_bytes = 16;

/// True for a relative path without `..`: a journal from elsewhere must not choose any file of this
/// machine.
bool is_inside(std::string_view path) {
  if (path.empty() || path.front() == '/') {
    return false;
  }
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    if (path.substr(0, slash) == "..") {
      return false;
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return true;
}

/// No symbolic link either, for the same reason.
bool is_regular_file(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

std::string extension_of(const std::string& encoded_name) {
  const auto dot = encoded_name.rfind('.');
  const bool has_one =
      dot != std::string::npos && dot > 0 && encoded_name.size() - dot <= k_max_extension_bytes;
  return has_one ? encoded_name.substr(dot) : std::string();
}

/// A path that was cut or got a hash ends in the name's extension all the same: MLflow chooses the
/// preview by it.
std::string with_extension(std::string path, const std::string& name) {
  const auto extension = extension_of(encode_name(name));
  const bool has_it =
      path.size() >= extension.size() &&
      path.compare(path.size() - extension.size(), std::string::npos, extension) == 0;
  return has_it ? path : path + extension;
}

/// The names as they are; of several equal ones the second becomes `name-2.txt`, and so on.
std::vector<std::string> distinct_names(const std::vector<session::Attachment>& attachments) {
  std::vector<std::string> names;
  std::map<std::string, int> uses;
  for (const auto& attachment : attachments) {
    auto name = attachment.name;
    for (int use = ++uses[attachment.name]; use > 1 && uses.count(name) > 0; ++use) {
      const auto stem = std::min(attachment.name.rfind('.'), attachment.name.size());
      name = fmt::format("{}-{}{}", attachment.name.substr(0, stem), use,
                         attachment.name.substr(stem));
    }
    ++uses[name];
    names.push_back(std::move(name));
  }
  return names;
}

class ListMaker {
 public:
  ListMaker(const spool::SessionFolder& folder, const SessionResult& result,
            const context::RunContext& context, const std::vector<std::string>& keys)
      : folder_(folder), result_(result), context_(context), keys_(keys) {}

  void add_reports() {
    const auto& result = result_;
    const auto& context = context_;
    const auto& keys = keys_;
    make("tests.json", [&] { return report::tests_table(result, keys); });
    make("testtracker/session.jsonl.gz",
         [&] { return report::write_archive(result, context, keys); });
    make("report.html", [&] { return report::html_page(result, context); });
    make("junit.xml", [&] { return report::junit_xml(result, context); });
  }

  void add_logs(std::size_t max_logs) {
    std::size_t count = 0;
    std::size_t left_out = 0;
    for (const std::size_t i : report::display_order(result_.tests)) {
      const auto& test = result_.tests[i];
      if (report::standing_of(test) != report::Standing::bad) {
        continue;
      }
      if (count == max_logs) {
        ++left_out;
        continue;
      }
      ++count;
      make("log/" + keys_[i] + ".txt",
           [&result = result_, &test] { return report::log_text(result, test); });
    }
    if (left_out > 0) {
      list_.remarks.push_back(
          fmt::format("{} of failed tests were not written as files; all texts "
                      "are in the report.",
                      counted(left_out, "log")));
    }
  }

  void add_attachments() {
    add_attachments("attachments", result_.attachments);
    for (std::size_t i = 0; i < result_.tests.size(); ++i) {
      add_attachments("attachments/" + keys_[i], result_.tests[i].attachments);
    }
  }

  [[nodiscard]] ArtifactList take() { return std::move(list_); }

 private:
  void make(std::string path, std::function<std::string()> content) {
    list_.artifacts.push_back({std::move(path), std::move(content), {}});
  }

  void add_attachments(const std::string& prefix,
                       const std::vector<session::Attachment>& attachments) {
    const auto names = distinct_names(attachments);
    auto paths = assign_value_keys(prefix, names);
    for (std::size_t i = 0; i < attachments.size(); ++i) {
      add_attachment(attachments[i], with_extension(std::move(paths[i]), names[i]));
    }
  }

  void add_attachment(const session::Attachment& attachment, std::string path) {
    auto file = folder_.path() + "/" + attachment.path;
    if (!is_inside(attachment.path) || !is_regular_file(file)) {
      list_.remarks.push_back(
          fmt::format("The attached file `{}` is not in the session's folder any more.",
                      encode_name(attachment.name)));
      return;
    }
    list_.artifacts.push_back({std::move(path), {}, std::move(file)});
  }

  const spool::SessionFolder& folder_;
  const SessionResult& result_;
  const context::RunContext& context_;
  const std::vector<std::string>& keys_;
  ArtifactList list_;
};

}  // namespace

ArtifactList list_artifacts(const spool::SessionFolder& folder, const SessionResult& result,
                            const context::RunContext& context,
                            const std::vector<std::string>& keys, std::size_t max_logs) {
  ListMaker maker(folder, result, context, keys);
  maker.add_reports();
  maker.add_logs(max_logs);
  maker.add_attachments();
  return maker.take();
}

}  // namespace testtracker::upload
