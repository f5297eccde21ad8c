// Both files are read line by line; patterns are matched by the two-pointer walk that steps back to the last star.
#include "validate/suppressions.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace anamnesis::validate {
namespace {

struct Line {
  std::vector<std::string_view> cells;
  uint32_t number = 0;
};

// Rows of a TSV text without comments and empty lines; the first is the header.
std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  for (uint32_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    Line& row = out.emplace_back();
    row.number = number;
    for (;;) {
      const size_t tab = line.find('\t');
      row.cells.push_back(line.substr(0, tab));
      if (tab == line.npos) break;
      line.remove_prefix(tab + 1);
    }
  }
  return out;
}

bool is_date(std::string_view s) {
  if (s.size() != 10 || s[4] != '-' || s[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (s[i] < '0' || s[i] > '9') return false;
  return true;
}

std::string key(std::string_view file, const Issue& issue) {
  std::string out(issue.id);
  return out.append("\t").append(file).append("\t").append(issue.expression);
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = pattern.npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Result<Suppressions> Suppressions::parse(std::string_view text, const std::string& file, std::string_view today) {
  static constexpr std::array<std::string_view, 5> kColumns = {"rule", "path", "reason", "expiry", "file"};
  Suppressions out;
  std::array<size_t, 5> place;
  place.fill(SIZE_MAX);
  bool header = true;
  for (const Line& line : lines_of(text)) {
    if (std::exchange(header, false)) {
      for (size_t i = 0; i < line.cells.size(); ++i) {
        const auto known = std::find(kColumns.begin(), kColumns.end(), line.cells[i]);
        if (known == kColumns.end())
          return Error{"unknown column '" + std::string(line.cells[i]) + "': rule, path, reason, expiry, file", file,
                       line.number, 1};
        place[static_cast<size_t>(known - kColumns.begin())] = i;
      }
      for (size_t i = 0; i < 3; ++i)
        if (place[i] == SIZE_MAX)
          return Error{"the column '" + std::string(kColumns[i]) + "' is missing", file, line.number, 1};
      continue;
    }
    const auto cell = [&](size_t column) {
      return place[column] < line.cells.size() ? std::string(line.cells[place[column]]) : std::string();
    };
    Entry e{cell(0), cell(1), cell(4), cell(2), cell(3), line.number};
    if (e.rule.empty()) return Error{"a suppression names a rule", file, line.number, 1};
    if (e.reason.empty()) return Error{"a suppression gives a reason", file, line.number, 1};
    if (!e.expiry.empty() && !is_date(e.expiry)) return Error{"an expiry is a date, YYYY-MM-DD", file, line.number, 1};
    e.expired = !e.expiry.empty() && e.expiry < today;
    out.entries_.push_back(std::move(e));
  }
  return out;
}

void Suppressions::apply(std::string_view file, Issues& issues) {
  if (entries_.empty()) return;
  std::erase_if(issues, [&](const Issue& issue) {
    for (Entry& e : entries_) {
      if (e.expired || e.rule != issue.id) continue;
      if (!e.path.empty() && !matches_glob(e.path, issue.expression)) continue;
      if (!e.file.empty() && !matches_glob(e.file, file)) continue;
      ++e.used;
      return true;
    }
    return false;
  });
}

Issues Suppressions::leftovers() const {
  Issues out;
  for (const Entry& e : entries_) {
    if (!e.expired && e.used != 0) continue;
    Issue& issue = out.emplace_back();
    issue.severity = Severity::warning;
    issue.code = "business-rule";
    issue.id = e.expired ? "suppression-expired" : "suppression-unused";
    issue.text = "the suppression of " + e.rule + (e.path.empty() ? "" : " at " + e.path) +
                 (e.expired ? " ended on " + e.expiry : " matched no finding");
    issue.line = e.line;
    issue.column = 1;
  }
  return out;
}

Result<Baseline> Baseline::parse(std::string_view text, const std::string& file) {
  Baseline out;
  bool header = true;
  for (const Line& line : lines_of(text)) {
    if (std::exchange(header, false)) continue;
    if (line.cells.size() != 4) return Error{"expected four columns: rule, file, path, count", file, line.number, 1};
    size_t count = 0;
    const std::string_view digits = line.cells[3];
    if (std::from_chars(digits.data(), digits.data() + digits.size(), count).ec != std::errc())
      return Error{"the count is not a number", file, line.number, 1};
    out.counts_[std::string(line.cells[0]).append("\t").append(line.cells[1]).append("\t").append(line.cells[2])] +=
        count;
  }
  return out;
}

void Baseline::apply(std::string_view file, Issues& issues) {
  if (counts_.empty()) return;
  std::erase_if(issues, [&](const Issue& issue) {
    const auto it = counts_.find(key(file, issue));
    return it != counts_.end() && it->second != 0 && it->second-- != 0;
  });
}

void Baseline::record(std::string_view file, const Issues& issues) {
  for (const Issue& issue : issues) ++counts_[key(file, issue)];
}

std::string Baseline::text() const {
  std::string out =
      "# Findings that were there when this file was written (anamnesis validate --write-baseline).\n"
      "rule\tfile\tpath\tcount\n";
  for (const auto& [key, count] : counts_) out.append(key).append("\t").append(std::to_string(count)).append("\n");
  return out;
}

}  // namespace anamnesis::validate
