"""The message model trained by itself, and what it says of messages of hands that it did not see.

Trained together with the conversation model, the message model learns by heart what the chats of an epoch are about, and
little of what messages do. Here it is trained on single messages, longer and faster; and the conversation model gets, of every
message, the answers of one that was trained on other hands (*cross-fitting*), as it will of everybody's messages later. It sees
the message before as well: «14» after «age?» says more than «14».
"""

import numpy as np
import torch
from sklearn.metrics import average_precision_score
from torch import nn
from torch.nn import functional

from .data import BENIGN, OTHER, ROLES, SAME, authors_before
from .kinds import KINDS, THREATS

# After the kinds: how a message looks from the other side and from the protected one's: dangerous at all (2), each
# threat (2 x 4); and whether what is dangerous is only told of.
SIDES = 2
OUTPUTS = len(KINDS) + SIDES * (1 + len(THREATS)) + 1
# What the answers to these questions count beside those about kinds.
LOOKS = 2.0
# So many messages before an alarm is justified already prepare it.
LEAD = 1
BATCH = 512
HIDDEN_DROPOUT = 0.3
# How often the message before is left out.
BEFORE_DROPOUT = 0.15


class MessageModel(nn.Module):
    """Bags of hashed n-grams of a message and of the one before, one hidden layer, and log-odds of everything that is asked."""

    def __init__(self, buckets, width, hidden):
        super().__init__()
        self.table = nn.EmbeddingBag(buckets, width, mode="sum")
        nn.init.normal_(self.table.weight, std=0.05)
        self.hidden = nn.Linear(width, hidden)
        # What the message before means here: of the same sender, of another.
        self.same = nn.Linear(width, hidden, bias=False)
        self.other = nn.Linear(width, hidden, bias=False)
        self.outputs = nn.Linear(hidden, OUTPUTS)

    def bag(self, ids, offsets, counts):
        return self.table(ids, offsets) / counts.clamp(min=1).sqrt()[:, None]

    def forward(self, message, before, author):
        # As the library keeps it until the next message.
        kept = torch.tanh(self.bag(*before))
        if self.training:
            kept = kept * (torch.rand(len(kept), 1) > BEFORE_DROPOUT)
        same, other = ((author == who).float()[:, None] for who in (SAME, OTHER))
        hidden = self.hidden(self.bag(*message)) + self.same(kept * same) + self.other(kept * other)
        return self.outputs(functional.dropout(torch.relu(hidden), HIDDEN_DROPOUT, self.training))


def targets(chats):
    """What is right for each message of the chats, one after the other, and what each answer counts."""
    right, weights = [], []
    for chat in chats:
        for at, speaker in enumerate(chat.speakers):
            side = int(chat.roles[speaker] == ROLES["protected"])
            dangerous = chat.label != BENIGN and at >= chat.quiet - LEAD
            looks, counts = np.zeros((SIDES, 1 + len(THREATS))), np.zeros((SIDES, 1 + len(THREATS)))
            if dangerous:
                looks[side, [0, 1 + chat.label]] = 1
            if dangerous or chat.label == BENIGN:
                counts[side] = [LOOKS] + [1] * len(THREATS)
            right.append(np.concatenate([chat.shows[at], looks.ravel(), [dangerous and chat.third_party]]))
            weights.append(np.concatenate([np.ones(len(KINDS)), counts.ravel(), [dangerous]]))
    return np.array(right, np.float32), np.array(weights, np.float32)


class Messages:
    """Messages of chats as one array of n-grams, to draw batches of."""

    def __init__(self, chats, table):
        self.rows = np.concatenate([np.arange(chat.first, chat.first + len(chat)) for chat in chats])
        self.withheld = np.concatenate([np.arange(len(chat)) + chat.first_withheld for chat in chats])
        buckets = [table.buckets[row] for row in self.rows]
        self.counts = np.array([len(row) for row in buckets])
        self.starts = np.cumsum(self.counts) - self.counts
        self.ids = np.concatenate(buckets).astype(np.int64)
        self.authors = np.concatenate([authors_before(chat.speakers) for chat in chats])

    def batch(self, chosen, drop=0.0, generator=None):
        """Messages, the ones before them, and who wrote those."""
        before = np.maximum(chosen - 1, 0)
        return (self.some(chosen, drop, generator), self.some(before, drop, generator),
                torch.from_numpy(self.authors[chosen]))

    def some(self, chosen, drop, generator):
        counts = self.counts[chosen]
        place = np.repeat(self.starts[chosen] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        owners = np.repeat(np.arange(len(chosen)), counts)
        if drop:
            kept = generator.random(len(place)) >= drop
            place, owners = place[kept], owners[kept]
        counts = np.bincount(owners, minlength=len(chosen))
        return (torch.from_numpy(self.ids[place]), torch.from_numpy(np.cumsum(counts) - counts),
                torch.from_numpy(counts).float())


def arguments_of(parser):
    parser.add_argument("--message-folds", type=int, default=4, help="of hands, for what messages look like to others")
    parser.add_argument("--message-epochs", type=int, default=10)
    parser.add_argument("--message-rate", type=float, default=1e-2)
    parser.add_argument("--message-decay", type=float, default=1e-3)
    parser.add_argument("--message-drop", type=float, default=0.4, help="share of n-grams left out at random")


def hand(chat):
    """Who wrote a chat, by its name: `en-h12-034` and `fr-h12-001` are of one hand."""
    return chat.name.split("-")[1]


def fit(messages, right, weights, chosen, arguments):
    """A message model of the chosen messages."""
    torch.manual_seed(arguments.seed)
    generator = np.random.default_rng(arguments.seed)
    model = MessageModel(arguments.buckets, arguments.width, arguments.hidden)
    right, weights = torch.from_numpy(right), torch.from_numpy(weights)
    steps = arguments.message_epochs * -(-len(chosen) // BATCH)
    optimiser = torch.optim.AdamW(model.parameters(), lr=arguments.message_rate, weight_decay=arguments.message_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=arguments.message_rate, total_steps=steps)
    model.train()
    for _ in range(arguments.message_epochs):
        order = generator.permutation(chosen)
        for start in range(0, len(order), BATCH):
            some = order[start:start + BATCH]
            said = model(*messages.batch(some, arguments.message_drop, generator))
            each = functional.binary_cross_entropy_with_logits(said, right[some], reduction="none")
            loss = (each * weights[some]).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return model.eval()


def answers(model, messages, chosen):
    """Log-odds, messages x outputs."""
    with torch.no_grad():
        parts = [model(*messages.batch(chosen[at:at + 4096])).numpy() for at in range(0, len(chosen), 4096)]
    return np.concatenate(parts)


def folds_of(hands, folds, seed):
    """Which fold each message is in: all of a hand's are in one."""
    names, places = np.unique(hands, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % folds)[places]


def crossfitted(chats, streams, table, arguments):
    """A message model of all written chats, and what is said of each row of the table by one that did not see it.

    Of a chat's messages, models of other hands say it; of streams, which none of them has seen, the model of all.
    """
    messages = Messages(chats, table)
    right, weights = targets(chats)
    fold = folds_of(np.repeat([hand(chat) for chat in chats], [len(chat) for chat in chats]), arguments.message_folds,
                    arguments.seed)
    shown = np.zeros((len(table), OUTPUTS), np.float32)
    for held in range(arguments.message_folds):
        inside = np.flatnonzero(fold == held)
        model = fit(messages, right, weights, np.flatnonzero(fold != held), arguments)
        found = answers(model, messages, inside)
        shown[messages.rows[inside]] = shown[messages.withheld[inside]] = found
        print(f"messages, fold {held + 1}/{arguments.message_folds}: {precision(found, right[inside])}", flush=True)
    model = fit(messages, right, weights, np.arange(len(fold)), arguments)
    if streams:
        messages = Messages(streams, table)
        shown[messages.rows] = answers(model, messages, np.arange(len(messages.rows)))
    return model, shown


def precision(found, right):
    """How well kinds are found on messages of other hands, in words."""
    each = [average_precision_score(right[:, at], found[:, at]) for at in range(len(KINDS)) if right[:, at].sum() >= 20]
    return f"mean average precision of {len(each)} kinds {np.mean(each):.3f}" if each else "too few kinds to judge"
