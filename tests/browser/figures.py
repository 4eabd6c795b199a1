"""Charts and tables that the stub bot draws."""

from typing import Any

Json = dict[str, Any]

HOURS = ["09:00", "09:30", "10:00", "10:30"]
PEOPLE = [
    ("Ana Ruiz", 17),
    ("Bo Lindqvist", 9),
    ("Carla Moretti", 110),
    ("Dev Patel", 0),
    ("Emre Kaya", 24),
    ("Fay Olsen", 3),
    ("Gus Haug", 41),
]


def chart(kind: str, title: str, series: dict[str, list[int]], **axis: Any) -> Json:
    categories = axis.pop("categories", HOURS)
    return {
        "type": "data_visualization",
        "block_id": kind,
        "title": title,
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": name,
                    "data": [{"label": label, "value": value} for label, value in zip(categories, values, strict=True)],
                }
                for name, values in series.items()
            ],
            "axis_config": {"categories": categories, **axis},
        },
    }


def pie() -> Json:
    segments = [("On queue", 14), ("Break", 3), ("Not responding", 1), ("Out of office", 6)]
    return {
        "type": "data_visualization",
        "block_id": "pie",
        "title": "Agents by presence",
        "chart": {"type": "pie", "segments": [{"label": label, "value": value} for label, value in segments]},
    }


def charts() -> list[Json]:
    names = ["Billing, German", "Billing, English", "Returns", "Claims", "Warranty", "Second level"]
    bars = chart(
        "bar", "People by queue", {"On queue": [4, 9, 2, 0, 7, 5], "Away": [1, 2, 0, 3, 1, 1]}, categories=names
    )
    return [pie(), bars]


def courses() -> list[Json]:
    offered, answered = [41, 52, 60, 38], [38, 50, 55, 37]
    return [
        chart("line", "Calls", {"Offered": offered, "Answered": answered}, x_label="Interval", y_label="Calls"),
        chart("area", "Change of people", {"Here": [3, -2, 5, 1]}),
    ]


def data_table() -> Json:
    head = [{"type": "raw_text", "text": text} for text in ("Agent", "Handled", "Ring")]
    rows = [
        [{"type": "raw_text", "text": name}, _number(count), {"type": "raw_text", "text": str(count)}]
        for name, count in PEOPLE
    ]
    return {
        "type": "data_table",
        "block_id": "people",
        "caption": "Agents today",
        "page_size": 3,
        "rows": [head, *rows],
    }


def table() -> Json:
    rows = [
        ["Queue", "Note"],
        ["Billing", "a long note that goes on over more than one line, as notes sometimes do, " * 2],
    ]
    return {
        "type": "table",
        "block_id": "plain",
        "column_settings": [{"align": "left"}, {"is_wrapped": True}],
        "rows": [[{"type": "raw_text", "text": text} for text in row] for row in rows],
    }


def _number(count: int) -> Json:
    return {"type": "raw_number", "value": count, "text": str(count)}
