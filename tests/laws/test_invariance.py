"""What must not matter: order, repetition, names, irrelevant records, other layers, the date: laws 3, 6, 10."""

import json
import pickle
import random
from typing import Any

import attrs
from census import IN_HISTORIES, law, saw
from factories import happened, later, only, rebuilt, shifted
from hypothesis import reject
from hypothesis import strategies as st

from dprk_tourism import (
    AccessPolicy,
    Audience,
    Dating,
    DaySpan,
    Effect,
    Event,
    History,
    InvalidHistoryError,
    Layer,
    Place,
    Resort,
    dumps,
    fingerprint,
    loads,
)
from dprk_tourism._graph import given_first_day
from dprk_tourism._model.records import EARLIER, from_the_inside_out
from dprk_tourism._model.travellers import NAMED_AUDIENCES
from dprk_tourism._rules.questions import Question
from dprk_tourism.testing import Asked, questions


class TestOrder:
    """Law 3: order and repetition of records never matter (R8)."""

    @law(3, question=questions(), data=st.data())
    def test_order_and_names_do_not_matter(self, question: Asked, data: st.DataObject) -> None:
        """Records, datings, citations and the keys of a file in another order, and policies of other ids."""
        self.check_records(question, data)
        self.check_within_records(question)
        self.check_file(question[0], data)
        self.check_names(question, data)

    def check_records(self, question: Asked, data: st.DataObject) -> None:
        """Records in another order, some given twice, make an equal history and give the same answer."""
        history, nationality, place, day = question
        kinds = {kind: list(getattr(history, kind).values()) for kind in ("sources", "places", "events", "policies")}
        again = {
            kind: data.draw(st.permutations(rows + data.draw(st.lists(st.sampled_from(rows), max_size=2))))
            for kind, rows in kinds.items()
            if rows
        }

        other = rebuilt(history, **again)

        assert history == other
        assert hash(history) == hash(other)
        assert fingerprint(history) == fingerprint(other)
        expected = Question(history, nationality, place).answer(day)
        assert expected == Question(other, nationality, place).answer(day)

    def check_within_records(self, question: Asked) -> None:
        """Datings and citations in the reverse order, each given twice, leave the timeline as it is."""
        history, nationality, place, _ = question
        events = [attrs.evolve(event, datings=event.datings[::-1] * 2) for event in history.events.values()]
        policies = [attrs.evolve(policy, cites=policy.cites[::-1] * 2) for policy in history.policies.values()]

        other = rebuilt(history, events=events, policies=policies)

        assert history.timeline(nationality, place) == other.timeline(nationality, place)

    def check_file(self, history: History, data: st.DataObject) -> None:
        """A file with its tables, records and keys in another order is read as the same history."""
        written = json.loads(dumps(history, format="json"))

        chance = random.Random(data.draw(st.integers(min_value=0, max_value=2**32)))  # noqa: S311 - no secret
        other = loads(json.dumps(self.shuffled(written, chance)), format="json")

        assert history == other

    def shuffled(self, value: Any, chance: random.Random) -> Any:
        """A document with the keys of each table in another order."""
        if not isinstance(value, dict):
            return value
        return {key: self.shuffled(value[key], chance) for key in chance.sample(list(value), len(value))}

    def check_names(self, question: Asked, data: st.DataObject) -> None:
        """Policies that trade their ids trade their places in the findings, and nothing else changes (R8)."""
        history, nationality, place, day = question
        ids = sorted(history.policies)
        new = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))

        other = rebuilt(history, policies=[self.renamed(policy, new) for policy in history.policies.values()])

        before = Question(history, nationality, place).answer(day)
        after = Question(other, nationality, place).answer(day)
        assert (before.verdict, before.because) == (after.verdict, after.because)
        for finding, again in zip(before.findings, after.findings, strict=True):
            assert finding.outcomes == again.outcomes
            assert sorted(new[id_] for id_ in finding.deciding) == list(again.deciding)
            assert sorted(new[id_] for id_ in finding.possible) == list(again.possible)

    def renamed(self, policy: AccessPolicy, new: dict[str, str]) -> AccessPolicy:
        """The policy with another id, and other ids in its overrides."""
        if policy.overrides == EARLIER:
            return attrs.evolve(policy, id=new[policy.id])
        return attrs.evolve(policy, id=new[policy.id], overrides=[new[id_] for id_ in policy.overrides])


class TestIrrelevance:
    """Law 6: with the days surveyed fixed, policies and places whose audience cannot hold the nationality, or whose
    place neither is nor encloses the asked place, change nothing; records of one layer never change another layer's
    finding.
    """

    @law(
        6,
        floors={**IN_HISTORIES, "an irrelevant policy": 0.30},
        question=questions(),
        nights=st.integers(min_value=0, max_value=5),
        strict=st.booleans(),
        layer=st.sampled_from(list(Layer)),
    )
    def test_only_what_bears_on_a_question_matters(
        self, question: Asked, nights: int, strict: bool, layer: Layer
    ) -> None:
        """A decision carries what it needs, and nothing else changes an answer."""
        self.check_pickled(question, nights, strict=strict)
        self.check_bare(question)
        self.check_without_each(question)
        self.check_alone(question, layer)
        self.check_inside(question)

    def check_pickled(self, question: Asked, nights: int, *, strict: bool) -> None:
        """A pickled decision holds the records that bear on it alone; it comes back equal, and explains itself alike."""
        history, nationality, place, day = question
        decision = history.timeline(nationality, place, strict=strict).decide(day, later(day, nights))

        copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes

        assert decision == copy
        assert decision.explain() == copy.explain()
        assert decision.to_dict() == copy.to_dict()

    def check_bare(self, question: Asked) -> None:
        """Without all policies, places and events that are not relevant (R5) the answer is the same.

        An event is relevant, too, if distances lead from it to a relevant one.
        """
        history, nationality, place, day = question
        around = {each.id: each for each in from_the_inside_out(history.places, place)}
        kept = {
            policy.id
            for policy in history.policies.values()
            if nationality in policy.audience.members and policy.place in around
        }
        policies = only(history.policies.values(), kept)
        named = {event for policy in policies for event in (policy.starts, policy.ends, policy.announced)}
        named |= {each.opens for each in around.values() if isinstance(each, Resort)}

        events = self.connected(history, {id_ for id_ in named if id_ is not None})
        first = history.surveyed_from
        bare = rebuilt(history, places=around.values(), events=events, policies=policies, surveyed_from=first)

        expected = Question(history, nationality, place).answer(day)
        assert expected == Question(bare, nationality, place).answer(day)

    def connected(self, history: History, named: set[str]) -> list[Event]:
        """The events, and all that any distances link to them, directly or through others."""
        found: set[str] = set()
        while found != named:
            found = set(named)
            for event in history.events.values():
                around = {event.id, *(other for each in event.datings for other in (each.after, each.before) if other)}
                named |= around if around & named else set()
        return [event for event in history.events.values() if event.id in found]

    def check_without_each(self, question: Asked) -> None:
        """Without any one policy that is not relevant the answer is the same."""
        history, nationality, place, day = question
        around = {each.id for each in from_the_inside_out(history.places, place)}
        expected = Question(history, nationality, place).answer(day)
        for policy in history.policies.values():
            if nationality not in policy.audience.members or policy.place not in around:
                saw("an irrelevant policy")
                policies = only(history.policies.values(), history.policies.keys() - {policy.id})
                other = rebuilt(history, policies=policies)
                assert expected == Question(other, nationality, place).answer(day)

    def check_inside(self, question: Asked) -> None:
        """One more place inside the asked one, with a policy of its own, changes nothing (R4)."""
        history, nationality, place, day = question
        cites = [next(iter(history.policies.values())).cites[0]]
        inside = Place(id="inside", name="Inside", within=place)
        deny = AccessPolicy(
            id="inside-only", effect="deny", layer="site", audience="everyone", place="inside", cites=cites
        )

        other = history.amended(places=[inside], policies=[deny])

        expected = Question(history, nationality, place).answer(day)
        assert expected == Question(other, nationality, place).answer(day)

    @law(6, question=questions(), data=st.data())
    def test_others_and_other_places_do_not_matter(self, question: Asked, data: st.DataObject) -> None:
        """More policies for everybody else, and for everybody at a place beside the asked one, change nothing."""
        history, nationality, place, day = question
        policies = list(history.policies.values())
        beside = Place(id="beside", name="Beside", within=history.places[place].within)
        new = [
            AccessPolicy(
                id=f"more-{number}",
                effect=data.draw(st.sampled_from(list(Effect))),
                layer=data.draw(st.sampled_from(list(Layer))),
                audience=audience,
                place=at,
                starts=data.draw(st.none() | st.sampled_from(happened(history))),
                overrides=data.draw(st.sampled_from([(), EARLIER])),
                cites=policies[0].cites,
            )
            for number, (audience, at) in enumerate(
                [
                    (Audience(NAMED_AUDIENCES["everyone"].certain - {nationality}), place),
                    (NAMED_AUDIENCES["everyone"], "beside"),
                ]
            )
        ]
        try:
            other = history.amended(places=[beside], policies=new)
        except InvalidHistoryError:  # one would outrank others in a circle
            reject()

        expected = Question(history, nationality, place).answer(day)
        assert expected == Question(other, nationality, place).answer(day)

    def check_alone(self, question: Asked, layer: Layer) -> None:
        """Without the policies of the other layers, a layer finds the same."""
        history, nationality, place, day = question
        policies = [policy for policy in history.policies.values() if policy.layer is layer]

        bare = rebuilt(history, policies=policies)

        found = [Question(each, nationality, place).answer(day).findings for each in (history, bare)]
        before, after = ([f for f in findings if f.layer is layer] for findings in found)
        assert before == after


class TestShift:
    """Law 10: shifting every day of a history by n shifts every answer by n; distances stay."""

    @law(10, question=questions(), by=st.integers(min_value=-40_000, max_value=40_000))
    def test_answers_shift(self, question: Asked, by: int) -> None:
        """A history some days later has the same timeline as many days later, and the same distances."""
        history, nationality, place, day = question

        other = self.moved(history, by)

        before, after = (each.timeline(nationality, place) for each in (history, other))
        stretches = [attrs.evolve(stretch, span=self.span_moved(stretch.span, by)) for stretch in before.stretches]
        assert stretches == list(after.stretches)
        expected = Question(history, nationality, place).answer(day)
        assert expected == Question(other, nationality, place).answer(later(day, by))
        assert history.disputed == other.disputed
        for event in history.events:
            assert shifted(history.window(event), by) == other.window(event)
            assert [history.distance(event, one) for one in history.events] == [
                other.distance(event, one) for one in history.events
            ]

    def span_moved(self, span: DaySpan, by: int) -> DaySpan:
        """The span some days later."""
        return DaySpan(*(None if day is None else later(day, by) for day in (span.start, span.end)))

    def moved(self, history: History, by: int) -> History:
        """The history some days later."""
        surveyed = (given_first_day(history), history.surveyed_through)
        first, last = (None if day is None else later(day, by) for day in surveyed)
        return rebuilt(
            history,
            sources=[
                attrs.evolve(source, published=shifted(source.published, by)) for source in history.sources.values()
            ],
            events=[
                attrs.evolve(event, datings=[self.dating_moved(dating, by) for dating in event.datings])
                for event in history.events.values()
            ],
            surveyed_from=first,
            surveyed_through=last,
        )

    def dating_moved(self, dating: Dating, by: int) -> Dating:
        """The dating some days later; a distance stays."""
        return dating if dating.when is None else attrs.evolve(dating, when=shifted(dating.when, by))
