"""data_visualization: pie, bar, line and area charts (facts 3.2)."""

import math
from typing import Any

from bot.sandbox.slack.blocks.checks import Check, Spot, items, only_on, shape, string, tagged
from bot.sandbox.slack.blocks.objects import ID
from bot.sandbox.slack.wire import Json

_LABEL = string(20)


def number(value: Any, spot: Spot) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        spot.refuse("must be a finite number")


def _share(value: Any, spot: Spot) -> None:
    number(value, spot)
    if isinstance(value, int | float) and value <= 0:
        spot.refuse("must be more than 0")


def _series_fit(value: Json, spot: Spot) -> None:
    """Names and categories are unique, and each series has one point a category, in the categories' order."""
    categories = value["axis_config"]["categories"]
    names = [series["name"] for series in value["series"]]
    if len(set(names)) != len(names):
        spot.at("series").refuse("series names must be unique")
    if len(set(categories)) != len(categories):
        spot.at("axis_config", "categories").refuse("categories must be unique")
    for index, series in enumerate(value["series"]):
        if [point["label"] for point in series["data"]] != categories:
            spot.at("series", index, "data").refuse("must have exactly one point for each category")


_POINT = shape({"label": _LABEL, "value": number})
_SERIES = shape({"name": _LABEL, "data": items(_POINT, 20)})
_AXES = shape({"categories": items(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})
_CROSSED = shape({"series": items(_SERIES, 12), "axis_config": _AXES}, {}, _series_fit)
_PIE = shape({"segments": items(shape({"label": _LABEL, "value": _share}), 12)})

CHARTS: dict[str, Check] = {
    "data_visualization": shape(
        {"title": string(50), "chart": tagged({"pie": _PIE}, dict.fromkeys(("bar", "line", "area"), _CROSSED))},
        {"block_id": ID},
        only_on("messages"),
    )
}
