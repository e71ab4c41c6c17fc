// SPDX-License-Identifier: Apache-2.0
#include "core/units.h"

#include <doctest/doctest.h>

namespace paretile {
namespace {

double value_of(std::string_view text, Quantity quantity, double clock_hz = 0) {
  const ParsedNumber number = parse_number(text, quantity, clock_hz);
  CHECK_MESSAGE(number.ok, std::string(text) << ": " << number.error);
  return number.value;
}

std::string error_of(std::string_view text, Quantity quantity, double clock_hz = 0) {
  const ParsedNumber number = parse_number(text, quantity, clock_hz);
  CHECK(!number.ok);
  return number.hint.empty() ? number.error : number.error + " | " + number.hint;
}

TEST_CASE("a bare number is in the base unit, a unit converts to it") {
  CHECK(value_of("108 KiB", Quantity::kBits) == 884736);  // 108 * 1024 * 8
  CHECK(value_of("108KiB", Quantity::kBits) == 884736);
  CHECK(value_of("1 kB", Quantity::kBits) == 8000);
  CHECK(value_of("16", Quantity::kBits) == 16);
  CHECK(value_of("200 MHz", Quantity::kFrequency) == 200e6);
  CHECK(value_of("0.5 nJ", Quantity::kEnergy) == 500);
  CHECK(value_of("1 mW", Quantity::kPower) == 1e-3);
  CHECK(value_of("2 mm2", Quantity::kArea) == 2e6);
  CHECK(value_of("200 GOP", Quantity::kOperations) == 200e9);
  CHECK(value_of("200e9", Quantity::kOperations) == 200e9);
  CHECK(value_of("28nm", Quantity::kLength) == 28);
  CHECK(value_of("2 mm", Quantity::kLength) == 2e6);
  CHECK(value_of("700 mV", Quantity::kVoltage) == doctest::Approx(0.7));
  CHECK(value_of("010", Quantity::kCount) == 10);  // never octal
  CHECK(value_of("1e9", Quantity::kCount) == 1e9);
  CHECK(value_of("64 b/cycle", Quantity::kBandwidth) == 64);
  CHECK(value_of("8 B/cycle", Quantity::kBandwidth) == 64);
  CHECK(value_of("25.6 GB/s", Quantity::kBandwidth, 200e6) == doctest::Approx(1024));
}

TEST_CASE("what is no number of the quantity is explained") {
  CHECK(error_of("fast", Quantity::kFrequency) ==
        "'fast' is not a frequency | for example '16 Hz'");
  CHECK(error_of("inf", Quantity::kEnergy) == "'inf' is not an energy | for example '16 pJ'");
  CHECK(error_of("nan", Quantity::kCount) == "'nan' is not a number | for example 16");
  CHECK(error_of("", Quantity::kCount) == "'' is not a number | for example 16");
  CHECK(error_of("0x10", Quantity::kCount) ==
        "unexpected 'x10' after the number | write a plain number without a unit");
  CHECK(error_of("12 KB", Quantity::kBits) == "'KB' is not a unit of size | did you mean 'kB'?");
  CHECK(error_of("200 GOPS", Quantity::kOperations) ==
        "'GOPS' is not a unit of operation count | did you mean 'GOP'?");
  CHECK(error_of("12 MB", Quantity::kFrequency) ==
        "'MB' is not a unit of frequency | one of: Hz, kHz, MHz, GHz");
  CHECK(error_of("1e999", Quantity::kCount) == "'1e999' is beyond what a number can hold");
  CHECK(error_of("1e308 J", Quantity::kEnergy) == "'1e308 J' is beyond what a number can hold");
  CHECK(error_of("1 GB/s", Quantity::kBandwidth) ==
        "a bandwidth per second needs a clock | give 'clock', or write b/cycle");
}

TEST_CASE("quantities print with a fitting unit") {
  CHECK(format_quantity(884736, Quantity::kBits) == "108 KiB");
  CHECK(format_quantity(64, Quantity::kBits) == "64 b");
  CHECK(format_quantity(3584, Quantity::kBits) == "448 B");
  CHECK(format_quantity(1234567, Quantity::kEnergy) == "1.23 uJ");
  CHECK(format_quantity(200e6, Quantity::kFrequency) == "200 MHz");
  CHECK(format_quantity(200e9, Quantity::kOperations) == "200 GOP");
  CHECK(format_quantity(0, Quantity::kEnergy) == "0 pJ");
  CHECK(format_quantity(0.0001, Quantity::kEnergy) == "0.1 fJ");
  CHECK(format_quantity(1234.5, Quantity::kCount) == "1234");
  CHECK(format_quantity(64, Quantity::kBandwidth) == "64 b/cycle");
  CHECK(format_quantity(1e-3, Quantity::kPower) == "1 mW");
}

}  // namespace
}  // namespace paretile
