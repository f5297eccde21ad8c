// Blocks: named runs of bytes, one behind the other, as the build puts them inside the binary.
//
// Form: the number of blocks; per block three 32-bit words (length of the name, where the block begins, its
// length); the names; the blocks, each at a multiple of 64 bytes. Sorted by name; read without copying.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anamnesis {

struct Block {
  std::string name;
  std::string bytes;
};
std::string join_blocks(std::vector<Block> blocks);

struct BlockView {
  std::string_view name;
  std::string_view bytes;  // aligned to 64 bytes if the whole is
};
// The blocks of what join_blocks made; empty for no bytes.
std::vector<BlockView> blocks_of(std::string_view joined);

}  // namespace anamnesis
