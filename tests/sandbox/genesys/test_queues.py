"""Belonging and having joined are two things; one by one answers truly, in bulk answers early."""

import pytest

from tests.sandbox.genesys.site import ANA, SignedIn, eventually, refusal


async def names(who: SignedIn, **params: str) -> dict[str, bool]:
    return {queue["name"]: queue["joined"] for queue in (await who.read(who.mine("/queues"), **params))["entities"]}


async def test_only_joined_queues_are_listed_unless_the_others_are_asked_for(ana):
    assert await names(ana) == {"Returns": True}
    assert await names(ana, joined="false") == {"Billing": False, "Support": False}


async def test_ones_own_list_shows_both_kinds(ana):
    listed = (await ana.read("/routing/queues/me"))["entities"]
    assert [(queue["name"], queue["joined"]) for queue in listed] == [
        ("Billing", False),
        ("Returns", True),
        ("Support", False),
    ]


async def test_joining_one_queue_is_true_at_once(site, ana):
    answer = await ana.call("PATCH", ana.mine(f"/queues/{site.queue('Billing')}"), json={"joined": True})
    assert (answer.json()["name"], answer.json()["joined"]) == ("Billing", True)
    assert await names(ana) == {"Billing": True, "Returns": True}
    [effect] = await site.ledger("effect")
    assert (effect["operation"], effect["user"], effect["by"]) == ("patchUserQueue", ana.id, ana.id)


async def test_one_queue_that_one_does_not_belong_to_is_not_found(site, ana):
    answer = await ana.call("PATCH", ana.mine(f"/queues/{site.queue('Night shift')}"), json={"joined": True})
    assert refusal(answer) == (404, "not.found")
    assert refusal(await ana.call("PATCH", ana.mine("/queues/nothing"), json={"joined": True})) == (404, "not.found")
    assert await site.effects() == []


async def test_many_queues_answer_before_the_effect_and_skip_others_silently(site, ana):
    body = [{"id": site.queue(name), "joined": True} for name in ("Billing", "Support", "Night shift")]
    answer = await ana.call("PATCH", ana.mine("/queues"), json=body)
    assert answer.status_code == 200
    assert {queue["name"]: queue["joined"] for queue in answer.json()["entities"]} == {
        "Billing": False,
        "Returns": True,
        "Support": False,
    }
    assert await names(ana) == {"Returns": True}
    assert await site.effects() == []
    site.wait(1)
    assert await names(ana) == {"Billing": True, "Returns": True, "Support": True}
    assert await site.effects() == ["patchUserQueues"]


async def test_many_queues_show_in_real_time_while_the_clock_stands_still(site, ana):
    await ana.call("PATCH", ana.mine("/queues"), json=[{"id": site.queue("Billing"), "joined": True}])

    async def has_joined() -> bool:
        return "Billing" in await names(ana)

    await eventually(has_joined)


async def test_a_list_of_strangers_has_no_effect(site, ana):
    await ana.call("PATCH", ana.mine("/queues"), json=[{"id": site.queue("Night shift"), "joined": True}])
    site.wait(1)
    assert await names(ana) == {"Returns": True}
    assert await site.effects() == []


@pytest.mark.parametrize("body", [None, [], {"joined": True}, [{"joined": True}], [{"id": "x", "joined": "perhaps"}]])
async def test_a_wrong_bulk_body_is_refused(ana, body):
    assert refusal(await ana.call("PATCH", ana.mine("/queues"), json=body)) == (400, "bad.request")


@pytest.mark.parametrize(
    ("name", "found"),
    [("billing", {"Billing"}), ("Bill", set()), ("*ill*", {"Billing"}), ("C*", {"Claims", "Callbacks"}), ("*S", {"Sales", "Returns", "Claims", "Callbacks"})],
)  # fmt: skip
async def test_the_organisations_queues_are_found_by_their_whole_name_or_a_star(ana, name, found):
    assert {queue["name"] for queue in (await ana.read("/routing/queues", name=name))["entities"]} == found


async def test_counts_follow_who_joined(site, ana):
    [before] = (await ana.read("/routing/queues", name="Billing"))["entities"]
    await ana.call("PATCH", ana.mine(f"/queues/{site.queue('Billing')}"), json={"joined": True})
    [after] = (await ana.read("/routing/queues", name="Billing"))["entities"]
    assert after["joinedMemberCount"] == before["joinedMemberCount"] + 1
    assert after["memberCount"] == before["memberCount"]


async def test_a_page_larger_than_a_hundred_is_cut_silently(ana):
    assert (await ana.read("/routing/queues", pageSize=5000))["pageSize"] == 100


async def test_who_has_no_queues_gets_no_calls(site, ana):
    await site.turn(user=ANA.email, presence="On Queue", queue="Returns", joined=False)
    assert site.row(ANA)["hindrances"] == ["no_queue"]
