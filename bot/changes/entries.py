"""What the audit keeps of the steps of a change's own row."""

from datetime import datetime

from bot.audit.entries import Detail, Entry, Step
from bot.changes.outcome import Outcome
from bot.changes.row import ChangeRow


def confirmed(row: ChangeRow, now: datetime) -> Entry:
    origin = row.origin
    return Entry(
        at=now,
        step=Step.CONFIRMED,
        change_id=row.id,
        kind=row.change.kind,
        team_id=origin.slack.team_id,
        slack_user=origin.slack.user_id,
        genesys_user=row.change.user_id,
        request_id=origin.request_id,
        workspace=origin.slack.workspace,
        channel=origin.channel,
    )


def ending(row: ChangeRow, outcome: Outcome, now: datetime, token_of: str, noted_as: str) -> Entry:
    problem = outcome.problem
    return Entry(
        at=now,
        step=Step(outcome.end.value),
        change_id=row.id,
        kind=row.change.kind,
        team_id=row.origin.slack.team_id,
        slack_user=row.origin.slack.user_id,
        # With another's token the asker's own id stands in the entry that says how it was asked.
        by_user=token_of if row.acting_link_id in {None, row.origin.link_id} else "",
        genesys_user=row.change.user_id,
        request_id=row.origin.request_id,
        workspace=row.origin.slack.workspace,
        channel=row.origin.channel,
        before=outcome.before.audited() if outcome.before else None,
        after=outcome.after.audited() if outcome.after else None,
        token_of=token_of,
        correlation_id=getattr(problem, "correlation_id", "") or noted_as,
        detail=Detail(
            problem=type(problem).__name__ if problem else "",
            missing=getattr(problem, "missing", ()),
            other=row.undoes or "",
        ),
    )
