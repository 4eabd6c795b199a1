"""What the registry promises: help, examples that work, and a handler behind everything that can be pressed."""

import ast
import re
from pathlib import Path

import pytest

from bot.app import manifest_of
from bot.grammar.verbs import find_verb
from bot.sandbox.slack.manifest import read_manifest
from bot.slack.blocks import OPENS_PAGE
from bot.slack.manifest import EVENTS, MOST_COMMANDS, SCOPES
from bot.slack.reply import Reply
from handlers import all_routers
from tests.stage.stage import Person, Stage
from tests.walkers.walking import Walk

ROOT = Path(__file__).parents[2]
ROUTER = all_routers()
VERBS = ROUTER.verbs
EXAMPLES = [(word, example) for word, verb in VERBS.items() for example in verb.examples]
BUG = "That went wrong on my side"
MANIFEST = manifest_of("/gc", "https://bot.example.com")
COMMANDS = MANIFEST["features"]["slash_commands"]


@pytest.mark.parametrize("word", VERBS)
def test_a_verb_says_what_it_does_and_shows_an_example(word):
    verb = VERBS[word]
    assert verb.does[0].isupper()
    assert verb.does.endswith(".")
    assert verb.usage.split()[0] == word == word.casefold()
    assert verb.examples


def test_no_two_verbs_answer_to_one_name():
    names = [name for verb in VERBS.values() for name in (verb.word, *verb.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("word", "example"), EXAMPLES)
def test_an_example_begins_with_its_verb(word, example):
    found, _ = find_verb(example, [verb.words for verb in VERBS.values()])
    assert found == word


async def test_every_example_is_answered(ana: Person):
    """In the order of the registry, but that what ends the link comes last."""
    walk = Walk(ana, "Ana")
    for _, example in sorted(EXAMPLES, key=lambda one: one[0] == "unlink"):
        answer = await walk.says(example.replace("@ana", ana.mention))
        assert isinstance(answer, Reply), example
        said = answer.text()
        assert BUG not in said, example
        assert "I don't know" not in said, example
        assert "Something is missing" not in said, example


async def test_help_tells_of_every_verb(ana: Person):
    walk = Walk(ana, "Ana")
    shown = await walk.says("help")
    assert isinstance(shown, Reply)
    for verb in VERBS.values():
        assert f"`/gc {verb.usage}`".replace(">", "&gt;") in shown.text()
        own = await walk.says(f"help {verb.word}")
        assert isinstance(own, Reply)
        assert verb.does in own.text()
        assert all(f"`/gc {example}`" in own.text() for example in verb.examples)


def pressed_names(file: Path) -> list[tuple[str, str]]:
    """The names that the elements and forms of a file point at: what it makes, and the name."""
    found: list[tuple[str, str]] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Button" | "Picker" as made), args=[_, ast.Constant(value=name), *rest]):
                found.append((made if made == "Button" or rest else "Loading", str(name)))
            case ast.Call(func=ast.Name(id="SearchField"), args=[_, _, ast.Constant(value=name)]):
                found.append(("SearchField", str(name)))
            case ast.Call(func=ast.Name(id="Form"), args=[ast.Constant(value=name), *_]):
                found.append(("Form", str(name)))
    return found


def drawn() -> set[tuple[str, str]]:
    return {one for file in (ROOT / "handlers").rglob("*.py") for one in pressed_names(file)}


def test_everything_that_can_be_pressed_has_a_handler():
    behind = {
        "Button": set(ROUTER.actions) | {OPENS_PAGE},
        "Picker": set(ROUTER.actions),
        "Loading": set(ROUTER.actions) & set(ROUTER.loads),
        "SearchField": set(ROUTER.loads),
        "Form": set(ROUTER.views),
    }
    assert {made for made, _ in drawn()} == set(behind)
    assert [(made, name) for made, name in sorted(drawn()) if name not in behind[made]] == []


def test_every_handler_can_be_reached():
    names = {name for _, name in drawn()}
    registered = {*ROUTER.actions, *ROUTER.views, *ROUTER.loads}
    assert registered - names == set()


def test_an_action_that_answers_with_a_form_says_so():
    """The modal is opened before the handler runs: a trigger lives for three seconds."""
    forms = {name for name, action in ROUTER.actions.items() if "Form" in str(action.handler.__annotations__["return"])}
    opening = {name for name, action in ROUTER.actions.items() if action.opens}
    assert opening <= forms
    assert forms - opening <= {"asked.choose"}  # it runs words, and no words open a form


@pytest.mark.parametrize("name", [*ROUTER.actions, *ROUTER.views, *ROUTER.loads, *ROUTER.shortcuts])
def test_names_are_area_and_what(name):
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
    assert "/" not in name


def test_the_commands_come_from_the_registry():
    everyday = {f"/gc-{verb.word}" for verb in VERBS.values() if verb.everyday}
    assert {command["command"] for command in COMMANDS} == {"/gc", *everyday}
    assert len(COMMANDS) <= MOST_COMMANDS


def test_every_command_fits_slacks_form():
    for command in COMMANDS:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 1 <= len(command["description"]) <= 2000
        assert len(command.get("usage_hint", "")) <= 1000
        assert command["should_escape"]


def test_the_emulator_reads_the_manifest_as_slack_does():
    read = read_manifest(MANIFEST)
    assert {command.name for command in read.commands} == {command["command"] for command in COMMANDS}
    assert {one.callback_id for one in read.shortcuts} == set(ROUTER.shortcuts)
    assert read.scopes == set(SCOPES)
    assert {read.events_path, read.interactivity_path, read.options_path} == {EVENTS}
    assert read.messages_tab_writable


async def test_every_command_of_its_own_reaches_its_verb(stage: Stage, ana: Person):
    offered = stage.sides.emulator.window(ana.who.slack_user).snapshot()["commands"]
    assert {one["command"] for one in offered} == {command["command"] for command in COMMANDS}
    for one in offered:
        said = await ana.says(one["command"])
        assert said.messages, one
        assert BUG not in said.text
        assert "I don't know" not in said.text


async def test_every_shortcut_opens_a_window(ana: Person):
    for callback_id in ROUTER.shortcuts:
        said = await ana.does(shortcut=callback_id)
        assert said.view
        assert said.view["blocks"]
        assert BUG not in said.text
        await ana.clicks(said.view["close"]["text"])
