"""A stop that comes in the same moment as the start."""

import json
import subprocess
import sys


def test_a_sandbox_that_is_stopped_as_soon_as_it_answers_ends_with_0():
    """Whoever starts it from a script stops it right behind its line of JSON."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        process.terminate()
        assert "page" in json.loads(line)
        assert process.wait(timeout=30) == 0
