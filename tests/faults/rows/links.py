"""Links: addresses and states in wrong hands, robots, other sites. Each row is done under both proofs.

The rows look at the links that are stored and at the codes that Slack and Genesys were asked to exchange.
"""

import asyncio
from urllib.parse import urlsplit

from tests.faults.bench import Ground, Seen, row
from tests.faults.foreign_hosts import foreign
from tests.faults.linking_side import NOTHING, Linking, looks, refuses, under_both
from tests.stage.linking import browser, parameter
from tests.stage.stage import raised

SUBJECT = "Links, names, secrets"


@row(
    SUBJECT,
    injected="an address, a sign-in's address and the address back forwarded to somebody else, who signs in",
    expected="binds nobody wrong; pages that offer a fresh one",
)
async def a_forwarded_address(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        address = await it.address(it.other)
        async with browser() as others, browser() as mine:
            at_first = await mine.to_first(address)
            pages = [await mine.get(await mine.signed_in(at_first, it.me.who))]
            at_genesys = await others.to_genesys(address, it.other.who)
            back = await others.signed_in(at_genesys, it.other.who)
            pages += [await mine.get(await mine.signed_in(at_genesys, it.me.who)), await mine.get(back)]
        statuses = [refuses(page) for page in pages]
        assert await it.stored() == []
        return f"{statuses}, nobody linked"

    return await under_both(ground, deed)


@row(SUBJECT, injected="a state reused, guessed, of somebody else; a code replayed", expected="binds nobody wrong")
async def a_state_in_wrong_hands(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        async with browser() as visitor:
            others = await visitor.to_first(await it.address(it.other))
            address = await it.address(it.me)
            backs = [back async for back in visitor.way(address, it.me.who)]
            codes = await it.exchanges()
            guessed = [f"{back.partition('?')[0]}?state=guessed&code=guessed" for back in backs]
            pages = [await visitor.get(one) for one in guessed]
            foreign = (
                f"{backs[0].partition('?')[0]}?state={parameter(others, 'state')}&code={parameter(backs[0], 'code')}"
            )
            pages.append(await visitor.get(foreign))
            await visitor.confirm(await visitor.get(backs[-1]))
            pages += [await visitor.get(back) for back in backs]
        statuses = [refuses(page) for page in pages]
        assert await it.exchanges() == codes + 1, "only the foreign state's own chance was used"
        assert await it.stored() == [it.me.who.slack_user]
        return f"{statuses}"

    return await under_both(ground, deed)


@row(
    SUBJECT,
    injected="a state used after ten minutes: at each sign-in, and before the yes",
    expected="binds nobody; pages that offer a fresh one",
)
async def a_state_too_late(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        async with browser() as visitor:
            address = await it.address(it.me)
            question = await visitor.to_question(address, it.me.who)
            late = await it.address(it.other)
            at = await visitor.to_first(late)
            it.stage.later(minutes=10)
            pages = [await visitor.get(address), await visitor.confirm(question)]
            pages += [await visitor.get(await visitor.signed_in(at, it.other.who)), await visitor.get(late)]
        statuses = [refuses(page) for page in pages]
        assert await it.stored() == []
        return f"{statuses}"

    return await under_both(ground, deed)


@row(SUBJECT, injected="two tabs on one address; a second link made", expected="one link, made once")
async def two_tabs_and_a_second_link(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        async with browser() as visitor:
            address = await it.address(it.me)
            older, newer = [await visitor.to_genesys(address, it.me.who) for _ in range(2)]
            old = refuses(await visitor.get(await visitor.signed_in(older, it.me.who)))
            first = await visitor.get(await visitor.signed_in(newer, it.me.who))
            second = await visitor.to_question(await it.address(it.me), it.me.who)
            ends = [await visitor.confirm(question) for question in (first, second)]
        assert ends[0].status_code == 200
        assert await it.stored() == [it.me.who.slack_user]
        return f"older tab {old}, second link {refuses(ends[1])}"

    return await under_both(ground, deed)


@row(
    SUBJECT,
    injected="preview robots, HEAD and prefetch of every address; each form sent twice",
    expected="GET changes nothing; POST counts once",
)
async def robots_and_double_posts(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        address = await it.address(it.me)
        async with browser() as visitor, browser() as robot:
            before = await it.attempts()
            for one in (robot, visitor):
                await looks(one.client, address)
            assert await it.attempts() == before
            async for back in visitor.way(address, it.me.who):
                codes = await it.exchanges()
                refuses(await robot.get(back))
                await looks(robot.client, back, "HEAD")
                await looks(visitor.client, back, "HEAD")
                assert (await visitor.client.get(back, headers={"Sec-Purpose": "prefetch"})).status_code == 503
                assert await it.exchanges() == codes
            question = await visitor.get(back)
            pages = await asyncio.gather(*(visitor.confirm(question) for _ in range(3)))
            assert {page.status_code for page in pages} == {200}
        told = sum("You are linked" in str(entry) for entry in await it.stage.ledger("slack"))
        assert told == 1, f"told {told} times"
        assert await it.stored() == [it.me.who.slack_user]
        return "nothing used up, one link, told once"

    return await under_both(ground, deed)


@row(
    SUBJECT,
    injected="a callback with access_denied, missing, doubled or 10 kB parameters",
    expected="a page; no trace; nothing stored",
)
async def a_callback_that_is_wrong(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        address, count = await it.address(it.me), 0
        async with browser() as visitor:
            async for back in visitor.way(address, it.me.who):
                page, state = back.partition("?")[0], parameter(back, "state")
                codes = await it.exchanges()
                for query in (
                    "",
                    f"state={state}",
                    "code=a",
                    f"state={state}&state={state}&code=a",
                    f"code={'x' * 10_000}",
                ):
                    refuses(await visitor.get(f"{page}?{query}"))
                    count += 1
                assert await it.exchanges() == codes
            denied = await visitor.to_first(address)
            kind = "slack" if "/openid/" in denied else "callback"
            bot = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
            refused = f"{bot}/link/{kind}?error=access_denied&state={parameter(denied, 'state')}"
            count += bool(refuses(await visitor.get(refused)))
            assert await it.stored() == []
            await it.links_after_all(visitor, address)
        return f"{count} × a page; the same address leads on"

    return await under_both(ground, deed)


@row(
    SUBJECT,
    injected="one Genesys account for two Slack users, one after the other and at once",
    expected="the second is refused",
)
async def one_account_for_two(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        if it.proof == "email":
            it.stage.sides.emulator.change_person(it.other.who.slack_user, email=it.me.who.email)
        async with browser() as visitor:
            questions = [
                await visitor.to_question(await it.address(person), it.me.who, in_slack=person.who)
                for person in (it.me, it.other)
            ]
            pages = await asyncio.gather(*(visitor.confirm(question) for question in questions))
            statuses = sorted(page.status_code for page in pages)
            assert statuses == [200, 409], statuses
            [linked] = await it.stored()
            loser = it.other if linked == it.me.who.slack_user else it.me
            again = await visitor.to_question(await it.address(loser), it.me.who, in_slack=loser.who)
        return f"at once {statuses}, later {refuses(again)}"

    return await under_both(ground, deed)


@row(SUBJECT, injected="an e-mail that changes in Slack after the link", expected="asks for the proof again")
async def an_email_changed_later(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        await it.me.links()
        it.stage.sides.emulator.change_person(it.me.who.slack_user, email="somebody.else@example.com")
        it.stage.later(minutes=5)
        before = it.me.joined
        said = await it.me.says("/gc leave returns")
        assert "sign-in has ended" in said.text, said.text
        assert it.me.joined == before
        return "link card, nothing done"

    return await under_both(ground, deed)


@row(
    SUBJECT,
    injected="cross-site posts, a forged Host, redirect parameters, frames",
    expected="refused; headers set; addresses are built from PUBLIC_URL only",
)
async def another_site(ground: Ground) -> Seen:
    async def deed(it: Linking) -> str:
        address = await it.address(it.me)
        evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"}
        more = "&redirect_uri=https://evil.example&next=//evil.example"
        async with browser() as visitor:
            page = await visitor.client.get(address + more, headers=evil)
            bot = address.partition("?")[0]
            forged = await visitor.client.post(bot, data={"ticket": parameter(address, "ticket"), "form": "0" * 64})
            sent_on = await visitor.send(page)
            for answer in (page, forged, sent_on):
                assert "evil" not in answer.text + answer.headers.get("location", "")
                assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            status = refuses(forged)
            await it.links_after_all(visitor, address)
        return f"post {status}, nothing of the other site in any answer"

    return await under_both(ground, deed)


@row(
    SUBJECT,
    injected="Slack's token call, which carries the app's secret, redirected to another host",
    expected="not followed; a page; nothing linked",
)
async def a_redirect_of_slacks_token_call(ground: Ground) -> Seen:
    async with foreign() as host, raised(ground.database_url, proof="slack") as stage, browser() as visitor:
        it = Linking(stage, "slack")
        address = await it.address(it.me)
        leads = {"Location": f"{host.url}/api/openid.connect.token"}
        await stage.fault("slack", path="/api/openid.connect.token", do="status", status=307, headers=leads)
        page = await visitor.get(await visitor.signed_in(await visitor.to_first(address), it.me.who))
        assert page.status_code == 503
        assert NOTHING in page.text
        assert host.heard == []
        (await stage.http.delete(f"{stage.slack_url}/sandbox/faults")).raise_for_status()
        await it.links_after_all(visitor, address)
    return Seen("503, the other host heard nothing; the same address leads on")
