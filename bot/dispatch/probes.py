"""What operators and load balancers ask: alive, ready, and the figures."""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

Ready = Callable[[], Awaitable[dict[str, bool]]]
Figures = Callable[[], Awaitable[bytes]]

#: What a proxy adds. Whatever it says, the request came from elsewhere, though the proxy is on this machine.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
#: What keeps traffic away. Whatever else is told does not: that Slack or Genesys is silent is no reason to.
NEEDED = ("database", "migrations", "clock")
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def probes(*, ready: Ready, figures: Figures, metrics_token: str | None) -> Sequence[BaseRoute]:
    """`/healthz`, `/readyz` and `/metrics`, which every process serves."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        checks = await ready()
        return JSONResponse(checks, status_code=200 if all(checks[name] for name in NEEDED) else 503)

    async def metrics(request: Request) -> Response:
        if not (_is_from_here(request) or _shows(request, metrics_token)):
            return _refused(opens=metrics_token is not None)
        return Response(await figures(), media_type=PROMETHEUS)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _is_from_here(request: Request) -> bool:
    """Whether it was asked on this machine itself, with no proxy between."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        peer = ip_address(request.client.host)
    except ValueError:
        return False
    # A socket that takes both kinds shows the old kind in the new one's form.
    return (getattr(peer, "ipv4_mapped", None) or peer).is_loopback


def _shows(request: Request, metrics_token: str | None) -> bool:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if metrics_token is None or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(shown.strip().encode(), metrics_token.encode())


def _refused(*, opens: bool) -> Response:
    if opens:
        text, headers = "METRICS_TOKEN is asked for as a bearer token\n", {"WWW-Authenticate": "Bearer"}
        return PlainTextResponse(text, status_code=401, headers=headers)
    return PlainTextResponse("for this machine alone, because METRICS_TOKEN is not set\n", status_code=403)
