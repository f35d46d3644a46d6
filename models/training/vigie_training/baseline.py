"""What words alone can do: tf-idf and logistic regression over the last messages.

Trained on authored conversations: a dangerous one as it stands at `alert_at` against itself just before `quiet_until` and
against ordinary ones of any length. The alarm is set on conversations left out of the training. `--out` writes what
`vigie eval run --words` reads. Prints counts, no text.
"""

import argparse
import json
import math
import pathlib
import random
import re

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from . import data
from .train import outcome

# Share of the ordinary conversations left out that the alarm may alert.
VAIN = 0.05
FOLDS = 5
# Set by hand: messages that are read together; a term stands in at least so many of the texts, so that nobody's rare
# word is kept; that many terms, so that the file stays small; how little the weights are pulled to zero.
WINDOW = 25
TEXTS = 5
TERMS = 20_000
LOOSENESS = 10
SCHEMA = 1
# What the program must answer as well.
EXAMPLES = [
    ["hi, are you at the match", "yes, see you at the gate"],
    ["how old are u", "13", "dont tell ur mum about us", "send a pic of you, nobody will see"],
    ["coucou", "t’as quel âge", "envoie encore ou j'envoie tout à ta classe", "paie avant ce soir"],
    ["???", "2moro"],
]
# An apostrophe belongs to its word; as in the program, but for marks and letters in circles.
WORD = re.compile(r"(?:[^\W_]|')+")


def split(text):
    """The words of a text."""
    return WORD.findall(text.lower().replace("’", "'"))


def so_far(conversation, last):
    """The last messages up to this one, whoever wrote them."""
    return "\n".join(message["text"] for message in conversation["messages"][max(0, last + 1 - WINDOW):last + 1])


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
    words = TfidfVectorizer(
        tokenizer=split, token_pattern=None, lowercase=False, ngram_range=(1, 2), min_df=TEXTS, max_features=TERMS,
        sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(C=LOOSENESS, max_iter=300, class_weight="balanced"))
    return model.fit(*examples(conversations))


def written(model, alarm):
    """The model as the program reads it: each term with its inverse document frequency and its weight; examples."""
    words, regression = model[0], model[1]
    figures = zip(words.get_feature_names_out(), words.idf_, regression.coef_[0])
    terms = {term: [round(rarity, 4), round(weight, 4)] for term, rarity, weight in figures}
    lines = ",\n".join(json.dumps({term: pair}, ensure_ascii=False)[1:-1] for term, pair in sorted(terms.items()))
    # Upwards, so that it spares as many as before.
    alarm = math.ceil(alarm * 1e4) / 1e4
    scores = model.predict_proba(["\n".join(texts) for texts in EXAMPLES])[:, 1]
    head = {
        "schema": SCHEMA, "window": WINDOW, "alarm": alarm, "bias": round(float(regression.intercept_[0]), 4),
        "examples": [[texts, round(float(score), 6)] for texts, score in zip(EXAMPLES, scores)],
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "terms": {{\n{lines}\n}}}}\n'


def scored(model, conversations):
    """The score after every message of each conversation: of classes made equally frequent, so no probability."""
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
    parser.add_argument("--judge", nargs="*", default=[], help="conversations that are only judged")
    parser.add_argument("--out", type=pathlib.Path, help="where the model is written for the program")
    arguments = parser.parse_args()
    if not arguments.judge and not arguments.out:
        parser.error("nothing to do without --judge or --out")
    conversations = data.read_conversations(arguments.authored)
    left_out = [data.fold(at, len(conversations), FOLDS) == 0 for at in range(len(conversations))]
    model = fitted([one for one, out in zip(conversations, left_out) if not out])
    apart = [one for one, out in zip(conversations, left_out) if out]
    alarm = alarm_for(apart, scored(model, apart))
    if arguments.out:
        arguments.out.write_text(written(model, alarm), encoding="utf-8")
    for path in arguments.judge:
        judged = data.read_conversations([path])
        counts = outcomes(judged, scored(model, judged), alarm)
        print(path, f"alarm {alarm:.3f}", " ".join(f"{name} {count}" for name, count in counts.items()), flush=True)


if __name__ == "__main__":
    main()
