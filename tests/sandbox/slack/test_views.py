from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.conftest import Stage, manifest_without, staged
from tests.sandbox.slack.modals import NOTE, PUSH, modal, opened, shown, typed
from tests.sandbox.slack.refusals import refusal


async def test_a_modal_opens_for_whoever_did_something(stage: Stage):
    view = await opened(stage, NOTE, private_metadata="row 7")

    assert shown(stage) == view
    assert stage.window("U02BO").snapshot()["view"] is None
    assert view["state"] == {"values": {"note": {"said": {"type": "plain_text_input", "value": None}}}}
    assert view["root_view_id"] == view["id"]
    assert (view["previous_view_id"], view["private_metadata"]) == (None, "row 7")
    assert (view["app_id"], view["bot_id"], view["team_id"]) == ("A0ONQUEUE", "B0ONQUEUE", "T0SANDBOX")


async def test_a_trigger_works_once(stage: Stage):
    await opened(stage, NOTE)
    again = stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE))

    assert await refusal(again) == "exchanged_trigger_id"


async def test_a_trigger_lives_three_seconds(stage: Stage):
    """Real seconds, so it is made older here rather than waited for."""
    await stage.window().say("C0GENERAL", "/gc ooo")
    trigger = stage.emulator.workspace.triggers._issued[stage.bot.last["trigger_id"]]
    trigger.made_at -= 3.1
    late = stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE))

    assert await refusal(late) == "expired_trigger_id"


async def test_a_made_up_trigger_is_invalid(stage: Stage):
    assert await refusal(stage.client.views_open(trigger_id="1.2.3", view=modal(NOTE))) == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_alive(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc ooo")
    trigger_id = stage.bot.last["trigger_id"]
    bad = stage.client.views_open(trigger_id=trigger_id, view=modal({"type": "section"}))
    assert await refusal(bad) == "invalid_arguments"

    assert (await stage.client.views_open(trigger_id=trigger_id, view=modal(NOTE)))["ok"]


async def test_three_views_are_stacked_and_no_fourth(stage: Stage):
    root = await opened(stage, PUSH)
    errors = []
    for _ in range(3):
        top = shown(stage) or {}
        await stage.window().act({"view": top["id"]}, "more", "x", {})
        push = stage.client.views_push(trigger_id=stage.bot.last["trigger_id"], view=modal(PUSH))
        try:
            await push
        except SlackApiError as error:
            errors.append(error.response["error"])

    top = shown(stage) or {}
    assert errors == ["push_limit_reached"]
    assert top["root_view_id"] == root["id"]
    assert top["previous_view_id"] not in {None, root["id"]}


async def test_pushing_needs_a_deed_inside_a_modal(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc")

    assert await refusal(stage.client.views_push(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE))) == (
        "not_found"
    )


async def test_what_was_typed_stays_only_where_both_ids_stay(stage: Stage):
    view = await opened(stage, NOTE, typed("until", "Until"), PUSH)
    entered = {"note": {"said": {"value": "lunch"}}, "until": {"said": {"value": "noon"}}}
    await stage.window().act({"view": view["id"]}, "more", "x", {}, entered)
    assert stage.bot.last["view"]["state"]["values"]["note"]["said"]["value"] == "lunch"

    other = typed("until", "Until", element={"action_id": "another"})
    updated = await stage.client.views_update(view_id=view["id"], view=modal(NOTE, other))
    values = updated["view"]["state"]["values"]
    assert values["note"]["said"]["value"] == "lunch"
    assert values["until"]["another"]["value"] is None


async def test_an_old_hash_is_a_conflict(stage: Stage):
    view = await opened(stage, NOTE)
    await stage.client.views_update(view_id=view["id"], hash=view["hash"], view=modal(NOTE))
    late = stage.client.views_update(view_id=view["id"], hash=view["hash"], view=modal(NOTE))

    assert await refusal(late) == "hash_conflict"


async def test_a_view_is_found_by_its_external_id_which_is_unique(stage: Stage):
    await opened(stage, NOTE, external_id="form-7")
    updated = await stage.client.views_update(external_id="form-7", view=modal(PUSH, external_id="form-7"))
    assert updated["view"]["blocks"][0]["type"] == "actions"

    await stage.window("U02BO").say("C0GENERAL", "/gc")
    taken = stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE, external_id="form-7"))
    assert await refusal(taken) == "duplicate_external_id"


async def test_a_home_is_published_replaced_and_kept(stage: Stage):
    home = {"type": "home", "blocks": [PUSH]}
    first = await stage.client.views_publish(user_id="U01ANA", view=home)
    second = await stage.client.views_publish(user_id="U01ANA", view=home, hash=first["view"]["hash"])
    assert first["view"]["id"] == second["view"]["id"]
    assert stage.window().snapshot()["home"] == second["view"]
    assert stage.window("U02BO").snapshot()["home"] is None

    late = stage.client.views_publish(user_id="U01ANA", view=home, hash=first["view"]["hash"])
    assert await refusal(late) == "hash_conflict"
    await stage.window().act({"view": second["view"]["id"]}, "more", "x", {})
    assert stage.bot.last["container"] == {"type": "view", "view_id": second["view"]["id"]}
    assert "response_url" not in stage.bot.last


async def test_a_home_needs_its_tab():
    async with staged(manifest_without("features", "app_home")) as here:
        publish = here.client.views_publish(user_id="U01ANA", view={"type": "home", "blocks": []})
        assert await refusal(publish) == "not_enabled"
