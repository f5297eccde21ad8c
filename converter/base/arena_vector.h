// ArenaVector: a std::vector whose memory is an arena's. Growing leaves the old place to the arena, so reserve where
// the size is known; nothing is ever freed. The arena must outlive the vector or be reset with it.
#pragma once
#include <vector>

#include "base/arena.h"

namespace anamnesis {

template <typename T>
class ArenaAllocator {
 public:
  using value_type = T;
  ArenaAllocator(Arena& arena) : arena_(&arena) {}  // NOLINT: containers are made of the arena itself
  template <typename U>
  ArenaAllocator(const ArenaAllocator<U>& other) : arena_(other.arena_) {}  // NOLINT: as allocators must

  T* allocate(size_t n) { return static_cast<T*>(arena_->allocate(n * sizeof(T), alignof(T))); }
  void deallocate(T*, size_t) {}
  friend bool operator==(const ArenaAllocator& a, const ArenaAllocator& b) { return a.arena_ == b.arena_; }

 private:
  template <typename U>
  friend class ArenaAllocator;
  Arena* arena_;
};

template <typename T>
using ArenaVector = std::vector<T, ArenaAllocator<T>>;

}  // namespace anamnesis
