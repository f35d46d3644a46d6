"""Made-up chats and tables. A row's bucket is its own number, so that every message can be traced to its origin."""

import numpy as np

from vigie_training.data import BENIGN, ROLES, Chat, Table
from vigie_training.kinds import KINDS

PROTECTED, CONTACT, UNKNOWN = ROLES["protected"], ROLES["contact"], ROLES["unknown"]
# Rows of a chat with its roles withheld stand so far behind those with the roles given.
WITHHELD = 500


def table(rows=4000):
    made = Table()
    for row in range(rows):
        made.add({"buckets": [row], "signals": [], "persons": [0, 1, 4]})
    return made


def chat(speakers, roles=(PROTECTED, CONTACT), label=BENIGN, quiet=0, due=0, first=0, **rest):
    speakers = np.array(speakers)
    return Chat(
        label=label, first=first, first_withheld=first + WITHHELD, speakers=speakers, roles=np.array(roles),
        gaps=np.arange(len(speakers), dtype=float), quiet=quiet, due=due,
        shows=np.zeros((len(speakers), len(KINDS)), np.float32), **rest,
    )


def dangerous(**changes):
    """Twenty messages by turns, with doubles to merge; the alarm belongs from 8 to 13."""
    speakers = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0]
    return chat(speakers, label=0, quiet=8, due=13, source="authored", name="en-x-001", **changes)


def ordinary(first=1000, name="en-x-002", **changes):
    return chat([0, 1, 1, 0, 1, 0, 0, 1, 0, 1], first=first, source="authored", name=name, **changes)


def stream(label, count=300, first=2000, source="one"):
    return Chat(
        label=label, first=first, first_withheld=first, speakers=np.zeros(count, int), roles=np.array([UNKNOWN]),
        gaps=np.full(count, np.nan), due=count - 1, stream=True, source=source, name="s",
    )
