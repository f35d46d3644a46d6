"""Writes a trained network in the form that `crates/vigie-model` reads; the layout is described there."""

import struct

import numpy as np

from .kinds import KINDS, THREATS
from .network import FACTS

MAGIC, SCHEMA = b"VGM", 7
# When a member is asked: where somebody answers, where one sender is all there is, or in both cases.
ANSWERS = {"turns": 1, "alone": 2, "always": 3}


def layer(linear):
    tensors = [linear.weight] + ([linear.bias] if linear.bias is not None else [])
    return b"".join(tensor.detach().numpy().astype("<f4").tobytes() for tensor in tensors)


def write(network, path, answers="always"):
    """A model of one member; `join.py` puts several together."""
    body = MAGIC + bytes([SCHEMA, 1]) + member(network, answers)
    with open(path, "wb") as file:
        file.write(body + struct.pack("<Q", checksum(body)))


def member(network, answers):
    table = network.table.weight.detach().numpy()
    # A few outliers must not cost all others their precision.
    scale = float(np.quantile(np.abs(table), 0.9999)) / 127
    quantised = np.clip(np.round(table / scale), -127, 127).astype(np.int8)
    names = "\n".join(KINDS).encode()
    sizes = (
        table.shape[1], network.hidden.out_features, len(KINDS), network.summary.out_features,
        network.signals.out_features, network.said.out_features, network.unit.hidden_size, FACTS, len(THREATS),
        network.code.out_features if network.code else 0,
        network.same_before.in_features if network.same_before else 0,
    )
    body = struct.pack("<BI11H", ANSWERS[answers], table.shape[0], *sizes)
    body += struct.pack("<I", len(names)) + names + struct.pack("<f", scale) + quantised.tobytes()
    body += layer(network.hidden)
    for linear in (network.same_before, network.other_before):
        body += layer(linear) if linear else b""
    for linear in (network.kinds, network.summary, network.signals, network.said, network.heard,
                   network.facts):
        body += layer(linear)
    for linear in (network.code, network.same, network.other):
        body += layer(linear) if linear else b""
    unit = network.unit
    for tensor in (unit.weight_ih_l0, unit.bias_ih_l0, unit.weight_hh_l0, unit.bias_hh_l0):
        body += tensor.detach().numpy().astype("<f4").tobytes()
    return body + layer(network.alarm) + layer(network.threats) + layer(network.told)


def checksum(body):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in body:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value
