"""Why a link does not come about; `handlers/pages/words.py` has the sentence for each."""

from enum import StrEnum, auto


class Refused(StrEnum):
    """In all of these cases no link was made, changed or ended."""

    BAD_REQUEST = auto()  # parameters missing, doubled, or too long
    UNKNOWN_ADDRESS = auto()
    EXPIRED = auto()
    USED = auto()
    FORGED = auto()  # the form is not one that we gave to this browser
    OTHER_BROWSER = auto()
    NOT_SERVED = auto()
    DECLINED = auto()
    SLACK_REFUSED = auto()
    OTHER_SLACK_USER = auto()
    SLACK_AWAY = auto()
    SLACK_CLIENT_REFUSED = auto()  # our own app: a setting is wrong
    SIGN_IN_REFUSED = auto()
    BUSY = auto()
    GENESYS_AWAY = auto()
    CLIENT_REFUSED = auto()  # our own OAuth client: a setting is wrong
    NO_EMAIL = auto()
    EMAIL_UNCONFIRMED = auto()
    OTHER_EMAIL = auto()
    OTHER_ORGANISATION = auto()
    TAKEN = auto()


class LinkRefused(Exception):
    """`facts` are what its sentence needs: names and e-mails of both sides."""

    def __init__(self, why: Refused, **facts: str) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts
