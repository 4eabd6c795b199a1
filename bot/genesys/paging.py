"""Lists that come in pages."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

from bot.errors import Unavailable
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
        """Whether page `number`, which this is, has a next one."""
        return bool(self.entities) and (bool(self.next_uri) or (self.page_count or 0) > number)


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
