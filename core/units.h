// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace paretile {

/// What a number measures; people write any unit of the quantity, the code holds the base unit.
enum class Quantity : std::uint8_t {
  kCount,       ///< plain number
  kBits,        ///< base: bit       b, Kib, Mib, Gib, B, KiB, MiB, GiB, kB, MB, GB
  kEnergy,      ///< base: pJ        fJ, pJ, nJ, uJ, mJ, J
  kFrequency,   ///< base: Hz        Hz, kHz, MHz, GHz
  kPower,       ///< base: W         pW, nW, uW, mW, W
  kArea,        ///< base: um2       um2, mm2
  kBandwidth,   ///< base: bits per cycle   b/cycle, B/cycle, KiB/cycle (B/s, GB/s need a clock)
  kTime,        ///< base: s
  kOperations,  ///< base: OP       OP, kOP, MOP, GOP, TOP; a multiply-accumulate is two
  kLength,      ///< base: nm       nm, um, mm
  kVoltage,     ///< base: V        mV, V
};

/// Outcome of reading a number with a unit.
struct ParsedNumber {
  bool ok = false;
  double value = 0;   ///< in the base unit
  std::string error;  ///< what is wrong, in words, when not ok
  std::string hint;
};

/// Reads `108 KiB`, `200MHz`, `0.5`, `1e9`. A bare number is in the base unit. No octal, no locale,
/// no "nan" or "inf". `clock_hz` > 0 allows bandwidths per second.
[[nodiscard]] ParsedNumber parse_number(std::string_view text, Quantity quantity,
                                        double clock_hz = 0);

/// Short text with a fitting unit, for people: `108 KiB`, `1.23 uJ`, `200 MHz`.
[[nodiscard]] std::string format_quantity(double value, Quantity quantity);

/// Text that parse_number() reads back as exactly `value`, in the unit that makes it short:
/// `64 KiB`, `0.05 pJ`. value: finite.
[[nodiscard]] std::string exact_quantity(double value, Quantity quantity);

}  // namespace paretile
