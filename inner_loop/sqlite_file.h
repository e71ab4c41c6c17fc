// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace paretile::inner_loop {

/// One SQL statement, compiled once. Parameters count from 1, columns from 0.
class SqlStatement {
 public:
  SqlStatement(sqlite3* database, const std::string& path, std::string_view sql);

  SqlStatement& bind(int parameter, std::int64_t value);
  SqlStatement& bind(int parameter, double value);
  SqlStatement& bind(int parameter, std::string_view value);
  SqlStatement& bind(int parameter, std::nullptr_t null);

  /// The next row; false after the last. Throws InputError.
  bool step();
  /// Runs it to its end and makes it ready to be run again.
  void run();
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* database_;
  const std::string* path_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An SQLite database in a file, with a write-ahead log, of a program's own kind: `application_id`
/// and `schema_version` say which. All that goes wrong is an InputError that names the file.
class SqliteFile {
 public:
  struct Kind {
    std::string_view name;  ///< "a cache of layer costs"
    std::int32_t application_id = 0;
    std::int32_t schema_version = 1;
    std::string_view schema;  ///< SQL that makes the tables
  };

  /// Opens the file; makes it and its tables if there is none. Several processes may do so at once.
  SqliteFile(std::string path, const Kind& kind);
  SqliteFile(const SqliteFile&) = delete;  // its statements know where its path stands
  SqliteFile& operator=(const SqliteFile&) = delete;

  [[nodiscard]] SqlStatement prepare(std::string_view sql) const;
  void execute(std::string_view sql) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  void check_or_make(const Kind& kind) const;
  void use_write_ahead_log() const;

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

/// Changes that are made together, or, unless committed, not at all.
class SqlTransaction {
 public:
  explicit SqlTransaction(const SqliteFile& file);
  ~SqlTransaction();
  SqlTransaction(const SqlTransaction&) = delete;
  SqlTransaction& operator=(const SqlTransaction&) = delete;
  void commit();

 private:
  const SqliteFile& file_;
  bool is_over_ = false;
};

}  // namespace paretile::inner_loop
