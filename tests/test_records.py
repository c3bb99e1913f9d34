"""Records: sources, places, events, policies and visits, each by itself."""

import copy
import pickle
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from factories import CITATION, dating, event, policy, resort, source
from hypothesis import example, given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from refusals import refused

from dprk_tourism._model.days import DayWindow
from dprk_tourism._model.records import (
    EARLIER,
    AccessPolicy,
    Bearing,
    Citation,
    Dating,
    Effect,
    Ending,
    Event,
    Layer,
    Place,
    Resort,
    Source,
    SourceKind,
    Visit,
    from_the_inside_out,
    places_inside,
)
from dprk_tourism._model.travellers import Audience
from dprk_tourism.errors import (
    DprkTourismError,
    InvalidDayError,
    InvalidValueError,
    NaiveDatetimeError,
    UnknownNameError,
    UnknownNationalityError,
    WrongTypeError,
)

KINDS = [Source, Citation, Place, Resort, Dating, Event, AccessPolicy, Visit, Audience]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        pytest.param(kind, field.name, id=f"{kind.__name__}.{field.name}")
        for kind in KINDS
        for field in attrs.fields(kind)
        if field.init
    ],
)
def test_errors_name_the_field(kind: Any, field: str) -> None:
    """The error of an invalid value has one note, with the field and its record."""
    given = {
        "id": "a",
        "kind": "press",
        "publisher": "P",
        "title": "T",
        "published": "2025",
        "name": "N",
        "source": "a",
        "when": "2025",
        "citation": CITATION,
        "what": "W",
        "datings": [Dating(when="2025", citation=CITATION)],
        "effect": "deny",
        "layer": "site",
        "audience": "foreigners",
        "place": "a",
        "cites": [CITATION],
        "nationality": "RU",
        "arrival": "2025-07-10",
        "departure": "2025-07-10",
        "certain": ["RU"],
    }
    needed = {each.name: given[each.name] for each in attrs.fields(kind) if each.init and each.name in given}

    with pytest.raises(DprkTourismError) as caught:
        kind(**{**needed, field: 1j})

    (note,) = caught.value.__notes__
    assert snapshot("In the field `FIELD` of RECORD.") == note.replace(f"`{field}`", "`FIELD`").replace(
        f" {kind.__name__}", " RECORD"
    )


class TestSource:
    """`Source`: a published text that claims things."""

    def test_fields(self) -> None:
        """A source keeps what it is given, its kind as a choice and its day as a window."""
        found = source(
            published="[2025-07-18..2025-07-31]",
            url="https://example.org/a",
            archived="http://archive.example/a",
            note="A copy.",
        )

        assert SourceKind.PRESS is found.kind
        assert DayWindow("2025-07-18", "2025-07-31") == found.published
        assert ("https://example.org/a", "http://archive.example/a", "A copy.") == (
            found.url,
            found.archived,
            found.note,
        )

    def test_defaults(self) -> None:
        """Addresses and note may be left out."""
        found = source()

        assert (None, None, None) == (found.url, found.archived, found.note)

    @pytest.mark.parametrize("kind", ["press", "state-media", "operator", "government", "dataset"])
    def test_kinds(self, kind: str) -> None:
        """There are five kinds of publisher."""
        assert kind == str(source(kind=kind).kind)
        assert 5 == len(SourceKind)

    @pytest.mark.parametrize(
        "published",
        ["2025-07-18", date(2025, 7, 18), DayWindow.parse("2025-07-18"), datetime(2025, 7, 17, 15, tzinfo=UTC)],
        ids=repr,
    )
    def test_published(self, published: Any) -> None:
        """The day of publication may be a window, a string, a date or an aware datetime."""
        assert DayWindow.parse("2025-07-18") == source(published=published).published

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"id": "No Id"}, InvalidValueError),
            ({"id": 5}, WrongTypeError),
            ({"kind": "pres"}, InvalidValueError),
            ({"publisher": ""}, InvalidValueError),
            ({"publisher": None}, WrongTypeError),
            ({"title": " "}, InvalidValueError),
            ({"title": ["x"]}, WrongTypeError),
            ({"note": ""}, InvalidValueError),
            ({"url": "example.org"}, InvalidValueError),
            ({"archived": "example.org"}, InvalidValueError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """An invalid value is refused with the name of its field."""
        with refused(error) as caught:
            source(**fields)

        (field,) = fields
        assert f"`{field}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            (
                {"kind": "pres"},
                snapshot(
                    "`pres` is not one of press, state-media, operator, government, dataset. Did you mean `press`?"
                ),
            ),
        ],
    )
    def test_messages(self, fields: dict[str, Any], said: str) -> None:
        """The messages that only this record has."""
        with refused(InvalidValueError, said):
            source(**fields)

    @pytest.mark.parametrize(
        ("published", "error"),
        [
            ("last year", InvalidDayError),
            ("2025-02-30", InvalidDayError),
            ("[2025-07-31..2025-07-18]", InvalidValueError),
            (datetime.fromisoformat("2025-07-18"), NaiveDatetimeError),
            (None, WrongTypeError),
            (2025, WrongTypeError),
        ],
    )
    def test_no_window(self, published: Any, error: type[DprkTourismError]) -> None:
        """A day of publication that is not a window is refused."""
        with refused(error):
            source(published=published)


class TestCitation:
    """`Citation`: a source, and the place in it."""

    def test_str(self) -> None:
        """A citation is written as its source, and its locator if it has one."""
        assert "article at 7.1" == str(Citation("article", "7.1"))
        assert "article" == str(Citation("article"))

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("No Id",), InvalidValueError),
            ((None,), WrongTypeError),
            (("article", ""), InvalidValueError),
            (("article", 7.1), WrongTypeError),
            (("article", "7.1", ""), InvalidValueError),
        ],
    )
    def test_refusals(self, arguments: tuple[Any, ...], error: type[DprkTourismError]) -> None:
        """A source that is not an id, and a locator that is not a string, are refused."""
        with refused(error):
            Citation(*arguments)


class TestPlace:
    """`Place`: the country, or a part of it."""

    def test_defaults(self) -> None:
        """A place that is not within another is the country; citations and note may be left out."""
        place = Place(id="dprk", name="North Korea")

        assert (None, (), None) == (place.within, place.cites, place.note)

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"id": "No Id"}, InvalidValueError),
            ({"name": ""}, InvalidValueError),
            ({"within": "No Id"}, InvalidValueError),
            ({"note": 5}, WrongTypeError),
            ({"cites": "article"}, WrongTypeError),
            ({"cites": ["article"]}, WrongTypeError),
            ({"cites": None}, WrongTypeError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """An invalid value is refused with the name of its field."""
        with refused(error) as caught:
            Place(**{"id": "rason", "name": "Rason", **fields})

        (field,) = fields
        assert f"`{field}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize("attribute", ["name", "within"])
    def test_cited_attribute(self, attribute: str) -> None:
        """A citation may support one attribute of a place."""
        cite = Citation("article", "9.1", attribute)

        assert (cite,) == Place(id="rason", name="Rason", cites=[cite]).cites

    @pytest.mark.parametrize("attribute", ["capacity", "id", "cites", "note", "colour"])
    def test_cited_attribute_it_lacks(self, attribute: str) -> None:
        """A citation of an unknown attribute is refused with the attributes of a place."""
        with refused(InvalidValueError) as caught:
            Place(id="rason", name="Rason", cites=[Citation("article", None, attribute)])

        assert snapshot("`ATTRIBUTE` is not an attribute of this place. Use one of name, within.") == str(
            caught.value
        ).replace(attribute, "ATTRIBUTE", 1)

    def test_citations_stand_once(self) -> None:
        """A repeated citation is kept once, in the order of its first mention."""
        other = Citation("notice")

        assert (CITATION, other) == Place(id="a", name="A", cites=[CITATION, other, CITATION]).cites


class TestResort:
    """`Resort`: a place made for visitors."""

    def test_fields(self) -> None:
        """A resort keeps what the article reports about Wonsan Kalma."""
        found = resort(
            within="dprk",
            opens="resort-opens",
            region="east coast",
            capacity=20_000,
            beachfront_km=4,
            amenities=["shops", "hotels", "shops"],
        )

        assert ("dprk", "resort-opens", "east coast") == (found.within, found.opens, found.region)
        assert (20_000, 4.0) == (found.capacity, found.beachfront_km)
        assert ("hotels", "shops") == found.amenities

    def test_defaults(self) -> None:
        """Every field that only a resort has may be unknown."""
        found = resort()

        assert (None, None, None, None) == (found.opens, found.region, found.capacity, found.beachfront_km)
        assert () == found.amenities

    def test_is_a_place_but_equals_none(self) -> None:
        """A resort is a place, yet differs from a place with the same fields."""
        place = Place(id="wonsan-kalma", name="Wonsan Kalma")

        assert isinstance(resort(), Place)
        assert resort() != place

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"opens": "No Id"}, InvalidValueError),
            ({"region": ""}, InvalidValueError),
            ({"capacity": 0}, InvalidValueError),
            ({"capacity": "18"}, WrongTypeError),
            ({"capacity": True}, WrongTypeError),
            ({"capacity": 18.0}, WrongTypeError),
            ({"beachfront_km": -4}, InvalidValueError),
            ({"beachfront_km": "4"}, WrongTypeError),
            ({"amenities": "hotels"}, WrongTypeError),
            ({"amenities": ["hotels", 5]}, WrongTypeError),
            ({"amenities": [""]}, InvalidValueError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """An invalid value is refused with the name of its field."""
        with refused(error) as caught:
            resort(**fields)

        (field,) = fields
        assert f"`{field}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize(
        "attribute", ["name", "within", "opens", "region", "capacity", "beachfront_km", "amenities"]
    )
    def test_cited_attribute(self, attribute: str) -> None:
        """A citation may support any attribute of a resort."""
        cite = Citation("article", "9.2", attribute)

        assert (cite,) == resort(cites=[cite]).cites

    def test_cited_attribute_it_lacks(self) -> None:
        """A citation of an unknown attribute is refused with the attributes of a resort."""
        with refused(
            InvalidValueError,
            snapshot(
                "`colour` is not an attribute of this place. Use one of name, within, opens, region, capacity, beachfront_km, amenities."
            ),
        ):
            resort(cites=[Citation("article", None, "colour")])


class TestNesting:
    """`from_the_inside_out` and `places_inside`: how places nest."""

    places = {  # noqa: RUF012 - read only
        "dprk": Place(id="dprk", name="North Korea"),
        "wonsan": Place(id="wonsan", name="Wonsan", within="dprk"),
        "wonsan-kalma": resort(within="wonsan"),
        "rason": Place(id="rason", name="Rason", within="dprk"),
    }

    def test_from_the_inside_out(self) -> None:
        """A place comes first, then what is around it, the country last."""
        found = from_the_inside_out(self.places, "wonsan-kalma")

        assert ["wonsan-kalma", "wonsan", "dprk"] == [place.id for place in found]
        assert (self.places["dprk"],) == from_the_inside_out(self.places, "dprk")

    def test_places_inside(self) -> None:
        """Places inside are found at whatever depth, sorted, without the place itself."""
        assert ("rason", "wonsan", "wonsan-kalma") == places_inside(self.places, "dprk")
        assert ("wonsan-kalma",) == places_inside(self.places, "wonsan")
        assert () == places_inside(self.places, "rason")


class TestDating:
    """`Dating`: what one source claims of a day."""

    def test_fields(self) -> None:
        """A dating keeps its window, its words and its citation."""
        claim = dating("2024", words="last year", citation=Citation("article", "11.1"))

        assert DayWindow("2024-01-01", "2024-12-31") == claim.when
        assert ("last year", Citation("article", "11.1")) == (claim.words, claim.citation)
        assert None is dating("2024").words

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"when": "last year"}, InvalidDayError),
            ({"when": "2024-02-30"}, InvalidDayError),
            ({"when": "[2024-02-02..2024-02-01]"}, InvalidValueError),
            ({"when": None}, WrongTypeError),
            ({"words": ""}, InvalidValueError),
            ({"words": 5}, WrongTypeError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """Invalid windows and empty words are refused."""
        with refused(error):
            dating(**fields)

    @pytest.mark.parametrize("citation", ["article", None, [CITATION]])
    def test_needs_one_citation(self, citation: Any) -> None:
        """A dating has exactly one citation; anything else has the wrong type."""
        with pytest.raises(TypeError):
            dating(citation=citation)


class TestEvent:
    """`Event`: something that happened on one day."""

    def test_one_dating(self) -> None:
        """The window of an event with one dating is that of the dating."""
        found = event("resort-opens", "2025-07-01")

        assert DayWindow.parse("2025-07-01") == found.window
        assert False is found.disputed

    @pytest.mark.parametrize(
        ("when", "window"),
        [
            (("2024", "2024-02-09"), "2024-02-09"),
            (("2024-02-09", "2024"), "2024-02-09"),
            (("2025-07", "[2025-07-16..2025-07-18]", "[2025-07-14..2025-07-18]"), "[2025-07-16..2025-07-18]"),
            (("[2025-07-01..2025-07-16]", "[2025-07-16..2025-07-31]"), "2025-07-16"),
        ],
    )
    def test_intersection(self, when: tuple[str, ...], window: str) -> None:
        """R2: datings that share days leave the days that they share."""
        found = event("resort-opens", *when)

        assert DayWindow.parse(window) == found.window
        assert not found.disputed

    @pytest.mark.parametrize(
        ("when", "window"),
        [
            (("2025-07-10", "2025-07-12"), "[2025-07-10..2025-07-12]"),
            (("[2025-07-01..2025-07-16]", "[2025-07-17..2025-07-31]"), "2025-07"),
            (("2024", "2024-02-09", "2024-02-11"), "2024"),
        ],
    )
    def test_dispute(self, when: tuple[str, ...], window: str) -> None:
        """R2: datings that share no day are disputed, and leave the smallest window that covers all."""
        found = event("resort-opens", *when)

        assert DayWindow.parse(window) == found.window
        assert found.disputed

    @given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4)), min_size=1, max_size=4))
    @example([(1, 0), (2, 0)])
    def test_day_by_day(self, rows: list[tuple[int, int]]) -> None:
        """R2: counted day by day, the window is what all datings share, else all from the first day to the last."""
        claimed = [set(range(first, first + more + 1)) for first, more in rows]
        common, every = set.intersection(*claimed), set.union(*claimed)
        expected = common or every
        found = event("resort-opens", *(f"[2025-07-{min(days):02}..2025-07-{max(days):02}]" for days in claimed))

        assert (min(expected), max(expected)) == (found.window.earliest.day, found.window.latest.day)
        assert (not common) is found.disputed

    def test_bearing(self) -> None:
        """An event bears on access unless it is said to be context."""
        assert Bearing.ACCESS is event("resort-opens", "2025").bearing
        assert Bearing.CONTEXT is event("resort-opens", "2025", bearing="context").bearing

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"id": "No Id"}, InvalidValueError),
            ({"what": ""}, InvalidValueError),
            ({"note": " "}, InvalidValueError),
            ({"bearing": "acess"}, InvalidValueError),
            ({"datings": []}, InvalidValueError),
            ({"datings": "2025"}, WrongTypeError),
            ({"datings": ["2025"]}, WrongTypeError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """An invalid value is refused with the name of its field."""
        with refused(error) as caught:
            event("resort-opens", "2025", **fields)

        (field,) = fields
        assert f"`{field}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"bearing": "acess"}, snapshot("`acess` is not one of access, context. Did you mean `access`?")),
            (
                {"datings": []},
                snapshot("An event needs at least one dating. Use a window as wide as the source allows."),
            ),
        ],
    )
    def test_messages(self, fields: dict[str, Any], said: str) -> None:
        """The messages that only this record has."""
        with refused(InvalidValueError, said):
            event("resort-opens", "2025", **fields)

    def test_window_cannot_be_given(self) -> None:
        """The window follows from the datings and cannot be given."""
        with pytest.raises(TypeError):
            event("resort-opens", "2025", window=DayWindow.parse("2025-07-01"))

    def test_evolved_event_finds_its_window_again(self) -> None:
        """An event with fewer datings has the window of those."""
        found = event("resort-opens", "2024", "2024-02-09")

        assert DayWindow.parse("2024") == attrs.evolve(found, datings=found.datings[:1]).window


class TestAccessPolicy:
    """`AccessPolicy`: permits or denies an audience a place."""

    def test_fields(self) -> None:
        """A policy keeps its words as choices, its audience as an audience, its citations in a tuple."""
        found = policy()

        assert (Effect.DENY, Layer.SITE) == (found.effect, found.layer)
        assert Audience.named("foreigners") == found.audience
        assert (CITATION,) == found.cites
        assert ((), None, None, None, None) == (found.overrides, found.starts, found.ends, found.announced, found.note)

    @pytest.mark.parametrize(
        ("enumeration", "words"),
        [
            (Effect, ["permit", "deny"]),
            (Layer, ["home-state", "entry", "site"]),
            (Ending, ["until-further-notice", "unstated", "permanent"]),
            (Bearing, ["access", "context"]),
        ],
    )
    def test_words(self, enumeration: Any, words: list[str]) -> None:
        """The words of files are those of the design."""
        assert words == [str(member) for member in enumeration]

    @pytest.mark.parametrize("audience", [["Russia"], {"RU"}, Audience(["RU"]), ("rus", "RU")])
    def test_audience(self, audience: Any) -> None:
        """The audience may be a list of nationalities, or an audience."""
        assert Audience({"RU"}) == policy(audience=audience).audience

    def test_ending_is_unstated_if_left_out(self) -> None:
        """If no event ends a policy, the end is unstated by default."""
        assert None is policy().ending
        assert Ending.UNSTATED is policy().ending_or_default
        assert Ending.PERMANENT is policy(ending="permanent").ending_or_default
        assert Ending.UNTIL_FURTHER_NOTICE is policy(ending="until-further-notice").ending_or_default

    def test_ending_is_none_where_it_ends(self) -> None:
        """If an event ends a policy, it has no ending."""
        assert None is policy(ends="bar-lifted").ending_or_default

    @pytest.mark.parametrize("ending", [str(ending) for ending in Ending])
    def test_ending_with_ends(self, ending: str) -> None:
        """A policy with both `ends` and `ending` is refused."""
        with refused(InvalidValueError) as caught:
            policy(ends="bar-lifted", ending=ending)

        assert snapshot("`ending` is `ENDING`, but `ends` names an event. Leave one of them out.") == str(
            caught.value
        ).replace(ending, "ENDING")

    def test_announcement_is_the_start_if_left_out(self) -> None:
        """A policy is announced by the event that starts it, unless another is named."""
        assert None is policy(starts="ban-notice").announced
        assert "ban-notice" == policy(starts="ban-notice").announcement
        assert "decree" == policy(starts="ban-notice", announced="decree").announcement
        assert "decree" == policy(announced="decree").announcement
        assert None is policy().announcement

    def test_a_new_start_is_a_new_announcement(self) -> None:
        """A copy with another start, or with an end, is the policy that was written with it (law 20)."""
        assert "decree" == attrs.evolve(policy(starts="ban-notice"), starts="decree").announcement
        assert policy(ends="bar-lifted") == attrs.evolve(policy(), ends="bar-lifted")

    def test_overrides(self) -> None:
        """Overrides are the word earlier, or ids of policies, sorted and each once."""
        assert EARLIER == policy(overrides="earlier").overrides
        assert ("a", "b") == policy(overrides=["b", "a", "b"]).overrides
        assert ("a",) == policy(overrides=("a",)).overrides

    @pytest.mark.parametrize("overrides", [["foreigners-barred"], ["a", "foreigners-barred"]])
    def test_overrides_itself(self, overrides: list[str]) -> None:
        """A policy that overrides itself is refused."""
        with refused(
            InvalidValueError, snapshot("`foreigners-barred` overrides itself. Name the policies that it outranks.")
        ):
            policy(overrides=overrides)

    @pytest.mark.parametrize("id_", ["earlier", "earl"])
    def test_may_be_called_earlier(self, id_: str) -> None:
        """A policy whose id is part of the word earlier may still override earlier policies."""
        assert EARLIER == policy(id=id_, overrides="earlier").overrides

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"id": "No Id"}, InvalidValueError),
            ({"effect": "forbid"}, InvalidValueError),
            ({"effect": True}, InvalidValueError),
            ({"layer": "Site"}, InvalidValueError),
            ({"place": "No Id"}, InvalidValueError),
            ({"starts": "No Id"}, InvalidValueError),
            ({"ends": "No Id"}, InvalidValueError),
            ({"announced": "No Id"}, InvalidValueError),
            ({"ending": "never"}, InvalidValueError),
            ({"overrides": "later"}, WrongTypeError),
            ({"overrides": None}, WrongTypeError),
            ({"overrides": ["No Id"]}, InvalidValueError),
            ({"cites": []}, InvalidValueError),
            ({"cites": ["article"]}, WrongTypeError),
            ({"note": ""}, InvalidValueError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """An invalid value is refused with the name of its field."""
        with refused(error) as caught:
            policy(**fields)

        (field,) = fields
        assert f"`{field}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"effect": "forbid"}, snapshot("`forbid` is not one of permit, deny.")),
            ({"layer": "Site"}, snapshot("`Site` is not one of home-state, entry, site. Did you mean `site`?")),
            ({"ending": "never"}, snapshot("`never` is not one of until-further-notice, unstated, permanent.")),
            ({"cites": []}, snapshot("A policy needs at least one citation. Name the source.")),
        ],
    )
    def test_messages(self, fields: dict[str, Any], said: str) -> None:
        """The messages that only this record has."""
        with refused(InvalidValueError, said):
            policy(**fields)

    @pytest.mark.parametrize(
        ("audience", "error"),
        [
            ([], InvalidValueError),
            ("friends", UnknownNameError),
            (["Ruritania"], UnknownNationalityError),
            (None, WrongTypeError),
            (5, WrongTypeError),
        ],
    )
    def test_no_audience(self, audience: Any, error: type[DprkTourismError]) -> None:
        """An invalid audience is refused."""
        with refused(error):
            policy(audience=audience)


class TestVisit:
    """`Visit`: who wants to be where, and when."""

    def test_last_day_is_the_arrival_if_departure_is_left_out(self) -> None:
        """A visit without a departure lasts one day."""
        visit = Visit("Russia", "wonsan-kalma", "2025-07-10")

        assert ("RU", "wonsan-kalma") == (visit.nationality, visit.place)
        assert date(2025, 7, 10) == visit.arrival == visit.last_day
        assert None is visit.departure
        assert date(2025, 7, 12) == attrs.evolve(visit, arrival="2025-07-12").last_day

    def test_days_in_any_form(self) -> None:
        """Days may be dates, strings or aware datetimes, which count in Pyongyang."""
        visit = Visit("RU", "dprk", date(2025, 7, 10), datetime(2025, 7, 10, 15, tzinfo=UTC))

        assert Visit("RU", "dprk", "2025-07-10", "2025-07-11") == visit

    def test_reversed(self) -> None:
        """A departure before the arrival is refused."""
        with refused(InvalidValueError):
            Visit("RU", "dprk", "2025-07-10", "2025-07-09")

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("Ruritania", "dprk", "2025-07-10"), UnknownNationalityError),
            (("Korea", "dprk", "2025-07-10"), UnknownNationalityError),
            ((None, "dprk", "2025-07-10"), WrongTypeError),
            (("RU", "Wonsan Kalma", "2025-07-10"), InvalidValueError),
            (("RU", None, "2025-07-10"), WrongTypeError),
            (("RU", "dprk", datetime.fromisoformat("2025-07-10")), NaiveDatetimeError),
            (("RU", "dprk", "2025-07-10", datetime.fromisoformat("2025-07-10")), NaiveDatetimeError),
            (("RU", "dprk", "2025-02-30"), InvalidDayError),
            (("RU", "dprk", "2025-07"), InvalidDayError),
            (("RU", "dprk", None), WrongTypeError),
        ],
    )
    def test_refusals(self, arguments: tuple[Any, ...], error: type[DprkTourismError]) -> None:
        """An invalid nationality, place or day is refused."""
        with refused(error):
            Visit(*arguments)


RECORDS = (
    source(),
    Citation("article", "9.2", "capacity"),
    Place(id="rason", name="Rason", within="dprk", cites=[CITATION]),
    resort(opens="resort-opens", amenities=["hotels"], capacity=20_000, beachfront_km=4),
    dating("2024", words="last year"),
    event("resort-opens", "2024", "2024-02-09"),
    event("resort-opens", "2025-07-10", "2025-07-12"),
    policy(starts="ban-notice", ending="until-further-notice"),
    policy(overrides="earlier", audience=Audience(["AU"], possible=["CA"]), ends="bar-lifted"),
    Visit("RU", "dprk", "2025-07-10", "2025-07-11"),
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
class TestEveryRecord:
    """Facts that hold for records of all kinds."""

    def test_cannot_be_changed(self, record: Any) -> None:
        """No field can be assigned or deleted, and none added."""
        for name in attrs.fields_dict(type(record)):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(record, name, None)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(record, name)
        with pytest.raises(AttributeError):
            record.colour = "red"

    def test_pickles_and_copies(self, record: Any) -> None:
        """A pickled or copied record equals the original in every field, and has its hash."""
        for again in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):  # noqa: S301
            assert record == again
            assert hash(record) == hash(again)
            for name in attrs.fields_dict(type(record)):
                assert getattr(record, name) == getattr(again, name)

    def test_equal_by_value(self, record: Any) -> None:
        """A record made again from its fields is equal, and has the same hash."""
        again = attrs.evolve(record)

        assert record == again
        assert record is not again
        assert 1 == len({record, again})

    def test_differs_from_all_others(self, record: Any) -> None:
        """Records with another field, or of another kind, differ."""
        assert 1 == RECORDS.count(record)
