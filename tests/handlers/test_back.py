"""Back from two absences at once, and when the look between them fails."""

from tests.stage.stage import Person, Stage


async def test_back_ends_an_out_of_office_and_a_break_together(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.email, presence="Break", out_of_office=True)
    said = await ana.says("/gc back")
    assert "out-of-office is off" in said.text
    assert "your presence is Available" in said.text
    assert not ana.state["out_of_office"]


async def test_what_was_ended_is_said_when_the_next_look_fails(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.email, out_of_office=True)
    path = "/api/v2/users/*/presences/purecloud"
    await stage.fault("genesys", path=path, method="GET", do="status", status=404, times=9)
    said = await ana.says("/gc back")
    assert "out-of-office is off" in said.text
    assert "I couldn't see your presence" in said.text
    assert "Nothing was changed" not in said.text
