"""Files: TOML and JSON to histories and back, all faults of a file at once."""

import errno
import hashlib
import json
import os
import re
import runpy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import numpy as np
import pytest
from factories import country, source
from hypothesis import example, given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from refusals import refused
from strategies import SETS_OF_CODES

import dprk_tourism as dt
from dprk_tourism._io import SHIPPED, Format, schema
from dprk_tourism._io import shipped as shipped_module
from dprk_tourism._io.reading import read
from dprk_tourism._io.shipped import shipped, text_of
from dprk_tourism._io.syntax import parse, read_json
from dprk_tourism.errors import (
    FileError,
    InvalidDayError,
    InvalidDocumentError,
    InvalidValueError,
    UnknownNameError,
    UnknownPlaceError,
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
    """The paths of all faults of a document; what is wrong at each is asserted in `TestSentences`."""
    with refused(InvalidDocumentError) as caught:
        dt.loads(text, **options)
    return [fault.path for fault in caught.value.faults]


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
        cite = dt.Citation("s", "1.1", "in our words")
        history = dt.History(
            id="h",
            title="T",
            surveyed_from="2019-01-01",
            surveyed_through="2026-01-01",
            sources=[
                source(
                    "s",
                    "2025",
                    url="https://a.example/",
                    copy="https://c.example/",
                    archived="https://b.example/",
                    derived_from="o",
                    passages={"11.2": "It ended.", "p. 2": "It began."},
                    note="N",
                ),
                source("o"),
            ],
            places=[
                country(note="N", names=["КНДР", "북한"], location=(40, 127.5), cites=[cite]),
                dt.Resort(
                    id="r",
                    name="R",
                    names=["갈마"],
                    location=(-39.166, 127.484),
                    within="dprk",
                    opens="e",
                    region="east",
                    capacity=20_000,
                    beachfront_km=4.5,
                    amenities=["hotels", "shops"],
                    cites=[dt.Citation("s", "9.2", attribute="beachfront_km"), dt.Citation("s")],
                    note="N",
                ),
            ],
            events=[
                dt.Event(
                    id="e",
                    what="W",
                    place="r",
                    datings=[dt.Dating(when="2024", citation=cite), dt.Dating(when="[2024-02-01..]", citation=cite)],
                    note="N",
                ),
                dt.Event(
                    id="f",
                    what="W",
                    datings=[
                        dt.Dating(when="2025-02", citation=dt.Citation("s")),
                        dt.Dating(when="[..2025-02-20]", citation=cite),
                        dt.Dating(after="e", citation=cite),
                        dt.Dating(after="e", days="14..", citation=cite),
                        dt.Dating(after="e", days="-7..600", citation=cite),
                    ],
                ),
                *(
                    dt.Event(
                        id=status,
                        what="W",
                        status=status,
                        datings=[dt.Dating(before="f", days=20, citation=cite), dt.Dating(before="e", citation=cite)],
                    )
                    for status in ("planned", "alleged", "denied")
                ),
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
                    cites=[cite, dt.Citation("s", attribute="starts"), dt.Citation("s", words="so", attribute="ends")],
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
                    conditions=["visa", "organised-tour"],
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
        cite = dt.Citation("s", text, text)
        history = dt.History(
            id="h",
            title=text,
            sources=[source("s", title=text, publisher=text, note=text, passages={text: text})],
            places=[country(name=text, names=[f"{text}!"], cites=[cite])],
            events=[dt.Event(id="e", what=text, datings=[dt.Dating(when="2025", citation=cite)])],
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
    """Cases in which reading and writing once disagreed."""

    def test_certain_members_that_a_possible_audience_names(self) -> None:
        """Certain members are not written as `western`, which names possible members."""
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


class TestOddFiles:
    """Files and names that once raised an error of another library."""

    def test_mark_of_byte_order(self, tmp_path: Path) -> None:
        """A byte order mark, which some editors write, is not a fault."""
        file = tmp_path / "mine.toml"
        file.write_bytes(b'\xef\xbb\xbfid = "mine"\ntitle = "T"\n')

        assert "mine" == dt.load(file).id

    def test_name_as_a_path(self) -> None:
        """A path that is the name of a shipped history is that history."""
        assert dt.load("article") is dt.load(Path("article"))

    def test_no_path(self, tmp_path: Path) -> None:
        """An impossible path is one fault of `extends`, without faults of references for the missing records."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "T"\nextends = "a\\u0000.toml"\n[places.a]\nname="A"\nwithin="dprk"\n')
        with pytest.raises(dt.InvalidDocumentError) as caught:
            dt.load(file)

        assert ["extends"] == [fault.path for fault in caught.value.faults]

    def test_links_in_a_circle(self, tmp_path: Path) -> None:
        """A symlink loop is a fault of `extends`."""
        (tmp_path / "one.toml").symlink_to(tmp_path / "two.toml")
        (tmp_path / "two.toml").symlink_to(tmp_path / "one.toml")
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "T"\nextends = "one.toml"\n')
        for path in (file, tmp_path / "one.toml"):
            with pytest.raises(dt.DprkTourismError):
                dt.load(path)

    def test_long_chain(self, tmp_path: Path) -> None:
        """A chain of more than twenty files is refused."""
        for number in range(30):
            extends = f'extends = "c{number + 1}.toml"\n' if number < 29 else ""
            (tmp_path / f"c{number}.toml").write_text(f'id = "c"\ntitle = "T"\n{extends}')

        with refused(dt.InvalidDocumentError) as caught:
            dt.load(tmp_path / "c0.toml")

        (fault,) = caught.value.faults
        assert ("extends", snapshot("More than 20 files extend each other. Combine some of them.")) == (
            fault.path,
            fault.what,
        )

    @pytest.mark.parametrize("wrong", [[], np.array(["toml", "json"])], ids=["list", "array"])
    def test_no_format(self, wrong: Any) -> None:
        """A format of another type is refused too, even if it cannot be compared."""
        with refused(dt.InvalidValueError):
            dt.loads("", format=wrong)
        with refused(dt.InvalidValueError):
            dt.dumps(dt.load("article"), format=wrong)


class TestWriting:
    """`dumps`: a history as text that people can read and compare."""

    def test_golden(self) -> None:
        """A history is written in the form of the design, without defaults."""
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
datings = [{ when = "2025-07-01", source = "article", at = "6.2", words = "July 1" }]

[policies.foreigners-barred]
effect = "deny"
layer = "site"
audience = "foreigners"
place = "wonsan-kalma"
starts = "resort-opens"
cites = [{ source = "article", at = "7.1" }]
"""

        assert expected == dt.dumps(dt.loads(SOUND))

    @each_format
    def test_stable(self, format_: Format) -> None:
        """Equal histories are written alike, whatever the order of their records."""
        article = dt.load("article")
        shuffled = dt.History(
            id=article.id,
            title=article.title,
            surveyed_from=article.surveyed_from,
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
        """Records of a kind are sorted by id."""
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
        """Any other format is refused with the known ones."""
        with refused(InvalidValueError) as caught:
            dt.dumps(dt.load("article"), format=format_)

        assert snapshot("`FORMAT` is not a format. Use `toml` or `json`.") == str(caught.value).replace(
            f"`{format_}`", "`FORMAT`"
        )

    @pytest.mark.parametrize("value", ["article", None, {}])
    def test_no_history(self, value: Any) -> None:
        """Only a history can be written."""
        with refused(WrongTypeError, found=value, expected=snapshot("a History")):
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

    def test_equal_numbers(self) -> None:
        """So do those that differ in how a number of theirs was written."""
        made = [
            dt.History(id="h", title="T", places=[dt.Place(id="p", name="P", location=location)])
            for location in ((0, 0), (0.0, 0.0), (-0.0, 0.0), (0.0, -0.0))
        ]

        assert made[0] == made[1] == made[2] == made[3]
        assert 1 == len({*map(fingerprint, made)}) == len({*map(hash, made)})

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
        """Only a history has a fingerprint."""
        with refused(WrongTypeError, found="article"):
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
        ("written", "path"),
        [
            ('"foriegners"', ""),
            ('{ certain = "western" }', ".certain"),
            ("5", ""),
            ("true", ""),
            ('["RU", "Icelnd"]', "[1]"),
            ('["Korea"]', "[0]"),
            ("[7]", "[0]"),
            ('{ certan = ["AU"], certain = ["AU"] }', ".certan"),
            ("{ certain = 5 }", ".certain"),
            ('{ certain = "everyone", except = ["Icelnd"] }', ".except[0]"),
            ('{ certain = "everyone", except = "foriegners" }', ".except"),
        ],
    )
    def test_refusals(self, written: str, path: str) -> None:
        """An unknown name, nationality or key is a fault with its path."""
        text = changed('audience = "foreigners"', f"audience = {written}")

        assert [f"policies.foreigners-barred.audience{path}"] == faults(text)

    @pytest.mark.parametrize("written", ["[]", "{}", '{ except = ["US"] }', '{ certain = ["US"], except = ["US"] }'])
    def test_empty(self, written: str) -> None:
        """An audience without a member is a fault."""
        text = changed('audience = "foreigners"', f"audience = {written}")

        assert ["policies.foreigners-barred.audience"] == faults(text)

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
        assert {"certain": ["AU"], "possible": "western"} == audience_written(
            dt.Audience(["AU"], possible=WESTERN - {"AU"})
        )
        assert {"certain": "nationals", "possible": ["RU"]} == audience_written(dt.Audience(["KP"], possible=["RU"]))

    def test_exceptions(self) -> None:
        """Everyone but a few is written with those few."""
        assert {"certain": "everyone", "except": ["US"]} == audience_written(dt.Audience(EVERYONE - {"US"}))

    @given(SETS_OF_CODES, st.booleans(), st.integers(0, 3))
    def test_any_audience(self, some: frozenset[str], others: bool, fate: int) -> None:
        """Whatever is written is read back as the same audience, and no code is lost or settled."""
        members = EVERYONE - some if others else some
        possible = frozenset(sorted(members)[:fate])
        if not members:
            return

        audience_written(dt.Audience(members - possible, possible))


class TestFaultsTogether:
    """All faults of a document are reported at once, each with its path."""

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
        assert [
            "places.wonsan-kalma.capacity",
            "places.wonsan-kalma.opens",
            "policies.a.audience[1]",
            "sources.article.published",
            "sources.article.titel",
        ] == faults(self.TEXT)

    def test_in_order_of_paths(self) -> None:
        """Faults are sorted by path."""
        paths = faults(self.TEXT)

        assert len(paths) > 1
        assert sorted(paths) == paths

    def test_faulty_record_still_holds_its_id(self) -> None:
        """A reference to a faulty record is not a fault."""
        assert 1 == len(faults(changed('publisher = "A news site"', "publisher = 5")))

    def test_faulty_record_still_refers(self) -> None:
        """A dangling id in a record with another fault is reported too."""
        text = changed('effect = "deny"', 'effect = "forbid"\noverrides = ["x"]').replace(
            'starts = "resort-opens"', 'starts = "ban-notice"\nannounced = "resort-opens"'
        )

        assert [
            "policies.foreigners-barred.effect",
            "policies.foreigners-barred.overrides[0]",
            "policies.foreigners-barred.starts",
        ] == faults(text)

    def test_faulty_record_still_cites(self) -> None:
        """A dangling source in the datings of a record with another fault is reported too."""
        text = changed('what = "The resort opens"', "what = 5").replace(
            'words = "July 1", source = "article"', 'words = "July 1", source = "articel"'
        )

        assert ["events.resort-opens.datings[0].source", "events.resort-opens.what"] == faults(text)

    def test_faulty_record_that_sweeps(self) -> None:
        """In a record with a fault, the word earlier is still not a reference."""
        text = changed('effect = "deny"', 'effect = "forbid"\noverrides = "earlier"')

        assert ["policies.foreigners-barred.effect"] == faults(text)

    def test_one_reference_one_fault(self) -> None:
        """A reference that is not an id is one fault, and not a dangling one too."""
        text = changed('starts = "resort-opens"', 'starts = "Resort Opens"')

        assert ["policies.foreigners-barred.starts"] == faults(text)

    def test_name_of_the_document(self, tmp_path: Path) -> None:
        """The error names the file, or says that it was a string."""
        path = tmp_path / "mine.toml"
        path.write_text('id = "mine"', encoding="utf-8")
        with refused(InvalidDocumentError, name=str(path)):
            dt.load(path)
        with refused(InvalidDocumentError, name=InvalidDocumentError(()).name):
            dt.loads('id = "mine"')


class TestStrictness:
    """Similar values are not accepted."""

    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            ("capacity = 20000", "capacity = true", "places.wonsan-kalma.capacity"),
            ("capacity = 20000", "capacity = 18.0", "places.wonsan-kalma.capacity"),
            ("capacity = 20000", "capacity = 0", "places.wonsan-kalma.capacity"),
            ("capacity = 20000", "beachfront_km = nan", "places.wonsan-kalma.beachfront_km"),
            ("capacity = 20000", 'beachfront_km = "4"', "places.wonsan-kalma.beachfront_km"),
            ("capacity = 20000", 'amenities = "hotels"', "places.wonsan-kalma.amenities"),
            ('name = "North Korea"', 'name = ["North Korea"]', "places.dprk.name"),
            ('name = "North Korea"', "name = 5", "places.dprk.name"),
            ('name = "North Korea"', 'name = ""', "places.dprk.name"),
            ("resort = true", 'resort = "yes"', "places.wonsan-kalma"),
            ("resort = true", "resort = 1", "places.wonsan-kalma"),
            ('effect = "deny"', "effect = false", "policies.foreigners-barred.effect"),
            ('kind = "press"', 'kind = "pres"', "sources.article.kind"),
            ('at = "7.1"', "at = 7.1", "policies.foreigners-barred.cites[0].at"),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = { source = "article" }',
                "policies.foreigners-barred.cites",
            ),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = ["article"]',
                "policies.foreigners-barred.cites[0]",
            ),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = [{ at = "7.1" }]',
                "policies.foreigners-barred.cites[0].source",
            ),
            ('starts = "resort-opens"', 'overrides = "later"', "policies.foreigners-barred.overrides"),
            ('name = "North Korea"', "", "places.dprk.name"),
            ('what = "The resort opens"', "", "events.resort-opens.what"),
            ('layer = "site"', "", "policies.foreigners-barred.layer"),
            ('cites = [{ source = "article", at = "7.1" }]', "", "policies.foreigners-barred.cites"),
            ('publisher = "A news site"', 'publisher = "A news site"\npublishr = "x"', "sources.article.publishr"),
            ('at = "6.2" }', 'at = "6.2", wrods = "x" }', "events.resort-opens.datings[0].wrods"),
            ('layer = "site"', 'layer = "site"\nwindow = "2025"', "policies.foreigners-barred.window"),
            ('what = "The resort opens"', 'what = "The resort opens"\nwindow = "2025"', "events.resort-opens.window"),
            ('at = "7.1" }', 'at = "7.1", for = "layer" }', "policies.foreigners-barred.cites"),
            ('at = "7.1" }', 'at = "7.1", words = 5 }', "policies.foreigners-barred.cites[0].words"),
            ('at = "6.2" }', 'at = "6.2", for = "when" }', "events.resort-opens.datings[0]"),
            ('at = "6.2" }', 'at = "6.2", citation = { source = "article" } }', "events.resort-opens.datings[0]"),
            ("capacity = 20000", "amenities = { hotels = 400 }", "places.wonsan-kalma.amenities"),
            ('for = "capacity"', 'attribute = "capacity"', "places.wonsan-kalma.cites[0].attribute"),
        ],
    )
    def test_refusals(self, old: str, new: str, path: str) -> None:
        """A wrong type, a missing key and an unknown key are one fault each, with its path."""
        assert [path] == faults(changed(old, new))

    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            (
                'datings = [{ when = "2025-07-01", words = "July 1", source = "article", at = "6.2" }]',
                "datings = []",
                "events.resort-opens.datings",
            ),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                "cites = []",
                "policies.foreigners-barred.cites",
            ),
            ('for = "capacity"', 'for = "colour"', "places.wonsan-kalma"),
            (
                'starts = "resort-opens"',
                'ends = "resort-opens"\nending = "permanent"',
                "policies.foreigners-barred",
            ),
            ('starts = "resort-opens"', 'overrides = ["foreigners-barred"]', "policies.foreigners-barred"),
            ('name = "North Korea"', 'name = "North Korea"\nid = "dprk"', "places.dprk"),
        ],
    )
    def test_refusals_of_a_record(self, old: str, new: str, path: str) -> None:
        """A fault of a record as a whole is one fault of that record."""
        assert [path] == faults(changed(old, new))

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
        """A datetime, a time, a number and a list are not windows."""
        assert ["sources.article.published"] == faults(
            changed('published = "[2025-07-18..2025-07-31]"', f"published = {written}")
        )

    @pytest.mark.parametrize(
        "written",
        ["last year", "2025-13", "2025-02-30", "2025/2026", "[2025-07-31..2025-07-18]", "2025-07-18T00:00:00"],
    )
    def test_no_windows(self, written: str) -> None:
        """A string that is not a window is a fault at its path."""
        assert ["events.resort-opens.datings[0].when"] == faults(changed('when = "2025-07-01"', f'when = "{written}"'))

    @pytest.mark.parametrize("written", ['"2025-07"', "2025-07-18T00:00:00Z", "2025", '"soon"'])
    def test_surveyed_through_is_a_day(self, written: str) -> None:
        """The last day surveyed is one day, not a month, a datetime or a number."""
        assert ["surveyed_through"] == faults(f"{HEAD}surveyed_through = {written}\n")

    @pytest.mark.parametrize("id_", ["Dprk", "a b", "a_b", "é", "a--b", ""])
    def test_keys_are_ids(self, id_: str) -> None:
        """A key that is not an id is a fault."""
        assert [f"places.{id_}"] == faults(f'{HEAD}[places."{id_}"]\nname = "X"\n')

    @pytest.mark.parametrize("resort", ["", "resort = false\n"])
    def test_no_resort(self, resort: str) -> None:
        """A place is a resort only if it says so; otherwise it has no capacity."""
        place = dt.loads(f'{HEAD}[places.dprk]\n{resort}name = "X"\n').places["dprk"]

        assert dt.Place(id="dprk", name="X") == place
        assert ["places.dprk.capacity"] == faults(f'{HEAD}[places.dprk]\n{resort}name = "X"\ncapacity = 5\n')

    def test_head(self) -> None:
        """A document needs an id and a title."""
        assert ["id", "title"] == faults("")
        assert ["id", "title"] == faults('id = "No Id"\ntitle = ""\n')

    def test_unknown_key_at_the_top(self) -> None:
        """An unknown key at the top is a fault."""
        assert ["soruces"] == faults(f"{HEAD}[soruces]\n")
        assert ["xyz"] == faults(f"{HEAD}xyz = 1\n")

    @pytest.mark.parametrize("kind", ["sources", "places", "events", "policies"])
    def test_tables_of_records(self, kind: str) -> None:
        """Records are tables, in tables by id."""
        assert [kind] == faults(f"{HEAD}{kind} = []\n")
        assert [f"{kind}.x"] == faults(f"{HEAD}[{kind}]\nx = 5\n")


DISTANCE = '{ after = "lift-off", days = "14..", source = "article" }'


def with_dating(dating: str) -> str:
    """The sound document with one more event, and a second dating of the opening."""
    more = 'events.lift-off = { what = "W", datings = [{ when = "2025", source = "article" }] }'
    return changed('at = "6.2" }]', f'at = "6.2" }}, {dating}]').replace('title = "My', f'{more}\ntitle = "My')


class TestDatings:
    """Datings by windows and by distances, as files write them."""

    @pytest.mark.parametrize(
        ("written", "days"),
        [
            ('days = "14.."', dt.Distance(14)),
            ('days = "14"', dt.Distance(14, 14)),
            ("days = 14", dt.Distance(14, 14)),
            ("days = 0", dt.Distance(0, 0)),
            ('days = "14..60"', dt.Distance(14, 60)),
            ('days = "..60"', dt.Distance(0, 60)),
            ('days = "-7..60"', dt.Distance(-7, 60)),
        ],
    )
    @pytest.mark.parametrize("way", ["after", "before"])
    def test_distance(self, way: str, written: str, days: dt.Distance) -> None:
        """A distance names the other event, and the days between as a number or a range."""
        text = with_dating(f'{{ {way} = "lift-off", {written}, source = "article", at = "1.1", words = "weeks" }}')
        found = dt.loads(text).events["resort-opens"].datings[1]

        assert ("lift-off", days) == (getattr(found, way), found.days)
        assert dt.Citation("article", "1.1", "weeks") == found.citation

    def test_without_days(self) -> None:
        """If the days are left out they stay out, read and written."""
        mine = dt.loads(with_dating('{ after = "lift-off", source = "article" }'))

        assert None is mine.events["resort-opens"].datings[1].days
        assert '{ after = "lift-off", source = "article" }' in dt.dumps(mine)

    @pytest.mark.parametrize("written", ["[2026-09-01..]", "[..2025-03-01]"])
    def test_open_window(self, written: str) -> None:
        """A window that is open at one end is read, and written as it was."""
        mine = dt.loads(with_dating(f'{{ when = "{written}", source = "article" }}'))

        assert written == str(mine.events["resort-opens"].datings[1].when)
        assert f'when = "{written}"' in dt.dumps(mine)

    @pytest.mark.parametrize(
        ("dating", "path"),
        [
            ('{ when = "2025", days = "14..", source = "article" }', ""),
            ('{ when = "2025", after = "lift-off", source = "article" }', ""),
            ('{ after = "lift-off", before = "lift-off", source = "article" }', ""),
            ('{ days = "14..", source = "article" }', ""),
            ('{ source = "article" }', ""),
            ('{ after = "lift-off", days = "..", source = "article" }', ".days"),
            ('{ after = "lift-off", days = "60..14", source = "article" }', ".days"),
            ('{ after = "lift-off", days = "weeks", source = "article" }', ".days"),
            ('{ after = "lift-off", days = 1.5, source = "article" }', ".days"),
            ('{ after = "lift-off", days = true, source = "article" }', ".days"),
            ('{ after = "lift-off", days = 9999999, source = "article" }', ".days"),
            ('{ after = "lift-off", days = ["14"], source = "article" }', ".days"),
            ('{ after = "Lift off", source = "article" }', ".after"),
            ("{ before = 5, source = 'article' }", ".before"),
            ('{ after = "lift-of", source = "article" }', ".after"),
            ('{ when = "[..]", source = "article" }', ".when"),
            ('{ when = "[2025..]", source = "article" }', ".when"),
            ('{ when = "2025" }', ".source"),
        ],
    )
    def test_refusals(self, dating: str, path: str) -> None:
        """A dating is a window or one distance; anything else is one fault at its path."""
        assert [f"events.resort-opens.datings[1]{path}"] == faults(with_dating(dating))

    @pytest.mark.parametrize("way", ["after", "before"])
    def test_dated_from_itself(self, way: str) -> None:
        """An event that is dated from itself is a fault of that event."""
        text = changed('at = "6.2" }]', f'at = "6.2" }}, {{ {way} = "resort-opens", source = "article" }}]')

        assert ["events.resort-opens"] == faults(text)

    def test_lost_events_of_a_record_with_a_fault(self) -> None:
        """In a record with another fault a distance from an unknown event is reported too."""
        text = with_dating('{ after = "lift-of", source = "article" }').replace('what = "The resort', 'what = 5 #"')

        assert ["events.resort-opens.datings[1].after", "events.resort-opens.what"] == faults(text)

    @pytest.mark.parametrize("written", ["[2025-07-18..]", "[..2025-07-18]"])
    def test_open_publication(self, written: str) -> None:
        """The days on which a source may have appeared are not open."""
        text = changed('published = "[2025-07-18..2025-07-31]"', f'published = "{written}"')

        assert ["sources.article.published"] == faults(text)


class TestKeys:
    """Further keys of records: what they may hold."""

    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            ('kind = "press"', 'kind = "press"\ncopy = "example.org"', "sources.article.copy"),
            ('kind = "press"', 'kind = "press"\nderived_from = "articel"', "sources.article.derived_from"),
            ('kind = "press"', 'kind = "press"\nderived_from = "article"', "sources.article.derived_from"),
            ('kind = "press"', 'kind = "press"\npassages = { "7.1" = 5 }', "sources.article.passages"),
            ('kind = "press"', 'kind = "press"\npassages = ["7.1"]', "sources.article.passages"),
            ('kind = "press"', 'kind = "press"\npassages = { "7.1" = "" }', "sources.article.passages"),
            ('name = "North Korea"', 'name = "X"\nnames = "DPRK"', "places.dprk.names"),
            ('name = "North Korea"', 'name = "X"\nnames = [5]', "places.dprk.names"),
            ('name = "North Korea"', 'name = "X"\nnames = ["Wonsan kalma"]', "places.wonsan-kalma.names"),
            ('name = "North Korea"', 'name = "X"\nlocation = [39.166]', "places.dprk.location"),
            ('name = "North Korea"', 'name = "X"\nlocation = [127.484, 39.166]', "places.dprk.location"),
            ('name = "North Korea"', 'name = "X"\nlocation = "39.166, 127.484"', "places.dprk.location"),
            ('name = "North Korea"', 'name = "X"\nlocation = { lat = 39, lon = 127 }', "places.dprk.location"),
            ('what = "The resort opens"', 'what = "W"\nplace = "wonsan"', "events.resort-opens.place"),
            ('what = "The resort opens"', 'what = "W"\nstatus = "hoped"', "events.resort-opens.status"),
            ('what = "The resort opens"', 'what = "W"\nbearing = "context"', "events.resort-opens.bearing"),
            ('layer = "site"', 'layer = "site"\nconditions = "visa"', "policies.foreigners-barred.conditions"),
            ('layer = "site"', 'layer = "site"\nconditions = ["A visa"]', "policies.foreigners-barred.conditions"),
            ('layer = "site"', 'layer = "site"\nconditions = ["visa"]', "policies.foreigners-barred"),
            ('for = "capacity"', 'for = "beachfront_km"', "places.wonsan-kalma"),
            (
                'cites = [{ source = "article", at = "7.1" }]',
                'cites = [{ source = "article" }, { source = "article", for = "ends" }]',
                "policies.foreigners-barred",
            ),
        ],
    )
    def test_refusals(self, old: str, new: str, path: str) -> None:
        """Another type, an unknown word and a field that is cited in vain are one fault each."""
        assert [path] == faults(changed(old, new))

    def test_two_policies_and_a_resort_lean_on_a_plan(self) -> None:
        """What a plan would start, and the resort that it would open, are faults in a file too (R20)."""
        text = changed('what = "The resort opens"', 'what = "W"\nstatus = "planned"')

        assert ["places.wonsan-kalma.opens", "policies.foreigners-barred.starts"] == faults(text)

    @pytest.mark.parametrize(
        "written",
        ['[sources.article.passages]\n11.2 = "It ended."', 'sources.article.passages.11.2 = "It ended."'],
    )
    def test_a_locator_that_is_not_quoted(self, written: str) -> None:
        """TOML reads a locator that is not quoted as two keys; the fault says so."""
        text = SOUND + written if written[0] == "[" else written + SOUND

        with refused(InvalidDocumentError) as caught:
            dt.loads(
                text.replace("[sources.article]", "[sources.other]").replace('source = "article"', 'source = "other"')
            )

        assert "sources.article.passages" in [fault.path for fault in caught.value.faults]
        assert any("`11`" in fault.what for fault in caught.value.faults)

    def test_a_quoted_locator(self) -> None:
        """A quoted locator is read, and quoted when it is written."""
        mine = dt.loads(f'{SOUND}\n[sources.article.passages]\n"11.2" = "It ended."\n"p. 2" = "It began."\n')

        assert {"11.2": "It ended.", "p. 2": "It began."} == mine.sources["article"].passages
        assert 'passages = { "11.2" = "It ended.", "p. 2" = "It began." }' in dt.dumps(mine)

    def test_support_of_a_part(self) -> None:
        """A citation of one field of a policy is read and written beside one of the whole."""
        text = changed('at = "7.1" }]', 'at = "7.1" }, { source = "article", at = "6.2", for = "starts" }]')
        mine = dt.loads(text)

        assert "starts" == mine.policies["foreigners-barred"].cites[1].attribute
        assert '{ source = "article", at = "6.2", for = "starts" }' in dt.dumps(mine)

    @pytest.mark.parametrize("written", ["2019-06-01", '"2019-06-01"'])
    def test_surveyed_from(self, written: str) -> None:
        """The first day surveyed is read and written; without it the file says nothing of it."""
        mine = dt.loads(f"surveyed_from = {written}\n{SOUND}")

        assert "2019-06-01" == str(mine.surveyed_from)
        assert 'surveyed_from = "2019-06-01"' in dt.dumps(mine)
        assert "surveyed_from" not in dt.dumps(dt.loads(SOUND))

    @pytest.mark.parametrize("written", ['"2025-07"', "2025-07-18T00:00:00Z", "2025", '"soon"'])
    def test_surveyed_from_is_a_day(self, written: str) -> None:
        """The first day surveyed is one day, not a month, a datetime or a number."""
        assert ["surveyed_from"] == faults(f"{HEAD}surveyed_from = {written}\n")

    def test_surveyed_from_is_inherited(self) -> None:
        """R14: a file that extends another surveys from the same day, unless it says otherwise."""
        assert "2020-01-01" == str(dt.loads(f'{HEAD}extends = "article"\n').surveyed_from)
        mine = dt.loads(f'{HEAD}extends = "article"\nsurveyed_from = 2018-01-01\n')
        assert "2018-01-01" == str(mine.surveyed_from)


class TestSentences:
    """What is wrong, once for each kind of fault; every other test matches on the path."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('id = "mine"', snapshot("Required key is missing @ title")),
            (f"{HEAD}[soruces]", snapshot("Unknown key `soruces`. Did you mean `sources`? @ soruces")),
            (
                f"{HEAD}xyz = 1",
                snapshot(
                    "Unknown key `xyz`. Use one of changes, events, extends, id, places, policies, sources, surveyed_from, surveyed_through, title, without @ xyz"
                ),
            ),
            (f"{HEAD}sources = []", snapshot("Expected a table of records by id, but found [] (a list) @ sources")),
            (f"{HEAD}[sources]\nx = 5", snapshot("Expected a table, but found 5 (a whole number) @ sources.x")),
            (
                f'{HEAD}[places.A]\nname = "X"',
                snapshot(
                    "`A` is not a valid id. Use lower-case words joined by hyphens, for example `wonsan-kalma` @ places.A"
                ),
            ),
            (
                f'{HEAD}[places.a]\nname = "X"\nid = "a"',
                snapshot("The id of a record is its key. Leave `id` out @ places.a"),
            ),
            (
                f'{HEAD}[places.a]\nname = "X"\nresort = 1',
                snapshot("Expected true or false for `resort`, but found 1 (a whole number) @ places.a"),
            ),
            (
                f'{HEAD}[places.a]\nname = "X"\ncapacity = 5',
                snapshot("`capacity` belongs to resorts. Write `resort = true` @ places.a.capacity"),
            ),
            (
                changed("capacity = 20000", 'capacity = "18"'),
                snapshot("Expected a whole number, but found '18' (a string) @ places.wonsan-kalma.capacity"),
            ),
            (
                changed('effect = "deny"', 'effect = "forbid"'),
                snapshot("`forbid` is not one of permit, deny @ policies.foreigners-barred.effect"),
            ),
            (
                changed('within = "dprk"', 'within = "dprkk"'),
                snapshot("There is no place `dprkk`. Did you mean `dprk`? @ places.wonsan-kalma.within"),
            ),
            (
                changed('within = "dprk"', 'within = "x"'),
                snapshot("There is no place `x`. Add it, or correct the id @ places.wonsan-kalma.within"),
            ),
            (
                changed('audience = "foreigners"', "audience = 5"),
                snapshot(
                    "Expected an audience (a name, a list of nationalities, or a table), but found 5 (a whole number) @ policies.foreigners-barred.audience"
                ),
            ),
            (
                changed('audience = "foreigners"', "audience = []"),
                snapshot(
                    "An audience needs at least one member, certain or possible. For all nationalities, use `everyone` @ policies.foreigners-barred.audience"
                ),
            ),
            (
                changed('audience = "foreigners"', 'audience = "foriegners"'),
                snapshot(
                    "There is no audience `foriegners`. Did you mean `foreigners`? @ policies.foreigners-barred.audience"
                ),
            ),
            (
                changed('audience = "foreigners"', 'audience = ["Icelnd"]'),
                snapshot(
                    "There is no nationality `Icelnd`. Did you mean `Iceland (IS)`? @ policies.foreigners-barred.audience[0]"
                ),
            ),
            (
                changed('audience = "foreigners"', "audience = { certain = 5 }"),
                snapshot(
                    "Expected a list of nationalities, or the name of an audience, but found 5 (a whole number) @ policies.foreigners-barred.audience.certain"
                ),
            ),
            (
                changed('audience = "foreigners"', 'audience = { certain = "western" }'),
                snapshot(
                    "`western` has no certain members. List it under `possible` @ policies.foreigners-barred.audience.certain"
                ),
            ),
            (
                changed('at = "7.1" }', 'at = "7.1", for = "layer" }'),
                snapshot(
                    "A policy needs a source that makes the whole claim. Cite one without `for` @ policies.foreigners-barred.cites"
                ),
            ),
            (
                changed('cites = [{ source = "article", at = "7.1" }]', 'cites = ["article"]'),
                snapshot("Expected a table, but found 'article' (a string) @ policies.foreigners-barred.cites[0]"),
            ),
            (
                f"{HEAD}surveyed_through = 2025-07-01T00:00:00",
                snapshot(
                    "Expected a day, such as 2025-07-01, but found datetime.datetime(2025, 7, 1, 0, 0) (a datetime) @ surveyed_through"
                ),
            ),
            (
                f'{HEAD}events.e = {{ what = "W", datings = [{{ when = 2025-07-01T00:00:00 }}] }}',
                snapshot(
                    "Required key is missing @ events.e.datings[0].source; Expected a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18], but found datetime.datetime(2025, 7, 1, 0, 0) (a datetime) @ events.e.datings[0].when"
                ),
            ),
            (
                f'{HEAD}events.e = {{ what = "W", datings = [5] }}',
                snapshot("Expected a table, but found 5 (a whole number) @ events.e.datings[0]"),
            ),
            (
                f'{HEAD}events.e = {{ what = "W", datings = 5 }}',
                snapshot("Expected a list of datings, but found 5 (a whole number) @ events.e.datings"),
            ),
            (
                f'{HEAD}places.p = {{ name = "N", cites = 5 }}',
                snapshot("Expected a list of citations, but found 5 (a whole number) @ places.p.cites"),
            ),
            (
                f'{HEAD}extends = "articel"',
                snapshot("There is no history `articel`. Did you mean `article`? @ extends"),
            ),
            (
                f'{HEAD}extends = "base.toml"',
                snapshot(
                    "`base.toml` is a file, but a string has no folder. Read the document from a file too @ extends"
                ),
            ),
            ("a = " + "[" * 100_000, snapshot("This is not valid TOML: it is nested too deeply.")),
        ],
    )
    def test_toml(self, text: str, said: str) -> None:
        """A fault of a TOML document."""
        with refused(InvalidDocumentError) as caught:
            dt.loads(text)

        assert said == "; ".join(map(str, caught.value.faults))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[]", snapshot("Expected a table, but found [] (a list).")),
            (
                "{",
                snapshot(
                    "This is not valid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)."
                ),
            ),
            ('{"id": "a", "id": "b"}', snapshot("This is not valid JSON: the key `id` occurs twice in one table.")),
            ('{"id": NaN}', snapshot("This is not valid JSON: NaN is not a number in JSON.")),
            ("[" * 100_000, snapshot("This is not valid JSON: it is nested too deeply.")),
            (
                r'{"id": "a", "title": "\ud83d"}',
                snapshot("This string contains half a character (a lone surrogate). Remove it @ title"),
            ),
            ('{"id": null, "title": "T"}', snapshot("Expected a string, but found nothing (None) @ id")),
            (
                '{"id": "m", "title": "T", "places": {"p": {"name": null}}}',
                snapshot(
                    "Expected a value (leave the key out if there is none), but found nothing (None) @ places.p.name"
                ),
            ),
        ],
    )
    def test_json(self, text: str, said: str) -> None:
        """A fault of a JSON document."""
        with refused(InvalidDocumentError) as caught:
            dt.loads(text, format="json")

        assert said == "; ".join(map(str, caught.value.faults))

    def test_broken_toml(self) -> None:
        """The message of Python's reader follows ours."""
        with refused(InvalidDocumentError) as caught:
            dt.loads("id = ")

        (fault,) = caught.value.faults
        assert snapshot("This is not valid TOML") == fault.what.partition(": ")[0]


class TestSyntax:
    """Strings that are not TOML or JSON."""

    @pytest.mark.parametrize(
        "text", ["id = ", "id", '{"id": "mine"}', 'id = "a"\nid = "b"', "[places.a]\n[places.a]", "id = 2025-02-30"]
    )
    def test_no_toml(self, text: str) -> None:
        """Broken TOML, a repeated key and an impossible unquoted day are one fault of the whole."""
        assert [""] == faults(text)

    @pytest.mark.parametrize("text", ["", "{", "id", "{'id': 1}", '{"id": "a",}', "{} {}", "\ufeff\ufeff{}"])
    def test_no_json(self, text: str) -> None:
        """Broken JSON is one fault of the whole."""
        assert [""] == faults(text, format="json")

    @pytest.mark.parametrize("format_", ["toml", "json"])
    def test_byte_order_mark(self, tmp_path: Path, format_: Any) -> None:
        """A byte order mark, as some editors write it, is skipped in a string as in a file."""
        article = dt.load("article")
        text = f"\ufeff{dt.dumps(article, format=format_)}"
        path = tmp_path / f"mine.{format_}"
        path.write_text(text, encoding="utf-8")

        assert article == dt.loads(text, format=format_) == dt.load(path)

    @pytest.mark.parametrize("text", ['{"id": "a", "id": "b"}', '{"id": "a", "id": "a"}'])
    def test_duplicate_keys_of_json(self, text: str) -> None:
        """A repeated key is refused in JSON too, at any depth."""
        assert [""] == faults(text, format="json")
        assert [""] == faults(f'{{"places": [{text}]}}', format="json")

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_no_numbers(self, word: str) -> None:
        """Numbers that JSON does not have are refused."""
        assert [""] == faults(f'{{"id": {word}}}', format="json")

    @pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000])
    def test_deep_json(self, text: str) -> None:
        """JSON nested deeper than Python can follow is refused."""
        assert [""] == faults(text, format="json")

    def test_deep_toml(self) -> None:
        """TOML nested too deeply is refused too."""
        assert [""] == faults("a = " + "[" * 100_000)

    @pytest.mark.parametrize("text", ["[]", "5", "null", '"a"'])
    def test_top_is_a_table(self, text: str) -> None:
        """JSON must hold a table."""
        assert [""] == faults(text, format="json")

    def test_half_a_character(self) -> None:
        """Half a character, which JSON can spell, is refused."""
        assert ["title"] == faults(r'{"id": "a", "title": "\ud83d"}', format="json")

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
        """A null of JSON is refused: TOML has none, and a key may be left out."""
        assert [path] == faults(json.dumps({"id": "a", "title": "T", kind: {"x": row}}), format="json")

    def test_endless_number(self) -> None:
        """A length beyond all numbers is refused."""
        text = '{"id": "a", "title": "T", "places": {"r": {"resort": true, "name": "R", "beachfront_km": 1e400}}}'

        assert ["places.r.beachfront_km"] == faults(text, format="json")

    @pytest.mark.parametrize("format_", ["yaml", "JSON", "", None])
    def test_other_formats(self, format_: Any) -> None:
        """Any other format is refused with the known ones."""
        with refused(InvalidValueError) as caught:
            dt.loads("", format=format_)

        assert f"`{format_}`" in str(caught.value)

    @pytest.mark.parametrize("value", [b"", None, 5, {}])
    def test_no_text(self, value: Any) -> None:
        """Only a string can be read."""
        with refused(WrongTypeError, found=value, expected=snapshot("a string")):
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
            ('{"a": 1, "a": 1}', "`a`"),
            ("[NaN]", "NaN"),
            ("[-Infinity]", "-Infinity"),
            ("", "Expecting value"),  # of Python's own reader
        ],
    )
    def test_refused(self, text: str, reason: str) -> None:
        """What is not JSON, or JSON for Python alone, is refused."""
        with pytest.raises(ValueError, match=re.escape(reason)):
            read_json(text)


class TestExtends:
    """`extends`: starting from another history."""

    def test_shipped(self) -> None:
        """A document may extend a shipped history, and holds its records."""
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

        assert ["places.hotel.within"] == faults(text)

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
        """A file outside the folder is refused, however it is reached."""
        (tmp_path / "base.toml").write_text(SOUND, encoding="utf-8")
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "link.toml").symlink_to(tmp_path / "base.toml")
        name = name.format(tmp_path)
        (folder / "mine.toml").write_text(f'{HEAD}extends = "{name}"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(folder / "mine.toml")

        (fault,) = caught.value.faults
        assert "extends" == fault.path
        assert snapshot(
            "`NAME` is outside the folder of this file. Use a file in that folder or below it."
        ) == fault.what.replace(name, "NAME")

    @pytest.mark.parametrize("files", [("a",), ("a", "b"), ("a", "b", "c")])
    def test_loop(self, tmp_path: Path, files: tuple[str, ...]) -> None:
        """Files that extend each other in a loop are refused."""
        for number, name in enumerate(files):
            other = files[number - 1]
            (tmp_path / f"{name}.toml").write_text(f'{HEAD}extends = "{other}.toml"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(tmp_path / "a.toml")

        (fault,) = caught.value.faults
        assert snapshot("`a.toml` extends itself, by way of N file(s)") == fault.what.replace(str(len(files)), "N")
        assert "extends" == fault.path

    def test_loop_further_down(self, tmp_path: Path) -> None:
        """A loop that a file is not part of is as long as the files in it."""
        for name, other in (("mine", "a"), ("a", "b"), ("b", "a")):
            (tmp_path / f"{name}.toml").write_text(f'{HEAD}extends = "{other}.toml"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(tmp_path / "mine.toml")

        (fault,) = caught.value.faults
        assert "`a.toml` extends itself, by way of 2 file(s)" in fault.what

    def test_text_lies_in_no_folder(self) -> None:
        """A string cannot extend a file."""
        assert ["extends"] == faults(f'{HEAD}extends = "base.toml"\n')

    @pytest.mark.parametrize("written", ['"articel"', '"xyz"', "5", '""'])
    def test_no_history(self, written: str) -> None:
        """An unknown history is a fault of `extends`."""
        assert ["extends"] == faults(f"{HEAD}extends = {written}\n")

    def test_missing_file(self, tmp_path: Path) -> None:
        """A missing file is a fault of the file that extends it."""
        (tmp_path / "mine.toml").write_text(f'{HEAD}extends = "base.toml"\n', encoding="utf-8")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(tmp_path / "mine.toml")

        (fault,) = caught.value.faults
        assert str(FileError(str(tmp_path / "base.toml"), os.strerror(errno.ENOENT), "read")) == fault.what
        assert "extends" == fault.path

    def test_faulty_file(self, tmp_path: Path) -> None:
        """The faults of an extended file are reported with its own name."""
        (tmp_path / "base.toml").write_text('id = "base"\n', encoding="utf-8")
        (tmp_path / "mine.toml").write_text(f'{HEAD}extends = "base.toml"\n', encoding="utf-8")
        with refused(InvalidDocumentError, name=str(tmp_path / "base.toml")) as caught:
            dt.load(tmp_path / "mine.toml")

        assert ["title"] == [fault.path for fault in caught.value.faults]


class TestShipped:
    """The histories that ship are read without the strict reader."""

    @pytest.mark.parametrize("name", SHIPPED)
    def test_equal_to_what_the_strict_reader_reads(self, name: str) -> None:
        """A shipped history has no fault, and its records are those that its file holds."""
        text, format_ = text_of(name)
        fast, strict = shipped(name, dt.load), read(text, format_, name, dt.load)

        assert strict == fast
        assert [*strict.events] == [*fast.events]

    @pytest.mark.parametrize("name", SHIPPED)
    def test_json_of_a_wheel(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A wheel has the document as JSON, in which days are strings, and its records are the same."""
        before, document = shipped(name, dt.load), json.dumps(parse(*text_of(name), name), default=str)
        monkeypatch.setattr(shipped_module, "data_file", {f"{name}.json": document}.__getitem__)

        assert (document, "json") == text_of(name)
        assert before == shipped(name, dt.load)


def accepted(document: Any) -> bool:
    """Whether the schema that ships accepts a document."""
    text = Path(schema.__file__).parents[1].joinpath("data", "schema.json").read_text(encoding="utf-8")
    return bool(jsonschema.Draft202012Validator(json.loads(text)).is_valid(document))


class TestSchema:
    """The JSON Schema of history files."""

    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped(self, name: str) -> None:
        """The shipped histories fit the schema, whole and as the files that they are."""
        assert accepted(json.loads(dt.dumps(dt.load(name), format="json")))
        assert accepted(json.loads(json.dumps(parse(*text_of(name), name), default=str)))

    @pytest.mark.parametrize(
        ("dating", "expected"),
        [
            ({"when": "[2026-09-01..]"}, True),
            ({"when": "[..2025-03-01]"}, True),
            ({"when": "[..]"}, False),
            ({"when": "2025", "days": "14.."}, False),
            ({"after": "a"}, True),
            ({"before": "a", "days": "14..60"}, True),
            ({"after": "a", "days": 14}, True),
            ({"after": "a", "days": "..60"}, True),
            ({"after": "a", "days": "-7..60"}, True),
            ({"after": "a", "days": ".."}, False),
            ({"after": "a", "days": 1.5}, False),
            ({"after": "a", "days": "14\n"}, False),
            ({"after": "a", "before": "b"}, False),
            ({"when": "2025", "after": "a"}, False),
            ({"days": "14.."}, False),
            ({}, False),
        ],
    )
    def test_datings(self, dating: dict[str, Any], *, expected: bool) -> None:
        """A dating has a window or one distance, and days only with a distance."""
        event = {"what": "W", "datings": [{**dating, "source": "s"}]}

        assert expected is accepted({"id": "m", "title": "M", "events": {"e": event}})

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"effect": "permit", "conditions": ["visa"]}, True),
            ({"effect": "deny", "conditions": ["visa"]}, False),
            ({"effect": "deny", "conditions": []}, True),
            ({"effect": "permit", "conditions": ["A visa"]}, False),
            ({"effect": "deny", "cites": [{"source": "s", "for": "place"}]}, False),
            ({"effect": "deny", "cites": [{"source": "s", "for": "place"}, {"source": "s", "words": "so"}]}, True),
        ],
    )
    def test_policies(self, fields: dict[str, Any], *, expected: bool) -> None:
        """Only a permit has conditions, and one source at least makes the whole claim."""
        usual = {"layer": "entry", "audience": "everyone", "place": "dprk", "cites": [{"source": "s"}]}

        assert expected is accepted({"id": "m", "title": "M", "policies": {"p": {**usual, **fields}}})

    def test_is_printed_as_it_ships(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Run as a module, the schema is what `data/schema.json` holds, to the letter."""
        runpy.run_path(schema.__file__, run_name="__main__")

        assert Path(schema.__file__).parents[1].joinpath("data", "schema.json").read_text() == capsys.readouterr().out


class TestLoad:
    """`load`: shipped histories, and files."""

    def test_shipped_is_shared(self) -> None:
        """A shipped history is read once."""
        assert dt.load("article") is dt.load("article")

    @each_format
    @pytest.mark.parametrize("kind", [str, Path])
    def test_file(self, tmp_path: Path, format_: Format, kind: type) -> None:
        """A file is read by its suffix, from a string or a path."""
        path = tmp_path / f"mine.{format_}"
        path.write_text(dt.dumps(dt.load("article"), format=format_), encoding="utf-8")

        assert dt.load("article") == dt.load(kind(path))

    def test_file_is_read_anew(self, tmp_path: Path) -> None:
        """A changed file is read again."""
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
        """A name that is neither shipped nor a path with a known suffix is an error."""
        with pytest.raises(UnknownNameError) as caught:
            dt.load(name)

        assert name == caught.value.name

    def test_near_miss(self) -> None:
        """A misspelt shipped name has a suggestion."""
        with refused(UnknownNameError, kind="history", name="articel", suggestions=("article",)):
            dt.load("articel")

    def test_missing_file(self, tmp_path: Path) -> None:
        """A missing file cannot be read."""
        path = tmp_path / "mine.toml"
        with refused(FileError, action="read", path=str(path), reason=os.strerror(errno.ENOENT)):
            dt.load(path)

    def test_folder(self, tmp_path: Path) -> None:
        """A folder cannot be read, whatever its name."""
        path = tmp_path / "mine.toml"
        path.mkdir()
        with refused(FileError, action="read", path=str(path), reason=os.strerror(errno.EISDIR)):
            dt.load(path)

    def test_no_utf_8(self, tmp_path: Path) -> None:
        """A file in another encoding is refused, with the place of the first byte that is wrong."""
        path = tmp_path / "mine.toml"
        path.write_bytes('title = "café"'.encode("latin-1"))
        with refused(FileError, action="read", path=str(path), reason=snapshot("it is not UTF-8 text (byte 12)")):
            dt.load(path)

    def test_path_of_bytes(self, tmp_path: Path) -> None:
        """A path of bytes has the wrong type."""
        (tmp_path / "mine.toml").touch()
        with os.scandir(os.fsencode(tmp_path)) as found:
            entry = next(found)

        with refused(WrongTypeError, expected=snapshot("the name of a history or the path of a file")):
            dt.load(entry)  # type: ignore[arg-type]

    def test_impossible_path(self) -> None:
        """A path with a null byte cannot be read."""
        with refused(FileError, action="read", path="a\0.toml", reason=snapshot("its name contains a null byte")):
            dt.load("a\0.toml")

    @pytest.mark.parametrize("value", [None, 5, True, b"article", ["article"]])
    def test_other_kinds(self, value: Any) -> None:
        """A value that is neither a string nor a path has the wrong type."""
        with refused(WrongTypeError, found=value, expected=snapshot("the name of a history or the path of a file")):
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
            ("RU", "2025-07-18", {"known_on": "2025-07-17", "history": "record"}, "permitted"),
            ("RU", "2025-07-18", {"known_on": "2025-07-17"}, "undetermined"),  # no other source opens it to all
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
        with pytest.raises(UnknownNameError):
            dt.may_visit("RU", "2025-07-10", history="xyz")


class TestNames:
    """Faults have the name of their file."""

    @pytest.mark.parametrize(
        ("text", "path"), [("=", ""), (f"{HEAD}places.p = {{ name = 'N', within = 'q' }}", "places.p.within")]
    )
    def test_name_of_the_file(self, tmp_path: Path, text: str, path: str) -> None:
        """The file is named, whether it is not TOML or not a history; only a fault of the whole has no path."""
        file = tmp_path / "mine.toml"
        file.write_text(text)
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(file)

        assert (str(file), [path]) == (caught.value.name, [fault.path for fault in caught.value.faults])

    def test_list_in_a_file(self, tmp_path: Path) -> None:
        """A list in a JSON file is a fault of the whole, with the name of the file."""
        file = tmp_path / "mine.json"
        file.write_text("[]")
        with pytest.raises(InvalidDocumentError) as caught:
            dt.load(file)

        assert (str(file), [""]) == (caught.value.name, [fault.path for fault in caught.value.faults])


class TestForm:
    """How values are written."""

    def test_twenty_exceptions(self) -> None:
        """An audience of all foreigners but twenty is written so; one more, and it is a list."""
        some = sorted(FOREIGNERS)
        for number, kind in ((20, dict), (21, list)):
            assert isinstance(audience_written(dt.Audience(some[number:])), kind)

    def test_other_writing_is_written_as_it_is(self) -> None:
        """Letters of all scripts are written without escapes, in both formats."""
        history = dt.History(id="h", title="원산\x7f")

        assert 'title = "원산\\u007f"' in dt.dumps(history)
        assert '"title": "원산\x7f"' in dt.dumps(history, format="json")
