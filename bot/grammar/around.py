"""What stands around other words: for whom they are, and why they are asked."""

import re
from collections.abc import Sequence

from bot.grammar.heard import heard
from bot.grammar.people import EMAIL, GENESYS_ID, MENTION
from bot.grammar.pieces import QUOTED
from bot.grammar.verbs import TRAILING, VerbWords

#: What names a person by itself, so that nothing behind it is looked through for a verb.
PERSON = re.compile(
    rf"(?P<whom>{MENTION.pattern}|{QUOTED.pattern}|{EMAIL.pattern}|{GENESYS_ID.pattern})[,:]?(?: |$)", re.IGNORECASE
)
BECAUSE = re.compile(r"(?:^|(?<= ))because(?= |$)", re.IGNORECASE)
LAST_QUOTED = re.compile(r'(?:^|(?<= ))"([^"]*)"$')


def whom_and_what(text: str, verbs: Sequence[VerbWords]) -> tuple[str, str]:
    """`@ana join billing` → the person, and what is to be done.

    A name may have several words: it goes as far as the first word, behind its own first one, that is a verb. Without
    a verb it is one word, and the rest is a verb that somebody misspelled.
    """
    said = heard(text)
    if found := PERSON.match(said):
        return found["whom"].rstrip(",:"), said[found.end() :]
    words = said.split(" ")
    names = {heard(name).casefold() for verb in verbs for name in (verb.word, *verb.aliases)}
    longest = max((name.count(" ") + 1 for name in names), default=0)
    for begins in range(1, len(words)):
        tried = (" ".join(words[begins : begins + count]) for count in range(1, longest + 1))
        if any(one.casefold().rstrip(TRAILING) in names for one in tried):
            return _parted(words, begins)
    return _parted(words, 1)


def what_and_why(text: str) -> tuple[str, str]:
    """`join billing "covering for Ana"` → what is asked, and the reason.

    The reason is all behind a `because`, or what stands in quotes at the end.
    """
    said = heard(text)
    hidden = QUOTED.sub(lambda found: "_" * len(found[0]), said)
    if found := BECAUSE.search(hidden):
        return said[: found.start()].strip(), said[found.end() :].strip(' "')
    if found := LAST_QUOTED.search(said):
        return said[: found.start()].strip(), found[1].strip()
    return said, ""


def _parted(words: Sequence[str], begins: int) -> tuple[str, str]:
    return " ".join(words[:begins]).rstrip(",:"), " ".join(words[begins:])
