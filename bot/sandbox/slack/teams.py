"""The workspaces of the sandbox: the home of the floor, and another one that may install the app as well."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.slack.wire import TEAM, TEAM_DOMAIN, TEAM_NAME


@dataclass(frozen=True)
class Team:
    """One workspace as Slack names it."""

    id: str
    name: str
    domain: str


HOME = Team(TEAM, TEAM_NAME, TEAM_DOMAIN)
NORTH = Team("T1NORTH", "North", "north")
TEAMS: Mapping[str, Team] = {team.id: team for team in (HOME, NORTH)}


def domain_of(team_id: str) -> str:
    """Also for people of other companies, whose workspace is not here."""
    team = TEAMS.get(team_id)
    return team.domain if team else "partners"
