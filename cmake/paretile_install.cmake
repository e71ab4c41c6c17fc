# SPDX-License-Identifier: Apache-2.0
# Installs the program, the libraries, their headers and a package file for find_package(Paretile).
# Headers keep their folders under include/paretile: users write #include "core/problem.h".
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Paretile)

# The commands are the program's own; everything below them is for users of the library too.
get_property(libraries GLOBAL PROPERTY PARETILE_LIBRARIES)
list(REMOVE_ITEM libraries paretile_cli)

install(TARGETS paretile RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS ${libraries} EXPORT ParetileTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT ParetileTargets NAMESPACE Paretile:: DESTINATION ${package_dir})
foreach(folder core estimators cost_model workloads hw_specs mapper inner_loop explore validation)
  install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/paretile
          FILES_MATCHING PATTERN "*.h")
endforeach()

configure_package_config_file(cmake/ParetileConfig.cmake.in ${PROJECT_BINARY_DIR}/ParetileConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ParetileConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ParetileConfig.cmake
              ${PROJECT_BINARY_DIR}/ParetileConfigVersion.cmake
        DESTINATION ${package_dir})
