"""Building, failing, hostile bytes, threads, and what print shows."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from chats import PACK, a_chat, replay

import vigie
from vigie import AgeBand, Conversation, Detector, Message, ModelDocument, Role, Sensitivity, VigieError, kinds


def test_a_detector_of_own_packs_sees_what_they_say() -> None:
    detector = Detector(embedded_packs=False, rules_only=True, packs={"demo": PACK})
    assert (detector.info().rules, detector.info().languages, detector.info().model) == (1, ["en"], False)
    message = Message(sender="stranger", text="pay or everyone sees it", role=Role.CONTACT)
    assessment = detector.assess(Conversation(), message)
    assert assessment.alert
    assert assessment.reasons == ["Threatens to show it to others"]


def test_a_bad_pack_is_named() -> None:
    with pytest.raises(VigieError.Pack, match="en/demo.toml.*en.exposure_threat.demo.*phrases"):
        Detector(packs={"en/demo.toml": PACK.replace(b'["pay ~3 or everyone sees"]', b'["pay ((( or"]')})


def test_a_bad_model_is_refused() -> None:
    with pytest.raises(VigieError.Model, match="no model"):
        Detector(model=ModelDocument(bytes=b"nonsense" * 9, weights=""))


def test_options_change_the_answer() -> None:
    message = Message(sender="x", text="can you keep a secret? how old are you, send me a pic", role=Role.CONTACT)
    scores = [
        Detector(age_band=band, sensitivity=sensitivity, rules_only=True).assess(Conversation(), message).score
        for band, sensitivity in [(AgeBand.UNDER13, Sensitivity.HIGH), (AgeBand.ADULT, Sensitivity.LOW)]
    ]
    assert scores[0] > scores[1]
    assert not Detector(rules_only=True).info().model


def test_hostile_bytes_are_an_error(detector: Detector, scenarios: dict) -> None:
    _, snapshot = replay(detector, a_chat(scenarios))
    for cut in range(len(snapshot)):
        with pytest.raises(VigieError.Snapshot):
            Conversation.restore(snapshot[:cut])
    dice = random.Random(1)
    for _ in range(500):
        with pytest.raises((VigieError.Snapshot, VigieError.NewerSnapshot)):
            Conversation.restore(dice.randbytes(dice.randrange(200)))
        flipped = bytearray(snapshot)
        flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
        with pytest.raises((VigieError.Snapshot, VigieError.NewerSnapshot)):
            detector.assess_state(bytes(flipped), [])


def test_newer_bytes_say_so() -> None:
    bytes_ = bytearray(Conversation().snapshot())
    bytes_[3] = 200
    with pytest.raises(VigieError.NewerSnapshot):
        Conversation.restore(bytes(bytes_))


def test_batch_and_state_give_what_single_messages_give(detector: Detector, scenarios: dict) -> None:
    chat = a_chat(scenarios)
    singles, snapshot = replay(detector, chat)
    conversation = Conversation()
    assert detector.assess_batch(conversation, chat) == singles
    assert conversation.snapshot() == snapshot
    state, found = b"", []
    for message in chat:
        step = detector.assess_state(state, [message])
        state, found = step.state, found + step.assessments
    assert (found, state) == (singles, snapshot)
    assert any(assessment.alert for assessment in singles)


def test_an_alert_lasts_until_it_is_acknowledged(detector: Detector, scenarios: dict) -> None:
    conversation = Conversation(7)
    found = detector.assess_batch(conversation, a_chat(scenarios))
    alert = next(assessment for assessment in found if assessment.alert)
    assert conversation.is_alerting()
    assert alert.about in [conversation.participant(message.sender) for message in a_chat(scenarios)]
    conversation.acknowledge()
    assert not conversation.is_alerting()
    assert not Conversation.restore(conversation.snapshot()).is_alerting()


def test_a_draft_is_held_where_somebody_threatens(detector: Detector, scenarios: dict) -> None:
    conversation = Conversation()
    draft = Message(sender="me", text="🙂 call me 555 0100 4477", role=Role.PROTECTED)
    assert not detector.assess_draft(conversation, draft).hold
    detector.assess_batch(conversation, a_chat(scenarios))
    before = conversation.snapshot()
    found = detector.assess_draft(conversation, draft)
    assert found.hold and found.advice and found.moment == "about_to_send"
    (content,) = found.contents
    assert (content.kind, draft.text[content.start : content.end]) == ("personal_info", "555 0100 4477")
    assert conversation.snapshot() == before


def test_feedback_is_kept(detector: Detector, scenarios: dict) -> None:
    conversation = Conversation()
    detector.assess_batch(conversation, a_chat(scenarios))
    conversation.trust("aunt")
    conversation.dismiss()
    restored = Conversation.restore(conversation.snapshot())
    assert restored.is_trusted("aunt") and not restored.is_alerting()
    restored.distrust("aunt")
    assert not restored.is_trusted("aunt")


def test_threads_share_a_detector(detector: Detector, scenarios: dict) -> None:
    chat = a_chat(scenarios)
    expected = replay(detector, chat)
    with ThreadPoolExecutor(16) as pool:
        for found in pool.map(lambda _: replay(detector, chat), range(64)):
            assert found == expected


def test_threads_share_a_conversation(detector: Detector) -> None:
    conversation = Conversation()

    def write(sender: int) -> None:
        for number in range(50):
            text = f"see you at {number}"
            detector.assess(conversation, Message(sender=str(sender), text=text, role=Role.CONTACT))

    threads = [threading.Thread(target=write, args=[sender]) for sender in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert conversation.messages() == 12 * 50
    assert len(conversation.snapshot()) <= 4096


def test_print_shows_no_text() -> None:
    message = Message(sender="zanzibar", text="my secret word is xylophone", role=Role.CONTACT)
    conversation = Conversation()
    Detector(packs={"demo": PACK}).assess(conversation, message)
    for shown in [str(message), repr(message), repr(conversation), str(conversation.snapshot())]:
        assert "xylophone" not in shown and "zanzibar" not in shown
    assert "27 bytes" in str(message)


def test_the_constants_are_the_library_s() -> None:
    names = {name: value for name, value in vars(kinds).items() if name.isupper()}
    assert list(names.values()) == vigie.signal_kinds()
    assert all(value == name.lower() for name, value in names.items())
