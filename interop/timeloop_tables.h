// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "interop/timeloop_files.h"

namespace paretile::interop {

/// The `ERT` and `ART` sections: energies and areas of components, by the last part of their path
/// (`system.PE[0..3].spad` is `spad`).
class TimeloopTables {
 public:
  explicit TimeloopTables(TimeloopFiles& files);

  [[nodiscard]] bool has_energies() const { return has_energies_; }
  /// pJ of the first of the actions that the component has.
  [[nodiscard]] std::optional<double> energy_pj(
      std::string_view component, std::initializer_list<std::string_view> actions) const;
  /// um2 of one instance.
  [[nodiscard]] std::optional<double> area_um2(std::string_view component) const;

 private:
  using Numbers = std::map<std::string, double, std::less<>>;
  void read_energies(io::YamlReader& table);
  void read_area(io::YamlReader& table);

  bool has_energies_ = false;
  std::map<std::string, Numbers, std::less<>> energies_pj_;
  Numbers areas_um2_;
};

}  // namespace paretile::interop
