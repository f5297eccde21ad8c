// INSIST: a bug in this program, not a fault of its input, stops the program with the place it was found.
// (Not CHECK: that is the word of test frameworks, of ours too.)
#pragma once
#include <cstdio>
#include <cstdlib>

#define INSIST(condition)                                                                                \
  do {                                                                                                   \
    if (!(condition)) {                                                                                  \
      std::fprintf(stderr, "%s:%d: internal error: %s does not hold\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                                      \
    }                                                                                                    \
  } while (false)
