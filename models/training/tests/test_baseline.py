"""The baseline of words: what it is shown, where its alarm is set, how it is judged."""

import numpy as np

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
