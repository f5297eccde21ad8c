// anamnesis: the program. One file of cli/ per command; this one only names them.
//
// Exit status: 0 done; 1 findings, or some inputs failed; 2 wrong usage, configuration or expression; 3 input/output
// or network, where nothing could be done.
#include <CLI/CLI.hpp>

#include "cli/commands.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

// What one document gave back, the next one needs: memory that went to the system in between would be paid for again,
// page by page.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  CLI::App app{"Narrative clinical cases to FHIR R4 Bundles, and FHIR validation."};
  app.require_subcommand(1);
  app.set_version_flag("--version", ANAMNESIS_VERSION);
  int status = 0;
  for (const anamnesis::cli::Register add : anamnesis::cli::kCommands)
    if (add != nullptr) add(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  return status;
}
