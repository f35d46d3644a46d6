"""Tables: the same answers as message by message."""

import datetime

import pytest
from chats import START, messages

import vigie
from vigie import Conversation, Detector, VigieError


def table(scenarios: dict, count: int = 12) -> dict[str, list]:
    """Conversations from all over the files, interleaved: first all first messages, then all second ones."""
    rows = [
        (at, scenario["id"], message)
        for scenario in list(scenarios.values())[:: len(scenarios) // count]
        for at, message in enumerate(messages(scenario))
    ]
    rows.sort(key=lambda row: row[0])
    return {
        "conversation": [name for _, name, _ in rows],
        "sender": [message.sender for _, _, message in rows],
        "text": [message.text for _, _, message in rows],
        "role": [message.role.name.lower() for _, _, message in rows],
        "sent_at": [message.sent_at for _, _, message in rows],
    }


def test_a_table_gives_what_single_messages_give(detector: Detector, scenarios: dict) -> None:
    columns = table(scenarios)
    found = vigie.scan(columns, detector)
    for name in set(columns["conversation"]):
        conversation = Conversation()
        places = [at for at, other in enumerate(columns["conversation"]) if other == name]
        for at, message in zip(places, messages(scenarios[name])):
            one = detector.assess(conversation, message)
            assert found["level"][at] == one.level.name.lower()
            assert found["score"][at] == one.score
            assert found["alert"][at] == one.alert
            assert found["kinds"][at] == [signal.kind for signal in one.signals]
            assert (found["moment"][at], found["exposure"][at]) == (one.moment, one.threats.exposure)
            assert found["coverage_gap"][at] == (one.coverage_gap and one.coverage_gap.name.lower())
            about = found["about"][at]
            assert one.about == (None if about is None else conversation.participant(about))
    assert any(found["alert"])


def test_who_is_protected_can_be_named(detector: Detector) -> None:
    columns = {"sender": ["me", "x"], "text": ["hi", "pay me or everyone at your school sees it"]}
    found = vigie.scan(columns, detector, protected="me")
    assert (found["alert"], found["about"]) == ([False, True], [None, "x"]) or found["about"][1] == "x"
    assert found["concern"][1] == "contact"


def test_columns_of_different_length_are_an_error(detector: Detector) -> None:
    with pytest.raises(VigieError.Table, match="sender has 1 rows, text has 2"):
        vigie.scan({"sender": ["a"], "text": ["b", "c"]}, detector)


def test_a_role_of_another_name_is_an_error(detector: Detector) -> None:
    with pytest.raises(KeyError, match="parent"):
        vigie.scan({"sender": ["a"], "text": ["b"], "role": ["parent"]}, detector)


def test_flags_and_addressees_are_columns(detector: Detector) -> None:
    columns = {
        "conversation": ["a", "b", "c"],
        "sender": ["x"] * 3,
        "role": ["contact"] * 3,
        "text": ["pay 50 or i send it to everyone you know"] * 2 + [""],
        "forwarded": [False, True, None],
        "edited": [False] * 3,
        "deleted": [False] * 3,
        "media": [None, "photo", "video"],
        "to": [None, "me", "me"],
        "reply_to": [None] * 3,
    }
    found = vigie.scan(columns, detector)
    assert found["concern"][:2] == ["contact", "third_party"]
    assert found["coverage_gap"][2] == "no_text"
    with pytest.raises(VigieError.Table, match="media has 1 rows"):
        vigie.scan(columns | {"media": ["photo"]}, detector)
    with pytest.raises(KeyError, match="HOLOGRAM"):
        vigie.scan(columns | {"media": ["hologram"] * 3}, detector)


def test_a_data_frame_keeps_its_index(detector: Detector, scenarios: dict) -> None:
    pandas = pytest.importorskip("pandas")
    columns = table(scenarios, 6)
    frame = pandas.DataFrame(columns, index=range(100, 100 + len(columns["text"])))
    frame["sent_at"] = pandas.to_datetime(frame["sent_at"], unit="ms", utc=True)
    found = vigie.scan(frame, detector)
    assert list(found.index) == list(frame.index)
    assert list(found["score"]) == vigie.scan(columns, detector)["score"]


def test_missing_values_are_no_text(detector: Detector) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"sender": ["a", "a"], "text": [None, float("nan")], "age": [None, 14]})
    assert list(vigie.scan(frame, detector)["coverage"]) == ["none", "none"]


def test_times_without_a_zone_are_utc(detector: Detector) -> None:
    from vigie.frames import _milliseconds

    moment = datetime.datetime.fromtimestamp(START / 1000, datetime.timezone.utc)
    assert _milliseconds(moment) == _milliseconds(moment.replace(tzinfo=None)) == START
