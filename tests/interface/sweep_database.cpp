// SPDX-License-Identifier: Apache-2.0
#include "tests/interface/sweep_database.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <vector>

namespace paretile::test {
namespace {

constexpr int kBusyMilliseconds = 60'000;

class Database {
 public:
  explicit Database(const std::string& path) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(opened));
    sqlite3_busy_timeout(opened, kBusyMilliseconds);
  }

  using Rows = std::vector<std::vector<std::string>>;
  [[nodiscard]] Rows rows(const std::string& sql) const {
    Rows rows;
    const auto add = [](void* to, int columns, char** values, char**) {
      std::vector<std::string> row;
      for (int i = 0; i < columns; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
      static_cast<Rows*>(to)->push_back(std::move(row));
      return 0;
    };
    if (sqlite3_exec(database_.get(), sql.c_str(), add, &rows, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_.get()));
    }
    return rows;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  std::unique_ptr<sqlite3, Close> database_;
};

/// One line per row, each value as SQL writes it: all digits of numbers, texts in quotes.
std::string lines_of(const Database& database, const std::string& table) {
  std::string names;
  std::string values;
  std::string order;
  int count = 0;
  for (const auto& column : database.rows("SELECT name FROM pragma_table_info('" + table + "')")) {
    if (column[0] == "seconds") continue;
    names += " " + column[0];
    values += (count == 0 ? "" : " || ' ' || ") + ("quote(\"" + column[0] + "\")");
    order += (count++ == 0 ? "" : ", ") + ("\"" + column[0] + "\"");
  }
  std::string text = table + ":" + names + "\n";
  const std::string sql = "SELECT " + values + " FROM \"" + table + "\" ORDER BY " + order;
  for (const auto& row : database.rows(sql)) text += row[0] + "\n";
  return text;
}

}  // namespace

std::string contents_of(const std::string& path) {
  const Database database(path);
  std::string text;
  for (const auto& table : database.rows(
           "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")) {
    text += lines_of(database, table[0]);
  }
  return text;
}

std::string integrity_of(const std::string& path) {
  std::string text;
  for (const auto& row : Database(path).rows("PRAGMA integrity_check")) text += row[0];
  for (const auto& row : Database(path).rows("PRAGMA foreign_key_check")) {
    text += ", of " + row[0] + ": a row without its " + row[2];
  }
  return text;
}

std::int64_t count_designs(const std::string& path) {
  if (!std::filesystem::exists(path)) return 0;
  const Database database(path);
  if (database.rows("SELECT 1 FROM sqlite_master WHERE name = 'designs'").empty()) return 0;
  return std::stoll(database.rows("SELECT count(*) FROM designs")[0][0]);
}

void execute_sql(const std::string& path, const std::string& sql) {
  static_cast<void>(Database(path).rows(sql));
}

}  // namespace paretile::test
