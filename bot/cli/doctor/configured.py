"""The settings by themselves: missing, wrong, misspelt, or readable by others."""

import difflib
import stat
from collections.abc import Iterator
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from bot.cli.doctor.finding import Finding, bad, ok, warn
from bot.settings import SOCKET_NEEDS, WEB_NEEDS, Settings, lacks, said_wrong

ENV_FILE = Path(".env")
SLACK_APP = "of your app at https://api.slack.com/apps"
GENESYS_OAUTH = "Admin, Integrations, OAuth in Genesys"
#: Where each comes from.
MENDS = {
    "SLACK_BOT_TOKEN": f"copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions {SLACK_APP}",
    "SLACK_SIGNING_SECRET": f"copy the Signing Secret from Basic Information {SLACK_APP}",
    "SLACK_APP_TOKEN": f"make one with connections:write at Basic Information, App-Level Tokens, {SLACK_APP}",
    "SLACK_CLIENT_ID": f"copy the Client ID from Basic Information {SLACK_APP}",
    "SLACK_CLIENT_SECRET": f"copy the Client Secret from Basic Information {SLACK_APP}",
    "GENESYS_REGION": "take the domain of the address at which your people sign in to Genesys",
    "GENESYS_CLIENT_ID": f"make a client for Code Authorization at {GENESYS_OAUTH}, and copy its id",
    "GENESYS_CLIENT_SECRET": f"copy the client's secret from {GENESYS_OAUTH}",
    "GENESYS_ORG_ID": "copy the id from Admin, Account Settings, Organization in Genesys",
    "TOKEN_KEYS": "put what `python -m bot keys new` prints into it",
    "PUBLIC_URL": "set it to the https address at which browsers reach the bot",
    "DATABASE_URL": "set it as sqlite+aiosqlite:///onqueue.db or postgresql+psycopg://user:password@host/name",
    "METRICS_TOKEN": "take a random word of at least 16 characters",
}
ANYTHING_ELSE = "correct it in the environment or in .env; the README lists what each setting may be"


def usable_settings() -> tuple[Settings, list[Finding]]:
    """The settings without those that are wrong, and a line for each that is wrong or missing."""
    try:
        settings, wrong = Settings(), list[Finding]()
    except ValidationError as error:
        problems = error.errors(include_input=False)
        names = {str(problem["loc"][0]) for problem in problems if problem["loc"]}
        settings = Settings(**{name: Settings.model_fields[name].default for name in names})
        wrong = [_problem(sentence) for sentence in said_wrong(error)]
    needs = SOCKET_NEEDS if settings.slack_app_token and not settings.slack_signing_secret else WEB_NEEDS
    named = {finding.name for finding in wrong}
    lacking = [_problem(sentence) for sentence in lacks(settings, needs)]
    return settings, [*wrong, *(finding for finding in lacking if finding.name not in named)]


def check_file() -> Iterator[Finding]:
    """What the environment does not tell: `.env`, if there is one."""
    try:
        values = dotenv_values(ENV_FILE) if ENV_FILE.exists() else {}
        mode = stat.S_IMODE(ENV_FILE.stat().st_mode) if ENV_FILE.exists() else 0
    except OSError as error:
        yield bad(".env", f"it cannot be read ({error.strerror})", "let the user that the bot runs as read it")
        return
    if mode & 0o077:
        yield warn(".env", "others on this machine can read it, and it holds secrets", "run: chmod 600 .env")
    known = {name.upper() for name in Settings.model_fields}
    for name in values:
        near = difflib.get_close_matches(name.upper(), known, 1, 0.85)
        if name.upper() not in known and near:
            yield warn(name, "OnQueue knows no setting of this name in .env", f"write {near[0]}, if that is meant")
    if values and not mode & 0o077:
        yield ok(".env", "only its owner can read it")


def _problem(sentence: str) -> Finding:
    """A sentence of the settings' own begins with the names that it is about."""
    name, _, what = sentence.rstrip(".").partition(" ")
    if what.startswith("and "):
        other, _, what = what.removeprefix("and ").partition(" ")
        return bad(f"{name} and {other}", f"they {what}", MENDS[name])
    said = what if what[:1].isupper() else f"it {what}"
    return bad(name, said, MENDS.get(name, ANYTHING_ELSE))
