"""What an operator watches. Each figure is declared here once; `docs/installing.md` lists them from here.

Labels are words of the product's own and of the two APIs: never an id, a name or a text, and never without a bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

QUICK_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
CALL_S = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ANSWER_S = (0.1, 0.25, 0.5, 0.7, 1.0, 2.5, 5.0, 10.0, 30.0)
LATE_S = (0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0)

#: Label sets of one figure; what comes beyond them is counted together, so that no flood of words fills the memory.
MOST_LABELS = 250
OTHER = "other"


@dataclass(frozen=True, eq=False)
class Figure:
    """One thing that is watched: its name, what it tells, and the names of its labels. Each is itself alone."""

    name: str
    does: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Counted(Figure):
    """Only grows; its name ends in `_total`."""


@dataclass(frozen=True, eq=False)
class Measured(Figure):
    """Seconds, kept as a histogram; its name ends in `_seconds`."""

    buckets: tuple[float, ...] = field(default=CALL_S, kw_only=True)


@dataclass(frozen=True, eq=False)
class Level(Figure):
    """Goes up and down."""


DELIVERIES = Counted(
    "onqueue_deliveries_total",
    "what Slack sent: work, again (it came before), too_many or nothing (beyond a person's limit), or refused",
    ("kind", "outcome"),
)
ACK_SECONDS = Measured(
    "onqueue_ack_seconds", "from a delivery's arrival to its acknowledgement; Slack waits 3 s", buckets=QUICK_S
)
ANSWER_SECONDS = Measured(
    "onqueue_answer_seconds",
    "from the acknowledgement until the answer stood in Slack, or could not be sent",
    ("kind", "outcome"),
    buckets=ANSWER_S,
)
TASKS = Level("onqueue_tasks", "pieces of work that go on behind their acknowledgement, now")
GENESYS_CALLS = Counted(
    "onqueue_genesys_calls_total",
    "calls to Genesys, by operation and HTTP status (`lost`: no whole answer; `unsent`: it cannot have arrived)",
    ("operation", "status"),
)
GENESYS_SECONDS = Measured("onqueue_genesys_call_seconds", "how long Genesys took to answer", ("operation",))
SLACK_CALLS = Counted(
    "onqueue_slack_calls_total",
    "calls of Slack's Web API and answers to a `response_url`: ok, refused, limited, failed or lost",
    ("method", "outcome"),
)
SLACK_SECONDS = Measured("onqueue_slack_call_seconds", "how long Slack took to answer", ("method",))
RATE_LIMITED = Counted("onqueue_rate_limited_total", "429s, by who said them: slack or genesys", ("side",))
RENEWALS = Counted(
    "onqueue_token_renewals_total",
    "sign-ins that were to be renewed: renewed, ended (their people are asked to sign in), or failed for now",
    ("outcome",),
)
LINKS = Level("onqueue_links", "linked people, by state: live or asleep", ("state",))
CHANGES = Counted(
    "onqueue_changes_total", "changes that came to their end: done, already, failed or unknown", ("kind", "end")
)
OPEN_CHANGES = Level("onqueue_open_changes", "changes that were accepted and have not ended")
OLDEST_CHANGE = Level("onqueue_oldest_open_change_seconds", "age of the oldest of them; 0 where there is none")
JOBS_DEFERRED = Counted("onqueue_jobs_deferred_total", "jobs that were put off", ("task",))
JOBS_RUN = Counted(
    "onqueue_jobs_run_total", "jobs that ran, by how they ended: done, failed, or cut by a stop", ("task", "outcome")
)
JOB_LATE = Measured("onqueue_job_late_seconds", "how long after its time a job began", ("task",), buckets=LATE_S)
FIRINGS = Counted(
    "onqueue_firings_total", "reminders and digests that came due: sent, held, skipped or failed", ("kind", "outcome")
)
FIRING_LATE = Measured(
    "onqueue_firing_late_seconds", "how long after its time one was worked on", ("kind",), buckets=LATE_S
)
SCHEDULES_DUE = Level("onqueue_schedules_due", "reminders and digests that are due and not yet taken up")
SOCKETS = Level("onqueue_socket_connections", "open connections of Socket Mode")
OUTAGES = Counted("onqueue_database_outages_total", "transactions that the database did not take, or not in time")
CLOCK_OFF = Level("onqueue_clock_off_seconds", "how far our clock was from theirs when last heard", ("whose",))

FIGURES: tuple[Figure, ...] = (
    DELIVERIES,
    ACK_SECONDS,
    ANSWER_SECONDS,
    TASKS,
    GENESYS_CALLS,
    GENESYS_SECONDS,
    SLACK_CALLS,
    SLACK_SECONDS,
    RATE_LIMITED,
    RENEWALS,
    LINKS,
    CHANGES,
    OPEN_CHANGES,
    OLDEST_CHANGE,
    JOBS_DEFERRED,
    JOBS_RUN,
    JOB_LATE,
    FIRINGS,
    FIRING_LATE,
    SCHEDULES_DUE,
    SOCKETS,
    OUTAGES,
    CLOCK_OFF,
)


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self, figures: Sequence[Figure] = FIGURES) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._counters: dict[Figure, Counter] = {}
        self._histograms: dict[Figure, Histogram] = {}
        self._gauges: dict[Figure, Gauge] = {}
        self._known: dict[Figure, set[tuple[str, ...]]] = {figure: set() for figure in figures}
        for figure in figures:
            self._declare(figure)

    def _declare(self, figure: Figure) -> None:
        name, does, labels = figure.name, figure.does, figure.labels
        match figure:
            case Counted():
                self._counters[figure] = Counter(name, does, labels, registry=self._registry)
            case Measured(buckets=buckets):
                self._histograms[figure] = Histogram(name, does, labels, buckets=buckets, registry=self._registry)
            case _:
                self._gauges[figure] = Gauge(name, does, labels, registry=self._registry)

    def count(self, figure: Counted, *labels: str, by: int = 1) -> None:
        counter = self._counters[figure]
        (counter.labels(*self._bounded(figure, labels)) if labels else counter).inc(by)

    def measure(self, figure: Measured, seconds: float, *labels: str) -> None:
        histogram = self._histograms[figure]
        (histogram.labels(*self._bounded(figure, labels)) if labels else histogram).observe(seconds)

    def set(self, figure: Level, value: float, *labels: str) -> None:
        gauge = self._gauges[figure]
        (gauge.labels(*self._bounded(figure, labels)) if labels else gauge).set(value)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self._registry)

    def _bounded(self, figure: Figure, labels: tuple[str, ...]) -> tuple[str, ...]:
        known = self._known[figure]
        if labels in known:
            return labels
        if len(known) >= MOST_LABELS:
            return (OTHER,) * len(labels)
        known.add(labels)
        return labels
