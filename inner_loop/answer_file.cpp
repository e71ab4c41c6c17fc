// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/answer_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <mutex>
#include <utility>

#include "inner_loop/sqlite_file.h"

namespace paretile::inner_loop {
namespace {

constexpr SqliteFile::Kind kKind = {
    .name = "a cache of layer costs",
    .application_id = 0x50726c63,  // "Prlc"
    .schema_version = 1,
    .schema =
        "CREATE TABLE scopes (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);"
        "CREATE TABLE answers (scope INTEGER NOT NULL REFERENCES scopes (id),"
        "  layer TEXT NOT NULL, status TEXT NOT NULL, energy_pj REAL, latency_cycles REAL,"
        "  nest TEXT NOT NULL, reason TEXT NOT NULL,"
        "  PRIMARY KEY (scope, layer)) WITHOUT ROWID"};

/// "depthwise_conv2d N=1 G=96 P=28 ...": the columns that are not 0.
std::string to_text(const LayerRow& row) {
  std::string text;
  for (const LayerOp& op : layer_ops()) {
    if (op.code == row.op) text = op.name;
  }
  for (const LayerColumn& column : layer_columns()) {
    if (column.name != "op" && row.*column.field != 0) {
      text += fmt::format(" {}={}", column.name, row.*column.field);
    }
  }
  return text;
}

}  // namespace

/// What one process has open: the file first, so that its statements end before it.
struct AnswerFile::Connection {
  Connection(const std::string& path, const std::string& scope)
      : file(path, kKind),
        process(getpid()),
        find(file.prepare("SELECT status, energy_pj, latency_cycles, nest, reason FROM answers "
                          "WHERE scope = ? AND layer = ?")),
        put(file.prepare("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)")) {
    file.prepare("INSERT OR IGNORE INTO scopes (description) VALUES (?)").bind(1, scope).run();
    SqlStatement id = file.prepare("SELECT id FROM scopes WHERE description = ?");
    id.bind(1, scope).step();
    scope_id = id.integer(0);
  }

  SqliteFile file;
  pid_t process;
  SqlStatement find;
  SqlStatement put;
  std::int64_t scope_id = 0;
};

struct AnswerFile::Handle {
  /// The connection of this process: a child of a fork must not touch its parent's.
  Connection& connection() {
    if (open && open->process != getpid()) static_cast<void>(open.release());
    if (!open) open = std::make_unique<Connection>(path, scope);
    return *open;
  }

  std::string path;
  std::string scope;
  std::unique_ptr<Connection> open;
  std::mutex mutex;
};

AnswerFile::AnswerFile(std::string path, std::string scope) : handle_(std::make_unique<Handle>()) {
  handle_->path = std::move(path);
  handle_->scope = std::move(scope);
  handle_->connection();
}

AnswerFile::~AnswerFile() {
  const bool is_parents = handle_->open && handle_->open->process != getpid();
  if (is_parents) static_cast<void>(handle_->open.release());
}

std::optional<StoredAnswer> AnswerFile::find(const LayerRow& canonical) {
  const std::lock_guard lock(handle_->mutex);
  Connection& connection = handle_->connection();
  SqlStatement& find = connection.find;
  find.bind(1, connection.scope_id).bind(2, to_text(canonical));
  std::optional<StoredAnswer> found;
  if (find.step()) {
    const bool is_optimal = find.text(0) == to_string(LayerStatus::kOptimal);
    found = {is_optimal ? LayerStatus::kOptimal : LayerStatus::kInfeasible, find.real(1),
             find.real(2), find.text(3), find.text(4)};
  }
  find.reset();
  return found;
}

void AnswerFile::put(const LayerRow& canonical, const StoredAnswer& answer) {
  const std::lock_guard lock(handle_->mutex);
  Connection& connection = handle_->connection();
  connection.put.bind(1, connection.scope_id)
      .bind(2, to_text(canonical))
      .bind(3, to_string(answer.status))
      .bind(4, answer.energy_pj)
      .bind(5, answer.latency_cycles)
      .bind(6, answer.nest)
      .bind(7, answer.reason)
      .run();
}

}  // namespace paretile::inner_loop
