"""Jobs: what is to be looked at, and when; on PostgreSQL also the tables of Procrastinate, which runs what is due."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("arg", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_jobs_due_at"), "jobs", ["due_at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _add_procrastinate()


def _add_procrastinate() -> None:
    """Its own schema, from the installed package, unless it is there already.

    A later release of it that changes its tables brings its own migrations, which a later one of ours then runs.
    """
    from procrastinate.schema import SchemaManager  # with the extra `postgres` alone

    connection = op.get_bind()
    if connection.execute(sa.text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None:
        # Several statements with percent signs in them, none with a parameter.
        connection.execution_options(no_parameters=True).exec_driver_sql(SchemaManager.get_schema())
