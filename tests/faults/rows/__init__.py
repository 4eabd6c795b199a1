"""What goes wrong, one module a subject. A new module is two lines here."""

from tests.faults.bench import rows_of
from tests.faults.rows import (
    genesys_writes,
    halts,
    kills,
    links,
    processes,
    renewals,
    sealed,
    slack_guard,
    slack_people,
    slack_repeats,
    slack_tampering,
    storage,
)

ROWS = rows_of(
    genesys_writes,
    processes,
    halts,
    kills,
    links,
    renewals,
    slack_guard,
    slack_people,
    slack_repeats,
    slack_tampering,
    sealed,
    storage,
)
