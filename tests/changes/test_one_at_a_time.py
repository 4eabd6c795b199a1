"""Changes of one person go one after the other."""

import asyncio


async def test_the_same_asked_twice_in_one_moment_is_done_once(stage, ana):
    await stage.fault("genesys", path="/api/v2/users/*/queues", method="GET", do="delay", seconds=0.5, times=4)

    await asyncio.gather(ana.says("/gc join billing"), ana.says("/gc join billing"))

    read = [entry["args"].get("text", "") for entry in await stage.ledger("slack") if entry["kind"] == "call"]
    assert await stage.effects("patchUserQueue", ana) == 1
    assert sum("*Done:*" in text for text in read) == 1
    assert sum("*Already so:*" in text for text in read) == 1
