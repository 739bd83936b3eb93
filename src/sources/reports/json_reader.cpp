#include "sources/reports/json_reader.hpp"

#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

namespace testtracker::sources {
namespace {

using Json = nlohmann::json;

// Deeper reports than any tool writes; the builder is not to be led into endless memory.
constexpr std::size_t k_max_depth = 200;

/// Byte after byte; raw line breaks and tabs in strings become escapes.
class Bytes {
 public:
  explicit Bytes(ReportInput& input) : input_(input) { load(); }

  [[nodiscard]] bool at_end() const { return escape_ == 0 && at_ == piece_.size(); }
  [[nodiscard]] char current() const { return escape_ != 0 ? escape_ : shown(piece_[at_]); }
  [[nodiscard]] std::uint64_t line() const { return line_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  void advance() {
    if (escape_ != 0) {
      escape_ = 0;
      step();
      return;
    }
    const char byte = piece_[at_];
    if (in_string_ && !is_escaping_ && (byte == '\n' || byte == '\t')) {
      escape_ = byte == '\n' ? 'n' : 't';
      return;
    }
    if (is_escaping_) {
      is_escaping_ = false;
    } else if (byte == '\\') {
      is_escaping_ = in_string_;
    } else if (byte == '"') {
      in_string_ = !in_string_;
    }
    step();
  }

 private:
  [[nodiscard]] char shown(char byte) const {
    if (!in_string_ || static_cast<unsigned char>(byte) >= 0x20) {
      return byte;
    }
    return byte == '\n' || byte == '\t' ? '\\' : ' ';
  }

  void step() {
    line_ += piece_[at_] == '\n' ? 1U : 0U;
    if (++at_ == piece_.size()) {
      load();
    }
  }

  void load() {
    at_ = 0;
    auto next = input_.next();
    piece_ = next ? *next : std::string_view();
    if (!next) {
      error_ = next.error();
    }
  }

  ReportInput& input_;
  std::string_view piece_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  bool in_string_ = false;
  bool is_escaping_ = false;  ///< the byte before began an escape
  char escape_ = 0;           ///< second half of an escape that stands for one raw byte
  std::optional<Error> error_;
};

/// What the library wants to read from.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  explicit Cursor(Bytes* bytes) : bytes_(bytes) {}
  char operator*() const { return bytes_->current(); }
  Cursor& operator++() {
    bytes_->advance();
    return *this;
  }
  bool operator==(const Cursor& other) const { return is_end() == other.is_end(); }
  bool operator!=(const Cursor& other) const { return !(*this == other); }

 private:
  [[nodiscard]] bool is_end() const { return bytes_ == nullptr || bytes_->at_end(); }
  Bytes* bytes_;
};

class Builder final : public Json::json_sax_t {
 public:
  explicit Builder(JsonHandler& handler) : handler_(handler) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (built_.empty()) {
      path_.back() = std::move(name);
    } else {
      key_ = std::move(name);
    }
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  /// The names on the way, without those of objects that have none yet.
  [[nodiscard]] JsonPath names() const {
    JsonPath names;
    for (const auto& name : path_) {
      if (!name.empty()) {
        names.push_back(name);
      }
    }
    return names;
  }

  bool add(Json value) {
    if (built_.empty()) {
      handler_.value(names(), value);
    } else {
      insert(std::move(value));
    }
    return true;
  }

  Json* insert(Json value) {
    Json& parent = *built_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[std::exchange(key_, {})] = std::move(value));
  }

  bool open(Json empty) {
    if (++depth_ > k_max_depth) {
      return false;
    }
    if (!built_.empty()) {
      built_.push_back(insert(std::move(empty)));
    } else if (handler_.wants(names())) {
      root_ = std::move(empty);
      built_.push_back(&root_);
    } else {
      path_.emplace_back(empty.is_array() ? "*" : "");
    }
    return true;
  }

  bool close() {
    --depth_;
    if (built_.empty()) {
      path_.pop_back();
      return true;
    }
    built_.pop_back();
    if (built_.empty()) {
      handler_.value(names(), root_);
    }
    return true;
  }

  JsonHandler& handler_;
  JsonPath path_;  ///< one per open object or list outside of a wanted value
  Json root_;
  std::vector<Json*> built_;  ///< the open ones of a wanted value
  std::string key_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<void> read_json(ReportInput& input, JsonHandler& handler) {
  Bytes bytes(input);
  Builder builder(handler);
  const bool is_good = Json::sax_parse(Cursor(&bytes), Cursor(nullptr), &builder);
  if (bytes.error()) {
    return *bytes.error();
  }
  if (!is_good) {
    return Error{
        ErrorCode::bad_format,
        "read " + input.path() + ", line " + std::to_string(bytes.line()) + ": " +
            (bytes.at_end() ? "the file ends here; the rest of its JSON was expected"
                            : "this is no JSON; a value, a comma or a bracket was expected")};
  }
  return {};
}

}  // namespace testtracker::sources
