// SPDX-License-Identifier: Apache-2.0
#include "cli/foreign_inputs.h"

#include <utility>

#include "cli/loads.h"
#include "cli/usage_error.h"
#include "core/io/load.h"
#include "interop/timeloop.h"

namespace paretile::cli {
namespace {

/// All files, or what is wrong with each that cannot be read.
std::vector<interop::SourceText> read_texts(const std::vector<std::string>& files) {
  Loads loads;
  std::vector<interop::SourceText> texts;
  for (const std::string& file : files) {
    auto text = loads.attempt([&] { return io::read_file(file); });
    if (text) texts.push_back({file, std::move(*text)});
  }
  loads.throw_if_any();
  return texts;
}

Case case_of(interop::Imported imported, const std::string& tool) {
  Case result;
  result.tool = tool;
  result.layer.name = imported.problem.name;
  result.layer.op = "einsum";
  result.layer.problem = std::move(imported.problem);
  result.workload.name = tool + " files";
  result.workload.layers = {result.layer};
  result.architecture = std::move(imported.architecture);
  result.mapping = *imported.mapping;
  result.options = imported.options;
  result.remarks = std::move(imported.remarks);
  return result;
}

}  // namespace

std::vector<Flag> case_flags() {
  std::vector<Flag> flags = {arch_flag(),    workload_flag(),  layer_flag(),
                             mapping_flag(), footprint_flag(), drains_flag()};
  const Flag timeloop = timeloop_flag();
  for (Flag& flag : flags) flag = or_instead(flag, timeloop.name);
  flags.push_back(timeloop);
  return flags;
}

Case load_timeloop_case(const std::vector<std::string>& files) {
  interop::Imported imported = interop::read_timeloop(read_texts(files));
  if (!imported.mapping) {
    throw usage_error("no 'mapping' is in the files of --timeloop",
                      "several files may be given, in any order");
  }
  return case_of(std::move(imported), "Timeloop");
}

}  // namespace paretile::cli
