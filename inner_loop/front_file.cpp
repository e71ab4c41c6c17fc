// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/front_file.h"

#include <fmt/format.h>

#include <cmath>
#include <mutex>
#include <utility>
#include <vector>

#include "core/mapping_text.h"
#include "core/text_hash.h"
#include "inner_loop/proved_answer.h"
#include "inner_loop/sqlite_file.h"
#include "mapper/mapspace.h"

namespace paretile::inner_loop {
namespace {

using mapper::ProblemResult;
using mapper::ProofStatus;

constexpr SqliteFile::Kind kKind = {
    .name = "a cache of layer fronts",
    .application_id = 0x50726c66,  // "Prlf"
    .schema_version = 1,
    .schema =
        "CREATE TABLE fronts (id INTEGER PRIMARY KEY, mapspace_hash TEXT NOT NULL,"
        "  question TEXT NOT NULL, mapspace_size REAL NOT NULL, bound_energy_pj REAL NOT NULL,"
        "  bound_latency_cycles INTEGER NOT NULL, bound_edp_pj_cycles REAL NOT NULL,"
        "  seconds REAL NOT NULL, checksum TEXT NOT NULL, UNIQUE (mapspace_hash, question));"
        "CREATE TABLE points (front INTEGER NOT NULL REFERENCES fronts (id),"
        "  position INTEGER NOT NULL, energy_pj REAL NOT NULL, latency_cycles INTEGER NOT NULL,"
        "  nest TEXT NOT NULL, PRIMARY KEY (front, position)) WITHOUT ROWID"};

constexpr const char* kFind =
    "SELECT mapspace_size, bound_energy_pj, bound_latency_cycles, bound_edp_pj_cycles, seconds, "
    "checksum, p.energy_pj, p.latency_cycles, p.nest FROM fronts f LEFT JOIN points p ON p.front = "
    "f.id WHERE mapspace_hash = ? AND question = ? ORDER BY position";

struct StoredPoint {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
  std::string nest;
};

/// An answer as the file has it.
struct StoredFront {
  std::string mapspace_hash;
  std::string question;
  double mapspace_size = 0;
  mapper::LowerBound bound;
  double seconds = 0;
  std::vector<StoredPoint> points;

  /// Of all that matters, so that chance cannot change or lose a part of it unnoticed.
  [[nodiscard]] std::string checksum() const {
    std::string text = fmt::format("{} {} {} {} {} {}", mapspace_hash, question, mapspace_size,
                                   bound.energy_pj, bound.latency_cycles, bound.edp_pj_cycles);
    for (const StoredPoint& point : points) {
      text += fmt::format("\n{} {} {}", point.energy_pj, point.latency_cycles, point.nest);
    }
    return text_hash(text);
  }
};

/// SQLite has no number that is none.
double known(double number) { return std::isnan(number) ? 0 : number; }

/// Whether the settings ask for something whose answer depends on mapspace and objective alone.
bool is_kept(const mapper::Settings& settings) {
  return settings.strategy == mapper::Strategy::kExact && settings.pad_percent == 0;
}

StoredFront key_of(const mapper::Mapspace& mapspace, const mapper::Objective& objective) {
  StoredFront key;
  key.mapspace_hash = fmt::format("{:016x}", mapspace.hash);
  key.question = prover_words() + ", " + inner_loop::question_words(objective);
  return key;
}

/// Each point beats all before it in latency, none in energy, and all are within the limits.
bool is_answer(const std::vector<mapper::Point>& front, const mapper::Objective& objective) {
  const bool is_front = objective.kind == mapper::ObjectiveKind::kFront;
  if (!is_front && front.size() > 1) return false;
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (!objective.admits(front[i].energy_pj, front[i].latency_cycles)) return false;
    if (i == 0) continue;
    const bool is_step = front[i - 1].energy_pj < front[i].energy_pj &&
                         front[i - 1].latency_cycles > front[i].latency_cycles;
    if (!is_step) return false;
  }
  return true;
}

}  // namespace

struct FrontFile::Open {
  explicit Open(const std::string& path) : file(path, kKind), find_front(file.prepare(kFind)) {}

  /// Fills in what the file has to the key.
  bool read(StoredFront& front) {
    const std::lock_guard lock(mutex);
    find_front.bind(1, std::string_view(front.mapspace_hash));
    find_front.bind(2, std::string_view(front.question));
    std::string checksum;
    while (find_front.step()) {
      front.mapspace_size = find_front.real(0);
      front.bound = {find_front.real(1), find_front.integer(2), find_front.real(3)};
      front.seconds = find_front.real(4);
      checksum = find_front.text(5);
      if (find_front.is_null(8)) continue;
      front.points.push_back({find_front.real(6), find_front.integer(7), find_front.text(8)});
    }
    find_front.reset();
    return !checksum.empty() && checksum == front.checksum();
  }

  void write(const StoredFront& front) {
    const std::lock_guard lock(mutex);
    SqlTransaction transaction(file);
    file.prepare(
            "DELETE FROM points WHERE front IN (SELECT id FROM fronts WHERE mapspace_hash = ? AND "
            "question = ?)")
        .bind(1, std::string_view(front.mapspace_hash))
        .bind(2, std::string_view(front.question))
        .run();
    file.prepare("INSERT OR REPLACE INTO fronts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(1, std::string_view(front.mapspace_hash))
        .bind(2, std::string_view(front.question))
        .bind(3, front.mapspace_size)
        .bind(4, front.bound.energy_pj)
        .bind(5, front.bound.latency_cycles)
        .bind(6, front.bound.edp_pj_cycles)
        .bind(7, front.seconds)
        .bind(8, std::string_view(front.checksum()))
        .run();
    SqlStatement last = file.prepare("SELECT last_insert_rowid()");
    last.step();
    SqlStatement put = file.prepare("INSERT INTO points VALUES (?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const StoredPoint& point : front.points) {
      put.bind(1, last.integer(0)).bind(2, position++).bind(3, point.energy_pj);
      put.bind(4, point.latency_cycles).bind(5, std::string_view(point.nest)).run();
    }
    last.reset();
    transaction.commit();
  }

  SqliteFile file;
  SqlStatement find_front;
  std::mutex mutex;
};

FrontFile::FrontFile(const std::string& path) : open_(std::make_unique<Open>(path)) {}
FrontFile::~FrontFile() = default;

std::optional<ProblemResult> FrontFile::find(const Problem& problem, const Architecture& chip,
                                             const mapper::Settings& settings) {
  if (!is_kept(settings)) return std::nullopt;
  ProblemResult result;
  result.proof.mapspace = mapper::mapspace_of(problem, chip, settings, 0);
  StoredFront stored = key_of(result.proof.mapspace, settings.objective);
  if (!open_->read(stored)) return std::nullopt;
  const cost_model::Evaluator evaluator(problem, chip, settings.model);
  for (const StoredPoint& point : stored.points) {
    auto priced = believed(point.nest, point.energy_pj, point.latency_cycles, evaluator);
    if (!priced) return std::nullopt;
    result.front.push_back(std::move(*priced));
  }
  if (!is_answer(result.front, settings.objective)) return std::nullopt;
  result.proof.status = ProofStatus::kOptimal;
  result.proof.objective = settings.objective.kind;
  result.proof.gap = 0;
  result.proof.lower_bound = stored.bound;
  result.proof.mapspace.size = stored.mapspace_size;
  result.seconds = stored.seconds;
  return result;
}

void FrontFile::put(const Problem& problem, const Architecture& chip,
                    const mapper::Settings& settings, const ProblemResult& result) {
  const bool is_proved = result.proof.status == ProofStatus::kOptimal;
  if (!is_kept(settings) || !is_proved || !result.infeasible.fits()) return;
  StoredFront stored = key_of(mapper::mapspace_of(problem, chip, settings, 0), settings.objective);
  stored.mapspace_size = result.proof.mapspace.size;
  const mapper::LowerBound& bound = result.proof.lower_bound;
  stored.bound = {known(bound.energy_pj), bound.latency_cycles, known(bound.edp_pj_cycles)};
  stored.seconds = result.seconds;
  for (const mapper::Point& point : result.front) {
    stored.points.push_back(
        {point.energy_pj, point.latency_cycles, to_text(point.mapping, problem, chip)});
  }
  open_->write(stored);
}

}  // namespace paretile::inner_loop
