"""Files: TOML and JSON to histories and back, all faults of a file at once."""

import hashlib
import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from factories import country, source
from hypothesis import example, given
from hypothesis import strategies as st

import dprk_tourism as dt
from dprk_tourism._io.documents import Format, read_json
from dprk_tourism.errors import (
    InvalidDayError,
    InvalidDocumentError,
    InvalidValueError,
    UnknownHistoryError,
    UnknownPlaceError,
    UnreadableFileError,
    WrongTypeError,
)
from dprk_tourism.history import fingerprint

FORMATS: tuple[Format, ...] = ("toml", "json")
each_format = pytest.mark.parametrize("format_", FORMATS)

SOUND = """
id = "mine"
title = "My own history"

[sources.article]
kind = "press"
publisher = "A news site"
title = "Article on a bar"
published = "[2025-07-18..2025-07-31]"

[places.dprk]
name = "North Korea"

[places.wonsan-kalma]
resort = true
name = "Wonsan Kalma"
within = "dprk"
opens = "resort-opens"
capacity = 20000
cites = [{ source = "article", at = "9.2", for = "capacity" }]

[events.resort-opens]
what = "The resort opens"
datings = [{ when = "2025-07-01", words = "July 1", source = "article", at = "6.2" }]

[policies.foreigners-barred]
effect = "deny"
layer = "site"
audience = "foreigners"
place = "wonsan-kalma"
starts = "resort-opens"
cites = [{ source = "article", at = "7.1" }]
"""

EVERYONE = dt.Audience.named("everyone").certain
FOREIGNERS = dt.Audience.named("foreigners").certain
WESTERN = dt.Audience.named("western").possible

HEAD = 'id = "mine"\ntitle = "Mine"\n'


def changed(old: str, new: str) -> str:
    """The sound document with one passage written otherwise."""
    assert 1 == SOUND.count(old), old
    return SOUND.replace(old, new)


def faults(text: Any, **options: Any) -> list[str]:
    """All faults of a document, each as what is wrong, at its path."""
    with pytest.raises(InvalidDocumentError) as caught:
        dt.loads(text, **options)
    return [str(fault) for fault in caught.value.faults]


def with_audience(written: str) -> dt.Audience:
    """The audience of a policy, as it is written in TOML."""
    text = changed('audience = "foreigners"', f"audience = {written}")
    return dt.loads(text).policies["foreigners-barred"].audience


def audience_written(audience: dt.Audience) -> Any:
    """What is written for an audience."""
    policy = dt.AccessPolicy(
        id="p", effect="deny", layer="entry", audience=audience, place="dprk", cites=[dt.Citation("s")]
    )
    history = dt.History(id="h", title="T", sources=[source("s")], places=[country()], policies=[policy])
    written = tomllib.loads(dt.dumps(history))["policies"]["p"]["audience"]
    assert json.loads(dt.dumps(history, format="json"))["policies"]["p"]["audience"] == written
    assert dt.loads(dt.dumps(history)) == history
    return written


def there_and_back(history: dt.History, format_: Format) -> dt.History:
    """The history, written and read."""
    return dt.loads(dt.dumps(history, format=format_), format=format_)


class TestRoundTrip:
    """What is written is read back as an equal history."""

    @each_format
    def test_article(self, format_: Format) -> None:
        """The shipped history is the same after writing and reading."""
        article = dt.load("article")

        assert article == there_and_back(article, format_)

    def test_formats_agree(self) -> None:
        """TOML and JSON hold the same tables."""
        article = dt.load("article")

        assert tomllib.loads(dt.dumps(article)) == json.loads(dt.dumps(article, format="json"))

    @each_format
    def test_view(self, format_: Format) -> None:
        """A view of a history is a history of its own, and can be written."""
        view = dt.load("article").according_to("article")

        assert view == there_and_back(view, format_)

    @each_format
    def test_history_without_records(self, format_: Format) -> None:
        """A history without records has no day surveyed, written or read."""
        empty = dt.History(id="h", title="T")

        assert empty == there_and_back(empty, format_)
        assert None is there_and_back(empty, format_).surveyed_through

    @each_format
    def test_every_field(self, format_: Format) -> None:
        """Every field of every kind of record survives."""
        cite = dt.Citation("s", "1.1")
        history = dt.History(
            id="h",
            title="T",
            surveyed_through="2026-01-01",
            sources=[source("s", url="https://a.example/", archived="https://b.example/", note="N", published="2025")],
            places=[
                country(note="N", cites=[cite]),
                dt.Resort(
                    id="r",
                    name="R",
                    within="dprk",
                    opens="e",
                    region="east",
                    capacity=20_000,
                    beachfront_km=4.5,
                    amenities=["hotels", "shops"],
                    cites=[dt.Citation("s", "9.2", "beachfront_km"), dt.Citation("s")],
                    note="N",
                ),
            ],
            events=[
                dt.Event(
                    id="e",
                    what="W",
                    bearing="context",
                    datings=[dt.Dating(when="2024", words="last year", citation=cite)],
                    note="N",
                ),
                dt.Event(id="f", what="W", datings=[dt.Dating(when="2025-02", citation=dt.Citation("s"))]),
            ],
            policies=[
                dt.AccessPolicy(
                    id="p",
                    effect="deny",
                    layer="home-state",
                    audience=dt.Audience(["AU"], possible=["CA"]),
                    place="r",
                    starts="e",
                    ends="f",
                    announced="f",
                    cites=[cite],
                    overrides="earlier",
                    note="N",
                ),
                dt.AccessPolicy(
                    id="q",
                    effect="permit",
                    layer="home-state",
                    audience="everyone",
                    place="dprk",
                    ending="permanent",
                    announced="e",
                    overrides=["o"],
                    cites=[cite],
                ),
                dt.AccessPolicy(
                    id="o",
                    effect="deny",
                    layer="home-state",
                    audience="nationals",
                    place="dprk",
                    starts="e",
                    ending="until-further-notice",
                    cites=[cite],
                ),
            ],
        )

        assert history == there_and_back(history, format_)

    @each_format
    @pytest.mark.parametrize(
        "text",
        [
            'quotes " and \' and """',
            "back \\ slash \\n \\u007f",
            "two\nlines\r\nand a\ttab",
            "delete \x7f and \\\x7f",
            "control \x00 \x01 \x08 \x1b \x1f",
            "next line \x85, separators \u2028 \u2029, mark \ufeff",
            "원산 갈마, Россия, café, \N{GRINNING FACE}",
            "# no comment, [no.table], key = 1",
        ],
    )
    def test_texts(self, format_: Format, text: str) -> None:
        """Quotes, line ends, control characters and all writing survive in every text."""
        cite = dt.Citation("s", text)
        history = dt.History(
            id="h",
            title=text,
            sources=[source("s", title=text, publisher=text, note=text)],
            places=[country(name=text, cites=[cite])],
            events=[dt.Event(id="e", what=text, datings=[dt.Dating(when="2025", words=text, citation=cite)])],
        )

        assert history == there_and_back(history, format_)

    @given(st.text().filter(str.strip))
    @example("\\\x7f")
    @example("\\u007f")
    def test_any_text(self, text: str) -> None:
        """Any text that says something survives in both formats."""
        history = dt.History(id="h", title=text)

        assert {text} == {there_and_back(history, format_).title for format_ in FORMATS}

    @given(st.floats(0, 1e9, exclude_min=True), st.integers(1, 10**9))
    def test_any_number(self, length: float, count: int) -> None:
        """Any length and any number of visitors survive in both formats."""
        resort = dt.Resort(id="r", name="R", beachfront_km=length, capacity=count)
        history = dt.History(id="h", title="T", places=[resort])

        for format_ in FORMATS:
            assert resort == there_and_back(history, format_).places["r"]


class TestRoundTripOfOddities:
    """What reading and writing once did not agree on."""

    def test_certain_members_that_a_possible_audience_names(self) -> None:
        """Members of `western` that surely belong are not written by that name, which is of possible members."""
        western = dt.Audience.named("western").possible
        bar = dt.load("article").policies["foreigners-barred"]
        for audience in (dt.Audience(western), dt.Audience(western, possible=["RU"])):
            mine = dt.load("article").amended(policies=[attrs.evolve(bar, audience=audience)])

            assert mine == dt.loads(dt.dumps(mine))

    def test_few_exceptions(self) -> None:
        """An audience of all foreigners but a few is written so."""
        bar = dt.load("article").policies["foreigners-barred"]
        all_but_one = dt.Audience(dt.Audience.named("foreigners").certain - {"US"})
        mine = dt.load("article").amended(policies=[attrs.evolve(bar, audience=all_but_one)])

        assert 'audience = { certain = "foreigners", except = ["US"] }' in dt.dumps(mine)

    def test_only_places_are_cited_by_attribute(self) -> None:
        """A citation of a policy or of a dating has no attribute, for a file could not hold it."""
        cite = dt.Citation("article", "7.1", "layer")
        with pytest.raises(dt.InvalidValueError, match="leave `layer` out"):
            attrs.evolve(dt.load("article").policies["foreigners-barred"], cites=[cite])
        with pytest.raises(dt.InvalidValueError, match="leave `layer` out"):
            dt.Dating(when="2025", citation=cite)
        with pytest.raises(dt.WrongTypeError, match="expected a Citation"):
            dt.Dating(when="2025", citation="article")  # type: ignore[arg-type]


class TestOddFiles:
    """Files and names that once ended in an error of a library below."""

    def test_mark_of_byte_order(self, tmp_path: Path) -> None:
        """A mark of byte order, which some editors write, is no fault."""
        file = tmp_path / "mine.toml"
        file.write_bytes(b'\xef\xbb\xbfid = "mine"\ntitle = "T"\n')

        assert "mine" == dt.load(file).id

    def test_name_as_a_path(self) -> None:
        """A path that is the name of a shipped history is that history."""
        assert dt.load("article") is dt.load(Path("article"))

    def test_no_path(self, tmp_path: Path) -> None:
        """What cannot be a path is a fault of `extends`, and hides no other fault by blaming lost references."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "T"\nextends = "a\\u0000.toml"\n[places.a]\nname="A"\nwithin="dprk"\n')
        with pytest.raises(dt.InvalidDocumentError) as caught:
            dt.load(file)

        assert ["extends"] == [fault.path for fault in caught.value.faults]

    def test_links_in_a_circle(self, tmp_path: Path) -> None:
        """Links that lead in a circle are a fault of `extends`."""
        (tmp_path / "one.toml").symlink_to(tmp_path / "two.toml")
        (tmp_path / "two.toml").symlink_to(tmp_path / "one.toml")
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "T"\nextends = "one.toml"\n')
        for path in (file, tmp_path / "one.toml"):
            with pytest.raises(dt.DprkTourismError):
                dt.load(path)

    def test_long_chain(self, tmp_path: Path) -> None:
        """More than twenty files in a row are too many, and the error says so."""
        for number in range(30):
            extends = f'extends = "c{number + 1}.toml"\n' if number < 29 else ""
            (tmp_path / f"c{number}.toml").write_text(f'id = "c"\ntitle = "T"\n{extends}')

        with pytest.raises(dt.DprkTourismError, match="more than 20 files extend each other"):
            dt.load(tmp_path / "c0.toml")

    def test_unhashable_format(self) -> None:
        """A format of another kind is refused as any other."""
        with pytest.raises(dt.InvalidValueError, match="is no format"):
            dt.loads("", format=[])  # type: ignore[arg-type]
        with pytest.raises(dt.InvalidValueError, match="is no format"):
            dt.dumps(dt.load("article"), format=[])  # type: ignore[arg-type]


class TestWriting:
    """`dumps`: a history as text that people can read and compare."""

    def test_golden(self) -> None:
        """A history is written as the design shows it: what is left out by a reader is left out here."""
        expected = """\
id = "mine"
title = "My own history"
surveyed_through = "2025-07-18"

[sources.article]
kind = "press"
publisher = "A news site"
title = "Article on a bar"
published = "[2025-07-18..2025-07-31]"

[places.dprk]
name = "North Korea"

[places.wonsan-kalma]
resort = true
name = "Wonsan Kalma"
within = "dprk"
cites = [{ source = "article", at = "9.2", for = "capacity" }]
opens = "resort-opens"
capacity = 20000

[events.resort-opens]
what = "The resort opens"
datings = [{ when = "2025-07-01", words = "July 1", source = "article", at = "6.2" }]

[policies.foreigners-barred]
effect = "deny"
layer = "site"
audience = "foreigners"
place = "wonsan-kalma"
cites = [{ source = "article", at = "7.1" }]
starts = "resort-opens"
"""

        assert expected == dt.dumps(dt.loads(SOUND))

    @each_format
    def test_stable(self, format_: Format) -> None:
        """Equal histories are written alike, in whatever order their records were given."""
        article = dt.load("article")
        shuffled = dt.History(
            id=article.id,
            title=article.title,
            surveyed_through=article.surveyed_through,
            sources=[*article.sources.values()][::-1],
            places=[*article.places.values()][::-1],
            events=[*article.events.values()][::-1],
            policies=[*article.policies.values()][::-1],
        )
        written = dt.dumps(article, format=format_)

        assert written == dt.dumps(shuffled, format=format_)
        assert written == dt.dumps(there_and_back(article, format_), format=format_)

    @each_format
    def test_sorted(self, format_: Format) -> None:
        """Records of a kind stand in the order of their ids."""
        read: dict[Format, Callable[[str], dict[str, Any]]] = {"toml": tomllib.loads, "json": json.loads}
        document = read[format_](dt.dumps(dt.load("article"), format=format_))

        for kind in ("sources", "places", "events", "policies"):
            assert sorted(document[kind]) == [*document[kind]]

    def test_json_is_readable(self) -> None:
        """JSON is indented, keeps letters as they are, and ends with a line end."""
        written = dt.dumps(dt.History(id="h", title="원산"), format="json")

        assert '{\n  "id": "h",\n  "title": "원산"\n}\n' == written

    @pytest.mark.parametrize("format_", ["yaml", "TOML", "", None])
    def test_other_formats(self, format_: Any) -> None:
        """Any other format is refused with those that are."""
        with pytest.raises(InvalidValueError) as caught:
            dt.dumps(dt.load("article"), format=format_)

        assert f"`{format_}` is no format; write `toml` or `json`" == str(caught.value)

    @pytest.mark.parametrize("value", ["article", None, {}])
    def test_no_history(self, value: Any) -> None:
        """What is no history cannot be written."""
        with pytest.raises(WrongTypeError, match=r"^expected a History, found "):
            dt.dumps(value)


class TestFingerprint:
    """`fingerprint`: a hash of all that a history holds."""

    def test_fixed(self) -> None:
        """The fingerprint of a fixed history is the same on every machine and Python: the SHA-256 of its JSON."""
        history = dt.loads('id = "tiny"\ntitle = "원산"\n[places.dprk]\nname = "North Korea"\n')
        places = '  "places": {\n    "dprk": {\n      "name": "North Korea"\n    }\n  }\n'
        written = '{\n  "id": "tiny",\n  "title": "원산",\n' + places + "}\n"

        assert hashlib.sha256(written.encode()).hexdigest() == dt.fingerprint(history)

    def test_is_that_of_the_json(self) -> None:
        """The fingerprint is the SHA-256 of the history as JSON, the same on every machine."""
        written = '{\n  "id": "h",\n  "title": "원산"\n}\n'

        assert hashlib.sha256(written.encode("utf-8")).hexdigest() == fingerprint(dt.History(id="h", title="원산"))

    def test_equal_histories(self) -> None:
        """Equal histories have equal fingerprints, whatever the order of their records."""
        history = dt.loads(SOUND)
        shuffled = dt.History(
            id=history.id,
            title=history.title,
            sources=history.sources,
            places=[*history.places.values()][::-1],
            events=history.events,
            policies=history.policies,
        )

        assert history == shuffled
        assert fingerprint(history) == fingerprint(shuffled)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('title = "My own history"', 'title = "Another"'),
            ("capacity = 20000", "capacity = 20001"),
            ('at = "7.1"', 'at = "7.2"'),
            ('audience = "foreigners"', 'audience = "everyone"'),
        ],
    )
    def test_different_histories(self, old: str, new: str) -> None:
        """A change anywhere changes the fingerprint."""
        assert fingerprint(dt.loads(SOUND)) != fingerprint(dt.loads(changed(old, new)))

    def test_no_history(self) -> None:
        """What is no history has no fingerprint."""
        with pytest.raises(WrongTypeError, match=r"^expected a History, found "):
            fingerprint("article")  # type: ignore[arg-type]


class TestAudiences:
    """Audiences as they are read and written."""

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ('"western"', dt.Audience.named("western")),
            ('["RU"]', dt.Audience({"RU"})),
            ('["Russia", "rus", "CN"]', dt.Audience({"CN", "RU"})),
            ('{ certain = ["AU"] }', dt.Audience({"AU"})),
            ('{ possible = ["AU"] }', dt.Audience(possible={"AU"})),
            ('{ certain = "nationals", possible = ["RU"] }', dt.Audience({"KP"}, {"RU"})),
            (
                '{ certain = ["AU"], possible = "western" }',
                dt.Audience({"AU"}, WESTERN - {"AU"}),
            ),
            # a code in both is certain
            ('{ certain = ["AU"], possible = ["AU", "CA"] }', dt.Audience({"AU"}, {"CA"})),
            ('{ certain = "foreigners", except = ["US"] }', dt.Audience(FOREIGNERS - {"US"})),
            ('{ certain = "everyone", except = "foreigners" }', dt.Audience({"KP"})),
            ('{ possible = "western", except = ["US"] }', dt.Audience(possible=WESTERN - {"US"})),
            ('{ certain = ["AU"], possible = ["CA", "US"], except = ["US"] }', dt.Audience({"AU"}, {"CA"})),
            ('{ certain = ["AU"], except = ["US"] }', dt.Audience({"AU"})),
        ],
    )
    def test_read(self, written: str, expected: dt.Audience) -> None:
        """An audience is a name, a list, or a table of certain and possible members but for some."""
        assert expected == with_audience(written)

    @pytest.mark.parametrize(
        ("written", "fault"),
        [
            ('"foriegners"', "no audience `foriegners`; did you mean `foreigners`? @ {}"),
            (
                '{ certain = "western" }',
                "nobody surely belongs to `western`; write it under `possible` @ {}.certain",
            ),
            ("5", "expected an audience (a name, a list of nationalities, or a table), found 5 (a whole number) @ {}"),
            (
                "true",
                "expected an audience (a name, a list of nationalities, or a table), found True (true or false) @ {}",
            ),
            ('["RU", "Icelnd"]', "no nationality `Icelnd`; did you mean `Iceland (IS)`? @ {}[1]"),
            ('["Korea"]', "no nationality `Korea`; did you mean `North Korea (KP)` or `South Korea (KR)`? @ {}[0]"),
            ("[7]", "expected a nationality (a code such as RU, or a name), found 7 (a whole number) @ {}[0]"),
            ('{ certan = ["AU"], certain = ["AU"] }', "unknown key `certan`; did you mean `certain`? @ {}.certan"),
            (
                "{ certain = 5 }",
                "expected a list of nationalities, or the name of an audience, found 5 (a whole number) @ {}.certain",
            ),
            (
                '{ certain = "everyone", except = ["Icelnd"] }',
                "no nationality `Icelnd`; did you mean `Iceland (IS)`? @ {}.except[0]",
            ),
            (
                '{ certain = "everyone", except = "foriegners" }',
                "no audience `foriegners`; did you mean `foreigners`? @ {}.except",
            ),
        ],
    )
    def test_refusals(self, written: str, fault: str) -> None:
        """An unknown name, nationality or key has its path."""
        text = changed('audience = "foreigners"', f"audience = {written}")

        assert [fault.format("policies.foreigners-barred.audience")] == faults(text)

    @pytest.mark.parametrize("written", ["[]", "{}", '{ except = ["US"] }', '{ certain = ["US"], except = ["US"] }'])
    def test_empty(self, written: str) -> None:
        """An audience without a member is a fault."""
        fault = "an audience needs at least one member, certain or possible; for all the world write `everyone`"

        assert [f"{fault} @ policies.foreigners-barred.audience"] == faults(
            changed('audience = "foreigners"', f"audience = {written}")
        )

    @pytest.mark.parametrize("name", ["everyone", "foreigners", "nationals", "western"])
    def test_named_ones_are_written_by_name(self, name: str) -> None:
        """A named audience is written by its name, even if it was given as a list."""
        named = dt.Audience.named(name)

        assert name == audience_written(named)
        assert name == audience_written(dt.Audience(named.certain, named.possible))

    def test_lists(self) -> None:
        """Certain members are written as a sorted list of codes."""
        assert ["CN", "RU"] == audience_written(dt.Audience(["Russia", "China"]))

    def test_certain_and_possible(self) -> None:
        """Certain and possible members are written as a table."""
        assert {"certain": ["AU"], "possible": ["CA"]} == audience_written(dt.Audience(["AU"], possible=["CA"]))
        assert {"possible": ["CA"]} == audience_written(dt.Audience(possible=["CA"]))

    def test_named_part(self) -> None:
        """A part that is a named one, but for those who surely belong, is written by its name."""
        assert {"certain": ["AU"], "possible": "western"} == audience_written(dt.Audience(["AU"], possible=WESTERN))
        assert {"certain": "nationals", "possible": ["RU"]} == audience_written(dt.Audience(["KP"], possible=["RU"]))

    def test_exceptions(self) -> None:
        """Everyone but a few is written with those few."""
        assert {"certain": "everyone", "except": ["US"]} == audience_written(dt.Audience(EVERYONE - {"US"}))

    @given(st.frozensets(st.sampled_from(sorted(EVERYONE))), st.booleans(), st.integers(0, 3))
    def test_any_audience(self, some: frozenset[str], others: bool, fate: int) -> None:
        """Whatever is written is read back as the same audience, and no code is lost or settled."""
        members = EVERYONE - some if others else some
        possible = frozenset(sorted(members)[:fate])
        if not members:
            return

        audience_written(dt.Audience(members - possible, possible))


class TestFaultsTogether:
    """All faults of a document are told at once, each with its path."""

    TEXT = """
id = "mine"
title = "My own history"

[sources.article]
kind = "press"
publisher = "A news site"
titel = "Article on a bar"
title = "Article on a bar"
published = "2025-02-30"

[places.dprk]
name = "North Korea"

[places.wonsan-kalma]
resort = true
name = "Wonsan Kalma"
within = "dprk"
opens = "resort-opening"
capacity = "18"

[events.resort-opens]
what = "The resort opens"
datings = [{ when = "2025-07-01", source = "article" }]

[policies.a]
effect = "deny"
layer = "site"
audience = ["RU", "Icelnd"]
place = "wonsan-kalma"
cites = [{ source = "article" }]
"""

    def test_five_kinds(self) -> None:
        """An unknown key, an impossible day, text for a number, a dangling id, an unknown country: five faults."""
        no_day = "`2025-02-30` is no day; write a day of the calendar as YYYY-MM-DD, such as 2025-07-10"

        assert [
            "expected a whole number, found '18' (text) @ places.wonsan-kalma.capacity",
            "no event `resort-opening`; did you mean `resort-opens`? @ places.wonsan-kalma.opens",
            "no nationality `Icelnd`; did you mean `Iceland (IS)`? @ policies.a.audience[1]",
            f"{no_day} @ sources.article.published",
            "unknown key `titel`; did you mean `title`? @ sources.article.titel",
        ] == faults(self.TEXT)

    def test_in_order_of_paths(self) -> None:
        """Faults stand in the order of their paths."""
        with pytest.raises(InvalidDocumentError) as caught:
            dt.loads(self.TEXT)

        paths = [fault.path for fault in caught.value.faults]
        assert sorted(paths) == paths

    def test_faulty_record_still_holds_its_id(self) -> None:
        """A reference to a record with a fault of its own leads somewhere, and is no fault."""
        assert 1 == len(faults(changed('publisher = "A news site"', "publisher = 5")))

    def test_faulty_record_still_refers(self) -> None:
        """A dangling id in a record with another fault is told with it."""
        text = changed('effect = "deny"', 'effect = "forbid"\noverrides = ["x"]').replace(
            'starts = "resort-opens"', 'starts = "ban-notice"\nannounced = "resort-opens"'
        )

        assert [
            "`forbid` is not one of permit, deny @ policies.foreigners-barred.effect",
            "no policy `x`; add it, or correct the id @ policies.foreigners-barred.overrides[0]",
            "no event `ban-notice`; add it, or correct the id @ policies.foreigners-barred.starts",
        ] == faults(text)

    def test_faulty_record_still_cites(self) -> None:
        """A dangling source in the datings of a record with another fault is told with it."""
        text = changed('what = "The resort opens"', "what = 5").replace(
            'words = "July 1", source = "article"', 'words = "July 1", source = "articel"'
        )

        assert [
            "no source `articel`; did you mean `article`? @ events.resort-opens.datings[0].source",
            "expected text, found 5 (a whole number) @ events.resort-opens.what",
        ] == faults(text)

    def test_faulty_record_that_sweeps(self) -> None:
        """In a record with a fault, the word earlier still names no policy."""
        text = changed('effect = "deny"', 'effect = "forbid"\noverrides = "earlier"')

        assert ["`forbid` is not one of permit, deny @ policies.foreigners-barred.effect"] == faults(text)

    def test_one_reference_one_fault(self) -> None:
        """A reference that is no id is told once, not as a dangling one too."""
        text = changed('starts = "resort-opens"', 'starts = "Resort Opens"')

        assert ["policies.foreigners-barred.starts"] == [fault.partition(" @ ")[2] for fault in faults(text)]

    def test_name_of_the_document(self, tmp_path: Path) -> None:
        """The error names the file, or calls a text what it is."""
        path = tmp_path / "mine.toml"
        path.write_text('id = "mine"', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(path)

        assert f"{path} has a fault: it is missing @ title" == str(caught.value)
        assert str(path) == caught.value.name
        with pytest.raises(InvalidDocumentError, match=r"^this text has a fault: it is missing @ title$"):
            dt.loads('id = "mine"')


class TestStrictness:
    """What looks alike is not taken for the same."""

    @pytest.mark.parametrize(
        ("old", "new", "what", "path"),
        [
            (
                "capacity = 20000",
                "capacity = true",
                "expected a whole number, found True (true or false)",
                "places.wonsan-kalma.capacity",
            ),
            (
                "capacity = 20000",
                "capacity = 18.0",
                "expected a whole number, found 18.0 (a number)",
                "places.wonsan-kalma.capacity",
            ),
            (
                "capacity = 20000",
                "capacity = 0",
                "0 is too small; expected a whole number of at least 1",
                "places.wonsan-kalma.capacity",
            ),
            (
                "capacity = 20000",
                "beachfront_km = nan",
                "nan is no length; expected a number above 0",
                "places.wonsan-kalma.beachfront_km",
            ),
            (
                "capacity = 20000",
                'beachfront_km = "4"',
                "expected a number, found '4' (text)",
                "places.wonsan-kalma.beachfront_km",
            ),
            (
                "capacity = 20000",
                'amenities = "hotels"',
                "expected a list of words, found 'hotels' (text)",
                "places.wonsan-kalma.amenities",
            ),
            (
                'name = "North Korea"',
                'name = ["North Korea"]',
                "expected text, found ['North Korea'] (a list)",
                "places.dprk.name",
            ),
            ('name = "North Korea"', "name = 5", "expected text, found 5 (a whole number)", "places.dprk.name"),
            (
                'name = "North Korea"',
                'name = ""',
                "this text is empty; leave it out or write some words",
                "places.dprk.name",
            ),
            (
                "resort = true",
                'resort = "yes"',
                "expected true or false for `resort`, found 'yes' (text)",
                "places.wonsan-kalma",
            ),
            (
                "resort = true",
                "resort = 1",
                "expected true or false for `resort`, found 1 (a whole number)",
                "places.wonsan-kalma",
            ),
            (
                'effect = "deny"',
                "effect = false",
                "expected one of permit, deny, found False (true or false)",
                "policies.foreigners-barred.effect",
            ),
            (
                'kind = "press"',
                'kind = "pres"',
                "`pres` is not one of press, state-media, operator, government, dataset; did you mean `press`?",
                "sources.article.kind",
            ),
            ('at = "7.1"', "at = 7.1", "expected text, found 7.1 (a number)", "policies.foreigners-barred.cites[0].at"),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = { source = "article" }',
                "expected a list of citations, found {'source': 'article'} (a table)",
                "policies.foreigners-barred.cites",
            ),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = ["article"]',
                "expected a table, found 'article' (text)",
                "policies.foreigners-barred.cites[0]",
            ),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = [{ at = "7.1" }]',
                "it is missing",
                "policies.foreigners-barred.cites[0].source",
            ),
            (
                'starts = "resort-opens"',
                'overrides = "later"',
                "expected a list of ids of policies, or `earlier`, found 'later' (text)",
                "policies.foreigners-barred.overrides",
            ),
            ('name = "North Korea"', "", "it is missing", "places.dprk.name"),
            ('what = "The resort opens"', "", "it is missing", "events.resort-opens.what"),
            ('layer = "site"', "", "it is missing", "policies.foreigners-barred.layer"),
            ('cites = [{ source = "article", at = "7.1" }]', "", "it is missing", "policies.foreigners-barred.cites"),
            (
                'publisher = "A news site"',
                'publisher = "A news site"\npublishr = "x"',
                "unknown key `publishr`; did you mean `publisher`?",
                "sources.article.publishr",
            ),
            (
                'at = "6.2" }',
                'at = "6.2", wrods = "x" }',
                "unknown key `wrods`; did you mean `words`?",
                "events.resort-opens.datings[0].wrods",
            ),
            (
                'layer = "site"',
                'layer = "site"\nwindow = "2025"',
                (
                    "unknown key `window`; expected one of announced, audience, cites, effect, ending, ends, "
                    "layer, note, overrides, place, starts"
                ),
                "policies.foreigners-barred.window",
            ),
            (
                'what = "The resort opens"',
                'what = "The resort opens"\nwindow = "2025"',
                "unknown key `window`; expected one of bearing, datings, note, what",
                "events.resort-opens.window",
            ),
            (
                'at = "7.1" }',
                'at = "7.1", for = "layer" }',
                "unknown key `for`; expected one of at, source",
                "policies.foreigners-barred.cites[0].for",
            ),
            (
                'at = "6.2" }',
                'at = "6.2", for = "when" }',
                "unknown key `for`; expected one of at, source, when, words",
                "events.resort-opens.datings[0].for",
            ),
            (
                'for = "capacity"',
                'attribute = "capacity"',
                "unknown key `attribute`; expected one of at, for, source",
                "places.wonsan-kalma.cites[0].attribute",
            ),
        ],
    )
    def test_refusals(self, old: str, new: str, what: str, path: str) -> None:
        """A wrong type, a missing key and an unknown key are one fault each, with its path."""
        assert [f"{what} @ {path}"] == faults(changed(old, new))

    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            (
                'datings = [{ when = "2025-07-01", words = "July 1", source = "article", at = "6.2" }]',
                "datings = []",
                "an event needs at least one dating; write a window as wide as the source leaves it",
            ),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                "cites = []",
                "a policy needs at least one citation; name the source that says so",
            ),
            (
                'for = "capacity"',
                'for = "colour"',
                (
                    "`colour` is no attribute of this place; cite one of name, within, opens, region, "
                    "capacity, beachfront_km, amenities"
                ),
            ),
            (
                'starts = "resort-opens"',
                'ends = "resort-opens"\nending = "permanent"',
                "`ending` is `permanent` although `ends` names an event; leave one of them out",
            ),
            (
                'starts = "resort-opens"',
                'overrides = ["foreigners-barred"]',
                "`foreigners-barred` overrides itself; name the policies that it outranks",
            ),
            (
                'name = "North Korea"',
                'name = "North Korea"\nid = "dprk"',
                "the id of a record is its key; leave `id` out",
            ),
        ],
    )
    def test_refusals_of_a_record(self, old: str, new: str, what: str) -> None:
        """What a record as a whole cannot be is one fault of that record."""
        (fault,) = faults(changed(old, new))

        assert fault.startswith(f"{what} @ ")

    @pytest.mark.parametrize("written", ["2025-07-18", '"2025-07-18"'])
    def test_dates_of_toml(self, written: str) -> None:
        """An unquoted date of TOML is that day, as is a quoted one."""
        text = changed('published = "[2025-07-18..2025-07-31]"', f"published = {written}")

        assert dt.DayWindow.parse("2025-07-18") == dt.loads(text).sources["article"].published
        assert "2025-07-18" == str(dt.loads(f"{HEAD}surveyed_through = {written}\n").surveyed_through)

    @pytest.mark.parametrize(
        "written", ["2025-07-18T00:00:00Z", "2025-07-18T00:00:00", "00:00:00", "2025", "true", "[]"]
    )
    def test_no_dates_of_toml(self, written: str) -> None:
        """A moment, a time of day, a number and a list are no window."""
        (fault,) = faults(changed('published = "[2025-07-18..2025-07-31]"', f"published = {written}"))

        assert fault.startswith("expected a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]")
        assert fault.endswith(" @ sources.article.published")

    @pytest.mark.parametrize(
        "written",
        ["last year", "2025-13", "2025-02-30", "2025/2026", "[2025-07-31..2025-07-18]", "2025-07-18T00:00:00"],
    )
    def test_no_windows(self, written: str) -> None:
        """A text that is no window is a fault at its path."""
        (fault,) = faults(changed('when = "2025-07-01"', f'when = "{written}"'))

        assert fault.endswith(" @ events.resort-opens.datings[0].when")

    @pytest.mark.parametrize("written", ['"2025-07"', "2025-07-18T00:00:00Z", "2025", '"soon"'])
    def test_surveyed_through_is_a_day(self, written: str) -> None:
        """The last day surveyed is one day, not a month, a moment or a number."""
        (fault,) = faults(f"{HEAD}surveyed_through = {written}\n")

        assert fault.endswith(" @ surveyed_through")

    @pytest.mark.parametrize("id_", ["Dprk", "a b", "a_b", "é", "a--b", ""])
    def test_keys_are_ids(self, id_: str) -> None:
        """A key that is no id is a fault."""
        (fault,) = faults(f'{HEAD}[places."{id_}"]\nname = "X"\n')

        assert fault.endswith(f" @ places.{id_}")

    @pytest.mark.parametrize("resort", ["", "resort = false\n"])
    def test_no_resort(self, resort: str) -> None:
        """A place is no resort unless it says so, and has then no capacity."""
        place = dt.loads(f'{HEAD}[places.dprk]\n{resort}name = "X"\n').places["dprk"]

        assert dt.Place(id="dprk", name="X") == place
        (fault,) = faults(f'{HEAD}[places.dprk]\n{resort}name = "X"\ncapacity = 5\n')
        assert "`capacity` belongs to resorts; write `resort = true` @ places.dprk.capacity" == fault

    def test_head(self) -> None:
        """A document needs an id and a title."""
        assert ["it is missing @ id", "it is missing @ title"] == faults("")
        assert 2 == len(faults('id = "No Id"\ntitle = ""\n'))

    def test_unknown_key_at_the_top(self) -> None:
        """An unknown key at the top is a fault, with the one that was meant."""
        known = "events, extends, id, places, policies, sources, surveyed_through, title"

        assert ["unknown key `soruces`; did you mean `sources`? @ soruces"] == faults(f"{HEAD}[soruces]\n")
        assert [
            f"unknown key `xyz`; expected one of {known} @ xyz",
        ] == faults(f"{HEAD}xyz = 1\n")

    @pytest.mark.parametrize("kind", ["sources", "places", "events", "policies"])
    def test_tables_of_records(self, kind: str) -> None:
        """Records stand in tables by id, each of them a table."""
        assert [f"expected a table of records by id, found [] (a list) @ {kind}"] == faults(f"{HEAD}{kind} = []\n")
        assert [f"expected a table, found 5 (a whole number) @ {kind}.x"] == faults(f"{HEAD}[{kind}]\nx = 5\n")


class TestSyntax:
    """Texts that are no TOML or JSON at all."""

    @pytest.mark.parametrize(
        "text", ["id = ", "id", '{"id": "mine"}', 'id = "a"\nid = "b"', "[places.a]\n[places.a]", "id = 2025-02-30"]
    )
    def test_no_toml(self, text: str) -> None:
        """A broken text, a key that stands twice and an unquoted day that is none are no TOML."""
        (fault,) = faults(text)

        assert fault.startswith("this is no TOML: ")

    @pytest.mark.parametrize("text", ["", "{", "id", "{'id': 1}", '{"id": "a",}', "{} {}", "\ufeff{}"])
    def test_no_json(self, text: str) -> None:
        """A broken text is no JSON."""
        (fault,) = faults(text, format="json")

        assert fault.startswith("this is no JSON: ")

    @pytest.mark.parametrize("text", ['{"id": "a", "id": "b"}', '{"id": "a", "id": "a"}'])
    def test_duplicate_keys_of_json(self, text: str) -> None:
        """A key that stands twice is refused in JSON too, at whatever depth."""
        said = "this is no JSON: the key `id` stands twice in one table"

        assert [said] == faults(text, format="json")
        assert [said] == faults(f'{{"places": [{text}]}}', format="json")

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_no_numbers(self, word: str) -> None:
        """What JSON does not know as a number is refused."""
        assert [f"this is no JSON: {word} is no number"] == faults(f'{{"id": {word}}}', format="json")

    @pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000])
    def test_deep_json(self, text: str) -> None:
        """A text nested deeper than Python can follow is refused as that."""
        assert ["this is no JSON: it is nested too deeply"] == faults(text, format="json")

    def test_deep_toml(self) -> None:
        """So is a deep text of TOML."""
        assert ["this is no TOML: it is nested too deeply"] == faults("a = " + "[" * 100_000)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [("[]", "[] (a list)"), ("5", "5 (a whole number)"), ("null", "nothing (None)"), ('"a"', "'a' (text)")],
    )
    def test_top_is_a_table(self, text: str, shown: str) -> None:
        """A JSON text must hold a table."""
        assert [f"expected a table, found {shown}"] == faults(text, format="json")

    def test_half_a_character(self) -> None:
        """Half a character, which JSON can spell, is refused."""
        said = "this text holds half a character (a lone surrogate); remove it @ title"

        assert [said] == faults(r'{"id": "a", "title": "\ud83d"}', format="json")

    @pytest.mark.parametrize(
        ("kind", "row", "path"),
        [
            ("places", {"name": "X", "note": None}, "places.x.note"),
            ("places", {"name": "X", "within": None}, "places.x.within"),
            ("places", {"name": None}, "places.x.name"),
            ("places", {"name": "X", "resort": True, "capacity": None}, "places.x.capacity"),
        ],
    )
    def test_null(self, kind: str, row: dict[str, Any], path: str) -> None:
        """A null of JSON is no value: TOML has none, and a key may be left out."""
        (fault,) = faults(json.dumps({"id": "a", "title": "T", kind: {"x": row}}), format="json")

        assert fault.endswith(f"found nothing (None) @ {path}")

    def test_endless_number(self) -> None:
        """A length beyond all numbers is refused."""
        text = '{"id": "a", "title": "T", "places": {"r": {"resort": true, "name": "R", "beachfront_km": 1e400}}}'

        assert ["inf is no length; expected a number above 0 @ places.r.beachfront_km"] == faults(text, format="json")

    @pytest.mark.parametrize("format_", ["yaml", "JSON", "", None])
    def test_other_formats(self, format_: Any) -> None:
        """Any other format is refused with those that are."""
        with pytest.raises(InvalidValueError) as caught:
            dt.loads("", format=format_)

        assert f"`{format_}` is no format; write `toml` or `json`" == str(caught.value)

    @pytest.mark.parametrize("value", [b"", None, 5, {}])
    def test_no_text(self, value: Any) -> None:
        """What is no text cannot be read."""
        with pytest.raises(WrongTypeError, match=r"^expected text, found "):
            dt.loads(value)


class TestReadJson:
    """JSON as its standard has it."""

    def test_numbers(self) -> None:
        """Numbers are what Python makes of them, or what is made of their digits, whole ones and fractions."""
        text = '{"whole": 10, "fraction": 1.50}'

        assert {"whole": 10, "fraction": 1.5} == read_json(text)
        assert {"whole": "10", "fraction": "1.50"} == read_json(text, str)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('{"a": 1, "a": 1}', "the key `a` stands twice in one table"),
            ("[NaN]", "NaN is no number"),
            ("[-Infinity]", "-Infinity is no number"),
            ("", "Expecting value"),
        ],
    )
    def test_refused(self, text: str, reason: str) -> None:
        """What is no JSON, or JSON for Python alone, is refused."""
        with pytest.raises(ValueError, match=reason):
            read_json(text)


class TestExtends:
    """`extends`: starting from another history."""

    def test_shipped(self) -> None:
        """A text may extend a shipped history, and holds its records."""
        article, mine = dt.load("article"), dt.loads(f'{HEAD}extends = "article"\n')

        assert ("mine", "Mine") == (mine.id, mine.title)
        assert article.policies == mine.policies
        assert article.surveyed_through == mine.surveyed_through

    def test_new_records(self) -> None:
        """New records join the inherited ones, and may refer to them."""
        mine = dt.loads(f'{HEAD}extends = "article"\n[places.hotel]\nname = "Hotel"\nwithin = "wonsan-kalma"\n')

        assert {*dt.load("article").places, "hotel"} == mine.places.keys()

    def test_replaced_record(self) -> None:
        """A record with an inherited id replaces that one whole: nothing is merged."""
        mine = dt.loads(f'{HEAD}extends = "article"\n[places.dprk]\nname = "The North"\n')

        assert dt.Place(id="dprk", name="The North") == mine.places["dprk"]
        assert "North Korea" == dt.load("article").places["dprk"].name

    def test_inherited_ids_may_dangle(self) -> None:
        """A reference is checked among the inherited records too."""
        text = f'{HEAD}extends = "article"\n[places.hotel]\nname = "Hotel"\nwithin = "wonsan-calma"\n'

        assert ["no place `wonsan-calma`; did you mean `wonsan-kalma`? @ places.hotel.within"] == faults(text)

    @pytest.mark.parametrize(
        ("said", "published", "expected"),
        [
            # the article is surveyed through 2025-07-18
            ("", None, "2025-07-18"),
            ("", "2025-09-01", "2025-09-01"),
            ("", "[2025-09-01..2025-09-30]", "2025-09-01"),
            ("", "2024-01-01", "2025-07-18"),
            ("", "[2025-07-01..2025-12-31]", "2025-07-18"),
            ('surveyed_through = "2025-08-15"\n', "2025-09-01", "2025-08-15"),
            ('surveyed_through = "2025-01-01"\n', None, "2025-01-01"),
        ],
    )
    def test_surveyed_through(self, said: str, published: str | None, expected: str) -> None:
        """R14: the later of the inherited day and that of the new sources, unless the file says otherwise."""
        new = f'[sources.new]\nkind = "press"\npublisher = "P"\ntitle = "T"\npublished = "{published}"\n'
        mine = dt.loads(f'{HEAD}extends = "article"\n{said}{new if published else ""}')

        assert expected == str(mine.surveyed_through)

    def test_surveyed_through_without_a_base(self) -> None:
        """R14: without a base it is the latest first day of publication among the sources."""
        assert "2025-07-18" == str(dt.loads(SOUND).surveyed_through)

    @pytest.mark.parametrize("folder", ["", "below/"])
    def test_file_beside(self, tmp_path: Path, folder: str) -> None:
        """A file may extend one beside it or below it, whatever their formats."""
        (tmp_path / folder).mkdir(exist_ok=True)
        base = dt.dumps(dt.loads(SOUND), format="json")
        (tmp_path / folder / "base.json").write_text(base, encoding="utf-8")
        (tmp_path / "mine.toml").write_text(f'{HEAD}extends = "{folder}base.json"\n', encoding="utf-8")

        assert dt.loads(SOUND).policies == dt.load(tmp_path / "mine.toml").policies

    def test_chain_of_files(self, tmp_path: Path) -> None:
        """A file may extend one that extends another."""
        (tmp_path / "a.toml").write_text(SOUND, encoding="utf-8")
        (tmp_path / "b.toml").write_text(f'{HEAD}extends = "a.toml"\n', encoding="utf-8")
        (tmp_path / "c.toml").write_text(f'{HEAD}extends = "b.toml"\n', encoding="utf-8")

        assert dt.loads(SOUND).policies == dt.load(tmp_path / "c.toml").policies

    @pytest.mark.parametrize("name", ["../base.toml", "below/../../base.toml", "{}/base.toml", "link.toml"])
    def test_outside_the_folder(self, tmp_path: Path, name: str) -> None:
        """A file outside the folder is refused, by whatever road it is reached."""
        (tmp_path / "base.toml").write_text(SOUND, encoding="utf-8")
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "link.toml").symlink_to(tmp_path / "base.toml")
        name = name.format(tmp_path)
        (folder / "mine.toml").write_text(f'{HEAD}extends = "{name}"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(folder / "mine.toml")

        said = f"`{name}` lies outside the folder of this file; only files beside or below it count"
        assert [f"{said} @ extends"] == [str(fault) for fault in caught.value.faults]

    @pytest.mark.parametrize("files", [("a",), ("a", "b"), ("a", "b", "c")])
    def test_loop(self, tmp_path: Path, files: tuple[str, ...]) -> None:
        """Files that extend each other in a circle are refused."""
        for number, name in enumerate(files):
            other = files[number - 1]
            (tmp_path / f"{name}.toml").write_text(f'{HEAD}extends = "{other}.toml"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(tmp_path / "a.toml")

        (fault,) = caught.value.faults
        assert fault.what.startswith("`a.toml` extends itself")
        assert "extends" == fault.path

    def test_text_lies_in_no_folder(self) -> None:
        """A text cannot extend a file."""
        said = "`base.toml` is a file, but a text lies in no folder; read it from a file too @ extends"

        assert [said] == faults(f'{HEAD}extends = "base.toml"\n')

    @pytest.mark.parametrize(
        ("written", "what"),
        [
            ('"articel"', "no history `articel`; did you mean `article`?"),
            (
                '"xyz"',
                "no history `xyz`; give the name of a shipped history, or a path that ends in .toml or .json",
            ),
            ("5", "expected text, found 5 (a whole number)"),
            ('""', "this text is empty; leave it out or write some words"),
        ],
    )
    def test_no_history(self, written: str, what: str) -> None:
        """What names no history is a fault, with what may be named."""
        assert [f"{what} @ extends"] == faults(f"{HEAD}extends = {written}\n")

    def test_missing_file(self, tmp_path: Path) -> None:
        """A file that is not there is a fault of the one that extends it."""
        (tmp_path / "mine.toml").write_text(f'{HEAD}extends = "base.toml"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(tmp_path / "mine.toml")

        (fault,) = caught.value.faults
        assert f"cannot read `{tmp_path / 'base.toml'}`: No such file or directory" == fault.what
        assert "extends" == fault.path

    def test_faulty_file(self, tmp_path: Path) -> None:
        """The faults of a file that is extended are told with its own name."""
        (tmp_path / "base.toml").write_text('id = "base"\n', encoding="utf-8")
        (tmp_path / "mine.toml").write_text(f'{HEAD}extends = "base.toml"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(tmp_path / "mine.toml")

        assert f"{tmp_path / 'base.toml'} has a fault: it is missing @ title" == str(caught.value)


class TestLoad:
    """`load`: shipped histories, and files."""

    def test_shipped_is_shared(self) -> None:
        """A shipped history is read once."""
        assert dt.load("article") is dt.load("article")

    @each_format
    @pytest.mark.parametrize("kind", [str, Path])
    def test_file(self, tmp_path: Path, format_: Format, kind: type) -> None:
        """A file is read by its suffix, its path being text or a path."""
        path = tmp_path / f"mine.{format_}"
        path.write_text(dt.dumps(dt.load("article"), format=format_), encoding="utf-8")

        assert dt.load("article") == dt.load(kind(path))

    def test_file_is_read_anew(self, tmp_path: Path) -> None:
        """A file that was changed is read as it is now."""
        path = tmp_path / "mine.toml"
        path.write_text('id = "mine"\ntitle = "Before"\n', encoding="utf-8")
        before = dt.load(path)
        path.write_text('id = "mine"\ntitle = "After"\n', encoding="utf-8")

        assert ("Before", "After") == (before.title, dt.load(path).title)

    @pytest.mark.parametrize("ending", ["\n", "\r\n"])
    def test_line_ends(self, tmp_path: Path, ending: str) -> None:
        """Line ends of either kind are read alike."""
        path = tmp_path / "mine.toml"
        path.write_bytes(SOUND.replace("\n", ending).encode())

        assert dt.loads(SOUND) == dt.load(path)

    def test_letters_of_a_suffix(self, tmp_path: Path) -> None:
        """How the name of a file ends is read in any case, in `extends` too."""
        (tmp_path / "base.TOML").write_text('id = "base"\ntitle = "B"\nextends = "article"\n', encoding="utf-8")
        (tmp_path / "mine.Json").write_text('{"id": "mine", "title": "M", "extends": "base.TOML"}', encoding="utf-8")

        assert 6 == len(dt.load(tmp_path / "mine.Json").policies)

    @pytest.mark.parametrize("name", ["articel", "Article", "xyz", "", "article.yaml", "folder/article"])
    def test_unknown(self, name: str) -> None:
        """What is neither a shipped name nor a path of a known suffix is no history."""
        with pytest.raises(UnknownHistoryError) as caught:
            dt.load(name)

        assert name == caught.value.name

    def test_near_miss(self) -> None:
        """A slip in a shipped name is told."""
        with pytest.raises(UnknownHistoryError) as caught:
            dt.load("articel")

        assert "no history `articel`; did you mean `article`?" == str(caught.value)

    def test_missing_file(self, tmp_path: Path) -> None:
        """A file that is not there cannot be read."""
        path = tmp_path / "mine.toml"
        with pytest.raises(UnreadableFileError) as caught:
            dt.load(path)

        assert f"cannot read `{path}`: No such file or directory" == str(caught.value)

    def test_folder(self, tmp_path: Path) -> None:
        """A folder cannot be read, whatever its name."""
        path = tmp_path / "mine.toml"
        path.mkdir()
        with pytest.raises(UnreadableFileError) as caught:
            dt.load(path)

        assert f"cannot read `{path}`: Is a directory" == str(caught.value)

    def test_no_utf_8(self, tmp_path: Path) -> None:
        """A file in another encoding is refused, with the place of the first byte that is wrong."""
        path = tmp_path / "mine.toml"
        path.write_bytes('title = "café"'.encode("latin-1"))
        with pytest.raises(UnreadableFileError) as caught:
            dt.load(path)

        assert f"cannot read `{path}`: it is no UTF-8 text (byte 12)" == str(caught.value)

    def test_path_of_bytes(self, tmp_path: Path) -> None:
        """A path is text; one of bytes is of the wrong kind."""
        (tmp_path / "mine.toml").touch()
        with os.scandir(os.fsencode(tmp_path)) as found:
            entry = next(found)

        with pytest.raises(WrongTypeError, match="expected the path of a file as text"):
            dt.load(entry)  # type: ignore[arg-type]

    def test_impossible_path(self) -> None:
        """A path that no system could hold cannot be read."""
        with pytest.raises(UnreadableFileError, match="null byte"):
            dt.load("a\0.toml")

    @pytest.mark.parametrize("value", [None, 5, True, b"article", ["article"]])
    def test_other_kinds(self, value: Any) -> None:
        """What is neither text nor path is of the wrong kind."""
        with pytest.raises(WrongTypeError, match=r"^expected the name of a history or the path of a file, found "):
            dt.load(value)


class TestMayVisit:
    """`may_visit`: the question that most people ask."""

    @pytest.mark.parametrize(
        ("nationality", "on", "options", "verdict"),
        [
            # article-history.md, some answers that follow
            ("RU", "2025-06-30", {}, "denied"),
            ("RU", "2025-07-10", {}, "permitted"),
            ("Russia", "2025-07-17", {}, "undetermined"),
            ("rus", "2025-07-18", {}, "denied"),
            ("AU", "2025-02-20", {"to": "dprk"}, "permitted"),
            ("AU", "2025-03-05", {"to": "dprk"}, "denied"),
            ("CA", "2025-02-25", {"to": "dprk"}, "undetermined"),
            ("KP", "2025-08-01", {}, "permitted"),
            ("RU", "2024-06-01", {"to": "dprk"}, "permitted"),
            # the same questions over a stay, before a source, and without what is projected
            ("RU", "2025-07-10", {"departure": "2025-07-15"}, "permitted"),
            ("RU", "2025-07-10", {"departure": "2025-07-18"}, "denied"),
            ("KP", "2025-08-01", {"strict": True}, "undetermined"),
            ("RU", "2025-07-18", {"known_on": "2025-07-17"}, "permitted"),
        ],
    )
    def test_answers(self, nationality: str, on: str, options: dict[str, Any], verdict: str) -> None:
        """The article's answers are those worked out by hand."""
        assert verdict == str(dt.may_visit(nationality, on, **options).verdict)

    def test_history(self, tmp_path: Path) -> None:
        """The history may be a history, a shipped name, or the path of a file."""
        path = tmp_path / "mine.toml"
        path.write_text(dt.dumps(dt.load("article")), encoding="utf-8")

        for history in (dt.load("article"), "article", path, str(path)):
            assert dt.may_visit("RU", "2025-07-10", history=history).permitted

    def test_departure(self) -> None:
        """Without a departure the visit lasts one day."""
        decision = dt.may_visit("RU", "2025-07-10")

        assert dt.Visit("RU", "wonsan-kalma", "2025-07-10") == decision.visit

    def test_refusals(self) -> None:
        """A day, a place and a history that are none are refused."""
        with pytest.raises(InvalidDayError):
            dt.may_visit("RU", "soon")
        with pytest.raises(InvalidDayError):
            dt.may_visit("RU", "2025-07-10", known_on="soon")
        with pytest.raises(UnknownPlaceError):
            dt.may_visit("RU", "2025-07-10", to="pyongyang")
        with pytest.raises(UnknownHistoryError):
            dt.may_visit("RU", "2025-07-10", history="xyz")


class TestToldInFull:
    """What is told of a document, to the letter: what was found, what was expected, and where."""

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            (
                "surveyed_through = 2025-07-01T00:00:00",
                (
                    "expected a day, such as 2025-07-01, found datetime.datetime(2025, 7, 1, 0, 0) (a datetime) "
                    "@ surveyed_through"
                ),
            ),
            (
                'events.e = { what = "W", datings = [{ when = 2025-07-01T00:00:00 }] }',
                (
                    "expected a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18], "
                    "found datetime.datetime(2025, 7, 1, 0, 0) (a datetime) @ events.e.datings[0].when"
                ),
            ),
            (
                'events.e = { what = "W", datings = [5] }',
                "expected a table, found 5 (a whole number) @ events.e.datings[0]",
            ),
            (
                'events.e = { what = "W", datings = 5 }',
                "expected a list of datings, found 5 (a whole number) @ events.e.datings",
            ),
            (
                'places.p = { name = "N", cites = 5 }',
                "expected a list of citations, found 5 (a whole number) @ places.p.cites",
            ),
            (
                'places.p = { name = "N", resor = true }',
                "unknown key `resor`; did you mean `resort`? @ places.p.resor",
            ),
            (
                'places.p = { name = "N", zzz = true }',
                "unknown key `zzz`; expected one of cites, name, note, resort, within @ places.p.zzz",
            ),
            (
                'places.p = { resort = true, name = "N", capacit = 5 }',
                "unknown key `capacit`; did you mean `capacity`? @ places.p.capacit",
            ),
            (
                'sources.s = { kind = "press", publisher = "P", title = "T", published = "2025", capacity = 5 }',
                (
                    "unknown key `capacity`; expected one of archived, kind, note, published, publisher, title, url"
                    " @ sources.s.capacity"
                ),
            ),
        ],
    )
    def test_fault(self, written: str, told: str) -> None:
        """A value of another kind and a key that is none."""
        assert told in faults(HEAD + written)

    def test_null(self) -> None:
        """A value that is null in JSON."""
        text = json.dumps({"id": "m", "title": "T", "places": {"p": {"name": None}}})
        told = "expected a value; leave the key out where there is none, found nothing (None) @ places.p.name"

        assert [told] == faults(text, format="json")

    def test_no_text_and_no_history(self) -> None:
        """What is no text is not read, and what is no history is not written."""
        with pytest.raises(WrongTypeError) as read:
            dt.loads(5)  # type: ignore[arg-type]
        with pytest.raises(WrongTypeError) as written:
            dt.dumps(5)  # type: ignore[arg-type]

        assert "expected text, found 5 (a whole number)" == str(read.value)
        assert "expected a History, found 5 (a whole number)" == str(written.value)

    @pytest.mark.parametrize(
        ("text", "path"), [("=", ""), (f"{HEAD}places.p = {{ name = 'N', within = 'q' }}", "places.p.within")]
    )
    def test_name_of_the_file(self, tmp_path: Path, text: str, path: str) -> None:
        """The file is named, whether it is no TOML or no history; only what is about the whole has no path."""
        file = tmp_path / "mine.toml"
        file.write_text(text)
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(file)

        assert (str(file), [path]) == (caught.value.name, [fault.path for fault in caught.value.faults])

    def test_list_in_a_file(self, tmp_path: Path) -> None:
        """A list in a file of JSON is told with the name of the file, and has no path."""
        file = tmp_path / "mine.json"
        file.write_text("[]")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(file)

        assert (str(file), [""]) == (caught.value.name, [fault.path for fault in caught.value.faults])

    def test_twenty_exceptions(self) -> None:
        """An audience of all foreigners but twenty is written so; one more, and it is a list."""
        some = sorted(FOREIGNERS)
        for number, kind in ((20, dict), (21, list)):
            assert isinstance(audience_written(dt.Audience(some[number:])), kind)

    def test_other_writing_is_written_as_it_is(self) -> None:
        """Letters of all writing stand in a file as they are, in either format."""
        history = dt.History(id="h", title="원산\x7f")

        assert 'title = "원산\\u007f"' in dt.dumps(history)
        assert '"title": "원산\x7f"' in dt.dumps(history, format="json")
