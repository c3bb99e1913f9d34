"""Records: sources, places, events, policies and visits, each by itself."""

import copy
import pickle
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from factories import CITATION, dating, event, policy, resort, source
from inline_snapshot import snapshot
from refusals import refused

from dprk_tourism._model.days import DayWindow, Distance
from dprk_tourism._model.fields import FrozenDict
from dprk_tourism._model.records import (
    EARLIER,
    AccessPolicy,
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
    Status,
    Visit,
    find_place,
    from_the_inside_out,
    place_of,
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
    UnknownPlaceError,
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
            copy="https://copy.example/a",
            archived="http://archive.example/a",
            derived_from="original",
            passages={"11.2": "It ended.", "1.1": "It began."},
            note="A copy.",
        )

        assert SourceKind.PRESS is found.kind
        assert DayWindow("2025-07-18", "2025-07-31") == found.published
        assert ("https://example.org/a", "https://copy.example/a", "http://archive.example/a") == (
            found.url,
            found.copy,
            found.archived,
        )
        assert ("original", "A copy.") == (found.derived_from, found.note)

    def test_defaults(self) -> None:
        """Addresses, passages, the source that it derives from and the note may be left out."""
        found = source()

        assert (None, None, None) == (found.url, found.copy, found.archived)
        assert (None, {}, None) == (found.derived_from, found.passages, found.note)

    def test_passages(self) -> None:
        """The gists are kept read-only, in the order of their locators; two orders are one source."""
        gists = {"11.2": "It ended.", "1.1": "It began."}
        found = source(passages=gists)

        assert isinstance(found.passages, FrozenDict)
        assert [("1.1", "It began."), ("11.2", "It ended.")] == list(found.passages.items())
        assert source(passages=dict(reversed(gists.items()))) == found
        assert source() != found

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
            ({"copy": "example.org"}, InvalidValueError),
            ({"archived": "example.org"}, InvalidValueError),
            ({"derived_from": "No Id"}, InvalidValueError),
            ({"passages": [("1.1", "It began.")]}, WrongTypeError),
            ({"passages": {"1.1": 5}}, WrongTypeError),
            ({"passages": {1.1: "It began."}}, WrongTypeError),
            ({"passages": {"1.1": " "}}, InvalidValueError),
            ({"passages": {"": "It began."}}, InvalidValueError),
            ({"passages": {"1": {"1": "It began."}}}, InvalidValueError),
            ({"passages": None}, WrongTypeError),
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
            (
                {"published": "[2025-07-18..]"},
                snapshot("`[2025-07-18..]` is open. Use the first and the last day on which it may have appeared."),
            ),
            (
                {"passages": {"11": {"2": "It ended."}}},
                snapshot('The locator `11` is split at its dot. Quote it: "11.2" = "...".'),
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
            ("[2025-07-18..]", InvalidValueError),
            ("[..2025-07-18]", InvalidValueError),
            (DayWindow(None, None), InvalidValueError),
            (datetime.fromisoformat("2025-07-18T09:00"), NaiveDatetimeError),
            (None, WrongTypeError),
            (2025, WrongTypeError),
        ],
    )
    def test_no_window(self, published: Any, error: type[DprkTourismError]) -> None:
        """A day of publication that is not a window, or is open at an end, is refused."""
        with refused(error):
            source(published=published)


class TestCitation:
    """`Citation`: a source, and the place in it."""

    def test_str(self) -> None:
        """A citation is written as its source, and its locator if it has one."""
        assert "article at 7.1" == str(Citation("article", "7.1", "temporarily", "starts"))
        assert "article" == str(Citation("article"))

    def test_fields(self) -> None:
        """A citation has a locator, the source's words, and the field that it supports; each may be left out."""
        found = Citation("article", "7.1", "temporarily", "ending")

        assert ("article", "7.1", "temporarily", "ending") == (found.source, found.at, found.words, found.attribute)
        assert Citation("article") == Citation("article", None, None, None)

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("No Id",), InvalidValueError),
            ((None,), WrongTypeError),
            (("article", ""), InvalidValueError),
            (("article", 7.1), WrongTypeError),
            (("article", "7.1", ""), InvalidValueError),
            (("article", "7.1", 5), WrongTypeError),
            (("article", "7.1", None, ""), InvalidValueError),
        ],
    )
    def test_refusals(self, arguments: tuple[Any, ...], error: type[DprkTourismError]) -> None:
        """A source that is not an id, and locators and words that are not strings, are refused."""
        with refused(error):
            Citation(*arguments)


class TestPlace:
    """`Place`: the country, or a part of it."""

    def test_defaults(self) -> None:
        """A place that is not within another is the country; what else is known of it may be left out."""
        place = Place(id="dprk", name="North Korea")

        assert (None, (), None) == (place.within, place.cites, place.note)
        assert ((), None) == (place.names, place.location)

    def test_names(self) -> None:
        """Other names may be in any script; they are sorted, and each is kept once."""
        found = Place(id="rason", name="Rason", names=["나선", "Rasŏn", "나선"])

        assert ("Rasŏn", "나선") == found.names

    @pytest.mark.parametrize("location", [(39.166, 127.484), [39.166, 127.484], (-90, 180), (90.0, -180.0)])
    def test_location(self, location: Any) -> None:
        """A location is a latitude and a longitude in degrees."""
        assert tuple(location) == Place(id="rason", name="Rason", location=location).location

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
            ({"names": "Rasŏn"}, WrongTypeError),
            ({"names": [5]}, WrongTypeError),
            ({"names": [""]}, InvalidValueError),
            ({"location": 39.166}, WrongTypeError),
            ({"location": {1: 2, 3: 4}}, WrongTypeError),
            ({"location": (10**400, 1)}, InvalidValueError),
            ({"location": "39, 127"}, WrongTypeError),
            ({"location": (39.166,)}, WrongTypeError),
            ({"location": (39.166, 127.484, 0.0)}, WrongTypeError),
            ({"location": ("39.166", "127.484")}, WrongTypeError),
            ({"location": (True, 127.484)}, WrongTypeError),
            ({"location": (127.484, 39.166)}, InvalidValueError),
            ({"location": (39.166, 180.5)}, InvalidValueError),
            ({"location": (float("nan"), 127.484)}, InvalidValueError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """An invalid value is refused with the name of its field."""
        with refused(error) as caught:
            Place(**{"id": "rason", "name": "Rason", **fields})

        (field,) = fields
        assert f"`{field}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize("attribute", ["name", "names", "within", "location"])
    def test_cited_field(self, attribute: str) -> None:
        """A citation may support one field of a place."""
        cite = Citation("article", "9.1", attribute=attribute)
        filled = Place(id="rason", name="Rason", names=["나선"], within="dprk", location=(42.25, 130.3), cites=[cite])

        assert (cite,) == filled.cites

    @pytest.mark.parametrize("attribute", ["capacity", "id", "cites", "note", "colour"])
    def test_cited_field_it_lacks(self, attribute: str) -> None:
        """A citation of an unknown field is refused with the fields of a place."""
        with refused(InvalidValueError) as caught:
            Place(id="rason", name="Rason", cites=[Citation("article", attribute=attribute)])

        assert snapshot(
            "`ATTRIBUTE` is not a field that can be cited. Use one of name, names, within, location."
        ) == str(caught.value).replace(attribute, "ATTRIBUTE", 1)

    @pytest.mark.parametrize("attribute", ["names", "within", "location"])
    def test_cited_field_that_is_not_filled(self, attribute: str) -> None:
        """A citation of a field that is left out is refused."""
        with refused(InvalidValueError) as caught:
            Place(id="rason", name="Rason", cites=[Citation("article", attribute=attribute)])

        assert snapshot("`ATTRIBUTE` is cited but not filled. Fill it, or remove the citation.") == str(
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
    def test_cited_field(self, attribute: str) -> None:
        """A citation may support any field of a resort that is filled."""
        cite = Citation("article", "9.2", attribute=attribute)
        fields = {"within": "dprk", "opens": "resort-opens", "region": "east coast", "capacity": 20_000}

        assert (cite,) == resort(**fields, beachfront_km=4, amenities=["hotels"], cites=[cite]).cites

    def test_cited_field_it_lacks(self) -> None:
        """A citation of an unknown field is refused with the fields of a resort."""
        with refused(
            InvalidValueError,
            snapshot(
                "`colour` is not a field that can be cited. Use one of name, names, within, location, opens, region, capacity, beachfront_km, amenities."
            ),
        ):
            resort(cites=[Citation("article", attribute="colour")])


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


class TestPlaceOf:
    """`place_of`: places are asked for by id or by any name, in any case, with or without accents and apostrophes."""

    places = {  # noqa: RUF012 - read only
        "dprk": Place(id="dprk", name="North Korea", names=["КНДР", "북한"]),
        "wonsan-kalma": resort(name="Wonsan Kalma Coastal Tourist Zone", names=["Kalma"]),
        "chongjin": Place(id="chongjin", name="Chongjin", names=["Ch'ŏngjin", "Чхонджин"], within="dprk"),
    }

    @pytest.mark.parametrize(
        ("name", "id_"),
        [
            ("dprk", "dprk"),
            ("DPRK", "dprk"),
            ("North Korea", "dprk"),
            ("north korea", "dprk"),
            (" North Korea ", "dprk"),
            ("кндр", "dprk"),
            ("북한", "dprk"),
            ("Wonsan-Kalma", "wonsan-kalma"),
            ("wonsan kalma coastal tourist zone", "wonsan-kalma"),
            ("KALMA", "wonsan-kalma"),
            ("Chŏngjin", "chongjin"),
            ("Ch\u2019ongjin", "chongjin"),
            ("CHONGJIN", "chongjin"),
            ("Чхонджин", "chongjin"),
        ],
    )
    def test_names(self, name: str, id_: str) -> None:
        """The id, the name and every other name lead to the place, whatever the case and the accents."""
        assert id_ == place_of(self.places, name)

    def test_unknown(self) -> None:
        """Another name is an error that suggests the nearest."""
        with refused(UnknownPlaceError, name="wonsan-kalna", suggestions=("wonsan-kalma",), where=""):
            place_of(self.places, "wonsan-kalna")
        with refused(WrongTypeError, found=None):
            place_of(self.places, None)

    def test_what_there_is(self) -> None:
        """Where none is similar, it lists the places, ten at most; it says whose they are if that is known."""
        two = {id_: Place(id=id_, name=id_) for id_ in ("bay", "cape")}
        many = {f"place-{number}": Place(id=f"place-{number}", name="P") for number in range(11)}

        with refused(UnknownPlaceError, where=snapshot("the history `toy`, which has `bay` and `cape`")):
            place_of(two, "xyzzy", "the history `toy`")
        with refused(UnknownPlaceError, where=snapshot("this history, which has no place")):
            place_of({}, "xyzzy")
        with refused(UnknownPlaceError) as caught:
            place_of(many, "xyzzy")
        assert str(caught.value).endswith("`place-9` and others.")
        with refused(UnknownPlaceError, where="the history `toy`", suggestions=("cape",)):
            place_of(two, "capes", "the history `toy`")

    def test_long(self) -> None:
        """A name of more than two hundred characters is compared letter by letter, whatever accents it is made of."""
        long = "a" + "\u0301\u0323" * 200_000
        places = {"far": Place(id="far", name=long)}

        assert "far" == place_of(places, long)
        with refused(UnknownPlaceError, suggestions=()):
            place_of(places, long.upper())
        for letters, found in ((200, True), (201, False)):
            name = "ab" * 100 + "c" * (letters - 200)
            assert found is (find_place({"far": Place(id="far", name=name)}, name.upper()) == "far")


class TestDating:
    """`Dating`: what one source claims of a day, by a window or by a distance from another event."""

    def test_window(self) -> None:
        """A dating by a window keeps it and its citation."""
        claim = dating("2024", citation=Citation("article", "11.1", "last year"))

        assert DayWindow("2024-01-01", "2024-12-31") == claim.when
        assert Citation("article", "11.1", "last year") == claim.citation
        assert (None, None, None) == (claim.after, claim.before, claim.days)

    @pytest.mark.parametrize("when", ["[2026-09-01..]", "[..2025-03-01]"])
    def test_open_window(self, when: str) -> None:
        """A window may be open at one end."""
        assert when == str(dating(when).when)

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            ("14..", Distance(14)),
            ("14..60", Distance(14, 60)),
            ("..60", Distance(0, 60)),
            (14, Distance(14, 14)),
            (Distance(-7, 60), Distance(-7, 60)),
        ],
    )
    @pytest.mark.parametrize("way", ["after", "before"])
    def test_distance(self, way: str, days: Any, expected: Distance) -> None:
        """A dating by a distance names the other event, and how many days lay between them."""
        claim = dating(**{way: "resort-opens", "days": days})

        assert ("resort-opens", expected, expected) == (getattr(claim, way), claim.days, claim.distance)
        assert None is claim.when

    def test_distance_of_any_length(self) -> None:
        """If the days are left out they stay so, and any number from 0 on counts."""
        claim = dating(after="resort-opens")

        assert (None, Distance(0)) == (claim.days, claim.distance)

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"when": "last year"}, InvalidDayError),
            ({"when": "2024-02-30"}, InvalidDayError),
            ({"when": "[2024-02-02..2024-02-01]"}, InvalidValueError),
            ({"when": DayWindow(None, None)}, InvalidValueError),
            ({"when": 5}, WrongTypeError),
            ({"after": "No Id"}, InvalidValueError),
            ({"before": 5}, WrongTypeError),
            ({"after": "a", "days": ".."}, InvalidValueError),
            ({"after": "a", "days": "60..14"}, InvalidValueError),
            ({"after": "a", "days": Distance(None, 60)}, InvalidValueError),
            ({"after": "a", "days": Distance()}, InvalidValueError),
            ({"after": "a", "days": True}, WrongTypeError),
            ({"after": "a", "days": 1.5}, WrongTypeError),
        ],
    )
    def test_refusals(self, fields: dict[str, Any], error: type[DprkTourismError]) -> None:
        """Invalid windows, ids and distances are refused with the name of the field."""
        with refused(error) as caught:
            dating(**fields)

        assert f"`{[*fields][-1]}`" in caught.value.__notes__[0]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, snapshot("A dating has one of `when`, `after` and `before`. Write another dating for more.")),
            ({"when": "2024", "days": "14.."}, snapshot("`days` belongs to a distance. Leave it out beside `when`.")),
            (
                {"after": "a", "days": Distance(None, 60)},
                snapshot("A dating needs the least distance. Turn it around with `before` or `after`."),
            ),
            (
                {"when": DayWindow(None, None)},
                snapshot("A window that is open at both ends says nothing. Give one day at least."),
            ),
        ],
    )
    def test_messages(self, fields: dict[str, Any], said: str) -> None:
        """A dating is a window or one distance; days belong to a distance, and say how many at least."""
        with refused(InvalidValueError, said):
            Dating(**fields, citation=CITATION)

    @pytest.mark.parametrize(
        "fields",
        [
            {"when": "2024", "after": "a"},
            {"when": "2024", "before": "a"},
            {"after": "a", "before": "b"},
            {"when": "2024", "after": "a", "before": "b"},
            {"days": "14.."},
        ],
    )
    def test_one_of_three(self, fields: dict[str, Any]) -> None:
        """A dating says when, after which event, or before which event; never two of these, and never none."""
        with refused(InvalidValueError):
            Dating(**fields, citation=CITATION)

    @pytest.mark.parametrize("citation", ["article", None, [CITATION]])
    def test_needs_one_citation(self, citation: Any) -> None:
        """A dating has exactly one citation; anything else has the wrong type."""
        with pytest.raises(TypeError):
            dating("2024", citation=citation)

    def test_is_cited_as_a_whole(self) -> None:
        """The citation of a dating supports no single field."""
        with refused(InvalidValueError, snapshot("A dating is cited as a whole. Leave `when` out.")):
            dating("2024", citation=Citation("article", attribute="when"))


class TestEvent:
    """`Event`: something that happened, or is said to happen."""

    def test_fields(self) -> None:
        """An event keeps its datings in their order, each once."""
        claims = [dating("2024"), dating(after="borders-close"), dating("2024")]
        found = event("resort-opens", datings=claims, place="wonsan-kalma", note="Disputed.")

        assert (claims[0], claims[1]) == found.datings
        assert ("wonsan-kalma", "Disputed.") == (found.place, found.note)

    def test_defaults(self) -> None:
        """An event happened, in no particular place, unless it is said otherwise."""
        found = event("resort-opens", "2025")

        assert (Status.HAPPENED, None, None) == (found.status, found.place, found.note)

    @pytest.mark.parametrize("status", ["happened", "planned", "alleged", "denied"])
    def test_status(self, status: str) -> None:
        """An event happened, is planned, is alleged or is denied (R20)."""
        assert status == str(event("resort-opens", "2025", status=status).status)

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"id": "No Id"}, InvalidValueError),
            ({"what": ""}, InvalidValueError),
            ({"note": " "}, InvalidValueError),
            ({"status": "hapened"}, InvalidValueError),
            ({"status": None}, InvalidValueError),
            ({"place": "No Id"}, InvalidValueError),
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
            (
                {"status": "hapened"},
                snapshot("`hapened` is not one of happened, planned, alleged, denied. Did you mean `happened`?"),
            ),
            (
                {"datings": []},
                snapshot("An event needs at least one dating. Use a window as wide as the source leaves it."),
            ),
            (
                {"datings": [dating(after="resort-opens")]},
                snapshot("`resort-opens` is dated from itself. Name another event."),
            ),
        ],
    )
    def test_messages(self, fields: dict[str, Any], said: str) -> None:
        """The messages that only this record has."""
        with refused(InvalidValueError, said):
            event("resort-opens", "2025", **fields)

    @pytest.mark.parametrize("way", ["after", "before"])
    def test_dated_from_itself(self, way: str) -> None:
        """An event has no distance from itself."""
        with refused(InvalidValueError):
            event("resort-opens", "2025", {way: "resort-opens"})

    def test_window_is_that_of_a_history(self) -> None:
        """An event by itself has no window: that follows from the datings of all events."""
        assert not hasattr(event("resort-opens", "2025"), "window")


class TestAccessPolicy:
    """`AccessPolicy`: permits or denies an audience a place."""

    def test_fields(self) -> None:
        """A policy keeps its words as choices, its audience as an audience, its citations in a tuple."""
        found = policy()

        assert (Effect.DENY, Layer.SITE) == (found.effect, found.layer)
        assert Audience.named("foreigners") == found.audience
        assert (CITATION,) == found.cites
        assert ((), None, None, None, None) == (found.overrides, found.starts, found.ends, found.announced, found.note)
        assert () == found.conditions

    @pytest.mark.parametrize(
        ("enumeration", "words"),
        [
            (Effect, ["permit", "deny"]),
            (Layer, ["home-state", "entry", "site"]),
            (Ending, ["until-further-notice", "unstated", "permanent"]),
            (Status, ["happened", "planned", "alleged", "denied"]),
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

    def test_conditions(self) -> None:
        """A permission keeps what it asks for, sorted and each once (R19)."""
        asked = ["visa", "organised-tour", "visa"]

        assert ("organised-tour", "visa") == policy(effect="permit", conditions=asked).conditions

    def test_conditions_of_a_denial(self) -> None:
        """A policy that denies has no conditions (R19)."""
        with refused(InvalidValueError, snapshot("A policy that denies has no conditions. Leave them out (R19).")):
            policy(conditions=["visa"])
        assert () == policy(conditions=()).conditions

    @pytest.mark.parametrize(
        "attribute",
        ["effect", "layer", "audience", "place", "starts", "ends", "announced", "overrides", "conditions"],
    )
    def test_cited_in_part(self, attribute: str) -> None:
        """A citation may support one field of a policy, beside one that makes the whole claim."""
        part = Citation("notice", attribute=attribute)
        fields: dict[str, Any] = {
            "starts": "a",
            "ends": "b",
            "announced": "c",
            "overrides": ["other"],
            "conditions": ["visa"],
        }

        assert (CITATION, part) == policy(effect="permit", **fields, cites=[CITATION, part]).cites

    @pytest.mark.parametrize(
        ("cites", "said"),
        [
            (
                [Citation("notice", attribute="place")],
                snapshot("A policy needs a source that makes the whole claim. Cite one without `for`."),
            ),
            (
                [CITATION, Citation("notice", attribute="starts")],
                snapshot("`starts` is cited but not filled. Fill it, or remove the citation."),
            ),
            (
                [CITATION, Citation("notice", attribute="colour")],
                snapshot(
                    "`colour` is not a field that can be cited. Use one of effect, layer, audience, place, starts, ends, ending, announced, overrides, conditions."
                ),
            ),
        ],
    )
    def test_cited_in_vain(self, cites: list[Citation], said: str) -> None:
        """One source at least makes the whole claim, and a field that is cited is there and filled."""
        with refused(InvalidValueError, said):
            policy(cites=cites)

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
            ({"conditions": "visa"}, WrongTypeError),
            ({"conditions": [5]}, WrongTypeError),
            ({"conditions": ["A visa"]}, InvalidValueError),
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
            ({"cites": []}, snapshot("A policy needs a source that makes the whole claim. Cite one without `for`.")),
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

    def test_in_order(self) -> None:
        """Visits sort by nationality, place, arrival and departure, one that was left out first."""
        visits = [
            Visit("AU", "wonsan-kalma", "2025-07-10"),
            Visit("RU", "dprk", "2025-07-10"),
            Visit("RU", "dprk", "2025-07-10", "2025-07-10"),
            Visit("RU", "dprk", "2025-07-11"),
            Visit("RU", "wonsan-kalma", "2025-07-10"),
        ]

        assert visits == sorted([*visits[3:], *visits[:3]])

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
            (("RU", "", "2025-07-10"), InvalidValueError),
            (("RU", None, "2025-07-10"), WrongTypeError),
            (("RU", "dprk", datetime.fromisoformat("2025-07-10T09:00")), NaiveDatetimeError),
            (("RU", "dprk", "2025-07-10", datetime.fromisoformat("2025-07-10T09:00")), NaiveDatetimeError),
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
    source(copy="https://copy.example/a", derived_from="original", passages={"11.2": "It ended."}),
    Citation("article", "9.2", "about 20,000", "capacity"),
    Place(id="rason", name="Rason", names=["나선"], within="dprk", location=(42.25, 130.3), cites=[CITATION]),
    resort(opens="resort-opens", amenities=["hotels"], capacity=20_000, beachfront_km=4),
    dating("2024", words="last year"),
    dating("[2026-09-01..]"),
    dating(after="resort-opens", days="14.."),
    dating(before="resort-opens"),
    event("resort-opens", "2024", "2024-02-09"),
    event("moscow-flights", "2025-07", {"after": "resort-opens"}, status="planned", place="dprk"),
    policy(starts="ban-notice", ending="until-further-notice"),
    policy(overrides="earlier", audience=Audience(["AU"], possible=["CA"]), ends="bar-lifted"),
    policy(effect="permit", conditions=["visa"], cites=[CITATION, Citation("notice", attribute="conditions")]),
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
