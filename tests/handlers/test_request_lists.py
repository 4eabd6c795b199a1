"""Requests by word, in Home, and rule by rule."""

from tests.handlers.requesting import asker_and_lead, looked, reads
from tests.stage.looking import Behind
from tests.stage.stage import Stage


async def test_requests_are_listed_opened_nudged_explained_and_taken_back(stage: Stage, behind: Behind) -> None:
    milo, femi = await asker_and_lead(stage)
    assert "You have no requests." in (await milo.says("/gc requests")).text
    assert "Nothing waits for your decision." in (await femi.says("/gc approvals")).text

    await milo.says('/gc ask leave returns "covering for Ana"')
    await reads(femi, "Milo Olsen asks to")
    number = (await behind.rows())[0].id
    again = await milo.says('/gc ask leave returns "covering for Ana"')
    assert f"ago:* leave Returns. Request #{number}" in again.text
    mine, theirs = await milo.says("/gc requests"), await femi.says("/gc approvals")
    assert f"*#{number}* Milo Olsen: leave Returns · with Femi Adeyemi, expires today" in mine.text
    assert theirs.labels == [f"Open #{number}"]
    assert "Approve" in (await femi.clicks(f"Open #{number}")).labels
    assert f"*#{number}*" in (await femi.does(open="home")).text, "what waits stands in Home"

    early = await milo.says(f"/gc nudge #{number}")
    assert "less than five minutes ago" in early.text
    stage.later(minutes=6)
    await milo.says(f"/gc nudge {number.lower()}")
    await reads(femi, number, thread=True)
    await looked(stage)  # What is drawn on her card would be taken for an answer to her next words.
    explained = await milo.says(f"/gc why #{number}")
    assert "own state (built in) → at once" in explained.text

    refused = await femi.says(f"/gc cancel #{number}")
    assert "That is another person's request" in refused.text
    await milo.says(f"/gc cancel #{number}")
    await reads(milo, "Cancelled by Milo Olsen")
    assert f"*#{number}* Milo Olsen: leave Returns · cancelled" in (await milo.says("/gc requests")).text
    assert "Nothing waits for your decision." in (await femi.says("/gc approvals")).text
    assert await stage.effects("patchUserQueue", milo) == 0


async def test_words_decide_nothing(stage: Stage, behind: Behind) -> None:
    milo, femi = await asker_and_lead(stage)
    await milo.says('/gc ask leave returns "covering for Ana"')
    await reads(femi, "Milo Olsen asks to")
    for words in ("ok", "approve", ":+1:", "/gc yes"):
        said = await femi.says(words)
        assert "*Words decide nothing*, so nothing was decided." in said.text, words
    assert await behind.states() == ["asked"]


async def test_what_is_not_ones_own_to_see_is_unknown(stage: Stage, behind: Behind) -> None:
    milo, femi = await asker_and_lead(stage)
    await milo.says("/gc ask leave returns")
    await reads(femi, "Milo Olsen asks to")
    ana = stage.person(0)
    await ana.links()
    number = (await behind.rows())[0].id
    for words in (f"why #{number}", f"cancel #{number}", f"nudge #{number}", "why #ZZZZZZ", "why"):
        said = await ana.says(f"/gc {words}")
        assert "Nothing was changed" in said.text, words
        assert "Returns" not in said.text, words


async def test_rules_are_tried_and_nothing_is_done(stage: Stage, behind: Behind) -> None:
    milo, femi = await asker_and_lead(stage)
    own = await femi.says(f"/gc policy test {milo.mention} leave returns")
    assert "*If Milo Olsen asked to leave Returns:*" in own.text
    assert "Verdict: at once" in own.text
    others = await femi.says(f"/gc policy test for {milo.mention} leave returns")
    assert "*If Femi Adeyemi asked for Milo Olsen to leave Returns:*" in others.text
    assert "Verdict: confirm" in others.text
    assert "privileged (built in)" in (await milo.says("/gc policy")).text
    assert "nothing to decide" in (await milo.says("/gc policy test manager")).text
    assert await behind.rows() == []
