"""A link's tokens as its row keeps them: each sealed for its person, organisation, column and generation.

A row that is swapped with another's, or put back to what it was, does not open.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from bot.errors import SignInEnded
from bot.genesys.oauth import Tokens
from bot.identity.links import Link
from bot.identity.rotating import Sealed
from bot.identity.slack_people import SlackId
from bot.identity.vault import Unreadable, Vault
from bot.store.tables import links


class TokenSeals:
    """Seals tokens into a link's columns, and opens them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def sealed(self, tokens: Tokens, slack: SlackId, org_id: str, generation: int) -> dict[str, Any]:
        """The columns of `links` that hold these tokens, `generation` among them."""
        access = self._vault.seal(tokens.access_token, *_context(slack, org_id, "access_token", generation))
        refresh = tokens.refresh_token and self._vault.seal(
            tokens.refresh_token, *_context(slack, org_id, "refresh_token", generation)
        )
        return {"access_token_sealed": access, "refresh_token_sealed": refresh, "generation": generation}

    def access_token(self, link: Link) -> str:
        """Raises SignInEnded when it cannot be opened: no call is made with what an altered row holds."""
        return self._opened(link.access_token_sealed, link, "access_token")

    def refresh_token(self, link: Link) -> str | None:
        """None when Genesys gave none. Raises SignInEnded as `access_token` does."""
        sealed = link.refresh_token_sealed
        return None if sealed is None else self._opened(sealed, link, "refresh_token")

    def last_token(self, link: Link) -> str | None:
        """The access token for its last use, the revocation; None when it cannot be opened."""
        try:
            return self.access_token(link)
        except SignInEnded:
            return None

    def _opened(self, sealed: bytes, link: Link, column: str) -> str:
        try:
            return self._vault.open(sealed, *_context(link.slack, link.org_id, column, link.generation))
        except Unreadable as error:
            # The row stays as it is: a key that went missing may come back.
            raise SignInEnded(f"the {column} of link {link.id} does not open") from error


def _context(slack: SlackId, org_id: str, column: str, generation: int) -> tuple[str, ...]:
    return "links", slack.team_id, slack.user_id, org_id, column, str(generation)


def _in_row(column: str) -> Callable[[Row[Any]], tuple[str, ...]]:
    return lambda row: _context(SlackId(row.team_id, row.slack_user), row.org_id, column, row.generation)


SEALED = (
    Sealed(links.c.access_token_sealed, _in_row("access_token")),
    Sealed(links.c.refresh_token_sealed, _in_row("refresh_token")),
)
