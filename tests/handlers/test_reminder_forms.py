"""Reminders with the mouse alone: a short form for each kind, and one for the hours."""

import pytest

from tests.handlers.reminding import Desk
from tests.stage.stage import Person, Stage


@pytest.fixture
def desk(stage: Stage, ana: Person) -> Desk:
    return Desk(stage, ana)


async def test_a_reminder_is_set_and_edited_with_the_mouse_alone(desk: Desk, ana: Person) -> None:
    assert "Or use a form:" in (await ana.says("/gc remind")).text
    form = await ana.clicks("At set times…")
    assert form.view
    assert form.view["title"]["text"] == "Reminder at set times"
    said = await ana.does(submit={"At": "13:00", "On": ["Wed", "Fri"]})
    assert "is set:* go on queue: every Wednesday and Friday at 13:00; next today, Wed 25 Nov 13:00." in said.text
    one = said.text.split("*Reminder ")[1].split(" ")[0]
    await ana.clicks(f"Edit {one}…")
    edited = await ana.does(
        submit={
            "Remind me to": "drink",
            "… and at": "every 2 hours from 14 to 18",
            "Or on days of the month": "1, last",
        }
    )
    times = "13:00, 14:00, 16:00 and 18:00"
    assert f"drink: 1st and last day of each month at {times}; next Mon 30 Nov 13:00." in edited.text
    await desk.to("2026-11-30T13:00:01")
    assert "drink." in (await desk.told(1)).text


async def test_what_is_wrong_stands_under_its_input(ana: Person) -> None:
    await ana.says("/gc remind")
    await ana.clicks("At set times…")
    for answers, field, sentence in (
        ({"On": []}, "On", "Something is missing"),
        ({"On": ["Mon"], "… and at": "9:05"}, "… and at", "is too often"),
        ({"… and at": "soon"}, "… and at", "I don't understand “soon” as a time"),
        ({"… and at": "", "Or on days of the month": "31st of february"}, "Or on days of the month", "as days"),
        ({"Or on days of the month": "every 31 february"}, "Or on days of the month", "“That day” never comes."),
    ):
        said = await ana.does(submit=answers)
        assert sentence in said.errors[field], answers
    assert "is set:" in (await ana.does(submit={"Or on days of the month": "every 24 december"})).text


async def test_each_kind_has_its_form(desk: Desk, ana: Person) -> None:
    await ana.says("/gc remind")
    await ana.clicks("Once…")
    past = await ana.does(submit={"Remind me to": "call Bo", "On": int(desk.at("2026-11-25T11:00").timestamp())})
    assert past.errors == {"On": "“That moment” is already past."}
    said = await ana.does(submit={"On": int(desk.at("2026-11-25T14:00").timestamp())})
    assert "call Bo: today, Wed 25 Nov 14:00." in said.text

    await ana.clicks("Close")
    await ana.says("/gc remind")
    await ana.clicks("When off queue too long…")
    said = await ana.does(submit={"When I am off queue longer than": "20 minutes", "… until": "18:00"})
    assert "go back on queue: when off queue longer than 20 min, 09:00–18:00, weekdays" in said.text

    await ana.clicks("Close")
    await ana.says("/gc remind")
    await ana.clicks("Before I'm back…")
    said = await ana.does(submit={"When": "2 days before it ends"})
    assert "you are back soon: 2 days before my out-of-office ends, at 09:00" in said.text


async def test_hours_are_kept_for_all_reminders(ana: Person) -> None:
    await ana.says("/gc remind")
    await ana.clicks("Hours and days off…")
    missing = await ana.does(submit={"Quiet hours from": "20:00"})
    assert "Something is missing" in missing.errors["Quiet hours until"]
    backwards = await ana.does(
        submit={"Quiet hours until": "07:00", "A new day off": "2026-12-24", "… up to and including": "2026-12-20"}
    )
    assert "has to be after the start" in backwards.errors["… up to and including"]
    kept = await ana.does(submit={"… up to and including": "2027-01-01"})
    assert "Quiet hours: 20:00–07:00" in kept.text
    assert "Working hours: any." in kept.text
    assert "Off: Thu 24 Dec 2026 to Fri 1 Jan 2027" in kept.text
    await ana.clicks("Hours and days off…")
    kept = await ana.does(
        submit={"Working hours from": "09:00", "Working hours until": "17:00", "Days off that stay": []}
    )
    assert "Working hours: weekdays, 09:00–17:00" in kept.text
    assert "Days off: none." in kept.text


async def test_a_shortcut_leads_to_the_forms_in_its_window(ana: Person) -> None:
    window = await ana.does(shortcut="reminders.new")
    assert window.view
    form = await ana.clicks("At set times…")
    assert form.view
    assert form.view["title"]["text"] == "Reminder at set times"
    assert "is set:" in (await ana.does(submit={})).text
