"""One process on a SQLite file."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError, StoreUnavailable
from bot.store.claim import claim_file
from bot.store.engine import Database

HOLDER = """
import sys, time
from bot.store.claim import claim_file
from bot.store.engine import Database
with claim_file(Database(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/onqueue.db")
    with subprocess.Popen([sys.executable, "-c", HOLDER, database.url], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(SettingsError, match=rf"process {holder.pid}\) works on .*onqueue.db"), claim_file(database):
            pass
        holder.send_signal(signal.SIGKILL)
    with claim_file(database):
        pass


def test_a_claim_ends_with_its_block(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/onqueue.db")
    for _ in range(2):
        with claim_file(database), pytest.raises(SettingsError), claim_file(Database(database.url)):
            pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="No such file"), claim_file(Database(f"sqlite:///{tmp_path}/no/x.db")):
        pass


def test_on_postgresql_there_is_nothing_to_claim() -> None:
    database = Database("postgresql://db/onqueue")
    with claim_file(database), claim_file(database):
        pass
