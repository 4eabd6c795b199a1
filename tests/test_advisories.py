"""What `make audit` says of an answer: silence is not safety."""

import json
from collections.abc import Mapping

from tests.advisories import judged


def answer(*packages: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "starlette", "version": "1.10.0", "vulns": []}
UNKNOWN = {"name": "uvloop", "skip_reason": "Dependency not found"}
HOLED = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}]}


def test_nothing_known_is_said_with_the_number_of_packages():
    assert judged(answer(SOUND)) == (0, ["1 packages, nothing known against any of them."])


def test_a_hole_is_named_with_the_version_that_mends_it():
    assert judged(answer(SOUND, HOLED)) == (1, ["jinja2 3.0: PYSEC-1, mended in 3.1.6."])


def test_no_answer_at_all_says_that_nothing_was_audited():
    code, lines = judged("")
    assert code == 2
    assert "NOTHING was audited" in lines[0]


def test_a_source_that_knows_no_package_is_no_clean_bill():
    code, lines = judged(answer(UNKNOWN))
    assert code == 2
    assert "knows none" in lines[0]


def test_what_could_not_be_audited_is_named():
    code, lines = judged(answer(SOUND, UNKNOWN))
    assert code == 2
    assert "uvloop" in lines[0]


def test_a_hole_weighs_more_than_what_could_not_be_audited():
    assert judged(answer(HOLED, UNKNOWN))[0] == 1
