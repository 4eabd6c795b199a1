"""`worker`: jobs and schedules, beside any number of `web` and `socket` on one PostgreSQL."""

import argparse

from bot.app.role import Role
from bot.cli.process import address_arguments, run_as
from bot.settings import WORKER_NEEDS

HELP = "run schedules and jobs"
PORT = 3001  #: beside a `web` on the same machine

arguments = address_arguments


def run(chosen: argparse.Namespace) -> int:
    return run_as(Role.WORKER, chosen, WORKER_NEEDS, port=PORT)
