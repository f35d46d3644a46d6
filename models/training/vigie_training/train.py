"""Trains the message model and the conversation model and writes them in the form that the library reads.

The conversation's loss is the likelihood of being right in time: with the alarm as a hazard per message, a dangerous
chat asks that the *first* alarm falls into its window (neither before an alarm is justified nor too late), an ordinary
one that there is none.
"""

import argparse
import pathlib

import numpy as np
import torch
from torch.nn import functional

from . import data, export, messages, reference
from .data import BENIGN, ROLES
from .kinds import CALMING, KINDS
from .network import ALONE, FACTS, Network, gap_fact, person_shares
from .samples import WRITTEN_ALONE, Sampler, plain

BATCH = 32
# Messages of a real offender after which an alarm is worth a third: being right sooner counts.
STREAM_PATIENCE = 100.0
# The alarm of one who has not written yet.
NO_ALARM = -8.0
# Candidates of a group that are followed in training.
MOST_CANDIDATES = 6
# What naming the threat counts beside being in time: at 0.5 the state does not learn to tell them apart, at 4 it alarms in vain.
NAMING = 1.5
# The same for telling what is only told of from what is done here, and how often the rarer of the two counts.
TOLD = 1.0
TOLD_RARER = 4.0
# What an alarm about somebody else in a dangerous chat costs, against one in an ordinary chat of weight 1.
INNOCENT = 0.5


# From this probability of any tactic on, a message of an offender is not taken for harmless.
SUSPECT = 0.12
# What a clear alarm in a real offender's window counts, and how clear it must be.
PEAK = 1.0
CLEAR = 2.0


class Batch:
    """Samples as tensors."""

    def __init__(self, samples, table, drop=0.0, generator=None):
        self.samples = samples
        found = [rows for sample in samples for rows in sample.rows]
        ids = [table.buckets[rows[0]] if len(rows) == 1 else np.concatenate([table.buckets[row] for row in rows])
               for rows in found]
        seen = np.repeat([not sample.blind for sample in samples], [len(sample.rows) for sample in samples])
        ids = [row if sees else row[:0] for row, sees in zip(ids, seen)]
        if drop:
            ids = [kept if (kept := row[generator.random(len(row)) >= drop]).size else row for row in ids]
        lengths = np.array([len(row) for row in ids])
        self.ids = torch.from_numpy(np.concatenate(ids).astype(np.int64))
        self.offsets = torch.from_numpy(np.concatenate([[0], lengths.cumsum()[:-1]]))
        self.signals = torch.from_numpy(np.stack([
            np.max([table.signals[row] for row in rows], axis=0) for rows in found
        ]).astype(np.float32))
        self.persons = torch.from_numpy(person_shares(np.stack([
            np.sum([table.persons[row] for row in rows], axis=0) for rows in found
        ])).astype(np.float32))
        self.authors = torch.from_numpy(np.concatenate([data.authors_before(sample.speakers) for sample in samples]))
        # What a message model of its own says of them; of merged ones the most of each.
        self.shown = None if table.shown is None else torch.from_numpy(np.stack([
            table.shown[rows].max(0) for rows in found
        ]))
        # One sequence per candidate.
        self.owners, self.candidates, starts, rows, said, facts, earlier, same = [], [], [], [], [], [], [], []
        first = 0
        for number, sample in enumerate(samples):
            count = len(sample.rows)
            gaps = gap_fact(sample.gaps)
            alone = np.cumsum(sample.speakers != sample.speakers[0]) == 0
            roles = sample.roles[sample.speakers] if len(sample.roles) > 1 else np.full(count, sample.roles[0])
            for candidate in candidates(sample):
                # A candidate is followed from their first message on, as in the library.
                start = int(np.argmax(sample.speakers == candidate))
                mine = sample.speakers[start:] == candidate
                fact = np.zeros((count - start, FACTS), np.float32)
                fact[:, 0] = mine
                fact[:, 1] = roles[start:] == ROLES["protected"]
                fact[:, 2] = role_of(sample, candidate) == ROLES["contact"]
                fact[:, 3] = gaps[start:]
                fact[:, ALONE] = alone[start:]
                self.owners.append(number)
                self.candidates.append(candidate)
                starts.append(start)
                by = sample.speakers == candidate
                at = np.arange(start, count)
                earlier.append(torch.from_numpy(np.where(at > 0, first + at - 1, -1)))
                same.append(torch.from_numpy(by[at] == by[np.maximum(at - 1, 0)]))
                rows.append(torch.arange(first + start, first + count))
                said.append(torch.from_numpy(mine))
                facts.append(torch.from_numpy(fact))
            first += count
        self.lengths = [len(row) for row in rows]
        self.starts = torch.tensor(starts)
        pad = torch.nn.utils.rnn.pad_sequence
        self.rows, self.said, self.facts = (pad(part, batch_first=True) for part in (rows, said, facts))
        self.before = tuple(pad(part, batch_first=True) for part in (earlier, same))

    def run(self, network):
        hidden, view = network.messages(
            self.ids, self.offsets, self.signals, self.persons, self.shown, self.authors)
        alarm, threats, told = network.follow(view, self.rows, self.said, self.facts, self.lengths, self.before)
        return hidden, self.placed(alarm, NO_ALARM), self.placed(threats, 0.0), self.placed(told, 0.0)

    def placed(self, values, before):
        """Values of sequences, moved to where their messages stand in the chat."""
        lengths = torch.tensor(self.lengths)
        sequence = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
        at = torch.cat([torch.arange(length) for length in self.lengths])
        shape = (len(lengths), int((lengths + self.starts).max()), *values.shape[2:])
        return torch.full(shape, before).index_put((sequence, at + self.starts[sequence]), values[sequence, at])


def role_of(sample, speaker):
    return sample.roles[speaker] if len(sample.roles) > 1 else sample.roles[0]


def candidates(sample):
    """Who may be the danger: everybody whose role is not known to be the protected person's."""
    order = dict.fromkeys(int(speaker) for speaker in sample.speakers)
    found = [speaker for speaker in order if role_of(sample, speaker) != ROLES["protected"]]
    return (found or list(order)[:1])[:MOST_CANDIDATES]


def is_suspect(sample, speaker):
    """Whether a candidate of a dangerous chat may be the danger: not the one to protect, unless that one threatens."""
    if len(sample.truth) == 1:
        return True
    protected = sample.truth[speaker] == ROLES["protected"]
    return protected == sample.owner_threatens or not protected and ROLES["protected"] not in sample.truth


def one_sided(sample):
    return bool((sample.speakers == sample.speakers[0]).all())


def conversation_loss(batch, alarm, threats, told, benign_weight):
    total = 0.0
    sequences = {}
    for sequence, owner in enumerate(batch.owners):
        sequences.setdefault(owner, []).append(sequence)
    for owner, mine in sequences.items():
        sample = batch.samples[owner]
        count = len(sample.rows)
        suspects = [at for at in mine if sample.label != BENIGN and is_suspect(sample, batch.candidates[at])]
        innocent = [at for at in mine if at not in suspects]
        if innocent:
            worst = alarm[innocent, :count].amax(0)
            quiet = functional.logsigmoid(-worst).sum() / count**0.5
            if one_sided(sample):
                quiet = quiet + PEAK * functional.logsigmoid(-worst.max())
            total = total - quiet * (benign_weight if sample.label == BENIGN else INNOCENT)
        if not suspects:
            continue
        hazard, who = alarm[suspects, :count].max(0)
        worst = torch.tensor(suspects)[who], torch.arange(count)
        named, reported = threats[worst], told[worst]
        yes, no = functional.logsigmoid(hazard), functional.logsigmoid(-hazard)
        first = yes + torch.cat([torch.zeros(1), no.cumsum(0)[:-1]])
        quiet, due = sample.quiet, sample.due
        if sample.stream:
            first = first - torch.arange(count) / STREAM_PATIENCE
        if sample.stream:
            # Many small doubts must not pass for one clear alarm.
            total = total - PEAK * functional.logsigmoid(hazard[quiet:due + 1].max() - CLEAR)
        total = total - torch.logsumexp(first[quiet:due + 1], 0)
        middle = quiet + (due - quiet) // 2
        total = total - 0.1 * yes[middle:].mean()
        right = torch.full((count - quiet,), sample.label)
        total = total + NAMING * functional.cross_entropy(named[quiet:], right)
        friend = torch.full((count - quiet,), float(sample.third_party))
        total = total + TOLD * functional.binary_cross_entropy_with_logits(
            reported[quiet:], friend, pos_weight=torch.tensor(TOLD_RARER))
    return total / len(batch.samples)


def message_loss(batch, network, hidden):
    """What messages show, and how they look on their own: authored chats only."""
    shows, known, danger, counts = [], [], [], []
    for sample in batch.samples:
        for at, show in enumerate(sample.shows):
            known.append(show is not None and not sample.blind)
            shows.append(np.zeros(len(KINDS), np.float32) if show is None else show)
            protected = len(sample.truth) > 1 and sample.truth[sample.speakers[at]] == ROLES["protected"]
            dangerous = sample.label != BENIGN and not sample.stream and at >= sample.quiet - messages.LEAD
            counted = (dangerous or sample.label == BENIGN) and not sample.blind
            danger.append([dangerous and not protected, dangerous and protected])
            counts.append([counted and not protected, counted and protected])
    known = torch.tensor(known).float()
    loss = functional.binary_cross_entropy_with_logits
    seen = loss(network.kinds(hidden), torch.from_numpy(np.stack(shows)), reduction="none").sum(1)
    looks = loss(network.danger(hidden), torch.tensor(danger).float(), reduction="none")
    return (seen * known).sum() / known.sum().clamp(min=1) + 3 * (looks * torch.tensor(counts).float()).sum(1).mean()


class Average:
    """A running mean of the weights: steadier than the last of them."""

    def __init__(self, network, keep):
        self.keep, self.kept = keep, {name: value.clone() for name, value in network.state_dict().items()}

    def add(self, network):
        for name, value in network.state_dict().items():
            self.kept[name].mul_(self.keep).add_(value, alpha=1 - self.keep)


def harmless_rows(table, grooming, prior):
    """Which messages of offenders show no tactic, to the rules and to an earlier model."""
    dangerous = np.array([kind not in CALMING for kind in KINDS])
    model = reference.Reference(prior) if prior else None
    harmless = np.zeros(len(table), bool)
    for chat in grooming:
        for row in range(chat.first, chat.first + len(chat)):
            seen = table.signals[row][:len(KINDS)][dangerous].max()
            if model and not seen and len(table.buckets[row]):
                seen = model.message(table.buckets[row], [])[0][dangerous].max() >= SUSPECT
            harmless[row] = not seen
    return harmless


def train(authored, benign, grooming, table, arguments):
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    generator = np.random.default_rng(arguments.seed)
    network = Network(
        arguments.buckets, arguments.width, arguments.hidden, arguments.summary, arguments.signals, arguments.step,
        arguments.state, arguments.code,
    )
    lengths = np.array([len(row) for row in table.buckets])
    harmless = harmless_rows(table, grooming, arguments.prior)
    table.fold(arguments.buckets)
    if arguments.messages == "apart":
        model, table.shown = messages.crossfitted(authored, benign + grooming, table, arguments)
        network.hear(messages.OUTPUTS)
    sampler = Sampler(authored, benign, grooming, lengths, harmless, arguments.seed, arguments.answers)
    written = len(authored) * (WRITTEN_ALONE if arguments.answers == "alone" else 1)
    per_epoch = int(written) + (arguments.benign_windows if benign else 0) + (
        arguments.grooming_windows if grooming else 0) + arguments.chains + (
        arguments.harmless_windows if grooming else 0)
    steps = arguments.epochs * -(-per_epoch // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=arguments.rate, weight_decay=arguments.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=arguments.rate, total_steps=steps)
    average = Average(network, 0.98)
    for epoch in range(arguments.epochs):
        network.train()
        samples = sampler.epoch(
            arguments.benign_windows if benign else 0, arguments.grooming_windows if grooming else 0, arguments.chains,
            arguments.harmless_windows)
        total = 0.0
        for start in range(0, len(samples), BATCH):
            batch = Batch(samples[start:start + BATCH], table, arguments.drop, generator)
            hidden, alarm, threats, told = batch.run(network)
            loss = conversation_loss(batch, alarm, threats, told, arguments.benign_weight)
            if hidden is not None:
                loss = loss + message_loss(batch, network, hidden)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.add(network)
            total += float(loss.detach())
        print(f"epoch {epoch + 1}/{arguments.epochs}: loss {total / -(-len(samples) // BATCH):.3f}", flush=True)
    network.load_state_dict(average.kept)
    if arguments.messages == "apart":
        network.adopt(model)
        table.shown = None
    return network.eval()


def scores(network, chats, table, withheld):
    """Alarm and threats after every message, of the worst candidate."""
    found = []
    with torch.no_grad():
        for start in range(0, len(chats), 64):
            batch = Batch([plain(chat, withheld) for chat in chats[start:start + 64]], table)
            _, alarm, threats, _ = batch.run(network)
            owners = np.array(batch.owners)
            for number, sample in enumerate(batch.samples):
                mine = torch.from_numpy(np.flatnonzero(owners == number))
                count = len(sample.rows)
                worst, who = alarm[mine, :count].max(0)
                found.append((worst.numpy(), threats[mine[who], torch.arange(count)].numpy()))
    return found


def outcome(over, quiet, due):
    """How the first of the messages with an alarm is judged, in a dangerous chat."""
    if not len(over):
        return "missed"
    return "early" if over[0] < quiet else "late" if over[0] > due else "in_time"


def outcomes(chats, found, threshold):
    """How the first alarm of each chat would be judged."""
    counts = dict.fromkeys(["dangerous", "in_time", "early", "late", "missed", "named", "benign", "false"], 0)
    for chat, (alarm, threats) in zip(chats, found):
        over = np.flatnonzero(alarm >= threshold)
        if chat.label == BENIGN:
            counts["benign"] += 1
            counts["false"] += int(len(over) > 0)
            continue
        counts["dangerous"] += 1
        counts[outcome(over, chat.quiet, chat.due)] += 1
        counts["named"] += int(len(over) > 0 and threats[over[0]].argmax() == chat.label)
    return counts


def arguments_of(parser):
    parser.add_argument("--program", required=True, help="the built program vigie")
    parser.add_argument("--authored", nargs="+", required=True)
    parser.add_argument("--corpora", help="folder of the corpora")
    parser.add_argument("--benign", action="append", default=[], metavar="NAME=STREAMS")
    parser.add_argument("--grooming", action="append", default=[], metavar="NAME=STREAMS")
    parser.add_argument("--cache", help="folder for features, so that a run goes on where it was broken off")
    parser.add_argument("--buckets", type=int, default=data.BUCKETS, help="a divisor of the default")
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--summary", type=int, default=32)
    parser.add_argument("--signals", type=int, default=24)
    parser.add_argument("--step", type=int, default=48)
    parser.add_argument("--state", type=int, default=32)
    parser.add_argument("--code", type=int, default=0, help="what is kept of a message until the next one; 0: nothing")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--benign-windows", type=int, default=350)
    parser.add_argument("--grooming-windows", type=int, default=100)
    parser.add_argument("--chains", type=int, default=250, help="chains of ordinary chats in an epoch")
    parser.add_argument("--harmless-windows", type=int, default=0, help="harmless parts of grooming streams in an epoch")
    parser.add_argument("--prior", help="an earlier model that tells which messages of offenders are harmless")
    parser.add_argument("--benign-weight", type=float, default=1.5)
    parser.add_argument("--answers", choices=list(export.ANSWERS), default="always",
                        help="what to train for: chats by turns, one sender alone, or both")
    parser.add_argument("--messages", choices=["together", "apart"], default="together",
                        help="train the message model with the conversation model, or by itself and before it")
    messages.arguments_of(parser)
    parser.add_argument("--drop", type=float, default=0.5, help="share of n-grams left out at random")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)


def load(arguments, conversations):
    """Everything to train on: authored chats, benign and grooming streams, the table that they point into."""
    table = data.Table()
    authored = data.authored_chats(arguments.program, conversations, table, data.BUCKETS, arguments.cache)
    streams = {}
    for wanted, items in (("benign", arguments.benign), ("grooming", arguments.grooming)):
        streams[wanted] = []
        for item in items:
            name, most = item.split("=")
            path = pathlib.Path(arguments.corpora) / f"{name}.jsonl.gz"
            streams[wanted] += data.stream_chats(
                arguments.program, path, int(most), wanted, table, data.BUCKETS, arguments.seed, arguments.cache,
            )
    print(f"{len(authored)} conversations, {len(streams['benign'])} benign and {len(streams['grooming'])} grooming "
          f"streams, {len(table)} messages", flush=True)
    return authored, streams["benign"], streams["grooming"], table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments_of(parser)
    parser.add_argument("--hold-out", type=int, help="leave this fold of the authored conversations out")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--judge", nargs="*", default=[], help="conversations that are only judged")
    parser.add_argument("--inputs", choices=["both", "words", "signals"], default="both",
                        help="for ablations: without rule signals, or without anything but them")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    conversations = data.read_conversations(arguments.authored)
    if arguments.hold_out is not None:
        conversations = [
            conversation for index, conversation in enumerate(conversations)
            if data.fold(index, len(conversations), arguments.folds) != arguments.hold_out
        ]
    authored, benign, grooming, table = load(arguments, conversations)
    table.keep(arguments.inputs)
    network = train(authored, benign, grooming, table, arguments)
    export.write(network, arguments.out, arguments.answers)
    for path in arguments.judge:
        chats = data.authored_chats(arguments.program, data.read_conversations([path]), table, arguments.buckets)
        table.keep(arguments.inputs)
        for withheld in (False, True):
            found = scores(network, chats, table, withheld)
            for threshold in (-1.0, 0.0, 1.0):
                counts = outcomes(chats, found, threshold)
                print(pathlib.Path(path).stem, "withheld" if withheld else "given", threshold,
                      " ".join(f"{name} {count}" for name, count in counts.items()), flush=True)


if __name__ == "__main__":
    main()
