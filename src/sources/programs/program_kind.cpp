#include "sources/programs/program_kind.hpp"

#include "base/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

namespace testtracker::sources {
namespace {

struct Mark {
  Framework framework;
  std::string_view text;
};

// What the frameworks print about themselves, and the names of their shared libraries.
constexpr std::array<Mark, 9> k_marks{{
    {Framework::googletest, "This program contains tests written using Google Test"},
    {Framework::googletest, "libgtest.so"},
    {Framework::catch2_v3, " is a Catch2 v"},
    {Framework::catch2_v3, "libCatch2.so"},
    {Framework::catch2_v2, " is a Catch v"},
    {Framework::doctest, "[doctest] "},
    {Framework::boost_test, "boost-test-framework"},
    {Framework::boost_test, "libboost_unit_test_framework.so"},
    {Framework::boost_test, "libboost_prg_exec_monitor.so"},
}};

// As src/recorder has it, which every listener links; put together here, so that a program is not
// taken for one that records itself because it reads this.
std::string recorder_mark() {
  return std::string("testtracker:") + "recorder";
}

constexpr std::size_t k_longest_mark_bytes = 64;
constexpr std::size_t k_piece_bytes = 1024 * 1024;

/// A stretch of a file.
struct Part {
  std::size_t offset = 0;
  std::size_t size = 0;
};

template <typename Value>
bool read_at(int fd, std::size_t offset, Value& value) {
  return ::pread(fd, &value, sizeof value, static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(sizeof value);
}

// The parts of the file that become memory of the process; elf(5). Debug information, most of a
// large file, is none of them.
template <typename Header, typename Segment>
std::vector<Part> loaded_parts_of(int fd) {
  std::vector<Part> parts;
  Header header{};
  if (!read_at(fd, 0, header)) {
    return parts;
  }
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Segment segment{};
    if (read_at(fd, header.e_phoff + i * header.e_phentsize, segment) &&
        segment.p_type == PT_LOAD) {
      parts.push_back({segment.p_offset, segment.p_filesz});
    }
  }
  return parts;
}

std::vector<Part> loaded_parts(int fd) {
  std::array<unsigned char, EI_NIDENT> identity{};
  if (!read_at(fd, 0, identity) || std::memcmp(identity.data(), ELFMAG, SELFMAG) != 0) {
    return {};
  }
  return identity[EI_CLASS] == ELFCLASS32 ? loaded_parts_of<Elf32_Ehdr, Elf32_Phdr>(fd)
                                          : loaded_parts_of<Elf64_Ehdr, Elf64_Phdr>(fd);
}

// Which of the texts stand in a part. Pieces overlap, so that no text is cut by their borders.
class Search {
 public:
  explicit Search(int fd) : fd_(fd), piece_(k_piece_bytes + k_longest_mark_bytes) {}

  void look_into(const Part& part) {
    for (std::size_t done = 0; done < part.size; done += k_piece_bytes) {
      const auto size = std::min(piece_.size(), part.size - done);
      const auto got = ::pread(fd_, piece_.data(), size, static_cast<off_t>(part.offset + done));
      if (got <= 0) {
        return;
      }
      look_into(std::string_view(piece_.data(), static_cast<std::size_t>(got)));
    }
  }

  [[nodiscard]] ProgramKind result() const {
    ProgramKind kind;
    kind.has_listener = has_listener_;
    const auto first = std::find(found_.begin(), found_.end(), true);
    if (first != found_.end()) {
      kind.framework = k_marks[static_cast<std::size_t>(first - found_.begin())].framework;
    }
    return kind;
  }

 private:
  static bool holds(std::string_view piece, std::string_view text) {
    return ::memmem(piece.data(), piece.size(), text.data(), text.size()) != nullptr;
  }

  void look_into(std::string_view piece) {
    for (std::size_t i = 0; i < k_marks.size(); ++i) {
      found_[i] = found_[i] || holds(piece, k_marks[i].text);
    }
    has_listener_ = has_listener_ || holds(piece, recorder_);
  }

  int fd_;
  std::vector<char> piece_;
  const std::string recorder_ = recorder_mark();
  std::array<bool, k_marks.size()> found_{};
  bool has_listener_ = false;
};

}  // namespace

ProgramKind program_kind(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  Search search(fd.get());
  for (const Part& part : fd ? loaded_parts(fd.get()) : std::vector<Part>()) {
    search.look_into(part);
  }
  return search.result();
}

}  // namespace testtracker::sources
