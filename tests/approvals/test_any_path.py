"""Whoever is above whom, away, or done with it: what holds of every path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.approvals.deciding import may_decide
from bot.approvals.path import Candidate, Done, Facts, How, Path, Room, path
from bot.approvals.people import Standing
from tests.approvals.people import facts, person

#: Of the first three there is a second account each.
NAMES = ("Ana", "Ana+2", "Bo", "Bo+2", "Lena", "Lena+2", "Max", "Tom", "Kim")
CHANNEL = "C1"


@dataclass(frozen=True)
class World:
    people: Mapping[str, Standing]
    facts: Facts
    superiors: Sequence[str]
    delegates: Mapping[str, str]
    named: Sequence[str]
    channel: str | None

    def path(self) -> Path:
        return path(
            self.facts,
            [self.people[name] for name in self.superiors],
            delegates={f"id-{lead}": self.people[name] for lead, name in self.delegates.items()},
            named=[self.people[name] for name in self.named],
            channel=self.channel,
        )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    some = st.lists(st.sampled_from(NAMES), max_size=6)
    usually = st.sampled_from([True, True, True, False])
    people = {
        name: Standing(person(name), draw(usually), draw(usually), is_out_of_office=not draw(usually)) for name in NAMES
    }
    keys = st.sampled_from([*(f"id-{name}" for name in NAMES), CHANNEL])
    known = facts(
        subject=person(draw(st.sampled_from(NAMES))),
        self_allowed=draw(st.sampled_from([False, False, True])),
        decided=tuple(person(name) for name in draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        done_with=draw(st.dictionaries(keys, st.sampled_from(Done), max_size=3)),
        asked=frozenset(f"id-{name}" for name in draw(some)),
    )
    delegates = draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES), max_size=4))
    return World(people, known, draw(some), delegates, draw(some), draw(st.sampled_from([CHANNEL, None])))


def human(name: str) -> str:
    return name.removesuffix("+2")


def people_of(found: Path) -> list[Candidate]:
    return [step for step in found.steps if isinstance(step, Candidate)]


def barred(world: World, name: str) -> bool:
    """Told by names alone, apart from what is tested."""
    concerned = {human(world.facts.requester.name), human(world.facts.subject.name)}
    decided = {human(one.name) for one in world.facts.decided}
    return (human(name) in concerned and not world.facts.self_allowed) or human(name) in decided


@given(worlds())
@settings(deadline=None)
def test_nobody_is_asked_who_must_not_or_can_not_decide(world: World):
    for step in people_of(world.path()):
        assert not barred(world, step.person.name)
        assert step.person.genesys_id not in world.facts.done_with
        assert step.standing.is_linked
        assert step.standing.is_served
        assert not step.standing.is_out_of_office


@given(worlds())
@settings(deadline=None)
def test_everybody_is_named_by_a_rule_in_its_order_and_asked_once(world: World):
    found = world.path()
    humans = [human(step.person.name) for step in people_of(found)]
    assert len(humans) == len(set(humans))
    places = []
    for step in people_of(found):
        holder = step.instead_of.name if step.instead_of else step.person.name
        assert step.instead_of is None or world.delegates[holder] == step.person.name
        rungs = world.named if step.how is How.NAMED else [*world.superiors, *world.named]
        place = rungs.index(holder) + (len(world.superiors) if step.how is How.NAMED else 0)
        places.append((place, step.how is not How.DELEGATE))
    assert places == sorted(places)
    rooms = [place for place, step in enumerate(found.steps) if isinstance(step, Room)]
    assert rooms in ([], [len(found.steps) - 1])
    assert bool(rooms) == (world.channel is not None and CHANNEL not in world.facts.done_with)


@given(worlds(), st.integers(0, 6), st.sampled_from(["is_out_of_office", "is_linked", "is_served"]))
@settings(deadline=None)
def test_a_superior_who_can_not_be_asked_changes_nothing_for_the_others(world: World, place: int, why: str):
    stands = {why: why == "is_out_of_office"}
    people = {**world.people, "New": Standing(person("New"), **stands)}
    superiors = [*world.superiors[:place], "New", *world.superiors[place:]]
    more = World(people, world.facts, superiors, world.delegates, world.named, world.channel)
    before, after = world.path(), more.path()
    assert [step.person for step in people_of(after)] == [step.person for step in people_of(before)]
    assert len(after.skipped) - len(before.skipped) in {0, 1}


@given(world=worlds(), name=st.sampled_from(NAMES), is_in_room=st.booleans())
@settings(deadline=None)
def test_nobody_decides_whom_no_rule_names_or_whose_own_affair_it_is(world: World, name: str, *, is_in_room: bool):
    found, clicker = world.path(), world.people[name]
    refusal = may_decide(world.facts, clicker, found, is_in_room=is_in_room)
    if refusal is None:
        assert not barred(world, name)
        assert clicker.is_linked
        assert clicker.is_served
        by_rule = {
            *world.superiors,
            *world.named,
            *(world.delegates.get(one) for one in (*world.superiors, *world.named)),
        }
        assert name in by_rule or (is_in_room and isinstance(found.now, Room))
        assert world.facts.done_with.get(f"id-{name}") in {None, Done.TIMED_OUT}
    else:
        assert refusal.now == found.now


@given(worlds())
@settings(max_examples=50, deadline=None)
def test_whom_it_is_with_may_decide(world: World):
    found = world.path()
    if isinstance(found.now, Candidate):
        assert may_decide(world.facts, found.now.standing, found) is None
