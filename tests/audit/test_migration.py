"""What an older release wrote survives, and tells who it was."""

from alembic import command
from sqlalchemy import Connection, text

from bot.store.engine import Database
from bot.store.schema import _config, is_current, migrate
from bot.store.tables import metadata
from tests.audit.entries import stored

OLD = """
INSERT INTO audit (id, at, change_id, kind, team_id, slack_user, genesys_user, outcome, before, after, token_of,
                   correlation_id, request_id)
VALUES (:id, '2026-11-02 08:00:00.000000', :change, 'queues.set', 'T', 'U', 'g-ana', :outcome, :before, NULL, 'g-ana',
        'c1', 'r1')
"""


def older(connection: Connection) -> None:
    """The schema before the audit had steps."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0008")


async def test_entries_of_an_older_release_survive_as_the_ends_that_they_were(database: Database) -> None:
    async with database.begin() as connection:
        for table in (*metadata.tables, "alembic_version"):
            await connection.execute(text(f"DROP TABLE {table}"))
        await connection.run_sync(older)
        for number, outcome in ((3, "done"), (5, "unknown")):
            row = {"id": number, "change": f"AAAA{number}", "outcome": outcome, "before": '{"joined": {"q": false}}'}
            await connection.execute(text(OLD), row)
    await migrate(database)
    assert await is_current(database)
    first, second = await stored(database)
    assert (first.id, first.change_id, first.step, first.ends) == (3, "AAAA3", "done", "AAAA3")
    assert (second.id, second.change_id, second.step, second.ends) == (5, "AAAA5", "unknown", "AAAA5")
    assert (first.at.isoformat(), first.before, first.after) == (
        "2026-11-02T08:00:00+00:00",
        {"joined": {"q": False}},
        None,
    )
    assert (first.slack_user, first.by_user, first.token_of, first.genesys_user) == ("U", "g-ana", "g-ana", "g-ana")
    assert (first.request_id, first.correlation_id, first.channel, first.detail) == ("r1", "c1", None, None)
