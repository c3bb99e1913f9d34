"""Law 18: what is supposed (R21)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
import pytest
from census import IN_HISTORIES, law, saw
from factories import as_reference, dating, only
from hypothesis import reject
from hypothesis import strategies as st

from dprk_tourism import Audience, DayWindow, Event, Hinge, History, MembershipUnknown, OpeningUnknown, Verdict, load
from dprk_tourism._graph import Records, network, replaced
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day
from dprk_tourism._rules.questions import Question
from dprk_tourism.errors import InvalidHistoryError
from dprk_tourism.testing import CAST, Asked, questions, reference_answer

SUPPOSED = {"a day": 0.30, "an end": 0.20, "a member": 0.25, "a member of an open group": 0.05}
CERTAIN = {"a day": 0.30, "an end": 0.03, "a member": 0.50}
HINGED = {"a settled set": 0.10}
VIEWED = {"several sources": 0.40}


def supposed(history: History, **suppositions: Any) -> History:
    """The history under suppositions; an example in which they close a loop of overrides is discarded."""
    try:
        return history.supposing(**suppositions)
    except InvalidHistoryError:
        reject()


def outcome(make: Callable[[], History]) -> object:
    """A history with what is supposed in it, or the faults of one in which overrides close a loop."""
    try:
        history = make()
    except InvalidHistoryError as error:
        return error.faults
    return history, history.suppositions


def verdict(history: Records, nationality: str, place: str, day: Day) -> Verdict:
    """The verdict for one day."""
    return Question(history, nationality, place).answer(day).verdict


@st.composite
def suppositions(draw: st.DrawFn, history: History, near: Day) -> dict[str, Any]:
    """A few suppositions about a history, their days not far from the one that is asked about."""
    day = st.integers(-4, 4).map(lambda by: Day.fromordinal(near.toordinal() + by))
    some = st.one_of(day.map(lambda d: DayWindow(d, d)), st.tuples(day, day).map(lambda two: DayWindow(*sorted(two))))
    policies = sorted(history.policies)
    open_ones = [id_ for id_ in policies if history.policies[id_].audience.possible]
    ids = draw(st.lists(st.sampled_from(sorted(history.events)), max_size=2, unique=True))
    ended = draw(st.lists(st.sampled_from(policies), max_size=1))
    joined = draw(st.lists(st.sampled_from(open_ones or policies) | st.sampled_from(policies), max_size=1))
    codes = {id_: [*sorted(history.policies[id_].audience.possible), *CAST] for id_ in joined}
    return {
        "days": {id_: draw(some) for id_ in ids},
        "ends": {id_: draw(some) for id_ in ended},
        "members": {
            id_: draw(st.dictionaries(st.sampled_from(few), st.booleans(), min_size=1)) for id_, few in codes.items()
        },
    }


def by_hand(history: History, days: Any, ends: Any, members: Any) -> Records:
    """The records as R21 says, with sources for what is supposed: then no rule can tell them from others."""
    events = {id_: redated(event, days[id_]) if id_ in days else event for id_, event in history.events.items()}
    policies = {}
    for id_, policy in history.policies.items():
        audience: Audience | None = policy.audience
        for named, belongs in members.items():
            for code, yes in belongs.items():
                same = history.policies[named].audience == policy.audience and code in policy.audience.possible
                if same or named == id_:
                    audience = settled(audience, code, yes=yes)
        if audience is not None:
            policies[id_] = attrs.evolve(policy, audience=audience)
    for number, (id_, window) in enumerate(((id_, ends[id_]) for id_ in sorted(ends) if id_ in policies), 1):
        cite = attrs.evolve(policies[id_].cites[0], attribute=None)
        end = f"supposed-end-{number}"
        events[end] = Event(id=end, what="It ends", datings=[dating(window, citation=cite)])
        whole = [cite for cite in policies[id_].cites if cite.attribute is None]
        policies[id_] = attrs.evolve(policies[id_], ends=end, ending=None, cites=whole)
    kept = {policy.id: policy for policy in only(policies.values(), policies)}
    return replaced(history, events=events, policies=kept, surveyed_from=history.surveyed_from)


def redated(event: Event, window: DayWindow) -> Event:
    """The event with one window, and its distances."""
    distances = [each for each in event.datings if each.when is None]
    return attrs.evolve(event, datings=[dating(window, citation=event.datings[0].citation), *distances])


def settled(audience: Audience | None, code: str, *, yes: bool) -> Audience | None:
    """The audience with a nationality as a certain member, or without it; None if nobody is left."""
    certain = (audience.certain if audience else frozenset()) - {code}
    possible = (audience.possible if audience else frozenset()) - {code}
    certain |= {code} if yes else frozenset()
    return Audience(certain, possible) if certain or possible else None


class TestSupposing:
    """Law 18: supposing what is certain already changes no verdict. If a hinge's set for yes (or no) is one settled
    verdict, supposing it so gives that verdict; a settled answer under the supposition is in the set, or the set holds
    undetermined (R21).
    """

    @law(18, floors=SUPPOSED, question=questions(), data=st.data())
    def test_answers_are_those_of_such_records(self, question: Asked, data: st.DataObject) -> None:
        """The answer is that of the slow evaluator for records that say what is supposed."""
        history, nationality, place, day = question
        what = data.draw(suppositions(history, day))
        saw(*["a day"][: len(what["days"])], *["an end"][: len(what["ends"])])
        codes = [(history.policies[id_].audience, code) for id_, belongs in what["members"].items() for code in belongs]
        saw(*["a member"][: len(codes)])
        saw(*{"a member of an open group" for audience, code in codes if code in audience.possible})

        answer = Question(supposed(history, **what), nationality, place).answer(day)

        assert reference_answer(by_hand(history, **what), nationality, place, day) == as_reference(answer)

    @law(18, floors=CERTAIN, question=questions(), data=st.data())
    def test_what_is_certain_changes_nothing(self, question: Asked, data: st.DataObject) -> None:
        """The days that an event has anyway, an end that is known, and who surely belongs or does not."""
        history, nationality, place, day = question
        windows = {id_: history.window(id_) for id_ in history.events}
        known = {id_: window for id_, window in windows.items() if window != DayWindow(None, None)}
        ends = {p.id: windows[p.ends] for p in history.policies.values() if p.ends and windows[p.ends].is_one_day}
        certain = {
            policy.id: {code: code in policy.audience.certain}
            for policy in history.policies.values()
            for code in [data.draw(st.sampled_from(CAST))]
            if code not in policy.audience.possible
        }
        what = {
            "days": dict(data.draw(st.sets(st.sampled_from([*known.items()]), max_size=2))) if known else {},
            "ends": ends,
            "members": certain,
        }
        kinds = zip(CERTAIN, what.values(), strict=True)
        saw(*(kind for kind, supposed_so in kinds if supposed_so))

        assert verdict(*question) is verdict(supposed(history, **what), nationality, place, day)

    @law(18, floors={**IN_HISTORIES, **HINGED}, question=questions())
    def test_supposing_a_hinge(self, question: Asked) -> None:
        """What a hinge says of yes and no comes true when it is supposed so."""
        history, nationality, place, day = question
        for hinge in Question(history, nationality, place).answer(day).hinges:
            saw(*both_sides(history, nationality, place, day, hinge))

    @pytest.mark.slow
    @pytest.mark.whole
    @pytest.mark.parametrize("name", SHIPPED)
    def test_hinges_of_shipped_histories(self, name: str) -> None:
        """The same for every hinge of the shipped histories, on the first day and the last of its stretch.

        Where a stretch is equal at several places, or for several nationalities, it is tried for one.
        """
        history, seen = load(name), set[str]()
        stretches = {
            stretch: (code, place)
            for place in history.places
            for code in history.nationality_classes()
            for stretch in history.timeline(code, place)
            if stretch.hinges
        }
        for stretch, (code, place) in stretches.items():
            for day in {day for day in (stretch.span.start, stretch.span.last) if day is not None}:
                for hinge in stretch.hinges:
                    seen |= set(both_sides(history, code, place, day, hinge))

        assert "a settled set" in seen

    @pytest.mark.parametrize("name", SHIPPED)
    def test_what_is_certain_of_shipped_histories(self, name: str) -> None:
        """All days that are left, all known ends and all certain members at once change no verdict on any day."""
        history = load(name)
        windows = {id_: history.window(id_) for id_ in history.events}
        ends = {p.id: windows[p.ends] for p in history.policies.values() if p.ends and windows[p.ends].is_one_day}
        members = {
            policy.id: {code: code in policy.audience.certain for code in CAST if code not in policy.audience.possible}
            for policy in history.policies.values()
        }
        known = {id_: window for id_, window in windows.items() if window != DayWindow(None, None)}
        what_if = history.supposing(days=known, ends=ends, members=members)

        for place in history.places:
            for code in history.nationality_classes():
                before, after = (each.timeline(code, place).runs() for each in (history, what_if))
                assert [*before] == [*after]

    @law(18, floors=VIEWED, question=questions(), data=st.data())
    def test_views_first(self, question: Asked, data: st.DataObject) -> None:
        """A view of a supposed history is the supposed view, as far as the view holds what is supposed."""
        history, _, _, day = question
        what = data.draw(suppositions(history, day))
        chosen = data.draw(st.sets(st.sampled_from(sorted(history.sources))))
        view = history.according_to(*chosen)
        held = {
            kind: {id_: value for id_, value in about.items() if id_ in getattr(view, table)}
            for (kind, about), table in zip(what.items(), ("events", "policies", "policies"), strict=True)
        }

        whole = supposed(history, **what)

        assert outcome(lambda: view.supposing(**held)) == outcome(lambda: whole.according_to(*chosen))


def both_sides(history: History, nationality: str, place: str, day: Day, hinge: Hinge) -> Iterator[str]:
    """Check what a hinge says against the answers under either supposition; return what was seen."""
    for yes, verdicts in ((True, hinge.if_yes), (False, hinge.if_no)):
        so = [supposed(history, **what) for what in so_supposed(history, nationality, day, hinge, yes=yes)]
        # Where distances leave no day together, fewer windows may make some of them fit (R2).
        if so and network(so[0]).contradicted == network(history).contradicted:
            found = verdict(so[0], nationality, place, day)
            if len(verdicts) == 1 and Verdict.UNDETERMINED not in verdicts:
                yield "a settled set"
                assert {found} == verdicts
            elif found is not Verdict.UNDETERMINED:
                yield "a settled answer"
                assert found in verdicts or Verdict.UNDETERMINED in verdicts


def so_supposed(history: History, nationality: str, day: Day, hinge: Hinge, *, yes: bool) -> Iterable[dict[str, Any]]:
    """The supposition that settles a hinge; none for an opening that no source dates."""
    match hinge.unknown:
        case MembershipUnknown():
            yield {"members": {hinge.policies[0]: {nationality: yes}}}
        case OpeningUnknown():
            return
        case fact:
            window = history.window(fact.event)
            half = (window.earliest, day) if yes else (Day.fromordinal(day.toordinal() + 1), window.latest)
            yield {"days": {fact.event: DayWindow(*half)}}
