"""Who is who: a colleague's profile, manager and chain of superiors, and yourself."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import NotFound
from bot.genesys.users import User
from bot.slack.blocks import Option, Picker
from bot.slack.form import Form, SearchField, Values
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from bot.slack.reply import Reply

router = Router()

ENOUGH_TO_SEARCH = 2


@router.verb(
    "manager [@PERSON]",
    does="Tells who manages a colleague, or you.",
    examples=("manager", "manager @ana"),
    everyday=True,
)
async def manager(turn: Turn) -> Reply:
    user = await _meant(turn)
    superiors = await turn.genesys.users.get_user_superiors(user.id)
    if not superiors:
        return Reply([mrkdwn("*{}* has no manager in Genesys.", user.name)])
    return Reply([mrkdwn("*{}*'s manager is *{}* ({}).", user.name, superiors[0].name, superiors[0].email)])


@router.verb(
    "chain [@PERSON]", does="Lists everybody above a colleague, or above you.", examples=("chain", "chain ana")
)
async def chain(turn: Turn) -> Reply:
    user = await _meant(turn)
    superiors = await turn.genesys.users.get_user_superiors(user.id)
    if not superiors:
        return Reply([mrkdwn("*{}* has nobody above them in Genesys.", user.name)])
    steps = [mrkdwn("{}. {}", n, _step(boss)) for n, boss in enumerate(superiors, 1)]
    return Reply([mrkdwn("Above *{}*, nearest first:", user.name), *steps])


def _step(boss: User) -> Mrkdwn:
    title = mrkdwn(" {}", boss.title) if boss.title else NOTHING
    return mrkdwn("*{}*{} ({})", boss.name, title, boss.email)


@router.verb(
    "who @PERSON",
    does="Shows a colleague's profile.",
    aliases=("whois",),
    examples=("who @ana", "who ana.ruiz@example.com"),
)
async def who(turn: Turn) -> Reply:
    if not turn.words.text.strip(" ,@"):
        text = "Whom do you want to look up? Choose somebody, or type `{} who` and a name or an e-mail address."
        return Reply([mrkdwn(text, turn.desk.command)], [Picker("Choose a colleague…", "users.search")])
    return Reply(_profile(await _meant(turn)))


@router.verb("whoami", does="Shows which Genesys account you are linked to.", examples=("whoami",))
async def whoami(turn: Turn) -> Reply:
    turn.words.nothing()
    user = await turn.genesys.users.get_users_me()
    return Reply([mrkdwn("You are linked to this Genesys account:"), *_profile(user)])


@router.shortcut("users.search", name="Who is…", description="Looks up a colleague's profile.")
async def search(turn: Turn) -> Form:  # noqa: ARG001 - the signature of every handler
    return Form("users.who", "Who is…", "Look up", fields=[SearchField("person", "Colleague", "users.search")])


@router.action("users.search")
async def chosen(turn: Turn) -> Reply:
    return Reply(_profile(await turn.genesys.users.get_user(turn.picked[0] if turn.picked else "")))


@router.options("users.search")
async def found(turn: Turn, typed: str) -> list[Option]:
    if len(typed) < ENOUGH_TO_SEARCH:
        return []
    return [Option(user.name, user.id, user.email) for user in await turn.genesys.users.search(typed)]


def check(values: Values, now: object) -> None:
    """Slack itself insists on a choice."""


@router.view("users.who", check=check)
async def looked_up(turn: Turn) -> Reply:
    return Reply(_profile(await turn.genesys.users.get_user(turn.values.picked.get("person", ""))))


async def _meant(turn: Turn) -> User:
    """Whoever was named, or the asker."""
    said = turn.words.name()
    turn.words.nothing()
    if said is None:
        return await turn.genesys.users.get_user(turn.me.id)
    return await turn.desk.people.find(said, asker=turn.slack, genesys=turn.genesys)


def _profile(user: User) -> list[Mrkdwn]:
    if user.state == "deleted":
        raise NotFound
    facts = (("E-mail", user.email), ("Title", user.title), ("Department", user.department))
    return [mrkdwn("*{}*", user.name), *(mrkdwn("{}: {}", name, value) for name, value in facts if value)]
