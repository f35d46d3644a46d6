"""The measures of variety, on conversations whose answer is known."""

import pytest

from vigie_training.diversity import ALIKE, distinct, grams, likeness, measure, table


def talk(name, *texts):
    return {"id": name, "messages": [{"text": text} for text in texts]}


def test_no_gram_goes_over_the_border_of_a_message():
    assert grams(talk("x", "One two, THREE", "four"), 2) == [("one", "two"), ("two", "three")]
    assert grams(talk("x", "ça va ? j'ai"), 1) == [("ça",), ("va",), ("j",), ("ai",)]


def test_repetitions_are_not_distinct():
    assert distinct([talk("x", "a b a b")], 1) == 0.5
    assert distinct([talk("x", "a b a b")], 2) == pytest.approx(2 / 3)
    assert distinct([talk("x", "a")], 3) == 0.0


def test_likeness_is_the_jaccard_index():
    found = likeness([{1, 2, 3}, set()], [{2, 3, 4}, {1, 2, 3}, {9}])
    assert found.tolist() == [[0.5, 1.0, 0.0], [0.0, 0.0, 0.0]]


def test_copies_are_found_within_and_across_files():
    one = talk("one", "we meet at the lake", "bring the tent")
    other = talk("other", "nothing of this was ever said before")
    rows, alike = measure({"en_h1": [one, other], "en_h2": [talk("copy", "we meet at the lake", "bring a tent")]})
    assert rows[0]["within"].max() == 0.0
    assert rows[0]["across"][0] == rows[1]["across"][0] == pytest.approx(4 / 8) and rows[0]["across"][1] == 0.0
    assert {frozenset(pair[:2]) for pair in alike} == {frozenset({"one", "copy"})}
    again, alike = measure({"en_h1": [one, dict(one, id="two")]})
    assert again[0]["within"].tolist() == [1.0, 1.0] and [pair[:2] for pair in alike] == [("one", "two")]
    assert ALIKE < 0.5 and len(table(rows)) == 4
