# SPDX-License-Identifier: Apache-2.0
"""A sweep on a Dask cluster ends with the rows of one run, also where a worker is killed."""

from __future__ import annotations

import os
import signal

import pytest
from distributed import Client, LocalCluster

import paretile
from paretile import _dask


@pytest.fixture
def client():
    """Two workers, processes of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client


def test_a_worker_killed_in_the_middle_changes_nothing(client, tmp_path, whole, many, content):
    file, calls = tmp_path / "many.db", []
    pids = client.run(os.getpid)
    assert len(set(pids.values())) == 2

    def kill_one(finished, total):
        calls.append((finished, total))
        if len(calls) == 1:
            os.kill(next(iter(pids.values())), signal.SIGKILL)

    found = paretile.explore(many, file, client=client, progress=kill_one)
    assert calls[0][0] < 120 and calls[-1] == (120, 120)
    assert set(client.run(os.getpid).values()) != set(pids.values())  # one is new, or missing
    assert found.is_complete and found.counts["finished"] == 120
    assert content(file) == content(whole)


def test_it_goes_on_with_what_the_file_has_and_keeps_to_its_shard(client, tmp_path, whole, many, content):
    file, calls = tmp_path / "many.db", []
    paretile.explore(many, file, shard="0/2", quiet=True)
    paretile.explore(many, file, shard="1/2", client=client, progress=lambda *done: calls.append(done))
    assert {total for _, total in calls} == {60}
    assert content(file) == content(whole)
    calls.clear()
    paretile.explore(many, file, client=client, progress=lambda *done: calls.append(done))
    assert calls == []  # nothing is left
    counts = paretile.explore(many, file, client=client, quiet=True).counts
    assert {name for name, count in counts.items() if count} == {"finished", "total"}


def test_workers_share_a_cache(client, tmp_path, many, content, whole):
    for name in ("a.db", "b.db"):
        found = paretile.explore(many, tmp_path / name, client=client, cache=tmp_path / "cache.db", quiet=True)
        assert content(found.file) == content(whole)
    assert found.counts["solved"] == 0 < found.counts["cached"]


def test_what_fails_on_workers_ends_the_run_and_keeps_what_is_finished(client, tmp_path, whole, monkeypatch, many):
    file = tmp_path / "many.db"

    class Enough(Exception):
        pass

    def stop(finished, total):
        raise Enough

    with pytest.raises(Enough):
        paretile.explore(many, file, client=client, progress=stop)

    def fails(data, designs, flags):
        raise MemoryError("no room")

    begun = len(paretile.results(file))
    assert 0 < begun < 120
    monkeypatch.setattr(_dask, "solve", fails)
    with pytest.raises(MemoryError, match="no room"):
        paretile.explore(many, file, client=client, quiet=True)
    assert len(paretile.results(file)) == begun


def test_a_task_is_some_neighbours():
    assert _dask.parts(list(range(5)), 4) == [[0], [1], [2], [3], [4]]
    assert [len(part) for part in _dask.parts(list(range(100)), 2)] == [6] * 16 + [4]
    assert {len(part) for part in _dask.parts(list(range(1600)), 2)} == {16}
    assert _dask.parts([], 2) == []


def test_the_front_alone_is_that_of_one_run(client, tmp_path, many):
    priced = {**many, "objective": "front", "sampling": "front",
              "derive": {"um2": {"field": "buffer.area", "value": "size"},
                         "unit_um2": {"field": "compute.area", "value": 500}}}
    one = paretile.explore(priced, tmp_path / "one.db", quiet=True)
    spread = paretile.explore(priced, tmp_path / "spread.db", client=client, quiet=True)
    assert one.sweep.sampling == "front" and spread.is_complete
    assert one.counts["excluded"] >= spread.counts["excluded"] > 30
    columns = ["design", "energy_pj", "latency_cycles", "area_um2"]
    assert one.front[columns].values.tolist() == spread.front[columns].values.tolist()


def test_few_large_tasks_where_designs_exclude_others():
    assert _dask.shards(list(range(5)), 2) == [[0, 2, 4], [1, 3]]
    assert _dask.shards([3], 4) == [[3]] and _dask.shards([], 4) == []


def test_a_client_of_something_else_is_refused(tmp_path, many):
    with pytest.raises(TypeError, match="must be a distributed.Client"):
        paretile.explore(many, tmp_path / "many.db", client="tcp://127.0.0.1:1", quiet=True)
