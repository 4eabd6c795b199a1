"""What one person sees: their Slack, and the floor beside it with everybody's Slack id."""

from typing import Any

from bot.clock import MovableClock
from bot.sandbox.genesys import Simulator
from bot.sandbox.slack import Emulator, Window

Json = dict[str, Any]


class Scene:
    """Both emulated sides and the clock, as the page looks at them."""

    def __init__(
        self, emulator: Emulator, simulator: Simulator, clock: MovableClock, install: str | None = None
    ) -> None:
        self._emulator = emulator
        self._install = install
        self._floor = simulator.floor
        self._clock = clock

    @property
    def floor_version(self) -> int:
        return self._floor.version

    def window(self, user_id: str) -> Window:
        return self._emulator.window(user_id)

    def newcomer(self) -> str:
        """Whom the page makes of somebody who has not chosen yet: the first agent."""
        return next(member.id for member in self._emulator.workspace.members.values() if member.role == "agent")

    def time(self) -> Json:
        """The moment, and how fast it passes: what a page needs to show a running clock."""
        return {"now": self._clock.now().isoformat(), "rate": self._clock.rate}

    def seconds(self) -> float:
        return self._clock.now().timestamp()

    @property
    def rate(self) -> float:
        return self._clock.rate

    def seen_by(self, user_id: str) -> Json:
        """All that a window shows when it opens; messages come with each conversation."""
        window = self.window(user_id)
        me = window.me
        return {
            **window.snapshot(),
            "zone": me.zone,
            "bot": self._emulator.bot_user_id,
            "floor": self.floor(user_id),
            "installing": self._installing(me.team_id),
            **self.time(),
        }

    def _installing(self, team_id: str) -> Json | None:
        """Where the bot is installed, and whose window shows the other workspace; None: it is where it belongs."""
        if self._install is None:
            return None
        home, other = self._emulator.workspace, self._emulator.other
        there = other if team_id == home.team.id else home
        neighbour = next(member.id for member in there.members.values() if not member.is_bot)
        return {"address": self._install, "neighbour": neighbour, "team": there.team.name}

    def floor(self, user_id: str) -> Json:
        """The floor view. Its people are this person's workspace's by their e-mail, which both sides share."""
        view = self._floor.view()
        there = self._emulator.workspace.of_person(user_id)
        slack_ids = {member.email: member.id for member in there.members.values() if member.email}
        for person in view["people"]:
            person["slack_user"] = slack_ids.get(person["email"])
        return view
