"""What an epoch is made of: chats, changed at random so that length, place and role tell nothing.

Dangerous and ordinary chats are treated alike. A sample is a list of messages, each made of one or more rows of the
table (neighbours of one sender are merged at times).
"""

from dataclasses import dataclass

import numpy as np

from .data import BENIGN, ROLES, UNKNOWN

WITHHOLD = 0.3
CROP = 0.3
PREFIX = 0.3
ONE_SIDED = 0.2
MERGE_CHATS = 0.25
MERGE = 0.3
UNTIMED = 0.3
# How often one sender's window is cut anew, so that all corpora have messages of all lengths: the fewest n-grams that a
# message then has (a word brings about five).
RECUT = 0.5
RECUT_TO = (10, 90)
# Lengths of what is cut out of a stream, in messages.
WINDOW = (10, 140)
# How often a chat is shown by its rule signals alone: what is done is to be learned, and not the style of an old messenger.
BLIND = 0.15
BLIND_STREAM = 0.3
# How often a chain of ordinary chats has one sender only, as in corpora.
CHAIN_ONE_SIDED = 0.6
# A real offender is not alarmed on before so many messages.
STREAM_QUIET = 3
# How often an ordinary chain is made of what children answer in dangerous chats: they are the ones to protect.
CHAIN_OF_ANSWERS = 0.3
# How many of the written chats an epoch shows to a model that answers only where one sender is all there is.
WRITTEN_ALONE = 0.3


@dataclass
class Sample:
    label: int
    rows: list
    speakers: np.ndarray
    roles: np.ndarray
    gaps: np.ndarray
    shows: list
    quiet: int = 0
    due: int = 0
    owner_threatens: bool = False
    third_party: bool = False
    # Who is who, whatever `roles` says: the one to protect is no danger.
    truth: np.ndarray | None = None
    stream: bool = False
    # Without words: rule signals alone.
    blind: bool = False


def plain(chat, withheld):
    """A chat as it is, for judging."""
    first = chat.first_withheld if withheld else chat.first
    count = len(chat)
    return Sample(
        label=chat.label, rows=[[first + index] for index in range(count)], speakers=chat.speakers,
        roles=np.full_like(chat.roles, UNKNOWN) if withheld else chat.roles, gaps=chat.gaps,
        shows=[None if chat.shows is None else chat.shows[index] for index in range(count)],
        quiet=chat.quiet, due=min(chat.due, count - 1), owner_threatens=chat.owner_threatens,
        third_party=chat.third_party, truth=chat.roles, stream=chat.stream,
    )


def by_source(chats):
    sources = {}
    for chat in chats:
        sources.setdefault(chat.source, []).append(chat)
    return list(sources.values())


class Sampler:
    """Draws samples; the same seed draws the same. `answers` says what for: see `export.ANSWERS`."""

    def __init__(self, authored, benign_streams, grooming_streams, lengths, harmless_rows, seed, answers="always"):
        self.authored = authored
        self.answers = answers
        self.lengths = lengths
        self.harmless_rows = harmless_rows
        self.benign, self.grooming = by_source(benign_streams), by_source(grooming_streams)
        self.ordinary = [chat for chat in authored if chat.label == BENIGN]
        self.by_language, self.answered = {}, {}
        for chat in self.ordinary:
            self.by_language.setdefault(chat.name[:2], []).append(chat)
        for chat in authored:
            if chat.label != BENIGN and not chat.owner_threatens and sorted(chat.roles) == [0, 1]:
                self.answered.setdefault(chat.name[:2], []).append(chat)
        self.random = np.random.default_rng(seed)

    def epoch(self, benign, grooming, chains, harmless):
        """Every authored chat once, and so many windows of streams and chains of ordinary chats."""
        samples = self.written_alone() if self.answers == "alone" else [self.conversation(chat) for chat in self.authored]
        samples += [self.chain() for _ in range(chains)]
        for _ in range(harmless if self.grooming else 0):
            chats = self.grooming[self.random.integers(len(self.grooming))]
            sample = self.harmless(chats[self.random.integers(len(chats))])
            samples += [sample] if sample else []
        for corpora, count in ((self.benign, benign), (self.grooming, grooming)):
            for _ in range(count if corpora else 0):
                # Every corpus counts the same, however large.
                chats = corpora[self.random.integers(len(corpora))]
                samples.append(self.window(chats[self.random.integers(len(chats))]))
        self.random.shuffle(samples)
        return samples

    def chance(self, share):
        return self.random.random() < share

    def written_alone(self):
        some = self.random.permutation(len(self.authored))[:int(len(self.authored) * WRITTEN_ALONE)]
        chats = [self.one_sided(self.conversation(self.authored[at])) for at in some]
        return [sample for sample in chats if (sample.speakers == sample.speakers[0]).all()]

    def conversation(self, chat):
        withheld = self.chance(WITHHOLD)
        sample = plain(chat, withheld)
        if self.chance(CROP):
            most = min(sample.quiet // 2 if chat.label != BENIGN else len(chat) // 2, 8)
            sample = self.cut(sample, self.random.integers(most + 1), len(sample.rows))
        if self.answers != "alone" and self.chance(PREFIX):
            sample = self.prefixed(sample, withheld)
        if self.answers == "always" and self.chance(ONE_SIDED):
            sample = self.one_sided(sample)
        if self.chance(MERGE_CHATS):
            sample = self.merged(sample)
        if self.chance(UNTIMED):
            sample.gaps = np.full(len(sample.gaps), np.nan)
        sample.blind = self.chance(BLIND)
        return sample

    def chain(self):
        """A long ordinary chat, or one sender's part of it: friends who write for weeks. Nothing may add up."""
        answers = self.answers != "turns" and bool(self.answered) and self.chance(CHAIN_OF_ANSWERS)
        by_language = self.answered if answers else self.by_language
        languages = list(by_language)
        chats = by_language[languages[self.random.integers(len(languages))]]
        share = {"always": CHAIN_ONE_SIDED, "turns": 0.0, "alone": 1.0}[self.answers]
        length, one_sided = int(self.random.integers(*WINDOW)), answers or self.chance(share)
        whole = None
        while whole is None or len(whole.rows) < length:
            chat = chats[self.random.integers(len(chats))]
            if len(chat.roles) != 2:
                continue
            part = plain(chat, True)
            if one_sided:
                side = int(np.flatnonzero(chat.roles == ROLES["protected"])[0]) if answers else self.random.integers(2)
                kept = np.flatnonzero(part.speakers == side)
                part.rows, part.shows = [part.rows[at] for at in kept], [part.shows[at] for at in kept]
                part.speakers, part.gaps = np.zeros(len(kept), int), np.full(len(kept), np.nan)
            if whole is None:
                whole = part
                whole.label = BENIGN
            else:
                whole.rows, whole.shows = whole.rows + part.rows, whole.shows + part.shows
                whole.speakers = np.concatenate([whole.speakers, part.speakers])
                whole.gaps = np.concatenate([whole.gaps, part.gaps])
        whole = self.cut(whole, 0, length)
        told = one_sided and not answers and self.chance(0.5)
        whole.roles = np.full(2, ROLES["contact"] if told else UNKNOWN)
        if one_sided and self.chance(RECUT):
            return self.recut(whole)
        return self.merged(whole) if self.chance(MERGE_CHATS) else whole

    def window(self, chat):
        sample = self.stretch(chat)
        return self.recut(sample) if self.chance(RECUT) else sample

    def stretch(self, chat):
        """A part of a stream in one piece."""
        length = int(self.random.integers(*WINDOW))
        # Half of a real offender's windows begin where the chat begins.
        last = max(len(chat) - length, 0)
        start = 0 if chat.label != BENIGN and self.chance(0.5) else int(self.random.integers(last + 1))
        sample = self.cut(plain(chat, True), start, start + length)
        sample.roles = np.array([ROLES["contact"] if self.chance(0.5) else UNKNOWN])
        sample.quiet, sample.due = min(STREAM_QUIET, len(sample.rows) - 1), len(sample.rows) - 1
        sample.blind = self.chance(BLIND_STREAM)
        return sample

    def harmless(self, chat):
        """Messages of a real offender in which nothing is seen, as an ordinary window: the style alone is no danger."""
        sample = self.stretch(chat)
        kept = [at for at, rows in enumerate(sample.rows) if all(self.harmless_rows[row] for row in rows)]
        if len(kept) < WINDOW[0] // 2:
            return None
        count = len(kept)
        sample = Sample(
            label=BENIGN, rows=[sample.rows[at] for at in kept], speakers=np.zeros(count, int), roles=sample.roles,
            gaps=np.full(count, np.nan), shows=[None] * count, truth=sample.truth, stream=True,
        )
        return self.recut(sample) if self.chance(RECUT) else sample

    def recut(self, sample):
        """One sender's messages run together until each has so many n-grams. Where an alarm is due moves with them."""
        least = np.exp(self.random.uniform(*np.log(RECUT_TO)))
        rows, shows, moved, full = [], [], [], True
        for at, row in enumerate(sample.rows):
            if full:
                rows.append([])
                shows.append(None)
            rows[-1] = rows[-1] + row
            if sample.shows[at] is not None:
                shows[-1] = sample.shows[at] if shows[-1] is None else np.maximum(shows[-1], sample.shows[at])
            moved.append(len(rows) - 1)
            full = sum(self.lengths[one] for one in rows[-1]) >= least
        last = len(moved) - 1
        sample.quiet, sample.due = moved[min(sample.quiet, last)], moved[min(max(sample.due, 0), last)]
        sample.rows, sample.shows = rows, shows
        sample.speakers, sample.gaps = np.zeros(len(rows), int), np.full(len(rows), np.nan)
        return sample

    @staticmethod
    def cut(sample, start, end):
        sample.rows, sample.shows = sample.rows[start:end], sample.shows[start:end]
        sample.speakers, sample.gaps = sample.speakers[start:end], sample.gaps[start:end]
        count = len(sample.rows)
        sample.quiet, sample.due = max(sample.quiet - start, 0), min(sample.due - start, count - 1)
        return sample

    def prefixed(self, sample, withheld):
        """An ordinary chat of the same two roles goes before."""
        other = self.ordinary[self.random.integers(len(self.ordinary))]
        if len(sample.truth) != 2 or len(other.roles) != 2 or sorted(sample.truth) != sorted(other.roles):
            return sample
        before = self.cut(plain(other, withheld), 0, int(self.random.integers(4, len(other) + 1)))
        same = list(other.roles) == list(sample.truth)
        speakers = before.speakers if same else 1 - before.speakers
        shift = len(before.rows)
        sample.rows, sample.shows = before.rows + sample.rows, before.shows + sample.shows
        sample.speakers = np.concatenate([speakers, sample.speakers])
        sample.gaps = np.concatenate([before.gaps, [np.nan], sample.gaps[1:]])
        sample.quiet, sample.due = sample.quiet + shift, sample.due + shift
        return sample

    def one_sided(self, sample):
        """Only one sender's messages, as in most corpora. Without the danger the chat is ordinary."""
        speaker = int(self.random.choice(np.unique(sample.speakers)))
        kept = np.flatnonzero(sample.speakers == speaker)
        if len(kept) < 4:
            return sample
        if sample.label != BENIGN:
            harmless = (sample.truth[speaker] == ROLES["protected"]) != sample.owner_threatens
            if harmless:
                sample.label = BENIGN
            else:
                sample.quiet = int(np.searchsorted(kept, sample.quiet).clip(0, len(kept) - 1))
                sample.due = int((np.searchsorted(kept, sample.due, "right") - 1).clip(sample.quiet))
        sample.rows, sample.shows = [sample.rows[at] for at in kept], [sample.shows[at] for at in kept]
        sample.speakers, sample.gaps = sample.speakers[kept], np.full(len(kept), np.nan)
        return sample

    def merged(self, sample):
        """Some neighbours of one sender become one message."""
        rows, shows, keep, moved = [], [], [], []
        for at, row in enumerate(sample.rows):
            joins = at > 0 and sample.speakers[at] == sample.speakers[at - 1] and self.chance(MERGE)
            # The window's borders stay borders.
            if joins and at not in (sample.quiet, sample.due + 1):
                rows[-1] = rows[-1] + row
                if shows[-1] is not None and sample.shows[at] is not None:
                    shows[-1] = np.maximum(shows[-1], sample.shows[at])
            else:
                rows.append(row)
                shows.append(sample.shows[at])
                keep.append(at)
            moved.append(len(rows) - 1)
        last = len(moved) - 1
        sample.quiet, sample.due = moved[min(sample.quiet, last)], moved[min(max(sample.due, 0), last)]
        sample.rows, sample.shows = rows, shows
        sample.speakers, sample.gaps = sample.speakers[keep], sample.gaps[keep]
        return sample
