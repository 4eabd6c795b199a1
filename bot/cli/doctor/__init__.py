"""`doctor`: looks at every setting, token, scope, host, clock, key and migration, and says how to mend each.

It changes nothing, prints no secret, and goes on with the rest where a part of it fails.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from bot.cli.doctor.address import check_address
from bot.cli.doctor.asking import Asker
from bot.cli.doctor.clock import check_clock
from bot.cli.doctor.configured import check_file, usable_settings
from bot.cli.doctor.database import Store
from bot.cli.doctor.finding import Finding, Level, bad
from bot.cli.doctor.genesys import check_genesys
from bot.cli.doctor.policy import check_policy
from bot.cli.doctor.slack import check_slack
from bot.log import quiet_talkers
from bot.readiness import GENESYS, SLACK

HELP = "check every setting, token, scope, host, clock, key and migration, and say how to mend each"
#: For one subject: each call in it has its own, shorter limit.
WITHIN_S = 30.0


def arguments(_: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_: argparse.Namespace) -> int:
    quiet_talkers()
    findings = asyncio.run(examined())
    for finding in findings:
        sys.stdout.write(f"{finding.line()}\n")
    worst = [finding for finding in findings if finding.level is Level.BAD]
    doubts = sum(finding.level is Level.WARN for finding in findings)
    sys.stdout.write(f"\n{len(worst)} to mend, {doubts} to look at, {len(findings) - len(worst) - doubts} well.\n")
    return 1 if worst else 0


async def examined() -> list[Finding]:
    """Everything, one subject after the other in the order in which it is set up."""
    settings, findings = usable_settings()
    asker, store = Asker(), Store(settings)
    findings += [*check_file(), *check_policy(settings)]
    findings += await _within("DATABASE_URL", store.check())
    slack, genesys, address = await asyncio.gather(
        _within("SLACK_API_URL", check_slack(settings, asker)),
        _within("GENESYS_REGION", check_genesys(settings, asker, store.token)),
        _within("PUBLIC_URL", check_address(settings, asker)),
    )
    findings += [*slack, *genesys, *address, *check_clock(asker.ahead, (SLACK, GENESYS))]
    return list(dict.fromkeys(findings))  # Two subjects may meet the same mistake.


async def _within(name: str, subject: AsyncIterator[Finding]) -> list[Finding]:
    """What a subject finds in its time; what it found stays, also where it does not come to its end."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(WITHIN_S):
            async for finding in subject:
                found.append(finding)  # noqa: PERF401 - what was found before a time-out is kept
    except TimeoutError:
        found.append(bad(name, f"the check did not end within {WITHIN_S:.0f} s", "run this again, on a better network"))
    return found
