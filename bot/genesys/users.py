"""Users: who somebody is, who leads them, and people by name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator

from bot.genesys.area import Area, path
from bot.genesys.model import DomainEntityRef, Entity, Many, Maybe, Model, Text
from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.paging import PAGE_SIZE, Page
from bot.genesys.presence import UserPresence
from bot.genesys.routingstatus import RoutingStatus
from bot.genesys.stations import UserStations


def _manager(value: Any) -> Any:
    """A manager is an object when read, and a bare id where a write is echoed."""
    return {"id": value} if isinstance(value, str) and value else value


class UserAuthorization(Model):
    """What a user may do: the union over all roles, without the divisions it holds in. A hint; the 403 is the truth."""

    roles: Many[DomainEntityRef] = ()
    permissions: Many[str] = ()


class User(Entity):
    """A person of the organisation. From `presence` on, fields are there only when expanded, and not always then."""

    name: Text = ""
    email: Text = ""
    title: Text = ""
    department: Text = ""
    state: Text = ""  #: active, inactive or deleted
    division: Maybe[DomainEntityRef] = None
    manager: Annotated[Maybe[DomainEntityRef], BeforeValidator(_manager)] = None
    presence: Maybe[UserPresence] = None
    routing_status: Maybe[RoutingStatus] = None
    out_of_office: Maybe[OutOfOffice] = None
    station: Maybe[UserStations] = None
    authorization: Maybe[UserAuthorization] = None


class Adjacents(Model):
    """The people around one: above, beside and below."""

    superiors: Many[User] = ()
    siblings: Many[User] = ()
    direct_reports: Many[User] = ()


class UsersSearchResponse(Model):
    """One page of a search. The index lags behind writes, for deletes by minutes."""

    total: Maybe[int] = None
    page_count: Maybe[int] = None
    results: Many[User] = ()


class Users(Area):
    """The directory, as the person whose token it is may see it."""

    async def get_users_me(self, expand: Iterable[str] = ()) -> User:
        """Whose token this is. Operation: getUsersMe. Permission: none, but a person's token."""
        return await self._get(User, path("/api/v2/users/me"), expand=tuple(expand))

    async def get_user(self, user_id: str, expand: Iterable[str] = ()) -> User:
        """One user; deleted ones are not found. Operation: getUser. Permission: none."""
        return await self._get(User, path("/api/v2/users/{}", user_id), expand=tuple(expand))

    async def get_user_superiors(self, user_id: str, expand: Iterable[str] = ()) -> tuple[User, ...]:
        """Everybody above, the direct manager first. Operation: getUserSuperiors. Permission: none."""
        where = path("/api/v2/users/{}/superiors", user_id)
        return await self._get(tuple[User, ...], where, expand=tuple(expand))

    async def get_user_directreports(self, user_id: str, expand: Iterable[str] = ()) -> tuple[User, ...]:
        """Whose manager this is. Operation: getUserDirectreports. Permission: none."""
        where = path("/api/v2/users/{}/directreports", user_id)
        return await self._get(tuple[User, ...], where, expand=tuple(expand))

    async def get_user_adjacents(self, user_id: str, expand: Iterable[str] = ()) -> Adjacents:
        """Superiors, siblings and direct reports in one call. Operation: getUserAdjacents. Permission: none."""
        return await self._get(Adjacents, path("/api/v2/users/{}/adjacents", user_id), expand=tuple(expand))

    async def get_users(
        self, ids: Sequence[str] = (), *, expand: Iterable[str] = (), state: str = "active", page_number: int = 1
    ) -> Page[User]:
        """One page of the directory; at most 100 `ids`. Operation: getUsers. Permission: none."""
        return await self._get(
            Page[User],
            path("/api/v2/users"),
            id=ids,
            expand=tuple(expand),
            state=state,
            pageNumber=page_number,
            pageSize=PAGE_SIZE,
        )

    async def get_users_search(self, q64: str, expand: Iterable[str] = ()) -> UsersSearchResponse:
        """Another page of a search: `q64` is that parameter of a page's link, not the link.

        Operation: getUsersSearch. Permission: directory:user:view.
        """
        return await self._get(UsersSearchResponse, path("/api/v2/users/search"), q64=q64, expand=tuple(expand))

    async def post_users_search(
        self, criteria: Sequence[Mapping[str, Any]], *, expand: Iterable[str] = (), page_size: int = 25
    ) -> UsersSearchResponse:
        """Users for whom every criterion holds, in the order of their names: the first page.

        A criterion is `{"type", "fields", "value"}`, type CONTAINS, EXACT, STARTS_WITH, …

        Operation: postUsersSearch. Permission: directory:user:view.
        """
        body: dict[str, Any] = {
            "query": list(criteria), "pageSize": page_size, "pageNumber": 1, "sortBy": "name", "sortOrder": "ASC",
        }  # fmt: skip
        if expand := tuple(expand):
            body["expand"] = expand
        return await self._search(UsersSearchResponse, path("/api/v2/users/search"), body)

    async def search(self, name_part: str) -> tuple[User, ...]:
        """Active users whose name contains the text, by name: the first 25. A text that fits more is too vague."""
        found = await self.post_users_search([_contains("name", name_part), _exact("state", "active")])
        return found.results

    async def search_email(self, email: str) -> tuple[User, ...]:
        """Active users with exactly this address, in any case."""
        found = await self.post_users_search([_exact("email", email), _exact("state", "active")])
        # An index that takes addresses apart would match one with another domain; nobody else may be meant.
        return tuple(user for user in found.results if user.email.casefold() == email.casefold())


def _contains(field: str, value: str) -> dict[str, Any]:
    return {"type": "CONTAINS", "fields": [field], "value": value}


def _exact(field: str, value: str) -> dict[str, Any]:
    return {"type": "EXACT", "fields": [field], "value": value}
