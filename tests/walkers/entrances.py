"""What is walked at each entrance of the registry. A new entrance needs a line here, or the walk fails.

`{name}` is a name as somebody types it; the other words in braces are ids and addresses of the floor.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.stage.stage import NOON


@dataclass(frozen=True)
class Filled:
    """A form as it was submitted."""

    moments: Mapping[str, datetime] = field(default_factory=dict)
    picked: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


#: What is said of each verb. What changes the presence, or ends the link, comes last.
VERBS: dict[str, tuple[str, ...]] = {
    "help": ("help", "help join", "help {name}", "{name}", "{label}", "...", "mangr {name}", "m {name}"),
    "whoami": ("whoami", "whoami {name}"),
    "manager": ("manager", "manager {email}", "manager {name}", "manager boss", "manager {name}, {name} 2"),
    "chain": ("chain", "chain {email}", "chain {name}"),
    "who": ("who", "who {email}", "who {name}", "who {user}"),
    "status": ("status", "status {email}", "status {name}"),
    "queues": ("queues", "queues {name}"),
    "leave": ("leave", "leave {queue}", "leave {name}", "leave queue", "leave {name} until {name}"),
    "join": ("join", "join {queue}", "join {name}", "join queue", "join {queue}, {name}"),
    "ooo": ("ooo", "ooo until {name}", "ooo {name}", "ooo until 25 december", "ooo off"),
    "desk": ("desk", "desk off", "desk hot desk 2", "desk {name}"),
    "station": ("station", "station {name}", "station billing", "station off"),
    "forwarding": ("forwarding", "forwarding {name}", "forwarding on", "forwarding off"),
    "routing": ("routing", "routing off", "routing idle", "routing {name}"),
    "remind": (
        "remind",
        "remind {name}",
        "remind tomorrow 9:00 {name}",
        "remind weekdays 08:55 go on queue",
        "remind weekdays {name}",
        "remind off {name}",
        "remind edit {name}",
        "remind quiet 20-7",
        "remind hours {name}",
        "remind days off {name}",
    ),
    "reminders": ("reminders", "reminders {name}"),
    "undo": ("undo", "undo {name}"),
    "for": (
        "for",
        "for {email}",
        "for {name} off",
        "for {email} {name}",
        "for {email} manager {name}",
        "for {email} join",
        "for {email} join {queue}",
        "for {email} queues",
        "for {user} break until 18:00",
    ),
    "ask": (
        "ask",
        "ask {name}",
        "ask manager",
        "ask join",
        'ask leave {queue} "{name}"',
        "ask for {email} off because {name}",
    ),
    "delegate": (
        "delegate",
        "delegate {name}",
        "delegate {email} until {name}",
        "delegate {email} until friday",
        "delegate {name} until friday",
        "delegate off {name}",
        "delegate off",
    ),
    "requests": ("requests", "requests {name}"),
    "approvals": ("approvals", "approvals {name}"),
    "approve": ("approve", "approve {name}"),
    "nudge": ("nudge", "nudge {name}", "nudge #{change}"),
    "cancel": ("cancel", "cancel {name}", "cancel #{change}"),
    "why": ("why", "why {name}", "why #{change}"),
    "policy": (
        "policy",
        "policy show",
        "policy {name}",
        "policy test {name}",
        "policy test join {queue}",
        "policy test {email} off",
    ),
    "digests": ("digests", "digests {name}"),
    "digest": (
        "digest",
        "digest new",
        "digest {name}",
        "digest preview",
        "digest preview {name}",
        "digest edit {name}",
        "digest pause {name} until {name}",
        "digest resume {name}",
        "digest off",
        "digest off {name}",
    ),
    "meal": ("meal", "meal {name}"),
    "busy": ("busy", "busy {name}"),
    "meeting": ("meeting", "meeting {name}"),
    "training": ("training", "training {name}"),
    "away": ("away", "away {name}"),
    "break": ("break", "break {name}"),
    "back": ("back", "back {name}"),
    "offline": ("offline", "offline {name}"),
    "on": ("on", "on {name}"),
    "off": ("off", "off {name}", "off until {name}"),
    "link": ("link", "link {name}"),
    "unlink": ("unlink {name}", "unlink", "queues", "who {name}"),
}

#: Their answers hold no name that anybody gave, so they are walked once for each size of floor, and not for each name.
NAMELESS = ("meal", "busy", "meeting", "training", "away", "offline")

#: What is clicked or picked; None: the click carries no value, as that of an old release.
ACTIONS: dict[str, tuple[str | None, ...]] = {
    "panel.show": (None,),
    "home.refresh": (None,),
    "presence.on": (None,),
    "presence.off": (None,),
    "presence.break": (None,),
    "presence.back": (None,),
    "outofoffice.off": (None,),
    "outofoffice.form": (None,),
    "queues.leave": ("{queue}", "{name}"),
    "queues.join": ("{queue}", "{name}"),
    "reminders.form": ("calendar", "once", "off_queue", "before_return", "{name}", None),
    "reminders.edit": ("{name}", None),
    "reminders.hours": (None,),
    "reminders.list": (None,),
    "reminders.new": (None,),
    "reminders.show": ("{name}", None),
    "reminders.pause": ("{name}", None),
    "reminders.resume": ("{name}", None),
    "reminders.off": ("{name}", None),
    "reminders.on": ("* {name}", None),
    "reminders.snooze": ("{name}", "* {name}", None),
    "reminders.skip": ("{name} {name}", None),
    "reminders.done": ("* {name}", None),
    "delegations.off": ("{name}", None),
    "offers.confirm": ("{change}", "{name}", None),
    "offers.cancel": ("{change}", "{name}", None),
    "offers.complete": ("{change}", "{name} wish", None),
    "requests.ask": ("{change}", "{name}", None),
    "requests.reason": ("{change} wish", "{name}", None),
    "undo.press": ("{change}", "{name}", None),
    "putback.now": ("{change}", "{name}", None),
    "putback.keep": ("{change}", "{name}", None),
    "requests.approve": ("{change} 0", "{name} {name}", None),
    "requests.decline": ("{change} 0", "{name}", None),
    "requests.more": ("{change} 0", "{name}", None),
    "requests.answer": ("{change}", "{name}", None),
    "requests.cancel": ("{change}", "{name}", None),
    "requests.undo": ("{change}", "{name}", None),
    "requests.nudge": ("{change}", "{name}", None),
    "requests.open": ("{change}", "{name}", None),
    "asked.choose": ("{choice}", "{name}", None),
    "stations.take": ("{station}", "{name}", "billing"),
    "callforwarding.off": (None,),
    "users.search": ("{user}", "{name}", None),
    "digest.form": ("me", "C0FLOOR", "{name}", None),
    "digest.show": ("{name}", None),
    "digest.preview": ("me", "{name}", None),
    "digest.edit": ("{name}", None),
    "digest.pause": ("{name}", None),
    "digest.resume": ("{name}", None),
    "digest.off": ("{name}", None),
    "digest.see": ("{user}", "{name}", None),
}

VIEWS: dict[str, tuple[Filled, ...]] = {
    "outofoffice.set": (
        Filled({"starts": NOON, "ends": NOON - timedelta(days=1)}),
        Filled({"starts": NOON}),
        Filled({"starts": NOON, "ends": NOON + timedelta(days=400)}),
    ),
    "digest.new": (
        Filled(texts={"when": "{name}"}, about="me"),
        Filled(texts={"when": "daily 9:00"}, about="me"),
        Filled(
            texts={"when": "daily 9:00"}, picked={"lead": "{user}", "zone": "{name}", "breaks": "{name}"}, about="me"
        ),
        Filled(texts={"when": "daily 9:00"}, picked={"lead": "{name}"}, about="{name}"),
    ),
    "requests.decline": (Filled(texts={"reason": "{name}"}, about="{change}"), Filled(about="{name}")),
    "requests.more": (
        Filled(texts={"question": "{name}"}, about="{change}"),
        Filled(picked={"what": "{name}"}, texts={"question": "{name}"}, about="{name}"),
        Filled(picked={"what": "tomorrow"}),
        Filled(),
    ),
    "requests.answer": (Filled(texts={"answer": "{name}"}, about="{change}"), Filled(about="{name}")),
    "digest.edit": (Filled(texts={"when": "{name}"}), Filled(texts={"when": "daily 9:00"}, about="{name}")),
    "reminders.set": (
        Filled(texts={"text": "{name}"}, moments={"at": NOON + timedelta(days=400)}, about="once"),
        Filled(texts={"text": "{name}"}, moments={"at": NOON + timedelta(days=400)}, about="once {name}"),
        Filled(texts={"text": "{name}", "month_days": "{name}", "more": "{name}"}, about="calendar"),
        Filled(picked={"minutes": "{name}"}, about="off_queue"),
        Filled(picked={"days": "1"}, texts={"text": "{name}"}, about="before_return"),
        Filled(),
    ),
    "reminders.hours": (Filled(),),
    "requests.ask": (Filled(texts={"reason": "{name}"}, about="{change}"), Filled(about="{name}")),
    "offers.complete": (
        Filled(texts={"reason": "{name}"}, about="{change} wish"),
        Filled(texts={"email": "{name}"}, about="{change} {email}"),
        Filled(texts={"email": "{email}"}, about="{name} {email}"),
    ),
    "users.who": (Filled(picked={"person": "{user}"}), Filled(picked={"person": "{name}"}), Filled()),
}

#: What is typed into a menu.
LOADS: dict[str, tuple[str, ...]] = {
    "queues.join": ("", "{name}", "queue"),
    "queues.leave": ("", "{name}", "queue"),
    "stations.take": ("", "{name}", "bill"),
    "users.search": ("", "{name}", "bo"),
    "digest.leads": ("", "{name}", "bo"),
    "digest.zones": ("", "{name}", "berlin"),
}

SHORTCUTS = ("panel.open", "presence.on_queue", "reminders.new", "users.search")
