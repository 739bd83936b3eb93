#include "history/commit_range.hpp"

#include <fmt/format.h>

#include <string_view>

namespace testtracker::history {
namespace {

constexpr std::size_t k_short = 8;

bool begins_with(std::string_view text, std::string_view begin) {
  return text.substr(0, begin.size()) == begin;
}

/// What a host calls its pages; by its name, since nothing else tells.
enum class Host { github, gitlab, bitbucket, other };

Host host_of(const std::string& page) {
  const auto begin = page.find("://") + 3;
  const std::string_view host = std::string_view(page).substr(begin, page.find('/', begin) - begin);
  if (host.find("github") != std::string_view::npos) {
    return Host::github;
  }
  if (host.find("gitlab") != std::string_view::npos) {
    return Host::gitlab;
  }
  return host.find("bitbucket") != std::string_view::npos ? Host::bitbucket : Host::other;
}

}  // namespace

std::string web_page_of(const std::string& remote) {
  std::string page = remote;
  if (begins_with(page, "ssh://")) {
    page.erase(0, 6);
    page.erase(0, page.find('@') == std::string::npos ? 0 : page.find('@') + 1);
    const auto slash = page.find('/');
    const auto port = page.find(':');
    if (port != std::string::npos && port < slash) {
      page.erase(port, slash - port);
    }
    page = "https://" + page;
  } else if (begins_with(page, "git@") && page.find(':') != std::string::npos) {
    page.erase(0, 4);
    page[page.find(':')] = '/';
    page = "https://" + page;
  } else if (!begins_with(page, "https://") && !begins_with(page, "http://")) {
    return {};
  }
  while (!page.empty() && page.back() == '/') {
    page.pop_back();
  }
  if (page.size() > 4 && page.substr(page.size() - 4) == ".git") {
    page.resize(page.size() - 4);
  }
  return page;
}

std::string compare_page(const std::string& remote, const std::string& good,
                         const std::string& bad) {
  const std::string page = web_page_of(remote);
  if (page.empty() || good.empty() || bad.empty() || good == bad) {
    return {};
  }
  switch (host_of(page)) {
    case Host::github:
      return fmt::format("{}/compare/{}...{}", page, good, bad);
    case Host::gitlab:
      return fmt::format("{}/-/compare/{}...{}", page, good, bad);
    case Host::bitbucket:
      return fmt::format("{}/branches/compare/{}..{}", page, bad, good);
    case Host::other:
      return {};
  }
  return {};
}

std::string commit_page(const std::string& remote, const std::string& commit) {
  const std::string page = web_page_of(remote);
  if (page.empty() || commit.empty()) {
    return {};
  }
  switch (host_of(page)) {
    case Host::github:
      return fmt::format("{}/commit/{}", page, commit);
    case Host::gitlab:
      return fmt::format("{}/-/commit/{}", page, commit);
    case Host::bitbucket:
      return fmt::format("{}/commits/{}", page, commit);
    case Host::other:
      return {};
  }
  return {};
}

std::string CommitRange::text() const {
  if (bad.empty()) {
    return {};
  }
  if (good.empty()) {
    return bad.substr(0, k_short);
  }
  return good == bad ? "unchanged code at " + bad.substr(0, k_short)
                     : good.substr(0, k_short) + ".." + bad.substr(0, k_short);
}

CommitRange range_between(const baseline::RunHistory& history, std::optional<std::size_t> good_run,
                          std::size_t bad_run) {
  CommitRange range;
  const auto& bad = history.runs[bad_run];
  range.bad = bad.commit;
  if (good_run) {
    range.good = history.runs[*good_run].commit;
  }
  range.url = compare_page(bad.repository, range.good, range.bad);
  if (range.url.empty()) {
    range.url = commit_page(bad.repository, range.bad);
  }
  return range;
}

}  // namespace testtracker::history
