"""Compares the documents with the code: derived passages, links and pictures (`python -m tests.documents [--write]`).

A derived passage stands between `<!-- derived: NAME -->` and `<!-- end -->`, and is what the function of that name
in `DERIVED` gives.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pydantic import SecretStr

from bot.genesys.scopes import SCOPES as GENESYS_SCOPES
from bot.metrics import FIGURES
from bot.settings import SOCKET_NEEDS, WEB_NEEDS, Settings
from bot.slack.manifest import APP_SCOPES, SCOPES, USER_SCOPES
from handlers import all_routers

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "tests", "bench", "docs")
PASSAGE = re.compile(r"<!-- derived: (?P<name>[\w-]+) -->\n(?P<text>.*?)<!-- end -->", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<to>[^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:")
#: A document is read on other machines than the one it was written on.
MACHINE_PATH = re.compile(r"(?<![\w./:])/(?:work|tmp|home|root|Users|mnt|var)/[\w.-]+")


def verbs() -> str:
    """What an agent can say."""
    rows = [
        (f"`/gc {verb.usage}`", verb.does, ", ".join(f"`{alias}`" for alias in verb.aliases))
        for verb in all_routers().verbs.values()
    ]
    return table(("Say", "What it does", "Also"), rows)


def everyday() -> str:
    """The verbs that are commands of their own."""
    return ", ".join(f"`/gc-{verb.word}`" for verb in all_routers().verbs.values() if verb.everyday) + "\n"


def shortcuts() -> str:
    rows = [(f"*{one.name}*", one.description) for one in all_routers().shortcuts.values()]
    return table(("Shortcut", "What it does"), rows)


def slack_scopes() -> str:
    of = (("bot", SCOPES), ("person who links", USER_SCOPES), ("app itself, in Socket Mode", APP_SCOPES))
    rows = [(f"`{scope}`", whose, why) for whose, scopes in of for scope, why in scopes.items()]
    return table(("Scope", "Of the", "Why"), rows)


def genesys_scopes() -> str:
    return table(("Scope", "Why"), [(f"`{scope}`", why) for scope, why in GENESYS_SCOPES.items()])


def metrics() -> str:
    """What an operator watches, with its labels."""
    rows = [(f"`{one.name}`", ", ".join(f"`{label}`" for label in one.labels), one.does) for one in FIGURES]
    return table(("Figure", "By", "What it tells"), rows)


def _needs(name: str) -> list[str]:
    """Who does not start without this setting."""
    return [who for who, needs in (("web", WEB_NEEDS), ("socket", SOCKET_NEEDS)) if name in needs]


def settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        plain = default.get_secret_value() if isinstance(default, SecretStr) else default
        needed = f"needed by {' and '.join(f'`{who}`' for who in _needs(name))}" if _needs(name) else "–"
        rows.append((f"`{name.upper()}`", field.description or "", f"`{plain}`" if plain is not None else needed))
    return table(("Variable", "Meaning", "Default"), rows)


DERIVED: dict[str, Callable[[], str]] = {
    "verbs": verbs,
    "everyday": everyday,
    "shortcuts": shortcuts,
    "slack-scopes": slack_scopes,
    "genesys-scopes": genesys_scopes,
    "metrics": metrics,
    "settings": settings,
}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def documents() -> list[Path]:
    """Every Markdown file of ours, other people's apart."""
    found = [*ROOT.glob("*.md"), *(path for room in ROOMS for path in (ROOT / room).rglob("*.md"))]
    return sorted(path for path in found if not {"vendor", "node_modules"} & set(path.parts))


def written(text: str) -> str:
    """The document with each derived passage as the code gives it."""

    def fresh(passage: re.Match[str]) -> str:
        name = passage["name"]
        derived = DERIVED[name]() if name in DERIVED else passage["text"]
        return f"<!-- derived: {name} -->\n{derived}<!-- end -->"

    return PASSAGE.sub(fresh, text)


def mistakes(document: Path) -> Iterator[str]:
    """One sentence for each thing that is not true."""
    text = document.read_text("utf-8")
    where = document.relative_to(ROOT)
    if text.count("<!-- derived: ") != len(PASSAGE.findall(text)):
        yield f"{where}: a derived passage has no end."
    for passage in PASSAGE.finditer(text):
        yield from passage_mistakes(str(where), passage["name"], passage["text"])
    for link in LINK.finditer(text):
        to = link["to"].partition("#")[0]
        if to and not ELSEWHERE.match(to) and not (document.parent / to).exists():
            yield f"{where}: {to} does not exist."
    for path in MACHINE_PATH.findall(text):
        yield f"{where}: {path} is a path of one machine."


def passage_mistakes(where: str, name: str, text: str) -> Iterator[str]:
    if name not in DERIVED:
        yield f"{where}: nothing derives a passage called {name}."
        return
    has, gets = text.splitlines(), DERIVED[name]().splitlines()
    if has == gets:
        return
    missing = [line for line in gets if line not in has]
    stale = [line for line in has if line not in gets]
    said = [f"lacks {missing[0]!r}"] if missing else []
    said += [f"still says {stale[0]!r}"] if stale else []
    yield (
        f"{where}: the passage {name} {' and '.join(said) or 'has another order'}; "
        "`python -m tests.documents --write` rewrites it."
    )


def unused(texts: Sequence[str]) -> list[str]:
    """What can be derived and stands nowhere."""
    stands = {passage["name"] for text in texts for passage in PASSAGE.finditer(text)}
    return [f"The passage {name} stands in no document." for name in DERIVED if name not in stands]


def main(arguments: Sequence[str]) -> int:
    found = documents()
    if "--write" in arguments:
        for document in found:
            document.write_text(written(document.read_text("utf-8")), "utf-8")
    wrong = [mistake for document in found for mistake in mistakes(document)]
    wrong += unused([document.read_text("utf-8") for document in found])
    for mistake in wrong:
        sys.stderr.write(f"{mistake}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
