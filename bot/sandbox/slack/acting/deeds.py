"""Does what was ordered, as the person would: by what they read on the elements before them."""

from bot.sandbox.slack.acting.choices import held_value
from bot.sandbox.slack.acting.labels import Found, Sight, labelled, names, plain, pressed, sights
from bot.sandbox.slack.acting.order import ActOrder
from bot.sandbox.slack.state import HOLDINGS, elements
from bot.sandbox.slack.window import Window
from bot.sandbox.slack.wire import Impossible, Json


class Deeds:
    """One order's deed in one person's window. `errors` is what a refused form then shows, by label."""

    def __init__(self, window: Window, order: ActOrder, *, home_first: bool) -> None:
        self._window = window
        self._order = order
        self._channel = order.channel or window.me.dm
        self._home_first = home_first
        self.errors: dict[str, str] = {}

    async def do(self) -> None:
        match self._order:
            case ActOrder(say=str(line)):
                await self._window.say(self._channel, line, self._order.thread_ts)
            case ActOrder(click=str(label)):
                await self._click(label)
            case ActOrder(choose=dict(choices)):
                for label, given in choices.items():
                    found = labelled(self._sights(), label)
                    await self._enter(found, await held_value(self._window, found, given))
            case ActOrder(submit=dict(answers)):
                await self._submit(answers)
            case ActOrder(shortcut=str(name)):
                await self._shortcut(name)
            case _:
                await self._window.open_home()

    def _sights(self) -> list[Sight]:
        return list(sights(self._window, self._channel, self._order.thread_ts, home_first=self._home_first))

    async def _click(self, label: str) -> None:
        view = self._window.snapshot()["view"]
        if view is not None and _is_called(view["submit"], label):
            await self._submit({})
        elif view is not None and _is_called(view["close"], label):
            await self._window.close(view["id"])
        else:
            found = pressed(self._sights(), label)
            await self._enter(found, self._clicked(found))

    def _clicked(self, found: Found) -> Json:
        """What the element holds after the click."""
        match found.element["type"]:
            case "overflow" | "radio_buttons":
                return {"selected_option": found.option}
            case "checkboxes":
                return {"selected_options": self._toggled(found)}
        return {}

    def _toggled(self, found: Found) -> list[Json | None]:
        """The boxes that are ticked after this one was clicked; in messages none is known to be ticked before."""
        shown = self._window.snapshot()
        ticked: list[Json | None] = []
        for view in (shown["view"], shown["home"]):
            if view is not None and view["id"] == found.where.get("view"):
                held = view["state"]["values"][found.placed.block_id][found.placed.action_id]
                ticked = list(held["selected_options"])
        if found.option in ticked:
            return [option for option in ticked if option != found.option]
        return [*ticked, found.option]

    async def _enter(self, found: Found, value: Json) -> None:
        await self._window.act(found.where, found.placed.block_id, found.placed.action_id, value)

    async def _submit(self, answers: Json) -> None:
        view = self._window.snapshot()["view"]
        if view is None:
            raise Impossible("no window is open")
        state: Json = {}
        for label, given in answers.items():
            found = labelled(self._sights(), label)
            value = await held_value(self._window, found, given)
            state.setdefault(found.placed.block_id, {})[found.placed.action_id] = value
        outcome = await self._window.submit(view["id"], state)
        self.errors = _by_label(view["blocks"], outcome.get("errors", {}))

    async def _shortcut(self, name: str) -> None:
        for shortcut in self._window.snapshot()["shortcuts"]:
            if plain(name) in {plain(shortcut["name"]), plain(shortcut["callback_id"])}:
                await self._window.shortcut(shortcut["callback_id"])
                return
        raise Impossible(f"no shortcut “{name}” is offered")


def _is_called(text: Json | None, label: str) -> bool:
    return text is not None and plain(text["text"]) == plain(label)


def _by_label(blocks: list[Json], errors: dict[str, str]) -> dict[str, str]:
    labels = {
        placed.block_id: names(placed)[0]
        for placed in elements(blocks)
        if placed.element["type"] in HOLDINGS and names(placed)
    }
    return {labels.get(block_id, block_id): text for block_id, text in errors.items()}
