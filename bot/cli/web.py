"""`web`: HTTP mode. On SQLite it runs jobs and schedules as well."""

import argparse

from bot.app.role import Role
from bot.cli.process import address_arguments, run_as
from bot.settings import WEB_NEEDS

HELP = "run the bot in HTTP mode"

arguments = address_arguments


def run(chosen: argparse.Namespace) -> int:
    return run_as(Role.WEB, chosen, WEB_NEEDS)
