"""A stop that comes in the same moment as the start, and one that does not cease to come."""

import json
import subprocess
import sys
from contextlib import suppress


def test_a_sandbox_that_is_stopped_as_soon_as_it_answers_ends_with_0():
    """Whoever starts it from a script stops it right behind its line of JSON."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        process.terminate()
        assert "page" in json.loads(line)
        assert process.wait(timeout=30) == 0


def test_a_stop_that_is_asked_for_to_the_last_moment_ends_with_0():
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        assert "page" in json.loads(process.stdout.readline())
        for _ in range(3000):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                assert process.wait(timeout=0.01) == 0
                return
        raise AssertionError("it does not end")
