"""Signed deliveries of any shape: taken or refused, never an error in the middle of the work."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatch.shapes import LAST_SECOND, Malformed, is_for_us
from tests.dispatch.signed import Signed, click, command, words
from tests.stage.stage import Stage

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=9),
    st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=2),
    st.dictionaries(
        st.sampled_from(["id", "type", "value", "values"]), st.none() | st.integers() | st.text(), max_size=2
    ),
)
MISSING = object()


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every part of a payload stands."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, part in parts for path in paths(part, (*here, key)))]


def changed(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """The same payload with another part in one place, or without it."""
    if not path:
        return by
    copied = value.copy()
    if len(path) == 1 and by is MISSING:
        del copied[path[0]]
    else:
        copied[path[0]] = changed(value[path[0]], path[1:], by)
    return copied


def payloads(stage: Stage) -> list[dict[str, Any]]:
    """One of each kind, with everything in it that Slack sends and Bolt or we look at."""
    ana = stage.person(0)
    pressed = click(ana, "panel.show/0", "x")
    common = {key: pressed[key] for key in ("team", "user", "trigger_id")}
    common |= {
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": "A",
        "token": "t",
        "message": {"ts": "1"},
    }
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "x"}
    state = {
        "starts": {"starts": {"type": "datetimepicker", "selected_date_time": 1}},
        "person": {"a": {"selected_option": option}},
    }
    view = {
        "type": "modal",
        "id": "V1",
        "hash": "1.2",
        "callback_id": "users.who",
        "team_id": "T",
        "state": {"values": state},
    }
    container = {"type": "message", "channel_id": "D1", "message_ts": "1.0"}
    return [
        pressed | common | {"container": container, "response_url": f"{stage.slack_url}/response/none", "view": view},
        {
            **common,
            "type": "block_actions",
            "actions": [{"type": "static_select", "action_id": "queues.join", "selected_option": option}],
        },
        {**common, "type": "view_submission", "view": view, "response_urls": [{"response_url": "x"}]},
        {
            **common,
            "type": "block_suggestion",
            "action_id": "queues.join",
            "block_id": "b",
            "value": "x",
            "container": container,
        },
        {**common, "type": "shortcut", "callback_id": "panel.open"},
        {**common, "type": "message_action", "callback_id": "nobody.knows", "channel": {"id": "C"}, "message_ts": "1"},
        words(ana, "help", "Ev1") | {"authorizations": [{"team_id": "T", "is_bot": True}], "token": "t"},
        words(ana, "help", "Ev1")
        | {"event": {"type": "app_mention", "user": "U", "text": "<@U1> help", "channel": "C", "ts": "1"}},
        {
            "type": "event_callback",
            "event_id": "Ev2",
            "event": {"type": "user_change", "user": {"id": "U", "profile": {}}},
        },
        {"type": "event_callback", "event_id": "Ev3", "event": {"type": "tokens_revoked", "tokens": {"bot": ["U"]}}},
        {"type": "url_verification", "challenge": "c"},
    ]


@pytest.fixture
async def kept(stage: Stage) -> Signed:
    return Signed(stage)


async def test_no_part_of_a_signed_payload_that_is_missing_or_odd_is_a_server_error(kept: Signed) -> None:
    whole = payloads(kept.stage)
    assert {(await kept.event(one) if "event" in one else await kept.payload(one)).status_code for one in whole} == {
        200
    }
    odd: list[Any] = [MISSING, None, 7, "", "x", [], [None], {}, {"id": 7}, 10**30]
    answers = {}
    for kind, payload in enumerate(whole):
        for path in paths(payload):
            for by in odd[1 if not path else 0 :]:
                body = json.dumps(changed(payload, path, by)).encode()
                form = urlencode({"payload": body}).encode()
                answers[kind, path, repr(by)] = (await kept.raw(form, kept.headers(form))).status_code
    assert not {case: status for case, status in answers.items() if status not in {200, 400}}
    assert 200 in answers.values()
    assert 400 in answers.values()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_several_odd_parts_at_once_are_no_server_error(kept: Signed, data: st.DataObject) -> None:
    payload: Any = data.draw(st.sampled_from(payloads(kept.stage)))
    for _ in range(data.draw(st.integers(1, 4))):
        payload = changed(payload, data.draw(st.sampled_from(paths(payload))), data.draw(ODD))
    body = json.dumps(payload).encode()
    answer = await kept.raw(body, kept.headers(body, content_type="application/json"))
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("missing", ["user_id", "command"])
async def test_a_command_without_its_person_or_its_name_is_refused(kept: Signed, missing: str) -> None:
    asked = command(kept.stage.person(0), "help")
    del asked[missing]
    assert (await kept.form(asked)).status_code == 400


async def test_a_command_may_speak_of_a_payload(kept: Signed) -> None:
    assert (await kept.form(command(kept.stage.person(0), "help payload"))).status_code == 200


def test_a_refusal_names_the_field_and_not_what_stands_in_it() -> None:
    state = {"values": {"starts": {"starts": {"selected_date_time": LAST_SECOND + 1, "value": "secret"}}}}
    view = {"type": "modal", "callback_id": "outofoffice.set", "state": state}
    with pytest.raises(Malformed, match=r"selected_date_time$") as refused:
        is_for_us({"type": "view_submission", "user": {"id": "U1"}, "view": view})
    assert "secret" not in str(refused.value)
    assert str(LAST_SECOND + 1) not in str(refused.value)
