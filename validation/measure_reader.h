// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/io/yaml_reader.h"
#include "validation/study.h"

namespace paretile::validation {

/// Reads one measure of a study whose cases are known.
class MeasureReader {
 public:
  MeasureReader(io::YamlDocument& document, io::YamlReader& entry, const Study& study)
      : document_(document), entry_(entry), study_(study) {}

  Measure read();

 private:
  void read_quantity();
  void read_targets();
  void read_reasons();
  void read_ramp_up();
  void read_tolerance();
  void check_places();
  void check_place(const std::string& text, const io::YamlValue& at, PlaceUse use);
  void check_case(const Target& target, const io::YamlValue& at);
  [[nodiscard]] std::optional<Published> to_published(const io::YamlValue& value);
  /// A number, and the unit written behind it.
  [[nodiscard]] std::optional<double> to_number(std::string_view text, const io::YamlValue& at,
                                                Unit& unit);

  io::YamlDocument& document_;
  io::YamlReader& entry_;
  const Study& study_;
  Measure made_;
};

}  // namespace paretile::validation
