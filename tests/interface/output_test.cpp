// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/diagnostics.h"
#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a file is replaced whole, keeps its permissions, and leaves nothing beside it") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out.json";
  write_text(path, "old and longer than the new text");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  cli::write_text(path, "new");
  CHECK(read_text(path) == "new");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(folder.file_names() == std::vector<std::string>{"out.json"});
}

TEST_CASE("a link to a file stays a link") {
  const TemporaryFolder folder;
  write_text(folder.path() + "/real.json", "old");
  fs::create_symlink("real.json", folder.path() + "/link.json");
  cli::write_text(folder.path() + "/link.json", "new");
  CHECK(fs::is_symlink(folder.path() + "/link.json"));
  CHECK(read_text(folder.path() + "/real.json") == "new");
}

TEST_CASE("checking that a file can be written does not touch it") {
  const TemporaryFolder folder;
  cli::check_writable(folder.path() + "/new.json");
  CHECK(folder.file_names().empty());
  write_text(folder.path() + "/old.json", "old");
  cli::check_writable(folder.path() + "/old.json");
  CHECK(read_text(folder.path() + "/old.json") == "old");
}

TEST_CASE("an output that cannot be written is refused before the search starts") {
  // A search of this size takes longer than the test may.
  const Finished run =
      paretile({"map", "--arch", "eyeriss", "--workload", "resnet50", "--strategy", "random",
                "--samples", "1000000000000", "--json", "/no/such/folder/out.json"});
  CHECK(run.exit_code == 2);
  CHECK(run.err ==
        "paretile: error: cannot write '/no/such/folder/out.json': No such file or directory\n");
  const TemporaryFolder folder;
  const Finished is_folder = paretile({"list", "--json", folder.path()});
  CHECK(is_folder.exit_code == 2);
  CHECK(is_folder.err == "paretile: error: cannot write '" + folder.path() + "': Is a directory\n");
}

TEST_CASE("a full disk is an error, a reader that went away is none") {
  const Finished full = shell("paretile list > /dev/full");
  CHECK(full.exit_code == 2);
  CHECK(full.err == "paretile: error: cannot write 'standard output': No space left on device\n");
  const Finished full_json = paretile({"list", "--json", "/dev/full"});
  CHECK(full_json.exit_code == 2);
  CHECK(full_json.err == "paretile: error: cannot write '/dev/full': No space left on device\n");
  const Finished gone = shell("{ paretile list; echo $? >&2; } | true");
  CHECK(gone.err == "0\n");
}

TEST_CASE("a file that cannot be written to its end stays what it was") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out.json";
  // At most one block per file, and the list is longer: the write fails half-way.
  write_text(path, "old");
  const Finished fails = shell("ulimit -f 1; paretile list --json '" + path + "'");
  CHECK(fails.exit_code == 2);
  CHECK(fails.err == "paretile: error: cannot write '" + path + "': File too large\n");
  CHECK(folder.file_names() == std::vector<std::string>{"out.json"});
  CHECK(read_text(path) == "old");
}

TEST_CASE("with --json - stdout is JSON alone, with --json FILE the text stays") {
  const Finished only = paretile({"list", "--json", "-"});
  CHECK(nlohmann::json::parse(only.out)["schema_version"] == 1);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/list.json";
  const Finished both = paretile({"list", "--json", path});
  CHECK(both.out == paretile({"list"}).out);
  CHECK(read_text(path) == only.out);
}

TEST_CASE("killed in the middle of a search, an older result stands untouched") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out.json";
  write_text(path, "old");
  Process search({PARETILE_PROGRAM, "map", "--arch", "eyeriss", "--workload", "resnet50",
                  "--strategy", "random", "--samples", "1000000000000", "--json", path});
  REQUIRE(search.wait_for_stderr("mapping "));
  search.send_signal(SIGKILL);
  CHECK(search.finish().exit_code == 128 + SIGKILL);
  CHECK(read_text(path) == "old");
}

TEST_CASE("killed at any moment of writing, a file is old or new, never half") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out.json";
  const std::string complete = paretile({"list", "--json", "-"}).out;
  for (int round = 0; round < 20; ++round) {
    write_text(path, "old");
    Process writer({PARETILE_PROGRAM, "list", "--json", path});
    // Rounds differ in how far the program has come, from not started to done.
    for (int wait = 0; wait < round * 50 && read_text(path) == "old"; ++wait) {
    }
    writer.send_signal(SIGKILL);
    (void)writer.finish();
    const std::string text = read_text(path);
    CHECK((text == "old" || text == complete));
  }
}

}  // namespace
}  // namespace paretile::test
