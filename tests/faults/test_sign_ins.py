"""Sign-ins that end between two commands."""

from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def test_a_token_that_ended_is_renewed_once_and_the_command_works(stage: Stage, ana: Person) -> None:
    stage.later(hours=25)
    before = await _token_calls(stage)
    said = await ana.says("/gc join billing")
    assert "*Done:* you joined Billing" in said.text
    assert await _token_calls(stage) == before + 1


async def test_who_may_not_renew_any_more_is_asked_to_link_again_and_nothing_is_done(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    stage.later(hours=25)
    await stage.fault("genesys", path="/oauth/token", do="status", status=400, body='{"error": "invalid_grant"}')
    said = await ana.says("/gc join billing")
    assert "Your Genesys sign-in has ended" in said.text
    assert any(url.startswith(f"{stage.bot_url}/link?") for url in said.urls)
    assert await stage.effects("patchUserQueue", ana) == 0
    before = await _token_calls(stage)
    again = await ana.says("/gc manager")
    assert "Your Genesys sign-in has ended" in again.text
    assert await _token_calls(stage) == before, "a link that sleeps asks nobody"
    await behind.mend()


async def _token_calls(stage: Stage) -> int:
    return sum(entry.get("path") == "/oauth/token" for entry in await stage.ledger())
