# SPDX-License-Identifier: Apache-2.0
# Builds data files into the program. Included, it defines
#   paretile_embed(OUT workloads shipped_workloads a.yaml b.yaml ...)
# which sets OUT to a source file, written at build time, that defines
#   const std::vector<io::ShippedFile>& paretile::workloads::shipped_workloads()
# with the files in the order given. Run with `cmake -P`, it writes that source file.

function(paretile_embed out namespace function)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  string(REPLACE ";" "|" files "${ARGN}")
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -D OUTPUT=${generated} -D ROOT=${PROJECT_SOURCE_DIR}
            -D NAMESPACE=${namespace} -D FUNCTION=${function} -D "FILES=${files}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding ${function}" VERBATIM)
  set(${out} ${generated} PARENT_SCOPE)
endfunction()

# One array of characters per file: no limit of length, no character that needs care.
function(paretile_write_embedded)
  string(REPLACE "|" ";" files "${FILES}")
  set(arrays "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS files)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," characters "${hex}")
    get_filename_component(name ${file} NAME_WE)
    file(RELATIVE_PATH path ${ROOT} ${file})
    string(APPEND arrays "constexpr char kFile${index}[] = {${characters} '\\0'};\n")
    string(APPEND rows
           "      {\"${name}\", \"${path}\", {kFile${index}, sizeof(kFile${index}) - 1}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(WRITE ${OUTPUT} "// Written by cmake/embed.cmake.
#include <vector>

#include \"${NAMESPACE}/catalogue.h\"

namespace paretile::${NAMESPACE} {
namespace {

${arrays}
}  // namespace

const std::vector<io::ShippedFile>& ${FUNCTION}() {
  static const std::vector<io::ShippedFile> files = {
${rows}  };
  return files;
}

}  // namespace paretile::${NAMESPACE}
")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  paretile_write_embedded()
endif()
