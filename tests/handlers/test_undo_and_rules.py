"""What was decided can be taken back without a decision, but neither done once more, nor where the rules deny it."""

from pathlib import Path

from tests.handlers.requesting import asker_and_lead, presses, reads
from tests.stage.looking import Behind
from tests.stage.stage import raised

RULES = """
[[rule]]
name = "Breaks"
kind = "presence.set"
direction = "own"
then = "approval"

[[rule]]
name = "Presences of others"
kind = "presence.set"
direction = "another"
then = "deny"
"""


async def test_one_decision_is_not_used_twice_by_undoing_an_undo(database_url: str, tmp_path: Path):
    file = tmp_path / "rules.toml"
    file.write_text(RULES, "utf-8")
    async with raised(database_url, policy_file=file) as stage:
        asker, lead = await asker_and_lead(stage)
        await asker.says("/gc break")
        await reads(lead, "asks to set presence to Break")
        await presses(lead, "Approve", ", and done:* Milo Olsen's presence is Break.")
        await reads(asker, ", and done:*")
        await lead.clicks("Undo")
        assert asker.state["presence"] == "Break", "the lead is denied it, and an undo is nothing else"

        stage.later(minutes=9)
        await asker.says("/gc undo")
        await reads(asker, "Undone. ")
        assert asker.state["presence"] == "Available"
        undo = (await Behind(stage).rows())[-1]
        stage.later(minutes=9)
        await asker.says(f"/gc undo #{undo.id}")
        await reads(asker, "somebody has to decide that; ask for it anew. Nothing was changed.")
        assert asker.state["presence"] == "Available"
        assert await stage.effects("patchUserPresencesPurecloud", asker) == 2
