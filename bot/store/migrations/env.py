"""Alembic's entrance: runs the versions on the connection that `bot/store/schema.py` hands over."""

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    # SQLite cannot alter most things in place.
    render_as_batch=True,
    # The transaction is the caller's, on SQLite too (its DDL is transactional when nobody commits in between).
    transactional_ddl=True,
)
context.run_migrations()
