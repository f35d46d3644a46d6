"""Whatever is done to a chat, the window in which an alarm is right stays where it was."""

import numpy as np
import pytest

from made import CONTACT, PROTECTED, UNKNOWN, WITHHELD, chat, dangerous, ordinary, stream
from vigie_training import samples
from vigie_training.data import BENIGN
from vigie_training.samples import Sampler, plain

OTHERS = 1000


def sampler(seed=1, authored=None, benign=(), grooming=()):
    lengths, harmless = np.full(4000, 5), np.arange(4000) % 3 > 0
    return Sampler(authored or [dangerous(), ordinary()], list(benign), list(grooming), lengths, harmless, seed)


def origins(sample):
    """Places of the messages in the chat that they come from; -1 for those of another chat."""
    return [[row % WITHHELD if row < OTHERS else -1 for row in rows] for rows in sample.rows]


def assert_window(sample, quiet=8, due=13):
    where = origins(sample)
    before, window = sum(where[:sample.quiet], []), sum(where[sample.quiet:sample.due + 1], [])
    after = sum(where[sample.due + 1:], [])
    assert all(place < quiet for place in before), (before, window)
    assert window and all(quiet <= place <= due for place in window), window
    assert all(place > due for place in after), after
    for part in (sample.speakers, sample.gaps, sample.shows):
        assert len(part) == len(sample.rows)


@pytest.mark.parametrize("seed", range(40))
def test_windows_keep_their_borders_under_everything_at_once(seed):
    drawn = sampler(seed)
    for _ in range(20):
        sample = drawn.conversation(dangerous())
        if sample.label != BENIGN:
            assert_window(sample)


def test_a_crop_moves_the_window_with_the_messages():
    sample = Sampler.cut(plain(dangerous(), False), 3, 20)
    assert (sample.quiet, sample.due) == (5, 10)
    assert origins(sample)[0] == [3]
    assert_window(sample)
    assert Sampler.cut(plain(dangerous(), False), 0, 12).due == 11


def test_merging_joins_neighbours_of_one_sender_within_a_border(monkeypatch):
    monkeypatch.setattr(samples, "MERGE", 1.0)
    sample = sampler().merged(plain(dangerous(), False))
    assert_window(sample)
    assert sum(origins(sample), []) == list(range(20)), "nothing is lost"
    joined = [rows for rows in origins(sample) if len(rows) > 1]
    # 13 and 14 are one sender's, and the border stands between them.
    assert joined == [[2, 3], [6, 7], [8, 9], [11, 12], [15, 16]]


def test_merged_messages_show_what_either_showed(monkeypatch):
    monkeypatch.setattr(samples, "MERGE", 1.0)
    one = dangerous()
    one.shows[2, 4], one.shows[3, 7] = 1, 1
    sample = sampler().merged(plain(one, False))
    at = origins(sample).index([2, 3])
    assert list(np.flatnonzero(sample.shows[at])) == [4, 7]


@pytest.mark.parametrize("seed", range(20))
def test_an_ordinary_chat_goes_before(seed):
    sample = sampler(seed).prefixed(plain(dangerous(), False), False)
    shift = len(sample.rows) - 20
    assert 4 <= shift <= 10 and (sample.quiet, sample.due) == (8 + shift, 13 + shift)
    assert_window(sample)
    assert np.isnan(sample.gaps[shift]), "nothing is known of the pause between two chats"


def test_a_prefix_keeps_who_is_who():
    swapped = ordinary(roles=(CONTACT, PROTECTED))
    sample = sampler(authored=[dangerous(), swapped]).prefixed(plain(dangerous(), False), False)
    shift = len(sample.rows) - 20
    assert list(sample.speakers[:shift]) == list(1 - swapped.speakers[:shift])


def test_a_group_gets_no_prefix():
    group = chat([0, 1, 2, 1], roles=(PROTECTED, CONTACT, UNKNOWN), label=0, quiet=1, due=2)
    assert len(sampler().prefixed(plain(group, False), False).rows) == 4


def one_sided(one, speaker):
    """The sample of one speaker's messages alone."""
    for seed in range(50):
        sample = sampler(seed).one_sided(plain(one, False))
        if set(sample.speakers) == {speaker}:
            return sample
    raise AssertionError("never drawn")


def test_the_offenders_side_alone_keeps_the_danger():
    sample = one_sided(dangerous(), 1)
    assert sample.label == 0
    assert_window(sample)
    assert np.isnan(sample.gaps).all()


def test_a_victims_side_alone_is_ordinary():
    assert one_sided(dangerous(), 0).label == BENIGN


def test_a_protected_person_who_threatens_is_the_danger():
    threatening = dangerous(owner_threatens=True)
    assert one_sided(threatening, 0).label == 0
    assert one_sided(threatening, 1).label == BENIGN


def test_withheld_roles_are_nowhere():
    sample = plain(dangerous(), True)
    assert set(sample.roles) == {UNKNOWN}
    assert all(row >= WITHHELD for rows in sample.rows for row in rows), "rules read without roles as well"
    assert list(sample.truth) == [PROTECTED, CONTACT], "what is right does not change"
    given = plain(dangerous(), False)
    assert list(given.roles) == [PROTECTED, CONTACT] and given.rows[0] == [0]


def test_some_conversations_are_shown_without_roles_and_some_without_words():
    drawn = sampler()
    found = [drawn.conversation(dangerous()) for _ in range(400)]
    withheld = sum(set(sample.roles) == {UNKNOWN} for sample in found) / 400
    blind = sum(sample.blind for sample in found) / 400
    assert abs(withheld - samples.WITHHOLD) < 0.1 and abs(blind - samples.BLIND) < 0.07


def test_chains_are_long_ordinary_and_of_one_language():
    english, french = ordinary(), ordinary(first=3000, name="fr-x-001")
    drawn = sampler(authored=[dangerous(), english, french])
    found = [drawn.chain() for _ in range(60)]
    assert any(set(sample.speakers) == {0} for sample in found), "one sender's part"
    assert any(set(sample.speakers) == {0, 1} for sample in found)
    for sample in found:
        rows = sum(sample.rows, [])
        assert sample.label == BENIGN
        if all(row < OTHERS for row in rows):
            # What a child answers in a dangerous chat is ordinary, and nobody says that it is a contact's.
            speakers = dangerous().speakers
            assert all(speakers[row % WITHHELD] == 0 for row in rows) and set(sample.roles) == {UNKNOWN}
        else:
            assert all(row >= 3000 for row in rows) or all(OTHERS <= row < 3000 for row in rows)
        assert samples.WINDOW[0] <= len(rows) < samples.WINDOW[1]
        assert PROTECTED not in sample.roles
        assert len(sample.speakers) == len(sample.gaps) == len(sample.shows) == len(sample.rows)


def test_harmless_parts_of_a_real_offender_are_ordinary():
    drawn = sampler()
    found = [sample for _ in range(30) if (sample := drawn.harmless(stream(0)))]
    assert found
    for sample in found:
        assert sample.label == BENIGN
        assert all(row % 3 > 0 for row in sum(sample.rows, [])), "what shows a tactic is left out"
    assert Sampler([dangerous()], [], [], np.full(4000, 5), np.zeros(4000, bool), 1).harmless(stream(0)) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_window_cut_anew_has_longer_messages_and_keeps_its_order(seed):
    drawn = sampler(seed)
    sample = drawn.cut(plain(stream(0), True), 0, 120)
    sample.quiet, sample.due = 30, 119
    sample = drawn.recut(sample)
    assert sum(sample.rows, []) == list(range(2000, 2120))
    assert all(len(rows) * 5 >= samples.RECUT_TO[0] for rows in sample.rows[:-1])
    assert sample.rows[sample.quiet][0] <= 2030 <= sample.rows[sample.quiet][-1]
    assert sample.due == len(sample.rows) - 1
    assert len(sample.speakers) == len(sample.gaps) == len(sample.shows) == len(sample.rows)


@pytest.mark.parametrize("label", [BENIGN, 0])
def test_windows_of_streams_end_with_their_last_message(label):
    drawn = sampler()
    starts = set()
    for _ in range(60):
        sample = drawn.window(stream(label))
        assert sample.label == label and sample.stream
        assert 0 <= sample.quiet <= sample.due == len(sample.rows) - 1
        assert sum(sample.rows, []) == list(range(sample.rows[0][0], sample.rows[-1][-1] + 1)), "in one piece"
        starts.add(sample.rows[0][0] == 2000)
    assert True in starts or label == BENIGN, "some begin where the chat begins"


def test_an_epoch_has_everything_and_every_corpus_counts_the_same():
    benign = [stream(BENIGN, source="large")] * 50 + [stream(BENIGN, first=2400, source="small")]
    samples_of = sampler(benign=benign, grooming=[stream(0, first=3000)]).epoch(200, 30, 10, 40)
    assert len(samples_of) == 2 + 200 + 30 + 10 + 40
    small = sum(sample.stream and sample.label == BENIGN and 2400 <= sample.rows[0][0] < 3000 for sample in samples_of)
    assert 60 < small < 140
    assert sum(sample.label == BENIGN and sample.rows[0][0] >= 3000 for sample in samples_of) == 40, "harmless parts"


def test_the_same_seed_draws_the_same():
    def drawn(seed):
        found = sampler(seed, benign=[stream(BENIGN)]).epoch(20, 0, 5, 0)
        return [(sample.label, sample.rows, list(sample.roles)) for sample in found]

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


@pytest.mark.parametrize(("answers", "sides"), [("alone", {1}), ("turns", {2})])
def test_who_answers_in_one_case_is_shown_that_case_only(monkeypatch, answers, sides):
    monkeypatch.setattr(samples, "WRITTEN_ALONE", 0.5)
    lengths, harmless = np.full(4000, 5), np.arange(4000) % 3 > 0
    drawn = Sampler([dangerous(), ordinary()] * 10, [], [], lengths, harmless, 3, answers)
    found = drawn.epoch(0, 0, 20, 0)
    assert {len(set(sample.speakers)) for sample in found} == sides
    assert 20 < len(found) <= (30 if answers == "alone" else 40), "no more than the schedule was made for"
    assert {sample.label == BENIGN for sample in found} == {False, True}
