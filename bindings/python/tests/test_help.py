"""Help: the golden file of the library, documents of one's own, hostile ones."""

import datetime
import json
import random
import zoneinfo

import pytest
from chats import ROOT, a_chat

from vigie import (
    Action,
    Audience,
    Conversation,
    Detector,
    Help,
    HelpSubject,
    Message,
    Need,
    Role,
    Step,
    Style,
    Threat,
    VigieError,
)

GOLDEN = [json.loads(line) for line in (ROOT / "tests" / "golden" / "help.jsonl").read_text("utf-8").splitlines()]
SUBJECT = HelpSubject(moment="threat", threat=Threat.SEXTORTION_MONEY, audience=Audience.TEEN)


@pytest.fixture(scope="module")
def help() -> Help:
    return Help()


def recorded(kind: str) -> list[tuple[dict, object]]:
    entries = [(entry[kind], entry["expected"]) for entry in GOLDEN if kind in entry]
    assert len(entries) >= 8
    return entries


def name(value) -> str | None:
    return value.name.lower() if value else None


def plain(steps: list[Step]) -> list[list]:
    return [[step.key, step.label, step.text, name(step.action), name(step.need)] for step in steps]


def subject(asked: dict) -> HelpSubject:
    threat, audience = Threat[asked["threat"].upper()], Audience[asked["audience"].upper()]
    return HelpSubject(moment=asked["moment"], threat=threat, audience=audience)


def test_cards_are_as_in_rust(help: Help) -> None:
    for asked, expected in recorded("card"):
        card = help.card(subject(asked), asked["language"], Style[asked["style"].upper()])
        found = card and {"language": card.language, "title": card.title, "text": card.text, "steps": plain(card.steps)}
        assert found == expected, asked
        assert card is None or card.moment == asked["moment"]


def test_the_words_of_advice_are_as_in_rust(help: Help) -> None:
    for asked, expected in recorded("advice"):
        assert plain(help.steps(asked["advice"], Audience[asked["audience"].upper()], asked["language"])) == expected


def test_searches_are_as_in_rust(help: Help) -> None:
    for asked, expected in recorded("search"):
        at = asked["at"] and datetime.datetime.fromtimestamp(
            asked["at"][0] / 1000, datetime.timezone(datetime.timedelta(minutes=asked["at"][1]))
        )
        found = help.find_lines(
            Need[asked["need"].upper()],
            region=asked["region"],
            language=asked["language"],
            about=asked["about"] and subject(asked["about"]),
            age=asked["age"],
            by=asked["by"] and Action[asked["by"].upper()],
            at=at,
        )
        assert [[one.line.id, one.open, one.stands_in] for one in found] == expected, asked


def test_entries_are_as_in_rust(help: Help) -> None:
    for id_, expected in recorded("line"):
        found = dict(vars(help.line(id_)))
        assert found.pop("id") == id_
        found["kinds"] = [name(kind) for kind in found["kinds"]]
        found["topics"] = [name(topic) for topic in found["topics"]]
        found["ages"] = found["ages"] and [found["ages"].youngest, found["ages"].oldest]
        assert found == expected
    assert help.lines()[0].id == recorded("line")[0][0]
    assert help.line("xx.nobody") is None


def test_an_alert_leads_to_words_and_a_number(help: Help, detector: Detector, scenarios: dict) -> None:
    found = detector.assess_batch(Conversation(), a_chat(scenarios))
    alert = next(assessment for assessment in found if assessment.alert)
    about = HelpSubject(moment=alert.moment, threat=alert.leading_threat, audience=Audience.TEEN)
    assert [step.key for step in help.card(about, "fr").steps] == alert.advice
    now = datetime.datetime(2026, 11, 22, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))
    first, *_ = help.find_lines(Need.TALK, region="FR", language="fr", about=about, age=14, by=Action.CALL, at=now)
    assert (first.line.id, first.line.phone, first.open) == ("fr.3018", "3018", True)
    night = now.replace(hour=3)
    found = help.find_lines(Need.TALK, region="FR", language="fr", about=about, age=14, at=night)
    assert next(one for one in found if one.line.id == "fr.3018").open is False
    with pytest.raises(ValueError, match="zone"):
        help.find_lines(Need.TALK, region="FR", language="fr", at=now.replace(tzinfo=None))


def test_a_held_draft_has_words(help: Help, detector: Detector, scenarios: dict) -> None:
    conversation = Conversation()
    detector.assess_batch(conversation, a_chat(scenarios))
    draft = Message(sender="me", text="call me 555 0100 4477", role=Role.PROTECTED)
    found = detector.assess_draft(conversation, draft)
    steps = help.steps(found.advice, Audience.TEEN, "en")
    assert [step.key for step in steps] == found.advice
    about = HelpSubject(moment=found.moment, threat=Threat.SEXTORTION_MONEY, audience=Audience.TEEN)
    assert help.card(about, "en").title


def test_documents_of_ones_own_replace_and_take_out(help: Help) -> None:
    lines = (ROOT / "tests" / "golden" / "signed" / "lines.signed").read_bytes().split(b"\n", 4)[4]
    own = Help(lines={"school": lines}, without=["fr.3018"])
    assert own.line("zz.school").url == "https://school.example/help"
    assert own.line("fr.3018") is None and help.line("fr.3018") is not None
    assert len(own.lines()) == len(help.lines())
    words = (ROOT / "packs" / "guidance" / "fr.toml").read_bytes().replace(b'language = "fr"', b'language = "br"', 1)
    assert Help(words={"br.toml": words}).languages() == ["br", "en", "fr"]
    assert help.stale_lines(0) == []
    assert len(help.stale_lines(4_000_000_000_000)) == sum(line.verified for line in help.lines())


def test_hostile_documents_and_names_are_an_error(help: Help) -> None:
    with pytest.raises(VigieError.Guidance, match="ours.toml.*no words"):
        Help(words={"ours.toml": b'card = []\n[guidance]\nlanguage = "xx"\n[step]\n'})
    with pytest.raises(VigieError.Guidance, match="zz.nothing.*nothing to call"):
        line = b'id="zz.nothing"\nregion="ZZ"\nname="x"\nkinds=["talk"]\ntopics=["child"]\nsource="x"\nverified=true'
        Help(lines={"ours.toml": b"[help_lines]\n[[line]]\nverified_on=2026-11-22\n" + line})
    dice = random.Random(2)
    for _ in range(200):
        noise = dice.randbytes(dice.randrange(300))
        for documents in [{"words": {"x": noise}}, {"lines": {"x": noise}}]:
            with pytest.raises(VigieError.Guidance):
                Help(**documents)
    with pytest.raises(VigieError.Guidance, match="no such moment"):
        help.card(HelpSubject(moment="doomsday", threat=Threat.EXPOSURE, audience=Audience.TEEN), "en")
    assert help.card(SUBJECT, "tlh") is None
    assert help.steps(["\0", ""], Audience.CHILD, "\0") == []
    assert help.find_lines(Need.TALK, region="\0", language="\0") == []
