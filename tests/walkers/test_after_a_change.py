"""What was done stays said, whatever goes wrong afterwards."""

from tests.stage.stage import Person, Stage


async def test_a_look_that_fails_after_going_on_queue_does_not_deny_it(stage: Stage, ana: Person):
    await stage.fault("genesys", path="/api/v2/users/*/outofoffice", method="GET", do="status", status=400)
    said = await ana.says("/gc on")
    assert ana.state["presence"] == "On Queue"
    assert "*Done:* you are on queue" in said.text
    assert "I couldn't see whether anything still stops calls" in said.text
    assert "Nothing was changed" not in said.text
