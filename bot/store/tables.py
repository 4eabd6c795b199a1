"""The whole schema on one page. Queries live with their feature, in its `rows.py`.

Times are aware and in UTC; what names a secret (`…_sealed`) is ciphertext of `bot/identity/vault.py`.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)

links = Table(
    "links",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team_id", String(32), nullable=False),  # the enterprise on Grid, else the user's own workspace
    Column("slack_user", String(32), nullable=False),
    Column("workspace", String(32)),  # whose installation speaks to them; NULL: team_id
    Column("org_id", String(64), nullable=False),
    Column("genesys_user", String(64), nullable=False),
    Column("email", String(320), nullable=False),
    Column("slack_email", String(320)),  # when the link was proved; another one puts it to sleep
    Column("name", Text, nullable=False),
    Column("state", String(16), nullable=False),  # live | asleep
    Column("linked_at", UtcDateTime, nullable=False),
    Column("access_token_sealed", LargeBinary, nullable=False),
    Column("refresh_token_sealed", LargeBinary),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("generation", Integer, nullable=False),  # grows with each stored token, part of the ciphertext's context
    Column("refresh_lease", String(32)),
    Column("refresh_lease_until", UtcDateTime),
    Column("asleep_why", String(16)),  # bot/identity/links.py: Asleep
    Column("looked_at", UtcDateTime),  # when Slack was last asked about its person though nobody asked for anything
    Column("notice_at", UtcDateTime),  # when its person is to be told that it sleeps; NULL: they were told
    UniqueConstraint("team_id", "slack_user"),
    UniqueConstraint("genesys_user"),
    Index("ix_links_notice", "notice_at"),
)

pins = Table(
    "pins",
    metadata,
    Column("name", String(32), primary_key=True),  # "organisation": pinned by the first link on loopback
    Column("value", Text, nullable=False),
)

link_attempts = Table(
    "link_attempts",
    metadata,
    Column("id", String(64), primary_key=True),  # hash of the one-time ticket in the address
    Column("team_id", String(32), nullable=False),
    Column("slack_user", String(32), nullable=False),
    Column("workspace", String(32)),  # whose installation speaks to them; NULL: team_id
    Column("asked_id", String(32)),  # what resumes after linking
    Column("stage", String(16), nullable=False),  # bot/identity/attempts.py: Stage
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("signed_in_to_slack", Boolean, nullable=False, server_default=false()),
    Column("state_hash", String(64), unique=True),
    Column("browser_hash", String(64)),
    Column("verifier_sealed", LargeBinary),
    Column("proved_sealed", LargeBinary),  # identity and tokens between the proof and the last yes
    Index("ix_link_attempts_person", "team_id", "slack_user"),
)

installations = Table(
    "installations",
    metadata,
    Column("id", String(32), primary_key=True),  # the workspace, or the enterprise that installed for all of its own
    Column("name", Text, nullable=False),
    Column("enterprise_id", String(32), index=True),
    Column("is_enterprise", Boolean, nullable=False),
    Column("bot_user", String(32), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("installed_by", String(32), nullable=False),
    Column("installed_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),  # taken out since, and its token gone; NULL: installed
    Column("generation", Integer, nullable=False),  # grows with each installation, part of the ciphertext's context
    Column("bot_token_sealed", LargeBinary),
)

install_states = Table(
    "install_states",
    metadata,
    Column("id", String(64), primary_key=True),  # hash of a state that came back from Slack: it counts once
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

asked = Table(
    "asked",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("slack_user", String(32), nullable=False),
    Column("workspace", String(32)),  # whose installation speaks to them; NULL: team_id
    Column("words", Text, nullable=False),  # what was asked, to run again after a link or a choice
    Column("said", Text, nullable=False),  # the part that was unclear, replaced by the choice
    Column("channel", String(32), nullable=False),
    Column("thread_ts", String(32)),
    Column("response_url_sealed", LargeBinary),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
)

seen = Table(
    "seen",
    metadata,
    Column("key", String(128), primary_key=True),  # a delivery's event id, or the hash of its signature
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("person", String(66)),  # team and user, for the limit of commands a minute
    Index("ix_seen_person", "person", "at"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", String(8), primary_key=True),  # shown to people as #3F7K2Q
    Column("kind", String(64), nullable=False),
    Column("change", JSON, nullable=False),
    Column("team_id", String(32), nullable=False),
    Column("slack_user", String(32), nullable=False),  # who asked, and whose token acts
    Column("workspace", String(32)),  # whose installation speaks to them; NULL: team_id
    Column("link_id", String(32), nullable=False),
    Column("genesys_user", String(64), nullable=False),  # whom it changes
    Column("request_id", String(32), nullable=False),
    Column("state", String(16), nullable=False),  # bot/changes/row.py: every state of it
    Column("fence", Integer, nullable=False),
    Column("lease_until", UtcDateTime, nullable=False),  # from then on a sweep may take it
    Column("attempts", Integer, nullable=False),
    Column("calling_at", UtcDateTime),  # set before each write to Genesys
    Column("before", JSON),
    Column("after", JSON),
    Column("problem", JSON),  # why it failed, or what is unknown
    Column("channel", String(32), nullable=False),
    Column("thread_ts", String(32)),
    Column("response_url_sealed", LargeBinary),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("told", Boolean, nullable=False),
    Column("undoes", String(8)),
    Column("wanted_at", UtcDateTime),  # when somebody confirmed or approved it; NULL: when it was asked
    Column("acting_link_id", String(32)),  # whose token acts, if not the asker's
    Column("act_by", UtcDateTime),  # until then that token may act; NULL: as long as the change is wanted
    Column("until", UtcDateTime),  # when it is to be put back
    Index("ix_changes_open", "told", "lease_until"),
    Index("ix_changes_person", "team_id", "slack_user", "asked_at"),
    # One undo a change: the second of two at once loses on this key.
    UniqueConstraint("undoes"),
)

requests = Table(
    "requests",
    metadata,
    # What a change that waits for a decision has besides: bot/changes/requests/request.py.
    Column("change_id", String(8), primary_key=True),
    Column("team_id", String(32), nullable=False),
    Column("requester", String(64), nullable=False),  # Genesys users
    Column("requester_name", Text, nullable=False),
    Column("requester_email", String(320), nullable=False),
    Column("requester_slack_email", String(320)),  # as Slack showed it when they asked
    Column("subject_name", Text, nullable=False),
    Column("subject_email", String(320), nullable=False),
    Column("asked", String(16), nullable=False),  # refused | policy | wished
    Column("reason", Text, nullable=False),
    Column("terms", JSON, nullable=False),  # under which it was asked: bot/policy/verdict.py
    Column("rules", JSON, nullable=False),  # the rules that said so, as they were then
    Column("missing", Text, nullable=False),  # the permission that Genesys named
    Column("expires_at", UtcDateTime, nullable=False),
    Column("with_user", String(64)),  # who is asked now; NULL: the room, or nobody yet
    Column("with_room", String(32)),  # the channel of approvers that is asked now
    Column("with_since", UtcDateTime),
    Column("course", JSON),  # how they were found, who was left out, who is next
    Column("came_to", JSON, nullable=False),  # everybody who was asked
    Column("passed", JSON, nullable=False),  # who is done with it, and why
    Column("nudges", Integer, nullable=False),
    Column("nudged_at", UtcDateTime),
    Column("nudge_wanted", Boolean),  # by the requester, and not sent yet
    Column("snoozed_until", UtcDateTime),
    Column("look_at", UtcDateTime),  # when somebody looks at it next; NULL: at once, or it has ended
    Column("look_lease_until", UtcDateTime),  # who looks at it now posts and draws alone
    Column("yes", JSON, nullable=False),  # who has said yes
    Column("shown", JSON),  # the state that the cards show
    Column("drawing", Integer, nullable=False),  # grows with each step: cards that show an older one are drawn anew
    Column("seen", Integer, nullable=False),  # grows when `shown` changes: a click on an older one asks again
    Column("was", JSON),  # what `shown` was before it changed
    Column("changed_at", UtcDateTime),  # when that was found
    Column("talk", JSON),  # what deciders asked of the requester, with the answers
    Column("decided_by", JSON),  # who ended it, and how: name, Genesys user, Slack user, reason
    Column("decided_at", UtcDateTime),
    Column("open_key", String(64), unique=True),  # of what is asked while it is open: asked again, it is the same
    Index("ix_requests_requester", "team_id", "requester"),
    Index("ix_requests_with", "with_user"),
)

cards = Table(
    "cards",
    metadata,
    # Where a request stands in Slack; all of them end alike.
    Column("change_id", String(8), primary_key=True),
    Column("role", String(16), primary_key=True),  # decider | room | requester
    Column("who", String(64), primary_key=True),  # the Genesys user, or the channel
    Column("team_id", String(32), nullable=False),
    Column("workspace", String(32), nullable=False),  # whose installation speaks there
    Column("slack_user", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("drawn", Integer, nullable=False),
)

put_backs = Table(
    "put_backs",
    metadata,
    # What is to be put back at a moment: one row for a person and a thing, while it is open.
    Column("genesys_user", String(64), primary_key=True),
    Column("thing", String(96), primary_key=True),  # bot/changes/change.py: things
    Column("change_id", String(8), nullable=False),  # which made it so, and whose token puts it back
    Column("before", JSON, nullable=False),  # what it goes back to
    Column("after", JSON, nullable=False),  # what it has to be still
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),  # bot/changes/put_back_rows.py: Stage
    Column("asks_until", UtcDateTime),  # who asks its person has so long for it
    Index("ix_put_backs_change", "change_id"),
    Index("ix_put_backs_due", "state", "due_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("task", String(64), nullable=False),  # changes.run, …
    Column("arg", String(64), nullable=False),  # the id of the row that is to be looked at
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("tries", Integer, nullable=False),  # how often it has failed
)

audit = Table(
    "audit",
    metadata,
    # Append-only: triggers refuse to alter or delete an entry (migration 0009). NULL where an older release kept none.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("change_id", String(8), nullable=False, index=True),
    Column("kind", String(64), nullable=False),
    Column("team_id", String(32), nullable=False),
    Column("slack_user", String(32), nullable=False),  # who took the step; empty: nobody, it came by itself
    Column("by_user", String(64)),  # the same person in Genesys
    Column("genesys_user", String(64), nullable=False),  # whom the change is about
    Column("step", String(16), nullable=False),  # bot/audit/entries.py: Step
    Column("before", JSON),
    Column("after", JSON),
    Column("token_of", String(64), nullable=False),  # the Genesys user whose token acted; empty: none did
    Column("correlation_id", String(64), nullable=False),
    Column("request_id", String(32), nullable=False),
    Column("workspace", String(32)),
    Column("channel", String(32)),
    Column("detail", JSON),  # bot/audit/entries.py: Detail
    # The change's id where the step ends it, so that whoever ends it a second time loses on this key.
    Column("ends", String(8), unique=True),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", String(8), primary_key=True),  # shown to people as R7K2
    Column("kind", String(32), nullable=False),  # of its content: reminder | digest
    Column("team_id", String(32), nullable=False),
    Column("slack_user", String(32), nullable=False),  # whose it is, and whose token looks
    Column("workspace", String(32)),  # whose installation speaks to them; NULL: team_id
    Column("link_id", String(32), nullable=False),
    Column("channel", String(32)),  # NULL: its person's direct messages
    Column("zone", String(64)),  # NULL: its person's own, which moves with them
    Column("zone_now", String(64), nullable=False),  # by which next_at was found
    Column("rule", JSON, nullable=False),
    Column("content", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # active | paused | off
    Column("paused_until", UtcDateTime),
    Column("paused_why", String(16)),  # bot/schedules/schedule.py: Paused
    Column("notice_at", UtcDateTime),  # when its channel is to be told that it stands still; NULL: told, or nothing to
    Column("next_at", UtcDateTime),  # when the sweep takes it; NULL: not by itself
    Column("done_at", UtcDateTime, nullable=False),  # up to then all was dealt with
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),  # by its owner, or by what became of them
    Index("ix_schedules_due", "next_at", "link_id"),
    Index("ix_schedules_person", "team_id", "slack_user"),
    Index("ix_schedules_channel", "team_id", "channel"),
    Index("ix_schedules_notice", "notice_at"),
)

firings = Table(
    "firings",
    metadata,
    # A schedule fires once at a moment, whoever sweeps, and whatever the clock does.
    Column("schedule_id", String(8), primary_key=True),
    Column("fire_at", UtcDateTime, primary_key=True),
    Column("state", String(16), nullable=False),  # due | ready | running | held | sent | skipped
    Column("batch", String(32)),  # what one job looks at
    Column("look_at", UtcDateTime),  # from then on a sweep may take it; NULL: it has ended
    Column("held_until", UtcDateTime),  # its handler wished to say it then
    Column("runner", String(16)),  # who claimed it last: nobody else may write what became of it
    Column("tries", Integer, nullable=False),
    Column("reason", String(32)),  # bot/schedules/fired.py: Skip
    Column("listed", Boolean, nullable=False),  # false: a look that found nothing, of which nobody asks later
    Column("ended_at", UtcDateTime),
    Index("ix_firings_batch", "batch"),
    Index("ix_firings_open", "look_at"),
)

reminder_hours = Table(
    "reminder_hours",
    metadata,
    # When a person wants no reminders: bot/schedules/hours.py.
    Column("team_id", String(32), primary_key=True),
    Column("slack_user", String(32), primary_key=True),
    Column("hours", JSON, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    # What stands in Slack of a firing that has several messages, should it be killed between them.
    Column("firing_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("ts", String(32), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Index("ix_posts_posted", "posted_at"),
)

delegations = Table(
    "delegations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("current_of", String(64)),  # the Genesys user who named somebody; NULL: it holds no more, and is to be told
    Column("team_id", String(32), nullable=False),  # who named somebody
    Column("slack_user", String(32), nullable=False),
    Column("workspace", String(32), nullable=False),
    Column("link_id", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("delegate", String(64), nullable=False),  # who was named, a Genesys user
    Column("delegate_team", String(32), nullable=False),
    Column("delegate_slack", String(32), nullable=False),
    Column("delegate_workspace", String(32), nullable=False),
    Column("delegate_link", String(32), nullable=False),
    Column("delegate_name", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("news", String(16)),  # what one of the two is still to be told: bot/identity/delegations.py
    Column("notice_at", UtcDateTime),  # when they are to be told; NULL: they were
    # One at a time for each lead, whoever types at once.
    UniqueConstraint("current_of"),
    Index("ix_delegations_delegate", "delegate"),
)
