"""What tests and measurements share: the repository's own data."""

from pathlib import Path

from vigie import Conversation, Detector, Message, Role

ROOT = Path(__file__).parents[3]
# The time of the first message of every written conversation, as in crates/vigie-eval/src/scenario.rs.
START = 1_710_000_000_000

PACK = b"""
[pack]
language = "en"
kind = "exposure_threat"
[[rule]]
id = "en.exposure_threat.demo"
by = "contact"
weight = 0.9
phrases = ["pay ~3 or everyone sees"]
reason = "Threatens to show it to others"
matches = ["pay me or everyone sees it", "pay now or everyone sees", "pay or everyone sees it"]
ignores = ["i will pay you back", "everyone sees it"]
"""


def messages(scenario: dict) -> list[Message]:
    """The messages of a written conversation: role, text and time, nothing else."""
    roles = {name: Role[person["role"].upper()] for name, person in scenario["participants"].items()}
    return [
        Message(
            sender=line["from"],
            text=line["text"],
            role=roles.get(line["from"], Role.UNKNOWN),
            sent_at=START + int(line["t"] * 60_000),
        )
        for line in scenario["messages"]
    ]


def a_chat(scenarios: dict[str, dict]) -> list[Message]:
    """A conversation that alerts, for tests that need any."""
    return messages(next(s for s in scenarios.values() if s["label"] == "sextortion_money"))


def replay(detector: Detector, chat: list[Message]) -> tuple[list, bytes]:
    conversation = Conversation()
    return [detector.assess(conversation, message) for message in chat], conversation.snapshot()
