"""The template of `mrkdwn` is text that stands in the code: a value in it would reach Slack unescaped."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    file
    for room in ("handlers", "bot")
    for file in sorted((ROOT / room).rglob("*.py"))
    if "sandbox" not in file.relative_to(ROOT).parts[:2]
]
#: A change's own template: its values stand apart from it (`Sentence`), and hostile ones are walked through it.
FOREIGN = {("handlers/wording.py", "sentence.template")}


Scope = tuple[ast.AST, ast.Module]


def bound(name: str, scope: Scope) -> list[ast.expr]:
    """What a name is given in the function, or else in the module."""
    function, module = scope
    return _given(name, ast.walk(function)) or _given(name, module.body)


def _given(name: str, nodes: Iterable[ast.AST]) -> list[ast.expr]:
    found: list[ast.expr] = []
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found.append(value)
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                found.append(value)
    return found


def is_plain(node: ast.expr, scope: Scope) -> bool:
    """Whether an expression can only be text that somebody wrote into this file."""
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return is_plain(body, scope) and is_plain(orelse, scope)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_plain(left, scope) and is_plain(right, scope)
        case ast.Dict(values=values):
            return all(is_plain(value, scope) for value in values)
        case ast.Subscript(value=ast.Name() as table):
            return is_plain(table, scope)
        case ast.Name(id=name):
            values = bound(name, scope)
            return bool(values) and all(is_plain(value, scope) for value in values)
        case _:
            return False


def templates(module: ast.Module) -> Iterator[tuple[ast.expr, Scope]]:
    """Each template with the innermost function around it, which alone may name it."""
    around: dict[ast.expr, Scope] = {}
    for scope in ast.walk(module):
        if not isinstance(scope, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(scope):
            match node:
                case ast.Call(func=ast.Name(id="mrkdwn"), args=[template, *_]):
                    around[template] = scope, module  # inner functions come later, and win
    yield from around.items()


def faults(source: str, name: str) -> list[str]:
    found = templates(ast.parse(source))
    written = [ast.unparse(template) for template, scope in found if not is_plain(template, scope)]
    return [text for text in written if (name, text) not in FOREIGN]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_is_text_of_the_code(file):
    assert faults(file.read_text("utf-8"), str(file.relative_to(ROOT))) == []


@pytest.mark.parametrize(
    "source",
    ['mrkdwn(f"*{name}*")', 'mrkdwn("*" + name)', "mrkdwn(user.name)", "mrkdwn(name)", 't = f"{x}"\nmrkdwn(t)'],
)
def test_a_value_in_a_template_is_found(source):
    assert faults(source, "x.py")


def test_text_is_made_by_mrkdwn_alone():
    """`Mrkdwn(…)` built by hand is unescaped; only the file that escapes may do so."""
    makers = [
        file.relative_to(ROOT).as_posix()
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Mrkdwn"
    ]
    assert set(makers) == {"bot/slack/mrkdwn.py"}
