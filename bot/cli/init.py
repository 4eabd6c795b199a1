"""`init`: asks for the settings, makes a key, writes `.env`, and says what is still to be done.

It never changes a file that is there. What the environment holds is taken as it is: no key is made beside one.
"""

import argparse
import getpass
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.cli.keys import new_key
from bot.errors import SettingsError
from bot.genesys.scopes import SCOPES
from bot.settings import Settings, said_wrong

HELP = "write .env with a fresh key, and say what is still to be done"
FILE = Path(".env")
#: What an installation sets, in the order in which it is asked; the other settings have defaults that do.
ASKED = (
    "public_url",
    "genesys_region",
    "genesys_org_id",
    "genesys_client_id",
    "genesys_client_secret",
    "slack_bot_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
    "database_url",
    "command",
)
FOR_SOCKET = {"slack_signing_secret": "slack_app_token"}
#: What needs no quotes in the file.
PLAIN = re.compile(r"[\w./:@%+=,?&~-]+")
BESIDE = "To begin anew, move it away; to check what it says, run: python -m bot doctor"
HEADER = "# OnQueue's settings. Keep this file to yourself: it holds secrets.\n\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="ask nothing: take flags and defaults")
    parser.add_argument("--socket", action="store_true", help="for Socket Mode: no address that Slack delivers to")
    flags = parser.add_argument_group("settings", "instead of being asked; secrets are better asked for, or in files")
    for name, field in Settings.model_fields.items():
        flags.add_argument(f"--{name.replace('_', '-')}", metavar="VALUE", help=field.description)


def run(chosen: argparse.Namespace) -> int:
    if FILE.exists():
        sys.stderr.write(f"{FILE} is there already, and stays as it is: nothing was written. {BESIDE}\n")
        return 1
    given = _in_environment() | {name: value for name in Settings.model_fields if (value := getattr(chosen, name))}
    asks = sys.stdin.isatty() and not chosen.yes
    asked = [FOR_SOCKET.get(name, name) if chosen.socket else name for name in ASKED]
    values = _asked(asked, given) if asks else given
    if wrong := _wrong(values):
        raise SettingsError(wrong)
    values.setdefault("token_keys", new_key())
    _write(_file_of(values))
    sys.stdout.write(_checklist(values, socket=chosen.socket))
    return 0


def _asked(names: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Asks for each that is not given; an empty answer leaves it out."""
    values = dict(given)
    for name in names:
        if name not in values and (answer := _answer(name)):
            values[name] = answer
    return values


def _answer(name: str) -> str:
    """Asks until the answer can be used. What is secret is not shown."""
    field = Settings.model_fields[name]
    default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    question = f"{name.upper()} ({field.description}){f' [{default}]' if default else ''}: "
    ask = getpass.getpass if _is_secret(name) else input
    while True:
        answer = ask(question).strip()
        wrong = _wrong({name: answer}) if answer else []
        if not wrong:
            return answer
        sys.stdout.write("".join(f"{sentence}\n" for sentence in wrong))


def _wrong(values: Mapping[str, str]) -> list[str]:
    """One sentence for each value that cannot be one."""
    wrong = [f"{name.upper()} has more than one line." for name, value in values.items() if "\n" in value]
    given: dict[str, Any] = dict(values)
    try:
        Settings(_env_file=None, **given)
    except ValidationError as error:
        wrong += [sentence for sentence in said_wrong(error) if sentence.split()[0].lower() in values]
    return wrong


def _file_of(values: Mapping[str, str]) -> str:
    """Every setting with what it is; those without a value as a comment, ready to be filled in."""
    lines = [HEADER]
    for name, field in Settings.model_fields.items():
        lines.append(f"# {field.description}\n")
        lines.append(f"{name.upper()}={_quoted(values[name])}\n\n" if name in values else f"#{name.upper()}=\n\n")
    return "".join(lines)


def _quoted(value: str) -> str:
    if PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _write(text: str) -> None:
    """For its owner alone, from the first byte; a file that came meanwhile stays."""
    try:
        descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SettingsError([f"{FILE} cannot be written ({error.strerror}): nothing was changed."]) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _checklist(values: Mapping[str, str], *, socket: bool) -> str:
    """What is left, in order, with the exact commands."""
    names = [FOR_SOCKET.get(name, name) if socket else name for name in ASKED]
    has_default = {name for name in names if Settings.model_fields[name].default is not None}
    left = [name.upper() for name in names if name not in values and name not in has_default]
    mode, flag = ("socket", " --socket") if socket else ("web", "")
    public_url = values.get("public_url", "PUBLIC_URL")
    missing = f"Fill in what is missing in {FILE}: {', '.join(left)}."
    slack = "At https://api.slack.com/apps: Create New App, From a manifest. Install it, copy its tokens into .env."
    genesys = f"{public_url.rstrip('/')}/link/callback and the scopes {', '.join(SCOPES)}."
    steps = [
        missing if left else f"{FILE} has all that is asked for.",
        f"Slack: python -m bot manifest{flag} > manifest.json\n   {slack}",
        f"Genesys: Admin, Integrations, OAuth: a client for Code Authorization with the redirect URI\n   {genesys}",
        "python -m bot migrate",
        "python -m bot doctor",
        f"python -m bot {mode}",
    ]
    kept = "The key in TOKEN_KEYS opens what the database keeps: put a copy where you keep secrets, apart from it.\n"
    numbered = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, 1))
    return f"Wrote {FILE}, readable by you alone. {kept}\nWhat is left:\n{numbered}"


def _in_environment() -> dict[str, str]:
    """What is set there; an empty value is none."""
    fields = Settings.model_fields
    return {name.lower(): value for name, value in os.environ.items() if name.lower() in fields and value}


def _is_secret(name: str) -> bool:
    return SecretStr in _types(Settings.model_fields[name].annotation)


def _types(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *getattr(annotation, "__args__", ()))
