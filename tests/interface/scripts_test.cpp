// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

TEST_CASE("on a system without apt the installer says what to install and exits 2") {
  const TemporaryFolder folder;  // of programs: all the script may find
  for (const std::string program : {"bash", "cat"}) {
    std::filesystem::create_symlink("/bin/" + program, folder.path() + "/" + program);
  }
  const Finished run = shell("PATH='" + folder.path() + "' bash scripts/install_deps.sh");
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK(run.err.starts_with("install_deps.sh: this is not a Debian-like system; please install"));
  for (const std::string what : {"CMake", "yaml-cpp", "oneTBB", "fmt", "spdlog", "CLI11"}) {
    CHECK_MESSAGE(run.err.find(what) != std::string::npos, what);
  }
}

TEST_CASE("the test script refuses what it does not know") {
  const Finished run = shell("scripts/test.sh --lnog");
  CHECK(run.exit_code == 2);
  CHECK(run.err == "usage: scripts/test.sh [--with-torch|--long]\n");
}

}  // namespace
}  // namespace paretile::test
