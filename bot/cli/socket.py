"""`socket`: Socket Mode, where Slack cannot reach the bot. On SQLite it runs jobs and schedules as well."""

import argparse

from bot.app.role import Role
from bot.cli.process import address_arguments, run_as
from bot.settings import SOCKET_NEEDS

HELP = "run the bot in Socket Mode"

arguments = address_arguments


def run(chosen: argparse.Namespace) -> int:
    return run_as(Role.SOCKET, chosen, SOCKET_NEEDS)
