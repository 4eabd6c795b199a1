"""One trace from its seed: the same rules, people and deeds each time, as far as the product answers alike."""

import random
from pathlib import Path

from tests.oracle.doing import played
from tests.oracle.staged import Play, rules
from tests.oracle.worlds import toml
from tests.stage.looking import Behind
from tests.stage.stage import raised

STEPS = 30


async def trace(database_url: str, folder: Path, seed: int, steps: int = STEPS) -> Play:
    chosen = random.Random(seed)
    policy, file = rules(chosen), folder / "rules.toml"
    file.write_text(toml(policy), "utf-8")
    async with raised(database_url, policy_file=file) as stage:
        play = Play(stage, chosen, policy)
        await played(play, steps)
        audited = [row for row in await Behind(stage).audited() if row.step == "done"]
        done = {(row.genesys_user, row.token_of) for row in audited}
    assert {(one.user, one.by) for one in play.effects} <= done, "whose token it was stands in the audit"
    return play
