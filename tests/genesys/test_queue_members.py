"""Who belongs to a queue, by the client and as changes, against the simulator; and how a queue stands."""

import pytest

from bot.changes.queue_members import AddMembers, NewMembership, RemoveMembers
from bot.changes.queues import QueueWanted
from bot.errors import Forbidden, Invalid, NotFound
from bot.genesys.analytics import QueueNow
from tests.genesys.other_side import answering, client, said
from tests.sandbox.genesys.site import ANA, BO

me = ANA.genesys_user


@pytest.fixture
async def bo(sign_in):
    return await sign_in(BO)


async def memberships(site) -> dict[str, bool]:
    return {site.floor.queues[queue].name: joined for queue, joined in site.user(ANA).memberships.items()}


def adding(site, **joined: bool) -> AddMembers:
    wanted = (NewMembership(id=site.queue(name), name=name, joined=wanted) for name, wanted in joined.items())
    return AddMembers(user_id=me, user_name=ANA.name, wanted=tuple(wanted))


async def test_a_lead_adds_somebody_and_takes_them_out_again(bo, site):
    before = await memberships(site)
    await bo.queues.post_routing_queue_members(site.queue("VIP"), [me])
    assert await memberships(site) == {**before, "VIP": True}
    await bo.queues.post_routing_queue_members(site.queue("VIP"), [me])
    await bo.queues.post_routing_queue_members(site.queue("VIP"), [me], delete=True)
    assert await memberships(site) == before
    await bo.queues.post_routing_queue_members(site.queue("VIP"), [me], delete=True)
    effects = await site.ledger("effect")
    assert [(one["operation"], one["user"], one["by"]) for one in effects] == [
        ("postRoutingQueueMembers", me, BO.genesys_user)
    ] * 2


async def test_an_agent_reads_which_right_is_missing(ana, site):
    with pytest.raises(Forbidden) as caught:
        await ana.queues.post_routing_queue_members(site.queue("VIP"), [me])
    assert caught.value.missing == ("routing:queue:edit", "routing:queueMember:manage")
    assert "VIP" not in await memberships(site)


@pytest.mark.parametrize("right", ["routing:queue:edit", "routing:queueMember:manage"])
async def test_either_right_is_enough(ana, site, right):
    site.user(ANA).permissions.add(right)
    await ana.queues.post_routing_queue_members(site.queue("VIP"), [me])
    assert (await memberships(site))["VIP"]


async def test_a_list_with_somebody_unknown_adds_nobody(bo, site):
    with pytest.raises(NotFound):
        await bo.queues.post_routing_queue_members(site.queue("VIP"), [me, "nobody"])
    for wrong in ([], [me] * 101):
        with pytest.raises(Invalid):
            await bo.queues.post_routing_queue_members(site.queue("VIP"), wrong)
    assert await site.effects() == []


@pytest.mark.parametrize("joins_by_itself", [True, False])
@pytest.mark.parametrize("joined", [True, False])
async def test_who_is_added_has_joined_as_was_wanted_whatever_genesys_does_by_itself(bo, site, joins_by_itself, joined):
    site.floor.new_members_join = joins_by_itself
    held = await memberships(site)
    change = adding(site, VIP=joined, Sales=joined)
    before = await change.read(bo)
    left = change.rest(before)
    assert left == change
    await left.apply(bo)
    after = await change.read(bo)
    assert change.rest(after) is None
    assert await memberships(site) == {**held, "VIP": joined, "Sales": joined}

    back = change.inverse(before)
    assert isinstance(back, RemoveMembers)
    assert back.rest(after) == back
    await back.apply(bo)
    assert back.rest(await back.read(bo)) is None
    assert await memberships(site) == held
    assert back.inverse(after) == change


async def test_who_belongs_already_is_only_joined(bo, site):
    change = adding(site, VIP=True, Billing=True, Returns=True)
    rest = change.rest(await change.read(bo))
    assert rest is not None
    assert [(queue.name, queue.belongs) for queue in rest.wanted] == [("VIP", False), ("Billing", True)]
    await rest.apply(bo)
    assert await site.effects() == ["postRoutingQueueMembers", "patchUserQueue"]
    asked = [one["path"] for one in await site.ledger("request") if one["method"] == "POST"]
    assert [path for path in asked if path.endswith("/members")] == [
        f"/api/v2/routing/queues/{site.queue('VIP')}/members"
    ]
    assert change.rest(await change.read(bo)) is None


async def test_what_does_not_show_yet_is_not_patched(site):
    """Genesys would answer that there is no such membership, which would read as if nobody had been added."""
    nothing = said(200, {"entities": [], "pageCount": 1})
    async with answering(said(204), nothing) as server, client(server.url) as genesys:
        await adding(site, VIP=False).apply(genesys)
    assert {seen.method for seen in server.seen} == {"POST", "GET"}
    assert server.seen[0].body == [{"id": me}]
    assert server.seen[0].query == {"delete": "false"}


async def test_membership_that_comes_from_elsewhere_stays_and_is_seen(bo, site):
    """Such as through a group, which taking a person out does not end."""
    change = RemoveMembers(user_id=me, wanted=(QueueWanted(id=site.queue("Billing"), name="Billing", joined=False),))
    await site.pull(path="/api/v2/routing/queues/*/members", method="POST", do="ignore")
    await change.apply(bo)
    assert change.rest(await change.read(bo)) == change


async def test_how_queues_stand(bo, site):
    ids = [site.queue(name) for name in ("Billing", "Night shift")]
    billing = await bo.analytics.queues_now(ids)
    (shown,) = (queue for queue in site.floor.view()["queues"] if queue["name"] == "Billing")
    assert shown["on_queue"] > 1
    site.floor.queues[ids[0]].waiting = 7
    billing = await bo.analytics.queues_now(ids)
    assert billing == {ids[0]: QueueNow(on_queue=shown["on_queue"], waiting=7), ids[1]: QueueNow(0, 0)}


async def test_more_people_on_queue_are_counted(bo, site):
    queue = site.queue("Returns")
    before = (await bo.analytics.queues_now([queue]))[queue]
    await site.turn(user=ANA.email, presence="On Queue")
    after = (await bo.analytics.queues_now([queue]))[queue]
    assert after.on_queue == before.on_queue + 1


async def test_who_may_not_see_how_queues_stand_reads_which_right_is_missing(ana, site):
    with pytest.raises(Forbidden) as caught:
        await ana.analytics.queues_now([site.queue("Billing")])
    assert caught.value.missing == ("analytics:queueObservation:view",)


async def test_a_figure_that_genesys_does_not_tell_is_none(bo):
    assert await bo.analytics.queues_now(["unknown"]) == {"unknown": QueueNow(None, None)}
    odd = {
        "results": [
            {"group": None, "data": None},
            {"group": {"queueId": "other"}, "data": [{"metric": "oOnQueueUsers", "stats": {"count": 3}}]},
            {"group": {"queueId": "q", "mediaType": "voice"}, "data": [{"metric": "oWaiting", "stats": {"count": 2}}]},
            {"group": {"queueId": "q", "mediaType": "chat"}, "data": [{"metric": "oWaiting", "stats": {"count": 4}}]},
            {"group": {"queueId": "q", "mediaType": "email"}, "data": [{"metric": "oWaiting", "stats": None}]},
        ]
    }
    async with answering(said(200, odd)) as server, client(server.url) as genesys:
        assert await genesys.analytics.queues_now(["q"]) == {"q": QueueNow(None, 6)}
    async with answering(said(200, {})) as server, client(server.url) as genesys:
        assert await genesys.analytics.queues_now(["q"]) == {"q": QueueNow(None, None)}


async def test_a_hundred_queues_are_one_question():
    async with answering(said(200, {})) as server, client(server.url) as genesys:
        await genesys.analytics.queues_now([f"q-{number}" for number in range(101)])
        assert await genesys.analytics.queues_now([]) == {}
    assert [len(seen.body["filter"]["predicates"]) for seen in server.seen] == [100, 1]
    assert server.seen[0].body["metrics"] == ["oOnQueueUsers", "oWaiting"]
