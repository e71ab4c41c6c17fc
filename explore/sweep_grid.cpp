// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_grid.h"

#include <fmt/format.h>

#include <set>

#include "explore/design.h"

namespace paretile::explore {
namespace {

class Grid {
 public:
  Grid(Sweep& sweep, const SweepPlaces& places, io::YamlDocument& document)
      : sweep_(sweep), places_(places), document_(document), kept_(sweep.constraints.size(), 0) {}

  void go_through() {
    const std::int64_t size = grid_size(sweep_);
    for (std::int64_t id = 0; id < size && !document_.sink().full(); ++id) visit(id);
    if (document_.has_errors() || !sweep_.designs.empty()) return;
    report_contradiction(size);
  }

 private:
  void visit(std::int64_t id) {
    const DesignOrMistake made = make_design(sweep_, id);
    if (!made.design) {
      report(places_.derived[made.derived], made_of(id), made.mistake, "");
      return;
    }
    const Design& design = *made.design;
    try {
      const Architecture architecture = build(sweep_, design);
      if (keeps_constraints(design, architecture)) sweep_.designs.push_back(id);
    } catch (const InputError& error) {
      // A chip that a constraint keeps out need not be one.
      if (!keeps_constraints(design, {})) return;
      for (const Diagnostic& found : error.diagnostics()) report_chip(design, found);
    }
  }

  bool keeps_constraints(const Design& design, const std::optional<Architecture>& architecture) {
    const NumberOf number = [&](std::string_view name) {
      return number_of(sweep_, design, name, architecture ? &*architecture : nullptr);
    };
    bool keeps = true;
    for (std::size_t i = 0; i < sweep_.constraints.size(); ++i) {
      const Held held = holds(sweep_.constraints[i], number);
      if (!held.value && architecture) {
        report(places_.constraints[i], made_of(design.id), held.mistake, "");
      }
      const bool is_kept = held.value.value_or(true);
      if (is_kept) ++kept_[i];
      keeps = keeps && is_kept;
    }
    return keeps;
  }

  /// "eyeriss with rows = 12, columns = 14".
  [[nodiscard]] std::string made_of(std::int64_t id) const {
    std::string text;
    std::int64_t rest = id;
    for (std::size_t i = sweep_.parameters.size(); i-- > 0;) {
      const Parameter& parameter = sweep_.parameters[i];
      const auto count = static_cast<std::int64_t>(parameter.values.size());
      const std::string& value = parameter.values[static_cast<std::size_t>(rest % count)].text;
      text = fmt::format("{} = {}{}{}", parameter.name, value, text.empty() ? "" : ", ", text);
      rest /= count;
    }
    const std::string& chip = sweep_.chips[static_cast<std::size_t>(rest)]->name;
    return text.empty() ? chip : chip + " with " + text;
  }

  void report_chip(const Design& design, const Diagnostic& found) {
    const auto put = static_cast<std::size_t>(std::max(0, found.location.line - kFirstPutLine));
    const bool is_put = found.location.line >= kFirstPutLine;
    const io::YamlValue& at = !is_put                           ? places_.chips
                              : put < places_.parameters.size() ? places_.parameters[put]
                                                                : places_.derived[put - places_.parameters.size()];
    report(at, made_of(design.id), found.message, found.hint);
  }

  void report(const io::YamlValue& at, const std::string& design, const std::string& message,
              const std::string& hint) {
    if (!reported_.insert(fmt::format("{} {} {}", at.line, at.column, message)).second) return;
    document_.error(at, fmt::format("{}: {}", design, message), hint);
  }

  void report_contradiction(std::int64_t size) {
    bool is_one_alone = false;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i] > 0) continue;
      is_one_alone = true;
      document_.error(places_.constraints[i],
                      fmt::format("none of the {} designs keeps this constraint", size));
    }
    if (is_one_alone) return;
    document_.error(places_.all_constraints,
                    fmt::format("none of the {} designs keeps all of these constraints", size));
  }

  Sweep& sweep_;
  const SweepPlaces& places_;
  io::YamlDocument& document_;
  std::vector<std::int64_t> kept_;  ///< designs, per constraint
  std::set<std::string> reported_;
};

}  // namespace

void go_through_grid(Sweep& sweep, const SweepPlaces& places, io::YamlDocument& document) {
  Grid(sweep, places, document).go_through();
}

}  // namespace paretile::explore
