"""Those who may come to decide, as plain values, and when two of them are one human being."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A Genesys user, and what Slack knows of them where they are linked. Names are theirs to choose: escape them."""

    genesys_id: str  #: empty for a Slack user of whom no link is known
    name: str
    email: str
    slack: str = ""  #: their Slack account, "team:user"; empty: none is linked
    slack_email: str = ""  #: as Slack shows it, where that is known

    def is_same(self, other: "Person") -> bool:
        """Whether both are one human being, as far as anybody can tell: by Genesys, by Slack, or by a mailbox.

        What stands behind a plus in an address reaches the same mailbox, so it makes nobody somebody else.
        """
        pairs = ((self.genesys_id, other.genesys_id), (self.slack, other.slack))
        return any(mine and mine == theirs for mine, theirs in pairs) or bool(_mailboxes(self) & _mailboxes(other))


@dataclass(frozen=True)
class Standing:
    """Where somebody stands at this moment."""

    person: Person
    is_linked: bool = True  #: linked and awake: whoever must sign in again is not
    is_served: bool = True  #: no guest, bot, stranger of a shared channel, or deactivated person
    is_out_of_office: bool = False


def _mailboxes(person: Person) -> set[str]:
    return {_mailbox(address) for address in (person.email, person.slack_email) if address.strip()}


def _mailbox(address: str) -> str:
    local, at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"
