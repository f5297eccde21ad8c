// Hashes: SHA-1 (FHIR's Attachment.hash), SHA-256 (identity of a text), and UUID version 5 made of SHA-1.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace anamnesis {

std::array<uint8_t, 20> sha1(std::string_view bytes);    // FIPS 180-4, section 6.1
std::array<uint8_t, 32> sha256(std::string_view bytes);  // FIPS 180-4, section 6.2

std::string sha1_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);

using Uuid = std::array<uint8_t, 16>;

// RFC 9562, section 5.5: lower-case text of 36 characters.
std::string to_text(const Uuid& uuid);
Uuid uuid5(const Uuid& name_space, std::string_view name);

}  // namespace anamnesis
