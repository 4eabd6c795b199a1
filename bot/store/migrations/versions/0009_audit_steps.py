"""One entry of the audit for each step of a change, where there was one for its end; and none can be altered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSAL = "the audit is append-only"


def upgrade() -> None:
    with op.batch_alter_table("audit") as batch:
        batch.alter_column("outcome", new_column_name="step", existing_type=sa.String(length=16), existing_nullable=False)
        batch.drop_constraint("uq_audit_change_id", type_="unique")
        for name, kind in (
            ("by_user", sa.String(64)),
            ("workspace", sa.String(32)),
            ("channel", sa.String(32)),
            ("detail", sa.JSON()),
            ("ends", sa.String(8)),
        ):
            batch.add_column(sa.Column(name, kind, nullable=True))
    # Each entry that stands was the end of a change of the asker's own, made with the asker's token.
    op.execute("UPDATE audit SET by_user = token_of, ends = change_id")
    with op.batch_alter_table("audit") as batch:
        batch.create_unique_constraint("uq_audit_ends", ["ends"])
        batch.create_index("ix_audit_change_id", ["change_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _append_only_on_postgresql()
    else:
        _append_only_on_sqlite()


def _append_only_on_postgresql() -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END
        $$
        """
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    )


def _append_only_on_sqlite() -> None:
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    # INSERT OR REPLACE deletes without asking the trigger above.
    op.execute(
        "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit"
        " WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR ends = NEW.ends)"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
