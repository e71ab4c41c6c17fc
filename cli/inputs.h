// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/architecture.h"
#include "core/constraints.h"
#include "core/mapping.h"
#include "core/workload.h"
#include "cost_model/options.h"
#include "interop/imported.h"

namespace paretile::cli {

/// Flags that several commands share, each described once.
[[nodiscard]] Flag arch_flag();
[[nodiscard]] Flag workload_flag();
[[nodiscard]] Flag layer_flag();
[[nodiscard]] Flag mapping_flag();
[[nodiscard]] Flag footprint_flag();
[[nodiscard]] Flag drains_flag();

/// The flag where files of another tool (`instead`: --timeloop) may say it.
[[nodiscard]] Flag or_instead(Flag flag, const std::string& instead);

/// The switches of the cost model as given by --footprint and --drains.
[[nodiscard]] cost_model::Options model_options(const Arguments& arguments);

/// The layer of that name. Throws InputError with the near miss.
[[nodiscard]] const Layer& find_layer(const Workload& workload, const std::string& name);

/// Multiply-accumulates of one run of the layer; 0 for pooling and element-wise layers.
[[nodiscard]] std::int64_t macs_per_run(const Layer& layer);

/// Whose files something was read from, and what there was to say about them.
struct ReadFrom {
  std::string tool = {};         ///< empty: our own
  std::string conventions = {};  ///< of the tool, as counted here
  std::vector<interop::Remark> remarks = {};
  bool searches_even = false;  ///< the tool itself looks at the space `even` only
};

/// A chip, and a network as that chip computes it.
struct ChipAndWorkload {
  Architecture architecture;
  Workload workload;
  /// Of another tool's files: whose they are, and what they say besides.
  ReadFrom read_from = {};
  cost_model::Options options = {};
  Constraints constraints = {};
};

/// Both as the user named them: shipped names or files, and the one layer that is meant; or the
/// files of another tool.
struct InputNames {
  std::string architecture = {};
  std::string workload = {};
  std::optional<std::string> layer = {};
  std::string tool = {};
  std::vector<std::string> files = {};
};
[[nodiscard]] InputNames input_names(const Arguments& arguments);

/// Loads the two and gives the tensors the bits the chip fixes; of the workload only the layer, if
/// one is named. Throws one InputError with what is wrong with either.
[[nodiscard]] ChipAndWorkload load_named(const InputNames& named);

/// The names of all shipped architectures.
[[nodiscard]] std::vector<std::string> shipped_chips();

/// "a,b" -> a, b: what a flag that takes several names holds.
[[nodiscard]] std::vector<std::string> listed(const std::string& names);

class Loads;

/// Those that can be loaded of shipped names or files; `loads` keeps what is wrong with the others.
[[nodiscard]] std::vector<Architecture> load_architectures(const std::vector<std::string>& names,
                                                           Loads& loads);
[[nodiscard]] std::vector<Workload> load_workloads(const std::vector<std::string>& names,
                                                   Loads& loads);

/// One mapping of one layer on one architecture, as named on the command line.
struct Case {
  Architecture architecture;
  Workload workload;
  Layer layer;
  Mapping mapping;
  cost_model::Options options;
  ReadFrom read_from;
};

/// Loads the files of another tool or, without any, --arch, --workload, --layer and --mapping. A
/// workload of one layer needs no --layer. Throws InputError: all inputs that cannot be loaded at
/// once; the mapping is read last, because its names are those of the layer and the architecture.
[[nodiscard]] Case load_case(const Arguments& arguments);

}  // namespace paretile::cli
