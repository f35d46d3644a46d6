"""Prints the median time of one assessment from Python in microseconds, and what a message costs in a table.

The same messages as crates/vigie-ffi/examples/median.rs: every written conversation of tests/scenarios, five times.
"""

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))
from chats import ROOT, messages  # noqa: E402

from vigie import Conversation, Detector, scan  # noqa: E402

scenarios = [
    json.loads(line)
    for language in ("en", "fr")
    for line in (ROOT / "tests" / "scenarios" / f"{language}.jsonl").read_text("utf-8").splitlines()
]
chats = [messages(scenario) for scenario in scenarios]
detector = Detector()
times: list[int] = []
alerts = 0
for _ in range(5):
    for chat in chats:
        conversation = Conversation()
        for message in chat:
            begun = time.perf_counter_ns()
            assessment = detector.assess(conversation, message)
            times.append(time.perf_counter_ns() - begun)
            alerts += assessment.alert
assert alerts > 100, "the work must be done"

rows = [(str(number), message) for number, chat in enumerate(chats) for message in chat]
table = {
    "conversation": [name for name, _ in rows],
    "sender": [message.sender for _, message in rows],
    "text": [message.text for _, message in rows],
    "role": [message.role for _, message in rows],
}
begun = time.perf_counter_ns()
assert sum(scan(table, detector)["alert"]) > 20
in_table = (time.perf_counter_ns() - begun) / len(rows)
print(json.dumps({"assess": round(statistics.median(times) / 1000, 1), "in_table": round(in_table / 1000, 1)}))
