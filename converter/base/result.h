// Result<T>: a value, or the Error that says why a job cannot be done and where (file, line, column).
//
// Three error channels exist and never mix: INSIST for bugs (check.h), Result for jobs that cannot be done,
// Issue (issue.h) for findings about the user's data, after which work goes on.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"

namespace anamnesis {

// What went wrong, ready to print. `line` and `column` count from 1, 0 where they make no sense; a column
// counts Unicode code points.
struct Error {
  std::string message;
  std::string file = {};
  uint32_t line = 0;
  uint32_t column = 0;

  // "file:line:column: message", leaving out what is not known.
  std::string text() const {
    std::string out = file;
    if (line != 0) out += ":" + std::to_string(line);
    if (line != 0 && column != 0) out += ":" + std::to_string(column);
    return out.empty() ? message : out + ": " + message;
  }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design
  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  T& value() & {
    INSIST(ok());
    return *value_;
  }
  const T& value() const& {
    INSIST(ok());
    return *value_;
  }
  T&& value() && {
    INSIST(ok());
    return std::move(*value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    INSIST(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  Error error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: implicit by design
  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    INSIST(!ok_);
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace anamnesis
