"""PUBLIC_URL: what browsers and Slack reach there, and whether it shows more than it should."""

from collections.abc import AsyncIterator

from bot.cli.doctor.asking import Asker, Unreached
from bot.cli.doctor.finding import Finding, bad, ok, warn
from bot.settings import Settings, is_loopback

NAME, US = "PUBLIC_URL", "our own address"
FROM_OUTSIDE = (
    "lead the address to the bot (HOST and PORT say where it listens), with a certificate that browsers trust"
)
OK, TO_ANOTHER, SERVER_ERROR = 200, range(300, 400), 500


async def check_address(settings: Settings, asker: Asker) -> AsyncIterator[Finding]:
    """Asks from here; whether the way from outside is the same, this machine cannot see."""
    url = settings.public_url
    if url is None:
        return
    here = is_loopback(url)
    if here and not is_loopback(settings.slack_api_url):
        what = f"{url} is this machine alone: neither Slack nor other people's browsers reach it"
        yield warn(NAME, what, "set it to an https address that leads here")
    try:
        answer = await asker.ask(US, "GET", f"{url}/healthz")
    except Unreached as error:
        if here or error.nobody_listens:
            yield warn(NAME, f"{url}: {error}", f"start the bot; if it runs, {FROM_OUTSIDE}")
        else:
            yield bad(NAME, f"{url}: {error}", FROM_OUTSIDE)
        return
    if answer.status == OK and answer.text == "ok":
        yield ok(NAME, f"the bot answers at {url}")
        if not here:
            yield await _figures(url, asker)
    elif answer.status >= SERVER_ERROR:
        yield warn(NAME, f"{url} answers {answer.status}: no bot runs behind it", "start the bot, and run this again")
    elif answer.status in TO_ANOTHER:
        where = answer.headers.get("location", "nowhere").partition("?")[0]
        yield bad(
            NAME, f"{url} leads on to {where}", "set it to the address that it leads to, or have it lead to the bot"
        )
    else:
        yield bad(NAME, f"something else than the bot answers at {url} ({answer.status})", FROM_OUTSIDE)


async def _figures(url: str, asker: Asker) -> Finding:
    """A proxy on the bot's own machine that says nothing of itself looks like the machine."""
    try:
        answer = await asker.ask(US, "GET", f"{url}/metrics")
    except Unreached as error:
        return warn("METRICS_TOKEN", f"{url}/metrics: {error}", "look whether the proxy lets it through")
    if answer.status == OK:
        what = f"{url}/metrics shows the figures to everybody"
        return bad("METRICS_TOKEN", what, "have the proxy set X-Forwarded-For, or not pass /metrics on")
    return ok("METRICS_TOKEN", "the figures are not shown to everybody")
