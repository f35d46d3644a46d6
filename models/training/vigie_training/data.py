"""Reads authored conversations and benign streams, as features that the library itself computes."""

import gzip
import json
import pathlib
import random
import subprocess

from .fit_policy import KINDS

OUTPUTS = KINDS + ["as_contact", "as_protected"]
AS_CONTACT, AS_PROTECTED = len(KINDS), len(KINDS) + 1
# So many messages before an alert is justified already prepare it.
LEAD = 1
# How much a message of a corpus weighs: its label says only that the chat is ordinary.
CORPUS_WEIGHT = 0.3


def features(program, texts, buckets):
    """One list of buckets per text, from `vigie model features`."""
    lines = "".join(
        json.dumps({"conversation": "c", "sender": "s", "text": text or " "}) + "\n" for text in texts
    )
    done = subprocess.run(
        [program, "model", "features", "-", "--input", "jsonl", "--buckets", str(buckets)],
        input=lines, capture_output=True, text=True, check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if len(found) != len(texts):
        raise ValueError(f"{len(texts)} texts gave {len(found)} lines of features")
    return found


def read_conversations(paths):
    return [json.loads(line) for path in paths for line in open(path, encoding="utf-8") if line.strip()]


def targets(conversation, index, message):
    """What the model should say of a message, and how much each output counts (0: not known)."""
    wanted, weight = [0.0] * len(OUTPUTS), [1.0] * len(KINDS) + [0.0, 0.0]
    for kind in message.get("signals", []):
        if kind in KINDS:
            wanted[KINDS.index(kind)] = 1.0
    role = conversation["participants"].get(message["from"], {}).get("role")
    place = AS_PROTECTED if role == "protected" else AS_CONTACT
    if conversation["label"] == "benign":
        weight[place] = 1.0
    elif index >= conversation["quiet_until"] - LEAD:
        wanted[place] = weight[place] = 1.0
    return wanted, weight


def authored_rows(program, conversations, buckets):
    texts = [message["text"] for conversation in conversations for message in conversation["messages"]]
    found = iter(features(program, texts, buckets))
    rows = []
    for conversation in conversations:
        for index, message in enumerate(conversation["messages"]):
            buckets_of = next(found)
            if buckets_of:
                rows.append((buckets_of, *targets(conversation, index, message)))
    return rows


def corpus_rows(program, path, most, buckets, seed):
    """Benign streams: neither side is dangerous; what kinds their messages show is not known."""
    texts = []
    for line in gzip.open(path, "rt", encoding="utf-8"):
        texts.extend(json.loads(line)["messages"])
    random.Random(seed).shuffle(texts)
    weight = [0.0] * len(KINDS) + [CORPUS_WEIGHT, CORPUS_WEIGHT]
    wanted = [0.0] * len(OUTPUTS)
    return [(row, wanted, weight) for row in features(program, texts[:most], buckets) if row]


def corpus_files(folder, names):
    return [pathlib.Path(folder) / f"{name}.jsonl.gz" for name in names]
