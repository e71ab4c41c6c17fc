# SPDX-License-Identifier: Apache-2.0
"""Layers and mappings as numpy arrays, and what many mappings cost (docs/inner_loop.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping as AnyMapping
from typing import Any, NamedTuple

import numpy as np

from paretile import _core
from paretile._errors import Diagnostic, InputError

#: What `MappingCosts.verdict` says, by number.
VERDICTS: tuple[str, ...] = _core.verdict_names


def _mistake(place: str, message: str, hint: str = "") -> InputError:
    text = f"{place}: error: {message}" + (f"\n  hint: {hint}" if hint else "")
    return InputError(text, [Diagnostic(place, 0, 0, message, "", hint)])


class MappingCosts(NamedTuple):
    """What mappings cost: one array per column, one value per mapping.

    Attributes
    ----------
    energy_pj, latency_cycles, edp_pj_cycles : numpy.ndarray of float64
        Picojoules, cycles, and their product; inf where the mapping does not fit.
    utilization : numpy.ndarray of float64
        0 to 1; 0 where the mapping does not fit.
    verdict : numpy.ndarray of uint8
        Index into `paretile.VERDICTS`; 0 means it fits.
    """

    energy_pj: np.ndarray
    latency_cycles: np.ndarray
    edp_pj_cycles: np.ndarray
    utilization: np.ndarray
    verdict: np.ndarray

    def to_dataframe(self):
        """A pandas.DataFrame of one row per mapping; `verdict` in words."""
        import pandas

        columns = dict(zip(self._fields, self))
        columns["verdict"] = pandas.Categorical.from_codes(columns["verdict"], VERDICTS)
        return pandas.DataFrame(columns)


def layers(given: Any = None, /, **columns: Any) -> np.ndarray:
    """Layers as an array of `layer_dtype`: 26 columns of whole numbers, named like the keys in YAML.

    Columns that are not given are 0: the operator's default; for bits, what the chip fixes.

    Parameters
    ----------
    given : array, mapping, DataFrame, Workload, Layer or iterable
        An array with named fields, columns by name, a network, or an iterable of layers, each a
        Layer or a dict. Not needed where columns are given as keywords.
    **columns
        Columns by name, each one value for all layers or one per layer. `op` is an operator's name or
        its code in `op_codes`.

    Returns
    -------
    numpy.ndarray of layer_dtype
        One row per layer.

    Raises
    ------
    InputError
        A column there is not, or a value that is no whole number of 32 bits.

    Examples
    --------
    >>> rows = paretile.layers(op="conv2d", K=[16, 32], C=3, P=56, Q=56, R=3, S=3, stride=2)
    >>> rows["K"].tolist(), rows["stride"].tolist()
    ([16, 32], [2, 2])
    """
    if given is not None and columns:
        raise TypeError("layers() takes one thing or columns by name, not both")
    if isinstance(given, np.ndarray):
        if given.dtype == _core.layer_dtype:
            return _aligned(given)
        if given.dtype.names is None:
            raise TypeError("an array of layers has named fields: those of paretile.layer_dtype")
        return _from_columns({name: given[name] for name in given.dtype.names})
    if isinstance(given, _core.Workload):
        return _core.layer_rows(list(given.layers))
    if isinstance(given, _core.Layer):
        return _core.layer_rows([given])
    if given is None or isinstance(given, AnyMapping):
        return _from_columns(columns if given is None else dict(given))
    if hasattr(given, "columns") and hasattr(given, "to_dict"):  # a DataFrame, without importing it
        return _from_columns({name: given[name].to_numpy() for name in given.columns})
    return _from_rows(given)


def _aligned(rows: np.ndarray) -> np.ndarray:
    """C-contiguous and where a row may stand in memory."""
    rows = np.ascontiguousarray(rows) if rows.ndim else rows.reshape(1)
    return rows if rows.ctypes.data % 4 == 0 else rows.copy()


def _from_rows(given: Iterable[Any]) -> np.ndarray:
    if isinstance(given, (str, bytes)):
        raise TypeError("layers are an array, columns by name, a Workload, or an iterable of layers")
    rows = list(given)
    result = np.zeros(len(rows), _core.layer_dtype)
    for index, row in enumerate(rows):
        if isinstance(row, _core.Layer):
            result[index : index + 1] = _core.layer_rows([row])
        elif isinstance(row, AnyMapping):
            result[index : index + 1] = _from_columns(dict(row), f"layers[{index}].")
        else:
            raise TypeError(f"layers[{index}] must be a Layer or a dict, not {type(row).__name__}")
    return result


def _from_columns(columns: dict[str, Any], place: str = "layers.") -> np.ndarray:
    names = _core.layer_dtype.names
    for name in columns:
        if name not in names:
            raise _mistake(f"{place}{name}", f"no column is named {name!r}", _core.suggest(str(name), names))
    values = {name: _numbers(name, value, place) for name, value in columns.items()}
    try:
        shape = np.broadcast_shapes(*(value.shape for value in values.values()))
    except ValueError as error:
        sizes = ", ".join(f"{name} {value.size}" for name, value in values.items() if value.ndim)
        raise _mistake(place.rstrip("."), f"columns differ in length: {sizes}") from error
    result = np.zeros(shape or (1,), _core.layer_dtype)
    for name, value in values.items():
        result[name] = value
    return result


def _numbers(name: str, given: Any, place: str) -> np.ndarray:
    values = np.asarray(given)
    if name == "op" and values.dtype.kind in "UO":
        return _codes(values, place)
    if values.dtype.kind == "O":
        raise _mistake(f"{place}{name}", "must be whole numbers")
    if values.dtype.kind == "f":
        whole = np.isfinite(values) & (values == np.floor(values))
        if not whole.all():
            raise _mistake(f"{place}{name}", f"must be whole numbers, not {values[~whole].flat[0]}")
    elif values.dtype.kind not in "iu":
        raise _mistake(f"{place}{name}", f"must be whole numbers, not {values.dtype.name}")
    if values.size and (values.min() < -(2**31) or values.max() >= 2**31):
        raise _mistake(f"{place}{name}", "must be whole numbers of 32 bits")
    return values.astype(np.int32)


def _codes(values: np.ndarray, place: str) -> np.ndarray:
    codes = np.zeros(values.shape, np.int32)
    for index, word in np.ndenumerate(values):
        code = _core.op_codes.get(word) if isinstance(word, str) else word
        if not isinstance(code, (int, np.integer)):
            hint = _core.suggest(str(word), list(_core.op_codes))
            raise _mistake(f"{place}op", f"no row of numbers for the operator {str(word)!r}", hint)
        codes[index] = code
    return codes


def nodes(mappings: Iterable[_core.Mapping], width: int = 0) -> np.ndarray:
    """Mappings as a table of `node_dtype`, one row each: what Evaluator.evaluate_many reads.

    Parameters
    ----------
    mappings : iterable of Mapping
        All of one problem on one chip.
    width : int
        Least number of nodes per row; rows are as wide as the longest mapping.

    Returns
    -------
    numpy.ndarray of node_dtype, shape (mappings, width)

    Examples
    --------
    >>> chip = paretile.Architecture.from_yaml("simple_2level")
    >>> conv = paretile.Problem.from_yaml("examples/toy_conv.yaml")
    >>> nest = paretile.Mapping.from_yaml("examples/toy_conv.nest", conv, chip)
    >>> table = paretile.nodes([nest])
    >>> table.shape, table["bound"][0].tolist()
    ((1, 11), [0, 0, 0, 2, 0, 0, 0, 2, 3, 2, 8])
    """
    if isinstance(mappings, (np.ndarray, str, bytes)):
        raise TypeError("mappings are an array of paretile.node_dtype with two dimensions, contiguous, "
                        "or an iterable of Mapping")
    listed = list(mappings)
    for index, mapping in enumerate(listed):
        if not isinstance(mapping, _core.Mapping):
            raise TypeError(f"mappings[{index}] must be a Mapping, not {type(mapping).__name__}")
    return _core.mapping_nodes(listed, width)
