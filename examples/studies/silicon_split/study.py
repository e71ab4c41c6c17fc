# SPDX-License-Identifier: Apache-2.0
"""How to split 10 mm2 between PEs and buffers, for three networks: prints the tables of README.md.

    python examples/studies/silicon_split/study.py [-o FOLDER] [--figure split.png] [--threads N]

Two minutes of processor time. FOLDER keeps the results: stopped, the same command goes on where it was.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import paretile

HERE = Path(__file__).parent
NETWORKS = ("resnet18", "mobilenet_v2", "bert_base")
EYERISS = {"columns": 14, "filter_bits": 384 * 8}  # of the sizes of the sweep those nearest to the chip's


def sweep_of(network: str) -> paretile.Sweep:
    """split.yaml for another network."""
    text = (HERE / "split.yaml").read_text().replace("resnet18", network)
    return paretile.Sweep.from_yaml(text.replace("[chip.yaml]", f"['{HERE / 'chip.yaml'}']"))


def areas_of(chip: paretile.Architecture) -> dict[str, float]:
    """mm2 of multipliers, scratchpads and buffer."""
    pads = sum(chip.level(name).area_um2 * chip.instances(name) for name in
               ("ifmap_spad", "filter_spad", "psum_spad"))
    parts = {"MACs": chip.compute.area_um2 * chip.compute_instances, "scratchpads": pads,
             "buffer": chip.level("glb").area_um2}
    return {name: area * 1e-6 for name, area in parts.items()}


def explored(folder: Path, threads: int) -> dict[str, pd.DataFrame]:
    """By network: a row per design, at its proven least EDP."""
    tables = {}
    for network in NETWORKS:
        table = paretile.explore(sweep_of(network), folder / f"{network}.db", threads=threads).to_dataframe()
        assert (table.proof == "optimal").all() and table.energy_pj.notna().all()
        table["pes"] = table.compute_units
        table["edp_mj_ms"] = table.energy_pj * 1e-9 * table.latency_s * 1e3
        tables[network] = table.set_index("design")
    return tables


def chosen(tables: dict[str, pd.DataFrame]) -> dict[str, int]:
    """The designs that are compared: best of each network, least loss for all three, most like Eyeriss."""
    over = pd.DataFrame({network: table.edp_mj_ms / table.edp_mj_ms.min() for network, table in tables.items()})
    like = next(iter(tables.values()))
    like = like[(like[list(EYERISS)] == pd.Series(EYERISS)).all(axis=1)]
    return {**{network: int(table.edp_mj_ms.idxmin()) for network, table in tables.items()},
            "all three": int(np.log(over).mean(axis=1).idxmin()), "like Eyeriss": int(like.index[0])}


def splits_text(tables: dict[str, pd.DataFrame], designs: dict[str, int]) -> str:
    """What the compared designs are made of."""
    sweep = sweep_of(NETWORKS[0])
    lines = [f"{'best for':<13}{'PEs':>5}{'filter words':>14}{'buffer':>10}    "
             "multipliers, scratchpads, buffer in mm2"]
    for name, design in designs.items():
        row = tables[NETWORKS[0]].loc[design]
        areas = areas_of(sweep.architecture(design)).values()
        lines.append(f"{name:<13}{row.pes:>5}{row.filter_bits // 16:>14}{row.glb_bits // 8192:>6} KiB"
                     + " " * 4 + "".join(f"{area:>6.2f}" for area in areas))
    return "\n".join(lines)


def costs_text(tables: dict[str, pd.DataFrame], designs: dict[str, int]) -> str:
    """What each network costs on each of them."""
    lines = [f"{'network':<14}{'on the chip for':<15}{'mJ':>8}{'ms':>8}{'mJ ms':>9}"]
    for network, table in tables.items():
        least = table.edp_mj_ms.min()
        for name, design in designs.items():
            row = table.loc[design]
            over = "  least" if row.edp_mj_ms == least else f"{100 * (row.edp_mj_ms / least - 1):>+5.0f} %"
            lines.append(f"{network:<14}{name:<15}{row.energy_pj * 1e-9:>8.2f}{row.latency_s * 1e3:>8.2f}"
                         f"{row.edp_mj_ms:>9.0f}  {over}")
    return "\n".join(lines)


def saturation_text(tables: dict[str, pd.DataFrame]) -> str:
    """From how many PEs on a network gets hardly faster."""
    lines = []
    for network, table in tables.items():
        fastest = table.groupby("pes").latency_s.min()
        enough = int(fastest.index[fastest <= 1.01 * fastest.min()][0])
        least = int(table.pes[table.energy_pj.idxmin()])
        lines.append(f"{network}: within 1 % of the least time from {enough} PEs on "
                     f"({fastest[enough] * 1e3:.2f} ms); least energy with {least} PEs")
    return "\n".join(lines)


def report(tables: dict[str, pd.DataFrame]) -> str:
    """All that README.md quotes."""
    designs = chosen(tables)
    count = len(next(iter(tables.values())))
    return "\n\n".join([f"{count} splits of 10 mm2, each at its proven least energy times latency",
                        splits_text(tables, designs), costs_text(tables, designs), saturation_text(tables)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", dest="folder", type=Path, help="where the SQLite files are kept")
    parser.add_argument("--figure", type=Path, help="also draw it")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tables = explored(folder, given.threads)
    print(report(tables))
    if given.figure:
        import figure

        figure.draw(tables, chosen(tables), given.figure)


if __name__ == "__main__":
    main()
