#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Breaks the cost model in one way at a time and checks that a test notices. Works on a copy of the
# tree; the tree itself is never changed. Slow: rebuilds two test programs for every mutation.
#   scripts/mutate.sh            all mutations
#   scripts/mutate.sh WORD       those whose description contains WORD
# Exits 1 if a mutation survives, does not compile, or no longer finds the code it changes.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

only="${1:-}"
cases=10000
copy="$(mktemp -d "${TMPDIR:-/tmp}/paretile-mutate.XXXXXX")"
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
cp -r "$copy/cost_model" "$copy/cost_model.original"

build() { cmake --build "$copy/build" --target test_oracle test_cost_model >"$copy/build.log" 2>&1; }
failures=0
mutated=""  # the file that differs from the original, if any

# Undoes the last mutation; cp gives the file a new time, so that it is built again.
restore() {
  [[ -n "$mutated" ]] || return 0
  cp "$copy/cost_model.original/${mutated#cost_model/}" "$copy/$mutated"
  mutated=""
}

# Programs that fail on the copy as it is.
red_tests() {
  "$copy/build/tests/test_oracle" --cases=$cases >"$copy/oracle.log" 2>&1 || echo -n " oracle"
  "$copy/build/tests/test_cost_model" >"$copy/cost_model.log" 2>&1 || echo -n " cost_model"
}

# mutate DESCRIPTION FILE OLD NEW: replaces the literal OLD, which must occur exactly once.
mutate() {
  local description="$1" file="cost_model/$2"
  [[ "$description" == *"$only"* ]] || return 0
  restore
  if ! OLD="$3" NEW="$4" perl -0pi -e \
      '$n = s/\Q$ENV{OLD}\E/$ENV{NEW}/g; END { exit($n == 1 ? 0 : 1) }' "$copy/$file"; then
    report "STALE" "$description" "$file has not exactly one: $3"
    return
  fi
  mutated="$file"
  if ! build; then
    report "BROKEN" "$description" "does not compile: $(grep -m1 error "$copy/build.log")"
    return
  fi
  local red
  red="$(red_tests)"
  if [[ -n "$red" ]]; then
    printf '%-8s%s (%s):%s\n' "red" "$description" "$file" "$red"
  else
    report "GREEN" "$description" "$file"
  fi
}

report() {
  printf '%-8s%s (%s)\n' "$@"
  failures=$((failures + 1))
}

cmake -S "$copy" -B "$copy/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPARETILE_BENCHMARKS=OFF \
  >"$copy/configure.log" 2>&1 || { cat "$copy/configure.log" >&2; exit 1; }
build || { tail -20 "$copy/build.log" >&2; exit 1; }
unchanged="$(red_tests)"
if [[ -n "$unchanged" ]]; then
  echo "error: fails without any mutation:$unchanged" >&2
  exit 1
fi

# Movement over time.
mutate "a loop outside the sliding loop treated as sliding" links.cpp \
  'return child.visits * (need.whole + (child.mover_bound - 1) * need.sliding);' \
  'return need.whole + (child.visits * child.mover_bound - 1) * need.sliding;'
mutate "overlap kept where tiles do not touch" links.cpp \
  'need.sliding *= shift == 0 ? words : count_new(tile.first, tile.second, shift);' \
  'need.sliding *= shift == 0 || words == 1 ? words : std::min(words - 1, count_new(tile.first, tile.second, shift));'
mutate "overlap kept where tiles interleave" sumset.cpp \
  'if (shift % tile.step != 0) return {};' ''
mutate "a stationary loop between the tile and its mover refetches" trace.cpp \
  'outside.visits = trace_.temporal_steps;' \
  'outside.visits = trace_.temporal_steps; } for (Outside& outside : outside_) {'
mutate "first-touch elision dropped from reads" counts.cpp \
  'node.reads = handled - (tensor.is_output ? parent.first_words : 0);' 'node.reads = handled;'
mutate "first-touch elision dropped from fills" counts.cpp \
  'below.fills = by_each - (tensor.is_output ? child.first_words : 0);' 'below.fills = by_each;'
mutate "first-touch elision dropped from wires" links.h \
  '2 * handled - first_words' '2 * handled'
mutate "a drain forgotten" counts.cpp \
  'below.drains = tensor.is_output ? by_each : 0;' 'below.drains = 0;'

# Fan-outs.
mutate "multicast on a relevant dim" links.h \
  'if (plain_dims.contains(DimId(loop.dim))) result.plain *= loop.bound;' '(void)plain_dims;'
mutate "multicast on a dim of a sum rank" links.cpp \
  'set.push_back({step, loop.bound});' ';'
mutate "multicast where a fan-out has none" links.h \
  'result.groups *= loop.bound;' ';'
mutate "tile sharing as good as word sharing" links.h \
  'result.by_tile |= sharing == Sharing::kTile;' ';'
mutate "instances multiplied twice on wires" links.h \
  'instances *= loop.bound;' 'instances *= loop.bound * loop.bound;'
mutate "instances multiplied twice in a level" counts.cpp \
  'instances *= trace.spatial[i].bound;' \
  'instances *= trace.spatial[i].bound * trace.spatial[i].bound;'
mutate "instances multiplied twice in the energy" price.cpp \
  'const double lower = instances * node.lower_bits;' \
  'const double lower = instances * instances * node.lower_bits;'

# Bits.
mutate "psum bits for final outputs" precision.h \
  'is_whole ? tensor.bits' 'is_whole ? tensor.psum_bits'
mutate "final bits while a temporal reduction is outside" precision.h \
  '!child.pending && ' ''
mutate "final bits while a spatial reduction is outside" precision.h \
  'trace.first_split >= position' 'true'
mutate "final bits where no fan-out reduces" precision.h \
  'trace.first_apart >= child.spatial_outside' 'true'
mutate "wires as narrow at the children as outside" links.h \
  'wire = {wire.delivered, words_at(i), wire.delivered_bits, bits_at(i)};' \
  'wire = {wire.delivered, words_at(i), wire.delivered_bits, wire.delivered_bits};'
mutate "pending while the reduction is inside the stationary run" trace.cpp \
  'place.pending = outside.pending;' 'place.pending = temporal_reduction_;'

# Footprint.
mutate "holes fetched in a tile" footprint.h '  if (box) {' '  if (box || true) {'
mutate "holes fetched when sliding and in unions" footprint.cpp '  if (box) {' '  if (box || true) {'

# Price.
mutate "shared-port traffic counted separately" price.cpp \
  'port_cycles(traffic.shared_bits, level.shared_bits_per_cycle)' \
  'port_cycles(std::max(traffic.read_bits, traffic.write_bits), level.shared_bits_per_cycle)'
mutate "a drain forgotten by the read port" analysis.h \
  'if (charge_drains) traffic.read_bits += node.drains * node.upper_bits;' '(void)charge_drains;'
mutate "a drain forgotten by the energy" price.cpp \
  'static_cast<double>(node.drains) * upper * level.drain_pj_per_bit' '0.0 * upper'
mutate "drains charged when they are free" tables.cpp \
  'options.drains == Drains::kFree ? 0 : ' ''
mutate "levels leak while computing only" price.cpp \
  'tables.levels[LevelId(l)].leakage_pj_per_cycle * cycles' \
  'tables.levels[LevelId(l)].leakage_pj_per_cycle * static_cast<double>(cost.compute_cycles)'
mutate "leakage of one instance only" tables.cpp \
  'static_cast<double>(architecture.instances(id))' '1.0'

# Fit.
mutate "a full buffer refused" capacity.cpp \
  'if (needed <= static_cast<double>(level.capacity_bits)) return {};' \
  'if (needed < static_cast<double>(level.capacity_bits)) return {};'
mutate "double buffering forgotten" capacity.cpp \
  'occupied.bits[id] * static_cast<double>(level.buffering)' 'occupied.bits[id]'
mutate "axes of a folding fan-out checked one by one" capacity.cpp \
  'fold ? folded[fanout] : used[axis]' 'used[axis]'

# Ragged mappings.
mutate "the last tile counted at full size" ragged_nest.cpp \
  '(tables_.sizes[dim] - 1) % whole_extent(dim, depth) + 1' 'whole_extent(dim, depth)'
mutate "tiles beyond the size counted" ragged_nest.cpp \
  'tiles.whole * loop.bound + tiles.last * loop.at_last' \
  'tiles.whole * loop.bound + tiles.last * (loop.bound - 1)'
mutate "children idle at the edge served" ragged_delivery.cpp \
  'groups.push_back({children, false, times});' \
  'groups.push_back({static_cast<std::int64_t>(line.offsets.size()), false, times});'
mutate "a cut tile slides from a cut one" ragged_delivery.cpp \
  'before.first_extent = lines.first.whole_extent;' ''
mutate "the first instance taken for the busiest" ragged.cpp \
  'std::set<std::int64_t>{0, loop.at_last, loop.bound - 1}' 'std::set<std::int64_t>{0}'
mutate "energy of the first instance for all" price.cpp \
  'totals.nodes[id][TensorId(t)], 1)' 'totals.nodes[id][TensorId(t)], 2)'

restore
build
unchanged="$(red_tests)"
if [[ -n "$unchanged" ]]; then
  echo "error: still fails with every mutation undone:$unchanged" >&2
  exit 1
fi
if ((failures > 0)); then
  echo "$failures mutations are not red"
  exit 1
fi
echo "every mutation turned a test red"
