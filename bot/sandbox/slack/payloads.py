"""The parts that payloads have in common, and their packing (facts 2.1)."""

from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.parcels import Parcel, Sort
from bot.sandbox.slack.teams import domain_of
from bot.sandbox.slack.wire import APP, Json
from bot.sandbox.slack.workspace import Workspace

#: The interactions whose acknowledgement may say something.
ANSWERABLE = {"view_submission", "block_suggestion"}


def common(ws: Workspace, member: Member, kind: str) -> Json:
    """What every interactive payload carries. People of other organisations come with their own team."""
    return {
        "type": kind,
        "team": {"id": member.team_id, "domain": domain_of(member.team_id)},
        "user": {"id": member.id, "username": member.name, "name": member.name, "team_id": member.team_id},
        "api_app_id": APP,
        "token": ws.credentials.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_part(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.called}


def interaction_parcel(path: str | None, payload: Json) -> Parcel:
    kind = payload["type"]
    return Parcel(kind, Sort.INTERACTION, path, payload, answerable=kind in ANSWERABLE)


def response_url(ws: Workspace, secret: str) -> str:
    return f"{ws.base_url.rstrip('/')}/response/{secret}"
