"""Damaged, nested and huge documents, and words made to mislead: each is an error of the library, soon.

`test_hostile_sizes.py` has what needs a bound on time and memory.
"""

import json
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt
from dprk_tourism._io import Format

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


def refusal(text: str, format_: Format = "toml") -> dt.InvalidDocumentError:
    """The error of a document, which pickles."""
    with refused(dt.InvalidDocumentError) as caught:
        dt.loads(text, format=format_)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301 - what we pickled ourselves
    return caught.value


def paths(text: str, format_: Format = "toml") -> list[str]:
    """The paths of the faults of a document."""
    return [fault.path for fault in refusal(text, format_).faults]


def only(text: str, format_: Format = "toml") -> dt.Fault:
    """The only fault of a document."""
    (fault,) = refusal(text, format_).faults
    return fault


def as_json(**more: Any) -> str:
    """A document in JSON."""
    return json.dumps({"id": "mine", "title": "Mine", **more})


def is_history_or_refused(text: str, format_: Format) -> bool:
    """Whether a document is a history; if not, the error is one of the library's and printable."""
    message = ""
    try:
        dt.loads(text, format=format_)
    except dt.InvalidDocumentError as error:
        message = str(error)
    assert message.replace("\n", "").isprintable()
    return not message


class TestDamage:
    """A document that is cut off or has a wrong byte is a history or has faults."""

    def test_cut_off_json(self) -> None:
        """JSON that is cut off anywhere before its end is refused."""
        text = dt.dumps(dt.loads(SMALL), format="json").rstrip()

        assert [] == [cut for cut in range(len(text)) if is_history_or_refused(text[:cut], "json")]
        assert is_history_or_refused(text, "json")

    def test_cut_off_toml(self) -> None:
        """TOML that is cut off is whole only where a record that nothing refers to yet ends."""
        whole = {
            SMALL[:cut].splitlines()[-1] for cut in range(1, len(SMALL)) if is_history_or_refused(SMALL[:cut], "toml")
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
        """A byte inserted anywhere is read, or refused without a character that confuses a terminal."""
        text = dt.dumps(dt.loads(SMALL), format=format_).encode()

        def damaged() -> Iterator[bool]:
            for place in range(0, len(text), 3):
                changed = text[:place] + byte + text[place:]
                yield is_history_or_refused(changed.decode("utf-8", "surrogateescape"), format_)

        assert not all(damaged())

    def test_nothing(self) -> None:
        """An empty document lacks an id and a title in TOML, and is not JSON."""
        assert ["id", "title"] == paths("")
        assert [""] == paths("", "json")

    @pytest.mark.parametrize("text", ["[]", "null", "5", '"article"', "true", "1e400"])
    def test_no_table(self, text: str) -> None:
        """JSON of another type is refused."""
        assert [""] == paths(text, "json")


class TestKeysTwice:
    """A repeated key is a fault, since readers differ in which value counts."""

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
        assert [""] == paths(text)

    def test_json(self) -> None:
        """In JSON, at any depth, also where one of the two is written by its code."""
        twice = '{"id": "mine", "title": "Mine", "places": {"dprk": {"name": "A", "n\\u0061me": "B"}}}'

        assert [""] == paths(twice, "json")
        assert "`name`" in only(twice, "json").what


class TestNesting:
    """A document that is nested too deeply is refused."""

    @pytest.mark.parametrize("opening", ["[", '{"id":'])
    def test_json(self, opening: str) -> None:
        """In JSON, closed or not."""
        for text in (opening * 100_000, f"{opening * 50_000}1{('}' if ':' in opening else ']') * 50_000}"):
            assert [""] == paths(text, "json")

    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a=", "}")])
    def test_toml(self, opening: str, closing: str) -> None:
        """In TOML, as lists or as tables."""
        text = f"{HEAD}x = {opening * 5_000}1{closing * 5_000}"

        assert [""] == paths(text)

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
        """A key of more than a hundred parts is refused with its line, however it is written."""
        fault = only(f"{HEAD}{before}{key}{after}")

        assert ("", snapshot("This is not valid TOML: a key has more than a hundred parts (at line 3).")) == (
            fault.path,
            fault.what,
        )

    def test_line_of_a_long_key(self) -> None:
        """Lines are counted from the first, even if it is empty."""
        assert "line 3" in only("\n\n" + ".".join("a" * 101) + " = 1").what

    def test_hundred_words(self) -> None:
        """A key of a hundred parts is read, and is one unknown key."""
        assert ["a"] == paths(HEAD + ".".join("a" * 100) + " = 1")

    def test_many_points_in_a_text(self) -> None:
        """Points in strings, also in multi-line strings, are not keys."""
        points = "a.b.c, " * 200 + "... " * 200 + "\n1. " * 200
        read = dt.loads(f'id = "mine"\ntitle = """{points}"""')

        assert points == read.title

    def test_shown(self) -> None:
        """A value that Python itself cannot print is left out of the message."""
        lists: list[Any] = []
        for _ in range(100_000):
            lists = [lists]
        with pytest.raises(dt.WrongTypeError) as caught:
            dt.Source(id="s", kind="press", publisher="P", title=lists, published="2025")  # type: ignore[arg-type]

        assert lists is caught.value.found
        assert "[[" not in str(caught.value)


class TestNumbers:
    """A number of any size has a message of the library."""

    @pytest.mark.parametrize("format_", ["toml", "json"])
    def test_many_digits(self, format_: Format) -> None:
        """A number with more digits than Python reads is refused, without advice on Python's settings."""
        number = "9" * 5_000
        text = f"{HEAD}[places.a]\ncapacity = {number}" if format_ == "toml" else f'{{"id": {number}}}'

        assert "" == only(text, format_).path
        assert snapshot("This is not valid FORMAT: a number has too many digits.") == only(text, format_).what.replace(
            format_.upper(), "FORMAT"
        )

    @pytest.mark.parametrize("prefix", ["0x", "0o7", "0b1"])
    @pytest.mark.parametrize("key", ["name", "within", "amenities", "cites", "opens"])
    def test_number_that_cannot_be_printed(self, key: str, prefix: str) -> None:
        """TOML may write in another base a number that has too many digits to be printed."""
        number = prefix + "1" * 20_000
        text = f"{HEAD}[places.a]\nresort = true\nname = 'A'\n".replace(f"{key} = ", "note = ") + f"{key} = {number}"

        (what,) = (fault.what for fault in refusal(text).faults if fault.path.startswith(f"places.a.{key}"))
        assert not re.search(r"\d{100}", what)

    @pytest.mark.parametrize("key", ["capacity", "beachfront_km"])
    @pytest.mark.parametrize("number", ["0x" + "f" * 5_000, "-" + "9" * 4_000, "9" * 4_000, "1_000_000_001"])
    def test_beyond_reason(self, key: str, number: str) -> None:
        """A number above a thousand million is refused without printing it."""
        fault = only(f"{HEAD}[places.a]\nresort = true\nname = 'A'\n{key} = {number}")

        assert (f"places.a.{key}", snapshot("This number is too large. Use at most 1000000000.")) == (
            fault.path,
            fault.what,
        )

    @pytest.mark.parametrize("number", ["1e999999999", "-1e400", "inf", "nan", "0.0", "1e-400"])
    def test_exponents(self, number: str) -> None:
        """Infinite numbers, zero and NaN are refused, however they are written."""
        assert ["places.a.beachfront_km"] == paths(
            f"{HEAD}[places.a]\nresort = true\nname = 'A'\nbeachfront_km = {number}"
        )

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
    def test_words_for_numbers_in_json(self, word: str) -> None:
        """Numbers that Python reads but JSON does not have are refused."""
        refusal(
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
        found = paths(text, "json")

        assert {"id", "policies.p.cites[0].source", "policies.p.place"} <= {*found}
        assert any(path.startswith("places.") for path in found)

    def test_longest_id(self) -> None:
        """An id has at most a hundred characters, since it is in the path of every fault below it."""
        longest = "a" * 100

        assert longest == dt.loads(f'id = "{longest}"\ntitle = "T"').id
        assert [f"places.{longest}.name"] == paths(f"{HEAD}[places.{longest}]")
        fault = only(f'id = "{longest}a"\ntitle = "T"')
        assert ("id", snapshot("`LONGESTa` is too long for an id. Use at most 100 characters.")) == (
            fault.path,
            fault.what.replace(longest, "LONGEST"),
        )

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

        for line in str(refusal(text, "json")).splitlines():
            assert line.isprintable()

    @pytest.mark.parametrize("character", MISLEADING)
    def test_characters_in_damage(self, character: str) -> None:
        """Nor does a document that cannot be read."""
        damaged: tuple[tuple[str, Format], ...] = (
            (f"id = {character}", "toml"),
            (f'"{character}" = 1\n"{character}" = 2', "toml"),
            (f'{{"{character}": {character}}}', "json"),
            (f'{{"\\u{ord(character):04x}": 1, "\\u{ord(character):04x}": 1}}', "json"),
        )
        for text, format_ in damaged:
            assert str(refusal(text, format_)).replace("\n", "").isprintable()

    @pytest.mark.parametrize("character", [RIGHT_TO_LEFT, ISOLATE, ESCAPE, BELL])
    def test_characters_in_questions(self, character: str) -> None:
        """A nationality, place, day or history brings none into a message either."""
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
        """An address starts with http:// or https:// and a host, and has no spaces."""
        for key in ("url", "archived"):
            assert [f"sources.s.{key}"] == paths(f"{HEAD}{SOURCE}{key} = {json.dumps(url)}")
