"""The command line: finds the subcommand, and says what is wrong in sentences."""

import argparse
import sys
from collections.abc import Sequence

from bot.cli import audit, doctor, forget, init, keys, manifest, migrate, policy, sandbox, socket, web, worker
from bot.errors import SettingsError, StoreUnavailable

COMMANDS = {
    "sandbox": sandbox,
    "web": web,
    "socket": socket,
    "worker": worker,
    "migrate": migrate,
    "init": init,
    "manifest": manifest,
    "doctor": doctor,
    "keys": keys,
    "forget": forget,
    "policy": policy,
    "audit": audit,
}


def command_line() -> argparse.ArgumentParser:
    """What can be said."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="OnQueue: Genesys Cloud from Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        described = commands.add_parser(name, help=module.HELP, description=module.HELP)
        module.arguments(described)
        described.set_defaults(run=module.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and answers its exit code."""
    chosen = command_line().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except SettingsError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        return 2
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return code
