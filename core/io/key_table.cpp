// SPDX-License-Identifier: Apache-2.0
#include "core/io/key_table.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/io/architecture_keys.h"
#include "core/io/constraints_keys.h"
#include "core/io/technology_keys.h"

namespace paretile::io {
namespace {

/// Whole numbers written with a unit (`108 KiB`), up to 2^53 so that they are exact.
std::optional<std::int64_t> whole_quantity(YamlReader& reader, Key key, Quantity quantity,
                                           Need need) {
  const std::optional<double> number = reader.quantity(key, quantity, need);
  if (!number) return std::nullopt;
  if (*number == std::floor(*number) && *number <= 0x1p53)
    return static_cast<std::int64_t>(*number);
  const YamlValue& at = *reader.value(key);
  reader.document().error(at, fmt::format("{} must be a whole number of bits up to 2^53, not {}",
                                          reader.path_of(key.name), describe(at)));
  return std::nullopt;
}

/// Reads one key into the kind of member its row names.
template <typename T>
class RowReader {
 public:
  RowReader(YamlReader& reader, const KeyRow<T>& row, T& value, double clock_hz)
      : reader_(reader), row_(row), value_(value), clock_hz_(clock_hz) {}

  void operator()(std::monostate) { reader_.expect(row_.key); }
  void operator()(double T::*member) { store(member, number()); }
  void operator()(std::optional<double> T::*member) {
    if (const auto read = number()) value_.*member = *read;
  }
  void operator()(std::int64_t T::*member) {
    const bool has_unit = row_.quantity != Quantity::kCount;
    store(member, has_unit ? whole_quantity(reader_, row_.key, row_.quantity, need())
                           : reader_.integer(row_.key, kNotNegative, need()));
  }
  void operator()(int T::*member) {
    const IntegerRange range{1, std::numeric_limits<int>::max()};
    if (const auto read = reader_.integer(row_.key, range, need())) {
      value_.*member = static_cast<int>(*read);
    }
  }
  void operator()(bool T::*member) { store(member, reader_.boolean(row_.key, need())); }
  void operator()(std::string T::*member) {
    const bool is_name = row_.key.field_name() == "name";
    store(member, is_name ? reader_.name(row_.key, need()) : reader_.text(row_.key, need()));
  }

 private:
  [[nodiscard]] Need need() const {
    return row_.fallback == "required" ? Need::kRequired : Need::kOptional;
  }
  std::optional<double> number() {
    return reader_.quantity(row_.key, row_.quantity, need(), clock_hz_);
  }
  template <typename Member, typename Read>
  void store(Member member, const std::optional<Read>& read) {
    if (read) value_.*member = *read;
  }

  YamlReader& reader_;
  const KeyRow<T>& row_;
  T& value_;
  double clock_hz_;
};

}  // namespace

using namespace estimators;  // NOLINT(google-build-using-namespace): the rows below

template <typename T>
void read_rows(YamlReader& reader, std::span<const KeyRow<T>> rows, T& value, double clock_hz) {
  for (const KeyRow<T>& row : rows) {
    std::visit(RowReader<T>(reader, row, value, clock_hz), row.target);
  }
}

template void read_rows(YamlReader&, std::span<const KeyRow<Architecture>>, Architecture&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<Level>>, Level&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<Fanout>>, Fanout&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<Axis>>, Axis&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<PublishedFigures>>, PublishedFigures&,
                        double);
template void read_rows(YamlReader&, std::span<const KeyRow<Compute>>, Compute&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<StatedEnergies>>, StatedEnergies&,
                        double);
template void read_rows(YamlReader&, std::span<const KeyRow<ClassChoice>>, ClassChoice&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<Table>>, Table&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<OperationRow>>, OperationRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<SramRow>>, SramRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<RegisterFileRow>>, RegisterFileRow&,
                        double);
template void read_rows(YamlReader&, std::span<const KeyRow<CellRow>>, CellRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<DramRow>>, DramRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<WireRow>>, WireRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<HopRow>>, HopRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<ScalingRow>>, ScalingRow&, double);
template void read_rows(YamlReader&, std::span<const KeyRow<Constraints>>, Constraints&, double);

}  // namespace paretile::io
