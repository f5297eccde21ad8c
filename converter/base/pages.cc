// Pages: Linux's transparent huge pages, of which most distributions give only what is asked for.
#include "base/pages.h"

#include <cstdint>

#include <sys/mman.h>

namespace anamnesis {

void want_large_pages(void* memory, size_t size) {
#ifdef MADV_HUGEPAGE
  const auto begin = reinterpret_cast<uintptr_t>(memory), end = (begin + size) & ~(kLargePage - 1);
  const uintptr_t first = (begin + kLargePage - 1) & ~(kLargePage - 1);
  if (first < end) (void)madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
#else
  (void)memory, (void)size;
#endif
}

}  // namespace anamnesis
