"""How a person was named. Finding who that is needs Genesys and lives in the directory."""

import re
from dataclasses import dataclass

from bot.errors import Unclear, Why
from bot.grammar.heard import heard

MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
EMAIL = re.compile(r'[^\s@<>"]+@[^\s@<>"]+')
GENESYS_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A Slack user."""

    id: str


@dataclass(frozen=True)
class Email:
    """An address as it was typed; compare it case-folded."""

    address: str


@dataclass(frozen=True)
class GenesysId:
    """The id of a Genesys user, as choices of a picker carry it."""

    id: str


@dataclass(frozen=True)
class NamePart:
    """Some of a name: a question when several people have it."""

    text: str


def person(said: str) -> Mention | Email | GenesysId | NamePart:
    """Reads `<@U123|ana>`, `a@b`, `<mailto:a@b|a@b>`, a Genesys id, `@ana` or `ana`."""
    plain = heard(said).strip('" ')
    if found := MENTION.fullmatch(plain):
        return Mention(found[1])
    if EMAIL.fullmatch(plain):
        return Email(plain)
    if GENESYS_ID.fullmatch(plain):
        return GenesysId(plain.lower())
    if name := plain.lstrip("@").strip():
        return NamePart(name)
    raise Unclear(Why.MISSING, plain)
