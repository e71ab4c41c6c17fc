// SPDX-License-Identifier: Apache-2.0
#include "tests/layering/layering.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string_view>

namespace paretile::layering {
namespace {

using Names = std::vector<std::string_view>;

constexpr int kMaxLines = 450;

/// A folder and the folders it may include.
struct Layer {
  std::string_view folder;
  Names may_include;
};

const std::vector<Layer> kLayers = {
    {"core", {}},
    {"estimators", {"core"}},
    {"core/io", {"core", "estimators"}},
    {"cost_model", {"core"}},
    {"hw_specs", {"core", "core/io", "estimators"}},
    {"workloads", {"core", "core/io"}},
    {"mapper", {"core", "cost_model"}},
    {"interop", {"core", "core/io", "cost_model"}},
    {"inner_loop", {"core", "cost_model", "mapper"}},
    {"explore",
     {"core", "core/io", "cost_model", "hw_specs", "workloads", "mapper", "interop", "inner_loop"}},
    {"validation", {"core", "core/io", "cost_model", "hw_specs", "workloads", "mapper", "explore"}},
    {"cli",
     {"core", "core/io", "estimators", "cost_model", "hw_specs", "workloads", "mapper", "interop",
      "inner_loop", "explore", "validation"}},
    {"python_bindings",
     {"core", "core/io", "cost_model", "hw_specs", "workloads", "mapper", "interop", "inner_loop",
      "explore", "cli"}},
};

/// Folders above all layers; their includes are their own business.
const Names kFreeFolders = {"tests", "benchmarks", "examples"};

/// Headers that only some places may include. A header starts with one of `headers` or, where that
/// has no '/', is it. A place is a folder (it ends in '/') or the end of a path.
struct Restriction {
  std::string_view what;
  Names headers;
  std::string_view cmake_target;  // empty: nothing to link
  Names places;
};

const std::vector<Restriction> kRestrictions = {
    {"fmt",
     {"fmt/"},
     "fmt::fmt",
     // cost_model makes sentences in two places: the report and the name of the dataflow.
     {"core/*.cpp", "core/io/*.cpp", "estimators/*.cpp", "cost_model/describe.cpp",
      "cost_model/dataflow.cpp", "interop/*.cpp", "inner_loop/*.cpp", "explore/*.cpp",
      "validation/*.cpp", "cli/"}},
    {"yaml-cpp", {"yaml-cpp/"}, "yaml-cpp", {"core/io/", "interop/"}},
    {"nlohmann-json",
     {"nlohmann/"},
     "nlohmann_json::nlohmann_json",
     {"core/io/", "cli/json_text.h"}},
    {"oneTBB", {"tbb/", "oneapi/"}, "TBB::tbb", {"mapper/parallel.cpp"}},
    {"CLI11", {"CLI/"}, "CLI11::CLI11", {"cli/"}},
    {"spdlog", {"spdlog/"}, "spdlog::spdlog", {"cli/"}},
    {"SQLite", {"sqlite3.h"}, "SQLite::SQLite3", {"inner_loop/sqlite_file.cpp", "explore/"}},
    {"pybind11", {"pybind11/"}, "pybind11::module", {"python_bindings/"}},
    {"POSIX", {"unistd.h", "fcntl.h", "sys/"}, "", {"inner_loop/answer_file.cpp", "cli/"}},
    {"files and streams",
     {"fstream", "filesystem", "iostream", "cstdio"},
     "",
     {"core/io/", "cli/", "explore/", "validation/study_reader.cpp"}},
    {"clocks", {"chrono", "ctime"}, "", {"mapper/parallel.h", "mapper/parallel.cpp", "cli/"}},
    {"threads",
     {"thread", "mutex", "shared_mutex", "condition_variable", "future"},
     "",
     {"mapper/parallel.h", "mapper/parallel.cpp", "inner_loop/answer_cache.h",
      "inner_loop/answer_cache.cpp", "inner_loop/answer_file.cpp", "inner_loop/front_file.cpp",
      "cli/"}},
    {"randomness", {"random"}, "", {"mapper/rng.h"}},
    {"the allocator", {"malloc.h"}, "", {"core/keep_memory.cpp"}},
};

/// Of cost_model, the oracle may know the types it answers in and is asked in.
const Names kOracleMayInclude = {"cost_model/counts.h", "cost_model/options.h",
                                 "cost_model/totals.h"};

bool has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_under(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.substr(folder.size()).starts_with("/");
}

/// The innermost layer a path lies in; null if none.
const Layer* layer_of(std::string_view path) {
  const Layer* innermost = nullptr;
  for (const Layer& layer : kLayers) {
    const bool deeper = innermost == nullptr || layer.folder.size() > innermost->folder.size();
    if (is_under(path, layer.folder) && deeper) innermost = &layer;
  }
  return innermost;
}

bool is_free(std::string_view path) {
  return std::any_of(kFreeFolders.begin(), kFreeFolders.end(),
                     [&](std::string_view folder) { return is_under(path, folder); });
}

/// `folder/` holds what is below it, `folder/*.cpp` the sources below it, anything else is a file.
bool is_at(std::string_view path, std::string_view place) {
  if (place.ends_with("/")) return path.starts_with(place);
  const std::size_t star = place.find('*');
  if (star == std::string_view::npos) return path == place;
  return path.starts_with(place.substr(0, star)) && path.ends_with(place.substr(star + 1));
}

/// Some place of the restriction lies in the layer, so the layer's target may link the library.
bool may_link(const Restriction& restriction, const Layer& layer) {
  return std::any_of(restriction.places.begin(), restriction.places.end(),
                     [&](std::string_view place) { return layer_of(place) == &layer; });
}

bool names_header(const Restriction& restriction, std::string_view header) {
  return std::any_of(restriction.headers.begin(), restriction.headers.end(),
                     [&](std::string_view name) {
                       return name.ends_with("/") ? header.starts_with(name) : header == name;
                     });
}

bool is_standard(std::string_view header) {
  return header.find_first_of("/.") == std::string_view::npos;
}

/// Collects what is wrong with one file.
class FileCheck {
 public:
  FileCheck(const SourceFile& file, std::vector<std::string>& found)
      : file_(file), layer_(layer_of(file.path)), found_(found) {}

  void run() {
    if (layer_ == nullptr && !is_free(file_.path)) {
      report(1, "is in a folder that has no layer");
      return;
    }
    static const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
    std::istringstream text(file_.text);
    int line_number = 0;
    for (std::string line; std::getline(text, line);) {
      std::smatch match;
      ++line_number;
      if (!std::regex_search(line, match, include)) continue;
      if (match.str(1) == "\"") {
        check_ours(line_number, match.str(2));
      } else if (layer_ != nullptr) {
        check_foreign(line_number, match.str(2));
      }
    }
    if (line_number > kMaxLines) {
      report(line_number, "has more than " + std::to_string(kMaxLines) + " lines");
    }
  }

 private:
  void report(int line, const std::string& what) {
    found_.push_back(file_.path + ":" + std::to_string(line) + ": " + what);
  }

  void check_ours(int line, const std::string& header) {
    const Layer* target = layer_of(header);
    if (target == nullptr && !is_free(header)) {
      report(line, "'" + header + "' is not rooted at the repository");
    } else if (layer_ != nullptr) {
      const bool allowed =
          target == layer_ || (target != nullptr && has(layer_->may_include, target->folder));
      if (!allowed) report(line, "may not include '" + header + "'");
    } else if (is_oracle() && is_under(header, "cost_model") && !has(kOracleMayInclude, header)) {
      report(line, "the oracle shares no code with '" + header + "'");
    }
  }

  void check_foreign(int line, const std::string& header) {
    for (const Restriction& restriction : kRestrictions) {
      if (!names_header(restriction, header)) continue;
      const bool allowed =
          std::any_of(restriction.places.begin(), restriction.places.end(),
                      [&](std::string_view place) { return is_at(file_.path, place); });
      if (!allowed) report(line, "may not use " + std::string(restriction.what));
      return;
    }
    if (!is_standard(header)) report(line, "'" + header + "' is of no library we know");
  }

  /// The oracle proper; its tests set it beside the model.
  [[nodiscard]] bool is_oracle() const {
    return is_under(file_.path, "tests/oracle") && !file_.path.ends_with("_test.cpp");
  }

  const SourceFile& file_;
  const Layer* layer_;
  std::vector<std::string>& found_;
};

/// `Paretile::io` is core/io, every other target has the name of its folder.
std::string folder_of_target(const std::string& target) {
  const std::string name = target.substr(target.rfind(':') + 1);
  return name == "io" ? "core/io" : name;
}

bool may_link(const Layer& layer, const std::string& target) {
  if (target.starts_with("Paretile::")) return has(layer.may_include, folder_of_target(target));
  return std::any_of(kRestrictions.begin(), kRestrictions.end(),
                     [&](const Restriction& restriction) {
                       return restriction.cmake_target == target && may_link(restriction, layer);
                     });
}

/// Reads the LINK and PRIVATE_LINK lists of `paretile_library(...)`.
void check_links(const SourceFile& file, std::vector<std::string>& found) {
  const Layer* layer = layer_of(file.path);
  static const std::regex library(R"(paretile_library\(([^)]*)\))");
  static const std::regex comment(R"(#[^\n]*)");
  const std::string text = std::regex_replace(file.text, comment, "");
  std::smatch call;
  if (layer == nullptr || !std::regex_search(text, call, library)) return;
  std::istringstream words(call.str(1));
  bool linking = false;
  for (std::string word; words >> word;) {
    const bool is_keyword = word.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    if (is_keyword) {
      linking = word == "LINK" || word == "PRIVATE_LINK";
    } else if (linking && !may_link(*layer, word)) {
      found.push_back(file.path + ":1: may not link '" + word + "'");
    }
  }
}

bool is_cmake(std::string_view path) { return path.ends_with("CMakeLists.txt"); }

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::vector<std::string> violations(const std::vector<SourceFile>& files) {
  std::vector<std::string> found;
  for (const SourceFile& file : files) {
    if (is_cmake(file.path)) {
      check_links(file, found);
    } else {
      FileCheck(file, found).run();
    }
  }
  return found;
}

std::vector<SourceFile> read_tree(const std::string& root) {
  namespace fs = std::filesystem;
  std::vector<SourceFile> files;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    const std::string name = it->path().filename().string();
    if (it->is_directory() && (name.starts_with("build") || name.starts_with("."))) {
      it.disable_recursion_pending();
    } else if (name.ends_with(".h") || name.ends_with(".cpp") || is_cmake(name)) {
      files.push_back({fs::relative(it->path(), root).generic_string(), read_file(it->path())});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace paretile::layering
