"""Writes what the reference makes of some made-up messages and one conversation: `tests/parity.rs` holds the library to it.

The fixture stands beside the model and belongs to it: after a training it is written anew. It holds everything that
goes into the models (text, rule signals, pauses), so that only their own arithmetic is compared.
"""

import argparse
import json
import pathlib
import random

import numpy as np

from .data import read_features
from .reference import STATE_STEPS, Reference

# The likeliest kinds of a message that are written down, and as many of the least likely.
KINDS_SHOWN = 4
# A number of the state that stands nearer to the middle between two steps than this (in steps) could be rounded
# either way in single precision: such pauses are not used.
EDGE = 1e-3
ATTEMPTS = 5000
PAUSES = [0, 0, 1, 1, 2, 3, 5, 8, 20, 45, 180, 600, 1440, 20_000]
SEED = 1

ENGLISH = (
    "the library is open until six on thursday and my cousin wants to come with us after school because she likes the "
    "chairs near the window. we can bring the big atlas for homework and the purple folder with all the maps. "
    "did you water the tomato plants on the balcony? they looked a bit sad after the weekend. "
    "grandad says the bus to the lake leaves at nine so we need to pack the sandwiches on friday evening. "
)
FRENCH = (
    "la médiathèque ferme à dix-huit heures le jeudi et ma cousine veut venir avec nous après le collège parce qu'elle "
    "aime bien les fauteuils près de la fenêtre. on peut prendre le grand atlas pour l'exposé et la pochette violette. "
    "tu as arrosé les tomates sur le balcon ? elles avaient l'air tristes après le week-end. "
    "papi dit que le car pour le lac part à neuf heures alors il faut préparer les sandwichs vendredi soir. "
)


def words(text, count):
    """So many words of a text, over and over."""
    parts = text.split()
    return " ".join(parts[at % len(parts)] for at in range(count))


MESSAGES = [
    "hello",
    "coucou",
    "how old are u",
    "ne le dis pas à tes parents",
    "dont tell ur mum about this, it stays our secret and delete the chat",
    "envoie encore ou j'envoie tout à ta classe, tu as jusqu'à ce soir",
    "pay 50 or everyone sees it, i have the list of all your friends",
    "my friend says someone told her pay or everyone sees it, what should she do",
    words(ENGLISH, 60),
    words(FRENCH, 60),
    words(ENGLISH, 400),
    words(FRENCH, 400),
    "🙂🙂 12 !!",
]

# Signals as no rule gives them: told ones, and one kind twice, of which the surest counts.
GIVEN = ("they told my cousin to pay", [
    ["exposure_threat", 0.4, True], ["exposure_threat", 0.9, True], ["exposure_threat", 0.3, False],
    ["third_party_disclosure", 0.8, False],
])

# Who writes, and what: `b` is the one that is followed, `a` the one to protect.
CONVERSATION = [
    ("b", "hey that castle on the server is yours?"),
    ("a", "yes it took me three weeks"),
    ("b", "it is really good. who taught you"),
    ("a", "videos mostly"),
    ("a", "and my brother did the bridge"),
    ("b", "nice"),
    ("b", "how old are u"),
    ("a", "im 12"),
    ("b", "u seem so mature for ur age, not like the others"),
    ("a", "haha thanks"),
    ("b", "i run a small team, we could use you. i can give you coins for it"),
    ("a", "really how many"),
    ("b", "500. add me on the other app, its easier to talk there"),
    ("a", "ok what is your name there"),
    ("b", "same name"),
    ("a", "found you"),
    ("a", "🙂"),
    ("b", "are ur parents home right now"),
    ("a", "mum is in the kitchen why"),
    ("b", "does she read your phone"),
    ("a", "no"),
    ("b", "good. dont tell ur mum about the team, it stays between us"),
    ("a", "ok but why"),
    ("b", "they never understand. only i understand you"),
    ("a", "mm"),
    ("b", "delete the chat after you read it"),
    ("a", "done"),
    ("b", "we should meet on saturday, i can pick you up at the station"),
    ("a", "i have football on saturday"),
    ("b", "after everything i did for you?"),
    ("a", "sorry"),
    ("b", "if you dont come i tell everyone in your class what you wrote"),
    ("a", "please dont"),
    ("b", "pay 50 then or everyone sees it"),
    ("a", "i dont have any money, please stop"),
    ("b", "you have until 8 tonight"),
    ("a", "im scared"),
    ("b", "12"),
    ("a", "leave me alone please"),
    ("b", "last chance"),
]


def features(program, lines, buckets):
    """Buckets and rule signals of (sender, text) pairs, all of one conversation."""
    role = {"a": "protected", "b": "contact"}
    requests = [
        {"conversation": "parity", "sender": sender, "text": text, "role": role[sender]} for sender, text in lines
    ]
    return list(read_features(program, requests, buckets, None))


def message_case(reference, text, line):
    probabilities, view, _ = reference.message(np.array(line["buckets"], int), line["signals"], line["persons"])
    case = {"text": text, "signals": line["signals"], "features": len(line["buckets"]),
            "persons": line["persons"], "kinds": {}}
    if probabilities is not None:
        order = np.argsort(probabilities, kind="stable")
        shown = [*order[::-1][:KINDS_SHOWN], *order[:KINDS_SHOWN]]
        case["kinds"] = {reference.kinds[at]: rounded(probabilities[at]) for at in shown}
    _, *outlook = reference.step(np.zeros(reference.size), view, True, False, True, 0, True)
    return case | expected(*outlook)


def follow(reference, views, codes, pauses, candidate, roles_known):
    """Alarm and threats after each message, and how near the state came to an edge of its rounding."""
    state, outlooks, nearest, before = np.zeros(reference.size), [], 0.5, None
    first = CONVERSATION[0][0]
    answered = np.cumsum([sender != first for sender, _ in CONVERSATION]) > 0
    for (sender, _), view, code, pause, alone in zip(CONVERSATION, views, codes, pauses, ~answered):
        mine = sender == candidate
        raw = []
        state, *outlook = reference.step(
            state, view, mine, roles_known and sender == "a", roles_known and candidate == "b", pause, alone, raw, before,
        )
        before = code, mine
        steps = np.concatenate(raw) * STATE_STEPS
        nearest = min(nearest, float((0.5 - np.abs(steps - np.round(steps))).min()))
        outlooks.append(expected(*outlook))
    return outlooks, nearest


def conversation_case(reference, lines):
    views, codes = [], []
    for at, ((sender, _), line) in enumerate(zip(CONVERSATION, lines)):
        before = (codes[-1], CONVERSATION[at - 1][0] == sender) if codes else None
        _, view, code = reference.message(np.array(line["buckets"], int), line["signals"], line["persons"], before)
        views.append(view)
        codes.append(code)
    followed = {"known_contact": ("b", True), "roles_withheld": ("a", False)}
    draw = random.Random(SEED)
    for _ in range(ATTEMPTS):
        pauses = [draw.choice(PAUSES) for _ in CONVERSATION]
        found = {name: follow(reference, views, codes, pauses, *how) for name, how in followed.items()}
        if min(nearest for _, nearest in found.values()) > EDGE:
            break
    else:
        raise SystemExit(f"no pauses in {ATTEMPTS} attempts keep the state clear of its roundings' edges")
    turns = [
        # The next message is read with this code, not with the library's own: one step more or less of its rounding, where
        # single and double precision may part, would show.
        {"from": sender, "text": text, "pause": pause, "signals": line["signals"], "code": code.tolist()}
        for (sender, text), pause, line, code in zip(CONVERSATION, pauses, lines, codes)
    ]
    return {"turns": turns} | {name: outlooks for name, (outlooks, _) in found.items()}


def expected(alarm, threats, told):
    return {"alarm": rounded(alarm), "threats": [rounded(value) for value in threats], "told": rounded(told)}


def rounded(value):
    return round(float(value), 6)


def fixture(program, model):
    reference = Reference(model)
    buckets = reference.buckets
    # Each message is a conversation of its own.
    texts = [*MESSAGES, GIVEN[0]]
    lines = [features(program, [("b", text)], buckets)[0] for text in texts]
    lines[-1]["signals"] = GIVEN[1]
    return {
        "about": "Written by vigie_training.parity from the model beside it; made-up messages.",
        "checksum": pathlib.Path(model).read_bytes()[-8:][::-1].hex(),
        "messages": [message_case(reference, text, line) for text, line in zip(texts, lines)],
        "conversation": conversation_case(reference, features(program, CONVERSATION, buckets)),
    }


def written(value):
    """JSON with one case a line."""
    parts = [f'"about": {json.dumps(value["about"])}', f'"checksum": {json.dumps(value["checksum"])}']

    def listed(name, items):
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        return f'"{name}": [\n{lines}\n]'

    parts.append(listed("messages", value["messages"]))
    inner = ",\n".join(listed(name, items) for name, items in value["conversation"].items())
    parts.append(f'"conversation": {{\n{inner}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the built program vigie")
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    value = fixture(arguments.program, arguments.model)
    pathlib.Path(arguments.out).write_text(written(value), encoding="utf-8")
    alarms = [item["alarm"] for name in ("known_contact", "roles_withheld") for item in value["conversation"][name]]
    print(f"{len(value['messages'])} messages, {sum(bool(m['signals']) for m in value['messages'])} with rule signals; "
          f"{len(alarms)} alarms from {min(alarms):.2f} to {max(alarms):.2f}, "
          f"{sum(abs(alarm) < 8 for alarm in alarms)} within the bound")


if __name__ == "__main__":
    main()
