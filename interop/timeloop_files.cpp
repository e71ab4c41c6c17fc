// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

namespace paretile::interop {
namespace {

/// What a section that is not read would have changed.
struct Unread {
  std::string_view name;
  std::string_view reason;
};
constexpr std::array kUnread = {
    Unread{"components", "classes of components are not looked up: give energies in an ERT"},
    Unread{"compound_components",
           "classes of components are not looked up: give energies in an ERT"},
    Unread{"mapping", "a search finds mappings of its own"},
    Unread{"mapper", "the search here is exact and has no such settings"},
    Unread{"sparse_optimizations", "everything is counted as dense"},
    Unread{"layout", "data layouts and bank conflicts are not modelled"},
    Unread{"constraints", "a mapping is evaluated as it is"},
    Unread{"architecture_constraints", "a mapping is evaluated as it is"},
    Unread{"mapspace_constraints", "a mapping is evaluated as it is"},
    Unread{"mapspace", "a mapping is evaluated as it is"},
};

constexpr std::size_t kMaxSections = 1000;

constexpr std::array<std::string_view, 5> kTags = {"!Component", "!Container", "!Parallel",
                                                   "!Hierarchical", "!Nothing"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The tags of version 0.4 as spaces, so that every place stays where it is: what an entry has
/// tells what its tag tells.
std::string without_tags(std::string text) {
  for (const std::string_view tag : kTags) {
    for (std::size_t at = text.find(tag); at != std::string::npos; at = text.find(tag, at + 1)) {
      const std::size_t end = at + tag.size();
      const bool stands_alone =
          (at == 0 || is_space(text[at - 1])) && (end == text.size() || is_space(text[end]));
      if (stands_alone) text.replace(at, tag.size(), tag.size(), ' ');
    }
  }
  return text;
}

/// All mistakes of the documents; several of them may have some.
template <typename Step>
void collect(std::vector<Diagnostic>& mistakes, const Step& step) {
  try {
    step();
  } catch (const InputError& error) {
    mistakes.insert(mistakes.end(), error.diagnostics().begin(), error.diagnostics().end());
  }
}

/// A file that is no YAML because it is a template of Jinja2.
void explain_template(const std::string& text, Diagnostic& mistake) {
  if (text.find("{%") == std::string::npos && text.find("{{") == std::string::npos) return;
  mistake.message += "; templates are not read";
  mistake.hint = "render the templates first, as Timeloop's Python front end does";
}

}  // namespace

TimeloopFiles::TimeloopFiles(std::span<const SourceText> files) {
  std::vector<Diagnostic> mistakes;
  for (const SourceText& given : files) {
    const std::string& text = texts_.emplace_back(without_tags(given.text));
    const std::size_t before = mistakes.size();
    collect(mistakes, [&] { documents_.emplace_back(text, given.file); });
    if (mistakes.size() > before) explain_template(text, mistakes[before]);
  }
  if (!mistakes.empty()) throw InputError(mistakes);
  refuse_long_files();
  for (io::YamlDocument& document : documents_) {
    io::YamlReader top(document, document.root(), "");
    for (const io::YamlReader::Entry& entry : top.entries()) {
      const auto [place, is_new] =
          sections_.emplace(entry.key, TimeloopSection{&document, entry.key_value, entry.value});
      if (is_new) continue;
      const TimeloopSection& first = place->second;
      document.error(*entry.key_value, fmt::format("'{}' is given twice", entry.key),
                     fmt::format("first in {}, line {}", first.document->file(), first.key->line));
    }
  }
}

/// A file with so many keys is none of Timeloop's, and each would be told.
void TimeloopFiles::refuse_long_files() {
  for (io::YamlDocument& document : documents_) {
    const std::vector<io::YamlValue>& keys = document.root().keys;
    if (keys.size() <= kMaxSections) continue;
    document.error(keys[kMaxSections], fmt::format("more than {} sections", kMaxSections));
  }
  throw_if_errors();
}

const TimeloopSection* TimeloopFiles::find(std::initializer_list<std::string_view> names) {
  const TimeloopSection* found = nullptr;
  for (const std::string_view name : names) {
    asked_.emplace_back(name);
    const auto place = sections_.find(name);
    if (place == sections_.end()) continue;
    if (found != nullptr) {
      place->second.document->error(*place->second.key,
                                    fmt::format("'{}' is another word for '{}', given as well",
                                                place->first, found->key->text));
      continue;
    }
    found = &place->second;
  }
  return found;
}

const TimeloopSection* TimeloopFiles::require(std::initializer_list<std::string_view> names) {
  const TimeloopSection* found = find(names);
  if (found != nullptr) return found;
  const std::string name(*names.begin());
  std::vector<std::string> given;
  for (const auto& [key, section] : sections_) given.push_back(key);
  io::YamlDocument& first = documents_.front();
  const std::string near = nearest_name(name, given);
  first.error(
      first.root(),
      fmt::format("no '{}' is in {}", name, documents_.size() == 1 ? "this file" : "these files"),
      near.empty() ? "several files may be given, in any order"
                   : fmt::format("'{}' should be '{}'?", near, name));
  return nullptr;
}

void TimeloopFiles::remark(const io::YamlDocument& document, const io::YamlValue& at,
                           std::string text) {
  remarks_.push_back({{document.file(), at.line, at.column}, std::move(text)});
}

void TimeloopFiles::remark_unread() {
  for (const auto& [key, section] : sections_) {
    const std::string_view name = key;
    if (name == "version" || std::find(asked_.begin(), asked_.end(), name) != asked_.end())
      continue;
    const auto known = std::find_if(kUnread.begin(), kUnread.end(),
                                    [&](const Unread& row) { return row.name == name; });
    remark(*section.document, *section.key,
           known == kUnread.end() ? fmt::format("'{}' is not read", name)
                                  : fmt::format("'{}' is not read: {}", name, known->reason));
  }
}

bool TimeloopFiles::has_errors() const {
  return std::any_of(documents_.begin(), documents_.end(),
                     [](const io::YamlDocument& document) { return document.has_errors(); });
}

void TimeloopFiles::throw_if_errors() const {
  std::vector<Diagnostic> mistakes;
  for (const io::YamlDocument& document : documents_) {
    collect(mistakes, [&] { document.throw_if_errors(); });
  }
  if (!mistakes.empty()) throw InputError(mistakes);
}

std::vector<Remark> TimeloopFiles::take_remarks() {
  std::stable_sort(remarks_.begin(), remarks_.end(), [](const Remark& a, const Remark& b) {
    return std::tie(a.location.file, a.location.line) < std::tie(b.location.file, b.location.line);
  });
  return std::move(remarks_);
}

}  // namespace paretile::interop
