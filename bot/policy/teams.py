"""Teams: the direct reports of one superior, people named one by one, or both; and who approves for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.policy.fitting import fits, plain
from bot.policy.verdict import Party


@dataclass(frozen=True)
class Team:
    """A named team. The lead is no member of it, unless among `members`."""

    name: str
    line: int = 0
    lead: str = ""  #: e-mail of the superior whose direct reports belong to it
    members: tuple[str, ...] = ()  #: e-mails, where `*` stands for anything
    approvers_channel: str = ""  #: id of the channel that is asked last
    approvers: tuple[str, ...] = ()  #: e-mails of further deciders

    def named(self, party: Party) -> bool:
        """Whether somebody belongs by their own address or their superior's, not by a pattern."""
        mine, superior = plain(party.email), plain(party.superior_email)
        return mine in map(plain, self.members) or bool(superior and superior == plain(self.lead))

    def holds(self, party: Party) -> bool:
        return self.named(party) or any(fits(pattern, party.email) for pattern in self.members)


def nearest(teams: Iterable[Team], party: Party) -> list[Team]:
    """Somebody's teams: first those that name them, then those by a pattern; each by name, so no order matters."""
    return sorted((team for team in teams if team.holds(party)), key=lambda team: (not team.named(party), team.name))
