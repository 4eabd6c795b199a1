"""The station and call forwarding as words: seen, changed, for oneself and for somebody else."""

from tests.handlers.requesting import reads
from tests.stage.stage import Person


async def test_a_station_and_forwarding_are_seen_and_changed_by_words(ana: Person, bo: Person) -> None:
    await bo.links()
    assert f"You sit at *{ana.state['station']}*." in (await ana.says("/gc station")).text
    assert "*Done:* you left" in (await ana.says("/gc station off")).text
    assert "You sit nowhere, so no calls arrive." in (await ana.says("/gc station")).text
    assert "I found no station called “nowhere”." in (await ana.says("/gc sit nowhere")).text
    assert "Your call forwarding is off." in (await ana.says("/gc forwarding")).text
    assert "I don't know what to do with “nonsense”." in (await ana.says("/gc forwarding nonsense")).text
    assert "*Already so:* call forwarding is off." in (await ana.says("/gc forwarding off")).text

    assert "*Ana Ruiz* sits nowhere" in (await bo.says(f"/gc for {ana.mention} station")).text
    offered = await bo.says(f"/gc for {ana.mention} station Hot desk 2")
    assert "*Ana Ruiz* (ana.ruiz@example.com): take the station Hot desk 2?" in offered.text
    assert "*Done:* Ana Ruiz sits at Hot desk 2." in (await bo.clicks("Confirm")).text
    assert ana.state["station"] == "Hot desk 2"
    await reads(ana, "*Bo Lindqvist* did this for you in Genesys: you sit at Hot desk 2.")
    assert "Ana Ruiz's call forwarding is off." in (await bo.says(f"/gc for {ana.mention} forwarding")).text
