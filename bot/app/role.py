"""What a process is for: what it serves, and what it runs."""

from enum import Enum

from bot.store.engine import Database


class Role(Enum):
    """All serve `/healthz`, `/readyz` and `/metrics`."""

    WEB = "web"  #: hears Slack over HTTP
    SOCKET = "socket"  #: hears Slack over Socket Mode
    WORKER = "worker"  #: runs jobs and schedules alone
    WHOLE = "whole"  #: hears Slack over HTTP and runs everything: the sandbox's bot
    WHOLE_BY_SOCKET = "whole by socket"  #: the same over Socket Mode

    @property
    def takes_deliveries(self) -> bool:
        """Whether `/slack/events` is served."""
        return self in {Role.WEB, Role.WHOLE}

    @property
    def connects(self) -> bool:
        """Whether it opens connections to Slack, through which deliveries come."""
        return self in {Role.SOCKET, Role.WHOLE_BY_SOCKET}

    @property
    def meets_people(self) -> bool:
        """Whether it serves the pages for linking and installing, and sweeps for what was left behind."""
        return self is not Role.WORKER

    def works(self, database: Database) -> bool:
        """Whether it runs jobs and schedules. A SQLite file serves one process, which then does everything."""
        return database.is_sqlite or self in {Role.WORKER, Role.WHOLE, Role.WHOLE_BY_SOCKET}
