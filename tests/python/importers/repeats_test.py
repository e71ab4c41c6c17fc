# SPDX-License-Identifier: Apache-2.0
"""Equal blocks in a row are listed once, and only where no edge of the graph is lost by it."""

from __future__ import annotations

from paretile.importers.layer import operator
from paretile.importers.lower import Entry
from paretile.importers.repeats import collapse


def chain(*layers):
    """Entries from (name, channels, names read)."""
    return [
        Entry(operator("gemm", name, M=1, N=width, K=4), list(reads))
        for name, width, reads in layers
    ]


def shape_of(entries):
    return [(entry.layer.name, entry.layer.repeat, entry.inputs) for entry in entries]


def test_equal_layers_in_a_row_become_one():
    found = collapse(chain(("a", 4, ""), ("b", 4, "a"), ("c", 4, "b"), ("d", 5, "c")))
    # a reads nothing, b and c what is one back: b and c are alike
    assert shape_of(found) == [("a", 1, []), ("b", 2, ["a"]), ("d", 1, ["b"])]


def test_blocks_with_a_shortcut_become_one():
    entries = chain(("x", 9, ""))
    for block in range(3):
        before = "x" if block == 0 else f"s{block - 1}"
        entries += chain((f"a{block}", 4, [before]), (f"b{block}", 5, [f"a{block}"]),
                         (f"s{block}", 6, [f"b{block}", before]))  # fmt: skip
    assert shape_of(collapse(entries)) == [
        ("x", 1, []), ("a0", 3, ["x"]), ("b0", 3, ["a0"]), ("s0", 3, ["b0", "x"]),
    ]  # fmt: skip


def test_blocks_may_all_read_one_layer_before_them():
    entries = chain(("x", 9, ""), ("y", 8, "x"), ("a", 4, "yx"), ("b", 4, "ax"), ("c", 4, "bx"))
    assert shape_of(collapse(entries))[-1] == ("a", 3, ["y", "x"])


def test_a_block_that_is_read_from_afar_stays_alone():
    entries = chain(("x", 9, ""), ("a", 4, "x"), ("b", 4, "a"), ("c", 4, "b"), ("late", 7, "ac"))
    # 'late' reads a: only b and c may become one
    assert shape_of(collapse(entries)) == [
        ("x", 1, []), ("a", 1, ["x"]), ("b", 2, ["a"]), ("late", 1, ["a", "b"]),
    ]  # fmt: skip


def test_layers_of_other_bits_are_not_equal():
    entries = chain(("x", 9, ""), ("a", 4, "x"), ("b", 4, "a"))
    entries[1].layer.bits = {"input": 4}
    assert len(collapse(entries)) == 3


def test_branches_side_by_side_stay_as_they_are():
    entries = chain(("x", 9, ""), ("a", 4, "x"), ("b", 4, "x"), ("sum", 5, "ab"))
    # a and b both read x, and 'sum' reads both: listing a twice would lose an edge
    assert [entry.layer.name for entry in collapse(entries)] == ["x", "a", "b", "sum"]
