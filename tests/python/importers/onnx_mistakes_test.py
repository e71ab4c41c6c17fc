# SPDX-License-Identifier: Apache-2.0
"""Broken, open and unknown networks: a message with the file and the node, never a traceback."""

from __future__ import annotations

import random

import numpy as np
import onnx
import pytest
from networks import quantised_cnn, vit_block
from onnx import helper
from onnx_net import FLOAT, Net
from paretile._errors import InputError
from paretile.importers import import_onnx


def refusal(path, **options) -> str:
    with pytest.raises(InputError) as caught:
        import_onnx(path, **options)
    assert caught.value.diagnostics
    return str(caught.value).replace(str(path), "net.onnx")


def test_an_unknown_operator_is_named_with_its_node(tmp_path):
    net = Net()
    x = net.node("NonMaxSuppression", net.input(1, 4, 4), net.input(1, 2, 4), name="boxes")
    net.node("Mystery", x, name="head", domain="my.ops")
    path = net.save(tmp_path / "net.onnx")
    assert refusal(path) == (
        "net.onnx: error: node 'boxes' (NonMaxSuppression): no rule for this operator\n"
        "  hint: --allow-unknown leaves such nodes out and lists them\n"
        "net.onnx: error: node 'head' (my.ops.Mystery): no rule for this operator"
    )


def test_allowed_unknown_operators_are_listed(imported):
    net = Net()
    x = net.node("Relu", net.input(2, 8))
    net.node("Mystery", x, name="head", domain="my.ops")
    found = imported(net, allow_unknown=True)
    assert not found.coverage.is_complete()
    assert "my.ops.Mystery      1  unknown" in str(found.coverage)
    assert "no rule for this operator: head" in str(found.coverage)
    assert "0 MACs, and those of 1 unknown nodes" in str(found.coverage)
    assert "# NOT COUNTED: 1 x my.ops.Mystery" in found.yaml


def test_control_flow_is_refused(tmp_path):
    net = Net()
    body = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])], "body", [],
        [helper.make_tensor_value_info("y", FLOAT, [2])])  # fmt: skip
    net.node("If", net.input(1, kind=onnx.TensorProto.BOOL), then_branch=body, else_branch=body,
             name="choice")  # fmt: skip
    net.input(2, name="x")
    path = net.save(tmp_path / "net.onnx")
    assert "node 'choice' (If): no rule for this operator" in refusal(path)


def test_open_shapes_are_all_asked_for(tmp_path):
    net = Net()
    net.node("Add", net.input("batch", 3, name="x"), net.input("batch", "width", name="y"))
    path = net.save(tmp_path / "net.onnx")
    assert refusal(path) == (
        "net.onnx: error: input 'x' has the shape [batch, 3]: its sizes must be given\n"
        "  hint: for example --input-shape x=1,3\n"
        "net.onnx: error: input 'y' has the shape [batch, width]: its sizes must be given\n"
        "  hint: for example --input-shape y=1,1"
    )


def test_one_name_of_an_axis_is_one_size(tmp_path, imported):
    net = Net()
    net.node("Add", net.input("batch", 3, name="x"), net.input("batch", 3, name="y"))
    found = imported(net, input_shapes={"x": (4, 3)})
    assert found.entries[0].layer.sizes == {"P": 4, "C": 3}
    path = net.save(tmp_path / "net.onnx")
    assert "'batch' of input 'y' is 5 here and 4 elsewhere" in refusal(
        path, input_shapes={"x": (4, 3), "y": (5, 3)}
    )


@pytest.mark.parametrize(
    "given, message",
    [
        ({"z": (1, 3)}, "no input is called 'z'\n  hint: inputs: x"),
        ({"x": (1, 3, 3)}, "input 'x' has 2 axes, 3 sizes are given"),
        ({"x": (1, 4)}, "input 'x' has the shape [n, 3] in the file, not [1, 4]"),
        ({"x": (0, 3)}, "sizes of input 'x' must be between 1 and 1000000000"),
    ],
)
def test_shapes_that_do_not_fit_the_file(tmp_path, given, message):
    net = Net()
    net.node("Relu", net.input("n", 3, name="x"))
    assert message in refusal(net.save(tmp_path / "net.onnx"), input_shapes=given)


def test_a_cycle_is_told(tmp_path):
    net = Net()
    x = net.input(2)
    net.nodes += [
        helper.make_node("Add", [x, "b"], ["a"], "first"),
        helper.make_node("Relu", ["a"], ["b"], "second"),
    ]
    assert refusal(net.save(tmp_path / "net.onnx", "b")) == (
        "net.onnx: error: the nodes 'first', 'second' wait for each other: the graph has a cycle"
    )


def test_nodes_out_of_order_are_sorted(imported):
    net = Net()
    x = net.input(2, 8)
    net.nodes += [
        helper.make_node("Sigmoid", ["a"], ["b"], "second"),
        helper.make_node("Relu", [x], ["a"], "first"),
    ]
    layers = imported(net, "b", repeat=False).shown
    assert list(layers) == ["first", "second"]
    assert layers["second"].reads == ["first"]


def test_undefined_and_doubly_defined_tensors_are_told_together(tmp_path):
    net = Net()
    x = net.input(2)
    net.nodes += [
        helper.make_node("Relu", [x], ["a"], "one"),
        helper.make_node("Relu", [x], ["a"], "two"),
        helper.make_node("Add", ["a", "lost"], ["b"], "three"),
    ]
    assert refusal(net.save(tmp_path / "net.onnx", "b")) == (
        "net.onnx: error: node 'two' (Relu) computes 'a', which is computed before\n"
        "net.onnx: error: node 'three' (Add) reads 'lost', which nothing computes"
    )


def test_contradicting_shapes_are_told_with_the_words_of_onnx(tmp_path):
    net = Net()
    net.node("MatMul", net.input(2, 8), net.weight(9, 5), name="fc")
    text = refusal(net.save(tmp_path / "net.onnx"))
    assert "node 'fc' (MatMul): shapes [2, 8] and [9, 5] do not multiply" in text
    assert "shape inference: [ShapeInferenceError]" in text


def test_shapes_known_only_while_running_are_told(tmp_path):
    net = Net()
    where = net.node("NonZero", net.input(2, 8), name="where")
    net.node("Relu", net.node("Cast", where, to=FLOAT), name="act")
    text = refusal(net.save(tmp_path / "net.onnx"))
    assert "node 'where' (NonZero): no rule for this operator" in text
    assert "node 'act' (Relu): the shape of" in text


@pytest.mark.parametrize("content", [b"", b"garbage", b"\0" * 4096, bytes(range(256)) * 40])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "net.onnx"
    path.write_bytes(content)
    assert refusal(path).startswith("net.onnx: error: this is no ONNX model")


def test_missing_files_and_directories_are_refused(tmp_path):
    assert refusal(tmp_path / "absent.onnx").endswith("cannot be read: No such file or directory")
    assert refusal(tmp_path) == "net.onnx: error: this is a directory, not an ONNX file"


def test_files_beyond_2_gib_are_refused_without_reading_them(tmp_path):
    path = tmp_path / "net.onnx"
    with path.open("wb") as file:
        file.truncate(2**31)  # sparse: takes no room
    assert "larger than 2 GiB" in refusal(path)


def test_sizes_beyond_what_is_counted_are_refused(tmp_path):
    net = Net()
    net.node("MatMul", net.input(10**9, 10**6), net.weight(10**6, 10**6), name="fc")
    assert "layer 'fc' is larger than Paretile counts" in refusal(net.save(tmp_path / "net.onnx"))


def test_constants_that_would_be_huge_are_not_computed(tmp_path):
    net = Net()
    wide = net.node("ConstantOfShape", net.const([10**6, 10**6]))
    net.node("Add", net.input(1), wide, name="sum")
    import_onnx(net.save(tmp_path / "net.onnx"))  # in no time and memory


def test_every_cut_of_a_file_is_refused_or_a_shorter_network(tmp_path):
    content = quantised_cnn().model().SerializeToString()
    path = tmp_path / "net.onnx"
    outcomes = set()
    for length in range(0, len(content), 37):
        path.write_bytes(content[:length])
        try:
            import_onnx(path)
            outcomes.add("imported")
        except InputError:
            outcomes.add("refused")
    assert "refused" in outcomes


def test_random_changes_never_end_in_anything_but_a_message(tmp_path):
    rng = random.Random(7)
    contents = [build().model().SerializeToString() for build in (quantised_cnn, vit_block)]
    path = tmp_path / "net.onnx"
    for _ in range(300):
        content = bytearray(rng.choice(contents))
        for _ in range(rng.choice((1, 1, 3))):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content)
        try:
            import_onnx(path, allow_unknown=rng.random() < 0.3)
        except InputError as error:
            assert "net.onnx: error: " in str(error)


def test_small_weights_in_the_file_are_no_constants_of_shapes(imported):
    net = Net()
    kernel = net.const(np.ones((2, 1, 3, 3)), np.float32)
    net.node("Conv", net.input(1, 1, 8, 8), kernel)
    found = imported(net)
    assert found.coverage.parameters == 18
    assert found.coverage.macs == 2 * 36 * 9
