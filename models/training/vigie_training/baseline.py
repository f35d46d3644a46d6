"""What words alone can do: tf-idf and logistic regression over everything said so far, as published systems read a chat.

Trained on authored conversations: a dangerous one as it stands at `alert_at` against itself just before `quiet_until` and
against ordinary ones of any length. The alarm is set on conversations left out of the training. Prints counts, no text.
"""

import argparse
import random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from . import data
from .train import outcome

# Share of the ordinary conversations left out that the alarm may alert.
VAIN = 0.05
FOLDS = 5


def so_far(conversation, last):
    """All that was said up to a message, whoever said it."""
    return "\n".join(message["text"] for message in conversation["messages"][:last + 1])


def examples(conversations, seed=1):
    """Texts, and whether an alarm is due."""
    draw = random.Random(seed)
    texts, due = [], []
    for conversation in conversations:
        last = len(conversation["messages"]) - 1
        if conversation["label"] == "benign":
            texts += [so_far(conversation, last), so_far(conversation, draw.randint(0, last))]
            due += [0, 0]
            continue
        texts.append(so_far(conversation, conversation["alert_at"]))
        due.append(1)
        if conversation["quiet_until"]:
            texts.append(so_far(conversation, conversation["quiet_until"] - 1))
            due.append(0)
    return texts, due


def fitted(conversations):
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True, strip_accents="unicode")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=5, max_features=200_000, sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LogisticRegression(C=10, max_iter=300, class_weight="balanced"))
    return model.fit(*examples(conversations))


def scored(model, conversations):
    """The probability after every message of each conversation."""
    texts = [so_far(one, at) for one in conversations for at in range(len(one["messages"]))]
    ends = np.cumsum([len(one["messages"]) for one in conversations])
    return np.split(model.predict_proba(texts)[:, 1], ends[:-1])


def alarm_for(conversations, scores):
    """The lowest alarm that alerts no more ordinary conversations than `VAIN` allows."""
    highest = [score.max() for one, score in zip(conversations, scores) if one["label"] == "benign"]
    return float(np.quantile(highest, 1 - VAIN)) + 1e-9


def outcomes(conversations, scores, alarm):
    """How the first alarm of each conversation would be judged; as `train.outcomes`."""
    counts = dict.fromkeys(["dangerous", "in_time", "early", "late", "missed", "benign", "false"], 0)
    for conversation, score in zip(conversations, scores):
        over = np.flatnonzero(score >= alarm)
        if conversation["label"] == "benign":
            counts["benign"] += 1
            counts["false"] += int(len(over) > 0)
            continue
        counts["dangerous"] += 1
        counts[outcome(over, conversation["quiet_until"], conversation["alert_at"])] += 1
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--authored", nargs="+", required=True)
    parser.add_argument("--judge", nargs="+", required=True)
    arguments = parser.parse_args()
    conversations = data.read_conversations(arguments.authored)
    left_out = [data.fold(at, len(conversations), FOLDS) == 0 for at in range(len(conversations))]
    model = fitted([one for one, out in zip(conversations, left_out) if not out])
    apart = [one for one, out in zip(conversations, left_out) if out]
    alarm = alarm_for(apart, scored(model, apart))
    for path in arguments.judge:
        judged = data.read_conversations([path])
        counts = outcomes(judged, scored(model, judged), alarm)
        print(path, f"alarm {alarm:.3f}", " ".join(f"{name} {count}" for name, count in counts.items()), flush=True)


if __name__ == "__main__":
    main()
