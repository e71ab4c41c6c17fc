// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/io/yaml_document.h"
#include "interop/imported.h"

namespace paretile::interop {

/// Where a transfer of an operand through a port of a memory comes from or goes to.
enum class ZigzagDirection : std::uint8_t {
  kWriteFromAbove,  ///< fh
  kReadToBelow,     ///< tl
  kWriteFromBelow,  ///< fl
  kReadToAbove,     ///< th
};

/// A port: what it carries, at most so many bits per cycle.
struct ZigzagPort {
  enum class Type : std::uint8_t { kRead, kWrite, kReadWrite };
  struct Use {
    std::string operand;
    ZigzagDirection direction;
  };
  Type type = Type::kReadWrite;
  std::int64_t min_bits = 1;  ///< the granule of an access
  std::int64_t max_bits = 1;  ///< what one access at full price moves
  std::vector<Use> uses;
};

/// A memory: one instance serves the array along the dimensions named.
struct ZigzagMemory {
  std::string name;
  std::int64_t size_bits = 0;
  double read_pj = 0;                 ///< per access of max_bits
  double write_pj = 0;                ///< likewise
  std::vector<std::string> operands;  ///< memory operands: I1, I2, O
  std::vector<ZigzagPort> ports;
  IdSet<AxisId> served;  ///< as the file says
  /// The same and what memories below it serve: ZigZag gives an array dimension to the lowest
  /// memory of an operand that serves it.
  IdSet<AxisId> reached;
  bool in_units = false;  ///< to be told as a copy in every unit of the array
  int line = 0;

  [[nodiscard]] bool stores(std::string_view operand) const;
  /// The port that carries an operand in a direction; null if none does.
  [[nodiscard]] const ZigzagPort* port(std::string_view operand, ZigzagDirection direction) const;
  /// Whether operands move in a direction through ports of different widths.
  [[nodiscard]] bool differs_in_width(ZigzagDirection direction) const;
};

struct ZigzagAxis {
  std::string name;
  std::int64_t size = 1;
};

/// A chip in ZigZag's words: memories from low to high and an array of units.
struct ZigzagHardware {
  std::string file;
  std::string name;
  std::vector<ZigzagMemory> memories;
  std::vector<ZigzagAxis> axes;
  double unit_energy_pj = 0;
  bool computes_in_memory = false;  ///< operations then cost what is not modelled here
  double cycles_per_operation = 1;

  /// The memories of a memory operand, low to high.
  [[nodiscard]] std::vector<const ZigzagMemory*> chain(std::string_view operand) const;
};

/// Reads a hardware file. Mistakes go into the document.
[[nodiscard]] ZigzagHardware read_zigzag_hardware(io::YamlDocument& document,
                                                  const io::YamlValue& root,
                                                  std::vector<Remark>& remarks);

}  // namespace paretile::interop
