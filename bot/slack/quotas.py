"""How many calls a minute Slack takes of each method in one workspace (docs.slack.dev, "Rate limits")."""

from dataclasses import dataclass, field

#: Tier 3 is 50 a minute, tier 4 is 100; of messages Slack says "several hundred". Others have no limit that is told.
PER_MINUTE = {
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.postMessage": 300,
    "chat.update": 50,
    "conversations.info": 50,
    "conversations.members": 100,
    "conversations.open": 50,
    "views.open": 100,
    "views.publish": 100,
    "views.update": 100,
}
BURST = 0.1  #: of a minute's calls may come at once; the rest of the minute is that much slower
ROUNDING = 1e-6  #: a wait that is too short for the clock to move would never end


@dataclass
class Quota:
    """What is left of one method in one workspace. Answers to people take from it too, and wait for nothing."""

    per_minute: int
    now_s: float
    _left: float = field(init=False)

    def __post_init__(self) -> None:
        self._left = self._most

    @property
    def _most(self) -> float:
        return max(1.0, self.per_minute * BURST)

    @property
    def _per_s(self) -> float:
        """So that no minute holds more than it may, the burst included."""
        return (self.per_minute - self._most) / 60

    def take(self, now_s: float) -> None:
        """One call goes out; more than there are may be owed, up to a minute's."""
        self._fill(now_s)
        self._left = max(self._left - 1, -float(self.per_minute))

    def wait_s(self, now_s: float) -> float:
        """How long until a call may go out that can wait."""
        self._fill(now_s)
        lacking = 1 - self._left
        return lacking / self._per_s if lacking > ROUNDING else 0.0

    def _fill(self, now_s: float) -> None:
        self._left = min(self._most, self._left + (now_s - self.now_s) * self._per_s)
        self.now_s = now_s
