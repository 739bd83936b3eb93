#include "sources/reports/inflate_text.hpp"

#include "base/base64.hpp"

#include <zlib.h>

#include <algorithm>

namespace testtracker::sources {

std::optional<std::string> inflate_text(std::string_view text, std::size_t max_bytes) {
  std::string digits(text);
  digits.erase(
      std::remove_if(digits.begin(), digits.end(),
                     [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; }),
      digits.end());
  auto packed = from_base64(digits);
  z_stream stream{};
  constexpr int k_zlib_or_gzip = 15 + 32;
  if (!packed || inflateInit2(&stream, k_zlib_or_gzip) != Z_OK) {
    return std::nullopt;
  }
  std::string out(max_bytes, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(packed->data());
  stream.avail_in = static_cast<uInt>(packed->size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = inflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  if (code != Z_STREAM_END && code != Z_OK && code != Z_BUF_ERROR) {
    return std::nullopt;
  }
  if (code != Z_STREAM_END) {
    out += " [testtracker: cut]";
  }
  return out;
}

}  // namespace testtracker::sources
