"""What Slack tells of somebody who signed in, as far as the scopes go."""

from bot.sandbox.slack.members import Member
from bot.sandbox.slack.teams import TEAMS
from bot.sandbox.slack.wire import Json


def claims_of(member: Member, scopes: frozenset[str]) -> Json:
    """The person's part of an id_token, and all of openid.connect.userInfo."""
    claims: Json = {
        "sub": member.id,
        "https://slack.com/user_id": member.id,
        "https://slack.com/team_id": member.team_id,
    }
    if "email" in scopes:
        claims |= {"email": member.email, "email_verified": member.is_email_confirmed}
    if "profile" in scopes:
        given, _, family = member.real_name.rpartition(" ")
        claims |= {"name": member.real_name, "given_name": given, "family_name": family, "locale": "en-US"}
        if team := TEAMS.get(member.team_id):
            claims |= {"https://slack.com/team_name": team.name, "https://slack.com/team_domain": team.domain}
    return claims
