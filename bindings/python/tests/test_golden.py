"""The golden file of the library: the same messages give the same assessments and the same bytes as in Rust."""

import json

import pytest
from chats import ROOT, messages

from vigie import Assessment, Conversation, Detector

GOLDEN = ROOT / "tests" / "golden" / "assessments.jsonl"


def record(assessment: Assessment) -> dict:
    threats = assessment.threats
    return {
        "level": assessment.level.name.lower(),
        "coverage": assessment.coverage.name.lower(),
        "alert": assessment.alert,
        "alerting": assessment.alerting,
        "concern": assessment.concern.name.lower(),
        "stage": assessment.stage.name.lower(),
        "threats": [threats.grooming, threats.sextortion_content, threats.sextortion_money, threats.exposure],
        "signals": [[signal.kind, signal.start, signal.end, signal.rule] for signal in assessment.signals],
        "reasons": assessment.reasons,
        "advice": assessment.advice,
    }


def test_assessments_and_snapshots_are_as_in_rust(detector: Detector, scenarios: dict) -> None:
    golden: dict[str, list[dict]] = {}
    for line in GOLDEN.read_text("utf-8").splitlines():
        entry = json.loads(line)
        golden.setdefault(entry["scenario"], []).append(entry)
    assert len(golden) >= 20
    for name, entries in golden.items():
        conversation = Conversation()
        chat = messages(scenarios[name])
        *assessments, last = entries
        assert len(assessments) == len(chat), name
        for message, entry in zip(chat, assessments):
            found, expected = record(detector.assess(conversation, message)), entry["assessment"]
            # The golden file has three digits.
            assert found.pop("threats") == pytest.approx(expected.pop("threats"), abs=0.00051), (name, entry["index"])
            assert found == {key: expected[key] for key in found}, (name, entry["index"])
        assert conversation.snapshot().hex() == last["snapshot"], name


def test_offsets_count_code_points(detector: Detector) -> None:
    text = "🙂🙂 pay me or everyone at your school sees it"
    from vigie import Message, Role

    assessment = detector.assess(Conversation(), Message(sender="x", text=text, role=Role.CONTACT))
    threat = next(signal for signal in assessment.signals if signal.kind == "exposure_threat")
    assert text[threat.start : threat.end].endswith("sees it"), text[threat.start : threat.end]
