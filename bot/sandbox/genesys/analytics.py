"""Queue observations: how queues stand now. They know no interval, no paging and no grouping.

Decided here, where the documentation leaves it open: whatever waits waits by voice, the other media have groups without
data, an unknown queue has no group, and of the longest waits nothing is measured.
"""

from collections import Counter
from typing import Any

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import bad_request, invalid_value
from bot.sandbox.genesys.state import Queue

DIMENSIONS = ("queueId", "mediaType")
#: Metrics of people come by queue, those of interactions by queue and medium.
OF_PEOPLE = (
    "oActiveUsers",
    "oMemberUsers",
    "oOffQueueUsers",
    "oOnQueueUsers",
    "oUserPresences",
    "oUserRoutingStatuses",
)
OF_WORK = ("oAlerting", "oInteracting", "oLongestInteracting", "oLongestWaiting", "oWaiting")
MEASURED = {"oAlerting", "oInteracting", "oWaiting"}
MEDIA = ("voice", "chat", "email", "message", "callback")


class Predicate(Body):
    dimension: str | None = None
    operator: str = "matches"
    value: str | None = None


class Clause(Body):
    type: str
    predicates: tuple[Predicate, ...]


class Filter(Body):
    type: str
    clauses: tuple[Clause, ...] = ()
    predicates: tuple[Predicate, ...] = ()


class QueueObservationQuery(Body):
    filter: Filter
    metrics: tuple[str, ...]
    detail_metrics: tuple[str, ...] = ()


def post_analytics_queues_observations_query(call: Call) -> dict[str, Any]:
    query = call.read(QueueObservationQuery)
    if not query.metrics:
        raise bad_request("The list of metrics is empty.")
    for metric in query.metrics:
        if metric not in OF_PEOPLE + OF_WORK:
            raise invalid_value(metric, "metrics", OF_PEOPLE + OF_WORK)
    wanted = {dimension: _values(query.filter, dimension) for dimension in DIMENSIONS}
    if not wanted["queueId"]:
        raise bad_request("A filter on queueId is required.")
    results = [
        container
        for queue in call.floor.queues.values()
        if queue.id in wanted["queueId"]
        for container in _containers(call, queue, query.metrics, wanted["mediaType"])
    ]
    mappings: dict[str, list[str]] = {}
    for definition in call.floor.definitions.values():
        mappings.setdefault(definition.system.upper().replace(" ", "_"), []).append(definition.id)
    return {"systemToOrganizationMappings": mappings, "results": results}


def _values(wanted: Filter, dimension: str) -> set[str]:
    """The values of one dimension, on either of the two levels."""
    predicates = [*wanted.predicates, *(one for clause in wanted.clauses for one in clause.predicates)]
    for one in predicates:
        if one.dimension not in DIMENSIONS:
            raise invalid_value(one.dimension or "", "dimension", DIMENSIONS)
    return {one.value for one in predicates if one.dimension == dimension and one.value}


def _containers(call: Call, queue: Queue, metrics: tuple[str, ...], media: set[str]) -> list[dict[str, Any]]:
    people = [number for metric in metrics if metric in OF_PEOPLE for number in _of_people(call, queue, metric)]
    containers = [{"group": {"queueId": queue.id}, "data": people}] if set(metrics) & set(OF_PEOPLE) else []
    if set(metrics) & set(OF_WORK):
        work = [_number(metric, _of_work(call, queue, metric)) for metric in metrics if metric in MEASURED]
        containers += [
            {"group": {"queueId": queue.id, "mediaType": medium}, "data": work if medium == "voice" else []}
            for medium in MEDIA
            if not media or medium in media
        ]
    return containers


def _of_people(call: Call, queue: Queue, metric: str) -> list[dict[str, Any]]:
    """Where a metric comes in parts, one row for each part that has anybody."""
    members, joined = call.floor.members(queue), call.floor.members(queue, joined=True)
    match metric:
        case "oMemberUsers":
            return [_number(metric, len(members))]
        case "oActiveUsers":
            return [_number(metric, len(joined))]
        case "oOnQueueUsers":
            parts = Counter(user.routing.status for user in joined if user.is_on_queue)
        case "oUserRoutingStatuses":
            parts = Counter(user.routing.status for user in joined)
        case "oOffQueueUsers":
            parts = Counter(user.presence.definition.id for user in joined if not user.is_on_queue)
        case _:
            parts = Counter(user.presence.definition.id for user in joined)
    return [_number(metric, count, part) for part, count in sorted(parts.items())]


def _of_work(call: Call, queue: Queue, metric: str) -> int:
    match metric:
        case "oWaiting":
            return queue.waiting
        case "oInteracting":
            return sum(user.routing.status == "INTERACTING" for user in call.floor.members(queue, joined=True))
        case _:
            return 0


def _number(metric: str, count: int, qualifier: str = "") -> dict[str, Any]:
    return {"metric": metric, **({"qualifier": qualifier} if qualifier else {}), "stats": {"count": count}}


ENDPOINTS = [
    Endpoint(
        "POST",
        "/api/v2/analytics/queues/observations/query",
        "postAnalyticsQueuesObservationsQuery",
        post_analytics_queues_observations_query,
    ),
]
