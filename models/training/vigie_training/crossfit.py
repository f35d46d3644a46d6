"""Evidence of authored conversations under models that did not see them, to fit the policy's weights on.

Trains the models once per fold on the other folds, then runs the program over the fold with them.
"""

import argparse
import json
import pathlib
import subprocess
import sys

from . import data
from .data import fold


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--authored", nargs="+", required=True)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--work", required=True, help="folder for models and features")
    parser.add_argument("--keep-models", action="store_true", help="use models that are already there")
    parser.add_argument("rest", nargs="*", help="further arguments of train, after --")
    arguments = parser.parse_args()
    work = pathlib.Path(arguments.work)
    work.mkdir(parents=True, exist_ok=True)
    conversations = data.read_conversations(arguments.authored)
    for held in range(arguments.folds):
        model = work / f"fold{held}.vgm"
        if not (arguments.keep_models and model.exists()):
            subprocess.run(
                [sys.executable, "-m", "vigie_training.train", "--program", arguments.program,
                 "--authored", *arguments.authored, "--hold-out", str(held), "--folds", str(arguments.folds),
                 "--out", str(model), *arguments.rest],
                check=True,
            )
        part = work / f"fold{held}.jsonl"
        with open(part, "w", encoding="utf-8") as file:
            for index, conversation in enumerate(conversations):
                if fold(index, len(conversations), arguments.folds) == held:
                    file.write(json.dumps(conversation, ensure_ascii=False) + "\n")
        for name, flags in (("given", []), ("withheld", ["--withhold-roles"])):
            subprocess.run(
                [arguments.program, "eval", "--model", str(model), "scenarios", str(part), *flags,
                 "--features", str(work / f"fold{held}.{name}.features.jsonl")],
                check=True,
            )


if __name__ == "__main__":
    main()
