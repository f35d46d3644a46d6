"""The two models, trained together: what a message shows, and where a conversation is going.

The message model is a bag of hashed n-grams and one hidden layer. The conversation model follows each sender as the one
to worry about (the *candidate*): a gated recurrent unit whose step sees the message (hidden layer and rule signals),
whether the candidate or another wrote it, who they are, and a code of the message before it: a question and its answer
mean something together. `crates/vigie-model` runs the same arithmetic.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .data import OTHER, SAME
from .kinds import KINDS, THREATS

# Facts beside the message: written by the candidate; by the protected person; the candidate is known to be a contact;
# the pause before it; nobody else has written yet.
FACTS = 5
ALONE = 4
# Beside a message's summary and signals: the shares of its words in the second and in the first person.
PERSONS = 2
# Two alarms are read off one state: where somebody answers, and where one sender is all there is.
ALARMS = 2
# Log-odds of a message model of its own are heard as (x + MIDDLE) / SPREAD, some left out, all with a little noise.
MIDDLE, SPREAD = 4.0, 2.0
SHOWN_DROPOUT, SHOWN_NOISE = 0.1, 0.2
# The longest pause that counts, in minutes: a week.
LONGEST_GAP = 7 * 24 * 60


class Network(nn.Module):
    """Sizes: see `train.py`."""

    def __init__(self, buckets, width, hidden, summary, signals, step, state, code=0):
        super().__init__()
        self.table = nn.EmbeddingBag(buckets, width, mode="sum")
        nn.init.normal_(self.table.weight, std=0.05)
        self.hidden = nn.Linear(width, hidden)
        self.kinds = nn.Linear(hidden, len(KINDS))
        # Used in training only: how the message alone looks, from either side.
        self.danger = nn.Linear(hidden, 2)
        self.summary = nn.Linear(hidden, summary)
        self.signals = nn.Linear(2 * len(KINDS), signals)
        self.said = nn.Linear(summary + signals + PERSONS, step)
        self.heard = nn.Linear(summary + signals + PERSONS, step)
        self.facts = nn.Linear(FACTS, step, bias=False)
        # What is kept of a message until the next one, and what it means there: by the same side, by the other.
        self.code = nn.Linear(summary + signals + PERSONS, code) if code else None
        self.same = nn.Linear(code, step, bias=False) if code else None
        self.other = nn.Linear(code, step, bias=False) if code else None
        self.unit = nn.GRU(step, state, batch_first=True)
        self.alarm = nn.Linear(state, ALARMS)
        self.threats = nn.Linear(state, len(THREATS))
        # Whether what is warned of is told here and done elsewhere: a friend who confides.
        self.told = nn.Linear(state, 1)
        # Where the message model is trained by itself: the summary of its log-odds, instead of the hidden layer.
        self.shown = None
        # What such a one hears of the message before, by the same sender and by another: see `messages.MessageModel`.
        self.same_before = self.other_before = None

    def hear(self, outputs):
        """From now on, messages are what another model says of them: `messages` is given its log-odds."""
        self.shown = nn.Linear(outputs, self.summary.out_features)

    def adopt(self, model):
        """Takes over that other model: its table and hidden layer, and a summary that comes to the same."""
        self.table, self.hidden = model.table, model.hidden
        self.same_before, self.other_before = model.same, model.other
        into, out = self.shown, model.outputs
        # What is heard of x is (x + MIDDLE) / SPREAD.
        scaled = into.weight / SPREAD
        with torch.no_grad():
            self.summary.weight.copy_(scaled @ out.weight)
            self.summary.bias.copy_(scaled @ (out.bias + MIDDLE) + into.bias)
            self.kinds.weight.copy_(out.weight[:len(KINDS)])
            self.kinds.bias.copy_(out.bias[:len(KINDS)])
        self.shown = None

    def messages(self, ids, offsets, signals, persons, shown=None, authors=None, dropout=0.3):
        """Hidden layer and what the conversation model gets, per message. `authors`: of the messages before."""
        counts = torch.diff(torch.cat([offsets, torch.tensor([len(ids)])])).float()[:, None]
        if self.training:
            signals = signals * (torch.rand_like(signals) > dropout)
        if self.shown is None:
            bag = self.table(ids, offsets) / counts.clamp(min=1).sqrt()
            hidden = self.hidden(bag)
            if self.same_before is not None:
                kept = torch.tanh(bag).roll(1, 0)
                for before, who in ((self.same_before, SAME), (self.other_before, OTHER)):
                    hidden = hidden + before(kept * (authors == who).float()[:, None])
            hidden = functional.dropout(torch.relu(hidden), dropout, self.training)
            summary = self.summary(hidden)
        else:
            hidden, heard = None, (shown + MIDDLE) / SPREAD
            if self.training:
                heard = heard * (torch.rand_like(heard) > SHOWN_DROPOUT) + SHOWN_NOISE * torch.randn_like(heard)
            summary = self.shown(heard)
        # A message without words has rule signals at most, as in the library.
        summary = torch.tanh(summary) * (counts > 0)
        return hidden, torch.cat([summary, torch.tanh(self.signals(signals)), persons], 1)

    def follow(self, view, rows, said, facts, lengths, before=None):
        """Alarm, threats and whether they are only told of, after each message of each candidate's sequence.

        `rows` (sequences x messages) point into `view`; `said` tells whose message it is. `before` points to the message
        before each, in the chat and not in the sequence (-1: there is none), and tells whether the same side wrote it.
        """
        seen = view[rows]
        mixed = torch.where(said[:, :, None], self.said(seen), self.heard(seen)) + self.facts(facts)
        if self.code is not None:
            earlier, same = before
            code = torch.tanh(self.code(view))[earlier.clamp(min=0)] * (earlier >= 0)[:, :, None]
            mixed = mixed + torch.where(same[:, :, None], self.same(code), self.other(code))
        packed = nn.utils.rnn.pack_padded_sequence(
            torch.relu(mixed), torch.as_tensor(lengths), batch_first=True, enforce_sorted=False
        )
        states, _ = nn.utils.rnn.pad_packed_sequence(self.unit(packed)[0], batch_first=True)
        states = functional.dropout(states, 0.1, self.training)
        alone = facts[:, :states.shape[1], ALONE] > 0
        alarm = self.alarm(states)
        return torch.where(alone, alarm[:, :, 1], alarm[:, :, 0]), self.threats(states), self.told(states)[:, :, 0]


def person_shares(persons):
    """The shares of the second and the first person, of counts and all words: a quarter and more is 1."""
    persons = np.asarray(persons, float)
    return np.minimum(4 * persons[..., :2] / np.maximum(persons[..., 2:], 1), 1)


def gap_fact(minutes):
    """The pause before a message as a number in [0, 1]; 0 where it is not known."""
    known = np.nan_to_num(minutes, nan=0.0)
    return np.log1p(np.clip(known, 0, LONGEST_GAP)) / np.log1p(LONGEST_GAP)
