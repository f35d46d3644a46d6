"""The names that are written twice: here and in the engine."""

import pathlib
import re

from vigie_training.kinds import CALMING, GROUPS, KINDS, THREATS, VICTIM

ENGINE = pathlib.Path(__file__).parents[3] / "crates" / "vigie" / "src"


def snake(name):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def engine_kinds():
    source = (ENGINE / "signal.rs").read_text(encoding="utf-8")
    body = re.search(r"\nsignal_kinds! \{\n(.*?)\n\}\n", source, re.S).group(1)
    lines = [line for line in body.splitlines() if line.strip()]
    found = [re.fullmatch(r'\s*(\w+) "(\w+)" (\w+) ".*";', line) for line in lines]
    assert all(found), lines
    return {match.group(2): snake(match.group(3)) for match in found}


def test_kinds_and_groups_are_the_engines():
    engine = engine_kinds()
    assert len(engine) > 30
    assert sorted(KINDS) == sorted(engine) and len(KINDS) == len(set(KINDS))
    for group, kinds in GROUPS.items():
        assert sorted(kinds) == sorted(kind for kind, of in engine.items() if of == group), group
    assert sorted(VICTIM) == sorted(kind for kind, of in engine.items() if of == "victim")
    # A scam calms as well: it is no danger of the sort that is looked for.
    assert CALMING == {kind for kind, of in engine.items() if of in ("calming", "scam")}


def test_groups_stand_in_the_engines_order():
    source = (ENGINE / "signal.rs").read_text(encoding="utf-8")
    tactics = re.search(r"TACTICS: \[Group; 7\] = \[(.*?)\];", source, re.S).group(1)
    assert [snake(name) for name in re.findall(r"Group::(\w+)", tactics)] == list(GROUPS)


def test_threats_are_the_engines():
    source = (ENGINE / "assessment.rs").read_text(encoding="utf-8")
    order = re.search(r"const ALL: \[Threat; \d\] =\s*\[(.*?)\];", source, re.S).group(1)
    names = re.findall(r"(?:Threat|Self)::(\w+)", order)
    assert [snake(name) for name in names] == THREATS
