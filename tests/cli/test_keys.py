"""`keys rotate` as a process."""

import base64

import pytest

from tests.cli.test_commands import ran, surroundings
from tests.cli.test_settings import RIGHT

GOOD = base64.b64encode(b"k" * 32).decode()


def test_rotate_says_for_each_column_what_it_holds_and_when_the_old_keys_may_go(tmp_path):
    assert ran(tmp_path, "migrate").returncode == 0
    ended = ran(tmp_path, "keys", "rotate")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "links.refresh_token_sealed: 0 under the first key, 0 of them sealed anew now." in ended.stdout
    assert "the others can be taken out of TOKEN_KEYS" in ended.stdout


def test_rotate_on_an_old_schema_names_migrate(tmp_path):
    ended = ran(tmp_path, "keys", "rotate")
    assert ended.returncode == 1
    assert "python -m bot migrate" in ended.stderr


@pytest.mark.parametrize("keys", ["", "short", f"{GOOD},short"])
def test_rotate_without_usable_keys_says_so_and_shows_none(tmp_path, monkeypatch, keys):
    monkeypatch.setitem(RIGHT, "TOKEN_KEYS", keys)
    assert surroundings(tmp_path)["TOKEN_KEYS"] == keys
    ended = ran(tmp_path, "keys", "rotate")
    assert ended.returncode == 2
    assert "TOKEN_KEYS" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not keys or keys.split(",")[0] not in ended.stderr
