// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/sqlite_file.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/diagnostics.h"

namespace paretile::inner_loop {
namespace {

constexpr int kBusyMilliseconds = 60'000;  // how long to wait for another process's write
constexpr int kRetryMilliseconds = 10;

InputError mistake(const std::string& path, std::string message, std::string hint) {
  return InputError({{{path, 0, 0}, std::move(message), "", std::move(hint)}});
}

/// What the system says of the call that has just failed, as far as it is known.
std::string system_words() {
  return errno == 0 ? "" : ": " + std::generic_category().message(errno);
}

InputError no_room(const std::string& path, const std::string& why) {
  return mistake(path, "cannot be written" + why,
                 "make room and run the same again: what is in the file stays");
}

/// What SQLite says went wrong, in the user's terms.
InputError failure(const std::string& path, sqlite3* database, int code) {
  const std::string said = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return no_room(path, errno == 0 ? ": it has its largest size" : system_words());
    case SQLITE_IOERR: {
      const bool is_room = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
      if (is_room) return no_room(path, system_words());
      return mistake(path, fmt::format("cannot be used: {}{}", said, system_words()), "");
    }
    case SQLITE_NOTADB:
      return mistake(path, "is no SQLite database", "name another file, or one that is not there");
    case SQLITE_CORRUPT:
      return mistake(path, fmt::format("is damaged: {}", said),
                     "delete it: all in it can be found again");
    case SQLITE_BUSY:
      return mistake(
          path,
          fmt::format("is in use by another process for more than {} s", kBusyMilliseconds / 1000),
          "");
    case SQLITE_ERROR:  // a table or column is not what the schema says
      return mistake(path, fmt::format("is not as it was made: {}", said),
                     "delete it: all in it can be found again");
    default:
      return mistake(path, fmt::format("cannot be used: {}", said), "");
  }
}

void check(int code, const std::string& path, sqlite3* database) {
  if (code != SQLITE_OK) throw failure(path, database, code);
}

std::int64_t pragma(const SqliteFile& file, std::string_view name) {
  SqlStatement statement = file.prepare(fmt::format("PRAGMA {}", name));
  return statement.step() ? statement.integer(0) : 0;
}

}  // namespace

void SqlStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqlStatement::SqlStatement(sqlite3* database, const std::string& path, std::string_view sql)
    : database_(database), path_(&path) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  check(code, path, database);
}

SqlStatement& SqlStatement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value), *path_, database_);
  return *this;
}

SqlStatement& SqlStatement::bind(int parameter, double value) {
  check(sqlite3_bind_double(statement_.get(), parameter, value), *path_, database_);
  return *this;
}

SqlStatement& SqlStatement::bind(int parameter, std::string_view value) {
  check(sqlite3_bind_text(statement_.get(), parameter, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT),
        *path_, database_);
  return *this;
}

SqlStatement& SqlStatement::bind(int parameter, std::nullptr_t) {
  check(sqlite3_bind_null(statement_.get(), parameter), *path_, database_);
  return *this;
}

bool SqlStatement::step() {
  errno = 0;
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  InputError error = failure(*path_, database_, code);
  reset();
  throw error;
}

void SqlStatement::run() {
  while (step()) {
  }
  reset();
}

void SqlStatement::reset() { sqlite3_reset(statement_.get()); }

bool SqlStatement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t SqlStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double SqlStatement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::string SqlStatement::text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_.get(), column);
  const int bytes = sqlite3_column_bytes(statement_.get(), column);
  return text == nullptr ? "" : std::string(reinterpret_cast<const char*>(text), bytes);
}

void SqliteFile::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

SqliteFile::SqliteFile(std::string path, const Kind& kind) : path_(std::move(path)) {
  sqlite3* database = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path_.c_str(), &database, flags, nullptr);
  database_.reset(database);
  check(code, path_, database);
  sqlite3_extended_result_codes(database, 0);
  sqlite3_busy_timeout(database, kBusyMilliseconds);
  check_or_make(kind);
  use_write_ahead_log();
  // Survives the death of a process at any time; after a power cut the last answers may be missing.
  execute("PRAGMA synchronous = NORMAL");
}

void SqliteFile::check_or_make(const Kind& kind) const {
  execute("BEGIN IMMEDIATE");
  const std::int64_t application = pragma(*this, "application_id");
  const std::int64_t version = pragma(*this, "user_version");
  SqlStatement tables = prepare("SELECT count(*) FROM sqlite_master");
  const bool is_empty = tables.step() && tables.integer(0) == 0;
  tables.reset();
  if (is_empty && application == 0 && version == 0) {
    execute(kind.schema);
    execute(fmt::format("PRAGMA application_id = {}", kind.application_id));
    execute(fmt::format("PRAGMA user_version = {}", kind.schema_version));
  } else if (application != kind.application_id) {
    throw mistake(path_, fmt::format("is an SQLite database, but not {}", kind.name),
                  "name another file, or one that is not there");
  } else if (version != kind.schema_version) {
    throw mistake(path_,
                  fmt::format("is {} of schema {}, this program knows schema {}", kind.name,
                              version, kind.schema_version),
                  "name another file, or one that is not there");
  }
  execute("COMMIT");
}

void SqliteFile::use_write_ahead_log() const {
  // The switch gives up at once where another connection stands in its way, whatever the timeout.
  for (int waited = 0;; waited += kRetryMilliseconds) {
    errno = 0;
    const int code =
        sqlite3_exec(database_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if ((code & 0xFF) != SQLITE_BUSY || waited >= kBusyMilliseconds) {
      return check(code, path_, database_.get());
    }
    sqlite3_sleep(kRetryMilliseconds);
  }
}

SqlStatement SqliteFile::prepare(std::string_view sql) const {
  return {database_.get(), path_, sql};
}

void SqliteFile::execute(std::string_view sql) const {
  const std::string text(sql);
  errno = 0;
  check(sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr), path_,
        database_.get());
}

SqlTransaction::SqlTransaction(const SqliteFile& file) : file_(file) {
  file_.execute("BEGIN IMMEDIATE");
}

SqlTransaction::~SqlTransaction() {
  if (is_over_) return;
  try {
    file_.execute("ROLLBACK");
  } catch (const InputError&) {  // SQLite has undone it itself, as it does on a full disk
    is_over_ = true;
  }
}

void SqlTransaction::commit() {
  file_.execute("COMMIT");
  is_over_ = true;
}

}  // namespace paretile::inner_loop
