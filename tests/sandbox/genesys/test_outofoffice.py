"""Out of office: everybody reads it, only its owner writes it."""

import pytest

from tests.sandbox.genesys.site import ANA, INES, refusal

FULL = {"active": True, "indefinite": False, "startDate": "2026-11-24T09:00:00.000Z", "endDate": "2026-11-25T08:00:00Z"}


async def test_the_owner_sets_it_and_reads_it_back(site, ana):
    answer = await ana.call("PUT", ana.mine("/outofoffice"), json=FULL)
    assert answer.status_code == 200
    setting = await ana.read(ana.mine("/outofoffice"))
    assert setting == answer.json()
    assert (setting["active"], setting["endDate"]) == (True, "2026-11-25T08:00:00.000Z")
    assert site.row(ANA)["hindrances"] == ["not_on_queue", "out_of_office"]


async def test_nobody_else_may_not_even_an_administrator(site, ana, carla):
    answer = await carla.call("PUT", ana.mine("/outofoffice"), json=FULL)
    assert refusal(answer) == (403, "outofoffice.update.error")
    assert (await carla.read(ana.mine("/outofoffice")))["active"] is False
    assert await site.effects() == []


async def test_it_ends_by_itself_at_its_end(site, ana):
    await ana.call("PUT", ana.mine("/outofoffice"), json=FULL)
    site.wait(23 * 3600 + 1)
    assert (await ana.read(ana.mine("/outofoffice")))["active"] is False
    assert site.row(ANA)["out_of_office"] is False


async def test_it_is_in_effect_from_its_start_only(site, ana):
    await ana.call("PUT", ana.mine("/outofoffice"), json=FULL | {"startDate": "2026-11-24T10:00:00Z"})
    assert (await ana.read(ana.mine("/outofoffice")))["active"] is True
    assert site.row(ANA)["out_of_office"] is False
    site.wait(3600)
    assert site.row(ANA)["out_of_office"] is True


async def test_indefinite_does_not_end(site, ana):
    await ana.call("PUT", ana.mine("/outofoffice"), json=FULL | {"indefinite": True})
    site.wait(90 * 3600)
    assert site.row(ANA)["out_of_office"] is True


async def test_the_whole_setting_is_replaced(ana):
    await ana.call("PUT", ana.mine("/outofoffice"), json=FULL)
    await ana.call("PUT", ana.mine("/outofoffice"), json={"active": False})
    assert "endDate" not in await ana.read(ana.mine("/outofoffice"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"startDate": "tomorrow"}, "invalid.date"),
        ({"endDate": "2026-11-25T08:00:00"}, "invalid.date"),
        ({"endDate": "2026-11-24T09:00:00Z"}, "bad.request"),
        ({"active": "perhaps"}, "bad.request"),
    ],
)
async def test_impossible_settings_are_refused(site, ana, change, code):
    assert refusal(await ana.call("PUT", ana.mine("/outofoffice"), json=FULL | change)) == (400, code)
    assert await site.effects() == []


async def test_somebody_on_the_floor_is_away(site):
    assert "out_of_office" in site.row(INES)["hindrances"]
