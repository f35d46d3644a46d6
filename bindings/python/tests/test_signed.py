"""Signed files: taken, or refused by name; packs of every origin; a detector that is replaced."""

import json
import threading

import pytest
from chats import ROOT

from vigie import Content, Conversation, Detector, Keyring, Message, Role, SignedModel, VigieError

FOLDER = ROOT / "tests" / "golden" / "signed"
CASES = json.loads((FOLDER / "cases.json").read_text("utf-8"))
SLANG = Message(sender="x", text="zorg the chat ok", role=Role.CONTACT)
# What the library calls its errors, and what they are called here.
NAMES = {
    "not_signed": VigieError.NotSigned,
    "truncated": VigieError.Truncated,
    "tampered": VigieError.Tampered,
    "unknown_key": VigieError.UnknownKey,
    "other_content": VigieError.OtherContent,
    "older": VigieError.Older,
    "too_large": VigieError.TooLarge,
}


def keyring() -> Keyring:
    return Keyring([CASES["key"]], CASES["floors"])


def read(name: str) -> bytes:
    return (FOLDER / f"{name}.signed").read_bytes()


def file(case: dict) -> bytes:
    data = bytearray((FOLDER / case["file"]).read_bytes()[: case.get("keep")])
    if "flip" in case:
        data[case["flip"]] ^= 1
    return bytes(data) + bytes(case.get("pad", 0))


def reasons(detector: Detector, conversation: Conversation | None = None) -> list[str]:
    return detector.assess(conversation or Conversation(), SLANG).reasons


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: f"{case['file']}-{case['expected']}")
def test_signed_files_are_taken_or_refused_as_in_rust(case: dict) -> None:
    content = Content[case["content"].upper()]
    if case["expected"] == "taken":
        payload = file(case).split(b"\n", 4)[4]
        assert keyring().open(file(case), content).payload == payload
        return
    with pytest.raises(NAMES[case["expected"]]):
        keyring().open(file(case), content)
    if content is Content.PACK:
        with pytest.raises(NAMES[case["expected"]]):
            Detector(rules_only=True, signed_packs=[file(case)], keyring=keyring())


def test_no_flipped_bit_is_taken() -> None:
    pack, keys = read("pack"), keyring()
    for at in range(len(pack)):
        flipped = bytearray(pack)
        flipped[at] ^= 1 << (at % 8)
        try:
            opened = keys.open(bytes(flipped), Content.PACK)
        except VigieError:
            continue
        # The untrusted comment is nobody's word: the first line may say anything.
        assert at < pack.index(b"\n") and opened.payload == pack.split(b"\n", 4)[4]


def test_a_signed_pack_is_used_and_raises_its_floor() -> None:
    keys = keyring()
    detector = Detector(rules_only=True, signed_packs=[read("pack")], keyring=keys)
    (provenance,) = detector.info().signed
    assert (provenance.name, provenance.serial) == ("slang", 7)
    assert reasons(detector) == ["Asks to zorg"]
    provenance.serial = 8
    keys.raise_floors([provenance])
    assert keys.floors() == {"old-slang": 7, "slang": 8}
    with pytest.raises(VigieError.Older):
        Detector(rules_only=True, signed_packs=[read("pack")], keyring=keys)
    later = Keyring([CASES["key"]], keys.floors())
    with pytest.raises(VigieError.Older):
        later.open(read("pack"), Content.PACK)
    with pytest.raises(VigieError.UnknownKey):
        Detector(rules_only=True, signed_packs=[read("pack")])


def test_what_is_no_key_is_refused() -> None:
    for text in ["", "RWnonsense", "\0" * 500, CASES["key"][:-1]]:
        with pytest.raises(VigieError.Key):
            Keyring([text])
    assert Keyring([]).floors() == {}


def test_a_signed_file_that_is_no_model_is_refused() -> None:
    with pytest.raises(VigieError.Model):
        Detector(signed_model=SignedModel(model=read("model"), weights=read("weights")), keyring=keyring())
    with pytest.raises(VigieError.OtherContent):
        Detector(signed_model=SignedModel(model=read("pack"), weights=read("weights")), keyring=keyring())


def test_added_packs_are_bounded() -> None:
    pack = read("pack").split(b"\n", 4)[4]
    assert reasons(Detector(rules_only=True, added_packs={"ours": pack})) == ["Asks to zorg"]
    assert reasons(Detector(rules_only=True, packs={"ours": pack})) == ["Asks to zorg"]
    for error, text in [
        (VigieError.Forbidden, pack.replace(b"en.secrecy.zorg", b"en.play.zorg")),
        (VigieError.TooWide, pack.replace(b"zorg the chat", b"you")),
        (VigieError.UnknownKind, pack.replace(b"en.secrecy.zorg", b"en.levitation.zorg")),
        (VigieError.TooLarge, pack + b"#" * (2 << 20)),
    ]:
        with pytest.raises(error):
            Detector(rules_only=True, added_packs={"ours": text})
    with pytest.raises(VigieError.Conflict):
        Detector(rules_only=True, packs={"one": pack, "other": pack})


def test_an_allow_list_silences_what_the_app_says() -> None:
    text = "dont tell your mum"
    allow = f'[pack]\nlanguage = "en"\n[[allow]]\nreason = "Ours"\nkinds = ["secrecy"]\nphrases = ["{text}"]\n'.encode()
    message = Message(sender="x", text=text, role=Role.CONTACT)
    signals = [
        Detector(rules_only=True, packs=packs).assess(Conversation(), message).signals
        for packs in [{}, {"own.toml": allow}]
    ]
    assert [signal.kind for signal in signals[0]] == ["secrecy"] and signals[0][0].reason
    assert signals[1] == []


def test_a_detector_is_replaced_while_chats_go_on() -> None:
    current = Detector(rules_only=True)
    replaced, faults = threading.Event(), []

    def chat() -> None:
        conversation, seen, count = Conversation(), False, 0
        while True:
            after = replaced.is_set()
            sees = reasons(current, conversation) == ["Asks to zorg"]
            count += 1
            if (seen and not sees) or (after and not sees):
                faults.append("an old detector answered")
            seen = sees
            if after:
                faults.extend(["messages were lost"] if conversation.messages() != count else [])
                return

    threads = [threading.Thread(target=chat) for _ in range(4)]
    for thread in threads:
        thread.start()
    with pytest.raises(VigieError.Older):
        Detector(rules_only=True, signed_packs=[read("older")], keyring=keyring())
    current = Detector(rules_only=True, signed_packs=[read("pack")], keyring=keyring())
    replaced.set()
    for thread in threads:
        thread.join()
    assert faults == []
