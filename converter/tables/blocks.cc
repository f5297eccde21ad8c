// Writing and reading is arithmetic on 32-bit offsets from its first byte.
#include "tables/blocks.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace anamnesis {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kWordsPerBlock = 3;

size_t aligned(size_t n) {
  return (n + kAlignment - 1) / kAlignment * kAlignment;
}

uint32_t word(std::string_view bytes, size_t index) {
  uint32_t out;
  INSIST((index + 1) * sizeof out <= bytes.size());
  std::memcpy(&out, bytes.data() + index * sizeof out, sizeof out);
  return out;
}

void put_word(std::string& out, size_t value) {
  INSIST(value <= UINT32_MAX);
  const auto narrow = static_cast<uint32_t>(value);
  out.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
}

}  // namespace

std::string join_blocks(std::vector<Block> blocks) {
  std::sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.name < b.name; });
  size_t begin = (1 + kWordsPerBlock * blocks.size()) * sizeof(uint32_t);
  for (const Block& block : blocks) begin += block.name.size();
  std::string out;
  put_word(out, blocks.size());
  for (const Block& block : blocks) {
    begin = aligned(begin);
    put_word(out, block.name.size());
    put_word(out, begin);
    put_word(out, block.bytes.size());
    begin += block.bytes.size();
  }
  for (const Block& block : blocks) out += block.name;
  for (const Block& block : blocks) {
    out.resize(aligned(out.size()));
    out += block.bytes;
  }
  return out;
}

std::vector<BlockView> blocks_of(std::string_view joined) {
  std::vector<BlockView> out;
  if (joined.empty()) return out;
  const size_t count = word(joined, 0);
  size_t name_at = (1 + kWordsPerBlock * count) * sizeof(uint32_t);
  for (size_t i = 0; i < count; ++i) {
    const size_t at = 1 + kWordsPerBlock * i;
    const size_t begin = word(joined, at + 1), length = word(joined, at + 2);
    INSIST(begin + length <= joined.size());
    out.push_back({joined.substr(name_at, word(joined, at)), joined.substr(begin, length)});
    name_at += word(joined, at);
  }
  return out;
}

}  // namespace anamnesis
