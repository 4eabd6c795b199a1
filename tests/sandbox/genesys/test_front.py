"""What every call meets: token, limits, errors, correlation ids, bodies."""

import pytest

from tests.sandbox.genesys.site import refusal


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "authentication.required"),
        ("Basic eDp5", "authentication.required"),
        ("Bearer nonsense", "bad.credentials"),
    ],
)
async def test_without_a_good_token_nothing_is_told(site, header, code):
    answer = await site.http.get("/api/v2/users/me", headers={"Authorization": header} if header else {})
    assert refusal(answer) == (401, code)


async def test_head_verifies_a_token(site, ana):
    assert (await ana.call("HEAD", "/tokens/me")).status_code == 200
    assert (await site.http.head("/api/v2/tokens/me")).status_code == 401


async def test_paths_and_methods_that_are_not_offered_answer_in_the_apis_form(ana):
    assert refusal(await ana.call("GET", "/users/me/shoes")) == (404, "not.found")
    assert refusal(await ana.call("DELETE", "/users/me")) == (405, "method.not.allowed")


async def test_every_answer_has_its_own_correlation_id(site, ana):
    answers = [await ana.call("GET", "/users/me"), await ana.call("GET", "/nothing"), await site.authorize()]
    assert len({answer.headers["ININ-Correlation-Id"] for answer in answers}) == 3


async def test_three_hundred_a_minute_for_each_token(site, ana, bo):
    answer = await ana.call("GET", "/tokens/me")
    names = ("count", "allowed", "reset")
    assert [answer.headers[f"inin-ratelimit-{name}"] for name in names] == ["1", "300", "60"]
    for _ in range(299):
        answer = await ana.call("GET", "/tokens/me")
    assert (answer.status_code, answer.headers["inin-ratelimit-count"]) == (200, "300")
    site.wait(20)
    refused = await ana.call("GET", "/tokens/me")
    assert refusal(refused) == (429, "too.many.requests.retry.after")
    assert refused.headers["Retry-After"] == "40"
    assert "[40] seconds" in refused.json()["message"]
    assert (await bo.call("GET", "/tokens/me")).status_code == 200
    site.wait(40)
    assert (await ana.call("GET", "/tokens/me")).headers["inin-ratelimit-count"] == "1"


async def test_a_body_must_be_json_and_of_sensible_size(ana):
    path = ana.mine("/outofoffice")
    form = await ana.call("PUT", path, content=b"active=true", headers={"Content-Type": "text/plain"})
    assert refusal(form) == (415, "unsupported.media.type")
    large = await ana.call("PUT", path, json={"active": False, "name": "x" * 1_100_000})
    assert refusal(large) == (413, "request.entity.too.large")
    broken = await ana.call("PUT", path, content=b"{", headers={"Content-Type": "application/json"})
    assert refusal(broken) == (400, "bad.request")


async def test_lists_of_skills_and_languages_are_found_by_the_beginning_of_a_name(ana):
    skills = await ana.read("/routing/skills", name="co")
    assert [one["name"] for one in skills["entities"]] == ["Complaints", "Contracts"]
    languages = await ana.read("/routing/languages", sortOrder="descending", pageSize=2)
    assert [one["name"] for one in languages["entities"]] == ["Spanish", "Nepali"]


async def test_the_token_knows_the_organisation_and_no_user(site, ana):
    token = await ana.read("/tokens/me")
    assert token["organization"]["id"] == (await ana.read("/organizations/me"))["id"]
    assert ana.id not in str(token)
