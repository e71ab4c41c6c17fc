#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages Paretile is built from, those that are missing; says so and does
# nothing when all are there. `--long` adds what only the slow checks (scripts/test.sh --long) need, `--browser`
# what the pages of `paretile report` are tested in.
set -euo pipefail

packages=(
  ca-certificates git g++ cmake ninja-build ccache  # tools
  libyaml-cpp-dev libtbb-dev libfmt-dev libspdlog-dev libcli11-dev nlohmann-json3-dev
  libsqlite3-dev  # libraries
  doctest-dev librapidcheck-dev libbenchmark-dev  # tests and benchmarks
  python3-dev python3-venv  # the Python package and its tests
)
long_packages=(clang-14 libfuzzer-14-dev clang-tidy-14 clang-format)

system=$(. /etc/os-release 2>/dev/null && echo "${ID:-}" || true)
for argument in "$@"; do
  [[ "$argument" == --long ]] && packages+=("${long_packages[@]}")
  # Ubuntu has no such package, and those tests are left out there.
  [[ "$argument" == --browser && "$system" == debian ]] && packages+=(chromium fonts-dejavu-core)
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  cat >&2 <<TEXT
install_deps.sh: this is not a Debian-like system; please install with its package manager:
  a C++20 compiler (g++ 12 or newer), CMake 3.25 or newer, Ninja, git,
  yaml-cpp 0.7, oneTBB, fmt 9, spdlog, CLI11 2, nlohmann-json 3, SQLite 3, doctest 2.4, RapidCheck,
  Google Benchmark, Python 3.10 with headers and venv; for scripts/test.sh --long also clang 14 with libFuzzer and clang-tidy.
Then run scripts/build.sh, which installs nothing.
TEXT
  exit 2
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ "$status" == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "install_deps.sh: not root and no sudo; ask for: apt-get install ${missing[*]}" >&2
    exit 2
  fi
  as_root=(sudo)
fi
echo "installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
