"""Every Python sample of the documents runs as it stands."""

import re

import pytest
from chats import ROOT

DOCUMENTS = ["bindings/python/README.md", "docs/integration/python.md"]
SAMPLES = [
    pytest.param(document, sample, id=f"{document}-{number}")
    for document in DOCUMENTS
    for number, sample in enumerate(
        re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    )
]


def test_there_are_samples_in_every_document() -> None:
    assert {sample.values[0] for sample in SAMPLES} == set(DOCUMENTS)


@pytest.mark.parametrize("document, sample", SAMPLES)
def test_a_sample_runs(document: str, sample: str, tmp_path, monkeypatch) -> None:
    if "pandas" in sample:
        pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    exec(compile(sample, document, "exec"), {"__name__": "__main__"})
