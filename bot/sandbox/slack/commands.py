"""Slash commands: from the typed line to the bot's answer (facts 1)."""

from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.manifest import Command
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.parcels import Parcel, Sort
from bot.sandbox.slack.payloads import response_url
from bot.sandbox.slack.responses import take_body
from bot.sandbox.slack.teams import domain_of
from bot.sandbox.slack.typed import Typist
from bot.sandbox.slack.wire import APP, Refused
from bot.sandbox.slack.workspace import Workspace


async def run_command(ws: Workspace, member: Member, channel: Channel, line: str, *, in_thread: bool) -> None:
    """Delivers the command and shows what came of it; returns with the bot's acknowledgement, or after 3 s."""
    name, _, text = line.partition(" ")
    command = ws.manifest.command(name)
    if command is None or not ws.is_installed:
        ws.notice(member.id, channel.id, f"{name} is not a valid command.")
    elif in_thread:
        ws.notice(member.id, channel.id, f"{name} is not supported in threads. Sorry!")
    else:
        with ws.stir.under_way(member.id):
            await _deliver(ws, member, channel, command, line=line, text=text.strip())


async def _deliver(ws: Workspace, member: Member, channel: Channel, command: Command, *, line: str, text: str) -> None:
    secret, url = ws.response_urls.make(member.id, channel.id, line=line)
    typist = Typist(ws.members.values(), ws.channels.values())
    form = {
        "token": ws.credentials.verification_token,
        "team_id": member.team_id,
        "team_domain": domain_of(member.team_id),
        "channel_id": channel.id,
        "channel_name": channel.called,
        "user_id": member.id,
        "user_name": member.name,
        "command": command.name,
        "text": typist.escaped(text, labels=True) if command.should_escape else typist.plain(text),
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url(ws, secret),
        "trigger_id": ws.triggers.issue(member.id),
    }
    ack = await ws.courier.deliver(Parcel("slash_command", Sort.COMMAND, command.path, form, answerable=True))
    failure = ack.failure
    if failure is None:
        try:
            take_body(ws, url, ack.body)
        except Refused as refused:
            ws.ledger.note("refusal", type="slash_command", error=refused.error, **refused.beside)
            failure = "invalid_command_response"
    if failure is not None:
        ws.notice(member.id, channel.id, f'{command.name} failed with the error "{failure}"')
