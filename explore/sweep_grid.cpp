// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "core/with_commas.h"
#include "explore/design.h"

namespace paretile::explore {
namespace {

class Grid {
 public:
  Grid(Sweep& sweep, const SweepPlaces& places, io::YamlDocument& document)
      : sweep_(sweep),
        places_(places),
        document_(document),
        seen_(sweep.constraints.size()),
        kept_together_(seen_.size() * seen_.size(), 0) {}

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
      const std::string& name = sweep_.derived[made.derived].name;
      report(places_.derived[made.derived], made_of(id), said_of(name, made.mistake), "");
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
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < sweep_.constraints.size(); ++i) {
      const Held held = holds(sweep_.constraints[i], number);
      if (!held.value && architecture) {
        report(places_.constraints[i], made_of(design.id),
               said_of(sweep_.constraints[i].text, held.mistake), "");
      }
      if (held.value) seen_[i].add(held);
      if (held.value.value_or(true)) kept.push_back(i);
    }
    for (const std::size_t i : kept) {
      for (const std::size_t j : kept) ++kept_together_[i * seen_.size() + j];
    }
    return kept.size() == seen_.size();
  }

  /// "'share' is a division by zero": names are checked before, so an unknown one has no number.
  static std::string said_of(const std::string& what, const std::string& mistake) {
    constexpr std::string_view kUnknown = "unknown name ";
    if (!mistake.starts_with(kUnknown)) return fmt::format("'{}' {}", what, mistake);
    return fmt::format("{} has no number", mistake.substr(kUnknown.size()));
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
    const io::YamlValue& at = !is_put ? places_.chips
                              : put < places_.parameters.size()
                                  ? places_.parameters[put]
                                  : places_.derived[put - places_.parameters.size()];
    report(at, made_of(design.id), found.message, found.hint);
  }

  void report(const io::YamlValue& at, const std::string& design, const std::string& message,
              const std::string& hint) {
    if (!reported_.insert(fmt::format("{} {} {}", at.line, at.column, message)).second) return;
    document_.error(at, fmt::format("{}: {}", design, message), hint);
  }

  [[nodiscard]] std::int64_t kept_together(std::size_t i, std::size_t j) const {
    return kept_together_[i * seen_.size() + j];
  }

  /// Constraints that no design keeps; if there are none, pairs of them; if none, all.
  void report_contradiction(std::int64_t size) {
    const std::string none = fmt::format("none of the {} designs keeps", with_commas(size));
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (kept_together(i, i) > 0) continue;
      document_.error(places_.constraints[i], none + " this constraint", sides_of(i));
    }
    if (document_.has_errors()) return;
    for (std::size_t j = 0; j < seen_.size(); ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        if (kept_together(i, j) > 0) continue;
        document_.error(
            places_.constraints[j],
            fmt::format("{} this constraint and '{}' at once", none, sweep_.constraints[i].text),
            fmt::format("{} of them keep this one, {} the other", with_commas(kept_together(j, j)),
                        with_commas(kept_together(i, i))));
      }
    }
    if (document_.has_errors()) return;
    document_.error(places_.all_constraints, none + " all of these constraints",
                    "any two of them leave some: relax one");
  }

  /// "'x * y' is 1 to 16".
  [[nodiscard]] std::string sides_of(std::size_t i) const {
    const Comparison& constraint = sweep_.constraints[i];
    std::string text = seen_[i].left.words(constraint.left);
    const std::string right = seen_[i].right.words(constraint.right);
    if (!text.empty() && !right.empty()) text += ", ";
    return text + right;
  }

  /// Least and most that a side of a constraint came to.
  struct Span {
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();
    void add(double value) {
      least = std::min(least, value);
      most = std::max(most, value);
    }
    /// Nothing of a number that stands in the text.
    [[nodiscard]] std::string words(const std::string& side) const {
      if (names_in_arithmetic(side).empty() || least > most) return "";
      const std::string range =
          least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
      const std::size_t begin = side.find_first_not_of(' ');
      return fmt::format("'{}' is {}", side.substr(begin, side.find_last_not_of(' ') - begin + 1),
                         range);
    }
  };
  struct Seen {
    Span left;
    Span right;
    void add(const Held& held) {
      left.add(held.left);
      right.add(held.right);
    }
  };

  Sweep& sweep_;
  const SweepPlaces& places_;
  io::YamlDocument& document_;
  std::vector<Seen> seen_;                   ///< per constraint
  std::vector<std::int64_t> kept_together_;  ///< designs, per pair of constraints
  std::set<std::string> reported_;
};

}  // namespace

void go_through_grid(Sweep& sweep, const SweepPlaces& places, io::YamlDocument& document) {
  Grid(sweep, places, document).go_through();
}

}  // namespace paretile::explore
