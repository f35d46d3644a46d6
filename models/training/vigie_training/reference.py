"""The models' arithmetic a second time, from the shipped bytes: what the library's own is held against.

Everything is computed in double precision; the state is rounded after each step as the library keeps it.
"""

import struct

import numpy as np

from .network import gap_fact

STATE_STEPS = 127


class Reference:
    """Reads what `export.py` writes."""

    def __init__(self, path):
        data = open(path, "rb").read()
        place = 4
        (buckets,) = struct.unpack_from("<I", data, place)
        sizes = struct.unpack_from("<9H", data, place + 4)
        width, hidden, kinds, summary, signals, step, state, facts, threats = sizes
        place += 4 + 18
        (length,) = struct.unpack_from("<I", data, place)
        self.kinds = data[place + 4:place + 4 + length].decode().split("\n")
        place += 4 + length
        (scale,) = struct.unpack_from("<f", data, place)
        place += 4
        self.table = np.frombuffer(data, np.int8, buckets * width, place).reshape(buckets, width) * float(scale)
        place += buckets * width

        def take(*shape):
            nonlocal place
            count = int(np.prod(shape))
            values = np.frombuffer(data, "<f4", count, place).astype(float).reshape(shape)
            place += 4 * count
            return values

        def layer(outputs, inputs):
            return take(outputs, inputs), take(outputs)

        view = summary + signals
        self.hidden, self.kind = layer(hidden, width), layer(kinds, hidden)
        self.summary, self.signals = layer(summary, hidden), layer(signals, 2 * kinds)
        self.said, self.heard = layer(step, view), layer(step, view)
        self.facts = take(step, facts)
        self.input, self.state = layer(3 * state, step), layer(3 * state, state)
        self.alarm, self.threats = layer(1, state), layer(threats, state)
        self.size = state
        if place != len(data) - 8:
            raise ValueError("the model's bytes are not as long as its sizes say")

    def message(self, buckets, signals):
        """Probabilities of kinds (None without words) and the view of a message."""
        seen = np.zeros(2 * len(self.kinds))
        for kind, score, reported in signals:
            place = self.kinds.index(kind) + len(self.kinds) * bool(reported)
            seen[place] = max(seen[place], score)
        summary, kinds = np.zeros(len(self.summary[1])), None
        if len(buckets):
            bag = self.table[buckets].sum(0) / np.sqrt(len(buckets))
            hidden = np.maximum(apply(self.hidden, bag), 0)
            summary, kinds = np.tanh(apply(self.summary, hidden)), sigmoid(apply(self.kind, hidden))
        return kinds, np.concatenate([summary, np.tanh(apply(self.signals, seen))])

    def step(self, state, view, by_candidate, by_protected, candidate_is_contact, pause, raw=None):
        """The next state, the alarm and the log-probabilities of threats; the state before rounding goes to `raw`."""
        facts = np.array([by_candidate, by_protected, candidate_is_contact, gap_fact(np.array(pause, float))], float)
        mixed = np.maximum(apply(self.said if by_candidate else self.heard, view) + self.facts @ facts, 0)
        given, kept = apply(self.input, mixed).reshape(3, -1), apply(self.state, state).reshape(3, -1)
        reset, update = sigmoid(given[0] + kept[0]), sigmoid(given[1] + kept[1])
        after = (1 - update) * np.tanh(given[2] + reset * kept[2]) + update * state
        if raw is not None:
            raw.append(after)
        after = np.round(after * STATE_STEPS) / STATE_STEPS
        threats = apply(self.threats, after)
        return after, apply(self.alarm, after)[0], threats - np.log(np.exp(threats).sum())


def apply(layer, values):
    return layer[0] @ values + layer[1]


def sigmoid(values):
    return 1 / (1 + np.exp(-values))
