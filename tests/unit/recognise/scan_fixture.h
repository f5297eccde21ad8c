// What the scanners find in a text, written as one line, for tables of cases.
#pragma once
#include <string>

#include "recognise/scan.h"
#include "unit/segment/grammar_fixture.h"

inline const anamnesis::ScanTables& bundled_scan_tables() {
  static const anamnesis::ScanTables tables = [] {
    auto compiled = anamnesis::ScanTables::compile(bundled_grammar(), bundled_segment_tables().folding);
    if (!compiled) std::fprintf(stderr, "%s\n", compiled.error().text().c_str());
    return std::move(*compiled);
  }();
  return tables;
}

// "<33 mg/L", "12-34 g/L", "120/80 mm[Hg]", "1:320", "10x8x3 cm", "12+-3 s"
inline std::string written(const anamnesis::QuantityReading& q) {
  std::string out(q.comparator);
  if (q.shape == "range") out += std::string(q.low) + "-" + std::string(q.high);
  else out += q.value;
  const char* joint = q.shape == "pair" ? "/" : q.shape == "ratio" ? ":" : q.shape == "plus-minus" ? "+-" : "x";
  if (!q.second.empty()) out += joint + std::string(q.second);
  if (!q.third.empty()) out += joint + std::string(q.third);
  if (!q.ucum.empty()) out += " " + std::string(q.ucum);
  return out;
}

// "2/1 d", "1/6-8 h", "2/1 d AC", "x6", "prn"
inline std::string written(const anamnesis::TimingReading& t) {
  const auto range = [](std::string_view low, std::string_view high) {
    return high.empty() ? std::string(low) : std::string(low) + "-" + std::string(high);
  };
  std::string out;
  if (!t.period.empty()) {
    out = range(t.frequency, t.frequency_high) + "/" + range(t.period, t.period_high) + " " + std::string(t.period_unit);
  }
  const auto add = [&](const std::string& s) { out += (out.empty() ? "" : " ") + s; };
  if (!t.when.empty()) add(std::string(t.when));
  if (!t.count.empty()) add("x" + std::string(t.count));
  if (t.as_needed) add("prn");
  return out;
}

// The mentions of one kind, joined by "; ". Those inside a longer one that `inside` accepts are left out.
inline std::string scanned(const std::string& text, anamnesis::MentionKind kind) {
  using namespace anamnesis;
  Document document;
  document.text = text;
  Arena arena;
  const Segments segments = segment(document, bundled_segment_tables(), arena);
  std::string out;
  for (const Mention& m : scan(document, segments, bundled_scan_tables(), arena).mentions) {
    if (m.kind != kind) continue;
    if (!out.empty()) out += "; ";
    if (kind == MentionKind::quantity || kind == MentionKind::age) out += written(*m.quantity);
    else if (kind == MentionKind::dosage_part) {
      out += std::string(m.part) + " ";
      out += m.quantity != nullptr ? written(*m.quantity) : m.timing != nullptr ? written(*m.timing) : std::string(m.normal);
    } else if (kind == MentionKind::time) {
      out += m.normal.empty() ? "'" + std::string(m.span.of(text)) + "'" : std::string(m.normal);
    } else {
      out += std::string(m.normal) + (m.weak ? "?" : "");
    }
  }
  return out;
}

struct ScanCase {
  const char* text;
  const char* found;
};
