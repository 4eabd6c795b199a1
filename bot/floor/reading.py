"""Many people's states in few calls: one list of who they are, then a page for each hundred of them.

Never one call a person. What a page does not bring is counted as missing, not left out in silence.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import GenesysError
from bot.floor.standing import EXPAND, Standing, standing
from bot.genesys.paging import PAGE_SIZE
from bot.genesys.reading import Reading
from bot.genesys.users import User

#: Pages asked for at once: other people's commands share the same connections.
AT_ONCE = 4
#: Pages of one hundred people, should Genesys cut them shorter than asked.
MOST_PAGES = 5
LEFT = ("inactive", "deleted")


@dataclass(frozen=True)
class Floor:
    """What people were doing at `as_of`. `missing`: of so many Genesys did not tell."""

    people: tuple[Standing, ...]
    missing: int
    as_of: datetime

    @property
    def whole(self) -> bool:
        return not self.missing


async def team_of(reading: Reading, manager_id: str, *, now: datetime) -> Floor:
    """A superior's direct reports, by name. Raises `GenesysError` if nothing at all can be known.

    For n people it takes 1 + n/100 calls, rounded up.
    """
    reports = await reading.users.get_user_directreports(manager_id)
    # One list, but it may name somebody twice, and holds those who have left.
    ids = list(dict.fromkeys(user.id for user in reports if user.state not in LEFT))
    users = await _users(reading, ids)
    people = sorted((standing(user, now) for user in users), key=lambda one: (one.name.casefold(), one.email, one.id))
    return Floor(tuple(people), len(ids) - len(people), now)


async def _users(reading: Reading, ids: Sequence[str]) -> list[User]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def part(some: Sequence[str]) -> _Part:
        async with gate:
            return await _hundred(reading, some)

    parts = await asyncio.gather(*(part(ids[start : start + PAGE_SIZE]) for start in range(0, len(ids), PAGE_SIZE)))
    users = [user for part in parts for user in part.users.values()]
    errors = [part.error for part in parts if part.error]
    if errors and not users:
        raise errors[0]
    return users


@dataclass
class _Part:
    """Up to a hundred people, by id, and what ended the search for the rest."""

    users: dict[str, User]
    error: GenesysError | None = None


async def _hundred(reading: Reading, ids: Sequence[str]) -> _Part:
    """As many as Genesys tells of; who was not asked for does not count, nor who comes twice."""
    part, wanted = _Part({}), frozenset(ids)
    for number in range(1, MOST_PAGES + 1):
        try:
            page = await reading.users.get_users(ids, expand=EXPAND, page_number=number)
        except GenesysError as error:
            part.error = error
            break
        fresh = {user.id: user for user in page.entities if user.id in wanted and user.id not in part.users}
        part.users |= fresh
        if not fresh or len(part.users) == len(wanted) or not page.more_after(number):
            break
    return part
