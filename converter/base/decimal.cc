// Decimal. Text and numbers in, exact decimals out. A 128-bit coefficient holds 38 digits; products and quotients go
// through 256 bits (four limbs of 64) and are cut back to 38 digits by dividing by ten, remembering the last digit cut.
#include "base/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/ascii.h"

namespace anamnesis {
namespace {

constexpr int kMax = Decimal::kMaxDigits;

constexpr std::array<UInt128, kMax + 1> make_powers() {
  std::array<UInt128, kMax + 1> p{};
  p[0] = 1;
  for (size_t i = 1; i < p.size(); ++i) p[i] = p[i - 1] * 10;
  return p;
}
constexpr std::array<UInt128, kMax + 1> kPower = make_powers();

UInt128 magnitude(Int128 v) {
  return v < 0 ? UInt128(0) - static_cast<UInt128>(v) : static_cast<UInt128>(v);
}

int count_digits(UInt128 v) {
  int n = 1;
  while (n <= kMax && v >= kPower[static_cast<size_t>(n)]) ++n;
  return n;
}

// An unsigned number of 256 bits, least significant limb first.
struct Wide {
  std::array<uint64_t, 4> limb{};

  static Wide product(UInt128 a, UInt128 b) {
    const std::array<uint64_t, 2> x = {static_cast<uint64_t>(a), static_cast<uint64_t>(a >> 64)};
    const std::array<uint64_t, 2> y = {static_cast<uint64_t>(b), static_cast<uint64_t>(b >> 64)};
    Wide w;
    for (size_t i = 0; i < 2; ++i) {
      uint64_t carry = 0;
      for (size_t j = 0; j < 2; ++j) {
        const UInt128 t = UInt128(x[i]) * y[j] + w.limb[i + j] + carry;
        w.limb[i + j] = static_cast<uint64_t>(t);
        carry = static_cast<uint64_t>(t >> 64);
      }
      w.limb[i + 2] += carry;
    }
    return w;
  }
  uint64_t divide_small(uint64_t by) {  // returns the remainder
    UInt128 rest = 0;
    for (size_t i = 4; i-- > 0;) {
      const UInt128 t = (rest << 64) | limb[i];
      limb[i] = static_cast<uint64_t>(t / by);
      rest = t % by;
    }
    return static_cast<uint64_t>(rest);
  }
  bool fits() const { return limb[2] == 0 && limb[3] == 0 && low() < kPower[kMax]; }
  UInt128 low() const { return (UInt128(limb[1]) << 64) | limb[0]; }
};

// Cuts digits until 38 are left and the scale is possible; rounds half away from zero.
std::optional<Decimal> fit(Wide w, int scale, bool negative) {
  uint64_t last = 0;
  while (!w.fits() || scale > kMax) {
    if (scale == 0) return std::nullopt;
    last = w.divide_small(10);
    --scale;
  }
  UInt128 v = w.low();
  if (last >= 5) ++v;
  if (v >= kPower[kMax]) {
    if (scale == 0) return std::nullopt;
    v /= 10;
    --scale;
  }
  return Decimal(negative ? -static_cast<Int128>(v) : static_cast<Int128>(v), scale);
}

// The exponent behind an 'e'; nothing if malformed. Large ones are cut to a value that cannot be represented anyway.
std::optional<int> parse_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = std::min(value * 10 + (c - '0'), 10000);
  }
  return negative ? -value : value;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int exponent = 0;
  if (const size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    const auto parsed = parse_exponent(text.substr(e + 1));
    if (!parsed) return std::nullopt;
    exponent = *parsed;
    text = text.substr(0, e);
  }
  const size_t point = text.find('.');
  if (text.empty() || point == 0 || point == text.size() - 1) return std::nullopt;
  UInt128 value = 0;
  int scale = 0;
  int dropped = 0;  // integral digits that did not fit
  bool full = false, fraction = false;
  for (const char c : text) {
    if (c == '.') {
      if (fraction) return std::nullopt;
      fraction = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    if (value >= kPower[kMax - 1] || (fraction && scale == kMax)) {  // one more digit would not fit
      if (!full && c >= '5') ++value;
      full = true;
      if (!fraction) ++dropped;
      continue;
    }
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (fraction) ++scale;
  }
  if (dropped != 0 || value >= kPower[kMax]) return std::nullopt;
  scale -= exponent;
  for (; scale < 0; ++scale) {
    if (value >= kPower[kMax - 1]) return std::nullopt;
    value *= 10;
    if (value == 0) {
      scale = 0;
      break;
    }
  }
  for (; scale > kMax; --scale) {
    value /= 10;
    if (value == 0) {
      scale = kMax;
      break;
    }
  }
  return Decimal(negative ? -static_cast<Int128>(value) : static_cast<Int128>(value), scale);
}

std::optional<Decimal> Decimal::from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 15);
  return parse({buffer.data(), static_cast<size_t>(end.ptr - buffer.data())});
}

std::string Decimal::to_string() const {
  std::string digits;
  UInt128 v = magnitude(coefficient_);
  do {
    digits += static_cast<char>('0' + static_cast<int>(v % 10));
    v /= 10;
  } while (v != 0);
  while (digits.size() <= scale_) digits += '0';
  if (coefficient_ < 0 || minus_zero_) digits += '-';
  std::reverse(digits.begin(), digits.end());
  if (scale_ != 0) digits.insert(digits.size() - scale_, 1, '.');
  return digits;
}

double Decimal::to_double() const {
  const std::string text = to_string();
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::optional<int64_t> Decimal::to_int64() const {
  const Decimal n = normalized();
  if (n.scale_ != 0 || n.coefficient_ > INT64_MAX || n.coefficient_ < INT64_MIN) return std::nullopt;
  return static_cast<int64_t>(n.coefficient_);
}

int Decimal::digits() const {
  return count_digits(magnitude(coefficient_));
}

Decimal Decimal::normalized() const {
  Decimal d = *this;
  while (d.scale_ > 0 && d.coefficient_ % 10 == 0) {
    d.coefficient_ /= 10;
    --d.scale_;
  }
  return d;
}

Decimal Decimal::rounded(int places, Rounding how) const {
  places = std::max(places, 0);
  if (scale_ <= places) return *this;
  const auto unit = static_cast<Int128>(kPower[static_cast<size_t>(scale_ - places)]);
  Int128 quotient = coefficient_ / unit;
  const Int128 rest = coefficient_ % unit;
  const Int128 away = coefficient_ < 0 ? -1 : 1;
  const UInt128 twice = magnitude(rest) >= static_cast<UInt128>(unit) - magnitude(rest) ? 1 : 0;
  if (how == Rounding::half_away && twice != 0) quotient += away;
  if (how == Rounding::floor && rest < 0) quotient -= 1;
  if (how == Rounding::ceiling && rest > 0) quotient += 1;
  return Decimal(quotient, places);
}

std::optional<Decimal> Decimal::with_scale(int places) const {
  if (places <= scale_) return rounded(places);
  const int more = places - scale_;
  if (places > kMax || count_digits(magnitude(coefficient_)) + more > kMax) return std::nullopt;
  return Decimal(coefficient_ * static_cast<Int128>(kPower[static_cast<size_t>(more)]), places);
}

std::optional<Decimal> Decimal::add(const Decimal& a, const Decimal& b) {
  int scale = std::max(a.scale_, b.scale_);
  // Where aligning to the longer fraction does not fit, the fraction is rounded until it does.
  for (; scale >= 0; --scale) {
    const auto x = a.with_scale(scale), y = b.with_scale(scale);
    if (!x || !y) continue;
    const Int128 sum = x->coefficient_ + y->coefficient_;
    if (magnitude(sum) < kPower[kMax]) return Decimal(sum, scale);
  }
  return std::nullopt;
}

std::optional<Decimal> Decimal::multiply(const Decimal& a, const Decimal& b) {
  const bool negative = (a.coefficient_ < 0) != (b.coefficient_ < 0);
  return fit(Wide::product(magnitude(a.coefficient_), magnitude(b.coefficient_)), a.scale_ + b.scale_, negative);
}

std::optional<Decimal> Decimal::divide(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  // Long division: the integral part, then digit after digit until 28 significant ones or no rest.
  const UInt128 divisor = magnitude(b.coefficient_);
  UInt128 quotient = magnitude(a.coefficient_) / divisor, rest = magnitude(a.coefficient_) % divisor;
  int scale = a.scale_ - b.scale_;
  const auto digit = [&] {  // one more digit; the rest times ten may need 131 bits
    int d = 0;
    UInt128 next = 0;
    for (int i = 0; i < 10; ++i) {  // add the rest ten times, subtracting the divisor as soon as it fits
      if (next >= divisor - rest) {
        next -= divisor - rest;
        ++d;
      } else {
        next += rest;
      }
    }
    rest = next;
    return d;
  };
  const int wanted = std::max(a.scale_, b.scale_);
  while (rest != 0 && (count_digits(quotient) < 28 || scale < 0) && count_digits(quotient) < kMax && scale < kMax) {
    quotient = quotient * 10 + static_cast<unsigned>(digit());
    ++scale;
  }
  if (rest != 0 && rest >= divisor - rest) ++quotient;
  for (; scale < 0; ++scale) {
    if (quotient >= kPower[kMax - 1]) return std::nullopt;
    quotient *= 10;
  }
  const bool negative = (a.coefficient_ < 0) != (b.coefficient_ < 0);
  Decimal out(negative ? -static_cast<Int128>(quotient) : static_cast<Int128>(quotient), scale);
  while (out.scale_ > wanted && out.coefficient_ % 10 == 0) {
    out.coefficient_ /= 10;
    --out.scale_;
  }
  return out;
}

std::optional<Decimal> Decimal::integer_quotient(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  const int scale = std::max(a.scale_, b.scale_);
  const auto x = a.with_scale(scale), y = b.with_scale(scale);
  if (x && y) return Decimal(x->coefficient_ / y->coefficient_, 0);
  const auto q = divide(a, b);
  if (!q) return std::nullopt;
  return q->rounded(0, Rounding::toward_zero);
}

std::optional<Decimal> Decimal::remainder(const Decimal& a, const Decimal& b) {
  const auto q = integer_quotient(a, b);
  if (!q) return std::nullopt;
  const auto p = multiply(*q, b);
  return p ? subtract(a, *p) : std::nullopt;
}

std::optional<Decimal> Decimal::power(const Decimal& base, int64_t exponent) {
  std::optional<Decimal> out = Decimal(1);
  Decimal square = base;
  for (int64_t n = exponent; n > 0; n >>= 1) {
    if ((n & 1) != 0) out = multiply(*out, square);
    if (!out) return std::nullopt;
    if (n > 1) {
      const auto next = multiply(square, square);
      if (!next) return std::nullopt;
      square = *next;
    }
  }
  return out;
}

int Decimal::compare(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) return a.coefficient_ < b.coefficient_ ? -1 : a.coefficient_ > b.coefficient_ ? 1 : 0;
  if (a.is_negative() != b.is_negative()) return a.is_negative() ? -1 : 1;
  // Same sign: compare |a| * 10^(scale of b) with |b| * 10^(scale of a) in 256 bits.
  const Wide x = Wide::product(magnitude(a.coefficient_), kPower[b.scale_]);
  const Wide y = Wide::product(magnitude(b.coefficient_), kPower[a.scale_]);
  const int sign = a.is_negative() ? -1 : 1;
  for (size_t i = 4; i-- > 0;)
    if (x.limb[i] != y.limb[i]) return x.limb[i] < y.limb[i] ? -sign : sign;
  return 0;
}

}  // namespace anamnesis
