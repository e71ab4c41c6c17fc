# SPDX-License-Identifier: Apache-2.0
"""Explores a sweep on workers that Dask starts as Slurm jobs.

    python examples/cluster/dask_slurm.py SWEEP.yaml -o results.db --jobs 16 [--show-job]

Needs the package and dask-jobqueue (`pip install '.[explore]' dask-jobqueue`); what a job is to have on your
cluster goes into JOB.
"""

from __future__ import annotations

import argparse

import paretile

#: A job is one worker, whose processes have a thread each: a task of a sweep searches on one core.
JOB = {
    "cores": 8,
    "processes": 8,
    "memory": "8GB",
    "walltime": "04:00:00",
    "job_extra_directives": ["--requeue"],
    # A worker leaves before its job's time is up, and finishes what it has.
    "worker_extra_args": ["--lifetime", "3h50m", "--lifetime-stagger", "5m"],
    # "queue": "normal", "account": "your_project",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sweep", help="YAML file")
    parser.add_argument("-o", dest="db", help="SQLite file of the results, made or gone on with")
    parser.add_argument("--jobs", type=int, default=4, help="at most so many at once")
    parser.add_argument("--show-job", action="store_true", help="print the job that would be submitted, no more")
    given = parser.parse_args()

    import dask
    from dask_jobqueue import SLURMCluster
    from distributed import Client

    # A task is given up only when this many workers have died with it.
    dask.config.set({"distributed.scheduler.allowed-failures": 10})
    with SLURMCluster(**JOB) as cluster:
        if given.show_job:
            print(cluster.job_script())
            return
        cluster.adapt(maximum_jobs=given.jobs)
        with Client(cluster) as client:
            print(paretile.explore(given.sweep, given.db, client=client, yes=True))


if __name__ == "__main__":
    main()
