// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "mapper/completion.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {

/// A problem on a chip, prepared for the exact engine.
struct Prepared {
  Prepared(Problem of, Architecture on, Settings with = {})
      : problem(std::move(of)),
        chip(std::move(on)),
        settings(std::move(with)),
        space(*build_space(problem, chip, settings.constraints).space),
        plan(problem, chip, space, settings) {}
  Prepared(const Prepared&) = delete;  // the plan refers to the settings
  Prepared& operator=(const Prepared&) = delete;
  Problem problem;
  Architecture chip;
  Settings settings;
  SearchSpace space;
  ExactPlan plan;
};

/// The same, with what is known about the outside of its labels.
struct Bounded : Prepared {
  using Prepared::Prepared;
  Completion completion{plan};
};

}  // namespace paretile::mapper
