"""The file of rules: whether it can be read, and who else may write it."""

import stat
from collections.abc import Iterator

from bot.app.policy import SETTING, policy_of
from bot.cli.doctor.finding import Finding, bad, ok, warn
from bot.errors import SettingsError
from bot.settings import Settings

MEND = "correct the file, and see with `python -m bot policy check`"


def check_policy(settings: Settings) -> Iterator[Finding]:
    file = settings.policy_file
    try:
        policy = policy_of(settings)
        mode = stat.S_IMODE(file.stat().st_mode) if file else 0
    except SettingsError as error:
        for problem in error.problems:
            yield bad(SETTING, problem.removeprefix(f"{SETTING} ").rstrip("."), MEND)
        return
    if file is None:
        yield ok(SETTING, "it is not set, and the built-in rules hold")
        return
    if mode & 0o022:
        yield warn(SETTING, f"others on this machine can write {file}, and so the rules", f"run: chmod go-w {file}")
    yield ok(SETTING, f"{file} has {len(policy.rules)} rules and {len(policy.teams)} teams, without a mistake")
