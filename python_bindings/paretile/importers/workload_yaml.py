# SPDX-License-Identifier: Apache-2.0
"""Workload files (docs/yaml_format.md) from layers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence

from paretile.importers.lower import Entry

ROLES = ("input", "weight", "output", "psum")
DEFAULT_BITS = {"input": 8, "weight": 8, "output": 8, "psum": 32}

_PLAIN = re.compile(r"^[A-Za-z_][A-Za-z0-9_./-]*$")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def scalar(text: str) -> str:
    """A text as YAML writes it, quoted where it would mean something else."""
    if _PLAIN.match(text) and text.lower() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)


def flow_map(values: dict) -> str:
    """{key: value, ...} with values that are numbers or already written."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def common_bits(entries: Sequence[Entry]) -> dict[str, int]:
    """For each role the bits that most layers have."""
    counts = {role: Counter() for role in ROLES}
    for entry in entries:
        for role, bits in entry.layer.bits.items():
            counts[role][bits] += 1
    common = {
        role: count.most_common(1)[0][0] if count else DEFAULT_BITS[role]
        for role, count in counts.items()
    }
    common["psum"] = max(common["psum"], common["output"])
    return common


def write_workload(
    name: str, source: str, entries: Sequence[Entry], comments: Sequence[str] = ()
) -> str:
    """The text of a workload file."""
    bits = common_bits(entries)
    lines = [f"# {comment}".rstrip() for comment in comments]
    lines += [
        "format: 1",
        f"name: {scalar(name)}",
        f"source: {json.dumps(source, ensure_ascii=False)}",
        f"bits: {flow_map(bits)}",
        "layers:",
    ]
    lines += [f"  - {_layer(entry, bits)}" for entry in entries]
    return "\n".join(lines) + "\n"


def _layer(entry: Entry, common: dict[str, int]) -> str:
    layer = entry.layer
    keys: dict[str, object] = {"name": scalar(layer.name)}
    if layer.op == "einsum":
        keys["einsum"] = json.dumps(layer.einsum)
        keys["dims"] = flow_map(layer.sizes)
        if layer.roles:
            keys["roles"] = flow_map(layer.roles)
        if layer.acts_as:
            keys["acts_as"] = flow_map(layer.acts_as)
    else:
        keys["op"] = layer.op
        keys.update(layer.sizes)
    if layer.repeat > 1:
        keys["repeat"] = layer.repeat
    own = {role: bits for role, bits in layer.bits.items() if bits != common[role]}
    if own:
        keys["bits"] = flow_map(own)
    if entry.inputs:
        keys["inputs"] = "[" + ", ".join(scalar(name) for name in entry.inputs) + "]"
    return flow_map(keys)
