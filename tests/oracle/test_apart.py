"""The oracle is apart from what it judges: what both had in common, neither would find."""

import subprocess
import sys

import pytest

JUDGED = ("bot.policy.judging", "bot.policy.reading", "bot.approvals.deciding", "bot.changes.door", "handlers")
ORACLE = ("tests.oracle.oracle", "tests.oracle.deciders", "tests.oracle.effects")


def loaded(*modules: str) -> set[str]:
    """Everything that is in memory once these are, without the standard library and what Python starts with."""
    program = f"import sys; before = {{*sys.modules}}; import {', '.join(modules)}; print(*{{*sys.modules}} - before)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return {name for name in told.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}


def test_oracle_and_product_share_no_import():
    oracle, product = loaded(*ORACLE), loaded(*JUDGED)
    assert {"bot.policy.rules", "bot.approvals.path", "bot.changes.executing"} <= product, "it sees what is imported"
    assert oracle & product == set()
    assert oracle == {"tests", "tests.oracle", *ORACLE}, "beside itself the oracle has the standard library alone"


@pytest.mark.parametrize("module", ["tests.oracle.worlds"])
def test_worlds_are_made_without_the_product_too(module):
    assert not [name for name in loaded(module) if name.partition(".")[0] in {"bot", "handlers"}]
