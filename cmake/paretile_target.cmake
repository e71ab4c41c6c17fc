# SPDX-License-Identifier: Apache-2.0
# One folder, one target. paretile_library(core LINK ...) builds every .cpp of the current folder
# (not of its subfolders) into the library paretile_core, known to others as Paretile::core.
function(paretile_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                           -Wno-sign-conversion -ffp-contract=off)
  # At -O3 g++ 12 sees overlaps (GCC bugs 105329, 105651) and unset members inside std::string that
  # are not there; clang-tidy and the sanitizers look for the real ones.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-maybe-uninitialized)
  endif()
  if(PARETILE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

function(paretile_library name)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE_LINK;SOURCES;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(file IN LISTS ARG_EXCLUDE)
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  add_library(paretile_${name} STATIC ${sources} ${ARG_SOURCES})
  add_library(Paretile::${name} ALIAS paretile_${name})
  set_target_properties(paretile_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(paretile_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/paretile>)
  target_compile_features(paretile_${name} PUBLIC cxx_std_20)
  target_link_libraries(paretile_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
  paretile_warnings(paretile_${name})
  set_property(GLOBAL APPEND PROPERTY PARETILE_LIBRARIES paretile_${name})
endfunction()
