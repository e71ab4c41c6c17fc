// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/inputs.h"
#include "interop/imported.h"

namespace paretile::cli {

struct ForeignResult;

/// A tool whose files are read in place of ours.
struct ForeignTool {
  std::string name;         ///< "Timeloop"
  Flag flag;                ///< which takes the files
  std::string conventions;  ///< how its files are counted
  bool has_layers = false;  ///< its files may have several, of which --layer names one
  /// One mapping, where the files have it.
  interop::Imported (*read)(std::span<const interop::SourceText> files,
                            const Arguments& arguments) = nullptr;
  std::string search_conventions = {};  ///< what a search with its files takes from them
  bool searches_even = false;           ///< itself, it looks at the space `even` only
  /// What is to be searched; null if no search can begin with its files.
  ChipAndWorkload (*read_search)(std::span<const interop::SourceText> files,
                                 const std::optional<std::string>& layer) = nullptr;
  /// What it printed of the mapping of its files beside ours; null if its results are not read.
  ForeignResult (*compare)(std::span<const interop::SourceText> files,
                           const interop::SourceText& stats, const Arguments& arguments) = nullptr;
};

/// The tool whose files are given; null if none are.
[[nodiscard]] const ForeignTool* given_tool(const Arguments& arguments);

/// The flags of a command about one mapping, which load_case() reads: our files, or another tool's.
[[nodiscard]] std::vector<Flag> case_flags();

/// The flags of a command that searches, each allowed only without another tool's files; then those
/// that take such files.
[[nodiscard]] std::vector<Flag> or_foreign_search(std::vector<Flag> flags);

/// The flags that take the files of tools whose results are read.
[[nodiscard]] std::vector<Flag> result_files_flags();

/// The flag that names a layer of the files of a tool whose results are read.
[[nodiscard]] Flag layer_of_tool_flag();

/// All files, or what is wrong with each that cannot be read.
[[nodiscard]] std::vector<interop::SourceText> read_texts(const std::vector<std::string>& files);

/// What was read of a tool's files, as one of our cases. Throws InputError if it has no mapping.
[[nodiscard]] Case case_of(interop::Imported imported, const ForeignTool& tool);

/// The one mapping that the files given describe. Throws InputError: every mistake of all files, or
/// that there is no mapping in them.
[[nodiscard]] Case load_foreign_case(const Arguments& arguments);

/// What a search with a tool's files is about. Throws InputError as above, and where no tool has
/// the name.
[[nodiscard]] ChipAndWorkload load_foreign_search(const InputNames& named);

/// Of something read from another tool's files: how they are counted, and what in them has no
/// counterpart or was interpreted. Otherwise nothing.
[[nodiscard]] std::string remarks_text(const ReadFrom& read_from);

/// Files of another tool as it was asked for with --from.
struct Foreign {
  std::string flag;  ///< which reads the same files elsewhere: "--timeloop"
  std::vector<interop::SourceText> sources;
  interop::Imported imported;  ///< its remarks are in `read_from`, too
  ReadFrom read_from;
};

/// The words for tools: "timeloop", "zigzag".
[[nodiscard]] std::vector<std::string> tool_words();

/// Reads `files` as those of the tool; the layer is --layer's. Throws InputError as above, but
/// needs no mapping.
[[nodiscard]] Foreign read_foreign(const std::string& tool_word,
                                   const std::vector<std::string>& files,
                                   const Arguments& arguments);

}  // namespace paretile::cli
