"""Fits the rules' weights (the tables of threats in a `weights.toml`) to written conversations and benign streams.

The model is the one that the library runs without learned models: for each threat a weighted sum over the evidence
about one sender (what they said, what the other side said to them, what they told of others, pairs of tactic groups).
A conversation is scored by its worst sender at its worst message. The loss asks for

* dangerous conversations: the label's score above the alert threshold by the message where an alert is due, no
  score above it before an alert is justified, the label's score above the other threats';
* ordinary conversations and corpora: no score above the threshold at any message.

Weights keep their sign (a tactic never calms, a calming kind never alarms) and are pulled towards the file they start
from, so that a kind that the data hardly shows keeps the value that a person gave it.

What the conversation model is worth (`[outlook]`) is not fitted here: a file that is written anew keeps that table.

Input: the files that `vigie eval --rules-only scenarios --features` and `… streams --features` write.
"""

import argparse
import json
import pathlib
import tomllib

import numpy as np

from .kinds import CALMING, GROUPS, KINDS, THREATS, VICTIM

LABELS = {"Grooming": 0, "SextortionContent": 1, "SextortionMoney": 2, "Ficha": 3, "Benign": -1, "benign": -1}
PAIRS = [(one, other) for i, one in enumerate(GROUPS) for other in list(GROUPS)[i + 1:]]
COLUMNS = (
    ["bias"]
    + [("said", kind) for kind in KINDS]
    + [("heard", kind) for kind in KINDS]
    + [("told", kind) for kind in KINDS]
    + [("pairs", f"{one}+{other}") for one, other in PAIRS]
)
PLACE = {column: index for index, column in enumerate(COLUMNS)}
ALERT = np.log(0.6 / 0.4)
TABLES = ["said", "heard", "told", "pairs"]
# Messages of a benign stream that are judged together.
STREAM_RUN = 100


def row(pair):
    """The features of one sender's evidence."""
    x = np.zeros(len(COLUMNS), np.float32)
    x[0] = 1
    for table in ("said", "heard", "told"):
        for kind, level in pair[table].items():
            x[PLACE[table, kind]] = level
    groups = {}
    for group, kinds in GROUPS.items():
        groups[group] = 1 - np.prod([1 - pair["said"].get(kind, 0.0) for kind in kinds])
    for one, other in PAIRS:
        x[PLACE["pairs", f"{one}+{other}"]] = groups[one] * groups[other]
    return x


class Data:
    """All rows, and per conversation where its messages and their rows are."""

    def __init__(self):
        self.rows, self.messages, self.conversations = [], [], []

    def read_scenarios(self, path, weight):
        current = None
        for line in open(path, encoding="utf-8"):
            item = json.loads(line)
            if item["index"] == 0:
                current = {
                    "label": LABELS[item["label"]], "quiet": item["quiet_until"], "due": item["alert_at"],
                    "first": len(self.messages), "weight": weight, "id": item["id"],
                }
                self.conversations.append(current)
            self.add_message(item)
            current["last"] = len(self.messages)

    def read_streams(self, path, weight):
        """Each run of about a hundred messages of a stream is one ordinary conversation."""
        run = None
        for line in open(path, encoding="utf-8"):
            item = json.loads(line)
            key = (item["stream"], item["index"] // STREAM_RUN)
            if run != key:
                run = key
                self.conversations.append({
                    "label": -1, "quiet": None, "due": None, "first": len(self.messages), "weight": weight, "id": "",
                })
            self.add_message(item)
            self.conversations[-1]["last"] = len(self.messages)

    def add_message(self, item):
        pairs = [pair for pair in item["pairs"] if pair["role"] != "protected"] or [
            {"said": {}, "heard": {}, "told": {}}
        ]
        self.messages.append((len(self.rows), len(self.rows) + len(pairs)))
        self.rows.extend(row(pair) for pair in pairs)

    def finish(self):
        self.x = np.stack(self.rows)
        self.starts = np.array([first for first, _ in self.messages])


def message_scores(data, weights):
    """The highest score of any sender after each message, per threat, and whose row it is."""
    scores = data.x @ weights.T
    best = np.maximum.reduceat(scores, data.starts, axis=0)
    where = np.zeros(best.shape, int)
    for message, (first, last) in enumerate(data.messages):
        where[message] = first + scores[first:last].argmax(axis=0) if last - first > 1 else first
    return best, where


def softplus(value):
    return np.logaddexp(0, value)


def sigmoid(value):
    return 1 / (1 + np.exp(-value))


def loss(data, weights, margin, naming, early):
    """The loss and its gradient."""
    best, where = message_scores(data, weights)
    gradient = np.zeros_like(weights)
    total = 0.0

    def push(value, weight, message, threat, sign):
        nonlocal total
        total += weight * softplus(value)
        gradient[threat] += weight * sigmoid(value) * sign * data.x[where[message, threat]]

    for c in data.conversations:
        first, last, weight = c["first"], c["last"], c["weight"]
        if c["label"] < 0:
            for threat in range(4):
                message = first + best[first:last, threat].argmax()
                push(best[message, threat] - ALERT + margin, weight, message, threat, 1)
            continue
        label, quiet, due = c["label"], c["quiet"], c["due"]
        message = first + best[first:first + due + 1, label].argmax()
        push(ALERT + margin - best[message, label], weight, message, label, -1)
        # Sooner counts: the middle of the window as well.
        middle = first + (quiet + due) // 2
        push(ALERT - best[middle, label], weight * 0.3, middle, label, -1)
        for threat in range(4):
            if quiet:
                before = first + best[first:first + quiet, threat].argmax()
                push(best[before, threat] - ALERT + margin / 2, weight * early, before, threat, 1)
            if threat != label:
                value = best[message, threat] - best[message, label] + 0.5
                push(value, weight * naming, message, threat, 1)
                gradient[label] -= weight * naming * sigmoid(value) * data.x[where[message, label]]
    return total, gradient


def read_weights(path):
    start = tomllib.loads(pathlib.Path(path).read_text())
    weights = np.zeros((4, len(COLUMNS)))
    for index, threat in enumerate(THREATS):
        weights[index, 0] = start[threat]["bias"]
        for table in TABLES:
            for name, value in start[threat].get(table, {}).items():
                key = (table, name)
                if key not in PLACE and table == "pairs":
                    key = (table, "+".join(reversed(name.split("+"))))
                weights[index, PLACE[key]] = value
    return weights


def signs():
    """+1, −1 or 0 (free) per column."""
    sign = np.ones(len(COLUMNS))
    for column, place in PLACE.items():
        if column == "bias":
            sign[place] = 0
        elif column[1] in CALMING:
            sign[place] = -1
        elif column[0] == "heard" and column[1] not in VICTIM + ["shame_account"]:
            # What the other side does itself says little about the sender, and may calm.
            sign[place] = 0
    return sign


def outcomes(data, weights):
    best, _ = message_scores(data, weights)
    counts = {"in_time": 0, "early": 0, "late": 0, "missed": 0, "dangerous": 0, "false": 0, "benign": 0, "named": 0}
    for c in data.conversations:
        if not c["id"]:
            continue
        scores = best[c["first"]:c["last"]]
        over = np.flatnonzero(scores.max(axis=1) >= ALERT)
        if c["label"] < 0:
            counts["benign"] += 1
            counts["false"] += bool(len(over))
            continue
        counts["dangerous"] += 1
        if not len(over):
            counts["missed"] += 1
        elif over[0] < c["quiet"]:
            counts["early"] += 1
        elif over[0] > c["due"]:
            counts["late"] += 1
        else:
            counts["in_time"] += 1
        if len(over):
            counts["named"] += scores[over[0]].argmax() == c["label"]
    return counts


def outlook_of(*paths):
    """The `[outlook]` table of the first of these files that has one, to the letter, with the comment above it."""
    for path in map(pathlib.Path, paths):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if "[outlook]" not in lines:
            continue
        first = last = lines.index("[outlook]")
        while first and lines[first - 1].startswith("#"):
            first -= 1
        while last + 1 < len(lines) and not lines[last + 1].startswith("["):
            last += 1
        # What stands above the next table is not of this one.
        kept = lines[first:last + 1]
        while kept[-1].startswith("#") or not kept[-1].strip():
            kept.pop()
        return kept
    return []


def write(path, weights, header, outlook):
    lines = ([*outlook, ""] if outlook else []) + [f"# {line}" for line in header]
    for index, threat in enumerate(THREATS):
        lines += ["", f"[{threat}]", f"bias = {weights[index, 0]:.2f}"]
        for table in TABLES:
            items = []
            for column, place in PLACE.items():
                value = round(float(weights[index, place]), 2)
                if column != "bias" and column[0] == table and value != 0:
                    items.append(f'"{column[1]}" = {value}' if "+" in column[1] else f"{column[1]} = {value}")
            if items:
                lines += [f"[{threat}.{table}]"] + items
    pathlib.Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenarios", nargs="+", required=True, help="features of written conversations")
    parser.add_argument("--calibration", nargs="*", default=[], help="features of conversations that rules never saw")
    parser.add_argument("--calibration-weight", type=float, default=2.0)
    parser.add_argument("--streams", nargs="*", default=[], help="features of benign streams")
    parser.add_argument("--validate", nargs="*", default=[], help="features that are only judged")
    parser.add_argument("--start", required=True, help="weights to start from and to be pulled to")
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--pull", type=float, default=0.15, help="strength of the pull to the start")
    parser.add_argument("--margin", type=float, default=0.8)
    parser.add_argument("--benign-weight", type=float, default=1.0)
    parser.add_argument("--stream-weight", type=float, default=0.5)
    arguments = parser.parse_args()
    data = Data()
    for path in arguments.scenarios:
        data.read_scenarios(path, 1.0)
    for path in arguments.calibration:
        data.read_scenarios(path, arguments.calibration_weight)
    for c in data.conversations:
        c["weight"] *= arguments.benign_weight if c["label"] < 0 else 1.0
    for path in arguments.streams:
        data.read_streams(path, arguments.stream_weight)
    data.finish()
    start = read_weights(arguments.start)
    sign = signs()
    seen = (data.x != 0).sum(axis=0) > 0
    weights, m, v = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, arguments.steps + 1):
        total, gradient = loss(data, weights, arguments.margin, 0.3, 0.6)
        pull = np.ones(len(COLUMNS)) * arguments.pull
        pull[0] = 0.01
        gradient += pull * (weights - start) * 2
        m = 0.9 * m + 0.1 * gradient
        v = 0.99 * v + 0.01 * gradient**2
        rate = 0.05 * (1 - step / arguments.steps) + 0.002
        weights -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        weights = np.where(sign > 0, np.maximum(weights, 0), np.where(sign < 0, np.minimum(weights, 0), weights))
        weights[:, ~seen] = start[:, ~seen]
        if step % 50 == 0 or step == arguments.steps:
            print(f"step {step}: loss {total:.1f} {outcomes(data, weights)}", flush=True)
    for path in arguments.calibration + arguments.validate:
        other = Data()
        other.read_scenarios(path, 1.0)
        other.finish()
        print(path, outcomes(other, weights))
    write(arguments.out, weights, [
        "Log-odds per threat, fitted by models/training (fit_policy.py); docs/defaults.md says on what.",
        "said: what one sender said. heard: what the other side said to them. told: what they told of others' words.",
        "pairs: two tactic groups at work together.",
    ], outlook_of(arguments.out, arguments.start))


if __name__ == "__main__":
    main()
