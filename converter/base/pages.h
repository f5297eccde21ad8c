// Pages: memory in large pages where the system gives them to who asks.
#pragma once
#include <cstddef>

namespace anamnesis {

constexpr size_t kLargePage = size_t{2} << 20;

// A wish, for memory not yet written to: the large pages that lie wholly inside are got by one fault each, and looked
// up as one. Without effect where the system does not know them.
void want_large_pages(void* memory, size_t size);

}  // namespace anamnesis
