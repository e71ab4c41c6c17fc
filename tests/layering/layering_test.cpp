// SPDX-License-Identifier: Apache-2.0
#include "tests/layering/layering.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace paretile::layering {
namespace {

using Lines = std::vector<std::string>;

Lines violations_of(const std::string& path, const std::string& text) {
  return violations({{path, text}});
}

}  // namespace

TEST_CASE("the tree keeps its layers") {
  const std::vector<SourceFile> files = read_tree(PARETILE_SOURCE_DIR);
  CHECK(files.size() > 50);
  for (const std::string& violation : violations(files)) FAIL_CHECK(violation);
}

TEST_CASE("an include may point down, not up and not sideways") {
  CHECK(violations_of("mapper/a.cpp", "#include \"cost_model/cost.h\"\n").empty());
  CHECK(violations_of("cost_model/a.h", "#include \"mapper/run.h\"\n") ==
        Lines{"cost_model/a.h:1: may not include 'mapper/run.h'"});
  CHECK(violations_of("core/a.h", "\n  # include \"core/io/load.h\"\n") ==
        Lines{"core/a.h:2: may not include 'core/io/load.h'"});
  CHECK(violations_of("workloads/a.cpp", "#include \"hw_specs/catalogue.h\"\n") ==
        Lines{"workloads/a.cpp:1: may not include 'hw_specs/catalogue.h'"});
  CHECK(violations_of("cli/a.cpp", "#include \"tests/oracle/nest.h\"\n") ==
        Lines{"cli/a.cpp:1: may not include 'tests/oracle/nest.h'"});
  CHECK(violations_of("core/a.cpp", "#include \"ids.h\"\n") ==
        Lines{"core/a.cpp:1: 'ids.h' is not rooted at the repository"});
}

TEST_CASE("the model and the mapper see no YAML, file, clock or logger") {
  CHECK(violations_of("cost_model/a.cpp", "#include <vector>\n#include <yaml-cpp/yaml.h>\n") ==
        Lines{"cost_model/a.cpp:2: may not use yaml-cpp"});
  CHECK(
      violations_of("mapper/a.cpp", "#include <fstream>\n#include <spdlog/spdlog.h>\n") ==
      Lines{"mapper/a.cpp:1: may not use files and streams", "mapper/a.cpp:2: may not use spdlog"});
  CHECK(violations_of("cost_model/evaluator.cpp", "#include <chrono>\n") ==
        Lines{"cost_model/evaluator.cpp:1: may not use clocks"});
  CHECK(violations_of("core/a.cpp", "#include <boost/any.hpp>\n") ==
        Lines{"core/a.cpp:1: 'boost/any.hpp' is of no library we know"});
}

TEST_CASE("some libraries stay in one file, or out of headers") {
  CHECK(violations_of("mapper/parallel.cpp", "#include <tbb/parallel_for.h>\n").empty());
  CHECK(violations_of("mapper/run.cpp", "#include <tbb/parallel_for.h>\n") ==
        Lines{"mapper/run.cpp:1: may not use oneTBB"});
  CHECK(violations_of("core/units.cpp", "#include <fmt/format.h>\n").empty());
  CHECK(violations_of("core/units.h", "#include <fmt/format.h>\n") ==
        Lines{"core/units.h:1: may not use fmt"});
  CHECK(violations_of("cost_model/price.cpp", "#include <fmt/format.h>\n") ==
        Lines{"cost_model/price.cpp:1: may not use fmt"});
}

TEST_CASE("the oracle shares no code with the model, its tests compare the two") {
  const std::string include = "#include \"cost_model/evaluator.h\"\n";
  CHECK(violations_of("tests/oracle/nest.cpp", "#include \"cost_model/counts.h\"\n").empty());
  CHECK(violations_of("tests/oracle/counts_test.cpp", include).empty());
  CHECK(violations_of("tests/oracle/nest.cpp", include) ==
        Lines{"tests/oracle/nest.cpp:1: the oracle shares no code with 'cost_model/evaluator.h'"});
}

TEST_CASE("450 lines fit in a file, 451 do not") {
  CHECK(violations_of("core/a.cpp", std::string(450, '\n')).empty());
  CHECK(violations_of("tests/core/a.cpp", std::string(451, '\n')) ==
        Lines{"tests/core/a.cpp:451: has more than 450 lines"});
}

TEST_CASE("sources live in the folders of the table") {
  CHECK(violations_of("utils/a.cpp", "") ==
        Lines{"utils/a.cpp:1: is in a folder that has no layer"});
}

TEST_CASE("a CMake target links only what its folder may include") {
  CHECK(violations_of("mapper/CMakeLists.txt",
                      "# yaml-cpp is for others\n"
                      "paretile_library(mapper LINK Paretile::core PRIVATE_LINK TBB::tbb)")
            .empty());
  CHECK(violations_of("mapper/CMakeLists.txt",
                      "paretile_library(mapper LINK Paretile::core Paretile::io\n"
                      "                 PRIVATE_LINK yaml-cpp)") ==
        Lines{"mapper/CMakeLists.txt:1: may not link 'Paretile::io'",
              "mapper/CMakeLists.txt:1: may not link 'yaml-cpp'"});
  CHECK(violations_of("core/CMakeLists.txt", "paretile_library(core PRIVATE_LINK yaml-cpp)") ==
        Lines{"core/CMakeLists.txt:1: may not link 'yaml-cpp'"});
  CHECK(violations_of("core/io/CMakeLists.txt",
                      "paretile_library(io LINK Paretile::core PRIVATE_LINK yaml-cpp fmt::fmt)")
            .empty());
}

}  // namespace paretile::layering
