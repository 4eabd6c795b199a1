"""What Genesys counts: how it stands on queues just now."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.genesys.area import Area, path
from bot.genesys.model import Many, Maybe, Model, Text

ON_QUEUE_USERS, WAITING = "oOnQueueUsers", "oWaiting"
MOST_QUEUES = 100  #: in one question; no maximum is documented, so it is that of users


class StatisticalSummary(Model):
    """Of an observation only the number is of use here."""

    count: Maybe[int] = None


class ObservationMetricData(Model):
    """One number of one metric; `qualifier` says which part of it, where a metric comes in parts."""

    metric: Text = ""
    qualifier: Text = ""
    stats: Maybe[StatisticalSummary] = None


class ObservationGroup(Model):
    """What the numbers are about; the medium only with interactions."""

    queue_id: Text = ""
    media_type: Text = ""


class QueueObservationDataContainer(Model):
    """The numbers of a group."""

    group: Maybe[ObservationGroup] = None
    data: Many[ObservationMetricData] = ()


class QueueObservationQueryResponse(Model):
    """People come in a group of the queue, interactions in one for each of its media; a group may have no data."""

    results: Many[QueueObservationDataContainer] = ()


@dataclass(frozen=True)
class QueueNow:
    """How a queue stands: people on queue who take its work, and interactions that wait. None: Genesys says nothing."""

    on_queue: int | None = None
    waiting: int | None = None


class Analytics(Area):
    """Observations. Nothing here writes: each POST is a query."""

    async def post_analytics_queues_observations_query(
        self, queue_ids: Sequence[str], metrics: Sequence[str]
    ) -> QueueObservationQueryResponse:
        """These metrics of up to 100 queues, now.

        Operation: postAnalyticsQueuesObservationsQuery. Permission: analytics:queueObservation:view.
        """
        predicates = [{"type": "dimension", "dimension": "queueId", "value": queue_id} for queue_id in queue_ids]
        body = {"filter": {"type": "or", "predicates": predicates}, "metrics": list(metrics)}
        where = path("/api/v2/analytics/queues/observations/query")
        return await self._search(QueueObservationQueryResponse, where, body)

    async def queues_now(self, queue_ids: Sequence[str]) -> dict[str, QueueNow]:
        """How each of these queues stands, by its id. Raises Forbidden for who may not see it."""
        counted: dict[str, dict[str, int]] = {queue_id: {} for queue_id in queue_ids}
        for first in range(0, len(queue_ids), MOST_QUEUES):
            asked = queue_ids[first : first + MOST_QUEUES]
            answer = await self.post_analytics_queues_observations_query(asked, (ON_QUEUE_USERS, WAITING))
            for container in answer.results:
                _add(container, counted)
        return {
            queue_id: QueueNow(on_queue=numbers.get(ON_QUEUE_USERS), waiting=numbers.get(WAITING))
            for queue_id, numbers in counted.items()
        }


def _add(container: QueueObservationDataContainer, counted: dict[str, dict[str, int]]) -> None:
    """People come by routing status and interactions by medium: the sum is what there is.

    A group without data is a zero; one that did not come is unknown.
    """
    group = container.group
    if group is None or (numbers := counted.get(group.queue_id)) is None:
        return
    numbers.setdefault(WAITING if group.media_type else ON_QUEUE_USERS, 0)
    for one in container.data:
        if one.stats is not None and one.stats.count is not None:
            numbers[one.metric] = numbers.get(one.metric, 0) + one.stats.count
