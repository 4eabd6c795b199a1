"""`keys rotate`."""

import base64
import os

import pytest

from tests.cli.test_settings import RIGHT

GOOD = base64.b64encode(b"k" * 32).decode()


@pytest.mark.usefixtures("migrated")
def test_rotate_says_for_each_column_what_it_holds_and_when_the_old_keys_may_go(called):
    ended = called("keys", "rotate")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "links.refresh_token_sealed: 0 under the first key, 0 of them sealed anew now." in ended.stdout
    assert "the others can be taken out of TOKEN_KEYS" in ended.stdout


def test_rotate_on_an_old_schema_names_migrate(called):
    ended = called("keys", "rotate")
    assert ended.returncode == 1
    assert "python -m bot migrate" in ended.stderr


@pytest.mark.parametrize("keys", ["", "short", f"{GOOD},short"])
def test_rotate_without_usable_keys_says_so_and_shows_none(called, monkeypatch, keys):
    monkeypatch.setitem(RIGHT, "TOKEN_KEYS", keys)
    ended = called("keys", "rotate")
    assert os.environ["TOKEN_KEYS"] == keys
    assert ended.returncode == 2
    assert "TOKEN_KEYS" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not keys or keys.split(",")[0] not in ended.stderr
