"""A stored change outlives deploys: one sample of each kind, as it was written once, still loads.

A sample is never edited to please the code. A new field has a default; anything else is a new kind.
"""

import ast
import json
from importlib.resources import files
from pathlib import Path

import pytest

from bot.changes.kinds import KINDS, load
from tests.genesys.test_operations import NEIGHBOURS

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"
OPERATIONS = {
    row["name"] for row in json.loads(files("bot.sandbox.genesys").joinpath("operations.json").read_text("utf-8"))
}
#: Beyond both lists, with the names that Genesys gives them.
FURTHER = {
    "getUserPresencesPurecloud",
    "patchUserPresencesPurecloud",
    "getUserCallforwarding",
    "patchUserCallforwarding",
}
WRITES = ("put_", "patch_", "delete_", "post_")
#: What goes by POST since its criteria are a body; it changes nothing.
READS_BY_POST = {"post_users_search", "post_analytics_queues_observations_query"}


def test_every_kind_has_a_stored_sample_and_no_other_has():
    assert {file.stem for file in SAMPLES.glob("*.json")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_sample_loads_as_it_was_written(kind):
    stored = json.loads((SAMPLES / f"{kind}.json").read_text("utf-8"))
    change = load(stored["change"])
    assert type(change) is KINDS[kind]
    assert change.kind == kind
    assert change.model_dump(mode="json").items() >= stored["change"].items()


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_sample_still_reads_as_sentences(kind):
    stored = json.loads((SAMPLES / f"{kind}.json").read_text("utf-8"))
    change = load(stored["change"]).naming(None)
    before = change.state.model_validate(stored["before"])
    assert change.rest(before) is not None
    for sentence in (change.sentence(before), change.shown(before)):
        assert sentence.template.count("{}") == len(sentence.values)
        assert sentence.template.format(*sentence.values)[0].islower()


@pytest.mark.parametrize("kind", KINDS)
def test_the_operations_of_a_change_are_known_ones(kind):
    operations = KINDS[kind].operations
    assert operations
    assert set(operations) <= OPERATIONS | set(NEIGHBOURS) | FURTHER


def written_in(file: Path) -> list[str]:
    called: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)):
                called.append(name)
    return [name for name in called if name.startswith(WRITES) and name not in READS_BY_POST]


@pytest.mark.parametrize("file", sorted((ROOT / "handlers").rglob("*.py")), ids=lambda file: file.stem)
def test_no_handler_writes_to_genesys_past_the_door(file):
    assert written_in(file) == []


def test_the_search_for_writes_finds_them_where_they_belong():
    assert "patch_user_queue" in written_in(ROOT / "bot" / "changes" / "queues.py")
