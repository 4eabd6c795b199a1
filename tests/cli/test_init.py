"""`init`, without a terminal and at one."""

import base64
import os
import pty
import select
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.cli.main import main
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
WITHIN_S = 60


def surroundings(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **more}


@dataclass(frozen=True)
class Ended:
    """How `init` ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs it in an empty folder, without a terminal."""
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> Ended:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        code = main(["init", *arguments])
        shown = capsys.readouterr()
        return Ended(code, shown.out, shown.err)

    return run


def test_flags_are_written_for_the_owner_alone_with_a_fresh_key(tmp_path, init):
    flags = ("--public-url", "https://bot.example.com", "--genesys-client-secret", "it's a $secret # of \\ourse")
    done = init("--yes", *flags)
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = {name: value for name, value in dotenv_values(file).items() if value}
    key = written.pop("TOKEN_KEYS")
    assert len(base64.b64decode(key, validate=True)) == 32
    assert written == {"PUBLIC_URL": flags[1], "GENESYS_CLIENT_SECRET": flags[3]}
    assert "#SLACK_BOT_TOKEN=" in file.read_text()
    assert key not in done.stdout
    assert "secret # of" not in done.stdout


def test_what_is_left_stands_in_order_with_the_commands(tmp_path, init):
    said = init("--yes", "--public-url", "https://bot.example.com/").stdout
    steps = ["missing in .env", "bot manifest >", "Integrations, OAuth", "bot migrate", "bot doctor", "bot web"]
    places = [said.index(step) for step in steps]
    assert places == sorted(places)
    assert "https://bot.example.com/link/callback" in said
    assert "SLACK_SIGNING_SECRET" in said
    assert "PUBLIC_URL," not in said  # it is set


def test_for_socket_mode_the_apps_token_is_asked_for_instead(tmp_path, init):
    said = init("--socket").stdout
    assert "manifest --socket" in said
    assert "python -m bot socket" in said
    assert "SLACK_APP_TOKEN" in said
    assert "SLACK_SIGNING_SECRET" not in said


def test_a_file_that_is_there_stays_as_it_is(tmp_path, init):
    file = tmp_path / ".env"
    file.write_text("PUBLIC_URL=\n")
    done = init("--yes", "--public-url", "https://bot.example.com")
    assert done.returncode == 1
    assert file.read_text() == "PUBLIC_URL=\n"
    assert "nothing was written" in done.stderr


def test_what_the_environment_holds_is_taken_and_a_flag_wins(tmp_path, init):
    held = {"TOKEN_KEYS": base64.b64encode(b"k" * 32).decode(), "SLACK_BOT_TOKEN": "xoxb-1", "COMMAND": "/gc"}
    init("--yes", "--command", "/cc", **held)
    assert {name: value for name, value in dotenv_values(tmp_path / ".env").items() if value} == held | {
        "COMMAND": "/cc"
    }


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--public-url", "http://bot.example.com"), "PUBLIC_URL must begin with https://"),
        (("--command", "GC", "--genesys-region", "moon"), "COMMAND must be a slash"),
        (("--slack-bot-token", "xoxb-1\nCOMMAND=/x"), "SLACK_BOT_TOKEN has more than one line."),
    ],
)
def test_a_value_that_cannot_be_is_told_and_nothing_is_written(tmp_path, init, flags, sentence):
    done = init(*flags)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / ".env").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path, init):
    (tmp_path / ".env").symlink_to(tmp_path / "no" / "where")
    done = init("--yes")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "nothing was changed" in done.stderr


def test_at_a_terminal_it_asks_and_shows_no_secret(tmp_path):
    """A wrong answer is asked for again, an empty one takes the default or leaves the setting out."""
    answers = {
        "PUBLIC_URL": ["bot.example.com", "https://bot.example.com"],
        "GENESYS_CLIENT_SECRET": ["hunter2-genesys"],
        "SLACK_BOT_TOKEN": ["xoxb-hunter2"],
    }
    shown = at_a_terminal(tmp_path, answers)
    written = dotenv_values(tmp_path / ".env")
    assert written["PUBLIC_URL"] == "https://bot.example.com"
    assert written["SLACK_BOT_TOKEN"] == "xoxb-hunter2"
    assert "PUBLIC_URL is not an http or https address." in shown
    assert "hunter2" not in shown
    assert "python -m bot doctor" in shown


def at_a_terminal(folder: Path, answers: dict[str, list[str]]) -> str:
    """Answers each question by the setting's name that it begins with; what the terminal showed in the end."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "bot", "init"], surroundings(TERM="dumb"))
    shown, unread, ends_at = "", "", time.monotonic() + WITHIN_S
    try:
        while time.monotonic() < ends_at and select.select([terminal], [], [], WITHIN_S)[0]:
            read = os.read(terminal, 4096).decode()
            shown, unread = shown + read, unread + read
            if unread.endswith(("): ", "]: ")):
                name = unread.strip().splitlines()[-1].split()[0]
                left = answers.get(name) or [""]
                os.write(terminal, f"{left.pop(0)}\n".encode())
                unread = ""
    except OSError:  # The other end is closed: that is how a terminal says that the process has ended.
        pass
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return shown
