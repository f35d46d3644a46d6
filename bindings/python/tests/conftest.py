"""Fixtures: built once."""

import json

import pytest
from chats import ROOT

from vigie import Detector


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector()


@pytest.fixture(scope="session")
def scenarios() -> dict[str, dict]:
    files = [ROOT / "tests" / "scenarios" / f"{language}.jsonl" for language in ("en", "fr")]
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return {line["id"]: line for line in lines}
