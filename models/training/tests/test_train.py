"""Who is followed from when, and what the loss asks for."""

import numpy as np
import pytest
import torch

from made import CONTACT, PROTECTED, UNKNOWN, chat, dangerous, ordinary, stream, table
from vigie_training.data import BENIGN
from vigie_training.kinds import KINDS
from vigie_training.network import ALONE, FACTS, LONGEST_GAP, Network, gap_fact
from vigie_training.samples import plain
from vigie_training.train import (
    INNOCENT, MOST_CANDIDATES, NAMING, NO_ALARM, TOLD, Average, Batch, candidates, conversation_loss, message_loss, outcomes,
    scores,
)

TABLE = table()


def network(seed=0):
    torch.manual_seed(seed)
    return Network(len(TABLE), 4, 6, 5, 3, 7, 32).eval()


def batch(*chats, withheld=False):
    return Batch([plain(one, withheld) for one in chats], TABLE)


def test_the_protected_person_is_no_candidate():
    assert candidates(plain(dangerous(), False)) == [1]
    # Nobody knows who is who: both are followed, in the order of their first messages.
    assert candidates(plain(dangerous(), True)) == [1, 0]
    # Nobody else writes.
    assert candidates(plain(chat([0, 0, 0]), False)) == [0]


def test_no_more_than_so_many_are_followed():
    crowd = chat(list(range(10)), roles=[UNKNOWN] * 10)
    assert candidates(plain(crowd, False)) == list(range(MOST_CANDIDATES))


def test_candidates_are_followed_from_their_first_message():
    group = chat([0, 1, 0, 2, 1, 2], roles=(PROTECTED, CONTACT, UNKNOWN))
    made = batch(ordinary(), group)
    assert made.owners == [0, 1, 1] and made.candidates == [1, 1, 2]
    assert made.starts.tolist() == [1, 1, 3] and made.lengths == [9, 5, 3]
    # Rows go on where the chat before ended.
    assert made.rows[2, :3].tolist() == [13, 14, 15]
    assert made.said[1, :5].tolist() == [True, False, False, True, False]
    with torch.no_grad():
        _, alarm, threats, told = made.run(network())
    assert alarm.shape == told.shape == (3, 10) and threats.shape == (3, 10, 4)
    assert (alarm[2, :3] == NO_ALARM).all() and (alarm[2, 3:6] != NO_ALARM).all()


def test_facts_say_who_writes_and_who_is_known():
    made = batch(dangerous())
    expected = dangerous()
    assert made.facts[0, :, 0].tolist() == [float(speaker == 1) for speaker in expected.speakers]
    assert made.facts[0, :, 1].tolist() == [float(speaker == 0) for speaker in expected.speakers]
    assert (made.facts[0, :, 2] == 1).all()
    assert np.allclose(made.facts[0, :, 3], gap_fact(expected.gaps))
    nothing = batch(dangerous(), withheld=True)
    assert (nothing.facts[:, :, 1:3] == 0).all()


def test_pauses_are_bounded_and_may_be_unknown():
    assert gap_fact(np.array([np.nan, 0, -5, LONGEST_GAP, 1e9])).tolist() == [0, 0, 0, 1, 1]
    assert 0 < gap_fact(np.array(1.0)) < gap_fact(np.array(60.0)) < 1


def test_merged_messages_have_both_rows_and_blind_ones_no_words():
    signals = table(3)
    signals.signals[1][5], signals.signals[2][5], signals.signals[2][6] = 0.25, 0.75, 0.5
    sample = plain(chat([1, 1, 1]), False)
    sample.rows, sample.speakers = [[0], [1, 2]], sample.speakers[:2]
    sample.shows, sample.gaps = sample.shows[:2], sample.gaps[:2]
    made = Batch([sample], signals)
    assert made.ids.tolist() == [0, 1, 2] and made.offsets.tolist() == [0, 1]
    assert made.signals[1, [5, 6]].tolist() == [0.75, 0.5]
    sample.blind = True
    assert len(Batch([sample], signals).ids) == 0
    assert Batch([sample], signals).signals[1, 5] == 0.75


def loss_of(made, alarm, threats=None, benign_weight=1.0, told=None):
    shape = (len(made.owners), max(len(sample.rows) for sample in made.samples))
    threats = torch.zeros(*shape, 4) if threats is None else threats
    told = torch.zeros(*shape) if told is None else told
    return float(conversation_loss(made, alarm, threats, told, benign_weight))


def alarm_at(made, *places, sequence=0):
    alarm = torch.full((len(made.owners), max(len(sample.rows) for sample in made.samples)), -6.0)
    for place in places:
        alarm[sequence, place] = 6.0
    return alarm


def test_an_alarm_in_the_window_costs_less_than_before_or_after_it():
    made = batch(dangerous())
    costs = {place: loss_of(made, alarm_at(made, place)) for place in range(20)}
    inside = [costs[place] for place in range(8, 14)]
    assert max(inside) < min(costs[place] for place in costs if place not in range(8, 14))
    assert max(inside) < loss_of(made, alarm_at(made)), "no alarm at all is worse"
    # Only the first one counts: a second does not mend an early one.
    assert loss_of(made, alarm_at(made, 2, 10)) > loss_of(made, alarm_at(made, 10))


def test_the_loss_is_the_likelihood_of_being_right_in_time():
    made = batch(dangerous())
    alarm = torch.linspace(-3, 3, 20)[None]
    hazard = torch.sigmoid(alarm[0]).double()
    quiet = torch.cat([torch.ones(1), (1 - hazard).cumprod(0)[:-1]])
    in_time = (hazard * quiet)[8:14].sum()
    later = 0.1 * torch.log(hazard[10:]).mean()
    undecided = NAMING * np.log(4) + TOLD * np.log(2)
    assert loss_of(made, alarm) == pytest.approx(float(-torch.log(in_time) - later) + undecided, abs=1e-4)


def test_what_a_friend_tells_is_told_from_what_is_done_here():
    done, confided = dangerous(), dangerous()
    confided.third_party = True
    yes, no = torch.full((1, 20), 4.0), torch.full((1, 20), -4.0)
    for one, right, wrong in ((done, no, yes), (confided, yes, no)):
        made = batch(one)
        assert loss_of(made, alarm_at(made, 10), told=right) < loss_of(made, alarm_at(made, 10), told=wrong)
    # Before an alarm is justified nothing is asked.
    made, early = batch(confided), yes.clone()
    early[0, :8] = -4.0
    assert loss_of(made, alarm_at(made, 10), told=early) == loss_of(made, alarm_at(made, 10), told=yes)


def test_many_small_doubts_are_no_clear_alarm():
    made = batch(stream(0, count=20))
    doubts, clear = torch.full((1, 20), -1.0), torch.full((1, 20), -6.0)
    clear[0, 12] = 4.0
    assert loss_of(made, clear) < loss_of(made, doubts)


def test_of_one_sender_the_worst_moment_counts_twice():
    one_sided, by_turns = batch(stream(BENIGN, count=10)), batch(ordinary(roles=(UNKNOWN, CONTACT)))
    assert loss_of(one_sided, alarm_at(one_sided, 5)) > 2 * loss_of(by_turns, alarm_at(by_turns, 5))


def test_it_is_known_as_long_as_nobody_answers():
    made = batch(dangerous(), ordinary())
    # The first message of each is the other side's; a candidate's sequence begins with their own first.
    alone = made.facts[:, :, ALONE]
    for sequence, start in enumerate(made.starts.tolist()):
        speakers = made.samples[made.owners[sequence]].speakers
        expected = np.cumsum(speakers != speakers[0])[start:] == 0
        assert list(alone[sequence, :len(expected)]) == list(expected.astype(float))
    assert alone.sum() > 0


def test_there_is_an_alarm_for_those_who_are_alone():
    made = network()
    facts = torch.zeros(2, 3, FACTS)
    facts[1, :, ALONE] = 1
    with torch.no_grad():
        made.facts.weight[:, ALONE] = 0
        made.alarm.bias[:] = torch.tensor([2.0, -2.0])
        made.alarm.weight[:] = 0
        view = torch.zeros(6, made.said.in_features)
        alarm, *_ = made.follow(view, torch.arange(6).reshape(2, 3), torch.ones(2, 3).bool(), facts, [3, 3])
    assert alarm.tolist() == [[2.0] * 3, [-2.0] * 3]


def test_an_ordinary_chats_alarm_costs():
    made = batch(ordinary())
    silent, alarmed = loss_of(made, alarm_at(made)), loss_of(made, alarm_at(made, 5))
    assert silent < 0.01 < 1 < alarmed
    assert loss_of(made, alarm_at(made, 5), benign_weight=3.0) == pytest.approx(3 * alarmed)


def test_an_alarm_about_the_victim_costs_as_well():
    made = batch(dangerous(), withheld=True)
    victim = made.candidates.index(0)
    right = alarm_at(made, 10, sequence=1 - victim)
    both = right.clone()
    both[victim, 3] = 6.0
    assert loss_of(made, both) > loss_of(made, right) + INNOCENT


def test_the_right_threat_is_asked_for():
    made = batch(dangerous())
    right, wrong = torch.zeros(1, 20, 4), torch.zeros(1, 20, 4)
    right[:, :, 0], wrong[:, :, 2] = 3.0, 3.0
    alarm = alarm_at(made, 10)
    assert loss_of(made, alarm, right) < loss_of(made, alarm) < loss_of(made, alarm, wrong)


def test_in_a_stream_sooner_is_better():
    one = stream(0, count=100)
    one.quiet = 3
    made = batch(one)
    assert loss_of(made, alarm_at(made, 5)) < loss_of(made, alarm_at(made, 60)) < loss_of(made, alarm_at(made, 1))


def test_messages_are_asked_what_they_show():
    one = ordinary()
    one.shows[2, 4] = 1
    made = batch(one)
    net = network()
    with torch.no_grad():
        hidden, *_ = made.run(net)
        before = float(message_loss(made, net, hidden))
        net.kinds.bias[4] += 1.0
        assert float(message_loss(made, net, hidden)) > before, "nine of ten do not show it"
        net.kinds.bias[4] -= 2.0
        assert float(message_loss(made, net, hidden)) < before
        # A stream says nothing of its messages' kinds.
        quiet = batch(stream(BENIGN, count=10))
        hidden, *_ = quiet.run(net)
        asked = float(message_loss(quiet, net, hidden))
        net.kinds.bias += 5.0
        assert float(message_loss(quiet, net, hidden)) == asked


def test_gradients_reach_every_part():
    made = batch(dangerous(), ordinary(), withheld=True)
    made.signals[:, 3] = 1.0
    net = network().train()
    hidden, alarm, threats, told = made.run(net)
    (conversation_loss(made, alarm, threats, told, 1.0) + message_loss(made, net, hidden)).backward()
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_averages_follow_slowly():
    net = torch.nn.Linear(1, 1, bias=False)
    average = Average(net, 0.75)
    start = net.weight.item()
    with torch.no_grad():
        net.weight += 4.0
    average.add(net)
    assert float(average.kept["weight"]) == pytest.approx(start + 1.0)


def test_first_alarms_are_judged():
    chats = [dangerous()] * 4 + [ordinary()] * 2
    found = []
    for first in (10, 3, 17, None, None, 6):
        alarm = np.full(20, -5.0)
        if first is not None:
            alarm[first:] = 5.0
        threats = np.zeros((20, 4))
        threats[:, 0] = 1.0
        found.append((alarm, threats))
    assert outcomes(chats, found, 0.0) == {
        "dangerous": 4, "in_time": 1, "early": 1, "late": 1, "missed": 1, "named": 3, "benign": 2, "false": 1,
    }


def test_scores_are_those_of_the_worst_candidate():
    chats = [dangerous(), ordinary()]
    net = network()
    (alarm, threats), other = scores(net, chats, TABLE, True)
    with torch.no_grad():
        _, every, *_ = batch(*chats, withheld=True).run(net)
    assert np.allclose(alarm, every[:2, :20].max(0).values.numpy(), atol=1e-5)
    assert threats.shape == (20, 4) and len(other[0]) == 10
    assert len(KINDS) == net.kinds.out_features
