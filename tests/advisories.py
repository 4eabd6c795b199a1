"""`make audit`: known holes in what `requirements.lock` names, by pip-audit.

pip-audit ends with 0 and "no known vulnerabilities" as well when its source of advisories does not know a single
package (a mirror, a proxy). So the answer is read here, and silence is not taken for safety.

Exit codes: 0 nothing known against anything; 1 holes; 2 not, or not wholly, audited.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
UNREACHED = "The source of advisories cannot be reached: NOTHING was audited. Run `make audit` again with a way to it."


def judged(answer: str) -> tuple[int, list[str]]:
    """The exit code and what to say of pip-audit's JSON (empty where it got no answer)."""
    if not answer.strip():
        return 2, [UNREACHED]
    packages = json.loads(answer)["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        return 2, ["The source of advisories knows none of the packages.", UNREACHED]
    holes = [line for package in packages for line in _holes(package)]
    unknown = [f"Not audited, because unknown to the source of advisories: {', '.join(skipped)}."] if skipped else []
    if holes or unknown:
        return 1 if holes else 2, holes + unknown
    return 0, [f"{len(packages)} packages, nothing known against any of them."]


def _holes(package: dict[str, Any]) -> Iterator[str]:
    for hole in package.get("vulns", ()):
        mended = ", ".join(hole["fix_versions"]) or "no version yet"
        yield f"{package['name']} {package['version']}: {hole['id']}, mended in {mended}."


def main() -> int:
    asked = ("-r", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off")
    audit = subprocess.run([sys.executable, "-m", "pip_audit", *asked], capture_output=True, text=True, check=False)
    code, lines = judged(audit.stdout)
    if not audit.stdout.strip():
        lines += audit.stderr.strip().splitlines()[-1:]
    print("\n".join(lines))  # noqa: T201 - what the command is for
    return code


if __name__ == "__main__":
    sys.exit(main())
