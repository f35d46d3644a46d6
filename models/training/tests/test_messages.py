"""The message model by itself: what it is asked, who asks whom, and that a network says the same with it."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from made import chat, dangerous, ordinary, stream, table
from vigie_training import messages
from vigie_training.data import BENIGN, NOBODY, OTHER, SAME
from vigie_training.kinds import KINDS
from vigie_training.network import Network
from vigie_training.samples import plain
from vigie_training.train import Batch, train

TABLE = table()
LOOKS = slice(len(KINDS), len(KINDS) + 5), slice(len(KINDS) + 5, len(KINDS) + 10)
TOLD = len(KINDS) + 10
ARGUMENTS = SimpleNamespace(
    seed=1, buckets=len(TABLE), width=6, hidden=8, message_folds=2, message_epochs=3, message_rate=0.01,
    message_decay=0.001, message_drop=0.2,
)


def test_what_is_asked_of_a_message():
    one = dangerous()
    one.shows[3, 2] = 1
    right, weights = messages.targets([one, ordinary()])
    assert right.shape == weights.shape == (30, messages.OUTPUTS) and TOLD + 1 == messages.OUTPUTS
    assert right[3, :len(KINDS)].tolist() == one.shows[3].tolist() and (weights[:, :len(KINDS)] == 1).all()
    # The other side's from the message before the window on: dangerous, and grooming. The protected side is asked apart.
    contact, protected = LOOKS
    assert right[7, protected].tolist() == [1, 1, 0, 0, 0] and right[8, contact].tolist() == [1, 1, 0, 0, 0]
    assert right[8, protected].tolist() == [0] * 5 and weights[8, protected].tolist() == [0] * 5
    assert weights[8, contact].tolist() == [messages.LOOKS, 1, 1, 1, 1]
    # Before that nobody can say how it looks; in an ordinary chat everything looks harmless.
    assert not weights[5, len(KINDS):].any() and not right[20:, len(KINDS):].any()
    assert weights[20, protected].any() and not weights[20, TOLD]


def test_what_a_friend_tells_looks_told():
    right, weights = messages.targets([dangerous(third_party=True), dangerous()])
    assert right[10, TOLD] == 1 and right[30, TOLD] == 0 and weights[10, TOLD] == weights[30, TOLD] == 1
    assert weights[2, TOLD] == 0


def test_a_hand_is_in_one_fold():
    hands = np.array(["h1", "h2", "h3", "h1", "h2", "h3", "h4"])
    fold = messages.folds_of(hands, 2, 5)
    assert (fold[:3] == fold[3:6]).all() and sorted(np.bincount(fold[[0, 1, 2, 6]])) == [2, 2]
    assert messages.hand(chat([0, 1], name="fr-h12-034")) == "h12"


def test_nobody_says_anything_of_what_they_have_seen(monkeypatch):
    chats = [dangerous(), ordinary(), ordinary(first=1100, name="fr-y-001"), ordinary(first=1200, name="en-z-001")]
    one = stream(BENIGN, count=5)
    seen = []

    def fit(found, right, weights, chosen, arguments):
        seen.append(set(found.rows[chosen]))
        return len(seen)

    def answers(model, found, chosen):
        # What the model has seen must not be asked of it.
        assert not seen[model - 1] & set(found.rows[chosen])
        return np.full((len(chosen), messages.OUTPUTS), model)

    monkeypatch.setattr(messages, "fit", fit)
    monkeypatch.setattr(messages, "answers", answers)
    model, shown = messages.crossfitted(chats, [one], TABLE, ARGUMENTS)
    rows = messages.Messages(chats, TABLE)
    assert model == 3 and seen[2] == set(rows.rows)
    assert set(shown[rows.rows, 0]) == {1, 2} and (shown[rows.rows] == shown[rows.withheld]).all()
    assert (shown[2000:2005] == 3).all() and not shown[2005:].any()


def test_it_learns_what_words_do():
    learned = [chat([0, 1] * 10, first=40 * place, name=f"en-h{place}-001") for place in range(4)]
    buckets = TABLE.buckets
    try:
        TABLE.buckets = [np.array([row % 2, 7]) for row in range(len(TABLE))]
        for one in learned:
            one.shows[1::2, 5] = 1
        found = messages.Messages(learned, TABLE)
        right, weights = messages.targets(learned)
        model = messages.fit(found, right, weights, np.arange(60), SimpleNamespace(**{**vars(ARGUMENTS), "message_epochs": 60}))
        said = messages.answers(model, found, np.arange(60, 80))[:, 5]
    finally:
        TABLE.buckets = buckets
    assert said[1::2].min() > said[::2].max()


def test_the_message_before_is_heard():
    """What the other side asked decides what the same short answer shows."""
    learned = [chat([0, 1] * 10, first=40 * place, name=f"en-h{place}-001") for place in range(4)]
    buckets = TABLE.buckets
    try:
        # Every answer is the same, and every second question.
        TABLE.buckets = [np.array([7 if row % 2 else row // 2 % 2]) for row in range(len(TABLE))]
        for one in learned:
            one.shows[1::4, 5] = 1
        found = messages.Messages(learned, TABLE)
        right, weights = messages.targets(learned)
        model = messages.fit(found, right, weights, np.arange(60), SimpleNamespace(**{**vars(ARGUMENTS), "message_epochs": 400, "message_rate": 0.03}))
        said = messages.answers(model, found, np.arange(60, 80))[:, 5]
    finally:
        TABLE.buckets = buckets
    assert said[1::4].min() > said[3::4].max()


def test_batches_hold_the_chosen_messages():
    one = table(30)
    one.buckets = [np.arange(row % 4) + 100 * row for row in range(30)]
    found = messages.Messages([chat([0, 1, 1, 0] * 5, name="en-h1-001")], one)
    (ids, offsets, counts), before, authors = found.batch(np.array([7, 4, 3]))
    assert ids.tolist() == [700, 701, 702, 300, 301, 302] and offsets.tolist() == [0, 3, 3] and counts.tolist() == [3, 0, 3]
    assert before[0].tolist() == [600, 601, 300, 301, 302, 200, 201] and authors.tolist() == [OTHER, SAME, OTHER]
    assert found.batch(np.array([0]))[2].tolist() == [NOBODY]
    (ids, _, counts), _, _ = found.batch(np.arange(20), 0.5, np.random.default_rng(1))
    assert 5 < len(ids) < 25 and counts.sum() == len(ids)


def test_a_network_that_adopts_it_says_the_same():
    torch.manual_seed(2)
    model = messages.MessageModel(len(TABLE), 6, 8).eval()
    network = Network(len(TABLE), 4, 8, 5, 3, 7, 32).eval()
    network.hear(messages.OUTPUTS)
    chats = [dangerous(), ordinary()]
    rows = messages.Messages(chats, TABLE)
    TABLE.shown = np.zeros((len(TABLE), messages.OUTPUTS), np.float32)
    try:
        TABLE.shown[rows.rows] = messages.answers(model, rows, np.arange(30))
        with torch.no_grad():
            before = Batch([plain(one, False) for one in chats], TABLE).run(network)
    finally:
        TABLE.shown = None
    network.adopt(model)
    with torch.no_grad():
        after = Batch([plain(one, False) for one in chats], TABLE).run(network)
    assert before[0] is None and network.shown is None
    for expected, found in zip(before[1:], after[1:]):
        assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-4)
    assert network.kinds(after[0]).detach().numpy() == pytest.approx(messages.answers(model, rows, np.arange(30))[:, :len(KINDS)], abs=1e-4)


def test_of_merged_messages_the_most_is_heard():
    one = table(30)
    one.shown = np.arange(30 * messages.OUTPUTS, dtype=np.float32).reshape(30, -1)
    sample = plain(chat([0, 1, 1]), False)
    sample.rows = [[0], [1, 2]]
    sample.speakers, sample.gaps, sample.shows = np.array([0, 1]), sample.gaps[:2], sample.shows[:2]
    assert Batch([sample], one).shown.numpy().tolist() == one.shown[[0, 2]].tolist()


def test_a_training_by_itself_ends_as_one_network():
    chats = [dangerous(), ordinary(), ordinary(first=1100, name="fr-y-001"),
             ordinary(first=1300, name="en-y-003")]
    settings = vars(ARGUMENTS) | {
        "summary": 5, "signals": 3, "step": 7, "state": 8, "code": 4, "epochs": 1, "rate": 0.004, "decay": 0.1, "threads": 1,
        "chains": 2, "benign_windows": 0, "grooming_windows": 0, "harmless_windows": 0, "benign_weight": 1.5, "drop": 0.5,
        "prior": None, "answers": "turns", "messages": "apart",
    }
    made = table(2000)
    network = train(chats, [], [], made, SimpleNamespace(**settings))
    assert made.shown is None and network.shown is None
    assert network.table.weight.shape == (ARGUMENTS.buckets, ARGUMENTS.width)
    hidden, *_ = Batch([plain(chats[0], False)], made).run(network)
    assert network.kinds(hidden).shape == (20, len(KINDS))
