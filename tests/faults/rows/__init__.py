"""What goes wrong, one module a subject. A new module is two lines here."""

from tests.faults.bench import rows_of
from tests.faults.rows import (
    halts,
    kills,
    processes,
    renewals,
    sealed,
    slack_repeats,
    storage,
)

ROWS = rows_of(
    processes,
    halts,
    kills,
    renewals,
    sealed,
    slack_repeats,
    storage,
)
