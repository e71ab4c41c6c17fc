# SPDX-License-Identifier: Apache-2.0
"""Matrix products and einsums."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from paretile.importers.elementwise import binary, merged
from paretile.importers.layer import Costed, Free, Layer, Refused, einsum, operator
from paretile.importers.view import View

MAX_EINSUM_DIMS = 10  # core/limits.h
MAX_EINSUM_RANKS = 8
MAX_EINSUM_OPERANDS = 3

#: Positions of the two matrices.
OPERANDS = {"QLinearMatMul": (0, 3), "QGemm": (0, 3)}


def product_layer(
    a: Sequence[int], b: Sequence[int], learned: tuple[bool, bool], suffix: str = ""
) -> Layer:
    """`a @ b` with numpy's rules; a product with a learned matrix is a gemm."""
    a = (1, *a) if len(a) == 1 else tuple(a)
    b = (*b, 1) if len(b) == 1 else tuple(b)
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-2]:
        raise Refused(f"shapes {list(a)} and {list(b)} do not multiply")
    m, k, n = a[-2], a[-1], b[-1]
    a_batch, b_batch = prod(a[:-2]), prod(b[:-2])
    if b_batch == 1 and learned[1] and not learned[0]:
        return operator("gemm", suffix, M=a_batch * m, N=n, K=k)
    if a_batch == 1 and learned[0] and not learned[1]:
        return operator("gemm", suffix, M=b_batch * n, N=m, K=k)
    if b_batch == 1:
        return operator("matmul", suffix, M=a_batch * m, N=n, K=k)
    return _batched(a, b, learned[1], suffix)


def _batched(a: tuple, b: tuple, is_learned: bool, suffix: str) -> Layer:
    rank = max(len(a), len(b))
    a_full = (1,) * (rank - len(a)) + a
    b_full = (1,) * (rank - len(b)) + b
    batch = [max(x, y) for x, y in zip(a_full[:-2], b_full[:-2])]
    if any(x not in (1, z) or y not in (1, z) for x, y, z in zip(a_full, b_full, batch)):
        raise Refused(f"shapes {list(a)} and {list(b)} do not broadcast")
    patterns = [(x != 1, y != 1) for x, y in zip(a_full, b_full)][:-2]
    groups = merged(batch, patterns)
    m, k, n = a[-2], a[-1], b[-1]
    if not is_learned and [pattern for _, pattern in groups] == [(True, True)]:
        return operator("matmul", suffix, B=groups[0][0], M=m, N=n, K=k)
    letters = [letter for letter in "nqzgt"][: len(groups)]
    if len(groups) > len(letters):
        raise Refused(f"broadcast over {len(groups)} groups of axes")
    in_a = [letter for letter, (_, pattern) in zip(letters, groups) if pattern[0]]
    in_b = [letter for letter, (_, pattern) in zip(letters, groups) if pattern[1]]
    text = (
        f"O[{','.join([*letters, 'p', 'k'])}] += "
        f"W[{','.join([*in_b, 'c', 'k'])}] * I[{','.join([*in_a, 'p', 'c'])}]"
    )
    dims = {letter: size for letter, (size, _) in zip(letters, groups)} | {"p": m, "k": n, "c": k}
    return einsum(text, dims, suffix)


def matmul(view: View) -> Costed:
    a, b = OPERANDS.get(view.node.kind, (0, 1))
    learned = (view.is_known(a), view.is_known(b))
    shapes = [view.shape(a), view.shape(b)]
    for side, key in enumerate(("transA", "transB")):  # of FusedMatMul
        if view.attr(key, 0) and len(shapes[side]) > 1:
            shapes[side] = (*shapes[side][:-2], shapes[side][-1], shapes[side][-2])
    layer = product_layer(*shapes, learned)
    x, w = (b, a) if learned[0] and not learned[1] else (a, b)
    return Costed(view.with_bits([layer], x, w), "as many as pairs of values multiplied")


def gemm(view: View) -> Costed:
    """A bias that is learned is added while summing; another one is a layer of its own."""
    a, b = OPERANDS.get(view.node.kind, (0, 1))
    shapes = [view.shape(a), view.shape(b)]
    if any(len(shape) != 2 for shape in shapes):
        raise Refused("a Gemm multiplies two matrices")
    for side, key in enumerate(("transA", "transB")):
        if view.attr(key, 0):
            shapes[side] = shapes[side][::-1]
    learned = (view.is_known(a), view.is_known(b))
    layers = [product_layer(*shapes, learned)]
    x, w = (b, a) if learned[0] and not learned[1] else (a, b)
    bias = 2 if view.node.kind != "QGemm" else 6
    if view.has(bias) and not view.is_known(bias):
        layers[0].name = "product"
        layers[0].reads = [view.name(a), view.name(b)]
        addition = binary(view.out(), [view.out(), view.shape(bias)], "+", "bias")
        addition.reads = [".product", view.name(bias)]
        layers.append(addition)
    return Costed(view.with_bits(layers, x, w), "bias added while summing")


def matmul_n_bits(view: View) -> Costed:
    """Weights of a few bits, stored in blocks (com.microsoft)."""
    k, n = int(view.attr("K", 0)), int(view.attr("N", 0))
    shape = view.shape()
    if k < 1 or n < 1 or shape[-1] != k:
        raise Refused(f"K = {k} and N = {n} do not fit the input {list(shape)}")
    layers = view.with_bits([operator("gemm", M=prod(shape) // k, N=n, K=k)])
    layers[0].bits["weight"] = int(view.attr("bits", 4))
    return Costed(layers, "weights unpacked where they are read")


def einsum_node(view: View) -> Costed | Free:
    equation = view.attr("equation", "")
    shapes = [view.shape(i) for i in range(len(view.node.inputs))]
    operands, output = split_equation(equation, shapes)
    sizes = _letter_sizes(operands, shapes)
    if len(operands) == 1 and sorted(operands[0]) == sorted(output):
        return Free("a transpose only changes the order in which values are read")
    layer = _einsum_layer(operands, output, sizes, view)
    known = [i for i in range(len(operands)) if view.is_known(i)]
    first = next((i for i in range(len(operands)) if i not in known), 0)
    return Costed(view.with_bits([layer], first, known[0] if known else None))


def split_equation(equation: str, shapes: Sequence[tuple]) -> tuple[list[str], str]:
    """The letters of operands and output; an ellipsis becomes letters of its own."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    operands = left.split(",")
    if len(operands) != len(shapes) or len(operands) > MAX_EINSUM_OPERANDS:
        raise Refused(f"'{equation}' with {len(shapes)} operands, at most {MAX_EINSUM_OPERANDS}")
    spare = [chr(code) for code in range(ord("α"), ord("ω"))]
    hidden = max(
        (len(shape) - len(text.replace("...", "")) for text, shape in zip(operands, shapes)
         if "..." in text),
        default=0,
    )  # fmt: skip
    if not 0 <= hidden <= MAX_EINSUM_RANKS:
        raise Refused(f"'{equation}' does not fit its operands")
    expanded = []
    for text, shape in zip(operands, shapes):
        count = len(shape) - len(text.replace("...", ""))
        text = text.replace("...", "".join(spare[hidden - max(count, 0) : hidden]))
        if len(text) != len(shape) or len(set(text)) != len(text):
            raise Refused(f"'{equation}' does not fit its operands, or has a diagonal")
        expanded.append(text)
    ellipsis = "".join(spare[:hidden])
    if arrow:
        output = right.replace("...", ellipsis)
    else:
        letters = "".join(expanded)
        once = [x for x in sorted(set(letters)) if letters.count(x) == 1 and x not in ellipsis]
        output = ellipsis + "".join(once)
    return expanded, output


def _letter_sizes(operands: Sequence[str], shapes: Sequence[tuple]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for text, shape in zip(operands, shapes):
        for letter, size in zip(text, shape):
            sizes[letter] = max(sizes.get(letter, 1), size)
    return sizes


def _einsum_layer(operands: Sequence[str], output: str, sizes: dict[str, int], view: View) -> Layer:
    """Axes of size 1 vanish; the others act as the letter of their place in a product."""
    letters = [letter for letter, size in sizes.items() if size > 1]
    if len(letters) > MAX_EINSUM_DIMS:
        raise Refused(f"{len(letters)} dimensions, at most {MAX_EINSUM_DIMS}")
    dims, acts_as = {}, {}
    for number, letter in enumerate(letters):
        dims[f"d{number}"] = sizes[letter]
        in_operands = [letter in text for text in operands]
        if letter not in output:
            acts_as[f"d{number}"] = "C"
        elif all(in_operands):
            acts_as[f"d{number}"] = "N"
        else:
            acts_as[f"d{number}"] = "P" if in_operands[0] else "K"
    names = {letter: f"d{number}" for number, letter in enumerate(letters)}
    dims["one"] = 1
    acts_as["one"] = "N"

    def ranks(text: str) -> str:
        kept = [names[letter] for letter in text if letter in names] or ["one"]
        if len(kept) > MAX_EINSUM_RANKS:
            raise Refused(f"{len(kept)} axes in an operand, at most {MAX_EINSUM_RANKS}")
        return ",".join(kept)

    needs_one = not all(any(x in names for x in text) for text in [*operands, output])
    inputs = [ranks(text) for text in operands]
    if not any(x in names for x in output) and "one" not in ",".join(inputs).split(","):
        inputs[0] = "one," + inputs[0]
    if not needs_one:
        del dims["one"], acts_as["one"]
    terms = [f"{name}[{text}]" for name, text in zip("ABD", inputs)]
    weights = [i for i in range(len(operands)) if view.is_known(i)]
    layer = einsum(f"O[{ranks(output)}] += {' * '.join(terms)}", dims)
    layer.acts_as = acts_as
    if len(operands) > 1:
        layer.roles = {"ABD"[weights[0] if weights else 1]: "weight"}
    return layer


HANDLERS = {
    **dict.fromkeys(
        ("MatMul", "MatMulInteger", "QLinearMatMul", "FusedMatMul", "MatMulIntegerToFloat",
         "DynamicQuantizeMatMul"),
        matmul,
    ),
    **dict.fromkeys(("Gemm", "FusedGemm", "QGemm"), gemm),
    "MatMulNBits": matmul_n_bits,
    "Einsum": einsum_node,
}  # fmt: skip
