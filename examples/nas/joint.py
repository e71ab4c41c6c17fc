# SPDX-License-Identifier: Apache-2.0
"""Searches network and chip at once, and says what that gives over choosing the chip first.

    python examples/nas/joint.py [--candidates 1000] [--max-area 0.5] [--dram-bandwidth 16] [--seed 1] [-o joint.png]

Needs the package (`pip install .`) and Optuna (`pip install optuna`). README.md says what is searched and how.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter

import numpy as np

import joint_figure
import proxy
import search
import space
from chips import Chips, Pair, Sizes, suggest
from nas import demanded_scores


#: So many chips, those best for the middle network, share the networks the joint search begins with.
FIRST_CHIPS = 10


def middle_network(chips: Chips) -> list[Pair]:
    """On every chip, the chip of the least energy times latency first."""
    return sorted(chips.price((sizes, space.MIDDLE) for sizes in chips.fitting),
                  key=lambda pair: (pair.priced.edp, pair.sizes))


def search_networks(chips: Chips, sizes: Sizes, candidates: int, seed: int) -> list[Pair]:
    """Every network tried for one chip."""
    return [Pair(sizes, priced) for priced in search.search(chips.pricer(sizes), candidates, seed)]


def first_pairs(found: list[Pair], ranked: list[Sizes], count: int) -> list[Pair]:
    """Half of them spread over the front of what was found; these networks in turn on the other first chips."""
    kept = front(found)
    spread = [kept[index * len(kept) // (count // 2)] for index in range(count // 2)]
    others = itertools.cycle(ranked[1:FIRST_CHIPS] or ranked)
    rest = itertools.islice(itertools.cycle(kept), count - len(spread))
    return spread + [Pair(next(others), pair.priced) for pair in rest]


def search_pairs(chips: Chips, ranked: list[Sizes], candidates: int, seed: int) -> list[Pair]:
    """Every pair tried whose chip keeps the limit: half of the candidates are networks for the first chip, the other
    half begin with the best of these, on several chips.

    Networks on larger chips are not priced: to NSGA-II they are worse than any that keep the limit.
    """
    tried = search_networks(chips, ranked[0], candidates // 2, seed)
    candidates -= len(tried)
    starts = [search.parameters(pair.priced.network) | pair.sizes._asdict()
              for pair in first_pairs(tried, ranked, search.population(candidates))]
    study = search.new_study(candidates, seed, starts, constraints=lambda trial: trial.user_attrs["over"])
    for trials in search.generations(study, candidates):
        asked = [(suggest(trial), search.suggest(trial)) for trial in trials]
        fits = [chips.area_mm2[sizes] <= chips.max_area_mm2 for sizes, _ in asked]
        pairs = iter(chips.price(pair for pair, kept in zip(asked, fits) if kept))
        for trial, (sizes, network), kept in zip(trials, asked, fits):
            trial.set_user_attr("over", (max(0.0, chips.area_mm2[sizes] - chips.max_area_mm2),))
            if kept:
                tried.append(next(pairs))
                study.tell(trial, tried[-1].priced[1:])
            else:
                study.tell(trial, (proxy.score(space.layers(network)), float("inf"), float("inf")))
    return tried


def front(pairs: list[Pair]) -> list[Pair]:
    """Those that no other betters in score, energy and latency at once, by falling score."""
    pairs = list({(pair.sizes, pair.priced.network.canonical()): pair for pair in pairs}.values())
    costs = [(-pair.priced.score, pair.priced.energy_mj, pair.priced.latency_ms) for pair in pairs]
    kept = search.not_bettered(np.array(costs))
    return sorted((pair for pair, there in zip(pairs, kept) if there), key=lambda pair: (-pair.priced.score, pair))


def hypervolume(pairs: list[Pair], corner: tuple[float, float, float]) -> float:
    """What the pairs better of the space between (score, energy in mJ, latency in ms) and nothing, in the logarithms
    of energy and latency: over scores above the corner's, the area of costs below its costs that some pair reaches."""
    least_score, most_energy, most_latency = corner
    volume, reached, stairs = 0.0, None, []
    for pair in sorted(pairs, key=lambda pair: -pair.priced.score):
        if reached is not None:
            volume += (reached - max(pair.priced.score, least_score)) * _area(stairs)
        reached = max(pair.priced.score, least_score)
        stairs.append((np.log(most_energy / pair.priced.energy_mj), np.log(most_latency / pair.priced.latency_ms)))
    return volume + (reached - least_score) * _area(stairs) if pairs else 0.0


def _area(stairs: list[tuple[float, float]]) -> float:
    """Of the union of rectangles from the origin."""
    area, high = 0.0, 0.0
    for wide, tall in sorted(stairs, reverse=True):
        if wide > 0 and tall > high:
            area += wide * (tall - high)
            high = tall
    return area


def common_corner(*fronts: list[Pair]) -> tuple[float, float, float]:
    """The least score and the most energy and latency of all."""
    every = np.array([pair.priced[1:] for pairs in fronts for pair in pairs])
    return every[:, 0].min(), every[:, 1].max(), every[:, 2].max()


def best(pairs: list[Pair], score: float) -> Pair:
    """The least energy times latency of those that score at least as much."""
    return min((pair for pair in pairs if pair.priced.score >= score), key=lambda pair: (pair.priced.edp, pair))


def row(chips: Chips, start: str, pair: Pair) -> str:
    sizes, priced = pair
    return (f"{start:<18}{str(sizes):<28}{chips.area_mm2[sizes]:>6.3f}{priced.energy_mj:>9.3f}{priced.latency_ms:>9.3f}"
            f"{priced.edp:>9.3f}")


def table(chips: Chips, separate: list[Pair], joint: list[Pair]) -> list[str]:
    """The best of both searches at each demanded score."""
    lines = [f"{'score':>7}  {'search':<18}{'chip':<28}{'mm2':>6}{'mJ':>9}{'ms':>9}{'EDP':>9}"]
    for score in demanded_scores():
        chip_first_best, joint_best = best(separate, score), best(joint, score)
        change = 100 * (joint_best.priced.edp / chip_first_best.priced.edp - 1)
        lines += [f"{score:>7,.0f}  {row(chips, 'chip first', chip_first_best)}",
                  f"{'':>11}{chip_first_best.priced.network}",
                  f"{'':>9}{row(chips, 'both at once', joint_best)}  {change:+.0f} %",
                  f"{'':>11}{joint_best.priced.network}"]
    return lines


def report(chips: Chips, priced: list[Pair], separate: list[Pair], joint: list[Pair]) -> str:
    """What is printed: the middle network on all chips, both fronts, the best of both searches."""
    edps = [pair.priced.edp for pair in priced]
    fronts = front(separate), front(joint)
    corner = common_corner(*fronts)
    volumes = [hypervolume(pairs, corner) for pairs in fronts]
    counted = Counter(pair.sizes for pair in fronts[1])
    lines = [
        f"{len(chips.fitting)} of {len(chips.area_mm2)} chips take at most {chips.max_area_mm2} mm2",
        f"the middle network on them: energy times latency from {min(edps):.2f} to {max(edps):.2f} mJ ms, "
        f"least on {separate[0].sizes}",
        "",
        f"chip first: front of {len(fronts[0])} networks on that chip",
        f"both at once: front of {len(fronts[1])} pairs on {len(counted)} chips; hypervolume "
        f"{100 * (volumes[1] / volumes[0] - 1):+.1f} %",
        *(f"  {count:>4}  {chips.area_mm2[sizes]:.3f} mm2  {sizes}" for sizes, count in counted.most_common(6)),
        "",
        *table(chips, separate, joint),
    ]
    return "\n".join(lines)


def run(chips: Chips, candidates: int, seed: int) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """The middle network on all chips; what was tried for the best of these chips; what was tried of both."""
    begin, processor = time.perf_counter(), time.process_time()

    def say(what: str) -> None:
        print(f"{what}: {chips.layers_known()} layers known, {time.perf_counter() - begin:.0f} s "
              f"({time.process_time() - processor:.0f} s of processors)", file=sys.stderr, flush=True)

    priced = middle_network(chips)
    say("the middle network on every chip")
    separate = search_networks(chips, priced[0].sizes, candidates, seed)
    say("networks for the best of these chips")
    joint = search_pairs(chips, [pair.sizes for pair in priced], candidates, seed)
    say("network and chip at once")
    return priced, separate, joint


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=1000, help="tried by either search (default %(default)s)")
    parser.add_argument("--max-area", type=float, default=0.5, help="mm2 (default %(default)s)")
    parser.add_argument("--dram-bandwidth", type=float, default=16, help="GB/s (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the searches (default %(default)s)")
    parser.add_argument("--cache", metavar="FILE", help="keeps the layers' costs for the next run (SQLite)")
    parser.add_argument("-o", "--output", default="joint.png", help="file of the figure (default %(default)s)")
    arguments = parser.parse_args()
    if arguments.candidates < 6 or not 0 < arguments.dram_bandwidth < float("inf"):
        parser.error("six candidates or more, and a bandwidth above 0")
    chips = Chips(arguments.max_area, arguments.dram_bandwidth, arguments.cache)
    if not chips.fitting:
        parser.error(f"the smallest chip takes {min(chips.area_mm2.values()):.3f} mm2")
    print(f"NSGA-II: {arguments.candidates} candidates, seed {arguments.seed}; "
          f"DRAM of {arguments.dram_bandwidth:g} GB/s")
    priced, separate, joint = run(chips, arguments.candidates, arguments.seed)
    print(report(chips, priced, separate, joint))
    joint_figure.draw(chips, priced, front(separate), front(joint), arguments.output)
    print(f"figure: {arguments.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
