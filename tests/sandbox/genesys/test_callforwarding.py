"""Call forwarding: PUT replaces, PATCH merges, each broken rule has its code."""

import pytest

from tests.sandbox.genesys.site import ANA, JONAS, refusal

NUMBER = {"type": "PHONENUMBER", "value": "+4930901820"}


def calls(*targets) -> dict[str, object]:
    return {"enabled": True, "calls": [{"targets": list(targets)}]}


async def test_put_replaces_and_patch_merges(site, ana):
    path = ana.mine("/callforwarding")
    assert (await ana.call("PUT", path, json=calls(NUMBER))).status_code == 200
    answer = await ana.call("PATCH", path, json={"enabled": False})
    assert (answer.json()["enabled"], answer.json()["calls"]) == (False, [{"targets": [NUMBER]}])
    assert (await ana.call("PATCH", path, json={"voicemail": "LASTCALL"})).json()["enabled"] is False
    assert (await ana.call("PUT", path, json={"enabled": False})).json()["calls"] == []
    assert await site.effects() == ["putUserCallforwarding", *["patchUserCallforwarding"] * 2, "putUserCallforwarding"]


async def test_the_deprecated_number_becomes_a_call(ana):
    body = {"enabled": True, "phoneNumber": NUMBER["value"]}
    answer = await ana.call("PUT", ana.mine("/callforwarding"), json=body)
    assert answer.json()["calls"] == [{"targets": [NUMBER]}]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"enabled": None}, "enabledcannotbenull"),
        ({"enabled": True}, "enablednotallowedwithoutcalls"),
        (calls(), "callrequiresatleastonetarget"),
        ({"enabled": True, "calls": [{"targets": [NUMBER]}] * 6}, "maxnumberofcallsexceeded"),
        (calls(*[NUMBER] * 6), "maxnumberofcalltargetsexceeded"),
        (calls(NUMBER, NUMBER), "duplicatetargetnotallowed"),
        (calls({"value": "+4930901820"}), "calltargetrequirestype"),
        (calls({"type": "PIGEON", "value": "x"}), "calltargetunknowntype"),
        (calls({"type": "STATION"}), "calltargetrequiresvalue"),
        (calls({"type": "STATION", "value": "x"}), "calltargetstationrequiresstation"),
        (calls({"type": "PHONENUMBER", "value": "030 90182"}), "invalidphonenumberformat"),
        ({"enabled": False, "voicemail": "PURECLOUD"}, "voicemailpurecloudrequiresatleastonecall"),
        ({"enabled": False, "voicemail": "LASTCALL"}, "voicemaillastcallrequiresatleastonecalltoaphonenumber"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_each_broken_rule_is_a_conflict_with_its_code(site, ana, method, body, code):
    answer = await ana.call(method, ana.mine("/callforwarding"), json=body)
    assert refusal(answer) == (409, f"callforwarding.{code}")
    assert await site.effects() == []


async def test_it_cannot_be_turned_on_while_on_queue_but_stays_on_when_going_there(site, ana):
    await ana.call("PUT", ana.mine("/callforwarding"), json=calls(NUMBER))
    await site.turn(user=ANA.email, presence="On Queue")
    assert site.row(ANA)["forwarding"] is True
    assert site.row(ANA)["calls_would_arrive"] is True
    answer = await ana.call("PATCH", ana.mine("/callforwarding"), json={"enabled": True})
    assert refusal(answer) == (409, "callforwarding.enablednotallowedwhileonqueue")
    assert (await ana.call("PATCH", ana.mine("/callforwarding"), json={"enabled": False})).status_code == 200


async def test_somebody_on_the_floor_has_it_on(site):
    assert site.row(JONAS)["forwarding"] is True
