// Arena: blocks of doubling size (to 1 MiB); a request larger than a block gets a block of its own.
#include "base/arena.h"

#include <algorithm>

namespace anamnesis {

void* Arena::allocate_slow(size_t size, size_t alignment) {
  const size_t need = size + alignment;
  // Reuse a kept block if the next one is large enough.
  if (next_ != nullptr && current_ + 1 < blocks_.size() && blocks_[current_ + 1].size >= need) {
    ++current_;
  } else {
    const size_t grown = std::min(block_size_ << std::min<size_t>(blocks_.size(), 4), size_t{1} << 20);
    const size_t bytes = std::max(grown, need);
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(next_ == nullptr ? 0 : current_ + 1),
                   Block{std::unique_ptr<char[]>(new char[bytes]), bytes});
    current_ = next_ == nullptr ? 0 : current_ + 1;
    reserved_ += bytes;
  }
  next_ = blocks_[current_].bytes.get();
  limit_ = next_ + blocks_[current_].size;
  return allocate(size, alignment);
}

void Arena::rewind(Mark mark) {
  if (blocks_.empty()) return;
  current_ = mark.block;
  const Block& block = blocks_[current_];
  next_ = mark.next != nullptr ? mark.next : block.bytes.get();
  limit_ = block.bytes.get() + block.size;
}

void Arena::reset() {
  // Blocks made for one huge document are given back; ordinary ones stay.
  constexpr size_t keep = size_t{8} << 20;
  while (!blocks_.empty() && reserved_ > keep) {
    reserved_ -= blocks_.back().size;
    blocks_.pop_back();
  }
  current_ = 0;
  next_ = blocks_.empty() ? nullptr : blocks_[0].bytes.get();
  limit_ = blocks_.empty() ? nullptr : next_ + blocks_[0].size;
}

}  // namespace anamnesis
