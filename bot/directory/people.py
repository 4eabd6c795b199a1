"""People by mention, e-mail or a part of their name."""

from bot.errors import Choice, NotFound, NotServed, Unclear, Why
from bot.genesys.reading import Reading
from bot.genesys.users import User
from bot.grammar.people import Email, GenesysId, Mention, NamePart, person
from bot.identity.identity import Identity
from bot.identity.slack_people import SlackId, SlackPeople


class People:
    """Finds the Genesys user that somebody means, with the asker's own rights."""

    def __init__(self, identity: Identity, slack_people: SlackPeople) -> None:
        self._identity = identity
        self._slack_people = slack_people

    async def find(self, said: str, *, asker: SlackId, genesys: Reading) -> User:
        """Raises `Unclear`: nobody, several, or a Slack user whom no Genesys account belongs to."""
        match person(said):
            case Mention(id=user_id):
                return await self._mentioned(SlackId(asker.team_id, user_id, asker.via), said, genesys)
            case Email(address=address):
                return _only(await genesys.users.search_email(address), address, none=Why.NO_ADDRESS)
            case GenesysId(id=user_id):
                return await _by_id(user_id, said, genesys)
            case NamePart(text=text):
                return _only(await genesys.users.search(text), text)

    async def is_certain(self, said: str, *, asker: SlackId) -> bool:
        """Whether it names one person and no other: by a link, or by an id. An e-mail or a name only leads to one."""
        match person(said):
            case Mention(id=user_id):
                return await self._identity.linked_to(SlackId(asker.team_id, user_id, asker.via)) is not None
            case GenesysId():
                return True
            case _:
                return False

    async def _mentioned(self, slack: SlackId, said: str, genesys: Reading) -> User:
        """The linked account; else the Slack e-mail, exact, on an active Genesys user; else a question."""
        linked = await self._identity.linked_to(slack)
        if linked:
            return await _by_id(linked.id, said, genesys)
        email = await self._address(slack)
        found = await genesys.users.search_email(email) if email else ()
        if len(found) != 1:
            raise Unclear(Why.NOT_LINKED_PERSON, said)
        return found[0]

    async def _address(self, slack: SlackId) -> str:
        """The Slack e-mail; bots, guests and deactivated people have none that counts."""
        try:
            return (await self._slack_people.person(slack)).email or ""
        except NotServed:
            return ""


async def _by_id(user_id: str, said: str, genesys: Reading) -> User:
    try:
        return await genesys.users.get_user(user_id)
    except NotFound as error:
        raise Unclear(Why.NOBODY, said) from error


def _only(found: tuple[User, ...], said: str, *, none: Why = Why.NOBODY) -> User:
    if not found:
        raise Unclear(none, said)
    if len(found) > 1:
        choices = [Choice(value=user.id, label=user.name, hint=user.email) for user in found]
        raise Unclear(Why.SEVERAL_PEOPLE, said, choices)
    return found[0]
