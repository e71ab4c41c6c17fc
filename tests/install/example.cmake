# SPDX-License-Identifier: Apache-2.0
# Installs BUILD_DIR into an empty folder, builds examples/cpp against it and runs the result.
#   cmake -D BUILD_DIR=... -D SOURCE_DIR=... -D GENERATOR=... -D CXX=... -D LAUNCHER=... -P example.cmake
set(work ${BUILD_DIR}/install_test)
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE out ECHO_OUTPUT_VARIABLE
                  ECHO_ERROR_VARIABLE)
  set(out "${out}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${work}/prefix)
run(${CMAKE_COMMAND} -S ${SOURCE_DIR}/examples/cpp -B ${work}/build -G ${GENERATOR}
    -D CMAKE_BUILD_TYPE=Release -D CMAKE_PREFIX_PATH=${work}/prefix -D CMAKE_CXX_COMPILER=${CXX}
    -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/map_layer)
if(NOT out MATCHES "^[0-9.e+]+ pJ in [0-9]+ cycles\n")
  message(FATAL_ERROR "the example printed: ${out}")
endif()
run(${work}/build/layer_costs)
if(NOT out MATCHES "^16 channels: [0-9.e+]+ pJ in [0-9]+ cycles\n32 channels: ")
  message(FATAL_ERROR "the example printed: ${out}")
endif()
run(${work}/prefix/bin/paretile --version)
file(REMOVE_RECURSE ${work})
