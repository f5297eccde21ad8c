// sort_few: a stable sort without memory of its own, for ranges that are short or nearly in order.
#pragma once
#include <algorithm>
#include <utility>

namespace anamnesis {

template <typename Iterator, typename Before>
void sort_few(Iterator first, Iterator last, const Before& before) {
  constexpr std::ptrdiff_t kFew = 24;
  if (last - first > kFew) return std::stable_sort(first, last, before);
  for (Iterator at = first; at != last; ++at)
    for (Iterator to = at; to != first && before(*to, *(to - 1)); --to) std::swap(*to, *(to - 1));
}

}  // namespace anamnesis
