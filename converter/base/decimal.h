// Decimal: an exact decimal number that remembers how it was written: 1.10 has two places, 1.1 has one.
//
// value = coefficient / 10^scale, at most 38 significant digits and 38 places. Sums and products that fit are exact;
// what does not fit is rounded half away from zero in its last places, and nothing at all is returned where even the
// integral part is too long. Plain value type, no allocation.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anamnesis {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

enum class Rounding : uint8_t { half_away, toward_zero, floor, ceiling };

class Decimal {
 public:
  static constexpr int kMaxDigits = 38;

  constexpr Decimal() = default;
  constexpr Decimal(int64_t value) : coefficient_(value) {}  // NOLINT: an integer is a decimal
  constexpr Decimal(Int128 coefficient, int scale) : coefficient_(coefficient), scale_(static_cast<uint8_t>(scale)) {}

  // A negative number that was cut to nothing: equals zero in everything, and is written "-0.0".
  static constexpr Decimal minus_zero(int scale) {
    Decimal d(0, scale);
    d.minus_zero_ = true;
    return d;
  }
  // "-12.50", "1e3", "+1": nothing if the text is not a number or its integral part has more than 38 digits.
  static std::optional<Decimal> parse(std::string_view text);
  // Rounded to 15 significant digits, so that the last bits of a library's logarithm do not show.
  static std::optional<Decimal> from_double(double value);

  std::string to_string() const;
  double to_double() const;
  std::optional<int64_t> to_int64() const;  // nothing if it has a fraction or is too large

  int scale() const { return scale_; }  // places as written
  int digits() const;                   // significant digits as written: 0.010 has two, 1.50 three, 0 one
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }
  bool is_integer() const { return normalized().scale_ == 0; }
  Int128 coefficient() const { return coefficient_; }
  int significant_scale() const { return normalized().scale_; }  // places without trailing zeros

  Decimal negated() const { return Decimal(-coefficient_, scale_); }
  Decimal abs() const { return coefficient_ < 0 ? negated() : *this; }
  Decimal normalized() const;                                             // without trailing zeros in the fraction
  Decimal rounded(int places, Rounding how = Rounding::half_away) const;  // at most `places` places
  std::optional<Decimal> with_scale(int places) const;                    // exactly, adding zeros or rounding

  static std::optional<Decimal> add(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) { return add(a, b.negated()); }
  static std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
  // 28 significant digits at least, no trailing zeros beyond the operands' own; nothing for a divisor of zero.
  static std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> integer_quotient(const Decimal& a, const Decimal& b);  // toward zero
  static std::optional<Decimal> remainder(const Decimal& a, const Decimal& b);         // sign of a
  static std::optional<Decimal> power(const Decimal& base, int64_t exponent);          // exponent >= 0
  // -1, 0, 1; the number of places does not matter: 1.10 equals 1.1.
  static int compare(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return compare(a, b) == 0; }
  friend bool operator<(const Decimal& a, const Decimal& b) { return compare(a, b) < 0; }

 private:
  Int128 coefficient_ = 0;
  uint8_t scale_ = 0;
  bool minus_zero_ = false;
};

}  // namespace anamnesis
