// Hashes by FIPS 180-4: the message in blocks of 64 bytes, padded with a one bit, zeros and its length in bits.
#include "base/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace anamnesis {
namespace {

uint32_t load(const uint8_t* p) {
  return uint32_t{p[0]} << 24 | uint32_t{p[1]} << 16 | uint32_t{p[2]} << 8 | uint32_t{p[3]};
}

// Calls compress(block) for every block of the padded message.
template <typename Compress>
void for_each_block(std::string_view bytes, Compress compress) {
  const auto* p = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t left = bytes.size();
  for (; left >= 64; left -= 64, p += 64) compress(p);
  uint8_t last[128] = {};
  if (left > 0) std::memcpy(last, p, left);
  last[left] = 0x80;
  const size_t size = left < 56 ? 64 : 128;
  const uint64_t bits = uint64_t{bytes.size()} * 8;
  for (size_t i = 0; i < 8; ++i) last[size - 1 - i] = static_cast<uint8_t>(bits >> (8 * i));
  compress(last);
  if (size == 128) compress(last + 64);
}

template <size_t N>
std::array<uint8_t, N * 4> to_bytes(const std::array<uint32_t, N>& words) {
  std::array<uint8_t, N * 4> out{};
  for (size_t i = 0; i < N * 4; ++i) out[i] = static_cast<uint8_t>(words[i / 4] >> (24 - 8 * (i % 4)));
  return out;
}

constexpr char kHexDigits[] = "0123456789abcdef";

template <size_t N>
std::string hex(const std::array<uint8_t, N>& bytes) {
  std::string out;
  for (const uint8_t b : bytes) {
    out += kHexDigits[b >> 4];
    out += kHexDigits[b & 15];
  }
  return out;
}

void sha1_block(std::array<uint32_t, 5>& h, const uint8_t* block) {
  uint32_t w[80];
  for (size_t t = 0; t < 16; ++t) w[t] = load(block + 4 * t);
  for (size_t t = 16; t < 80; ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];  // no structured binding: clang 14 captures none
  const auto step = [&](uint32_t f, uint32_t k, uint32_t word) {
    const uint32_t next = std::rotl(a, 5) + f + e + k + word;
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  };
  for (size_t t = 0; t < 20; ++t) step((b & c) | (~b & d), 0x5A827999, w[t]);
  for (size_t t = 20; t < 40; ++t) step(b ^ c ^ d, 0x6ED9EBA1, w[t]);
  for (size_t t = 40; t < 60; ++t) step((b & c) | (b & d) | (c & d), 0x8F1BBCDC, w[t]);
  for (size_t t = 60; t < 80; ++t) step(b ^ c ^ d, 0xCA62C1D6, w[t]);
  h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
}

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr uint32_t kSha256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void sha256_block(std::array<uint32_t, 8>& h, const uint8_t* block) {
  uint32_t w[64];
  for (size_t t = 0; t < 16; ++t) w[t] = load(block + 4 * t);
  for (size_t t = 16; t < 64; ++t) {
    const uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
    const uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  std::array<uint32_t, 8> v = h;
  for (size_t t = 0; t < 64; ++t) {
    const uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
    const uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    const uint32_t t1 = v[7] + s1 + choice + kSha256[t] + w[t];
    const uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
    const uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    v = {t1 + s0 + majority, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
  }
  for (size_t i = 0; i < 8; ++i) h[i] += v[i];
}

}  // namespace

std::array<uint8_t, 20> sha1(std::string_view bytes) {
  std::array<uint32_t, 5> h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  for_each_block(bytes, [&](const uint8_t* block) { sha1_block(h, block); });
  return to_bytes(h);
}

std::array<uint8_t, 32> sha256(std::string_view bytes) {
  std::array<uint32_t, 8> h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for_each_block(bytes, [&](const uint8_t* block) { sha256_block(h, block); });
  return to_bytes(h);
}

std::string sha1_hex(std::string_view bytes) {
  return hex(sha1(bytes));
}
std::string sha256_hex(std::string_view bytes) {
  return hex(sha256(bytes));
}

std::string base64(std::string_view bytes) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out((bytes.size() + 2) / 3 * 4, '=');
  char* put = out.data();
  for (size_t i = 0; i < bytes.size(); i += 3, put += 4) {
    const size_t have = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t j = 0; j < have; ++j) group |= uint32_t{static_cast<uint8_t>(bytes[i + j])} << (16 - 8 * j);
    for (size_t j = 0; j <= have; ++j) put[j] = alphabet[group >> (18 - 6 * j) & 63];
  }
  return out;
}

std::string to_text(const Uuid& uuid) {
  std::string out(36, '-');
  size_t at = 0;
  for (const uint8_t b : uuid) {
    if (at == 8 || at == 13 || at == 18 || at == 23) ++at;
    out[at++] = kHexDigits[b >> 4];
    out[at++] = kHexDigits[b & 15];
  }
  return out;
}

Uuid uuid5(const Uuid& name_space, std::string_view name) {
  std::string message(reinterpret_cast<const char*>(name_space.data()), name_space.size());
  message += name;
  const auto hash = sha1(message);
  Uuid out;
  std::memcpy(out.data(), hash.data(), out.size());
  out[6] = static_cast<uint8_t>((out[6] & 0x0F) | 0x50);
  out[8] = static_cast<uint8_t>((out[8] & 0x3F) | 0x80);
  return out;
}

}  // namespace anamnesis
