"""Authored conversations and corpora, as the numbers that the library itself computes of them.

A *chat* is what the models are trained on: its messages as rows of one large table, who wrote each, and what should
have been said of it. Text is read here, handed to the program, and forgotten.
"""

import gzip
import hashlib
import json
import os
import pathlib
import random
import subprocess
from dataclasses import dataclass, field

import numpy as np

from .kinds import KINDS, THREATS

LABELS = {"grooming": 0, "sextortion_content": 1, "sextortion_money": 2, "ficha": 3, "exposure": 3}
BENIGN = -1
KIND_PLACE = {kind: index for index, kind in enumerate(KINDS)}
ROLES = {"protected": 0, "contact": 1, "unknown": 2}
UNKNOWN = ROLES["unknown"]
# Who wrote the message before: there is none, another sender, the same.
NOBODY, OTHER, SAME = -1, 0, 1
# Messages are read with so many buckets, and folded into as many as a model has: a divisor of these.
BUCKETS = 1 << 15
# At most this many messages of one stream are read, and so many at a time shown to the model.
STREAM_MESSAGES = 600
assert len(THREATS) == 4


@dataclass
class Chat:
    """One conversation, or one sender's stream."""

    label: int
    # Rows of the table, in order: with the roles given, and with the roles withheld.
    first: int
    first_withheld: int
    speakers: np.ndarray
    # Per speaker, an index into ROLES.
    roles: np.ndarray
    # Minutes between a message and the one before it; NaN where nothing is known.
    gaps: np.ndarray
    quiet: int = 0
    due: int = 0
    # What the messages show, messages x kinds; None where nobody said.
    shows: np.ndarray | None = None
    # The speaker who is the danger although protected.
    owner_threatens: bool = False
    # What happens is told here by or to a friend: nobody in the chat is the danger.
    third_party: bool = False
    stream: bool = False
    source: str = ""
    name: str = ""

    def __len__(self):
        return len(self.speakers)


@dataclass
class Table:
    """All messages: buckets of n-grams in one long array, and rule signals."""

    buckets: list = field(default_factory=list)
    signals: list = field(default_factory=list)
    # Words in the second person, in the first, and all of them.
    persons: list = field(default_factory=list)
    # What a message model of its own says of each, rows x outputs; None where there is none.
    shown: np.ndarray | None = None

    def __len__(self):
        return len(self.buckets)

    def add(self, line):
        self.buckets.append(np.asarray(line["buckets"], np.int32))
        row = np.zeros(2 * len(KINDS), np.float16)
        for kind, score, reported in line["signals"]:
            place = KIND_PLACE[kind] + len(KINDS) * reported
            row[place] = max(row[place], score)
        self.signals.append(row)
        self.persons.append(np.asarray(line["persons"], np.int32))

    def fold(self, buckets):
        self.buckets = [row % buckets for row in self.buckets]

    def keep(self, inputs):
        """Leaves out all words (`signals`) or all rule signals (`words`) of what has been added."""
        if inputs == "signals":
            self.buckets = [row[:0] for row in self.buckets]
            self.persons = [np.zeros_like(row) for row in self.persons]
        if inputs == "words":
            self.signals = [np.zeros_like(row) for row in self.signals]


def read_features(program, requests, buckets, cache):
    """The program's features of some messages; kept in `cache`, so that a run that was broken off goes on."""
    text = "".join(json.dumps(request, ensure_ascii=False) + "\n" for request in requests)
    digest = hashlib.sha256(pathlib.Path(program).read_bytes() + f"{buckets}\n{text}".encode()).hexdigest()[:24]
    kept = pathlib.Path(cache) / f"features-{digest}.jsonl.gz" if cache else None
    if kept and kept.exists():
        lines = gzip.open(kept, "rt").read().splitlines()
    else:
        done = subprocess.run(
            [program, "model", "features", "-", "--input", "jsonl", "--buckets", str(buckets)],
            input=text, capture_output=True, text=True, check=True,
        )
        lines = done.stdout.splitlines()
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            # Two trainings may share a cache: a file is whole or not there.
            part = kept.with_suffix(f".{os.getpid()}")
            with gzip.open(part, "wt", compresslevel=1) as file:
                file.write(done.stdout)
            part.replace(kept)
    if len(lines) != len(requests):
        raise ValueError(f"{len(requests)} messages gave {len(lines)} lines of features")
    return (json.loads(line) for line in lines)


def read_conversations(paths):
    """Authored conversations, in the order of the files."""
    return [json.loads(line) for path in paths for line in open(path, encoding="utf-8") if line.strip()]


def requests_of(conversations, withhold):
    for number, conversation in enumerate(conversations):
        for message in conversation["messages"]:
            role = conversation["participants"].get(message["from"], {}).get("role", "unknown")
            yield {
                "conversation": str(number), "sender": message["from"], "text": message["text"] or " ",
                "role": "unknown" if withhold else role,
            }


def authored_chats(program, conversations, table, buckets, cache=None):
    """One chat per conversation."""
    firsts = []
    for withhold in (False, True):
        start = len(table)
        for line in read_features(program, list(requests_of(conversations, withhold)), buckets, cache):
            table.add(line)
        firsts.append(start)
    chats, passed = [], 0
    for conversation in conversations:
        messages = conversation["messages"]
        names = list(dict.fromkeys(message["from"] for message in messages))
        roles = [conversation["participants"].get(name, {}).get("role", "unknown") for name in names]
        times = np.array([message.get("t", np.nan) for message in messages], float)
        shows = np.zeros((len(messages), len(KINDS)), np.float32)
        for index, message in enumerate(messages):
            for kind in message.get("signals") or []:
                if kind in KIND_PLACE:
                    shows[index, KIND_PLACE[kind]] = 1
        chats.append(Chat(
            label=LABELS.get(conversation["label"], BENIGN),
            first=firsts[0] + passed, first_withheld=firsts[1] + passed,
            speakers=np.array([names.index(message["from"]) for message in messages]),
            roles=np.array([ROLES.get(role, UNKNOWN) for role in roles]),
            gaps=np.diff(times, prepend=times[:1]),
            quiet=conversation.get("quiet_until") or 0, due=conversation.get("alert_at") or 0, shows=shows,
            owner_threatens=conversation.get("concern") == "protected_person",
            third_party=conversation.get("concern") == "third_party",
            source="authored", name=conversation["id"],
        ))
        passed += len(messages)
    return chats


def read_streams(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def stream_chats(program, path, most, wanted, table, buckets, seed, cache=None):
    """One chat per stream of a corpus whose label is `wanted`, `most` streams at random."""
    streams = [stream for stream in read_streams(path) if stream["label"] == wanted]
    random.Random(seed).shuffle(streams)
    streams = streams[:most]
    # A sender's role is not told: in these corpora it equals the label.
    requests = [
        {"conversation": str(number), "sender": "s", "text": text or " ", "role": "unknown"}
        for number, stream in enumerate(streams) for text in stream["messages"][:STREAM_MESSAGES]
    ]
    first = len(table)
    for line in read_features(program, requests, buckets, cache):
        table.add(line)
    chats = []
    for stream in streams:
        count = len(stream["messages"][:STREAM_MESSAGES])
        chats.append(Chat(
            label=LABELS.get(wanted, BENIGN), first=first, first_withheld=first, speakers=np.zeros(count, int),
            roles=np.array([UNKNOWN]), gaps=np.full(count, np.nan), due=count - 1, stream=True,
            source=stream["source"], name=stream["stream"],
        ))
        first += count
    return chats


def authors_before(speakers):
    """For each message of a chat, who wrote the one before: see `NOBODY`."""
    return np.concatenate([[NOBODY], np.where(np.diff(speakers) == 0, SAME, OTHER)])


def fold(index, count, folds):
    """Neighbouring conversations were often written as pairs: a fold is a run of them, cut into forty runs."""
    return index * 40 // max(count, 1) % folds
