"""Integrity: what must hold between records, in code and in files alike."""

import copy
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import pytest
from factories import REPORT, event, policy

import dprk_tourism as dt
from dprk_tourism._rules.integrity import never_in_force
from dprk_tourism.errors import InvalidHistoryError

Document: TypeAlias = dict[str, Any]

CITES = [{"source": "article"}]
SOUND: Document = {
    "id": "mine",
    "title": "My own history",
    "sources": {"article": {"kind": "press", "publisher": "P", "title": "T", "published": "2025-07"}},
    "places": {
        "dprk": {"name": "North Korea"},
        "wonsan-kalma": {"resort": True, "name": "Wonsan Kalma", "within": "dprk", "opens": "resort-opens"},
    },
    "events": {
        "ban-notice": {"what": "A bar", "datings": [{"when": "[2025-07-16..2025-07-18]", "source": "article"}]},
        "resort-opens": {"what": "It opens", "datings": [{"when": "2025-07-01", "source": "article"}]},
    },
    "policies": {
        "foreigners-barred": {
            "effect": "deny",
            "layer": "site",
            "audience": "foreigners",
            "place": "wonsan-kalma",
            "starts": "ban-notice",
            "cites": CITES,
        },
        "open-to-all": {
            "effect": "permit",
            "layer": "site",
            "audience": "everyone",
            "place": "wonsan-kalma",
            "starts": "resort-opens",
            "cites": CITES,
        },
    },
}


def document(**tables: dict[str, Any]) -> Document:
    """The sound document with further records, or other fields for those it has."""
    found = copy.deepcopy(SOUND)
    for kind, rows in tables.items():
        for id_, row in rows.items():
            found[kind][id_] = {**found[kind].get(id_, {}), **row}
    return found


def policies(**rows: dict[str, Any]) -> Document:
    """The sound document with policies for the resort, which deny everyone unless told otherwise."""
    usual = {"effect": "deny", "layer": "site", "audience": "everyone", "place": "wonsan-kalma", "cites": CITES}
    return document(policies={id_: {**usual, **row} for id_, row in rows.items()})


def place(row: dict[str, Any], id_: str) -> dt.Place:
    """A place or resort, made by hand from a row of a document."""
    fields = {"id": id_, **row}
    is_resort = fields.pop("resort", False)
    if "cites" in row:
        fields["cites"] = [dt.Citation(cite["source"]) for cite in row["cites"]]
    return dt.Resort(**fields) if is_resort else dt.Place(**fields)


def in_code(rows: Document) -> dt.History:
    """The history of a document, made by hand from records."""
    return dt.History(
        id=rows["id"],
        title=rows["title"],
        sources=[dt.Source(id=id_, **row) for id_, row in rows["sources"].items()],
        places=[place(row, id_) for id_, row in rows["places"].items()],
        events=[
            dt.Event(
                id=id_,
                what=row["what"],
                datings=[
                    dt.Dating(when=dating["when"], citation=dt.Citation(dating["source"])) for dating in row["datings"]
                ],
            )
            for id_, row in rows["events"].items()
        ],
        policies=[
            dt.AccessPolicy(**{"id": id_, **row, "cites": [dt.Citation(cite["source"]) for cite in row["cites"]]})
            for id_, row in rows["policies"].items()
        ],
    )


def in_a_file(rows: Document) -> dt.History:
    """The history of a document, read from text."""
    return dt.loads(json.dumps(rows), format="json")


Maker: TypeAlias = Callable[[Document], dt.History]
either_way = pytest.mark.parametrize("make", [in_code, in_a_file])


def faults(make: Maker, rows: Document) -> list[str]:
    """All faults of a document, each as what is wrong, at its path."""
    with pytest.raises(InvalidHistoryError) as caught:
        make(rows)
    return sorted(map(str, caught.value.faults))


def only_fault(make: Maker, rows: Document) -> tuple[str, str]:
    """What is wrong with a document of a single fault, and where."""
    with pytest.raises(InvalidHistoryError) as caught:
        make(rows)
    (fault,) = caught.value.faults
    return fault.what, fault.path


class TestSound:
    """A document without a fault."""

    @either_way
    def test_is_a_history(self, make: Maker) -> None:
        """Records that fit together make a history of exactly these records."""
        history = make(SOUND)

        assert SOUND["places"].keys() == history.places.keys()
        assert SOUND["policies"].keys() == history.policies.keys()

    def test_both_ways_agree(self) -> None:
        """The same records made in code and read from a file are equal."""
        assert in_code(SOUND) == in_a_file(SOUND)


class TestReferences:
    """References that lead nowhere, each with its path and a suggestion."""

    @either_way
    @pytest.mark.parametrize(
        ("kind", "id_", "fields", "fault"),
        [
            (
                "places",
                "wonsan-kalma",
                {"within": "dprc"},
                "no place `dprc`; did you mean `dprk`? @ places.wonsan-kalma.within",
            ),
            (
                "places",
                "wonsan-kalma",
                {"opens": "resort-open"},
                "no event `resort-open`; did you mean `resort-opens`? @ places.wonsan-kalma.opens",
            ),
            (
                "places",
                "dprk",
                {"cites": [{"source": "article"}, {"source": "artcle"}]},
                "no source `artcle`; did you mean `article`? @ places.dprk.cites[1].source",
            ),
            (
                "events",
                "ban-notice",
                {"datings": [{"when": "2025", "source": "article"}, {"when": "2025", "source": "artcle"}]},
                "no source `artcle`; did you mean `article`? @ events.ban-notice.datings[1].source",
            ),
            (
                "policies",
                "open-to-all",
                {"cites": [{"source": "artcle"}]},
                "no source `artcle`; did you mean `article`? @ policies.open-to-all.cites[0].source",
            ),
            (
                "policies",
                "open-to-all",
                {"place": "wonsan-calma"},
                "no place `wonsan-calma`; did you mean `wonsan-kalma`? @ policies.open-to-all.place",
            ),
            (
                "policies",
                "open-to-all",
                {"starts": "resort-open"},
                "no event `resort-open`; did you mean `resort-opens`? @ policies.open-to-all.starts",
            ),
            (
                "policies",
                "open-to-all",
                {"ends": "ban-notise"},
                "no event `ban-notise`; did you mean `ban-notice`? @ policies.open-to-all.ends",
            ),
            (
                "policies",
                "open-to-all",
                {"announced": "ban-notise"},
                "no event `ban-notise`; did you mean `ban-notice`? @ policies.open-to-all.announced",
            ),
            (
                "policies",
                "open-to-all",
                {"overrides": ["foreigners-bared"]},
                "no policy `foreigners-bared`; did you mean `foreigners-barred`? @ policies.open-to-all.overrides[0]",
            ),
            (
                "policies",
                "open-to-all",
                {"place": "xyz"},
                "no place `xyz`; add it, or correct the id @ policies.open-to-all.place",
            ),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_dangling(self, make: Maker, kind: str, id_: str, fields: dict[str, Any], fault: str) -> None:
        """An id that no record holds is a fault, with the nearest id of that kind."""
        assert [fault] == faults(make, document(**{kind: {id_: fields}}))

    @either_way
    def test_id_of_another_kind(self, make: Maker) -> None:
        """An id that only a record of another kind holds leads nowhere."""
        what, path = only_fault(make, document(policies={"open-to-all": {"starts": "dprk"}}))

        assert what.startswith("no event `dprk`; ")
        assert "policies.open-to-all.starts" == path

    @either_way
    def test_start_that_announces_too(self, make: Maker) -> None:
        """An event that starts and announces a policy is a fault under each key that names it."""
        rows = document(policies={"open-to-all": {"starts": "xyz", "announced": "xyz"}})

        paths = [f"policies.open-to-all.{key}" for key in ("announced", "starts")]
        assert [f"no event `xyz`; add it, or correct the id @ {path}" for path in paths] == faults(make, rows)

    @either_way
    def test_every_override_is_followed(self, make: Maker) -> None:
        """Each override that leads nowhere has its own path."""
        rows = document(policies={"open-to-all": {"overrides": ["x", "y"]}})

        assert [
            "no policy `x`; add it, or correct the id @ policies.open-to-all.overrides[0]",
            "no policy `y`; add it, or correct the id @ policies.open-to-all.overrides[1]",
        ] == faults(make, rows)

    @either_way
    def test_earlier_is_no_reference(self, make: Maker) -> None:
        """The word earlier names no policy."""
        history = make(document(policies={"foreigners-barred": {"overrides": "earlier"}}))

        assert "earlier" == history.policies["foreigners-barred"].overrides


class TestNesting:
    """Places that lie within each other."""

    @either_way
    @pytest.mark.parametrize(
        "within",
        [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}],
        ids=["itself", "two", "three"],
    )
    def test_loop(self, make: Maker, within: dict[str, str]) -> None:
        """A loop of places is one fault, told from inside to outside, at one of its places."""
        rows = document(places={id_: {"name": "X", "within": outer} for id_, outer in within.items()})
        what, path = only_fault(make, rows)
        told, _, chain = what.partition(": ")
        steps = chain.split(" in ")

        assert "places lie within each other" == told
        assert all(within[inner] == outer for inner, outer in pairwise(steps))
        assert {*within} == {*steps}
        assert steps[0] == steps[-1]
        assert path in {f"places.{id_}.within" for id_ in within}

    @either_way
    def test_place_in_a_loop(self, make: Maker) -> None:
        """Policies for a place in a loop cause no fault but the loop."""
        rows = document(
            places={"dprk": {"within": "wonsan-kalma"}},
            policies={"open-to-all": {"overrides": ["foreigners-barred"]}},
        )
        what, _ = only_fault(make, rows)

        assert what.startswith("places lie within each other: ")


class TestNeverInForce:
    """R6: a policy that no world has in force."""

    @either_way
    def test_one_event_starts_and_ends_it(self, make: Maker) -> None:
        """A policy that starts and ends at one event is never in force."""
        what, path = only_fault(make, document(policies={"open-to-all": {"ends": "resort-opens"}}))

        assert what.startswith("it can never be in force")
        assert "policies.open-to-all.ends" == path

    @either_way
    @pytest.mark.parametrize("end", ["2024", "2025-07-15", "2025-07-16", "[2025-07-01..2025-07-16]"])
    def test_ends_no_later_than_it_starts(self, make: Maker, end: str) -> None:
        """A policy whose latest end is not after its earliest start is never in force."""
        rows = document(
            events={"bar-lifted": {"what": "Lifted", "datings": [{"when": end, "source": "article"}]}},
            policies={"foreigners-barred": {"ends": "bar-lifted"}},
        )

        what = "it can never be in force: `bar-lifted` surely happens no later than `ban-notice`"
        assert [f"{what} @ policies.foreigners-barred.ends"] == faults(make, rows)

    @either_way
    @pytest.mark.parametrize("end", ["2025-07-17", "[2025-07-01..2025-07-17]", "2025"])
    def test_may_be_in_force_for_a_day(self, make: Maker, end: str) -> None:
        """A policy that may be in force for one day is sound."""
        rows = document(
            events={"bar-lifted": {"what": "Lifted", "datings": [{"when": end, "source": "article"}]}},
            policies={"foreigners-barred": {"ends": "bar-lifted"}},
        )
        history = make(rows)

        assert not never_in_force(history, history.policies["foreigners-barred"])

    @either_way
    @pytest.mark.parametrize("fields", [{"ends": None}, {"starts": None, "ends": "resort-opens"}])
    def test_without_start_or_end(self, make: Maker, fields: dict[str, Any]) -> None:
        """A policy without a start, or without an end, is in force on some day."""
        rows = document(policies={"open-to-all": fields})
        rows["policies"]["open-to-all"] = {k: v for k, v in rows["policies"]["open-to-all"].items() if v is not None}
        history = make(rows)

        assert not never_in_force(history, history.policies["open-to-all"])


class TestOverrides:
    """R7: overrides stay in their layer and close no loop."""

    @either_way
    def test_of_another_layer(self, make: Maker) -> None:
        """An override of a policy of another layer is a fault."""
        rows = policies(a={"overrides": ["open-to-all", "b"]}, b={"layer": "entry"})

        assert [
            "`b` is of layer entry, so a policy of layer site cannot override it @ policies.a.overrides[0]"
        ] == faults(make, rows)

    @either_way
    @pytest.mark.parametrize(
        ("rows", "steps"),
        [
            # by id, both ways
            ({"a": {"overrides": ["b"]}, "b": {"overrides": ["a"]}}, {("a", "b"), ("b", "a")}),
            # by id, three in a circle
            (
                {"a": {"overrides": ["b"]}, "b": {"overrides": ["c"]}, "c": {"overrides": ["a"]}},
                {("a", "b"), ("b", "c"), ("c", "a")},
            ),
            # `a` overrides `c`, which is more specific than `b`, which is more specific than `a`
            (
                {"a": {"overrides": ["c"]}, "b": {"audience": "foreigners"}, "c": {"audience": ["RU"]}},
                {("a", "c"), ("c", "b"), ("b", "a")},
            ),
            # `c` overrides `a`, which overrides `b`, which was announced after `c`
            (
                {
                    "a": {"overrides": ["b"], "starts": "resort-opens"},
                    "b": {"starts": "ban-notice", "audience": ["RU"]},
                    "c": {"overrides": ["a"], "starts": "resort-opens", "audience": ["RU"]},
                },
                {("a", "b"), ("b", "c"), ("c", "a")},
            ),
            # `b` sweeps away what came earlier, and is overridden by it
            (
                {
                    "a": {"overrides": ["b"], "starts": "resort-opens"},
                    "b": {"overrides": "earlier", "starts": "ban-notice"},
                },
                {("a", "b"), ("b", "a")},
            ),
        ],
        ids=["both ways", "three by id", "more specific", "announced later", "earlier"],
    )
    def test_loop(self, make: Maker, rows: dict[str, Any], steps: set[tuple[str, str]]) -> None:
        """Overrides that close a loop, by themselves or with what else outranks, are one fault, told step by step."""
        found = policies(**rows)
        found["policies"] = {id_: row for id_, row in found["policies"].items() if id_ in rows}
        what, path = only_fault(make, found)
        told, _, chain = what.partition(": ")
        loop = [id_.strip("`") for id_ in chain.split(" outranks ")]

        assert "overrides close a loop" == told
        assert {*pairwise(loop)} <= steps
        assert loop[0] == loop[-1]
        assert path in {f"policies.{id_}.overrides" for id_, row in rows.items() if "overrides" in row}

    @either_way
    def test_loops_of_two_layers(self, make: Maker) -> None:
        """A loop in each of two layers is a fault each."""
        rows = policies(
            a={"overrides": ["b"]},
            b={"overrides": ["a"]},
            c={"overrides": ["d"], "layer": "entry"},
            d={"overrides": ["c"], "layer": "entry"},
        )

        assert 2 == len(faults(make, rows))

    @either_way
    def test_chain(self, make: Maker) -> None:
        """Overrides one after another close no loop."""
        history = make(policies(a={"overrides": ["b"]}, b={"overrides": ["c"]}, c={}))

        assert ("b",) == history.policies["a"].overrides

    @either_way
    def test_override_against_rank(self, make: Maker) -> None:
        """A general rule may override a specific one: the override alone decides between the two."""
        history = make(policies(a={"overrides": ["b"]}, b={"audience": ["RU"]}))

        assert ("b",) == history.policies["a"].overrides


class TestSeveralFaults:
    """All faults are told at once, and none twice."""

    @either_way
    def test_of_every_kind(self, make: Maker) -> None:
        """A reference, an end before a start, another layer and a loop are listed together."""
        rows = policies(
            a={"starts": "ban-notice", "ends": "ban-notice"},
            b={"overrides": ["c"], "layer": "entry"},
            c={"place": "xyz"},
            d={"overrides": ["e"], "layer": "home-state"},
            e={"overrides": ["d"], "layer": "home-state"},
        )
        found = faults(make, rows)

        assert 4 == len(found)
        assert [
            "policies.a.ends",
            "policies.b.overrides[0]",
            "policies.c.place",
        ] == sorted(fault.partition(" @ ")[2] for fault in found if "close a loop" not in fault)
        assert 1 == sum("overrides close a loop" in fault for fault in found)

    @either_way
    def test_dangling_place_hides_nothing_else(self, make: Maker) -> None:
        """Policies with a reference that leads nowhere have no further fault made up for them."""
        rows = document(
            places={"dprk": {"within": "xyz"}},
            policies={"open-to-all": {"ends": "resort-opens", "overrides": ["foreigners-barred"]}},
        )

        assert ["no place `xyz`; add it, or correct the id @ places.dprk.within"] == faults(make, rows)

    def test_in_order_of_paths(self) -> None:
        """The faults of a document stand in the order of their paths."""
        rows = document(
            places={"dprk": {"within": "xyz"}}, policies={"open-to-all": {"ends": "xyz"}, "a": {"effect": "deny"}}
        )
        with pytest.raises(InvalidHistoryError) as caught:
            in_a_file(rows)

        paths = [fault.path for fault in caught.value.faults]
        assert sorted(paths) == paths
        assert len(paths) > 2


class TestTogether:
    """Faults of one kind do not hide those of another."""

    def test_two_loops_of_places(self) -> None:
        """Two loops of places are two faults, and a policy's own fault is told beside them."""
        places = [
            dt.Place(id=id_, name="P", within=within)
            for id_, within in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", None))
        ]
        itself = policy("p", layer="entry", place="e", starts="ev", ends="ev")
        lost = policy("q", layer="entry", place="a")
        with pytest.raises(InvalidHistoryError) as caught:
            dt.History(
                id="h",
                title="T",
                sources=[REPORT],
                places=places,
                events=[event("ev", "2025")],
                policies=[itself, lost],
            )

        paths = [fault.path for fault in caught.value.faults]
        assert sorted(paths) == paths
        assert 2 == sum(path.startswith("places.") for path in paths)
        assert "policies.p.ends" in paths
        assert "`ev` both starts and ends it" in str(caught.value)
