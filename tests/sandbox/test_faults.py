"""Each fault lever over a real connection: what the client sees, and whether the service did its work."""

import time

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.sandbox.faults import FaultLevers, Faults, is_ignored
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED


class Service:
    """Counts what it was asked to do."""

    def __init__(self) -> None:
        self.done = 0
        self.faults = Faults()
        routes = [Route("/thing/{what}", self.work, methods=["GET", "POST"]), *self.faults.routes()]
        self.app = FaultLevers(Starlette(routes=routes), self.faults)

    async def work(self, request: Request) -> JSONResponse:
        await request.body()
        self.done += not is_ignored(request.scope)
        return JSONResponse({"what": request.path_params["what"], "padding": "x" * 100})


@pytest.fixture
async def service():
    return Service()


@pytest.fixture
async def http(service):
    async with serving(service.app) as url, httpx2.AsyncClient(verify=UNENCRYPTED, base_url=url) as client:
        yield client


async def pull(http: httpx2.AsyncClient, **fault: object) -> None:
    answer = await http.post("/sandbox/faults", json=fault)
    assert answer.status_code == 200, answer.text


async def test_status_answers_without_the_service_and_carries_headers(http, service):
    await pull(http, path="/thing/*", do="status", status=429, headers={"Retry-After": "7"}, times=1)
    answer = await http.post("/thing/a")
    assert (answer.status_code, answer.headers["retry-after"], service.done) == (429, "7", 0)
    assert (await http.post("/thing/a")).status_code == 200


async def test_a_query_picks_one_page_of_many(http, service):
    await pull(http, query="*page=2*", do="status", status=500)
    answers = [(await http.get("/thing/a", params={"page": page, "size": 9})).status_code for page in (1, 2, 3)]
    assert answers == [200, 500, 200]


async def test_status_after_does_the_work_and_says_that_it_failed(http, service):
    await pull(http, do="status_after", status=500, times=1)
    assert (await http.post("/thing/a")).status_code == 500
    assert service.done == 1


async def test_delay_holds_the_answer_back_after_the_work(http, service):
    await pull(http, do="delay", seconds=0.2)
    before = time.monotonic()
    answer = await http.get("/thing/a")
    assert time.monotonic() - before >= 0.2
    assert (answer.status_code, service.done) == (200, 1)


async def test_a_client_that_gives_up_on_a_late_answer_has_had_its_effect(http, service):
    await pull(http, do="delay", seconds=0.3)
    with pytest.raises(httpx2.ReadTimeout):
        await http.post("/thing/a", timeout=0.05)
    assert service.done == 1


@pytest.mark.parametrize(("do", "done"), [("drop_before", 0), ("drop_after", 1)])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_dropped_connection_has_no_answer(http, service, do, done, method):
    await pull(http, do=do, times=1)
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
        await http.request(method, "/thing/a", json={} if method == "POST" else None)
    assert service.done == done
    assert (await http.get("/thing/a")).status_code == 200


async def test_ignore_looks_like_success_and_does_nothing(http, service):
    await pull(http, do="ignore")
    assert (await http.post("/thing/a")).json()["what"] == "a"
    assert service.done == 0


async def test_html_comes_instead_of_json(http, service):
    await pull(http, do="html", status=502)
    answer = await http.get("/thing/a")
    assert (answer.status_code, answer.headers["content-type"], service.done) == (502, "text/html; charset=utf-8", 0)


async def test_cut_is_whole_http_and_half_json(http, service):
    await pull(http, do="cut")
    answer = await http.get("/thing/a")
    assert (answer.status_code, service.done) == (200, 1)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|JSON"):
        answer.json()


async def test_only_the_path_and_method_named_fail_and_only_so_often(http):
    await pull(http, path="/thing/a*", method="POST", do="status", status=500, times=2)
    seen = [(await http.request(method, path)).status_code for method, path in CALLS]
    assert seen == [200, 200, 500, 500, 200]


CALLS = [("GET", "/thing/a"), ("POST", "/thing/b"), ("POST", "/thing/a"), ("POST", "/thing/ab"), ("POST", "/thing/a")]


async def test_delete_lets_all_levers_go_and_a_wrong_lever_is_refused(http):
    await pull(http, do="status", status=500)
    assert len((await http.get("/sandbox/faults")).json()["faults"]) == 1
    assert (await http.post("/sandbox/faults", json={"do": "explode"})).status_code == 400
    assert (await http.delete("/sandbox/faults")).json() == {"faults": []}
    assert (await http.get("/thing/a")).status_code == 200
