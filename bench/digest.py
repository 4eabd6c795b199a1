"""What a digest costs: calls to Genesys, the time to read and to draft, messages, and what they hold.

The simulator is in the same process, so its time is in the reading; against Genesys it is the network's.
"""

import asyncio
import json
import time
from zoneinfo import ZoneInfo

from bot.floor.reading import Floor, team_of
from bot.genesys.client import Genesys
from bot.genesys.transport import Transport
from bot.schedules.contents import DigestContent
from bot.slack.mrkdwn import mrkdwn
from handlers.digest_words import messages, seen
from tests.genesys.other_side import Purse
from tests.sandbox.genesys.site import BO, Site, opened

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = (1, 30, 300, 3000)
ROUNDS = 5
MOST_READS = 31


async def read(site: Site, transport: Transport, token: str) -> tuple[Floor, float, int]:
    """A team, how many seconds it took, and in how many calls."""
    before, began = len(await site.ledger("request")), time.perf_counter()
    floor = await team_of(Genesys(transport, Purse([token])).reading(), BO.genesys_user, now=site.clock.now())
    took_s = time.perf_counter() - began
    return floor, took_s, len(await site.ledger("request")) - before


async def main() -> None:
    async with opened() as site:
        token, transport = (await site.tokens(BO))["access_token"], Transport(site.url)
        print(f"{'people':>7} {'calls':>6} {'read ms':>8} {'draft ms':>9} {'messages':>9} {'kB':>6}")
        for people in PEOPLE:
            await site.turn(user=BO.email, reports=people)
            rounds = [await read(site, transport, token) for _ in range(ROUNDS)]
            floor, took_s, calls = min(rounds, key=lambda one: one[1])
            assert len(floor.people) == people
            assert calls <= MOST_READS
            began = time.perf_counter()
            what = seen(DigestContent(lead_id=BO.genesys_user, lead_name=BO.name), floor, BERLIN)
            drafted = messages(what, mrkdwn("Digest R7K2."))
            sent = [json.dumps({"text": one.text(), "blocks": one.blocks()}) for one in drafted]
            draft_s = time.perf_counter() - began
            size_kb = sum(map(len, sent)) / 1000
            print(f"{people:7} {calls:6} {took_s * 1000:8.0f} {draft_s * 1000:9.1f} {len(sent):9} {size_kb:6.0f}")
        await transport.aclose()


if __name__ == "__main__":
    asyncio.run(main())
