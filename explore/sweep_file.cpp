// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_file.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/diagnostics.h"
#include "core/text_hash.h"
#include "explore/budget.h"
#include "explore/sweep_schema.h"
#include "mapper/parallel.h"

namespace paretile::explore {
namespace {

using inner_loop::SqliteFile;
using inner_loop::SqlStatement;
using inner_loop::SqlTransaction;

constexpr double kSyncEveryS = 1;                 // what a power cut may take
constexpr std::string_view kSweepText = "sweep";  // kinds in the table `texts`
constexpr std::string_view kArchitectureText = "architecture";
constexpr std::string_view kWorkloadText = "workload";

InputError mistake(const std::string& path, std::string message, std::string hint) {
  return InputError({{{path, 0, 0}, std::move(message), "", std::move(hint)}});
}

std::string must_exist(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw mistake(path, "there is no such file", "");
  const bool is_file = std::filesystem::is_regular_file(path, ignored);
  if (is_file && std::filesystem::file_size(path, ignored) == 0) {
    throw mistake(path, "is empty", "name a file that 'paretile explore' wrote");
  }
  return path;
}

}  // namespace

/// Which sweep it is.
struct SweepFile::Identity {
  std::string name;
  std::string description;
  std::string hash;
  std::string version;
  std::int64_t designs = 0;
  double operations = 0;  ///< of the whole work, two per multiply-accumulate
};

struct SweepFile::Open {
  explicit Open(const std::string& file_path) : path(file_path), file(file_path, kSweepFile) {}

  [[nodiscard]] std::optional<Identity> identity() const {
    SqlStatement row = file.prepare(
        "SELECT name, description, hash, version, designs, operations "
        "FROM sweep");
    if (!row.step()) return std::nullopt;
    return Identity{row.text(0), row.text(1),    row.text(2),
                    row.text(3), row.integer(4), row.real(5)};
  }

  [[nodiscard]] bool has(std::int64_t id) const {
    SqlStatement found = file.prepare("SELECT 1 FROM designs WHERE id = ?");
    return found.bind(1, id).step();
  }

  /// What can be read again needs no other file: the sweep's text, and those it names.
  void put_texts(const std::string& sweep, const SweepTexts& texts) const {
    SqlStatement put = file.prepare("INSERT OR IGNORE INTO texts VALUES (?, ?, ?)");
    const auto add = [&](std::string_view kind, const std::string& name, const std::string& text) {
      put.bind(1, kind).bind(2, std::string_view(name)).bind(3, std::string_view(text)).run();
    };
    add(kSweepText, "", sweep);
    for (const auto& [name, text] : texts.architectures) add(kArchitectureText, name, text.text);
    for (const auto& [name, text] : texts.workloads) add(kWorkloadText, name, text.text);
  }

  [[nodiscard]] std::map<std::string, io::TableText> texts(std::string_view kind) const {
    SqlStatement found = file.prepare("SELECT name, text FROM texts WHERE kind = ?");
    found.bind(1, kind);
    std::map<std::string, io::TableText> texts;
    while (found.step()) texts[found.text(0)] = {found.text(0), found.text(1)};
    return texts;
  }

  void put_settings(const DesignResult& result) const {
    SqlStatement put = file.prepare("INSERT INTO settings VALUES (?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& [name, setting] : result.settings) {
      put.bind(1, result.id).bind(2, position++).bind(3, name).bind(4, setting.text);
      setting.number ? put.bind(5, *setting.number) : put.bind(5, nullptr);
      put.run();
    }
  }

  void put_design(const DesignResult& result) const {
    SqlStatement put = file.prepare(
        "INSERT INTO designs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce((SELECT "
        "json_group_object(name, coalesce(number, text)) FROM settings WHERE design = ?1), '{}'), "
        "?, ?)");
    put.bind(1, result.id).bind(2, result.architecture).bind(3, result.clock_hz);
    put.bind(4, result.area_um2).bind(5, result.compute_units);
    put.bind(6, result.proof).bind(7, result.reason);
    for (int column = 8; column <= 10; ++column) put.bind(column, nullptr);
    if (result.best) {
      const DesignPoint& best = result.points[*result.best];
      put.bind(8, best.energy_pj).bind(9, best.latency_cycles);
      put.bind(10, best.energy_pj * static_cast<double>(best.latency_cycles));
    }
    put.bind(11, result.energy_error).bind(12, result.seconds);
    put.bind(13, std::string_view(PARETILE_VERSION)).run();
  }

  void put_points(const DesignResult& result) const {
    SqlStatement put = file.prepare("INSERT INTO points VALUES (?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const DesignPoint& point : result.points) {
      put.bind(1, result.id).bind(2, position++).bind(3, point.energy_pj);
      put.bind(4, point.latency_cycles);
      put.bind(5, static_cast<double>(point.latency_cycles) / result.clock_hz);
      put.bind(6, result.area_um2).run();
    }
  }

  void put_exclusion(const DesignResult& result) const {
    if (!result.exclusion) return;
    SqlStatement put = file.prepare("INSERT INTO excluded VALUES (?, ?, ?, ?)");
    put.bind(1, result.id).bind(2, result.exclusion->energy_pj);
    put.bind(3, result.exclusion->latency_cycles).bind(4, result.exclusion->by_design).run();
  }

  void put_layers(const DesignResult& result) const {
    SqlStatement put = file.prepare("INSERT INTO layers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const LayerResult& layer : result.layers) {
      put.bind(1, result.id).bind(2, position++).bind(3, layer.layer).bind(4, layer.runs);
      put.bind(5, layer.energy_pj).bind(6, layer.latency_cycles).bind(7, layer.proof);
      put.bind(8, layer.mapspace_hash).bind(9, layer.front_size).bind(10, layer.nest);
      put.bind(11, layer.seconds).run();
    }
  }

  [[nodiscard]] std::vector<std::pair<std::string, Setting>> settings_of(std::int64_t id) const {
    SqlStatement found =
        file.prepare("SELECT name, text, number FROM settings WHERE design = ? ORDER BY position");
    found.bind(1, id);
    std::vector<std::pair<std::string, Setting>> settings;
    while (found.step()) {
      Setting setting{found.text(1), std::nullopt};
      if (!found.is_null(2)) setting.number = found.real(2);
      settings.emplace_back(found.text(0), std::move(setting));
    }
    return settings;
  }

  /// All tables with rows of single designs, but `designs` itself.
  [[nodiscard]] std::vector<std::string> tables_of_designs() const {
    SqlStatement found = file.prepare(
        "SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c ON c.name = 'design' "
        "WHERE t.type = 'table' ORDER BY t.name");
    std::vector<std::string> names;
    while (found.step()) names.push_back(found.text(0));
    return names;
  }

  /// Makes the next transaction, and all before it, safe from a power cut, once a second at most:
  /// waiting for the disk each time would take longer than many a design.
  void sync_now_and_then() {
    const bool is_due = !synced || synced->seconds() >= kSyncEveryS;
    if (is_due) synced.emplace();
    file.execute(is_due ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  }

  std::string path;
  SqliteFile file;
  std::optional<mapper::Stopwatch> synced;
};

SweepFile::SweepFile(const std::string& path, const Identity& identity)
    : open_(std::make_unique<Open>(path)) {
  open_->file.prepare("INSERT OR IGNORE INTO sweep VALUES (1, ?, ?, ?, ?, ?, ?)")
      .bind(1, std::string_view(identity.name))
      .bind(2, std::string_view(identity.description))
      .bind(3, std::string_view(identity.hash))
      .bind(4, std::string_view(identity.version))
      .bind(5, identity.designs)
      .bind(6, identity.operations)
      .run();
  const Identity found = *open_->identity();
  if (found.hash != identity.hash) {
    throw mistake(path, fmt::format("holds results of another sweep, '{}'", found.name),
                  "the sweep, a chip or a network has changed since; name another file");
  }
  if (found.version != identity.version) {
    throw mistake(path,
                  fmt::format("was begun by version {} of the program, not {}", found.version,
                              identity.version),
                  "name another file");
  }
}

SweepFile::SweepFile(const std::string& path, const Sweep& sweep)
    : SweepFile(path, Identity{sweep.name, sweep.description, text_hash(sweep.description),
                               PARETILE_VERSION, std::ssize(sweep.designs),
                               operations_of(sweep.workload)}) {
  open_->put_texts(sweep.text, sweep.texts);
}

SweepFile::SweepFile(const std::string& path, const SweepFile& other)
    : SweepFile(path, *other.open_->identity()) {
  const SweepTexts texts{other.open_->texts(kArchitectureText), other.open_->texts(kWorkloadText)};
  open_->put_texts(other.open_->texts(kSweepText)[""].text, texts);
}

SweepFile::SweepFile(const std::string& path) : open_(std::make_unique<Open>(must_exist(path))) {
  if (!open_->identity()) throw mistake(path, "holds no sweep", "");
}

SweepFile::~SweepFile() = default;
SweepFile::SweepFile(SweepFile&&) noexcept = default;
SweepFile& SweepFile::operator=(SweepFile&&) noexcept = default;

std::set<std::int64_t> SweepFile::finished() const {
  std::set<std::int64_t> ids;
  SqlStatement found = open_->file.prepare("SELECT id FROM designs");
  while (found.step()) ids.insert(found.integer(0));
  return ids;
}

void SweepFile::put(const DesignResult& result) {
  open_->sync_now_and_then();
  SqlTransaction transaction(open_->file);
  if (!open_->has(result.id)) {
    open_->put_settings(result);
    open_->put_design(result);
    open_->put_points(result);
    open_->put_layers(result);
    open_->put_exclusion(result);
  }
  transaction.commit();
}

void SweepFile::limit_size(std::int64_t bytes) {
  SqlStatement page_size = open_->file.prepare("PRAGMA page_size");
  page_size.step();
  const std::int64_t pages = std::max<std::int64_t>(1, bytes / page_size.integer(0));
  open_->file.execute(fmt::format("PRAGMA max_page_count = {}", pages));
}

void SweepFile::add(const std::string& other_path) {
  std::error_code ignored;
  if (std::filesystem::equivalent(other_path, open_->path, ignored)) return;
  const Identity mine = *open_->identity();
  {
    const SweepFile other(other_path);
    const Identity theirs = *other.open_->identity();
    if (mine.hash != theirs.hash || mine.version != theirs.version) {
      throw mistake(other_path,
                    fmt::format("is of another sweep, or version, than '{}'", mine.name),
                    "merge the shards of one sweep");
    }
  }
  const SqliteFile& file = open_->file;
  file.prepare("ATTACH ? AS other").bind(1, std::string_view(other_path)).run();
  {
    SqlTransaction transaction(file);
    for (const std::string& table : open_->tables_of_designs()) {
      file.execute(
          fmt::format("INSERT INTO main.{0} SELECT * FROM other.{0} WHERE design NOT IN "
                      "(SELECT id FROM main.designs)",
                      table));
    }
    // The last, for it says which are new.
    file.execute("INSERT OR IGNORE INTO main.designs SELECT * FROM other.designs");
    transaction.commit();
  }
  file.execute("DETACH other");
}

double SweepFile::Row::latency_s() const {
  return point ? static_cast<double>(point->latency_cycles) / clock_hz : 0;
}

std::vector<SweepFile::Row> SweepFile::rows(bool all_points) const {
  SqlStatement found = open_->file.prepare(
      all_points ? "SELECT d.id, architecture, clock_hz, d.area_um2, compute_units, proof, reason, "
                   "p.energy_pj, p.latency_cycles FROM designs d LEFT JOIN points p ON p.design = "
                   "d.id ORDER BY d.id, position"
                 : "SELECT id, architecture, clock_hz, area_um2, compute_units, proof, reason, "
                   "energy_pj, latency_cycles FROM designs ORDER BY id");
  const double operations = open_->identity()->operations;
  std::vector<Row> rows;
  while (found.step()) {
    Row row;
    row.operations = operations;
    row.design = found.integer(0);
    row.architecture = found.text(1);
    row.clock_hz = found.real(2);
    row.area_um2 = found.real(3);
    row.compute_units = found.integer(4);
    row.proof = found.text(5);
    row.reason = found.text(6);
    if (!found.is_null(7)) row.point = DesignPoint{found.real(7), found.integer(8)};
    const bool is_same = !rows.empty() && rows.back().design == row.design;
    row.settings = is_same ? rows.back().settings : open_->settings_of(row.design);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<SweepFile::FrontPoint> SweepFile::front_view() const {
  SqlStatement found = open_->file.prepare(
      "SELECT design, energy_pj, latency_cycles FROM front ORDER BY design, position");
  std::vector<FrontPoint> points;
  while (found.step()) {
    points.push_back({found.integer(0), {found.real(1), found.integer(2)}});
  }
  return points;
}

Sweep SweepFile::sweep() const {
  const SweepTexts texts{open_->texts(kArchitectureText), open_->texts(kWorkloadText)};
  return parse_sweep(open_->texts(kSweepText)[""].text, open_->path, kMaxGrid, &texts);
}

std::vector<std::pair<std::int64_t, Exclusion>> SweepFile::exclusions() const {
  SqlStatement found = open_->file.prepare(
      "SELECT design, energy_pj, latency_cycles, by_design FROM excluded ORDER BY design");
  std::vector<std::pair<std::int64_t, Exclusion>> exclusions;
  while (found.step()) {
    exclusions.push_back({found.integer(0), {found.real(1), found.integer(2), found.integer(3)}});
  }
  return exclusions;
}

std::string SweepFile::name() const { return open_->identity()->name; }

std::int64_t SweepFile::num_designs() const { return open_->identity()->designs; }

}  // namespace paretile::explore
