"""Which error a refusal becomes, and what it carries."""

from collections.abc import Awaitable, Callable

import pytest
from starlette.responses import Response

from bot.errors import Conflict, Forbidden, GenesysError, Gone, Invalid, NotFound, Unavailable
from bot.genesys.client import Genesys
from tests.genesys.other_side import answering, client, said


async def refused(
    answer: Response, call: Callable[[Genesys], Awaitable[object]] = lambda me: me.users.get_user("u")
) -> GenesysError:
    async with answering(answer) as server, client(server.url) as me:
        with pytest.raises(GenesysError) as caught:
            await call(me)
    assert len(server.seen) == 1
    return caught.value


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "bad.request", Invalid),
        (403, "not.authorized", Forbidden),
        (404, "not.found", NotFound),
        (405, "method.not.allowed", Gone),
        (409, "general.conflict", Conflict),
        (409, "userservice.stationalreadyassociated", Conflict),
        (409, "callforwarding.enablednotallowedwhileonqueue", Invalid),
        (410, "gone", Gone),
        (412, "precondition.failed", Conflict),
        (413, "request.entity.too.large", Invalid),
        (415, "unsupported.media.type", Invalid),
        (418, "teapot", Invalid),
        (302, "", Unavailable),
    ],
)
@pytest.mark.parametrize(
    "call",
    [lambda me: me.users.get_user("u"), lambda me: me.queues.patch_user_queues("u", ["q"], joined=True)],
    ids=["read", "write"],
)
async def test_a_refusal_has_one_meaning_for_reads_and_writes_and_is_not_repeated(status, code, kind, call):
    body = {"message": "No.", "code": code, "status": status, "contextId": "c-2"}
    error = await refused(said(status, body, inin_correlation_id="c-1"), call)
    assert type(error) is kind
    assert (error.message, error.code, error.status, error.correlation_id) == ("No.", code, status, "c-1")


async def test_a_404_of_a_path_without_an_id_means_that_the_path_is_gone():
    error = await refused(said(404, {"code": "not.found"}), lambda me: me.presence.get_presence_definitions())
    assert type(error) is Gone


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({"message": "You are missing the following permission(s): routing:queue:join"}, ("routing:queue:join",)),
        (
            {
                "code": "missing.any.permissions",
                "message": "You must have at least one of: {permissions}",
                "messageParams": {"permissions": "admin, directory:user:edit, directory:organization:admin"},
            },
            ("directory:user:edit", "directory:organization:admin"),
        ),
        ({"message": "[presence:userPresence:edit, presence:userPresence:edit]"}, ("presence:userPresence:edit",)),
        ({"message": "You are not authorized at 12:30:15."}, ()),
        ({"code": "outofoffice.update.error", "message": None, "messageParams": None}, ()),
    ],
)
async def test_a_403_names_the_permissions_that_are_missing(body, missing):
    error = await refused(said(403, body))
    assert isinstance(error, Forbidden)
    assert error.missing == missing


@pytest.mark.parametrize(
    "body",
    [
        {"code": "invalid.value", "messageParams": {"field": "state", "value": "gone"}},
        {"code": "invalid.value", "messageParams": {"fieldName": "state"}},
        {"code": "bad.request", "details": [{"errorCode": "x"}, {"fieldName": "state"}]},
    ],
)
async def test_a_400_names_the_field(body):
    error = await refused(said(400, body))
    assert isinstance(error, Invalid)
    assert error.field == "state"


@pytest.mark.parametrize(
    "body",
    ["", "<html>Forbidden</html>", "[]", "null", '{"message": {"a": 1}}', '{"code": 7, "details": [null]}', "\xff"],
)
async def test_a_refusal_in_no_known_form_is_still_the_refusal(body):
    error = await refused(said(403, body))
    assert type(error) is Forbidden
    assert error.status == 403


async def test_the_id_for_support_is_taken_from_wherever_it_is():
    assert (await refused(said(403, {"contextId": "c-2"}))).correlation_id == "c-2"
    assert (await refused(said(403, {}, genesys_correlation_id="c-3"))).correlation_id == "c-3"


async def test_a_novel_is_no_message():
    error = await refused(said(400, {"message": "m" * 100_000, "code": "c" * 100_000}))
    assert (len(error.message), len(error.code)) == (500, 500)
