"""The authored conversations: what every file must be for the training to mean anything. No text is shown on failure."""

import collections
import json
import pathlib
import re

import pytest

from vigie_training import diversity
from vigie_training.data import LABELS
from vigie_training.kinds import KINDS

FOLDER = pathlib.Path(__file__).parents[1] / "authored"
FILES = sorted(FOLDER.glob("*.jsonl"))
ROLES = {"protected", "contact", "unknown"}
CONCERNS = {"contact", "protected_person", "third_party"}
# How far the languages may lie apart, of all conversations of the hands.
BALANCE = 0.03
QUADRUPLETS = {"h18"}


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


CONVERSATIONS = {path.stem: read(path) for path in FILES}
ALL = [(name, item) for name, items in CONVERSATIONS.items() for item in items]


def test_files_are_named_by_language_and_hand():
    assert len(FILES) >= 10
    for name in CONVERSATIONS:
        assert re.fullmatch(r"(en|fr)_[ho]\d+", name), name


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_conversations_are_whole(name):
    for item in CONVERSATIONS[name]:
        where = item["id"]
        assert item["lang"] == name[:2], where
        assert item["label"] == "benign" or item["label"] in LABELS, where
        assert item.get("concern") in CONCERNS | {None}, where
        assert item["family"] and item["style"], where
        assert len(item["messages"]) >= 4, where
        for person in item["participants"].values():
            assert person["role"] in ROLES, where
            assert person.get("age") is None or 5 <= person["age"] <= 99, where
        times = [message["t"] for message in item["messages"] if message.get("t") is not None]
        assert times == sorted(times) and all(time >= 0 for time in times), f"{where}: time runs backwards"
        for message in item["messages"]:
            assert message["from"] in item["participants"], where
            assert isinstance(message["text"], str), where
            for kind in message.get("signals") or []:
                assert kind in KINDS, f"{where}: {kind}"


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_windows_are_in_range(name):
    for item in CONVERSATIONS[name]:
        quiet, due, where = item["quiet_until"], item["alert_at"], item["id"]
        if item["label"] == "benign":
            assert quiet is None and due is None, where
        else:
            assert 0 <= quiet <= due < len(item["messages"]), where


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_danger_has_somebody_who_shows_it(name):
    """A dangerous conversation names a kind in somebody's message by the time an alert is due."""
    for item in CONVERSATIONS[name]:
        if item["label"] != "benign":
            seen = [message for message in item["messages"][:item["alert_at"] + 1] if message.get("signals")]
            assert seen, item["id"]


def test_ids_are_unique_and_tell_the_file():
    counts = collections.Counter(item["id"] for _, item in ALL)
    assert [name for name, count in counts.items() if count > 1] == []
    for name, item in ALL:
        assert re.fullmatch(name.replace("_", "-") + r"-\d{3}", item["id"]), item["id"]


def test_ordinary_threads_are_ordinary():
    assert all(item["label"] == "benign" for name, item in ALL if name[3] == "o")


@pytest.mark.parametrize("name", [name for name in CONVERSATIONS if name[3] == "h"])
def test_hands_have_as_many_ordinary_ones_as_they_say(name):
    """Half are ordinary; a quarter where four chats of one setting part: for pictures, for money, for shame, for nothing."""
    benign = sum(item["label"] == "benign" for item in CONVERSATIONS[name])
    share = 0.25 if name[3:] in QUADRUPLETS else 0.5
    assert abs(benign / len(CONVERSATIONS[name]) - share) <= 0.02


def test_both_languages_weigh_the_same():
    hands = [item for name, item in ALL if name[3] == "h"]
    labels = {item["label"] for item in hands}
    for wanted in [labels, *({label} for label in labels)]:
        count = collections.Counter(item["lang"] for item in hands if item["label"] in wanted)
        assert abs(count["en"] - count["fr"]) <= BALANCE * sum(count.values()) + 1, (wanted, count)


def shared_families():
    """Those that the folder's README names as shared."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = text.split("## Shared families")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.M))


def test_no_family_is_shared_between_files_unless_marked():
    holders = collections.defaultdict(set)
    for name, item in ALL:
        holders[item["family"]].add(name)
    assert {family for family, names in holders.items() if len(names) > 1} == shared_families()


def test_no_two_conversations_are_alike():
    """Counted by shared word bigrams; `python -m vigie_training.diversity` prints the figures."""
    for language in ("en", "fr"):
        files = {name: items for name, items in CONVERSATIONS.items() if name.startswith(language)}
        rows, alike = diversity.measure(files)
        assert alike == []
        for row in rows:
            assert row["distinct"][2] > 0.85, row["file"]


def test_no_message_of_words_is_said_twice_in_two_files():
    """Short ones («ok», «haha») are everybody's; a long one twice was copied."""
    holders = collections.defaultdict(set)
    for name, item in ALL:
        for message in item["messages"]:
            words = diversity.words_of(message["text"])
            if len(words) >= 9:
                holders[" ".join(words)].add(name)
    assert sum(len(names) > 1 for names in holders.values()) == 0
