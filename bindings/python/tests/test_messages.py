"""What a message carries besides text: addressees, identifiers, flags."""

from vigie import Concern, Conversation, CoverageGap, Detector, MediaKind, Message, Role

THREAT = "pay 50 or i send it to everyone you know"


def say(detector: Detector, conversation: Conversation, text: str, **fields):
    return detector.assess(conversation, Message(sender="x", text=text, role=Role.CONTACT, **fields))


def test_in_a_group_a_threat_to_another_member_is_about_a_third_party(detector: Detector) -> None:
    for fields in [{"to": "y"}, {"reply_to": "1"}]:
        group = Conversation()
        for sender, role in [("me", Role.PROTECTED), ("y", Role.CONTACT)]:
            id_ = "1" if sender == "y" else None
            detector.assess(group, Message(sender=sender, text="hi all", role=role, id=id_))
        found = say(detector, group, THREAT, **fields)
        assert (found.alert, found.concern) == (True, Concern.THIRD_PARTY)
        assert found.about == group.participant("x")
    group = Conversation()
    detector.assess(group, Message(sender="me", text="hi all", role=Role.PROTECTED))
    found = say(detector, group, THREAT, to="me")
    assert (found.alert, found.concern) == (True, Concern.CONTACT)


def test_an_identifier_counts_once_and_an_edit_anew(detector: Detector) -> None:
    conversation = Conversation()
    assert not say(detector, conversation, "see you at practice", id="1").alert
    before = conversation.snapshot()
    assert not say(detector, conversation, THREAT, id="1").alert
    assert conversation.snapshot() == before
    assert say(detector, conversation, THREAT, id="1", edited=True).alert


def test_what_is_forwarded_is_told_and_what_is_deleted_was_said(detector: Detector) -> None:
    found = say(detector, Conversation(), THREAT, forwarded=True)
    assert found.concern == Concern.THIRD_PARTY
    assert found.signals and all(signal.reported for signal in found.signals)
    assert say(detector, Conversation(), THREAT, deleted=True).alert


def test_a_picture_without_words_is_not_assessed(detector: Detector) -> None:
    found = say(detector, Conversation(), "", media=MediaKind.PHOTO)
    assert found.coverage_gap == CoverageGap.NO_TEXT
    assert say(detector, Conversation(), "").coverage_gap == CoverageGap.TOO_LITTLE


def test_the_age_of_the_protected_person_sets_the_band(detector: Detector) -> None:
    text = "can you keep a secret? how old are you, send me a pic"
    scores = []
    for age in [11, 30]:
        conversation = Conversation()
        detector.assess(conversation, Message(sender="me", text="hello you", role=Role.PROTECTED, age=age))
        scores.append(say(detector, conversation, text).score)
    assert scores[0] > scores[1]
