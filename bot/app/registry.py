"""The Slack manifest, made from the same registry that answers."""

from typing import Any

from bot.slack.manifest import SPOKEN, Command, GlobalShortcut, manifest
from handlers import all_routers


def manifest_of(command: str, public_url: str | None, *, socket: bool = False) -> dict[str, Any]:
    """What an administrator pastes into Slack; every address is below `public_url`. Socket Mode can do without."""
    router = all_routers()
    verbs = [verb for verb in router.verbs.values() if verb.everyday]
    root = Command(command, "Your Genesys state, and everything OnQueue can do.", "[help | on | off | ooo | join …]")
    everyday = [
        Command(f"{command}-{verb.word}", verb.does, verb.usage.removeprefix(verb.word).strip()) for verb in verbs
    ]
    events = sorted((*SPOKEN, *router.events))
    shortcuts = [
        GlobalShortcut(one.name, callback_id, one.description) for callback_id, one in router.shortcuts.items()
    ]
    return manifest(
        public_url=public_url, commands=[root, *everyday], shortcuts=shortcuts, events=events, socket=socket
    )
