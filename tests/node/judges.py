"""Starts a Node process with Slack's own clients in it, and speaks to it in lines of JSON."""

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
#: Which clients, and the first Node that they run on.
JUDGES = {"newest": 20, "elder": 18}
MISSING = "No Node found. Install it with: apt-get install -y nodejs npm"
WITHIN_S = 30.0


def node_version() -> int:
    """The major version; fails with a sentence where there is none."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.fail(MISSING, pytrace=False)
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"\d+", said)[0])


def install(judge: str) -> Path:
    """Its packages, as the lock says, by their names; what is installed already stays."""
    folder = HERE / judge
    wanted, there = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not there.exists() or there.stat().st_mtime < wanted.stat().st_mtime:
        done = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"npm ci failed: {done.stderr[-2000:]}"
        there.touch()
    return folder


@dataclass
class Judge:
    """One process. What its clients heard meanwhile is kept in `heard`."""

    process: asyncio.subprocess.Process
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def does(self, do: str, **order: Any) -> Mapping[str, Any]:
        """Answers when it is done."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
        async with asyncio.timeout(WITHIN_S):
            while "answer" not in (line := await self._line()):
                self.heard.append(line)
        answer: Mapping[str, Any] = line["answer"]
        return answer

    async def hears(self, event: str) -> dict[str, Any]:
        """Waits until its clients have heard this."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                if found := next((one for one in self.heard if one["event"] == event), None):
                    self.heard.remove(found)
                    return found
                self.heard.append(await self._line())

    async def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line: dict[str, Any] = json.loads(await self.process.stdout.readline() or b'{"answer": {"error": "it ended"}}')
        return line


@asynccontextmanager
async def judging(folder: Path) -> AsyncIterator[Judge]:
    """The clients of this folder, not yet pointed at any Slack."""
    env, pipe = {"PATH": os.environ["PATH"]}, asyncio.subprocess.PIPE
    command = ["node", str(HERE / "judge.mjs"), str(folder)]
    process = await asyncio.create_subprocess_exec(*command, env=env, stdin=pipe, stdout=pipe)
    try:
        yield Judge(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.wait_for(process.wait(), WITHIN_S)
