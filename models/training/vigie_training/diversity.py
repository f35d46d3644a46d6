"""How varied the authored conversations are: shares of distinct n-grams, and how alike the likest two are.

Likeness is the Jaccard index of two conversations' word bigrams. The nearest neighbour is looked for within the file
and across the other files of the language. Prints numbers and identifiers only, as the table of `authored/README.md`.
"""

import argparse
import json
import pathlib
import re

import numpy as np

# Pairs at least so alike are named.
ALIKE = 0.3


def words_of(text):
    return re.findall(r"\w+", text.lower())


def grams(conversation, length):
    """All n-grams of a conversation's words; none goes over the border of a message."""
    found = []
    for message in conversation["messages"]:
        words = words_of(message["text"] or "")
        found += zip(*(words[at:] for at in range(length)))
    return found


def distinct(conversations, length):
    """The share of n-grams that are not repetitions."""
    found = [gram for conversation in conversations for gram in grams(conversation, length)]
    return len(set(found)) / max(len(found), 1)


def likeness(one, other):
    """The Jaccard index of every set of `one` with every set of `other`."""
    holders = {}
    for index, found in enumerate(other):
        for gram in found:
            holders.setdefault(gram, []).append(index)
    shared = np.zeros((len(one), len(other)))
    for index, found in enumerate(one):
        for gram in found:
            if gram in holders:
                shared[index, holders[gram]] += 1
    sizes = np.array([len(found) for found in one])[:, None] + np.array([len(found) for found in other])[None, :]
    return shared / np.maximum(sizes - shared, 1)


def measure(files):
    """One row per file of a language; `files` maps a name to its conversations."""
    bigrams = {name: [set(grams(item, 2)) for item in items] for name, items in files.items()}
    rows, alike = [], []
    for name, items in files.items():
        within = likeness(bigrams[name], bigrams[name])
        np.fill_diagonal(within, 0)
        others = [(other, place) for other in files if other != name for place in range(len(files[other]))]
        rest = [bigrams[other][place] for other, place in others]
        across = likeness(bigrams[name], rest) if rest else np.zeros((len(items), 1))
        rows.append({
            "file": name, "conversations": len(items), "messages": sum(len(item["messages"]) for item in items),
            "words": sum(len(grams(item, 1)) for item in items),
            "distinct": [distinct(items, length) for length in (1, 2, 3)],
            "within": within.max(1), "across": across.max(1),
        })
        for at, item in enumerate(items):
            other = int(within[at].argmax())
            if within[at, other] >= ALIKE and at < other:
                alike.append((item["id"], items[other]["id"], within[at, other]))
            if rest and across[at].max() >= ALIKE:
                other, place = others[int(across[at].argmax())]
                alike.append((item["id"], files[other][place]["id"], across[at].max()))
    return rows, alike


def table(rows):
    lines = [
        "| file | conversations | messages | words | distinct 1-, 2-, 3-grams | nearest within: median, highest | "
        "nearest across: median, highest |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        shares = ", ".join(f"{share:.2f}" for share in row["distinct"])
        near = [f"{np.median(row[where]):.3f}, {row[where].max():.3f}" for where in ("within", "across")]
        lines.append(f"| `{row['file']}` | {row['conversations']} | {row['messages']:,} | {row['words']:,} | {shares} | "
                     f"{near[0]} | {near[1]} |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", help="authored conversations")
    arguments = parser.parse_args()
    languages = {}
    for path in map(pathlib.Path, arguments.files):
        items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        languages.setdefault(path.stem[:2], {})[path.stem] = items
    measured = [measure(files) for _, files in sorted(languages.items())]
    print("\n".join(table([row for rows, _ in measured for row in rows])))
    for one, other, value in sorted({pair for _, alike in measured for pair in alike}, key=lambda pair: -pair[2]):
        print(f"alike: {one} {other} {value:.2f}")


if __name__ == "__main__":
    main()
