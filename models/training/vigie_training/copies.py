"""Where nine words in a row of a corpus stand in written conversations, by chance or not. Prints places, no text.

Corpora are not ours to pass on: what is found is reworded before it is trained on or kept.
"""

import argparse
import pathlib
import sys

from . import data
from .diversity import words_of

RUN = 9


def runs(text):
    """All runs of so many words, without case and punctuation."""
    words = words_of(text)
    return {" ".join(words[at:at + RUN]) for at in range(len(words) - RUN + 1)}


def places(conversations):
    """Where each run stands: the conversation and its first message, within one message or over several."""
    found = {}
    for one in conversations:
        texts = [message["text"] or "" for message in one["messages"]]
        for at in range(len(texts)):
            for last in range(at, min(at + RUN, len(texts))):
                for run in runs(" ".join(texts[at:last + 1])):
                    found.setdefault(run, {})[one["id"]] = at
    return found


def copies(conversations, streams):
    """Places of runs that stand in a stream, too, in order."""
    known = places(conversations)
    shared = set()
    for stream in streams:
        shared |= runs(" ".join(stream["messages"])) & known.keys()
    return sorted({place for run in shared for place in known[run].items()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conversations", nargs="+")
    parser.add_argument("--corpora", required=True, type=pathlib.Path, help="folder of the corpora")
    arguments = parser.parse_args()
    conversations = data.read_conversations(arguments.conversations)
    streams = (stream for path in sorted(arguments.corpora.glob("*.jsonl.gz")) for stream in data.read_streams(path))
    found = copies(conversations, streams)
    for name, message in found:
        print(f"{name}, message {message}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
