"""Integrity: what must be true between records, in code and in files alike."""

import copy
import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import pytest
from factories import REPORT, event, policy
from inline_snapshot import snapshot

import dprk_tourism as dt
from dprk_tourism._rules.integrity import never_in_force
from dprk_tourism.errors import Fault, InvalidHistoryError

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
    """The sound document with policies for the resort, which deny everyone by default."""
    usual = {"effect": "deny", "layer": "site", "audience": "everyone", "place": "wonsan-kalma", "cites": CITES}
    return document(policies={id_: {**usual, **row} for id_, row in rows.items()})


def place(row: dict[str, Any], id_: str) -> dt.Place:
    """A place or resort, made by hand from a row of a document."""
    fields = {"id": id_, **row}
    is_resort = fields.pop("resort", False)
    if "cites" in row:
        fields["cites"] = [dt.Citation(cite["source"]) for cite in row["cites"]]
    return dt.Resort(**fields) if is_resort else dt.Place(**fields)


def dating(source: str, **claim: Any) -> dt.Dating:
    """A dating, made by hand from a row of a document."""
    return dt.Dating(**claim, citation=dt.Citation(source))


def in_code(rows: Document) -> dt.History:
    """The history of a document, made by hand from records."""
    return dt.History(
        id=rows["id"],
        title=rows["title"],
        sources=[dt.Source(id=id_, **row) for id_, row in rows["sources"].items()],
        places=[place(row, id_) for id_, row in rows["places"].items()],
        events=[
            dt.Event(**{"id": id_, **row, "datings": [dating(**claim) for claim in row["datings"]]})
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
    """The paths of all faults of a document, sorted; what is wrong at each is asserted in `TestSentences`."""
    with pytest.raises(InvalidHistoryError) as caught:
        make(rows)
    return sorted(fault.path for fault in caught.value.faults)


def only_fault(make: Maker, rows: Document) -> Fault:
    """The only fault of a document."""
    with pytest.raises(InvalidHistoryError) as caught:
        make(rows)
    (fault,) = caught.value.faults
    return fault


def named(fault: Fault) -> list[str]:
    """The ids that a fault names, in order."""
    return re.findall(r"`(.*?)`", fault.what)


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
    """Dangling references, each with its path and a suggestion."""

    @either_way
    @pytest.mark.parametrize(
        ("kind", "id_", "fields", "path", "ids"),
        [
            ("places", "wonsan-kalma", {"within": "dprc"}, "places.wonsan-kalma.within", ("dprc", "dprk")),
            (
                "places",
                "wonsan-kalma",
                {"opens": "resort-open"},
                "places.wonsan-kalma.opens",
                ("resort-open", "resort-opens"),
            ),
            (
                "places",
                "dprk",
                {"cites": [{"source": "article"}, {"source": "artcle"}]},
                "places.dprk.cites[1].source",
                ("artcle", "article"),
            ),
            (
                "events",
                "ban-notice",
                {"datings": [{"when": "2025", "source": "article"}, {"when": "2025", "source": "artcle"}]},
                "events.ban-notice.datings[1].source",
                ("artcle", "article"),
            ),
            (
                "policies",
                "open-to-all",
                {"cites": [{"source": "artcle"}]},
                "policies.open-to-all.cites[0].source",
                ("artcle", "article"),
            ),
            (
                "policies",
                "open-to-all",
                {"place": "wonsan-calma"},
                "policies.open-to-all.place",
                ("wonsan-calma", "wonsan-kalma"),
            ),
            (
                "policies",
                "open-to-all",
                {"starts": "resort-open"},
                "policies.open-to-all.starts",
                ("resort-open", "resort-opens"),
            ),
            (
                "policies",
                "open-to-all",
                {"ends": "ban-notise"},
                "policies.open-to-all.ends",
                ("ban-notise", "ban-notice"),
            ),
            (
                "policies",
                "open-to-all",
                {"announced": "ban-notise"},
                "policies.open-to-all.announced",
                ("ban-notise", "ban-notice"),
            ),
            (
                "policies",
                "open-to-all",
                {"overrides": ["foreigners-bared"]},
                "policies.open-to-all.overrides[0]",
                ("foreigners-bared", "foreigners-barred"),
            ),
            ("policies", "open-to-all", {"place": "xyz"}, "policies.open-to-all.place", ("xyz",)),
            ("sources", "article", {"derived_from": "artcle"}, "sources.article.derived_from", ("artcle", "article")),
            ("events", "ban-notice", {"place": "dprc"}, "events.ban-notice.place", ("dprc", "dprk")),
            (
                "events",
                "ban-notice",
                {"datings": [{"when": "2025", "source": "article"}, {"after": "resort-open", "source": "article"}]},
                "events.ban-notice.datings[1].after",
                ("resort-open", "resort-opens"),
            ),
            (
                "events",
                "ban-notice",
                {"datings": [{"before": "resort-open", "days": "2..", "source": "article"}]},
                "events.ban-notice.datings[0].before",
                ("resort-open", "resort-opens"),
            ),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_dangling(
        self, make: Maker, kind: str, id_: str, fields: dict[str, Any], path: str, ids: tuple[str, ...]
    ) -> None:
        """An id that no record has is a fault that names it, and the nearest id of that kind."""
        fault = only_fault(make, document(**{kind: {id_: fields}}))

        assert ([*ids], path) == (named(fault), fault.path)

    @either_way
    def test_id_of_another_kind(self, make: Maker) -> None:
        """An id of a record of another kind is a dangling id."""
        rows = document(policies={"open-to-all": {"starts": "dprk"}})

        fault = only_fault(make, rows)

        assert (["dprk"], "policies.open-to-all.starts") == (named(fault), fault.path)

    @either_way
    def test_start_that_announces_too(self, make: Maker) -> None:
        """An event that starts and announces a policy is a fault under each key that names it."""
        rows = document(policies={"open-to-all": {"starts": "xyz", "announced": "xyz"}})

        assert ["policies.open-to-all.announced", "policies.open-to-all.starts"] == faults(make, rows)

    @either_way
    def test_every_override_is_followed(self, make: Maker) -> None:
        """Each dangling override has its own path."""
        rows = document(policies={"open-to-all": {"overrides": ["x", "y"]}})

        assert ["policies.open-to-all.overrides[0]", "policies.open-to-all.overrides[1]"] == faults(make, rows)

    @either_way
    def test_earlier_is_no_reference(self, make: Maker) -> None:
        """The word earlier is not a reference."""
        history = make(document(policies={"foreigners-barred": {"overrides": "earlier"}}))

        assert "earlier" == history.policies["foreigners-barred"].overrides


class TestNesting:
    """Places that are within each other."""

    @either_way
    @pytest.mark.parametrize(
        "within",
        [{"p1": "p1"}, {"p1": "p2", "p2": "p1"}, {"p1": "p2", "p2": "p3", "p3": "p1"}],
        ids=["itself", "two", "three"],
    )
    def test_loop(self, make: Maker, within: dict[str, str]) -> None:
        """A loop of places is one fault with the loop from inside to outside, at one of its places."""
        rows = document(places={id_: {"name": f"The {id_}", "within": outer} for id_, outer in within.items()})
        fault = only_fault(make, rows)
        steps = re.findall(r"\bp\d\b", fault.what)

        assert len(steps) == len(within) + 1
        assert all(within[inner] == outer for inner, outer in pairwise(steps))
        assert {*within} == {*steps}
        assert steps[0] == steps[-1]
        assert fault.path in {f"places.{id_}.within" for id_ in within}

    @either_way
    def test_place_in_a_loop(self, make: Maker) -> None:
        """Policies for a place in a loop cause no further fault."""
        rows = document(
            places={"dprk": {"within": "wonsan-kalma"}},
            policies={"open-to-all": {"overrides": ["foreigners-barred"]}},
        )

        assert only_fault(make, rows).path in {"places.dprk.within", "places.wonsan-kalma.within"}


class TestDerivation:
    """Sources that are derived from each other."""

    @either_way
    @pytest.mark.parametrize(
        "origins",
        [{"s1": "s1"}, {"s1": "s2", "s2": "s1"}, {"s1": "s2", "s2": "s3", "s3": "s1"}],
        ids=["itself", "two", "three"],
    )
    def test_loop(self, make: Maker, origins: dict[str, str]) -> None:
        """A loop of sources is one fault with each step, at one of its sources."""
        usual = SOUND["sources"]["article"]
        rows = document(sources={id_: {**usual, "derived_from": other} for id_, other in origins.items()})
        fault = only_fault(make, rows)
        steps = re.findall(r"\bs\d\b", fault.what)

        assert len(steps) == len(origins) + 1
        assert all(origins[copy] == original for copy, original in pairwise(steps))
        assert {*origins} == {*steps}
        assert fault.path in {f"sources.{id_}.derived_from" for id_ in origins}

    @either_way
    def test_chain(self, make: Maker) -> None:
        """A copy of a copy is sound."""
        usual = SOUND["sources"]["article"]
        rows = document(sources={"s1": {**usual, "derived_from": "s2"}, "s2": {**usual, "derived_from": "article"}})

        assert "s2" == make(rows).sources["s1"].derived_from


class TestNames:
    """A place's id and names are its alone, whatever the case."""

    @either_way
    @pytest.mark.parametrize(
        "fields",
        [
            {"name": "North Korea"},
            {"name": "NORTH KOREA"},
            {"name": " North Korea"},
            {"name": "DPRK"},
            {"name": "Rason", "names": ["Rasŏn", "north korea"]},
            {"name": "Rason", "names": ["Wonsan-Kalma"]},
            {"name": "Rason", "names": ["СЕВЕРНАЯ КОРЕЯ"]},
            {"name": "Rason", "names": ["Nŏrth Korea"]},
            {"name": "Rason", "names": ["North Korea'"]},
        ],
        ids=["name", "case", "spaces", "id", "names", "id in names", "other scripts", "accents", "apostrophes"],
    )
    def test_clash(self, make: Maker, fields: dict[str, Any]) -> None:
        """A name that another place has too, or its id, is a fault, whatever the case."""
        rows = document(places={"dprk": {"names": ["Северная Корея"]}, "zone": {"within": "dprk", **fields}})

        fault = only_fault(make, rows)

        assert "places.zone.names" == fault.path
        assert named(fault)[0] in ("dprk", "wonsan-kalma")

    @either_way
    def test_every_clash(self, make: Maker) -> None:
        """Each name that two places share is a fault."""
        rows = document(places={"zone": {"name": "North Korea", "names": ["dprk", "Wonsan Kalma"]}})

        assert ["places.zone.names"] * 3 == faults(make, rows)

    @either_way
    def test_within_a_place(self, make: Maker) -> None:
        """The names of one place may be alike."""
        rows = document(places={"rason": {"name": "Rason", "names": ["RASON", "rason"], "within": "dprk"}})

        assert ("RASON", "rason") == make(rows).places["rason"].names


class TestStatus:
    """R20: only what happened starts, ends or announces a policy, or opens a resort."""

    @either_way
    @pytest.mark.parametrize("status", ["planned", "alleged", "denied"])
    @pytest.mark.parametrize("field", ["starts", "ends", "announced"])
    def test_policy(self, make: Maker, field: str, status: str) -> None:
        """A policy that leans on what did not happen is a fault that names the event."""
        rows = document(
            events={"plan": {"what": "W", "status": status, "datings": [{"when": "2026", "source": "article"}]}},
            policies={"open-to-all": {field: "plan"}},
        )

        fault = only_fault(make, rows)

        assert (["plan"], f"policies.open-to-all.{field}") == (named(fault), fault.path)

    @either_way
    @pytest.mark.parametrize("status", ["planned", "alleged", "denied"])
    def test_resort(self, make: Maker, status: str) -> None:
        """A resort that opens by what did not happen is a fault, and so is each policy that it would start."""
        rows = document(events={"resort-opens": {"status": status}})

        assert ["places.wonsan-kalma.opens", "policies.open-to-all.starts"] == faults(make, rows)

    @either_way
    def test_dated_from_a_plan(self, make: Maker) -> None:
        """An event that happened may be dated from a plan; that is no fault, and says nothing (R2)."""
        rows = document(
            events={
                "plan": {
                    "what": "W",
                    "status": "planned",
                    "datings": [{"when": "2026", "source": "article"}, {"after": "ban-notice", "source": "article"}],
                },
                "ban-notice": {
                    "datings": [{"when": "2025-07", "source": "article"}, {"after": "plan", "source": "article"}]
                },
            }
        )

        assert "2025-07" == str(make(rows).window("ban-notice"))


class TestNeverInForce:
    """R6: a policy that no world has in force."""

    @either_way
    def test_one_event_starts_and_ends_it(self, make: Maker) -> None:
        """A policy that starts and ends at one event is never in force."""
        fault = only_fault(make, document(policies={"open-to-all": {"ends": "resort-opens"}}))

        assert (["resort-opens"], "policies.open-to-all.ends") == (named(fault), fault.path)

    @either_way
    @pytest.mark.parametrize("end", ["2024", "2025-07-15", "2025-07-16", "[2025-07-01..2025-07-16]"])
    def test_ends_no_later_than_it_starts(self, make: Maker, end: str) -> None:
        """A policy whose latest end is not after its earliest start is never in force."""
        rows = document(
            events={"bar-lifted": {"what": "Lifted", "datings": [{"when": end, "source": "article"}]}},
            policies={"foreigners-barred": {"ends": "bar-lifted"}},
        )

        fault = only_fault(make, rows)

        assert (["bar-lifted", "ban-notice"], "policies.foreigners-barred.ends") == (named(fault), fault.path)

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
    @pytest.mark.parametrize("end", ["[..2025-07-16]", "[..2025-07-17]", "[2025-07-01..]"])
    def test_open_end(self, make: Maker, end: str) -> None:
        """An open window rules out a policy only by the end that it has."""
        rows = document(
            events={"bar-lifted": {"what": "Lifted", "datings": [{"when": end, "source": "article"}]}},
            policies={"foreigners-barred": {"ends": "bar-lifted"}},
        )

        if end == "[..2025-07-16]":
            assert "policies.foreigners-barred.ends" == only_fault(make, rows).path
        else:
            history = make(rows)
            assert not never_in_force(history, history.policies["foreigners-barred"])

    @either_way
    @pytest.mark.parametrize("way", ["by one", "in a chain"])
    def test_by_distances(self, make: Maker, way: str) -> None:
        """A policy that only distances rule out is no fault, and never in force all the same."""
        claims = {
            "by one": [{"when": "2025-07", "source": "article"}, {"before": "ban-notice", "source": "article"}],
            "in a chain": [{"before": "between", "source": "article"}],
        }
        rows = document(
            events={
                "between": {"what": "W", "datings": [{"before": "ban-notice", "source": "article"}]},
                "bar-lifted": {"what": "Lifted", "datings": claims[way]},
            },
            policies={"foreigners-barred": {"ends": "bar-lifted"}},
        )

        history = make(rows)

        assert never_in_force(history, history.policies["foreigners-barred"])

    @either_way
    def test_by_a_distance_that_is_set_aside(self, make: Maker) -> None:
        """A distance that the windows refute rules out nothing."""
        rows = document(
            events={
                "bar-lifted": {
                    "what": "Lifted",
                    "datings": [
                        {"when": "2025-08", "source": "article"},
                        {"before": "ban-notice", "source": "article"},
                    ],
                }
            },
            policies={"foreigners-barred": {"ends": "bar-lifted"}},
        )
        history = make(rows)

        assert ("bar-lifted",) == history.disputed
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

        fault = only_fault(make, rows)

        assert (["b"], "policies.a.overrides[0]") == (named(fault), fault.path)

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
        """Overrides that close a loop, alone or with other ranks, are one fault with each step."""
        found = policies(**rows)
        found["policies"] = {id_: row for id_, row in found["policies"].items() if id_ in rows}
        fault = only_fault(make, found)
        loop = named(fault)

        assert len(loop) > 2
        assert {*pairwise(loop)} <= steps
        assert loop[0] == loop[-1]
        assert fault.path in {f"policies.{id_}.overrides" for id_, row in rows.items() if "overrides" in row}

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
    """All faults are reported at once, and none twice."""

    @either_way
    def test_of_every_kind(self, make: Maker) -> None:
        """A reference, an end before a start, another layer, a loop, a plan and a name are listed together."""
        rows = policies(
            a={"starts": "ban-notice", "ends": "ban-notice"},
            b={"overrides": ["c"], "layer": "entry"},
            c={"place": "xyz"},
            d={"overrides": ["e"], "layer": "home-state"},
            e={"overrides": ["d"], "layer": "home-state"},
            f={"starts": "plan"},
        )
        rows["events"]["plan"] = {**rows["events"]["ban-notice"], "status": "planned"}
        rows["places"]["zone"] = {"name": "north korea", "within": "dprk"}
        found = faults(make, rows)

        assert ["places.zone.names", "policies.a.ends", "policies.b.overrides[0]", "policies.c.place"] == found[:4]
        assert found[4:] in (
            ["policies.d.overrides", "policies.f.starts"],
            ["policies.e.overrides", "policies.f.starts"],
        )

    @either_way
    def test_dangling_place_hides_nothing_else(self, make: Maker) -> None:
        """A policy with a dangling reference has no further fault."""
        rows = document(
            places={"dprk": {"within": "xyz"}},
            policies={"open-to-all": {"ends": "resort-opens", "overrides": ["foreigners-barred"]}},
        )

        assert ["places.dprk.within"] == faults(make, rows)

    def test_in_order_of_paths(self) -> None:
        """The faults of a document are sorted by path."""
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
        """Two loops of places are two faults, and a policy's own fault is reported beside them."""
        places = [
            dt.Place(id=id_, name=f"The {id_}", within=within)
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


class TestSentences:
    """What is wrong, once for each kind of fault; every other test matches on the path and on the ids."""

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (
                document(places={"dprk": {"within": "dprc"}}),
                snapshot("There is no place `dprc`. Did you mean `dprk`? @ places.dprk.within"),
            ),
            (
                document(places={"dprk": {"within": "xyz"}}),
                snapshot("There is no place `xyz`. Add it, or correct the id @ places.dprk.within"),
            ),
            (
                document(places={"dprk": {"within": "wonsan-kalma"}}),
                snapshot("Places are inside each other: dprk in wonsan-kalma in dprk @ places.dprk.within"),
            ),
            (
                document(policies={"open-to-all": {"ends": "resort-opens"}}),
                snapshot(
                    "This policy can never be in force: `resort-opens` both starts and ends it @ policies.open-to-all.ends"
                ),
            ),
            (
                document(policies={"foreigners-barred": {"ends": "resort-opens"}}),
                snapshot(
                    "This policy can never be in force: `resort-opens` is not later than `ban-notice` @ policies.foreigners-barred.ends"
                ),
            ),
            (
                document(sources={"article": {"derived_from": "article"}}),
                snapshot("Sources are derived from each other: article from article @ sources.article.derived_from"),
            ),
            (
                document(events={"ban-notice": {"status": "planned"}}),
                snapshot(
                    "`ban-notice` is planned, and only what happened counts here. Name another event @ policies.foreigners-barred.starts"
                ),
            ),
            (
                document(places={"dprk": {"names": ["wonsan kalma"]}}),
                snapshot(
                    "`dprk` is called `wonsan kalma` too. A place's id and names are its own @ places.wonsan-kalma.names"
                ),
            ),
            (
                policies(a={"overrides": ["b"]}, b={"layer": "entry"}),
                snapshot(
                    "`b` is in layer entry, so a policy in layer site cannot override it @ policies.a.overrides[0]"
                ),
            ),
            (
                policies(a={"overrides": ["b"]}, b={"overrides": ["a"]}),
                snapshot("Overrides form a loop: `a` outranks `b` outranks `a` @ policies.a.overrides"),
            ),
        ],
    )
    def test_sentence(self, rows: Document, said: str) -> None:
        """A fault of a history."""
        assert said == str(only_fault(in_code, rows))
