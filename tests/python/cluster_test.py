# SPDX-License-Identifier: Apache-2.0
"""The example scripts for clusters, run with a stand-in for Slurm that runs jobs at once, in order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import paretile

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "cluster"
TOY = "examples/sweep_toy.yaml"

#: Runs the tasks of an array, or a job whose dependency is met; says a number as `sbatch --parsable` does.
SBATCH = """#!/usr/bin/env bash
set -euo pipefail
log=$(dirname "$0")/../jobs
number=$(($(wc -l < "$log") + 1))
echo "$*" >> "$log"
tasks=""
while [[ ${1:-} == --* ]]; do
  case $1 in
    --array=0-*) tasks=$(seq 0 "${1#--array=0-}") ;;
    --array=*) tasks=${1#--array=} ;;
    --dependency=afterok:*) [[ ! -e $(dirname "$0")/../failed_${1#--dependency=afterok:} ]] || { echo "$number"; exit 0; } ;;
    --parsable) ;;
    *) echo "sbatch: unknown option $1" >&2; exit 1 ;;
  esac
  shift
done
if [[ -z $tasks ]]; then
  "$@" > "$(dirname "$0")/../log_$number" 2>&1
else
  for task in $tasks; do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$(wc -w <<< "$tasks") SLURM_CPUS_PER_TASK=1 \\
      "$@" > "$(dirname "$0")/../log_${number}_$task" 2>&1 || touch "$(dirname "$0")/../failed_$number"
  done
fi
echo "$number"
"""

#: GNU parallel as far as the example needs it: COMMAND with {} for each argument after `:::`.
PARALLEL = """#!/usr/bin/env bash
set -euo pipefail
command=()
while [[ $1 != ::: ]]; do command+=("$1"); shift; done
shift
for argument in "$@"; do "${command[@]//\\{\\}/$argument}"; done
"""


@pytest.fixture
def run(tmp_path):
    """Runs words in the repository with the stand-in in place of sbatch."""
    programs = tmp_path / "bin"
    programs.mkdir()
    stand_ins = {"sbatch": SBATCH} | ({} if shutil.which("parallel") else {"parallel": PARALLEL})
    for name, text in stand_ins.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (tmp_path / "jobs").write_text("")
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"

    def run_words(*words, cwd=ROOT):
        return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=300,
                              env={**os.environ, "PATH": path})

    return run_words


@pytest.fixture
def toy_rows(tmp_path, monkeypatch, content):
    """The rows of one run."""
    monkeypatch.chdir(ROOT)
    return content(paretile.explore(TOY, tmp_path / "one.db", quiet=True).file)


@pytest.mark.parametrize("script", sorted(path.name for path in FOLDER.glob("*.sh")))
def test_bash_reads_the_scripts_and_they_say_how_they_are_used(script, run):
    assert run("bash", "-n", FOLDER / script).returncode == 0
    said = run(FOLDER / script)
    assert said.returncode == 2 and said.stderr.startswith(f"usage: {script} ")


def test_an_array_and_its_merge_are_one_run(run, tmp_path, content, toy_rows):
    folder = tmp_path / "a folder"
    done = run(FOLDER / "submit.sh", TOY, folder, "4")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (f"toy_split: 9 designs, of a grid of 12, toy\n"
                           f"array 1 of 4 tasks, then job 2 writes {folder}/all.db\n")
    assert [len(paretile.results(folder / f"part_{index}.db")) for index in range(4)] == [3, 2, 2, 2]
    assert content(folder / "all.db") == toy_rows
    assert "9 of 9 designs finished" in (tmp_path / "log_2").read_text()


def test_a_task_that_fails_keeps_the_merge_back_and_is_done_later(run, tmp_path, content, toy_rows):
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "part_2.db").write_text("no database")
    done = run(FOLDER / "submit.sh", TOY, folder, "4")
    assert done.returncode == 0 and not (folder / "all.db").exists()
    (folder / "part_2.db").unlink()
    assert run("sbatch", "--array=2", FOLDER / "shard.sh", TOY, folder, "4").returncode == 0
    assert len(paretile.results(folder / "part_2.db")) == 2  # of 4 parts, though the array has one task
    assert run(FOLDER / "merge.sh", folder).returncode == 0
    assert content(folder / "all.db") == toy_rows


def test_the_lines_for_gnu_parallel_are_one_run(run, tmp_path, content, toy_rows):
    lines = [line[2:] for line in (FOLDER / "README.md").read_text().splitlines()
             if line.startswith(("$ parallel", "$ paretile merge"))]
    assert len(lines) == 2
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    done = run("bash", "-c", "\n".join(["set -e", *lines]), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("part_?.db"))) == 8
    assert content(tmp_path / "all.db") == toy_rows


def test_a_sweep_with_mistakes_is_not_submitted(run, tmp_path):
    sweep = tmp_path / "wrong.yaml"
    sweep.write_text("format: 1\nname: wrong\n")
    done = run(FOLDER / "submit.sh", sweep, tmp_path / "out", "2")
    assert done.returncode == 2 and "wrong.yaml" in done.stderr
    assert (tmp_path / "jobs").read_text() == ""


def test_the_job_of_dask_has_what_the_example_asks_for(run):
    done = run(sys.executable, FOLDER / "dask_slurm.py", TOY, "--show-job")
    assert done.returncode == 0, done.stderr
    assert "#SBATCH --cpus-per-task=8\n" in done.stdout and "#SBATCH -t 04:00:00\n" in done.stdout
    assert "#SBATCH --requeue\n" in done.stdout
    assert "--nworkers 8" in done.stdout and "--lifetime 3h50m" in done.stdout
