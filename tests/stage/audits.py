"""After each test on the stage: whatever has ended left the entry that says how.

So the whole suite is the search, whatever a test was written for.
"""

from bot.audit.entries import ENDINGS
from tests.stage.leaks import asked_of

ENDED = ", ".join(f"'{step}'" for step in sorted(ENDINGS))
UNAUDITED = f"""
SELECT changes.id, changes.state, COALESCE(audit.step, 'no entry')
FROM changes LEFT JOIN audit ON audit.ends = changes.id
WHERE changes.state IN ({ENDED}) AND COALESCE(audit.step, '') <> changes.state
"""


def unaudited(database_url: str) -> list[str]:
    """A sentence for each change whose end is not in the audit, or stands there as another."""
    return [
        f"#{change} is {state}, and the audit has {step}" for change, state, step in asked_of(database_url, UNAUDITED)
    ]
