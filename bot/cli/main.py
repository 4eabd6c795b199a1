"""The command line: finds the subcommand, and says what is wrong in sentences."""

import argparse
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

from bot.errors import SettingsError, StoreUnavailable

#: Each is a module of this folder. Loaded once it is asked for: all of them together take seconds.
COMMANDS = (
    "sandbox",
    "web",
    "socket",
    "worker",
    "migrate",
    "init",
    "manifest",
    "doctor",
    "keys",
    "forget",
    "policy",
    "audit",
)


def command_line(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """What can be said; of these subcommands alone."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="OnQueue: Genesys Cloud from Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    with _nothing_dropped():
        modules = {name: import_module(f"bot.cli.{name}") for name in names}
    for name, module in modules.items():
        described = commands.add_parser(name, help=module.HELP, description=module.HELP)
        module.arguments(described)
        described.set_defaults(run=module.run)
    return parser


@contextmanager
def _nothing_dropped() -> Iterator[None]:
    """Modules that are loaded stay: looking for garbage among them takes a seventh of the time until a start."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and answers its exit code."""
    said = sys.argv[1:] if arguments is None else arguments
    chosen = command_line([name for name in COMMANDS if name in said[:1]] or COMMANDS).parse_args(said)
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
