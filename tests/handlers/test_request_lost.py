"""Messages about requests that Slack loses: said again, decided once."""

from tests.handlers.requesting import asker_and_lead, asks, dm, reads
from tests.stage.stage import Stage


async def test_what_slack_loses_is_said_again_and_decided_once(stage: Stage):
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "lost")
    await reads(asker, "With Femi Adeyemi")
    await reads(lead, "asks to leave Returns")
    # The card of the first is changed and its answer lost, and the end is told into nothing twice.
    await stage.fault("slack", path="/api/chat.update", do="drop_after", times=2)
    await stage.fault("slack", path="/api/chat.postMessage", do="status", status=503, times=3)
    await stage.fault("slack", path="/api/chat.update", do="status", status=429, headers={"Retry-After": "1"}, times=1)
    await lead.clicks("Approve")
    done = ", and done:*"
    await reads(lead, done)
    await reads(asker, done, times=2)
    assert asker.joined == {"Sales"}
    assert await stage.effects("patchUserQueue", asker) == 1
    assert [done in text for text in dm(lead)] == [True]
    assert all(done in text for text in dm(asker) if "Genesys refused" not in text)

    await stage.fault("slack", path="/api/chat.postMessage", do="status", status=503, times=3)
    await asks(asker, "/gc leave sales", "again")
    await reads(lead, "asks to leave Sales")
    await reads(asker, "You ask to leave Sales")
    assert len(dm(lead)) == 2
