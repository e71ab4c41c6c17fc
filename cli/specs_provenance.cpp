// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "cli/json_text.h"
#include "cli/specs.h"
#include "cli/text_table.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;

std::string value_text(const Provenance& note) {
  return std::isinf(note.value) ? "unlimited" : format_quantity(note.value, note.quantity);
}

std::string from_text(const Provenance& note) {
  if (note.origin == Origin::kNone) return "nobody gives one";
  return note.from.empty() ? "no source" : note.from;
}

}  // namespace

std::string error_text(const std::optional<double>& error) {
  if (!error) return "-";
  return *error == 0 ? "0 %" : percent(*error);
}

std::string provenance_text(const Architecture& architecture) {
  TextTable table({{"component"},
                   {"number"},
                   {"value", Align::kRight},
                   {"origin"},
                   {"conf."},
                   {"error", Align::kRight},
                   {"from"}});
  for (const Provenance& note : architecture.provenance) {
    const bool is_estimate = note.origin == Origin::kEstimated;
    table.add_row({note.component.empty() ? "(chip)" : note.component, note.number,
                   value_text(note), std::string(to_string(note.origin)), note.confidence,
                   is_estimate ? error_text(note.error) : "", from_text(note)});
  }
  return fmt::format("{}\n\n{}{}", architecture.name, table.str(),
                     cautions_text(architecture.cautions));
}

std::string cautions_text(const std::vector<std::string>& cautions) {
  std::string text;
  for (const std::string& caution : cautions) text += "\ncaution: " + caution + "\n";
  return text;
}

Json provenance_json(const Architecture& architecture) {
  Json list = Json::array();
  for (const Provenance& note : architecture.provenance) {
    list.push_back({{"component", note.component},
                    {"number", note.number},
                    {"value", std::isinf(note.value) ? Json() : Json(note.value)},
                    {"origin", to_string(note.origin)},
                    {"from", note.from},
                    {"confidence", note.confidence},
                    {"error", note.error ? Json(*note.error) : Json()}});
  }
  return list;
}

}  // namespace paretile::cli
