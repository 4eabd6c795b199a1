"""The file of rules, read once at start."""

from pathlib import Path

from bot.changes.kinds import KINDS
from bot.errors import SettingsError
from bot.policy.judging import BUILT_IN, Policy
from bot.policy.reading import LARGEST, Kind, PolicyError, read_policy
from bot.settings import Settings

SETTING = "POLICY_FILE"


def policy_of(settings: Settings) -> Policy:
    """The rules that hold; without `POLICY_FILE` the built-in ones alone. Raises `SettingsError`."""
    return BUILT_IN if settings.policy_file is None else read_file(settings.policy_file)


def known_kinds() -> dict[str, Kind]:
    """What rules may be about: the kinds of changes that there are."""
    return {name: Kind(change.operations, change.effect) for name, change in KINDS.items()}


def read_file(path: Path) -> Policy:
    """Raises `SettingsError`: one sentence for each mistake, with its line."""
    try:
        return read_policy(_text(path), known_kinds())
    except PolicyError as error:
        raise SettingsError([f"{SETTING} ({path}): {sentence}" for sentence in error.problems]) from None


def _text(path: Path) -> str:
    try:
        if not path.is_file():  # to open a pipe or a device would wait for whoever writes to it
            raise SettingsError([f"{SETTING} ({path}): {_what(path)}."])
        with path.open("rb") as file:
            held = file.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError([f"{SETTING} ({path}): It cannot be read ({error.strerror})."]) from None
    if len(held) > LARGEST:
        raise SettingsError([f"{SETTING} ({path}): It is larger than {LARGEST // 1024} KB."])
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = held.count(b"\n", 0, error.start) + 1
        raise SettingsError([f"{SETTING} ({path}): Line {line}: this is not UTF-8; save the file as UTF-8."]) from None


def _what(path: Path) -> str:
    if not path.exists():
        return "There is no such file"
    return "It is a folder" if path.is_dir() else "It is no plain file"
