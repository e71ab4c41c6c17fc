# SPDX-License-Identifier: Apache-2.0
"""Activations, element-wise operations with broadcast, and reductions."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log2, prod

from paretile.importers.layer import Costed, Layer, Refused, einsum, operator
from paretile.importers.view import View, normal_axis

UNARY = (
    "Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh CumSum Elu Erf Exp "
    "FastGelu Floor Gelu HardSigmoid HardSwish IsInf IsNaN LeakyRelu Log Mish Neg Not QuickGelu "
    "QLinearLeakyRelu QLinearSigmoid Reciprocal Relu Round Selu Shrink Sigmoid Sign Silu Sin Sinh "
    "Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu"
).split()

PRODUCTS = ("Mul", "Div", "Pow", "QLinearMul")
SUMS = (
    "Add And BiasGelu BitShift BitwiseAnd BitwiseOr BitwiseXor Equal Greater GreaterOrEqual Less "
    "LessOrEqual Max Mean Min Mod Or PRelu QLinearAdd Sub Sum Where Xor"
).split()

REDUCTIONS = (
    "ArgMax ArgMin ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin "
    "ReduceProd ReduceSum ReduceSumSquare"
).split()

#: Where the tensors stand among the inputs; elsewhere all inputs are tensors.
OPERANDS = {"QLinearAdd": (0, 3), "QLinearMul": (0, 3)}

LETTERS = ["n", "c", "p", "q", "z", "g", "k"]  # of kept axes; hardware axes know them
INNER_LETTERS = ["r", "s", "t"]  # of axes summed over


def plane_sizes(shape: Sequence[int]) -> dict[str, int]:
    """A tensor as batch, channels, rows and columns; without a channel axis the last one is it."""
    if len(shape) == 4:
        sizes = dict(zip("NCPQ", shape))
    elif len(shape) > 4:
        sizes = {"N": shape[0], "C": shape[1], "P": prod(shape[2:-1]), "Q": shape[-1]}
    else:
        sizes = {"N": prod(shape[:-2]), "C": prod(shape[-1:]), "P": prod(shape[-2:-1])}
    return {key: size for key, size in sizes.items() if size != 1 or key == "C"}


def copy(shape: Sequence[int], suffix: str = "") -> Layer:
    """One operation per value of a tensor."""
    return operator("activation", suffix, **plane_sizes(shape))


def merged(shape: Sequence[int], patterns: Sequence[tuple]) -> list[tuple[int, tuple]]:
    """Neighbouring axes of one pattern as one axis: (size, pattern); axes of size 1 vanish."""
    groups: list[tuple[int, tuple]] = []
    for size, pattern in zip(shape, patterns):
        if size == 1:
            continue
        if groups and groups[-1][1] == pattern:
            groups[-1] = (groups[-1][0] * size, pattern)
        else:
            groups.append((size, pattern))
    return groups


def binary(
    out: Sequence[int], operands: Sequence[Sequence[int]], join: str, suffix: str = ""
) -> Layer:
    """Element-wise over `out`, operands broadcast as numpy does; those of one value are free."""
    padded = [(1,) * (len(out) - len(shape)) + tuple(shape) for shape in operands]
    for shape in padded:
        if len(shape) > len(out) or any(have not in (1, want) for have, want in zip(shape, out)):
            raise Refused(f"shape {list(shape)} does not broadcast to {list(out)}")
    arrays = [shape for shape in padded if prod(shape) > 1]
    if len(arrays) <= 1 and (not arrays or prod(arrays[0]) == prod(out)):
        return copy(out, suffix)
    if len(arrays) == 2 and all(prod(shape) == prod(out) for shape in arrays):
        return operator("multiply" if join == "*" else "add", suffix, **plane_sizes(out))
    groups = merged(out, [tuple(shape[i] != 1 for shape in arrays) for i in range(len(out))])
    if len(groups) > len(LETTERS):
        raise Refused(f"broadcast over {len(groups)} groups of axes, at most {len(LETTERS)}")
    letters = LETTERS[: len(groups)]
    covered = [any(pattern) for _, pattern in groups]
    if not all(covered):  # an axis that no operand has: repeated reading of a value
        raise Refused("no operand has all axes of the output")
    terms = []
    for which, name in zip(range(len(arrays)), "ABD"):
        ranks = [letter for letter, (_, pattern) in zip(letters, groups) if pattern[which]]
        terms.append(f"{name}[{','.join(ranks)}]")
    dims = {letter: size for letter, (size, _) in zip(letters, groups)}
    return einsum(f"O[{','.join(letters)}] = {f' {join} '.join(terms)}", dims, suffix)


def reduction(shape: Sequence[int], axes: Sequence[int], suffix: str = "") -> Layer:
    """One operation per value of a tensor, summed over `axes`."""
    summed = {normal_axis(axis, len(shape)) for axis in axes}
    groups = merged(shape, [(i in summed,) for i in range(len(shape))])
    patterns = [pattern[0] for _, pattern in groups]
    sizes = [size for size, _ in groups]
    if patterns in ([], [True], [False], [False, True]):
        kept = prod(size for size, is_summed in zip(sizes, patterns) if not is_summed)
        return operator("reduce", suffix, M=kept, N=prod(sizes) // kept)
    if patterns.count(False) > len(LETTERS) or patterns.count(True) > len(INNER_LETTERS):
        raise Refused(f"reduces {len(groups)} groups of axes")
    kept_letters, inner = iter(LETTERS), iter(INNER_LETTERS)
    letters = [next(inner) if is_summed else next(kept_letters) for is_summed in patterns]
    kept = [letter for letter, is_summed in zip(letters, patterns) if not is_summed] or ["n"]
    dims = dict(zip(letters, sizes))
    return einsum(f"O[{','.join(kept)}] += I[{','.join(letters)}]", dims, suffix)


def unary_node(view: View) -> Costed:
    return Costed(view.with_bits([copy(view.out())]), "one operation per value")


def nary_node(view: View) -> Costed:
    """Two operands at once; further ones (Sum, Max) one after the other."""
    count = len(view.node.inputs)
    positions = OPERANDS.get(view.node.kind) or [i for i in range(count) if view.has(i)]
    shapes = [view.shape(i) for i in positions]
    join = "*" if view.node.kind in PRODUCTS else "+"
    if view.node.kind == "Where":
        layers = [binary(view.out(), shapes, join)]
    elif len(shapes) <= 2:
        layers = [binary(view.out(), shapes, join)]
    else:
        layers = _chain(view, positions, join)
    first = next((i for i in positions if not view.is_known(i)), positions[0])
    return Costed(view.with_bits(layers, first), "one operation per value")


def _chain(view: View, positions: Sequence[int], join: str) -> list[Layer]:
    layers = []
    out = view.out()
    for step, position in enumerate(positions[1:], start=1):
        before = view.shape(positions[0]) if step == 1 else out
        layer = binary(out, [before, view.shape(position)], join, f"step{step}")
        layer.reads = [view.name(position)]
        layer.reads.append(view.name(positions[0]) if step == 1 else f".step{step - 1}")
        layers.append(layer)
    return layers


def reduce_node(view: View) -> Costed:
    shape = view.shape()
    if view.node.kind in ("ArgMax", "ArgMin"):
        axes = [int(view.attr("axis", 0))]
    else:
        axes = view.axes()
        if not axes:
            axes = [] if view.attr("noop_with_empty_axes", 0) else list(range(len(shape)))
    if view.node.kind == "ReduceLogSumExp":
        exp = copy(shape, "exp")
        total = reduction(shape, axes, "sum")
        total.reads = [".exp"]
        return Costed(view.with_bits([exp, total]), "one operation per value and step")
    return Costed(view.with_bits([reduction(shape, axes)]), "one operation per value")


def top_k(view: View) -> Costed:
    """As many passes as values are wanted, or as a bitonic sorting network has, if fewer."""
    shape = view.shape()
    axis = normal_axis(int(view.attr("axis", -1)), len(shape))
    steps = max(1, ceil(log2(shape[axis])))
    layer = operator("reduce", M=prod(shape) // shape[axis], N=shape[axis])
    layer.repeat = min(view.out()[axis], steps * (steps + 1) // 2)
    return Costed(view.with_bits([layer]), "a pass per value wanted, or a bitonic network's passes")


HANDLERS = {
    **dict.fromkeys(UNARY, unary_node),
    **dict.fromkeys((*PRODUCTS, *SUMS), nary_node),
    **dict.fromkeys(REDUCTIONS, reduce_node),
    "TopK": top_k,
}
