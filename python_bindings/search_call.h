// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "cli/inputs.h"
#include "mapper/run.h"

namespace paretile::python {

namespace py = pybind11;

/// Ends a search from another thread; what was found until then is its result.
struct Stop {
  std::atomic<bool> is_set = false;
};

/// Calls a Python function from the threads of a search. What it raises ends the search.
class ProgressCall {
 public:
  ProgressCall(py::object function, Stop& stop) : function_(std::move(function)), stop_(stop) {}

  void operator()(const mapper::Progress& progress) {
    const py::gil_scoped_acquire hold;
    if (failure_) return;
    try {
      function_(progress.done, progress.total);
    } catch (py::error_already_set& error) {
      failure_ = std::make_unique<py::error_already_set>(std::move(error));
      stop_.is_set = true;
    }
  }
  /// What the function raised.
  void rethrow() {
    if (failure_) throw py::error_already_set(std::move(*failure_));
  }
  explicit operator bool() const { return !function_.is_none(); }

 private:
  py::object function_;
  Stop& stop_;
  std::unique_ptr<py::error_already_set> failure_;
};

/// Flags of `paretile map` with their texts.
using Flags = std::map<std::string, std::string>;

/// The settings those flags ask for. Throws InputError. `constraints`: None, a text or a path.
[[nodiscard]] mapper::Settings settings_of(const Flags& flags, const py::object& constraints,
                                           const cli::ChipAndWorkload& given);

}  // namespace paretile::python
