"""A phone may kill the app at any moment, and a chat may never end."""

import os
import subprocess
import sys
from pathlib import Path

from chats import a_chat, messages, replay

from vigie import Conversation, Detector, Message, Role

# A host that stores the bytes after every message, and is killed after the seventh.
KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
from chats import ROOT, a_chat
import json
from vigie import Conversation, Detector
scenarios = {s["id"]: s for s in map(json.loads, open(ROOT / "tests/scenarios/en.jsonl", encoding="utf-8"))}
detector, conversation = Detector(), Conversation()
for index, message in enumerate(a_chat(scenarios)):
    detector.assess(conversation, message)
    with open(sys.argv[1] + ".new", "wb") as file:
        file.write(conversation.snapshot())
    os.replace(sys.argv[1] + ".new", sys.argv[1])
    if index == 6:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_host_goes_on_as_if_never_killed(detector: Detector, scenarios: dict, tmp_path: Path) -> None:
    stored = tmp_path / "state"
    command = [sys.executable, "-c", KILLED, str(stored), str(Path(__file__).parent)]
    assert subprocess.run(command).returncode == -9
    chat = a_chat(scenarios)
    expected, last = replay(detector, chat)
    conversation = Conversation.restore(stored.read_bytes())
    assert conversation.messages() == 7 < len(chat)
    assert [detector.assess(conversation, message) for message in chat[7:]] == expected[7:]
    assert conversation.snapshot() == last


def test_ten_thousand_messages_do_not_grow(detector: Detector, scenarios: dict) -> None:
    lines = [message.text for scenario in list(scenarios.values())[:20] for message in messages(scenario)]
    # Long identifiers, so that a buffer that is not given back shows.
    padding = "x" * 2_000
    conversation = Conversation()

    def write(first: int, last: int) -> None:
        for number in range(first, last):
            text = lines[number % len(lines)]
            role = [Role.CONTACT, Role.PROTECTED][number % 2]
            detector.assess(conversation, Message(sender=str(number % 5), text=text, role=role, id=f"{number}{padding}"))

    write(0, 2_000)
    before = resident()
    write(2_000, 10_000)
    assert conversation.messages() == 10_000
    assert len(conversation.snapshot()) <= 4096
    assert resident() - before < 4 << 20


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
