"""What goes wrong, one module a subject. A new module is one line here."""

from tests.faults.bench import rows_of
from tests.faults.rows import kills, processes

ROWS = rows_of(
    processes,
    kills,
)
