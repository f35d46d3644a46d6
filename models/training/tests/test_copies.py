"""Nine words in a row are found wherever they stand, and eight are not."""

from vigie_training.copies import copies

WORDS = "the blue kite hangs over the old town hall since monday"


def chat(*texts):
    return {"id": "en-x-001", "messages": [{"text": text} for text in texts]}


def stream(*messages):
    return {"messages": list(messages)}


def test_nine_words_in_a_row_are_found():
    assert copies([chat("hello", f"look, {WORDS.upper()}!")], [stream("no", WORDS)]) == [("en-x-001", 1)]


def test_they_are_found_over_several_messages():
    first, second = "the blue kite hangs", "over the old town hall"
    assert copies([chat("hi", first, second)], [stream(WORDS)])[-1] == ("en-x-001", 1)
    assert copies([chat(WORDS)], [stream(first, second)]) == [("en-x-001", 0)]


def test_eight_words_or_another_order_are_not():
    assert copies([chat("the blue kite hangs over the old town")], [stream(WORDS)]) == []
    assert copies([chat("over the old town hall the blue kite hangs")], [stream(WORDS)]) == []
