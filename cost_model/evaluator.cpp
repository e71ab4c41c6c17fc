// SPDX-License-Identifier: Apache-2.0
#include "cost_model/evaluator.h"

#include "cost_model/analysis.h"
#include "cost_model/ragged.h"
#include "cost_model/trace.h"

namespace paretile::cost_model {
namespace {

Verdict malformed() {
  Verdict verdict;
  verdict.reason = Verdict::Reason::kMalformed;
  return verdict;
}

}  // namespace

std::string_view to_string(Footprint footprint) {
  return footprint == Footprint::kExact ? "exact" : "box";
}

std::string_view to_string(Drains drains) {
  return drains == Drains::kCounted ? "counted" : "free";
}

Evaluator::Evaluator(const Problem& problem, const Architecture& architecture, Options options)
    : problem_(problem),
      architecture_(architecture),
      options_(options),
      tables_(build_tables(problem, architecture, options)) {}

Verdict Evaluator::evaluate(const Mapping& mapping, Evaluation& out) const noexcept {
  Trace trace;
  if (!build_trace(tables_, mapping, trace)) return malformed();
  Verdict verdict = check_fit(tables_, trace);
  if (!verdict.fits()) return verdict;
  if (trace.is_ragged) return evaluate_ragged(mapping, trace, out);
  cost_model::count(tables_, trace, out.counts);
  if (!price(tables_, out.counts, out.cost)) {
    verdict.reason = Verdict::Reason::kTooSlow;
    verdict.available = kMaxExactCount;
  }
  return verdict;
}

Verdict Evaluator::evaluate_ragged(const Mapping& mapping, const Trace& trace,
                                   Evaluation& out) const {
  Verdict verdict;
  Totals totals;
  if (!count_ragged(tables_, mapping, trace, out.counts, totals)) {
    verdict.reason = Verdict::Reason::kTooRagged;
    verdict.available = kMaxPieces;
  } else if (!price_ragged(tables_, out.counts, totals, out.cost)) {
    verdict.reason = Verdict::Reason::kTooSlow;
    verdict.available = kMaxExactCount;
  }
  return verdict;
}

bool Evaluator::count(const Mapping& mapping, Counts& out) const noexcept {
  Trace trace;
  if (!build_trace(tables_, mapping, trace)) return false;
  if (trace.is_ragged) {
    Totals totals;
    return count_ragged(tables_, mapping, trace, out, totals);
  }
  cost_model::count(tables_, trace, out);
  return true;
}

bool Evaluator::count(const Mapping& mapping, Counts& out, Totals& totals) const noexcept {
  Trace trace;
  if (!build_trace(tables_, mapping, trace)) return false;
  if (trace.is_ragged) return count_ragged(tables_, mapping, trace, out, totals);
  cost_model::count(tables_, trace, out);
  totals = totals_of(out, tables_.charge_drains);
  return true;
}

Verdict Evaluator::check(const Mapping& mapping) const noexcept {
  Trace trace;
  return build_trace(tables_, mapping, trace) ? check_fit(tables_, trace) : malformed();
}

}  // namespace paretile::cost_model
