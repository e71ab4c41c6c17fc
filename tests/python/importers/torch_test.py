# SPDX-License-Identifier: Apache-2.0
"""PyTorch programs; run by scripts/test.sh --with-torch, skipped where PyTorch is missing."""

from __future__ import annotations

import os

import pytest
from native import shown_layers, total_macs

from paretile._errors import InputError
from paretile.importers import command
from paretile.importers.torch_reader import import_torch, import_torch_file

if os.environ.get("PARETILE_WITH_TORCH"):
    import torch
else:
    torch = pytest.importorskip("torch", reason="scripts/test.sh --with-torch installs PyTorch")

from torch import nn  # noqa: E402

import tiny_vit  # noqa: E402
import torch_models  # noqa: E402


@pytest.fixture
def checked(tmp_path):
    """Imports a module; the workload must load natively and give the MACs of the report."""

    def run(module, *args, **options):
        found = import_torch(module, args, **options)
        workload = tmp_path / "net.yaml"
        found.save(workload)
        found.shown = shown_layers(workload)
        assert total_macs(found.shown) == found.coverage.macs
        assert found.coverage.is_complete()
        return found

    return run


def parameters(module) -> int:
    return sum(one.numel() for one in module.parameters())


def recurrent_macs(gates, directions=1):
    first = gates * 64 * (40 + 64)
    second = gates * 64 * (64 * directions + 64)
    return 30 * (directions * (first + second) + 640 * directions)


PICTURE = (1, 3, 224, 224)
BLOCK = 12 * 768**2
CACHE = (1, 12, 1023, 64)
NETWORKS = {
    "resnet18": (torch_models.resnet18, [PICTURE], 1_814_073_344),
    "mobilenet_v2": (torch_models.mobilenet_v2, [PICTURE], 300_774_272),
    "vit block": (
        torch_models.TransformerBlock, [(1, 197, 768)], 197 * BLOCK + 2 * 197**2 * 768),
    "gpt block with a cache": (
        torch_models.TransformerBlock, [(1, 1, 768), CACHE, CACHE], BLOCK + 2 * 1024 * 768),
    "lstm": (lambda: torch_models.Recurrent("LSTM"), [(30, 1, 40)], recurrent_macs(4)),
    "lstm both ways": (
        lambda: torch_models.Recurrent("LSTM", bidirectional=True, batch_first=True),
        [(1, 30, 40)], recurrent_macs(4, 2)),
    "gru": (lambda: torch_models.Recurrent("GRU"), [(30, 1, 40)], recurrent_macs(3)),
    "rnn": (lambda: torch_models.Recurrent("RNN"), [(30, 1, 40)], recurrent_macs(1)),
}  # fmt: skip


@pytest.mark.parametrize("fold", [False, True])
def test_quantised_programs_carry_their_bits(checked, fold):
    found = checked(torch_models.quantised_cnn(), torch.zeros(1, 1, 28, 28), fold=fold)
    assert found.coverage.macs == 8 * 9 * 784 + 16 * 8 * 9 * 196 + 7840
    assert found.coverage.parameters == 72 + 1152 + 7840  # integers, which PyTorch keeps as buffers
    products = [entry.layer for entry in found.entries if entry.layer.op in ("conv2d", "gemm")]
    assert len(products) == 3
    for layer in products:
        assert (layer.bits["input"], layer.bits["weight"]) == (8, 8)
    # Without folding, the activations between a convolution and its quantisation read whole sums.
    assert [layer.bits["output"] for layer in products] == ([8, 8, 8] if fold else [32, 32, 8])


@pytest.mark.parametrize("name", NETWORKS)
def test_known_totals(checked, name):
    make, shapes, macs = NETWORKS[name]
    with torch.device("meta"):  # no weights needed
        module = make()
        args = [torch.zeros(shape) for shape in shapes]
    found = checked(module, *args, fold=True)
    assert found.coverage.macs == macs
    assert found.coverage.parameters == parameters(module)


def test_a_folded_resnet18_has_the_layers_of_the_shipped_one(checked):
    found = checked(torch_models.resnet18(), torch.zeros(PICTURE), fold=True, repeat=False)
    shipped = shown_layers("resnet18")
    ours = [layer for layer in found.shown.values() if layer.macs]
    assert sorted((one.op, one.macs) for one in ours) == sorted(
        (one.op, one.macs) for one in shipped.values()
    )


def test_layers_are_called_as_their_modules(checked):
    layers = checked(torch_models.TransformerBlock(), torch.zeros(1, 4, 768), fold=True).shown
    assert {"norm1.affine", "qkv", "out", "up", "down"} <= set(layers)
    assert layers["out"].reads == ["scaled_dot_product_attention.values"]


def test_the_module_and_its_onnx_file_are_the_same_work(checked):
    from exported_test import MACS, PARAMETERS

    found = checked(tiny_vit.TinyVit(), torch.zeros(1, 3, 16, 16))
    assert (found.coverage.macs, found.coverage.parameters) == (MACS, PARAMETERS)


class Call(nn.Module):
    """A function of one tensor."""

    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


OPERATORS = {
    "conv1d": (nn.Conv1d(4, 8, 3), (1, 4, 16), 8 * 4 * 14 * 3, ["conv1d"]),
    "conv2d grouped": (
        nn.Conv2d(4, 8, 3, groups=2), (1, 4, 8, 8), 8 * 2 * 36 * 9, ["grouped_conv2d"]),
    "conv3d": (nn.Conv3d(2, 3, 2), (1, 2, 4, 4, 4), 3 * 2 * 27 * 8, ["conv3d"]),
    "transposed": (
        nn.ConvTranspose2d(4, 6, 2, 2), (1, 4, 8, 8), 4 * 6 * 64 * 4, ["conv2d"] * 4),
    "einsum": (
        Call(lambda x: torch.einsum("bij,bkj->bik", x, x)), (2, 3, 4), 2 * 9 * 4, ["matmul"]),
    "bmm": (Call(lambda x: x @ x.transpose(1, 2)), (2, 3, 4), 2 * 9 * 4, ["matmul"]),
    "group norm": (nn.GroupNorm(2, 8), (1, 8, 4, 4), 0,
                   ["reduce", "row_wise", "reduce", "row_wise", "batch_norm"]),
    "average pool": (nn.AvgPool2d(2), (1, 8, 4, 4), 0, ["pool"]),
    "adaptive pool": (nn.AdaptiveAvgPool2d(2), (1, 8, 4, 4), 0, ["pool"]),
    "embedding": (Call(lambda x: nn.functional.embedding(x.long(), torch.ones(9, 4))), (2, 3), 0,
                  ["activation"]),
    "upsampling": (nn.Upsample(scale_factor=2), (1, 2, 4, 4), 0, ["activation"]),
    "silu": (nn.SiLU(), (2, 4), 0, ["activation"]),
    "mean": (Call(lambda x: x.mean((1, 2))), (2, 3, 4), 0, ["reduce"]),
    "masked": (Call(lambda x: x.masked_fill(x > 0, 0.0)), (2, 3), 0, ["activation", "add"]),
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATORS)
def test_operators(checked, name):
    module, shape, macs, operators = OPERATORS[name]
    found = checked(module, torch.zeros(shape), repeat=False)
    assert found.coverage.macs == macs
    if name != "einsum":  # decomposed or not, as the version of PyTorch has it
        assert [layer.op for layer in found.shown.values()] == operators


def test_an_unknown_operator_is_named():
    with pytest.raises(InputError) as caught:
        import_torch(Call(torch.fft.fft), (torch.zeros(2, 8),))
    assert "(aten._fft_r2c): no rule for this operator" in str(caught.value)


def test_a_module_that_cannot_be_traced_is_told():
    with pytest.raises(InputError, match="torch.export cannot trace this module"):
        import_torch(Call(lambda x: x if x.sum() > 0 else -x), (torch.zeros(2),))


def test_saved_programs_are_read(tmp_path, capsys):
    path = tmp_path / "net.pt2"
    torch.export.save(torch.export.export(nn.Linear(8, 4), (torch.zeros(1, 8),)), path)
    assert command.main([str(path), "-o", str(tmp_path / "net.yaml")]) == 0
    assert "32 MACs, 100 % of them costed; 36 parameters" in capsys.readouterr().out
    assert shown_layers(tmp_path / "net.yaml")["linear"].macs == 32


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "net.pt2"
    path.write_bytes(b"garbage")
    with pytest.raises(InputError, match="this is no program saved by torch.export"):
        import_torch_file(path)
    with pytest.raises(InputError, match=r"net\.pt2|absent"):
        import_torch_file(tmp_path / "absent.pt2")
