"""The models' arithmetic a second time, from the shipped bytes: what the library's own is held against.

Everything is computed in double precision; the state is rounded after each step, and a message's code before the next one,
as the library keeps them.
"""

import struct

import numpy as np

from .export import ANSWERS, MAGIC, SCHEMA
from .network import ALARMS, PERSONS, gap_fact, person_shares

STATE_STEPS = 127


class Reference:
    """Reads what `export.py` writes: the members of a model, whose answers are averaged."""

    def __init__(self, path):
        data = open(path, "rb").read()
        if data[:4] != MAGIC + bytes([SCHEMA]):
            raise ValueError("not a model of this schema")
        self.members, place = [], 5
        for _ in range(data[4]):
            self.members.append(Member(data, place))
            place = self.members[-1].end
        if place != len(data) - 8:
            raise ValueError("the model's bytes are not as long as its sizes say")
        self.kinds, self.buckets = self.members[0].kinds, max(len(member.table) for member in self.members)
        self.size = sum(member.size for member in self.members)

    def message(self, buckets, signals, persons=(0, 0, 0), before=None):
        """Probabilities of kinds (None without words), the view of a message, and what is kept of it until the next, in 1/127.

        `before`: what is kept of the message before, and whether the same sender wrote that.
        """
        kinds, views, codes, coded = [], [], [], 0
        for member in self.members:
            earlier = None
            if before is not None:
                earlier = np.asarray(before[0][coded:coded + member.kept], float) / STATE_STEPS, before[1]
            found = member.message(buckets, signals, persons, earlier)
            for values, value in zip((kinds, views, codes), found):
                values.append(value)
            coded += member.kept
        code = np.round(np.concatenate(codes) * STATE_STEPS).astype(int)
        return None if kinds[0] is None else np.mean(kinds, 0), np.concatenate(views), code

    def step(self, state, view, by_candidate, by_protected, candidate_is_contact, pause, alone, raw=None, before=None):
        """The next state, the alarm, the log-probabilities of threats and the log-odds that they are only told of.

        The state before rounding goes to `raw`.

        `before`: the code of the message before this one, and whether the candidate wrote that.
        """
        facts = np.array([by_candidate, by_protected, candidate_is_contact, gap_fact(np.array(pause, float)), alone],
                         float)
        after, alarms, named, told, first, seen, coded = [], [], [], [], 0, 0, 0
        for member in self.members:
            own = state[first:first + member.size]
            earlier = np.zeros(len(member.same))
            if before is not None:
                code = np.asarray(before[0][coded:coded + member.coded], float) / STATE_STEPS
                earlier = (member.same if before[1] == by_candidate else member.other) @ code
            # Once somebody has answered, nobody is alone again.
            if alone or member.answers_where(False):
                own = member.advance(own, view[seen:seen + member.view], facts, earlier)
            first, seen, coded = first + member.size, seen + member.view, coded + member.kept
            after.append(np.round(own * STATE_STEPS) / STATE_STEPS)
            if raw is not None:
                raw.append(own)
            if not member.answers_where(alone):
                continue
            alarms.append(apply(member.alarm, after[-1])[int(alone)])
            named.append(log_softmax(apply(member.threats, after[-1])))
            told.append(apply(member.told, after[-1])[0])
        return np.concatenate(after), np.mean(alarms), log_softmax(np.mean(named, 0)), np.mean(told)


class Member:
    """A message model and the conversation model that was trained with it."""

    def __init__(self, data, place):
        self.answers, buckets = struct.unpack_from("<BI", data, place)
        sizes = struct.unpack_from("<11H", data, place + 5)
        width, hidden, kinds, summary, signals, step, state, facts, threats, code, context = sizes
        place += 5 + 22
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

        view = summary + signals + PERSONS
        self.hidden = layer(hidden, width)
        self.same_before, self.other_before = take(hidden, context), take(hidden, context)
        self.kind = layer(kinds, hidden)
        self.summary, self.signals = layer(summary, hidden), layer(signals, 2 * kinds)
        self.said, self.heard = layer(step, view), layer(step, view)
        self.facts = take(step, facts)
        self.code, self.same, self.other = layer(code, view), take(step, code), take(step, code)
        self.input, self.state = layer(3 * state, step), layer(3 * state, state)
        self.alarm, self.threats, self.told = layer(ALARMS, state), layer(threats, state), layer(1, state)
        self.size, self.view, self.coded, self.end = state, view, code, place
        # The code of the conversation model, then the bag of n-grams that the message model hears of the message before.
        self.kept = code + context

    def answers_where(self, alone):
        """Whether it is asked where one sender is all there is, or where somebody answers."""
        return bool(self.answers & ANSWERS["alone" if alone else "turns"])

    def message(self, buckets, signals, persons, before):
        """Probabilities of kinds (None without words), the view of a message, and what is kept of it, before rounding."""
        seen = np.zeros(2 * len(self.kinds))
        for kind, score, reported in signals:
            place = self.kinds.index(kind) + len(self.kinds) * bool(reported)
            seen[place] = max(seen[place], score)
        summary, kinds, context = np.zeros(len(self.summary[1])), None, np.zeros(self.kept - self.coded)
        if len(buckets):
            bag = self.table[np.asarray(buckets) % len(self.table)].sum(0) / np.sqrt(len(buckets))
            hidden = apply(self.hidden, bag)
            if before is not None and len(context):
                hidden = hidden + (self.same_before if before[1] else self.other_before) @ before[0][self.coded:]
            hidden = np.maximum(hidden, 0)
            summary, kinds = np.tanh(apply(self.summary, hidden)), sigmoid(apply(self.kind, hidden))
            context = np.tanh(bag) if len(context) else context
        view = np.concatenate([summary, np.tanh(apply(self.signals, seen)), person_shares(persons)])
        return kinds, view, np.concatenate([np.tanh(apply(self.code, view)), context])

    def advance(self, state, view, facts, earlier):
        """The next state, before it is rounded. `earlier`: what the message before adds."""
        mixed = np.maximum(apply(self.said if facts[0] else self.heard, view) + self.facts @ facts + earlier, 0)
        given, kept = apply(self.input, mixed).reshape(3, -1), apply(self.state, state).reshape(3, -1)
        reset, update = sigmoid(given[0] + kept[0]), sigmoid(given[1] + kept[1])
        return (1 - update) * np.tanh(given[2] + reset * kept[2]) + update * state


def apply(layer, values):
    return layer[0] @ values + layer[1]


def log_softmax(values):
    return values - np.log(np.exp(values).sum())


def sigmoid(values):
    return 1 / (1 + np.exp(-values))
