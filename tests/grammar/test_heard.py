import pytest

from bot.grammar.heard import heard


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("join R&amp;D", "join R&D"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("“billing,\u00a0DE”", '"billing, DE"'),
        ("who\u200b <@U1|ana>", "who <@U1>"),
        ("join <#C1|billing>", "join billing"),
        ("join <#C1|>", "join C1"),
        ("who <mailto:a@b.c|a@b.c>", "who a@b.c"),
        ("see <https://x.example/a|x.example/a>", "see x.example/a"),
        ("see <https://x.example>", "see https://x.example"),
        ("tell <!here>", "tell @here"),
        ("ask <!subteam^S1|@leads>", "ask @leads"),
        (" a\n\tb\x00c ", "a b c"),
        ("\ud800x", "x"),
        ("\N{FAMILY}\u200d\N{GIRL}", "\N{FAMILY}\u200d\N{GIRL}"),
    ],
)
def test_slacks_wrapping_is_undone(text: str, plain: str) -> None:
    assert heard(text) == plain
