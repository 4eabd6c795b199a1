"""Lists that come in pages."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import GenesysError, Unavailable
from bot.genesys.model import Entity, Many, Maybe, Model, Text

PAGE_SIZE = 100
MOST_PAGES = 100


T = TypeVar("T", bound=Entity)


class Page(Model, Generic[T]):
    """One page of a list. It may be shorter than asked, and totals may be wrong: only `more_after` tells the end."""

    entities: Many[T] = ()
    next_uri: Text = ""
    page_count: Maybe[int] = None

    def more_after(self, number: int) -> bool:
        """Whether page `number`, which this is, may have a next one; behind a full page one is looked for always."""
        return bool(self.entities) and (
            bool(self.next_uri) or (self.page_count or 0) > number or len(self.entities) >= PAGE_SIZE
        )


async def paged(fetch: Callable[[int], Awaitable[Page[T]]], *, most_pages: int = MOST_PAGES) -> AsyncIterator[T]:
    """Each entity once, page after page; `fetch` takes the page's number, from 1.

    A page that fails raises after everything before it was given, so that who wants can go on with a part. So does a
    list that has no end (`Unavailable`). A page that brings nothing new ends the list: some servers repeat the last.
    """
    seen: set[str] = set()
    for number in range(1, most_pages + 1):
        page = await fetch(number)
        fresh = [entity for entity in page.entities if entity.id not in seen]
        for entity in fresh:
            if entity.id not in seen:  # doubles within the page, too
                seen.add(entity.id)
                yield entity
        if not fresh or not page.more_after(number):
            return
    raise Unavailable(f"the list has more than {most_pages} pages")


@dataclass(frozen=True)
class Part(Generic[T]):
    """What came of a list; `whole`: nothing is missing."""

    entities: list[T]
    whole: bool


async def as_far_as_it_goes(entities: AsyncIterator[T]) -> Part[T]:
    """What a list held before it failed. One that fails at once raises: nothing is known then."""
    got: list[T] = []
    try:
        async for entity in entities:
            got.append(entity)  # noqa: PERF401 - a comprehension would lose what came before the error
    except GenesysError:
        if not got:
            raise
        return Part(got, whole=False)
    return Part(got, whole=True)
