"""The baseline of words: what it is shown, where its alarm is set, how it is judged."""

import json

import numpy as np
import pytest

from vigie_training import baseline


def conversation(label, texts, quiet=None, due=None):
    messages = [{"from": "ab"[at % 2], "text": text} for at, text in enumerate(texts)]
    return {"label": label, "messages": messages, "quiet_until": quiet, "alert_at": due}


HARMLESS = conversation("benign", ["did you water the plants", "yes", "the tomatoes too"])
DANGEROUS = conversation("grooming", ["hi", "hello", "dont tell ur mum", "ok", "delete this"], 2, 3)


def test_a_dangerous_chat_is_shown_before_and_inside_its_window():
    texts, due = baseline.examples([HARMLESS, DANGEROUS])
    assert due == [0, 0, 1, 0]
    assert texts[0].endswith("tomatoes too") and texts[1] in texts[0]
    assert texts[2] == "hi\nhello\ndont tell ur mum\nok" and texts[3] == "hi\nhello"


def test_the_first_alarm_decides():
    judged = [DANGEROUS] * 4 + [HARMLESS] * 2
    scores = [np.array(row) for row in (
        [0, 0, 0.7, 0.9, 0], [0, 0.7, 0.9, 0, 0], [0, 0, 0, 0, 0.7], [0, 0, 0, 0, 0.6], [0.7, 0, 0], [0, 0.6, 0])]
    found = baseline.outcomes(judged, scores, 0.7)
    assert found == {"dangerous": 4, "in_time": 1, "early": 1, "late": 1, "missed": 1, "benign": 2, "false": 1}


def test_the_alarm_spares_most_ordinary_chats():
    scores = [np.array([0.0, number / 100, 0.0]) for number in range(100)]
    alarm = baseline.alarm_for([HARMLESS] * 100, scores)
    assert baseline.outcomes([HARMLESS] * 100, scores, alarm)["false"] == 5


def test_words_that_were_shown_are_told_apart():
    ordinary = [conversation("benign", ["the plants on the balcony", f"water them on day {day}"]) for day in range(12)]
    dangerous = [conversation("grooming", ["hi", f"dont tell ur mum about day {day}"], 1, 1) for day in range(12)]
    model = baseline.fitted(ordinary + dangerous)
    warned, calm = baseline.scored(model, [dangerous[0], ordinary[0]])
    assert len(warned) == 2 and warned[1] > 0.5 > calm.max()


def test_an_apostrophe_belongs_to_its_word():
    assert baseline.split("T’as quel âge ? our_secret, 2moro!") == ["t'as", "quel", "âge", "our", "secret", "2moro"]


def test_only_the_last_messages_are_read():
    texts = [str(number) for number in range(baseline.WINDOW + 5)]
    assert baseline.so_far(conversation("benign", texts), len(texts) - 1).split("\n") == texts[5:]
    assert baseline.so_far(conversation("benign", texts), 2).split("\n") == texts[:3]


def test_what_is_written_gives_the_same_answers():
    ordinary = [conversation("benign", ["the plants on the balcony", f"water them on day {day}"]) for day in range(12)]
    dangerous = [conversation("grooming", ["hi", f"dont tell ur mum mum about day {day}"], 1, 1) for day in range(12)]
    model = baseline.fitted(ordinary + dangerous)
    file = json.loads(baseline.written(model, 0.75))
    assert (file["schema"], file["window"], file["alarm"]) == (1, 25, 0.75)
    words = baseline.split("hi\ndont tell ur mum mum about day 3")
    counts = {}
    for term in words + [" ".join(pair) for pair in zip(words, words[1:])]:
        if term in file["terms"]:
            counts[term] = counts.get(term, 0) + 1
    values = np.array([(1 + np.log(count)) * file["terms"][term][0] for term, count in counts.items()])
    odds = values @ [file["terms"][term][1] for term in counts] / np.linalg.norm(values) + file["bias"]
    expected = baseline.scored(model, [dangerous[3]])[0][1]
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(expected, abs=1e-3)
