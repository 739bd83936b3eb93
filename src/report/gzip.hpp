#pragma once

// gzip (RFC 1952) by zlib, in pieces, so that the uncompressed text never stands in memory as a
// whole. Used by the session archive.

#include <testtracker/result.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace testtracker::report {

/// Life cycle: `write` any number of times → `finish` once.
class GzipWriter {
 public:
  GzipWriter();
  ~GzipWriter();
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  void write(std::string_view bytes);
  /// All compressed bytes. Equal input gives equal output: the header has no time and no name.
  [[nodiscard]] std::string finish();

 private:
  struct Stream;
  void run(int flush);

  std::unique_ptr<Stream> stream_;
  std::string out_;
};

[[nodiscard]] bool is_gzip(std::string_view bytes) noexcept;

/// Hands the uncompressed bytes to `take` in pieces, until `take` returns false. Errors:
/// `bad_format` when the stream is damaged or ends early; pieces before were handed out.
Result<void> gunzip(std::string_view bytes, const std::function<bool(std::string_view)>& take);

}  // namespace testtracker::report
