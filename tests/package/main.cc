// Converts one sentence with the installed library and prints the Bundle.
#include <cstdio>

#include <anamnesis/converter.h>

int main() {
  anamnesis::Options options;
  options.format = anamnesis::Options::Format::ndjson;
  const auto loaded = anamnesis::Converter::load(options);
  if (!loaded.converter) return std::fprintf(stderr, "%s\n", loaded.error.c_str()), 2;
  anamnesis::Converter::Worker worker = loaded.converter->worker();
  const anamnesis::Output out = worker.convert("sentence.txt", "A 53-year-old man presented with a dry cough.\n");
  std::fputs(out.text.c_str(), stdout);
  return out.ok ? 0 : 1;
}
