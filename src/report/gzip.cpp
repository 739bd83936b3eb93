#include "report/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace testtracker::report {
namespace {

constexpr int k_window_bits = 15;
constexpr int k_gzip_format = 16;  // added to the window bits: zlib.h, deflateInit2
constexpr std::size_t k_piece_bytes = 64 * 1024;

using Piece = std::array<char, k_piece_bytes>;

void set_input(z_stream& stream, std::string_view bytes) {
  // zlib takes a non-const pointer and never writes through it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
}

std::string_view next_piece(std::string_view& bytes) {
  constexpr std::size_t k_most = std::numeric_limits<uInt>::max();
  const auto piece = bytes.substr(0, std::min(bytes.size(), k_most));
  bytes.remove_prefix(piece.size());
  return piece;
}

struct Inflater {
  z_stream stream{};
  Inflater() {
    if (inflateInit2(&stream, k_window_bits + k_gzip_format) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream); }
};

}  // namespace

struct GzipWriter::Stream {
  z_stream stream{};
  std::unique_ptr<Piece> piece = std::make_unique<Piece>();
};

GzipWriter::GzipWriter() : stream_(std::make_unique<Stream>()) {
  // With valid constants deflateInit2 fails only for want of memory.
  if (deflateInit2(&stream_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                   k_window_bits + k_gzip_format, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
}

GzipWriter::~GzipWriter() {
  deflateEnd(&stream_->stream);
}

void GzipWriter::run(int flush) {
  auto& stream = stream_->stream;
  auto& piece = *stream_->piece;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    deflate(&stream, flush);
    out_.append(piece.data(), piece.size() - stream.avail_out);
  } while (stream.avail_out == 0);
}

void GzipWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    set_input(stream_->stream, next_piece(bytes));
    run(Z_NO_FLUSH);
  }
}

std::string GzipWriter::finish() {
  set_input(stream_->stream, {});
  run(Z_FINISH);
  return std::move(out_);
}

bool is_gzip(std::string_view bytes) noexcept {
  return bytes.substr(0, 2) == "\x1f\x8b";
}

Result<void> gunzip(std::string_view bytes, const std::function<bool(std::string_view)>& take) {
  Inflater inflater;
  auto& stream = inflater.stream;
  const auto piece = std::make_unique<Piece>();
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      set_input(stream, next_piece(bytes));
    }
    stream.next_out = reinterpret_cast<Bytef*>(piece->data());
    stream.avail_out = static_cast<uInt>(piece->size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) {
      const bool ends_early = state == Z_BUF_ERROR;
      return Error{ErrorCode::bad_format,
                   ends_early ? "the gzip stream ends early" : "the gzip stream is damaged"};
    }
    if (!take({piece->data(), piece->size() - stream.avail_out})) {
      break;
    }
  }
  return {};
}

}  // namespace testtracker::report
