"""Linked people, written straight into the database with the product's own sealing."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bench.slack import TEAM, email_of
from bot.genesys.oauth import Tokens
from bot.identity.links import LinkState
from bot.identity.sealing import TokenSeals
from bot.identity.slack_people import SlackId
from bot.identity.vault import Vault
from bot.settings import decode_keys
from bot.store.engine import Database
from bot.store.schema import migrate
from bot.store.tables import links

ORGANISATION = "bench"


async def link_people(
    url: str, token_keys: str, users: Iterable[str], known: Mapping[str, tuple[str, str]] | None = None
) -> None:
    """Makes the schema and a link for each user; `known` holds real Genesys ids and tokens."""
    seals = TokenSeals(Vault(decode_keys(token_keys)))
    database = Database(url)
    try:
        await migrate(database)
        async with database.begin() as tx:
            await tx.execute(insert(links), [_row(seals, user, (known or {}).get(user)) for user in users])
    finally:
        await database.aclose()


def _row(seals: TokenSeals, user: str, known: tuple[str, str] | None) -> dict[str, Any]:
    genesys_user, token = known or (f"genesys-{user}", secrets.token_urlsafe(64))
    slack, now = SlackId(TEAM, user), datetime.now(UTC)
    tokens = Tokens(token, secrets.token_urlsafe(64), 86_400)
    return {
        "id": secrets.token_hex(12),
        "team_id": slack.team_id,
        "slack_user": slack.user_id,
        "org_id": ORGANISATION,
        "genesys_user": genesys_user,
        "email": email_of(user),
        "name": user,
        "state": LinkState.LIVE,
        "linked_at": now,
        "expires_at": now + timedelta(days=1),
        **seals.sealed(tokens, slack, ORGANISATION, 1),
    }
