#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the compiled part of the Python package with AddressSanitizer and UndefinedBehaviorSanitizer in
# build-python-asan, then makes random calls and runs tests of values under them, and looks for leaks.
# Ends with an error at the first finding.
#   scripts/test_python_asan.sh [CALLS]      random calls, 20000 by default
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

calls="${1:-20000}"
folder=build-python-asan
python=$PWD/build/python/venv/bin/python
[[ -x $python ]] || scripts/test_python.sh --install-only

flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
export CCACHE_BASEDIR="${CCACHE_BASEDIR:-$PWD}" CCACHE_NOHASHDIR=1
launcher=()
if command -v ccache > /dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake -S . -B $folder -G Ninja "${launcher[@]}" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS="$flags" \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DPARETILE_PYTHON=ON -DPARETILE_TESTS=OFF -DPARETILE_BENCHMARKS=OFF \
  -DPython_EXECUTABLE="$python" -Dpybind11_DIR="$("$python" -m pybind11 --cmakedir)" > /dev/null
cmake --build $folder --target _core paretile -j "$(nproc)"

# The package as it would be installed, with this build inside.
site=$PWD/$folder/site
rm -rf "$site"
mkdir -p "$site"
cp -r python_bindings/paretile "$site/paretile"
cp $folder/python_bindings/_core*.so "$site/paretile/"
mkdir "$site/paretile/bin"
cp $folder/paretile "$site/paretile/bin/"

# Exceptions are caught by what was there when the sanitizer started, so the C++ library comes with it.
compiler="${CXX:-c++}"
preload="$("$compiler" -print-file-name=libasan.so) $("$compiler" -print-file-name=libubsan.so)"
preload+=" $("$compiler" -print-file-name=libstdc++.so.6)"
checked() {
  env PYTHONPATH="$site" PYTHONMALLOC=malloc LD_PRELOAD="$preload" "$@"
}

export UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS=detect_leaks=0
checked "$python" -c 'import paretile._core as core; assert "build-python-asan" in core.__file__, core.__file__'
checked "$python" tests/python/fuzz.py --calls "$calls"
checked "$python" -m pytest -q -p no:cacheprovider tests/python/values_test.py tests/python/inner_loop_test.py \
  -k "not fork and not spawn and not processes"

log=$PWD/$folder/leaks
rm -f "$log".*
export ASAN_OPTIONS=detect_leaks=1:log_path=$log:exitcode=0 LSAN_OPTIONS=max_leaks=0:report_objects=0
checked "$python" tests/python/fuzz.py --calls $((calls / 10))
"$python" tests/python/leaks.py "$log".*
echo "no finding"
