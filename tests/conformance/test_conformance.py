"""The conformance cases: what the rules demand, independent of any program that follows them.

The cases ship as `data/conformance.json`. Their expectations are derived by hand; here they are asked of the library
and of the slow evaluator.
"""

import json
import os
from collections.abc import Iterable
from importlib import resources
from itertools import chain
from typing import Any, Final, TypeAlias

import pytest
from factories import later
from jsonschema import Draft202012Validator

import dprk_tourism as dt
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.records import from_the_inside_out
from dprk_tourism._rules.answers import (
    EventUnknown,
    MembershipUnknown,
    OpeningUnknown,
    Unknown,
)
from dprk_tourism.testing import ReferenceAnswer, reference_answer

Json: TypeAlias = dict[str, Any]


def shipped(name: str) -> Json:
    """A JSON file that ships with the package."""
    found: Json = json.loads(resources.files("dprk_tourism").joinpath("data", name).read_text(encoding="utf-8"))
    return found


FILE: Final = shipped("conformance.json")
CASES: Final[list[Json]] = FILE["cases"]
HISTORIES: Final = {
    **{name: dt.load(name) for name in SHIPPED},
    **{id_: dt.loads(json.dumps(document), format="json") for id_, document in FILE["histories"].items()},
}
SLOW: Final = {"sixteen-unknowns"}
"""Cases of so many worlds that the slow evaluator is asked only where there is time."""


def history_of(case: Json) -> dt.History:
    """The history, or the view of it, that a case asks."""
    history = HISTORIES[case["history"]]
    if "known_on" in case:
        history = history.known_on(case["known_on"])
    return history.according_to(*case["according_to"]) if "according_to" in case else history


def visit_of(case: Json) -> dt.Visit:
    """The visit that a case asks for."""
    question = case["question"]
    return dt.Visit(question["nationality"], question["to"], question["on"], question.get("departure", question["on"]))


def in_any_order(answer: Json) -> Json:
    """An answer whose lists are compared in any order."""
    return {key: sorted(value, key=json.dumps) if isinstance(value, list) else value for key, value in answer.items()}


def words(choices: Iterable[Any]) -> list[str]:
    """The wire values of choices, sorted."""
    return sorted(choice.value for choice in choices)


def each_once(items: Iterable[Any]) -> list[Any]:
    """The different ones of some items."""
    return [json.loads(text) for text in sorted({json.dumps(item) for item in items})]


def unknown_of(history: dt.History, visit: dt.Visit, unknown: Unknown) -> Json:
    """An unknown in the words of the file."""
    match unknown:
        case EventUnknown(event, others):
            return {"event": event, **({"others": [*others]} if others else {})}
        case OpeningUnknown(place):
            return {"opening_of": place}
        case MembershipUnknown(audience):
            around = {place.id for place in from_the_inside_out(history.places, visit.place)}
            asked = [policy for policy in history.policies.values() if policy.place in around]
            return {"membership_of": [policy.id for policy in asked if policy.audience == audience]}


def by_the_library(case: Json) -> Json:
    """The answer of the library in the words of the file."""
    history, visit = history_of(case), visit_of(case)
    decision = history.decide(visit, strict=case["question"].get("strict", False))
    findings = [finding for stretch in decision.stretches for finding in stretch.findings]
    settled = any("settled_by" in pair for pair in case["expect"].get("conflicts", ()))
    return {
        "verdict": decision.verdict.value,
        "projected": decision.projected,
        "deciding": [*decision.deciding],
        "possible": [*decision.possible],
        "because": words(decision.because),
        "hinges": [
            {
                **unknown_of(history, visit, hinge.unknown),
                "if_yes": words(hinge.if_yes),
                "if_no": words(hinge.if_no),
            }
            for hinge in decision.hinges
        ],
        "conflicts": [
            {"layer": pair.layer.value, "permit": pair.permit, "deny": pair.deny}
            | ({"settled_by": pair.settled_by.value} if settled else {})
            for pair in decision.conflicts
        ],
        "outranked": each_once(pair for finding in findings for pair in finding.outranked),
        "assumptions": words(decision.assumptions),
        "conditions": [*decision.conditions],
        "disputed": [*decision.disputed],
    }


def by_the_slow_evaluator(case: Json) -> Json:
    """The answer of the slow evaluator in the words of the file, the days of a stay put together by R15."""
    history, visit = history_of(case), visit_of(case)
    nights = visit.last_day.toordinal() - visit.arrival.toordinal()
    days = [
        reference_answer(
            history,
            visit.nationality,
            visit.place,
            later(visit.arrival, by),
            strict=case["question"].get("strict", False),
        )
        for by in range(nights + 1)
    ]
    hinges = [hinge for day in days for hinge in day.hinges.items()]
    return {
        "verdict": meet(days).value,
        "projected": any(day.projected for day in days),
        "deciding": each_once(chain.from_iterable(ids for day in days for ids in day.deciding.values())),
        "possible": each_once(chain.from_iterable(ids for day in days for ids in day.possible.values())),
        "because": words({reason for day in days for reason in day.because}),
        "hinges": each_once(
            {**unknown_of(history, visit, unknown), "if_yes": words(if_yes), "if_no": words(if_no)}
            for unknown, (if_yes, if_no) in hinges
        ),
        "conflicts": each_once(
            {"layer": layer.value, "permit": permit, "deny": deny}
            for day in days
            for layer, permit, deny in day.conflicts
        ),
        "outranked": each_once(chain.from_iterable(pairs for day in days for pairs in day.outranked.values())),
        "assumptions": words({layer for day in days for layer in day.assumptions}),
        "conditions": []
        if meet(days) is dt.Verdict.DENIED
        else each_once(chain(*(asked_for(history, day) for day in days))),
        "disputed": each_once(event for day in days for event in day.disputed),
    }


def asked_for(history: dt.History, day: ReferenceAnswer) -> list[str]:
    """The conditions of the permits that decide in some world, unless the day is denied (R19)."""
    if day.verdict is dt.Verdict.DENIED:
        return []
    possible = [history.policies[id_] for ids in day.possible.values() for id_ in ids]
    return [word for policy in possible if policy.effect is dt.Effect.PERMIT for word in policy.conditions]


def meet(days: Iterable[ReferenceAnswer]) -> dt.Verdict:
    """Denied if any day is denied, permitted if every day is, else undetermined (R15)."""
    verdicts = {day.verdict for day in days}
    if dt.Verdict.DENIED in verdicts:
        return dt.Verdict.DENIED
    return dt.Verdict.PERMITTED if verdicts == {dt.Verdict.PERMITTED} else dt.Verdict.UNDETERMINED


def without_resolutions(expected: Json) -> Json:
    """What is expected, without what would settle a conflict, which the slow evaluator does not report."""
    if "conflicts" not in expected:
        return expected
    pairs = [{key: pair[key] for key in ("layer", "permit", "deny")} for pair in expected["conflicts"]]
    return {**expected, "conflicts": pairs}


class TestFile:
    """The file of cases."""

    def test_has_the_described_form(self) -> None:
        """It fulfils the schema that ships beside it, which is one of draft 2020-12."""
        schema = shipped("conformance.schema.json")
        Draft202012Validator.check_schema(schema)

        assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(FILE)]

    def test_histories_are_history_files(self) -> None:
        """Each history in it is valid against the schema of history files, and its id is its key."""
        schema = Draft202012Validator(shipped("schema.json"))

        for id_, document in FILE["histories"].items():
            assert [] == [error.message for error in schema.iter_errors(document)]
            assert id_ == document["id"]

    def test_ids_are_unique(self) -> None:
        """Each case has an id of its own."""
        assert len(CASES) == len({case["id"] for case in CASES})

    def test_every_rule_has_cases(self) -> None:
        """Every numbered rule is what some case is about."""
        assert {f"R{number}" for number in range(1, 21)} == {rule for case in CASES for rule in case["rules"]}

    def test_every_history_is_asked(self) -> None:
        """Every history in the file is asked by some case, and so is every shipped one."""
        assert set(HISTORIES) == {case["history"] for case in CASES}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
class TestCases:
    """Each case, asked of both evaluators."""

    def test_library(self, case: Json) -> None:
        """The library answers as the rules demand."""
        expected = in_any_order(case["expect"])

        answer = in_any_order(by_the_library(case))

        assert expected == {key: answer[key] for key in expected}

    def test_slow_evaluator(self, case: Json) -> None:
        """The slow evaluator does too."""
        if case["id"] in SLOW and os.environ.get("HYPOTHESIS_PROFILE", "quick") in ("few", "quick"):
            pytest.skip("65,536 worlds; asked in the profiles ci and deep")
        expected = in_any_order(without_resolutions(case["expect"]))

        answer = in_any_order(by_the_slow_evaluator(case))

        assert expected == {key: answer[key] for key in expected}
