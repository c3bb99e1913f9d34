"""What a record was given stays what it was given: law 20."""

import copy
import pickle
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import pytest
from census import law, saw
from hypothesis import strategies as st

from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    Dating,
    DaySpan,
    DayWindow,
    DprkTourismError,
    Event,
    History,
    Place,
    Resort,
    Source,
    Visit,
)
from dprk_tourism._model.days import Distance
from dprk_tourism.testing import Asked, histories, questions, register_strategies

RECORDS: Final = (
    Source,
    Citation,
    Place,
    Resort,
    Dating,
    Event,
    Audience,
    AccessPolicy,
    Visit,
    DayWindow,
    DaySpan,
    Distance,
)

OUTCOMES: Final = {"a record": 0.50, "an error": 0.01, "something left out": 0.20}
"""Floors on what comes of an edit, as shares of the examples."""

register_strategies()


def outcome(make: Callable[[], Any]) -> Any:
    """What is made, or the class of the error."""
    try:
        return make()
    except DprkTourismError as error:
        return type(error)


class TestEvolve:
    """Law 20: for every record and every field, `evolve` of the field equals a new record with that field."""

    @law(20, floors=OUTCOMES, record=st.sampled_from(RECORDS), data=st.data())
    def test_evolve_means_what_it_says(self, record: type, data: st.DataObject) -> None:
        """An edit of one field is the record that is made with it, whatever was left out, or the same error."""
        one, other, third = (data.draw(st.from_type(record)) for _ in range(3))
        fields = attrs.fields(record)
        kept = [field for field in fields if field.default is attrs.NOTHING or data.draw(st.booleans())]
        given = {field.name: getattr(data.draw(st.sampled_from([one, other])), field.name) for field in kept}
        edited = data.draw(st.sampled_from(fields)).name
        change = {edited: getattr(third, edited)}
        before = outcome(lambda: record(**given))
        if isinstance(before, type):
            saw("no record to begin with")
            return

        after = outcome(lambda: attrs.evolve(before, **change))

        saw("an error" if isinstance(after, type) else "a record", *["something left out"][: len(fields) - len(kept)])
        assert outcome(lambda: record(**{**given, **change})) == after

    @law(20, history=histories(), other=histories(), edited=st.sampled_from(attrs.fields(History)))
    def test_evolve_of_a_history(self, history: History, other: History, edited: "attrs.Attribute[Any]") -> None:
        """A history that is edited is a new history of those records, or the same faults."""
        change = {str(edited.alias): getattr(other, edited.name)}
        fields = {str(field.alias): getattr(history, field.name) for field in attrs.fields(History)}

        assert outcome(lambda: History(**{**fields, **change})) == outcome(lambda: attrs.evolve(history, **change))


class TestContent:
    """Law 20: `pickle`, `deepcopy` and `asdict` work before and after any question, and hold content only."""

    @law(20, question=questions())
    def test_histories_and_answers(self, question: Asked) -> None:
        """Histories, timelines, decisions and the mappings that answers come in."""
        self.check_history(question)
        self.check_answers(question)
        self.check_mappings(question)

    def check_history(self, question: Asked) -> None:
        """A history is copied, pickled and shown as a dictionary as it was before it was asked."""
        history, nationality, place, day = question
        fresh = copy.deepcopy(history)
        before = pickle.dumps(fresh), attrs.asdict(fresh)

        fresh.decide(Visit(nationality, place, day))
        fresh.who_may_visit(day, place)
        fresh.nationality_classes()

        assert before == (pickle.dumps(fresh), attrs.asdict(fresh))
        assert [field.name for field in attrs.fields(History)] == [*attrs.asdict(fresh)]
        self.is_copied(fresh)

    @law(20, floors={}, record=st.sampled_from(RECORDS), data=st.data())
    def test_records(self, record: type, data: st.DataObject) -> None:
        """A record is copied and pickled, and as a dictionary it has its fields, whatever was asked of it."""
        value = data.draw(st.from_type(record))
        before = pickle.dumps(value), attrs.asdict(value)
        derived = [name for name in dir(value) if not name.startswith("_") and not callable(getattr(value, name))]

        assert derived
        assert before == (pickle.dumps(value), attrs.asdict(value))
        assert [field.name for field in attrs.fields(record)] == [*before[1]]
        self.is_copied(value)

    def check_answers(self, question: Asked) -> None:
        """A timeline and a decision are copied and pickled too, and are dictionaries of what they say."""
        history, nationality, place, day = question
        for answer in (history.timeline(nationality, place), history.decide(Visit(nationality, place, day))):
            content = attrs.asdict(answer)

            history.timeline(nationality, place).decide(day).explain()

            assert content == attrs.asdict(answer)
            assert "history" not in content
            self.is_copied(answer)

    def check_mappings(self, question: Asked) -> None:
        """The mappings that answers come in are copied and pickled too."""
        history, nationality, place, day = question
        answers: list[Mapping[Any, Any]] = [history.sources, history.policies, history.nationality_classes()]
        answers += [history.who_may_visit(day, place), history.decide(Visit(nationality, place, day)).elsewhere]

        for each in answers:
            self.is_copied(each)
            with pytest.raises(TypeError):
                each.clear()  # type: ignore[attr-defined]

    def is_copied(self, value: Any) -> None:
        """Check that copies of a value equal it."""
        for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301
            assert value == again
            assert type(value) is type(again)
