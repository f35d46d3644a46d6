"""What is written is what was trained: torch against the reference, which reads the shipped bytes."""

import json

import numpy as np
import pytest
import torch

from vigie_training import export, join, parity
from vigie_training.data import authors_before
from vigie_training.kinds import KINDS, THREATS
from vigie_training.network import FACTS, Network, gap_fact, person_shares
from vigie_training.reference import Reference

BUCKETS = 64


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(5)
    made = Network(BUCKETS, 4, 6, 5, 3, 7, 32, 6).eval()
    made.same_before, made.other_before = (torch.nn.Linear(4, 6, bias=False) for _ in range(2))
    with torch.no_grad():
        # As large as in training, so that there is something to lose.
        made.table.weight *= 10
        for layer in (made.kinds, made.summary, made.signals, made.said, made.heard, made.code, made.same, made.other, made.alarm,
                      made.threats, made.told):
            layer.weight *= 3
    return made


@pytest.fixture(scope="module")
def model(network, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "tiny.vgm"
    export.write(network, path)
    return path


def test_sizes_names_and_checksum_are_where_they_belong(network, model):
    data = model.read_bytes()
    assert data[:4] == b"VGM\x07"
    reference = Reference(model).members[0]
    assert data[4] == 1
    assert reference.kinds == KINDS and reference.table.shape == (BUCKETS, 4)
    assert len(reference.threats[1]) == len(THREATS) and len(reference.told[1]) == 1 and reference.facts.shape == (7, FACTS)
    assert int.from_bytes(data[-8:], "little") == export.checksum(data[:-8])
    assert np.allclose(reference.said[0], network.said.weight.detach())
    assert np.allclose(reference.other_before, network.other_before.weight.detach())
    assert np.abs(reference.table - network.table.weight.detach().numpy()).max() < 0.05


def test_a_checksum_is_fnv():
    assert export.checksum(b"") == 0xCBF29CE484222325
    assert export.checksum(b"a") == 0xAF63DC4C8601EC8C


def test_bytes_of_another_length_are_refused(model, tmp_path):
    longer = tmp_path / "longer.vgm"
    longer.write_bytes(model.read_bytes() + b"\0\0\0\0")
    with pytest.raises(ValueError):
        Reference(longer)


def test_a_model_of_another_schema_is_neither_read_nor_joined(model, tmp_path):
    data = bytearray(model.read_bytes())
    data[3] -= 1
    older = tmp_path / "older.vgm"
    older.write_bytes(data)
    with pytest.raises(ValueError, match="schema"):
        Reference(older)
    with pytest.raises(ValueError, match="schema"):
        join.joined([model.read_bytes(), bytes(data)])


def test_the_reference_computes_what_was_trained(network, model):
    reference, random = Reference(model), np.random.default_rng(2)
    messages = [random.integers(BUCKETS, size=length) for length in (1, 5, 40, 0, 300, 12, 3, 60)]
    signals = [[(KINDS[random.integers(len(KINDS))], 0.1 + 0.9 * random.random(), bool(random.integers(2)))
                for _ in range(number % 4)] for number in range(len(messages))]
    by_candidate, by_protected = random.integers(2, size=(2, len(messages))).astype(bool)
    pauses = np.array([0, 3, np.nan, 60, 5000, 20_000, 1, 0])
    dense = torch.zeros(len(messages), 2 * len(KINDS))
    for number, found in enumerate(signals):
        for kind, score, reported in found:
            place = KINDS.index(kind) + len(KINDS) * reported
            dense[number, place] = max(float(dense[number, place]), score)
    alone = np.arange(len(messages)) < 3
    facts = np.stack(
        [by_candidate, by_protected, np.ones(len(messages)), gap_fact(pauses), alone], 1).astype(np.float32)
    persons = random.integers(9, size=(len(messages), 3))
    with torch.no_grad():
        lengths = np.array([len(message) for message in messages])
        hidden, view = network.messages(
            torch.from_numpy(np.concatenate(messages)), torch.from_numpy(np.concatenate([[0], lengths.cumsum()[:-1]])),
            dense, torch.from_numpy(person_shares(persons)).float(), authors=torch.from_numpy(authors_before(by_candidate)),
        )
        kinds = torch.sigmoid(network.kinds(hidden)).numpy()
        alarm, threats, told = network.follow(
            view, torch.arange(len(messages))[None], torch.from_numpy(by_candidate)[None],
            torch.from_numpy(facts)[None], [len(messages)],
            (torch.arange(-1, len(messages) - 1)[None],
             torch.from_numpy(np.concatenate([[True], by_candidate[1:] == by_candidate[:-1]]))[None]),
        )
        threats = torch.log_softmax(threats, 2)[0].numpy()
    state, before = np.zeros(reference.size), None
    for number, message in enumerate(messages):
        earlier = before and (before[0], before[1] == by_candidate[number])
        probabilities, seen, code = reference.message(message, signals[number], persons[number], earlier)
        assert np.abs(seen - view[number].numpy()).max() < 0.02
        if len(message):
            assert np.abs(probabilities - kinds[number]).max() < 0.02
        else:
            assert probabilities is None and (seen[:5] == 0).all(), "nothing to read"
        state, hazard, named, reported = reference.step(
            state, seen, by_candidate[number], by_protected[number], True, pauses[number], alone[number],
            before=before,
        )
        before = code, by_candidate[number]
        assert abs(hazard - float(alarm[0, number])) < 0.02, number
        assert np.abs(named - threats[number]).max() < 0.02, number
        assert abs(reported - float(told[0, number])) < 0.02, number
        assert np.allclose(state * 127, np.round(state * 127)), "kept as the library keeps it"
    assert np.ptp(alarm[0].numpy()) > 0.3, "all alike would show nothing"


def written(tmp_path, *answers):
    """A model of several members, and each as a model of its own."""
    torch.manual_seed(6)
    paths = [tmp_path / f"{number}.vgm" for number in range(len(answers))]
    for path, when in zip(paths, answers):
        export.write(Network(BUCKETS, 4, 6, 5, 3, 7, 16).eval(), path, when)
    together = tmp_path / "together.vgm"
    together.write_bytes(join.joined([path.read_bytes() for path in paths]))
    return Reference(together), [Reference(path) for path in paths]


def test_members_remember_side_by_side_and_are_averaged(tmp_path):
    together, apart = written(tmp_path, "always", "always")
    assert together.size == 32
    states, state = [np.zeros(16), np.zeros(16)], np.zeros(32)
    for buckets in ([3, 5, 9], [1], [40, 41, 42, 43]):
        kinds, view, _ = together.message(buckets, [])
        singles = [one.message(buckets, []) for one in apart]
        assert np.allclose(kinds, np.mean([single[0] for single in singles], 0))
        state, alarm, threats, told = together.step(state, view, True, False, True, 3, False)
        steps = [one.step(own, single[1], True, False, True, 3, False)
                 for one, own, single in zip(apart, states, singles)]
        states = [step[0] for step in steps]
        assert np.allclose(state, np.concatenate(states))
        assert alarm == pytest.approx(np.mean([step[1] for step in steps]))
        named = np.mean([step[2] for step in steps], 0)
        assert np.allclose(threats, named - np.log(np.exp(named).sum()))
        assert told == pytest.approx(np.mean([step[3] for step in steps]))


def test_members_answer_where_they_were_trained_to(tmp_path):
    together, (turns, alone) = written(tmp_path, "turns", "alone")
    states, state = [np.zeros(16), np.zeros(16)], np.zeros(32)
    for buckets, nobody in (([3, 5, 9], True), ([1], True), ([40, 41], False), ([7], False)):
        view = together.message(buckets, [])[1]
        before = state
        state, alarm, threats, told = together.step(state, view, True, False, True, 3, nobody)
        asked = alone if nobody else turns
        place = int(nobody)
        own = asked.step(states[place], asked.message(buckets, [])[1], True, False, True, 3, nobody)
        assert (alarm, list(threats)) == (pytest.approx(own[1]), pytest.approx(list(own[2])))
        assert told == pytest.approx(own[3])
        states[0] = turns.members[0].advance(
            states[0], turns.message(buckets, [])[1], np.array([1, 0, 1, gap_fact(np.array(3.0)), nobody]), 0)
        states[0] = np.round(states[0] * 127) / 127
        assert np.allclose(state[:16], states[0]), "it reads along from the first message"
        if nobody:
            states[1] = own[0]
        else:
            assert np.allclose(state[16:], before[16:]), "nobody is alone again"


def test_a_fixture_holds_what_the_reference_says(model, monkeypatch):
    def features(_, lines, buckets):
        return [
            {"buckets": [sum(word.encode()) % buckets for word in text.split() if word.isalpha()],
             "signals": [["secrecy", 0.75, False]] if "tell" in text else [], "persons": [0, 0, len(text.split())]}
            for _, text in lines
        ]

    monkeypatch.setattr(parity, "features", features)
    made = parity.fixture("no program", model)
    assert json.loads(parity.written(made)) == made
    assert int(made["checksum"], 16) == export.checksum(model.read_bytes()[:-8])
    lengths = {len(case["text"].split()) for case in made["messages"]}
    assert {1, 4, 60, 400} <= lengths
    assert any(reported for case in made["messages"] for _, _, reported in case["signals"])
    assert any(not case["kinds"] for case in made["messages"]), "one without words"
    reference, case = Reference(model), made["conversation"]
    assert len(case["turns"]) == len(case["known_contact"]) == len(case["roles_withheld"]) == 40
    state, before = np.zeros(reference.size), None
    for number, (turn, expected) in enumerate(zip(case["turns"], case["known_contact"])):
        # `b` begins, and the second message is `a`'s.
        line = features(None, [(turn["from"], turn["text"])], BUCKETS)[0]
        earlier = before and (before[0], before[1] == (turn["from"] == "b"))
        _, view, code = reference.message(np.array(line["buckets"], int), turn["signals"], line["persons"], earlier)
        raw = []
        state, alarm, threats, told = reference.step(
            state, view, turn["from"] == "b", turn["from"] == "a", True, turn["pause"], number == 0, raw, before,
        )
        assert turn["code"] == code.tolist()
        before = turn["code"], turn["from"] == "b"
        steps = np.concatenate(raw) * 127
        assert (np.abs(np.abs(steps - np.floor(steps)) - 0.5) > parity.EDGE * 0.9).all(), "could be rounded either way"
        assert alarm == pytest.approx(expected["alarm"], abs=1e-6)
        assert threats == pytest.approx(np.array(expected["threats"]), abs=1e-6)
        assert told == pytest.approx(expected["told"], abs=1e-6)
