// Arena: memory that is given out piece by piece and taken back all at once.
//
// One arena serves one document on one worker; reset() keeps the blocks for the next document. Objects in it
// are never destroyed, so only trivially destructible types go in. Not thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace anamnesis {

class Arena {
 public:
  explicit Arena(size_t block_size = size_t{64} << 10) : block_size_(block_size) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  void* allocate(size_t size, size_t alignment = alignof(std::max_align_t)) {
    const uintptr_t at = (reinterpret_cast<uintptr_t>(next_) + alignment - 1) & ~(uintptr_t{alignment} - 1);
    if (next_ == nullptr || at + size > reinterpret_cast<uintptr_t>(limit_)) return allocate_slow(size, alignment);
    next_ = reinterpret_cast<char*>(at + size);
    return reinterpret_cast<void*>(at);
  }

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // n value-initialised objects.
  template <typename T>
  std::span<T> make_array(size_t n) {
    static_assert(std::is_trivially_destructible_v<T>);
    T* first = static_cast<T*>(allocate(n * sizeof(T), alignof(T)));
    for (size_t i = 0; i < n; ++i) new (first + i) T{};
    return {first, n};
  }

  // Room for n objects that are all written before they are read.
  template <typename T>
  std::span<T> make_uninitialised(size_t n) {
    static_assert(std::is_trivially_copyable_v<T>);
    return {static_cast<T*>(allocate(n * sizeof(T), alignof(T))), n};
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* at = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }

  // The pieces one behind the other.
  std::string_view join(std::span<const std::string_view> pieces) {
    size_t size = 0;
    for (const std::string_view piece : pieces) size += piece.size();
    char* const text = static_cast<char*>(allocate(size, 1));
    char* at = text;
    for (const std::string_view piece : pieces)
      for (const char c : piece) *at++ = c;  // a few letters: no call
    return {text, size};
  }
  std::string_view join(std::initializer_list<std::string_view> pieces) {
    return join(std::span(pieces.begin(), pieces.size()));
  }

  // Forgets everything that was allocated; keeps one ordinary block, so that the next document needs no malloc.
  void reset();

  // A moment to go back to: rewind() forgets what was allocated since and keeps its blocks. Not across a reset().
  struct Mark {
    size_t block;
    char* next;
    bool operator==(const Mark&) const = default;
  };
  Mark mark() const { return {current_, next_}; }
  void rewind(Mark mark);

  size_t bytes_reserved() const { return reserved_; }

 private:
  void* allocate_slow(size_t size, size_t alignment);

  struct Release {
    std::align_val_t alignment;
    void operator()(char* bytes) const { ::operator delete(bytes, alignment); }
  };
  struct Block {
    std::unique_ptr<char, Release> bytes;
    size_t size;
  };
  Block make_block(size_t need) const;
  size_t block_size_;
  std::vector<Block> blocks_;
  size_t current_ = 0;  // index of the block in use; those after it are kept for reuse
  size_t reserved_ = 0;
  char* next_ = nullptr;
  char* limit_ = nullptr;
};

}  // namespace anamnesis
