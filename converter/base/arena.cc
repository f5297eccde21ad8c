// Arena: blocks of doubling size (to 1 MiB); a request larger than a block gets a block of its own. What outgrows some
// of those is one of the few large documents, and goes on in large pages: faults are a good part of what its memory
// costs.
#include "base/arena.h"

#include <algorithm>

#include "base/pages.h"

namespace anamnesis {

Arena::Block Arena::make_block(size_t need) const {
  constexpr size_t kMany = size_t{2} << 20, kLarge = 2 * kLargePage;
  const bool large = reserved_ >= kMany;
  const size_t grown = std::min(block_size_ << std::min<size_t>(blocks_.size(), 4), size_t{1} << 20);
  const size_t bytes = std::max(large ? kLarge : grown, need);
  const std::align_val_t alignment{large ? kLargePage : alignof(std::max_align_t)};
  Block block{{static_cast<char*>(::operator new(bytes, alignment)), Release{alignment}}, bytes};
  if (large) want_large_pages(block.bytes.get(), bytes);
  return block;
}

void* Arena::allocate_slow(size_t size, size_t alignment) {
  const size_t need = size + alignment;
  // Reuse a kept block if the next one is large enough.
  if (next_ != nullptr && current_ + 1 < blocks_.size() && blocks_[current_ + 1].size >= need) {
    ++current_;
  } else {
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(next_ == nullptr ? 0 : current_ + 1),
                   make_block(need));
    reserved_ += blocks_[next_ == nullptr ? 0 : current_ + 1].size;
    current_ = next_ == nullptr ? 0 : current_ + 1;
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
  constexpr size_t keep = size_t{32} << 20;
  while (!blocks_.empty() && reserved_ > keep) {
    reserved_ -= blocks_.back().size;
    blocks_.pop_back();
  }
  current_ = 0;
  next_ = blocks_.empty() ? nullptr : blocks_[0].bytes.get();
  limit_ = blocks_.empty() ? nullptr : next_ + blocks_[0].size;
}

}  // namespace anamnesis
