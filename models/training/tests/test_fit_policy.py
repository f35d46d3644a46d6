"""The fit of the rules' weights: what a row holds, which signs are kept, what of a file is left alone."""

import json
import sys
import tomllib

import numpy as np
import pytest

from vigie_training import fit_policy
from vigie_training.fit_policy import COLUMNS, PLACE, Data, loss, outlook_of, read_weights, row, signs, write
from vigie_training.kinds import CALMING, GROUPS, KINDS, THREATS

OUTLOOK = """# What it is worth.
[outlook]
alarm_at = 0.25
slope = 1.5
naming = 0.50 # to the letter
"""
START = OUTLOOK + "\n# Log-odds.\n" + "".join(
    f"""
[{threat}]
bias = -5.0
[{threat}.said]
secrecy = 1.0
money_demand = 2.0
play = -1.0
[{threat}.pairs]
"isolation+contact" = 0.5
"""
    for threat in THREATS
)


def pair(said=None, heard=None, told=None, role="contact"):
    return {"role": role, "said": said or {}, "heard": heard or {}, "told": told or {}}


def item(index, pairs, label="Grooming", quiet=1, due=2, name="x"):
    return {"id": name, "label": label, "index": index, "quiet_until": quiet, "alert_at": due, "pairs": pairs}


def features(path, items):
    path.write_text("".join(json.dumps(one) + "\n" for one in items))
    return path


def test_a_row_is_levels_and_pairs_of_groups():
    found = row(pair({"secrecy": 0.5, "isolation": 0.5, "age_question": 0.8}, {"distress": 0.7}, {"play": 0.2}))
    expected = {
        ("said", "secrecy"): 0.5, ("said", "isolation"): 0.5, ("said", "age_question"): 0.8, ("heard", "distress"): 0.7,
        ("told", "play"): 0.2,
        # One of two: 1 − 0.5 × 0.5, times 0.8.
        ("pairs", "contact+isolation"): 0.6,
    }
    assert found[PLACE["bias"]] == 1
    for column, place in PLACE.items():
        if column != "bias":
            assert found[place] == pytest.approx(expected.get(column, 0.0)), column


def test_the_conversation_models_outlook_is_no_column():
    assert not [column for column in COLUMNS if column[0] == "outlook"]
    assert len(COLUMNS) == 1 + 3 * len(KINDS) + len(GROUPS) * (len(GROUPS) - 1) // 2
    told = pair({"secrecy": 1.0}) | {"outlook": {"alarm": 5.0, "grooming": -0.1}}
    assert (row(told) == row(pair({"secrecy": 1.0}))).all()


def test_tactics_never_calm_and_calming_kinds_never_alarm():
    sign = signs()
    for kind in KINDS:
        for table in ("said", "told"):
            assert sign[PLACE[table, kind]] == (-1 if kind in CALMING else 1), (table, kind)
    assert sign[PLACE["heard", "victim_plea"]] == 1 and sign[PLACE["heard", "secrecy"]] == 0
    assert sign[PLACE["heard", "play"]] == -1 and sign[PLACE["bias"]] == 0
    assert all(sign[PLACE[column]] == 1 for column in COLUMNS if column[0] == "pairs")


def test_the_protected_persons_own_evidence_is_left_out():
    data = Data()
    data.add_message({"pairs": [pair({"secrecy": 1.0}, role="protected"), pair({"play": 1.0})]})
    data.add_message({"pairs": [pair({"secrecy": 1.0}, role="protected")]})
    data.finish()
    assert data.messages == [(0, 1), (1, 2)]
    assert data.x[:, PLACE["said", "secrecy"]].sum() == 0
    assert data.x[0, PLACE["said", "play"]] == 1 and data.x[1].sum() == 1


def test_weights_are_read_with_pairs_in_either_order(tmp_path):
    path = tmp_path / "start.toml"
    path.write_text(START)
    weights = read_weights(path)
    assert weights.shape == (4, len(COLUMNS))
    assert (weights[:, PLACE["pairs", "contact+isolation"]] == 0.5).all()
    assert (weights[:, PLACE["said", "play"]] == -1.0).all() and (weights[:, 0] == -5.0).all()


def test_what_is_written_is_read_again_and_the_outlook_stays(tmp_path):
    start, out = tmp_path / "start.toml", tmp_path / "out.toml"
    start.write_text(START)
    weights = read_weights(start)
    weights[1, PLACE["told", "deadline"]] = 0.333
    write(out, weights, ["Log-odds."], outlook_of(out, start))
    assert out.read_text().startswith(OUTLOOK + "\n# Log-odds.\n")
    assert tomllib.loads(out.read_text())["outlook"] == {"alarm_at": 0.25, "slope": 1.5, "naming": 0.5}
    again = read_weights(out)
    assert np.allclose(again, np.round(weights, 2)) and again[1, PLACE["told", "deadline"]] == 0.33


def test_the_file_that_is_written_anew_keeps_its_own_outlook(tmp_path):
    start, out, bare = (tmp_path / name for name in ("start.toml", "out.toml", "bare.toml"))
    start.write_text(START)
    out.write_text(START.replace("0.25", "-0.75"))
    bare.write_text("# Rules alone.\n[grooming]\nbias = 1.0\n")
    assert "alarm_at = -0.75" in outlook_of(out, start)
    assert "alarm_at = 0.25" in outlook_of(bare, start)
    assert outlook_of(bare) == [] == outlook_of(tmp_path / "none.toml")
    write(bare, read_weights(start), ["Log-odds."], outlook_of(bare))
    assert bare.read_text().startswith("# Log-odds.\n\n[grooming]")


def test_gradients_agree_with_differences(tmp_path):
    random = np.random.default_rng(1)
    kinds = ["secrecy", "age_question", "money_demand", "play", "distress"]
    items = [
        item(index, [pair({kind: float(random.random()) for kind in kinds}) for _ in range(2)], label, 2, 4, label)
        for label in ("Grooming", "SextortionMoney", "Benign") for index in range(6)
    ]
    data = Data()
    data.read_scenarios(features(tmp_path / "f.jsonl", items), 1.0)
    data.finish()
    weights = random.normal(size=(4, len(COLUMNS)))
    _, gradient = loss(data, weights, 0.8, 0.3, 0.6)
    for place in (0, PLACE["said", "secrecy"], PLACE["said", "play"], PLACE["pairs", "contact+isolation"]):
        for threat in range(4):
            moved = [weights.copy(), weights.copy()]
            moved[0][threat, place] -= 1e-5
            moved[1][threat, place] += 1e-5
            low, high = (loss(data, value, 0.8, 0.3, 0.6)[0] for value in moved)
            assert gradient[threat, place] == pytest.approx((high - low) / 2e-5, abs=1e-3)


def test_a_fit_learns_keeps_signs_and_keeps_what_it_did_not_see(tmp_path, monkeypatch, capsys):
    start, out = tmp_path / "start.toml", tmp_path / "out.toml"
    start.write_text(START)
    dangerous = [item(0, [pair()]), item(1, [pair({"secrecy": 0.9})]), item(2, [pair({"secrecy": 0.9})])]
    calm = [
        item(index, [pair({"play": 0.9, "money_demand": 0.9})], "Benign", None, None, "y") for index in range(3)
    ]
    path = features(tmp_path / "features.jsonl", dangerous * 20 + calm * 20)
    monkeypatch.setattr(sys, "argv", [
        "fit_policy", "--scenarios", str(path), "--start", str(start), "--out", str(out), "--steps", "150",
    ])
    fit_policy.main()
    assert "'in_time': 20" in capsys.readouterr().out
    weights, before = read_weights(out), read_weights(start)
    assert weights[0, PLACE["said", "secrecy"]] > before[0, PLACE["said", "secrecy"]] + 1
    assert (weights[:, PLACE["said", "money_demand"]] >= 0).all()
    assert (weights[:, PLACE["said", "play"]] <= 0).all()
    assert (weights[:, PLACE["pairs", "contact+isolation"]] == 0.5).all(), "never seen"
    assert out.read_text().startswith(OUTLOOK)
