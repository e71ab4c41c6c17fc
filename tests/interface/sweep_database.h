// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace paretile::test {

/// Every row of every table and view, seconds left out, in an order that does not depend on who
/// wrote them; the names of the columns before.
[[nodiscard]] std::string contents_of(const std::string& database);

/// What PRAGMA integrity_check says: "ok", or what is wrong.
[[nodiscard]] std::string integrity_of(const std::string& database);

/// Designs in a file of sweep results; 0 while there is no such file or table.
[[nodiscard]] std::int64_t count_designs(const std::string& database);

/// Runs SQL. Throws std::runtime_error with what SQLite says.
void execute_sql(const std::string& database, const std::string& sql);

}  // namespace paretile::test
