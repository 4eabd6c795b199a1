"""What goes wrong, one module a subject. A new module is two lines here."""

from tests.faults.bench import rows_of
from tests.faults.rows import (
    kills,
    processes,
    renewals,
)

ROWS = rows_of(
    processes,
    kills,
    renewals,
)
