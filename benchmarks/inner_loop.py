# SPDX-License-Identifier: Apache-2.0
"""What inner loops can count on from numpy, beside what is required; ends with 1 if one is missed.

    python benchmarks/inner_loop.py [--arch eyeriss] [--layers 1000] [--cold-runs 5]

Rates are per second of processor time, medians of five runs; speed-up is wall time, best of five. Where the
machine is shared, a process may get no more for two threads than for one: then the speed-up of hashing, which
shares nothing, is what two threads can have, and the same part of it is required.
Needs the package (`pip install .`).
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import threading
import time

import numpy as np

import paretile

RUNS = 5
MAPPINGS_PER_SECOND = 500_000  # one core
KNOWN_PER_SECOND = 2_000_000  # one core
NETWORK_MICROSECONDS = 100  # some 60 layers
NEW_PER_SECOND = 50  # two cores
SPEED_UP = 1.6  # of two threads

missed = []


def report(what: str, value: float, at_least: float | None = None, at_most: float | None = None) -> None:
    """Prints a figure beside what is required of it."""
    text = f"{what:<64} {value:>11,.4g}"
    if at_least is not None or at_most is not None:
        required = at_least if at_least is not None else at_most
        met = value >= required if at_least is not None else value <= required
        text += f"   at {'least' if at_least is not None else 'most '} {required:>9,.4g}  {'ok' if met else 'MISSED'}"
        if not met:
            missed.append(what)
    print(text, flush=True)


def processor_seconds(work) -> float:
    """Median over the runs of the processor time of all threads."""
    taken = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def speed_up(work) -> float:
    """Wall time of the work twice, one after the other, over twice at once; the best of the runs."""

    def wall(threads: int) -> float:
        running = [threading.Thread(target=work) for _ in range(threads)]
        begin = time.perf_counter()
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        return time.perf_counter() - begin

    return max(2 * wall(1) / wall(2) for _ in range(RUNS))


def required_speed_up() -> float:
    """What is required of two threads here: of two free processors, 1.6."""
    data = bytes(10_000_000)
    machine = speed_up(lambda: [hashlib.sha256(data).digest() for _ in range(20)])
    report("hashing in two threads, times one (best of 5): the machine's own", machine)
    return SPEED_UP * min(1.0, machine / 2)


def mobile_layers(count: int, seed: int) -> np.ndarray:
    """Different layers of inverted bottlenecks at random: channels, sides, kernels, strides, widths."""
    random = np.random.default_rng(seed)
    stages = [(16, 112), (24, 56), (40, 28), (80, 14), (112, 14), (160, 7)]
    blocks = []
    while sum(len(block) for block in blocks) < 8 * count:
        channels, side = stages[random.integers(len(stages))]
        channels = max(8, int(channels * random.choice([0.75, 1, 1.2, 1.4]) + 4) // 8 * 8)
        side = max(4, side * int(random.choice([128, 160, 192, 224, 256])) // 224)
        made = max(8, int(channels * random.choice([1, 1.5]) + 4) // 8 * 8)
        block = paretile.tables.bottleneck_block(
            (side, side, channels), made, expand=int(random.choice([3, 4, 6])),
            kernel=int(random.choice([3, 5, 7])), stride=int(random.choice([1, 2])), idskip=False)
        blocks.append(block.layers)
    different = np.unique(np.concatenate(blocks))
    return different[random.permutation(len(different))[:count]]


def time_mappings(chip: paretile.Architecture, required: float) -> None:
    layer = paretile.Workload.from_yaml("resnet18").layers[1]
    evaluator = paretile.Evaluator(chip, layer)
    table = np.tile(evaluator.random_nodes(1000), (100, 1))
    evaluator.evaluate_many(table)
    seconds = processor_seconds(lambda: evaluator.evaluate_many(table))
    report(f"evaluate_many, {chip.name}, mappings per second, one core", len(table) / seconds,
           at_least=MAPPINGS_PER_SECOND)
    report("the same in two threads, times one (best of 5)",
           speed_up(lambda: [evaluator.evaluate_many(table) for _ in range(5)]), at_least=required)


def time_new(chip: paretile.Architecture, objective: str, layers: np.ndarray, runs: int) -> None:
    processor, wall = [], []
    for _ in range(runs):
        model = paretile.LayerCostModel(chip, objective=objective, threads=2)
        begin, wall_begin = time.process_time(), time.perf_counter()
        costs = model.query(layers, quiet=True)
        processor.append(time.process_time() - begin)
        wall.append(time.perf_counter() - wall_begin)
        assert (costs.status == 0).all(), "some layer is not proved optimal"
    name = f"{chip.name}, {objective}"
    report(f"{name}: processor milliseconds per new layer, all {len(layers)} proved",
           1e3 * statistics.median(processor) / len(layers))
    report(f"{name}: new layers per second, wall time", len(layers) / statistics.median(wall))
    report(f"{name}: new layers per second, 2 / processor time",
           2 * len(layers) / statistics.median(processor), at_least=NEW_PER_SECOND)


def time_known(chip: paretile.Architecture, layers: np.ndarray, required: float) -> None:
    model = paretile.LayerCostModel(chip, objective="energy")
    model.query(layers, quiet=True)
    batch = layers[np.random.default_rng(1).integers(len(layers), size=1_000_000)]
    seconds = processor_seconds(lambda: model.query(batch))
    report("query of known layers, per second, one core", len(batch) / seconds, at_least=KNOWN_PER_SECOND)
    report("the same in two threads, times one (best of 5)",
           speed_up(lambda: [model.query(batch[:50_000]) for _ in range(200)]), at_least=required)
    network = layers[:60]
    times = 2000
    seconds = processor_seconds(lambda: [model.query(network) for _ in range(times)])
    report(f"a known network of {len(network)} layers, microseconds", 1e6 * seconds / times,
           at_most=NETWORK_MICROSECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", default="eyeriss", help="the chip")
    parser.add_argument("--layers", type=int, default=1000, help="new layers to solve")
    parser.add_argument("--cold-runs", type=int, default=RUNS, help="times to solve them")
    arguments = parser.parse_args()
    chip = paretile.Architecture.from_yaml(arguments.arch)
    layers = mobile_layers(arguments.layers, seed=1)
    required = required_speed_up()
    time_mappings(chip, required)
    time_known(chip, layers, required)
    for objective in ("energy", "edp"):
        time_new(chip, objective, layers, arguments.cold_runs)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
