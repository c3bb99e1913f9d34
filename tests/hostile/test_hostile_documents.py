"""Damaged, nested and huge documents, and words made to mislead: each is an error of the library, soon.

`test_hostile_sizes.py` has what needs a bound on time and memory.
"""

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import dprk_tourism as dt
from dprk_tourism._io.documents import Format

HEAD = 'id = "mine"\ntitle = "Mine"\n'
SOURCE = '[sources.s]\nkind = "press"\npublisher = "P"\ntitle = "T"\npublished = "2025"\n'
SMALL = f"""\
{HEAD}surveyed_through = 2025-08-01

{SOURCE}
[places.dprk]
name = 'North "Korea" \\'

[events.e]
what = "It \\u00e9t\\u00E9 \\U0001F600"
datings = [{{ when = "[2025-07-16..2025-07-18]", source = "s", at = "1.1" }}]

[policies.p]
effect = "deny"
layer = "entry"
audience = {{ certain = "foreigners", except = ["US"] }}
place = "dprk"
starts = "e"
cites = [{{ source = "s" }}]
"""
RIGHT_TO_LEFT, ISOLATE, ESCAPE, BELL, NEXT_LINE = "\u202e", "\u2066", "\x1b", "\x07", "\x85"
MISLEADING = [RIGHT_TO_LEFT, ISOLATE, ESCAPE, BELL, NEXT_LINE, "\u2028", "\ufeff", "\u200b", "\x7f", "\r", "\n", "\x00"]


def message(text: str, format_: Format = "toml") -> str:
    """What is told of a document that is none."""
    with pytest.raises(dt.InvalidDocumentError) as caught:
        dt.loads(text, format=format_)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301 - what we pickled ourselves
    return str(caught.value)


def as_json(**more: Any) -> str:
    """A document in JSON."""
    return json.dumps({"id": "mine", "title": "Mine", **more})


def is_history_or_told(text: str, format_: Format) -> bool:
    """Whether a document is a history; if not, the error is one of the library's and fit to print."""
    told = None
    try:
        dt.loads(text, format=format_)
    except dt.InvalidDocumentError as error:
        told = str(error)
    assert told is None or told.replace("\n", "").isprintable()
    return told is None


class TestDamage:
    """A document that is cut off or has a wrong byte is a history or has faults."""

    def test_cut_off_json(self) -> None:
        """JSON that is cut off anywhere before its end is none."""
        text = dt.dumps(dt.loads(SMALL), format="json").rstrip()

        assert [] == [cut for cut in range(len(text)) if is_history_or_told(text[:cut], "json")]
        assert is_history_or_told(text, "json")

    def test_cut_off_toml(self) -> None:
        """TOML that is cut off is whole only where a record that nothing refers to yet ends."""
        whole = {
            SMALL[:cut].splitlines()[-1] for cut in range(1, len(SMALL)) if is_history_or_told(SMALL[:cut], "toml")
        }

        assert {
            'title = "Mine"',
            "surveyed_through = 2025-08-01",
            'published = "2025"',
            "name = 'North \"Korea\" \\'",
            'datings = [{ when = "[2025-07-16..2025-07-18]", source = "s", at = "1.1" }]',
            'cites = [{ source = "s" }]',
            "",
            "[places]",
        } >= whole
        assert 6 <= len(whole)

    @pytest.mark.parametrize("byte", [b"\x00", b"\xff", b"\x1b", b'"', b"[", b"=", b"\n", b"\xe2\x80\xae"])
    @pytest.mark.parametrize("format_", ["toml", "json"])
    def test_wrong_byte(self, format_: Format, byte: bytes) -> None:
        """A byte put anywhere is read, or told without a character that confuses a terminal."""
        text = dt.dumps(dt.loads(SMALL), format=format_).encode()

        def damaged() -> Iterator[bool]:
            for place in range(0, len(text), 3):
                changed = text[:place] + byte + text[place:]
                yield is_history_or_told(changed.decode("utf-8", "surrogateescape"), format_)

        assert not all(damaged())

    def test_nothing(self) -> None:
        """An empty document lacks an id and a title in TOML, and is none in JSON."""
        assert "this text has 2 faults:\n  it is missing @ id\n  it is missing @ title" == message("")
        assert message("", "json").startswith("this text has a fault: this is no JSON: ")

    @pytest.mark.parametrize("text", ["[]", "null", "5", '"article"', "true", "1e400"])
    def test_no_table(self, text: str) -> None:
        """JSON of another kind is no history."""
        assert "expected a table, found " in message(text, "json")


class TestKeysTwice:
    """A key that stands twice in one table is a fault: readers differ in which one counts."""

    @pytest.mark.parametrize(
        "text",
        [
            'id = "mine"\nid = "mine"\ntitle = "Mine"',
            f"{HEAD}[places.dprk]\nname = 'A'\n[places.dprk]\nname = 'B'",
            f"{HEAD}[places]\ndprk = {{ name = 'A', name = 'B' }}",
            f"{HEAD}places.dprk.name = 'A'\nplaces.'dprk'.\"name\" = 'B'",
            f"{HEAD}[places.dprk]\nname = 'A'\n[places]\ndprk.name = 'B'",
            f"{HEAD}[[places.dprk]]\nname = 'A'\n[places.dprk]\nname = 'B'",
        ],
    )
    def test_toml(self, text: str) -> None:
        """In TOML, however the key is written."""
        assert message(text).startswith("this text has a fault: this is no TOML: ")

    def test_json(self) -> None:
        """In JSON, at any depth, also where one of the two is written by its code."""
        twice = '{"id": "mine", "title": "Mine", "places": {"dprk": {"name": "A", "n\\u0061me": "B"}}}'

        told = "this text has a fault: this is no JSON: the key `name` stands twice in one table"
        assert told == message(twice, "json")


class TestNesting:
    """A document that is nested too deeply is told so, wherever it is."""

    @pytest.mark.parametrize("opening", ["[", '{"id":'])
    def test_json(self, opening: str) -> None:
        """In JSON, closed or not."""
        for text in (opening * 100_000, f"{opening * 50_000}1{('}' if ':' in opening else ']') * 50_000}"):
            assert "this text has a fault: this is no JSON: it is nested too deeply" == message(text, "json")

    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a=", "}")])
    def test_toml(self, opening: str, closing: str) -> None:
        """In TOML, as lists or as tables."""
        text = f"{HEAD}x = {opening * 5_000}1{closing * 5_000}"

        assert "this text has a fault: this is no TOML: it is nested too deeply" == message(text)

    @pytest.mark.parametrize(
        "key",
        [
            ".".join("a" * 101),
            " . ".join("a" * 101),
            ".".join(["'a.b'", '"c"'] * 51),
            "a." * 100 + "\n",
        ],
    )
    @pytest.mark.parametrize(("before", "after"), [("", " = 1"), ("[", "]"), ("[[", "]]"), ("x = {", " = 1}")])
    def test_long_key(self, before: str, key: str, after: str) -> None:
        """A key of more than a hundred words is none, however it is written, and its line is told."""
        told = "this is no TOML: a key has more than a hundred words (at line 3)"

        assert f"this text has a fault: {told}" == message(f"{HEAD}{before}{key}{after}")

    def test_line_of_a_long_key(self) -> None:
        """Lines are counted from the first, even if it is empty."""
        assert "(at line 3)" in message("\n\n" + ".".join("a" * 101) + " = 1")

    def test_hundred_words(self) -> None:
        """A key of a hundred words is read; it is no key of a history, and is shown cut short."""
        assert "unknown key `a`" in message(HEAD + ".".join("a" * 100) + " = 1")

    def test_many_points_in_a_text(self) -> None:
        """Points in texts, also in a text over several lines, are no key."""
        points = "a.b.c, " * 200 + "... " * 200 + "\n1. " * 200
        read = dt.loads(f'id = "mine"\ntitle = """{points}"""')

        assert points == read.title

    def test_shown(self) -> None:
        """A value that Python itself cannot print is told without it."""
        lists: list[Any] = []
        for _ in range(100_000):
            lists = [lists]
        with pytest.raises(dt.WrongTypeError) as caught:
            dt.Source(id="s", kind="press", publisher="P", title=lists, published="2025")  # type: ignore[arg-type]

        assert "expected text, found something too large to show (a list)" == str(caught.value)


class TestNumbers:
    """A number of any size has a message of the library."""

    @pytest.mark.parametrize("format_", ["toml", "json"])
    def test_many_digits(self, format_: Format) -> None:
        """A number of more digits than Python reads is told in our words, without advice on Python's settings."""
        number = "9" * 5_000
        text = f"{HEAD}[places.a]\ncapacity = {number}" if format_ == "toml" else f'{{"id": {number}}}'
        told = f"this is no {format_.upper()}: a number has more digits than can be read"

        assert f"this text has a fault: {told}" == message(text, format_)

    @pytest.mark.parametrize("prefix", ["0x", "0o7", "0b1"])
    @pytest.mark.parametrize("key", ["name", "within", "amenities", "cites", "opens"])
    def test_number_that_cannot_be_printed(self, key: str, prefix: str) -> None:
        """TOML may write in another base a number that has too many digits to be printed."""
        number = prefix + "1" * 20_000
        text = f"{HEAD}[places.a]\nresort = true\nname = 'A'\n".replace(f"{key} = ", "note = ") + f"{key} = {number}"

        assert "found something too large to show (a whole number) @ places.a." + key in message(text)

    @pytest.mark.parametrize("key", ["capacity", "beachfront_km"])
    @pytest.mark.parametrize("number", ["0x" + "f" * 5_000, "-" + "9" * 4_000, "9" * 4_000, "1_000_000_001"])
    def test_beyond_reason(self, key: str, number: str) -> None:
        """A count or measure past a thousand millions is refused without printing it."""
        told = "this number is beyond reason; expected at most 1000000000"

        assert f"this text has a fault: {told} @ places.a.{key}" == message(
            f"{HEAD}[places.a]\nresort = true\nname = 'A'\n{key} = {number}"
        )

    @pytest.mark.parametrize("number", ["1e999999999", "-1e400", "inf", "nan", "0.0", "1e-400"])
    def test_exponents(self, number: str) -> None:
        """No exponent makes a number that is none: endless, nothing, or not a number."""
        message(f"{HEAD}[places.a]\nresort = true\nname = 'A'\nbeachfront_km = {number}")

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
    def test_words_for_numbers_in_json(self, word: str) -> None:
        """What Python's reader takes for numbers, although JSON knows none such, is refused."""
        message(
            f'{{"id": "m", "title": "T", "places": {{"r": {{"resort": true, "name": "R", "beachfront_km": {word}}}}}}}',
            "json",
        )


class TestWords:
    """Ids and keys that look like something else, and characters that mislead."""

    @pytest.mark.parametrize(
        "id_",
        [
            "../../etc/passwd",
            "c:\\windows",
            "a/b",
            ".",
            "~",
            "=1+1",
            "+cmd|'/c calc'!a1",
            "@sum(a1)",
            "-2",
            "<script>alert(1)</script>",
            "a'or'1'='1",
            "{{7*7}}",
            "${jndi:ldap://a.example/x}",
            "$(id)",
            "`id`",
            "%s%n",
            "__class__",
            "a%00b",
            "con.toml",
            "a\u0430",  # a Cyrillic letter that looks like a Latin one
            "\uff41",
            "a\u0301",
            "",
            " a",
            "a\n",
            "a" * 101,
        ],
    )
    def test_ids(self, id_: str) -> None:
        """An id is made of small Latin letters, digits and hyphens only, in every place that has one."""
        row = {"effect": "deny", "layer": "entry", "audience": "everyone", "place": id_, "cites": [{"source": id_}]}
        text = json.dumps(
            {"id": id_, "title": "T", "places": {id_: {"name": "N", "within": id_}}, "policies": {"p": row}}
        )
        paths = {line.rpartition(" @ ")[2] for line in message(text, "json").splitlines()[1:]}

        assert {"id", "policies.p.cites[0].source", "policies.p.place"} <= paths
        assert any(path.startswith("places.") for path in paths)

    def test_longest_id(self) -> None:
        """An id has at most a hundred characters, for it stands in the path of every fault below it."""
        longest = "a" * 100

        assert longest == dt.loads(f'id = "{longest}"\ntitle = "T"').id
        assert message(f"{HEAD}[places.{longest}]").endswith(f"it is missing @ places.{longest}.name")
        told = f"`{longest}a` is too long for an id; write at most 100 characters"
        assert f"this text has a fault: {told} @ id" == message(f'id = "{longest}a"\ntitle = "T"')

    @pytest.mark.parametrize("character", MISLEADING)
    def test_characters_in_errors(self, character: str) -> None:
        """No key, id, word or value of a document brings a character that misleads into a message."""
        word = f"deny{character}x"
        row = {
            word: word,
            "effect": word,
            "layer": [word],
            "audience": [word, {word: word}],
            "place": word,
            "starts": word,
            "overrides": [word, word],
            "cites": [{"source": word, word: word}],
        }
        text = as_json(
            **{word: word},
            extends=f"{word}.toml",
            surveyed_through=word,
            sources={word: {}, "s": {"kind": word, "url": word, "published": word, "title": {word: word}}},
            events={"e": {"what": "W", "datings": [{"when": word, "source": word}]}},
            policies={"p": row, word: row, "q": {**row, "audience": word}, "r": {**row, "audience": {"certain": word}}},
        )

        for line in message(text, "json").splitlines():
            assert line.isprintable()

    @pytest.mark.parametrize("character", MISLEADING)
    def test_characters_in_damage(self, character: str) -> None:
        """Nor does a document that cannot be read at all."""
        damaged: tuple[tuple[str, Format], ...] = (
            (f"id = {character}", "toml"),
            (f'"{character}" = 1\n"{character}" = 2', "toml"),
            (f'{{"{character}": {character}}}', "json"),
            (f'{{"\\u{ord(character):04x}": 1, "\\u{ord(character):04x}": 1}}', "json"),
        )
        for text, format_ in damaged:
            assert message(text, format_).replace("\n", "").isprintable()

    @pytest.mark.parametrize("character", [RIGHT_TO_LEFT, ISOLATE, ESCAPE, BELL])
    def test_characters_in_questions(self, character: str) -> None:
        """A nationality, place, day or history asked for brings none into a message either."""
        questions: tuple[dict[str, Any], ...] = (
            {"nationality": f"Russia{character}x"},
            {"on": f"2025-07-10{character}"},
            {"to": f"dprk{character}"},
            {"history": f"article{character}"},
            {"history": f"article{character}.toml"},
        )
        for question in questions:
            with pytest.raises(dt.DprkTourismError) as caught:
                dt.may_visit(**{"nationality": "RU", "on": "2025-07-10", **question})

            assert str(caught.value).isprintable()

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a.example/",
            "vbscript:x",
            "//a.example/",
            "http:a.example",
            "http:///a",
            " http://a.example/",
            "http://a.example/ x",
            "http://a.example/\n",
            "http://a.example/\x1b[2J",
            "http://a.example/\u202e",
            "http://a.example/\x00",
            "java\tscript:alert(1)//http://a",
            "http://",
            "",
        ],
    )
    def test_addresses(self, url: str) -> None:
        """An address starts with http:// or https:// and a host, and holds no blanks."""
        for key in ("url", "archived"):
            assert f"@ sources.s.{key}" in message(f"{HEAD}{SOURCE}{key} = {json.dumps(url)}")
