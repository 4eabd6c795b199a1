"""A change as policy sees it: who wants to do what to whom."""

from bot.approvals.people import Person
from bot.changes.kinds import AnyChange
from bot.identity.actors import Actor
from bot.identity.links import Me
from bot.policy.judging import Policy, judged
from bot.policy.verdict import Deed, Judgement, Party, Verdict
from bot.policy.words import policy_in_words


class Deeds:
    """Asks Genesys for no more than the rules need."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @property
    def ask_approval(self) -> bool:
        """Whether any rule wants a decision."""
        return any(rule.then is Verdict.APPROVAL for rule in self._policy.rules)

    def rules(self) -> list[str]:
        """The rules in words."""
        return policy_in_words(self._policy)

    async def of(self, change: AnyChange, actor: Actor, subject: Person, *, by: Me | None = None) -> Deed:
        """Raises GenesysError where rules name teams, and Genesys does not say who leads whom.

        `by`: who would do it, where that is not who looks into Genesys.
        """
        by = by or actor.me
        me = await self._party(actor, by.id, by.email)
        own = subject.genesys_id == by.id
        return Deed(
            kind=change.kind,
            operations=change.operations,
            effect=change.effect,
            actor=me,
            subject=me if own else await self._party(actor, subject.genesys_id, subject.email),
            queues=change.queue_names,
        )

    def judged(self, deed: Deed) -> Judgement:
        return judged(self._policy, deed)

    async def _party(self, actor: Actor, user_id: str, email: str) -> Party:
        if not self._policy.needs_teams:
            return Party(user_id, email)
        above = await actor.genesys.users.get_user_superiors(user_id)
        return Party(user_id, email, above[0].email if above else "")
