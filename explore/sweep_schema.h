// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner_loop/sqlite_file.h"

namespace paretile::explore {

/// The tables of a sweep's file; docs/exploring.md explains them.
inline constexpr inner_loop::SqliteFile::Kind kSweepFile = {
    .name = "a file of sweep results",
    .application_id = 0x50727377,  // "Prsw"
    .schema_version = 4,
    .schema =
        "CREATE TABLE sweep (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL,"
        "  description TEXT NOT NULL, hash TEXT NOT NULL, version TEXT NOT NULL,"
        "  designs INTEGER NOT NULL, operations REAL NOT NULL);"
        "CREATE TABLE texts (kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,"
        "  PRIMARY KEY (kind, name)) WITHOUT ROWID;"
        "CREATE TABLE designs (id INTEGER PRIMARY KEY, architecture TEXT NOT NULL,"
        "  clock_hz REAL NOT NULL, area_um2 REAL NOT NULL, compute_units INTEGER NOT NULL,"
        "  proof TEXT NOT NULL, reason TEXT NOT NULL, energy_pj REAL, latency_cycles INTEGER,"
        "  edp_pj_cycles REAL, energy_error REAL NOT NULL, detail TEXT NOT NULL,"
        "  seconds REAL NOT NULL, version TEXT NOT NULL);"
        "CREATE TABLE settings (design INTEGER NOT NULL REFERENCES designs (id),"
        "  position INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, number REAL,"
        "  PRIMARY KEY (design, position)) WITHOUT ROWID;"
        "CREATE TABLE points (design INTEGER NOT NULL REFERENCES designs (id),"
        "  position INTEGER NOT NULL, energy_pj REAL NOT NULL, latency_cycles INTEGER NOT NULL,"
        "  latency_s REAL NOT NULL, area_um2 REAL NOT NULL,"
        "  PRIMARY KEY (design, position)) WITHOUT ROWID;"
        "CREATE TABLE layers (design INTEGER NOT NULL REFERENCES designs (id),"
        "  position INTEGER NOT NULL, layer TEXT NOT NULL, runs INTEGER NOT NULL,"
        "  energy_pj REAL NOT NULL, latency_cycles INTEGER NOT NULL, proof TEXT NOT NULL,"
        "  mapspace_hash TEXT NOT NULL, front_size INTEGER NOT NULL, nest TEXT NOT NULL,"
        "  seconds REAL NOT NULL, PRIMARY KEY (design, position)) WITHOUT ROWID;"
        "CREATE TABLE excluded (design INTEGER PRIMARY KEY REFERENCES designs (id),"
        "  energy_pj REAL NOT NULL, latency_cycles INTEGER NOT NULL, by_design INTEGER NOT NULL);"
        "CREATE VIEW front AS SELECT p.* FROM points p WHERE NOT EXISTS (SELECT 1 FROM points q"
        "  WHERE q.energy_pj <= p.energy_pj AND q.latency_s <= p.latency_s"
        "  AND q.area_um2 <= p.area_um2 AND (q.energy_pj < p.energy_pj"
        "  OR q.latency_s < p.latency_s OR q.area_um2 < p.area_um2))"};

}  // namespace paretile::explore
