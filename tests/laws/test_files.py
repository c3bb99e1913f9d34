"""Files: law 11."""

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, Final

import pytest
from census import law, saw
from factories import only, rebuilt
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dprk_tourism import History, InvalidDocumentError, dumps, fingerprint, loads
from dprk_tourism._io import SHIPPED
from dprk_tourism._io.schema import schema
from dprk_tourism._io.shipped import text_of
from dprk_tourism._io.syntax import parse
from dprk_tourism.testing import histories

Document = dict[str, Any]
VALIDATOR = Draft202012Validator(schema())


def some(rows: Document, *needs: str) -> Document | None:
    """The first record that has all of some keys."""
    return next((row for row in rows.values() if all(need in row for need in needs)), None)


def put(kind: str, key: str, value: object, *needs: str) -> Callable[[Document], bool]:
    """A damage that sets one key of a record; it returns whether there was such a record."""

    def damage(document: Document) -> bool:
        row = some(document.get(kind, {}), *needs)
        if row is not None:
            row[key] = value
        return row is not None

    return damage


def drop(kind: str, key: str) -> Callable[[Document], bool]:
    """A damage that takes a key from a record."""

    def damage(document: Document) -> bool:
        row = some(document.get(kind, {}), key)
        if row is not None:
            del row[key]
        return row is not None

    return damage


def first_dating(**claim: object) -> Callable[[Document], bool]:
    """A damage that changes what the first dating of an event claims."""

    def damage(document: Document) -> bool:
        row = some(document.get("events", {}))
        if row is not None:
            row["datings"][0] = {"source": row["datings"][0]["source"], **claim}
        return row is not None

    return damage


def head(key: str, value: object) -> Callable[[Document], bool]:
    """A damage at the top of the document."""

    def damage(document: Document) -> bool:
        document[key] = value
        return True

    return damage


def nested_in_itself(document: Document) -> bool:
    """A place that is within itself."""
    for id_, row in document.get("places", {}).items():
        row["within"] = id_
        return True
    return False


def ended_by_its_start(document: Document) -> bool:
    """A policy that one event both starts and ends."""
    row = some(document.get("policies", {}), "starts")
    if row is not None:
        row.pop("ending", None)
        row["ends"] = row["starts"]
    return row is not None


def overriding_itself(document: Document) -> bool:
    """A policy that overrides itself."""
    for id_, row in document.get("policies", {}).items():
        row["overrides"] = [id_]
        return True
    return False


def ended_twice(document: Document) -> bool:
    """A policy with an ending although an event ends it."""
    row = some(document.get("policies", {}), "ends")
    if row is not None:
        row["ending"] = "unstated"
    return row is not None


def conditions_of_a_denial(document: Document) -> bool:
    """A policy that denies on conditions."""
    for row in document.get("policies", {}).values():
        if row["effect"] == "deny":
            row["conditions"] = ["visa"]
            return True
    return False


def dated_from_itself(document: Document) -> bool:
    """An event that fell after itself."""
    for id_, row in document.get("events", {}).items():
        row["datings"][0] = {"source": row["datings"][0]["source"], "after": id_}
        return True
    return False


def started_by_a_plan(document: Document) -> bool:
    """A policy that starts with what was only planned."""
    row = some(document.get("policies", {}), "starts")
    if row is not None:
        document["events"][row["starts"]]["status"] = "planned"
    return row is not None


def derived_from_itself(document: Document) -> bool:
    """A source that retells itself."""
    for id_, row in document.get("sources", {}).items():
        row["derived_from"] = id_
        return True
    return False


SEEN: Final[dict[str, Callable[[Document], bool]]] = {
    "an unknown key": put("policies", "efect", "deny"),
    "an unknown key at the top": head("polices", {}),
    "a missing key": drop("policies", "effect"),
    "a missing title": lambda document: document.pop("title") is not None,
    "text for a number": put("places", "capacity", "18", "resort"),
    "true for a number": put("places", "capacity", True, "resort"),
    "a number for text": put("sources", "publisher", 5),
    "null": put("sources", "note", None),
    "an empty text": put("events", "what", " "),
    "another effect": put("policies", "effect", "forbid"),
    "another layer": put("policies", "layer", "Entry"),
    "no citation": put("policies", "cites", []),
    "no dating": put("events", "datings", []),
    "no member": put("policies", "audience", []),
    "a western certainty": put("policies", "audience", {"certain": "western"}),
    "an invalid id": put("policies", "place", "A Place"),
    "an invalid window": first_dating(when="July 2025"),
    "a window with a line break": first_dating(when="2025\n"),
    "an invalid address": put("sources", "url", "ftp://example.org"),
    "a capacity on a place": put("places", "capacity", 5),
    "two endings": ended_twice,
    "a list for a table": head("policies", []),
    "two ways to date": first_dating(after="event-0", before="event-1"),
    "a window and a distance": first_dating(when="2025", after="event-1"),
    "days beside a window": first_dating(when="2025", days="3"),
    "no claim": first_dating(),
    "a distance of dots": first_dating(after="event-1", days=".."),
    "half a day": first_dating(after="event-1", days=1.5),
    "a window open at both ends": first_dating(when="[..]"),
    "a dating of one field": first_dating(when="2025", **{"for": "when"}),
    "an open publication": put("sources", "published", "[2025-01-01..]"),
    "conditions of a denial": conditions_of_a_denial,
    "no citation of the whole": put("policies", "cites", [{"source": "source-0", "for": "place"}]),
    "a split locator": put("sources", "passages", {"1": {"2": "What it says there"}}),
    "another status": put("events", "status", "rumoured"),
    "half a location": put("places", "location", [39.1]),
}
"""Damages that the schema sees."""

UNSEEN: Final[dict[str, Callable[[Document], bool]]] = {
    "a dangling place": put("policies", "place", "nowhere"),
    "a dangling event": put("policies", "starts", "no-event", "starts"),
    "a dangling source": put("policies", "cites", [{"source": "no-source"}]),
    "a dangling override": put("policies", "overrides", ["no-policy"]),
    "an impossible day": first_dating(when="2025-02-30"),
    "an impossible month": first_dating(when="2025-13"),
    "a reversed window": first_dating(when="[2025-07-18..2025-07-16]"),
    "an unknown nationality": put("policies", "audience", ["Ruritania"]),
    "nobody left": put("policies", "audience", {"certain": ["RU"], "except": ["RU"]}),
    "a place in itself": nested_in_itself,
    "never in force": ended_by_its_start,
    "an override of itself": overriding_itself,
    "a whole number with a point": put("places", "capacity", 18.0, "resort"),
    "an unknown attribute": put("places", "cites", [{"source": "no-source", "for": "colour"}]),
    "an unknown base": head("extends", "no-such-history"),
    "a distance from nothing": first_dating(after="no-event"),
    "a distance to itself": dated_from_itself,
    "a reversed distance": first_dating(after="event-1", days="60..14"),
    "a distance beyond the calendar": first_dating(after="event-1", days="9999999"),
    "whole days with a point": first_dating(after="event-1", days=3.0),
    "a citation of an empty field": put(
        "policies", "cites", [{"source": "source-0"}, {"source": "source-0", "for": "note"}]
    ),
    "a start that was planned": started_by_a_plan,
    "a name of another place": put("places", "names", ["The COUNTRY", "country"], "within"),
    "a source of itself": derived_from_itself,
    "a location off the globe": put("places", "location", [139.1, 39.1]),
    "an event at no place": put("events", "place", "nowhere"),
    "nothing to leave out": head("without", ["no-record"]),
}
"""Damages that no schema can see, only the loader."""

SOURCE: Final = {"kind": "press", "publisher": "P", "title": "T", "published": "2025"}
POLICY: Final = {"effect": "deny", "layer": "entry", "audience": "everyone", "place": "p", "cites": [{"source": "s"}]}
EVENTS: Final = {"e": {"what": "W", "datings": [{"when": "2025", "source": "s"}]}}
EXAMPLES: Final[dict[str, list[Document]]] = {
    "a dangling id": [
        {"places": {"p": {"name": "P", "within": "q"}}},
        {"policies": {"x": {**POLICY, "starts": "no-event"}}},
        {"policies": {"x": {**POLICY, "cites": [{"source": "no-source"}]}}},
        {"policies": {"x": {**POLICY, "overrides": ["no-policy"]}}},
        {"without": ["no-record"]},
    ],
    "an impossible day": [{"surveyed_through": "2025-02-30"}],
    "an impossible month or year": [{"sources": {"s": {**SOURCE, "published": "2025-13"}}}],
    "a reversed window": [{"sources": {"s": {**SOURCE, "published": "[2025-07-18..2025-07-16]"}}}],
    "an unknown nationality": [{"policies": {"x": {**POLICY, "audience": ["Ruritania"]}}}],
    "nobody left": [{"policies": {"x": {**POLICY, "audience": {"certain": ["RU"], "except": ["RU"]}}}}],
    "places in a circle": [{"places": {"p": {"name": "P", "within": "p"}}}],
    "never in force": [{"policies": {"x": {**POLICY, "starts": "e", "ends": "e"}}}],
    "an override of itself": [{"policies": {"x": {**POLICY, "overrides": ["x"]}}}],
    "overrides in a circle": [
        {"policies": {"x": {**POLICY, "overrides": ["y"]}, "y": {**POLICY, "overrides": ["x"]}}},
    ],
    "an override across layers": [
        {"policies": {"x": {**POLICY, "overrides": ["y"]}, "y": {**POLICY, "layer": "site"}}},
    ],
    "a whole number with a point": [{"places": {"p": {"name": "P", "resort": True, "capacity": 18.0}}}],
    "an unknown attribute": [{"places": {"p": {"name": "P", "cites": [{"source": "s", "for": "colour"}]}}}],
    "an unknown base": [{"extends": "no-such-history"}, {"extends": "base.toml"}],
    "a distance to itself": [{"events": {"e": {"what": "W", "datings": [{"after": "e", "source": "s"}]}}}],
    "a reversed distance": [
        {"events": {**EVENTS, "f": {"what": "W", "datings": [{"after": "e", "days": "60..14", "source": "s"}]}}}
    ],
    "a distance beyond the calendar": [
        {"events": {**EVENTS, "f": {"what": "W", "datings": [{"after": "e", "days": "9999999", "source": "s"}]}}}
    ],
    "whole days with a point": [
        {"events": {**EVENTS, "f": {"what": "W", "datings": [{"after": "e", "days": 3.0, "source": "s"}]}}}
    ],
    "a citation of an empty field": [
        {"places": {"p": {"name": "P", "cites": [{"source": "s", "for": "within"}]}}},
    ],
    "what did not happen": [
        {"events": {"e": {**EVENTS["e"], "status": status}}, "policies": {"x": {**POLICY, "starts": "e"}}}
        for status in ("planned", "alleged", "denied")
    ],
    "a name of another place": [{"places": {"p": {"name": "P"}, "q": {"name": "Q", "names": ["p"]}}}],
    "sources in a circle": [{"sources": {"s": {**SOURCE, "derived_from": "s"}}}],
    "a location off the globe": [{"places": {"p": {"name": "P", "location": [139.1, -39.1]}}}],
}
"""The kinds of faults that no schema can see, each by the parts of a document that have it and nothing else wrong."""


def faults_of(document: Document) -> list[str]:
    """What the loader finds wrong with a document."""
    try:
        loads(json.dumps(document), format="json")
    except InvalidDocumentError as error:
        return [fault.what for fault in error.faults]
    return []


def form(what: str) -> str:
    """The first sentence of a fault without what varies: names, numbers, days and layers."""
    sentence = re.split(r"[.;:] ", f"{what} ")[0]
    return re.sub(r"`.*?`|-?\d[\d.-]*|home-state|entry|site", "_", sentence)


@cache
def listed() -> dict[str, set[str]]:
    """The forms of the faults of each kind, from its examples."""
    sound: Document = {
        "id": "m",
        "title": "T",
        "sources": {"s": SOURCE},
        "places": {"p": {"name": "P"}},
        "events": EVENTS,
    }
    found = {kind: [faults_of({**sound, **each}) for each in examples] for kind, examples in EXAMPLES.items()}
    assert [] == faults_of({**sound, "policies": {"x": POLICY}})
    assert all(len(faults) == 1 for each in found.values() for faults in each)
    return {kind: {form(fault) for (fault,) in each} for kind, each in found.items()}


KINDS: Final = [*sorted(SEEN), *sorted(UNSEEN), *["sound"] * 16]
FLOORS: Final = {**dict.fromkeys((*SEEN, *UNSEEN), 0.002), "sound": 0.15}


def kind_for(history: History) -> str:
    """A kind of damage for a history, each as often as the others: drawn kinds would come in swarms."""
    return KINDS[int(fingerprint(history), 16) % len(KINDS)]


ANYHOW: Final = {"accepted": 0.10, "refused by the loader": 0.03, "refused by both": 0.20, "a dangling id": 0.02}


def tables_in(value: Any) -> list[Any]:
    """All tables and lists of a document, itself included, that hold something."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [*([value] if inner else []), *(table for each in inner for table in tables_in(each))]


def leaves_in(value: Any) -> list[Any]:
    """All strings, numbers and bools of a document."""
    if isinstance(value, dict | list):
        return [leaf for each in (value.values() if isinstance(value, dict) else value) for leaf in leaves_in(each)]
    return [value]


def alike_in(tables: list[Any], key: object) -> list[Any]:
    """The values of a key anywhere in a document."""
    return [table[key] for table in tables if isinstance(table, dict) and key in table]


def damaged_anyhow(document: Document, data: st.DataObject) -> None:
    """Change one value of a document, remove it, or copy it to another key."""
    tables = tables_in(document)
    table = data.draw(st.sampled_from(tables))
    key = data.draw(st.sampled_from(list(table) if isinstance(table, dict) else range(len(table))))
    others = st.sampled_from([*leaves_in(document), *tables[1:]])
    odd: st.SearchStrategy[Any] = st.sampled_from(
        [None, True, 0, 7, 2.0, -1.5, "", " ", "RU", "2025-02-30", "2025-13", "earlier", [], {}]
    )
    deed = data.draw(st.sampled_from(["alike", "alike", "alike", "another", "odd", "gone", "elsewhere"]))
    if deed == "gone":
        del table[key]
    elif deed == "alike":
        records = [
            document.get(kind) for kind in ("places", "events", "policies")
        ]  # an earlier change may have spoilt one
        ids = [id_ for those in records if isinstance(those, dict) for id_ in those]
        same = alike_in(tables, key)
        table[key] = copy.deepcopy(
            data.draw(st.sampled_from(ids + same if isinstance(table[key], str) else same or ids))
        )
    elif deed == "elsewhere" and isinstance(table, dict):
        keys = [each for other in tables if isinstance(other, dict) for each in other]
        table[data.draw(st.sampled_from(keys))] = copy.deepcopy(table[key])
    else:
        table[key] = copy.deepcopy(data.draw(odd if deed == "odd" else others))


class TestRoundTrip:
    """Law 11: read of write is the identity."""

    @law(11, history=histories())
    def test_read_of_write(self, history: History) -> None:
        """A history written in either format and read again is equal, of the same fingerprint, and written alike."""
        for format_ in ("toml", "json"):
            text = dumps(history, format=format_)
            again = loads(text, format=format_)

            assert history == again
            assert fingerprint(history) == fingerprint(again)
            assert text == dumps(again, format=format_)
        _, *others = history.policies
        fewer = rebuilt(history, policies=only(history.policies.values(), others))
        assert fingerprint(history) != fingerprint(fewer)


class TestSchema:
    """Law 11: what the loader accepts the schema accepts; what it alone refuses has a fault of a listed kind."""

    @law(11, history=histories(), floors=FLOORS)
    def test_agrees_with_the_loader(self, history: History) -> None:
        """A sound file passes both; a damage is refused by the loader, and by the schema if it can see it."""
        kind = kind_for(history)
        damaged = json.loads(dumps(history, format="json"))
        applied = kind != "sound" and {**SEEN, **UNSEEN}[kind](damaged)
        saw(kind if applied else "sound")

        assert applied == bool(faults_of(damaged))
        assert (applied and kind in SEEN) != VALIDATOR.is_valid(damaged)

    @law(11, floors=ANYHOW, history=histories(), data=st.data())
    def test_whatever_is_written(self, history: History, data: st.DataObject) -> None:
        """What the loader accepts the schema accepts; what it alone refuses has faults of listed kinds."""
        document = json.loads(dumps(history, format="json"))
        for _ in range(data.draw(st.sampled_from([1, 1, 2]))):
            damaged_anyhow(document, data)

        faults = faults_of(document)

        valid = VALIDATOR.is_valid(document)
        saw("refused by both" if not valid else "refused by the loader" if faults else "accepted")
        assert valid or faults
        if valid and faults:
            forms = listed()
            for fault in faults:
                kinds = [kind for kind, those in forms.items() if form(fault) in those]
                saw(*kinds)
                assert kinds, fault

    def test_is_the_shipped_one(self) -> None:
        """The shipped schema is the one that follows from the records."""
        shipped = resources.files("dprk_tourism").joinpath("data", "schema.json").read_text(encoding="utf-8")

        assert schema() == json.loads(shipped)

    def test_is_a_schema(self) -> None:
        """The schema is one of draft 2020-12."""
        Draft202012Validator.check_schema(schema())

    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped_histories(self, name: str) -> None:
        """Every shipped history is valid against the schema."""
        assert VALIDATOR.is_valid(parse(*text_of(name), name))
