// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/io/yaml_reader.h"
#include "core/provenance.h"
#include "estimators/estimator.h"

namespace paretile::io {

/// Decides where each number of one component comes from, and notes it: what the file states goes
/// before an entry of an energy table, and that before an estimate.
class NumberSources {
 public:
  /// A number the file may state: the key it stands under, and what was read.
  using Stated = std::pair<Key, std::optional<double>>;

  /// Reads the map's `sources`; a key there that the map does not give is reported.
  NumberSources(YamlReader& reader, std::string component, std::string source,
                std::vector<Provenance>& notes);

  /// What the table entry is called in notes: "horowitz_45nm/dram: Fig. 1.1.9".
  void set_table(std::string from) { table_from_ = std::move(from); }
  /// The estimate's numbers; energies are multiplied by `energy_factor`.
  void set_estimate(const estimators::Estimate& estimate, double energy_factor);

  /// The first of `stated`, of `table`, or the estimate called `estimate` that there is, else
  /// `fallback`. Notes it as the field `number`.
  double choose(std::string_view number, Quantity quantity, std::initializer_list<Stated> stated,
                std::initializer_list<std::optional<double>> table, std::string_view estimate,
                double fallback = 0);

  /// For numbers that are read already: `value` stays if the map gives the key, else an estimate of
  /// the field's name takes its place.
  void note(Key key, Quantity quantity, double& value);

 private:
  [[nodiscard]] std::string source_of(Key key) const;

  YamlReader& reader_;
  std::string component_;
  std::string source_;
  std::vector<Provenance>& notes_;
  std::vector<std::pair<std::string, std::string>> sources_;  ///< by key as written
  std::string table_from_;
  estimators::Estimate estimate_;
};

}  // namespace paretile::io
