"""Every end of a change is a step that ends it, and no state of any kind takes a name into the audit."""

import json
from pathlib import Path

import pytest

from bot.audit.entries import ENDINGS, Step
from bot.changes.kinds import KINDS, load
from bot.changes.outcome import End
from bot.store.engine import Database
from bot.store.tables import changes
from tests.audit.entries import entry, recorded
from tests.stage.audits import unaudited
from tests.walkers.test_changes import SAMPLES

#: A change that is so has not ended.
ON_ITS_WAY = {"waiting", "asked"}
NAMES = {"name", "user_name", "label", "email", "address", "reason", "message", "number", "text", "title"}


def test_whatever_ends_a_change_is_a_step_that_ends_it():
    assert {end.value for end in End} - ON_ITS_WAY <= {step.value for step in ENDINGS}
    assert "asked" in {step.value for step in Step}


@pytest.mark.parametrize("kind", KINDS)
def test_the_audit_keeps_no_name_of_what_a_change_is_about(kind: str):
    stored = json.loads((Path(SAMPLES) / f"{kind}.json").read_text("utf-8"))
    state = load(stored["change"]).state
    kept = state.model_validate(stored["before"]).audited()
    assert kept
    assert set(state.model_fields) - set(kept) == state.names
    assert not set(kept) & NAMES


async def test_a_change_without_its_entry_is_found_after_any_test_on_the_stage(database: Database):
    """Guards the look in `tests/stage/stage.py`."""
    row = {
        "kind": "queues.set", "change": {}, "team_id": "T", "slack_user": "U", "link_id": "l", "genesys_user": "g",
        "request_id": "r", "fence": 1, "lease_until": entry().at, "attempts": 0, "channel": "D",
        "asked_at": entry().at, "told": True,
    }  # fmt: skip
    states = {"AAAAA1": "done", "AAAAA2": "declined", "AAAAA3": "executing", "AAAAA4": "failed"}
    async with database.begin() as tx:
        for change, state in states.items():
            await tx.execute(changes.insert().values(row | {"id": change, "state": state}))
    await recorded(database, entry(Step.DONE, "AAAAA1"), entry(Step.UNKNOWN, "AAAAA4"), entry(Step.ASKED, "AAAAA2"))
    assert sorted(unaudited(database.url)) == [
        "#AAAAA2 is declined, and the audit has no entry",
        "#AAAAA4 is failed, and the audit has unknown",
    ]
