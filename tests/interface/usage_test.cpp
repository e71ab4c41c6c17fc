// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/help.h"
#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

/// A command line that is refused, and the whole text of the refusal.
struct Refusal {
  std::vector<std::string> arguments;
  std::string text;
};

const std::vector<Refusal> kRefusals = {
    {{"mpa"}, "paretile: error: unknown command 'mpa'\n  hint: did you mean 'map'?\n"},
    {{"frobnicate"},
     "paretile: error: unknown command 'frobnicate'\n"
     "  hint: one of: evaluate, map, certify, explain, budget, compare, chips, validate, show, "
     "estimate, convert, list, explore, results, merge, help, import, report\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--sampels", "3"},
     "paretile: error: unknown flag '--sampels' of 'map'\n  hint: did you mean '--samples'?\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--sampels=3"},
     "paretile: error: unknown flag '--sampels' of 'map'\n  hint: did you mean '--samples'?\n"},
    {{"--jsno", "-", "list"},
     "paretile: error: unknown flag '--jsno' of 'list'\n  hint: did you mean '--json'?\n"},
    {{"map", "--arch", "eyeriss"},
     "paretile: error: missing --workload NAME|FILE of 'map'\n  hint: see 'paretile help map'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "extra"},
     "paretile: error: unexpected word 'extra' of 'map'\n  hint: see 'paretile help map'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--samples", "many"},
     "paretile: error: --samples of 'map' must be a whole number from 1 to 1000000000000, not "
     "'many'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--samples", "0"},
     "paretile: error: --samples of 'map' must be a whole number from 1 to 1000000000000, not "
     "'0'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--threads", "-1"},
     "paretile: error: --threads of 'map' must be a whole number from 0 to 4096, not '-1'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--drains", "freee"},
     "paretile: error: unknown value 'freee' for --drains of 'map'\n"
     "  hint: did you mean 'free'?\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--seed", "2"},
     "paretile: error: --seed is for --strategy random only\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--weights", "1,2"},
     "paretile: error: --weights is for --objective weighted only\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--objective", "weighted", "--weights",
      "1"},
     "paretile: error: --weights of 'map' must be two numbers, not '1'\n"
     "  hint: per pJ and per cycle, for example '1,0.5'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--objective", "weighted", "--weights",
      "0,0"},
     "paretile: error: --weights of 'map' must be two numbers, not '0,0'\n"
     "  hint: per pJ and per cycle, for example '1,0.5'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--max-energy", "much"},
     "paretile: error: --max-energy of 'map' must be an energy, not 'much'\n"
     "  hint: for example '14 mJ'; a bare number is in pJ\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--max-latency", "20 mJ"},
     "paretile: error: --max-latency of 'map' must be cycles or a time, not '20 mJ'\n"
     "  hint: for example '100000' or '20 ms'\n"},
    {{"map", "--arch", "eyeriss", "--workload", "resnet18", "--objective", "edpp"},
     "paretile: error: unknown value 'edpp' for --objective of 'map'\n"
     "  hint: did you mean 'edp'?\n"},
    {{"map", "--arch", "a", "--arch", "b", "--workload", "c"},
     "paretile: error: --arch of 'map' is given more than once\n"},
    {{"list", "--threads", "1", "--threads", "2"},
     "paretile: error: --threads of 'list' is given more than once\n"},
    {{"map", "--workload", "c", "--arch"}, "paretile: error: --arch of 'map' needs a value\n"},
    {{"map", "--arch", "", "--workload", "resnet18"},
     "paretile: error: --arch of 'map' must not be empty\n"},
    {{"list", "architecturs"},
     "paretile: error: unknown value 'architecturs' for kind of 'list'\n"
     "  hint: did you mean 'architectures'?\n"},
    {{"help", "evaluat"},
     "paretile: error: unknown command 'evaluat'\n  hint: did you mean 'evaluate'?\n"},
    {{"show", "--workload", "resnet18", "--provenance"},
     "paretile: error: --provenance is of an architecture\n  hint: give --arch as well\n"},
    {{"estimate"},
     "paretile: error: missing --class CLASS of 'estimate'\n"
     "  hint: see 'paretile help estimate'\n"},
    {{"estimate", "--class", "srma"},
     "paretile: error: unknown value 'srma' for --class of 'estimate'\n"
     "  hint: did you mean 'sram'?\n"},
    {{"estimate", "--class", "sram"}, "paretile: error: class 'sram' needs --capacity\n"},
    {{"estimate", "--class", "dram", "--banks", "2"},
     "paretile: error: --banks is not for class 'dram'\n"},
    {{"estimate", "--class", "sram", "--capacity", "fast"},
     "paretile: error: --capacity of 'estimate': 'fast' is not a size\n"
     "  hint: for example '16 b'\n"},
    {{"estimate", "--class", "sram", "--capacity", "1 KiB", "--banks", "1.5"},
     "paretile: error: --banks of 'estimate': must be a whole number, not '1.5'\n"},
    {{"estimate", "--class", "sram", "--capacity", "1 KiB", "--technology", "3 nm"},
     "paretile: error: --technology of 'estimate': technology must be 7 nm to 180 nm, not 3 nm\n"},
    {{"estimate", "--class", "dram", "--type", "lpdr4"},
     "paretile: error: --type of 'estimate': no technology table has a DRAM of type 'lpdr4'\n"
     "  hint: did you mean 'lpddr4'?\n"},
    {{"show"},
     "paretile: error: show takes --arch, or --workload, or both and --mapping\n"
     "  hint: paretile show --arch eyeriss\n"},
    {{"show", "--mapping", "nest.txt", "--arch", "eyeriss"},
     "paretile: error: a mapping is shown for one layer on one architecture\n"
     "  hint: give --arch and --workload as well\n"},
};

TEST_CASE("a mistaken command line is refused with what was meant") {
  for (const Refusal& refusal : kRefusals) {
    const Finished run = paretile(refusal.arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.err == refusal.text);
    CHECK(run.out.empty());
  }
}

TEST_CASE("a name that is not shipped gets the near miss") {
  const Finished arch = paretile({"map", "--arch", "eyeris", "--workload", "resnet18"});
  CHECK(arch.exit_code == 2);
  CHECK(
      arch.err.starts_with("eyeris: error: neither a shipped architecture nor a file\n"
                           "  hint: did you mean 'eyeriss'?"));
  const Finished workload = paretile({"map", "--arch", "eyeriss", "--workload", "resnet81"});
  CHECK(workload.exit_code == 2);
  CHECK(
      workload.err.starts_with("resnet81: error: neither a shipped workload nor a file\n"
                               "  hint: did you mean 'resnet18'?"));
  const Finished layer =
      paretile({"show", "--workload", "resnet18", "--layer", "no_such_layer_at_all"});
  CHECK(layer.exit_code == 2);
  CHECK(
      layer.err.starts_with("paretile: error: workload 'resnet18' has no layer "
                            "'no_such_layer_at_all'\n  hint: one of: "));
}

TEST_CASE("everything wrong with the inputs is said at once") {
  const std::vector<std::string> bad = {"--arch", "eyeris", "--workload", "resnet19"};
  const std::string arch = "eyeris: error: neither a shipped architecture nor a file\n";
  const std::string workload = "resnet19: error: neither a shipped workload nor a file\n";
  for (const std::string command : {"map", "evaluate", "explain", "show"}) {
    std::vector<std::string> arguments = {command};
    arguments.insert(arguments.end(), bad.begin(), bad.end());
    if (command != "map") arguments.insert(arguments.end(), {"--mapping", "/no/such/nest"});
    const Finished run = paretile(arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.err.starts_with(arch));
    CHECK(run.err.find("\n" + workload) != std::string::npos);
    CHECK((run.err.find("\n/no/such/nest") != std::string::npos) == (command != "map"));
  }
  const Finished layer =
      paretile({"map", "--arch", "eyeris", "--workload", "resnet18", "--layer", "conv11"});
  CHECK(layer.err.starts_with(arch));
  CHECK(layer.err.find("\nparetile: error: workload 'resnet18' has no layer 'conv11'\n") !=
        std::string::npos);
}

TEST_CASE("help and version go to stdout and exit 0") {
  for (const std::string flag : {"--version", "--help", "help"}) {
    const Finished run = paretile({flag});
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
    CHECK(run.out == (flag == "--version" ? cli::version_text() : cli::program_help()));
  }
  CHECK(paretile({}).out == cli::program_help());
}

TEST_CASE("every command prints its help, asked either way, without its required flags") {
  for (const cli::Command& command : cli::commands()) {
    const std::string text = cli::command_help(command);
    CHECK(paretile({command.name, "--help"}).out == text);
    CHECK(paretile({"help", command.name}).out == text);
    for (const cli::Flag& flag : command.flags) {
      CHECK_MESSAGE(!flag.help.empty(), flag.name);
      CHECK_MESSAGE(text.find(flag.is_positional() ? flag.value : flag.name) != std::string::npos,
                    flag.name);
    }
  }
}

}  // namespace
}  // namespace paretile::test
