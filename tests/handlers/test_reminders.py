"""Reminders, from the words that set them to the message that comes, and what its buttons do."""

from dataclasses import replace

import pytest

from tests.handlers.reminding import Desk
from tests.stage.stage import Person, Stage
from tests.walkers.walking import Walk


@pytest.fixture
def desk(stage: Stage, ana: Person) -> Desk:
    return Desk(stage, ana)


async def test_the_sentences_of_the_help_are_set_and_listed(desk: Desk, ana: Person) -> None:
    said = await ana.says("/gc remind weekdays 08:55 go on queue")
    assert "go on queue: weekdays at 08:55; next tomorrow, Thu 26 Nov 08:55." in said.text
    times = "tomorrow, Thu 26 Nov 08:55; Fri 27 Nov 08:55; Mon 30 Nov 08:55 (Europe/Berlin)"
    assert f"The next times: {times}." in said.text
    said = await ana.says("/gc remind in 20 minutes call Bo")
    assert "call Bo: today, Wed 25 Nov 12:20." in said.text
    await desk.sets("when off queue longer than 15 min, 9–17")
    await desk.sets("the day before my out-of-office ends")

    listed = await ana.says("/gc reminders")
    assert "go on queue: weekdays at 08:55" in listed.text
    assert "go back on queue: when off queue longer than 15 min, 09:00–17:00; next look" in listed.text
    assert "the day before my out-of-office ends, at 09:00; next look tomorrow, Thu 26 Nov 09:00." in listed.text
    assert len(listed.labels) == len(set(listed.labels)) == 4 * 3 + 1


async def test_a_reminder_is_edited_paused_skipped_and_turned_off(desk: Desk, ana: Person) -> None:
    one = await desk.sets("weekdays 08:55 go on queue")
    edited = await ana.says(f"/gc remind edit {one.lower()} weekdays 9:05")
    assert f"*Reminder {one} is changed:* go on queue: weekdays at 09:05; next tomorrow" in edited.text
    assert "sign on: weekdays at 09:05" in (await ana.says(f"/gc remind edit {one} sign on")).text
    paused = await ana.says(f"/gc remind pause {one} until friday")
    assert f"*Reminder {one} is paused.*" in paused.text
    assert "It comes again Fri 27 Nov 09:05." in paused.text
    assert "next tomorrow, Thu 26 Nov 09:05" in (await ana.says(f"/gc remind resume {one}")).text
    assert "It comes again tomorrow, Thu 26 Nov 09:05." in (await ana.says(f"/gc remind skip {one} today")).text
    assert f"*Reminder {one} is off:* sign on." in (await ana.clicks(f"Turn off {one}")).text
    for gone in (one, one.lower(), "9W75", "9w75"):
        said = await ana.says(f"/gc remind resume {gone}")
        assert f"You have no reminder “{gone}”" in said.text
        assert "Nothing was changed" in said.text
    assert "You have no reminders" in (await ana.says("/gc reminders")).text
    said = await ana.says("/gc remind pause the music for <@U02BO> in 20 minutes")
    assert "is set:* pause the music for @Bo Lindqvist: today" in said.text


async def test_whoever_unlinks_reads_that_their_reminders_stand_still(desk: Desk, ana: Person) -> None:
    one = await desk.sets("weekdays 08:55 go on queue")
    assert "Your reminders and digests stand still until you link again." in (await ana.says("/gc unlink")).text
    await desk.to("2026-11-26T08:55:01")
    await ana.links()
    assert one in (await ana.says("/gc reminders")).text
    assert desk.messages == []


async def test_somebody_elses_reminder_is_as_if_it_were_not_there(desk: Desk, stage: Stage) -> None:
    one = await desk.sets("weekdays 08:55 a secret")
    carl = stage.person(2)
    await carl.links()
    answers = [await carl.says(f"/gc remind {deed} {one}") for deed in ("off", "edit", "pause", "show")]
    missing = [await carl.says(f"/gc remind {deed} ZZZZ") for deed in ("off", "edit", "pause", "show")]
    for theirs, none in zip(answers, missing, strict=True):
        assert theirs.text.replace(one, "ZZZZ") == none.text
        assert "secret" not in theirs.text
    assert "a secret" in (await desk.person.says("/gc reminders")).text


REFUSED = {
    "every 31 february 09:00 pay": "“every 31 february 09:00” never comes. Nothing was changed.",
    "every minute blink": "“every minute” is too often",
    "call Bo": "“call Bo” doesn't say when",
    "tomorrow 9:00": "Something is missing",
    f"tomorrow 9:00 {'x' * 600}": "500 characters are the most that I keep",
    "off ZZZZ": "You have no reminder “ZZZZ”",
    "quiet please": "I don't understand “please” as hours",
    "days off often": "I don't understand “often” as days",
}


async def test_what_makes_no_sense_is_refused_with_its_reason(ana: Person) -> None:
    for words, answer in REFUSED.items():
        assert answer in (await ana.says(f"/gc remind {words}")).text
    assert "You have no reminders" in (await ana.says("/gc reminders")).text


async def test_a_deed_without_an_id_is_for_the_only_one_or_asks_which(desk: Desk, ana: Person) -> None:
    one = await desk.sets("weekdays 08:55 go on queue")
    assert f"*Reminder {one} is paused.*" in (await ana.says("/gc remind pause")).text
    two = await desk.sets("weekdays 17:00 fill in the timesheet")
    asked = await ana.says("/gc remind off")
    assert f"• {two} fill in the timesheet" in asked.text
    assert f"*Reminder {two} is off:*" in (await ana.clicks(f"{two} fill in the timesheet")).text


async def test_a_choice_answers_what_was_unclear(ana: Person) -> None:
    await ana.says("/gc remind weekdays go on queue")
    chosen = await ana.clicks("12:00")
    assert "go on queue: weekdays at 12:00" in chosen.text


async def test_nobody_keeps_more_than_fifty(desk: Desk, ana: Person) -> None:
    schedules = desk.stage.app.desk.schedules
    kept = await schedules.find(await desk.sets("weekdays 08:55 go on queue"))
    assert kept is not None
    actor = await desk.stage.app.desk.identity.actor(kept.slack)
    for _ in range(49):
        await schedules.add(actor, kept.rule, kept.content)
    said = await ana.says("/gc remind in 20 minutes call Bo")
    assert "You have 50 reminders" in said.text
    assert "Choose a reminder…" in (await ana.says("/gc reminders")).labels


async def test_going_on_queue_is_reminded_of_and_done_with_one_press(desk: Desk, ana: Person) -> None:
    one = await desk.sets("weekdays 08:55 go on queue")
    await desk.to("2026-11-26T08:55:01")
    said = await desk.told(1)
    assert said.text == f"*Reminder {one}:* go on queue."
    assert said.labels == ["Go on queue", "Snooze 5 min", "Skip today", "Edit…"]
    assert "you are on queue" in (await ana.clicks("Go on queue")).text
    assert ana.state["presence"] == "On Queue"
    await desk.to("2026-11-27T08:55:01")
    assert await desk.ended("2026-11-27T08:55") == ("skipped", "untrue")
    assert len(desk.messages) == 0  # the press has replaced it, and nothing came after
    assert "Not said today, Fri 27 Nov 08:55: it was no longer true." in (await ana.says("/gc reminders")).text


async def test_several_at_one_moment_are_one_message_and_each_is_answered_alone(desk: Desk, ana: Person) -> None:
    queue = await desk.sets("weekdays 08:55 go on queue")
    bo = await desk.sets("tomorrow 8:55 call Bo")
    await desk.to("2026-11-26T08:55:01")
    said = await desk.told(1)
    assert f"*Reminder {queue}:* go on queue." in said.text
    assert f"*Reminder {bo}:* call Bo." in said.text
    assert len(said.labels) == len(set(said.labels)) == 7
    snoozed = await ana.clicks(f"Snooze {bo} 5 min")
    assert "*Snoozed:* call Bo. It comes again today, Thu 26 Nov 09:00." in snoozed.text
    assert f"*Reminder {queue}:* go on queue." in snoozed.text
    skipped = await ana.clicks("Skip today")
    assert "*Skipped for today:* go on queue. It goes on tomorrow, Fri 27 Nov 08:55." in skipped.text
    await desk.to("2026-11-26T09:00:30")
    again = await desk.told(1)
    assert again.text == f"*Reminder {bo}:* call Bo."
    assert again.labels == ["Snooze 5 min", "Done", "Edit…"]
    assert "*Done:* call Bo." in (await ana.clicks("Done")).text
    assert "call Bo" not in (await ana.says("/gc reminders")).text


async def test_a_press_below_a_reminder_that_is_gone_is_answered_honestly(desk: Desk, ana: Person) -> None:
    one = await desk.sets("tomorrow 8:55 call Bo")
    two = await desk.sets("weekdays 8:55 go on queue")
    await desk.to("2026-11-26T08:55:01")
    await desk.told(1)
    await ana.says(f"/gc remind off {two}")
    said = await ana.clicks(f"Skip {two} today")
    assert f"You have no reminder “{two}”" in said.text
    assert "Nothing was changed" in said.text
    assert one not in said.text


async def test_a_snooze_that_is_pressed_twice_is_one(desk: Desk, ana: Person) -> None:
    """The second press comes from another device that still shows the message as it was."""
    one = await desk.sets("weekdays 8:55 go on queue")
    walk, pressed = Walk(ana, "Ana"), desk.stage.app.router.actions["reminders.snooze"].handler
    for _ in range(2):
        await pressed(replace(await walk.turn(), picked=(f"{one} {one}",)))
    assert (await ana.says("/gc reminders")).text.count("(snoozed)") == 1


async def test_being_off_queue_for_too_long_is_told_once(desk: Desk, ana: Person, stage: Stage) -> None:
    await ana.says("/gc on")
    one = await desk.sets("when off queue longer than 15 min, 9–17")
    await desk.to("2026-11-25T12:10:00")
    await ana.says("/gc off")
    await desk.to("2026-11-25T12:15:01")
    assert (await desk.ended("2026-11-25T12:15", one))[0] == "held"
    await desk.to("2026-11-25T12:25:30")
    said = await desk.told(1)
    assert "go back on queue. You have been off queue for 15 min, as of today 12:25." in said.text
    assert said.labels == ["Go on queue", "Snooze 5 min", "Skip today", "Edit…"]
    await desk.to("2026-11-25T12:30:01")
    assert await desk.ended("2026-11-25T12:30", one) == ("skipped", "untrue")
    await ana.clicks("Go on queue")
    assert ana.state["presence"] == "On Queue"
    assert "Not said" not in (await ana.says("/gc reminders")).text


async def test_the_day_before_a_return_is_told_if_it_is_still_the_day_before(desk: Desk, ana: Person) -> None:
    await ana.says("/gc ooo until friday 14:00")
    one = await desk.sets("the day before my out-of-office ends")
    await desk.to("2026-11-26T09:00:01")
    said = await desk.told(1)
    assert "Your out-of-office ends tomorrow, Fri 27 Nov 14:00." in said.text
    assert said.labels == ["Change out-of-office…", "Snooze 5 min", "Done", "Edit…"]
    await ana.says("/gc ooo until monday")
    await desk.to("2026-11-27T09:00:01")
    assert await desk.ended("2026-11-27T09:00", one) == ("skipped", "untrue")


async def test_out_of_office_and_days_off_are_silent_and_quiet_hours_wait(desk: Desk, ana: Person) -> None:
    daily = await desk.sets("daily 8:00 water the plants")
    assert "Off: Thu 26 Nov 2026" in (await ana.says("/gc remind days off tomorrow")).text
    assert "Quiet hours: 20:00–08:30" in (await ana.says("/gc remind quiet 20–8:30")).text
    hours = await ana.says("/gc remind hours mon-thu 9–17")
    assert "every Monday to Thursday, 09:00–17:00" in hours.text
    assert f"*{daily}* water the plants, daily at 08:00, lies outside your working hours" in hours.text
    assert "Working hours: any" in (await ana.says("/gc remind hours off")).text
    warned = await ana.says(f"/gc remind edit {daily} daily 8:00")
    assert "On your days off it is not said." in warned.text
    assert "In your quiet hours it waits for their end." in warned.text
    await desk.to("2026-11-26T08:00:01")
    assert await desk.ended("2026-11-26T08:00") == ("skipped", "day_off")
    await desk.to("2026-11-27T08:00:01")
    assert await desk.ended("2026-11-27T08:00") == ("held", None)
    assert desk.messages == []
    await desk.to("2026-11-27T08:30:01")
    assert "It was due today 08:00." in (await desk.told(1)).text
    await ana.says("/gc ooo until monday")
    assert "You are out of office then" in (await ana.says("/gc remind in 20 minutes call Bo")).text
    assert "You are out of office then" not in (await ana.says("/gc remind monday 9:00 call Bo")).text
    await desk.to("2026-11-28T08:00:01")
    assert await desk.ended("2026-11-28T08:00") == ("skipped", "out_of_office")
    assert "you were out of office" in (await ana.says(f"/gc remind show {daily}")).text


async def test_nothing_is_said_on_an_interaction_but_after_it(desk: Desk, ana: Person, stage: Stage) -> None:
    await ana.says("/gc on")
    await desk.sets("in 20 minutes call Bo")
    await stage.floor(user=ana.who.email, routing_status="INTERACTING")
    await desk.to("2026-11-25T12:20:05")
    assert (await desk.ended("2026-11-25T12:20"))[0] == "held"
    assert desk.messages == []
    await stage.floor(user=ana.who.email, routing_status="IDLE")
    await desk.to("2026-11-25T12:21:05")
    assert "call Bo." in (await desk.told(1)).text


async def test_what_came_once_and_was_not_said_is_listed_as_missed(desk: Desk, ana: Person) -> None:
    one, daily = await desk.sets("tomorrow 9:00 call Bo"), await desk.sets("daily 9:00 drink")
    await ana.says("/gc remind days off tomorrow")
    await desk.to("2026-11-26T09:00:01")
    assert await desk.ended("2026-11-26T09:00") == ("skipped", "day_off")
    listed = (await ana.says("/gc reminders")).text
    coming, over = listed.split("*Over, and not said:*")
    assert f"*{daily}* drink" in coming
    assert f"*{one}* call Bo: today, Thu 26 Nov 09:00; over.\nNot said today, Thu 26 Nov 09:00: a day off." in over
    assert daily not in over
    await desk.to("2026-12-04T09:00:01")
    assert "call Bo" not in (await ana.says("/gc reminders")).text


async def test_plain_words_are_said_though_genesys_is_silent(desk: Desk, stage: Stage) -> None:
    await desk.sets("in 20 minutes call Bo")
    await stage.fault("genesys", path="/api/v2/users/*", do="status", status=503, times=500)
    await desk.to("2026-11-25T12:20:05")
    assert (await desk.ended("2026-11-25T12:20"))[0] == "held"
    await desk.to("2026-11-25T12:21:30")
    assert "call Bo." in (await desk.told(1)).text
