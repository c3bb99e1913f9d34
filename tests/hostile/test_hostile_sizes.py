"""Traps that take the square of their size: each is answered within seconds, in bounded memory."""

import json
import re
import resource
import subprocess
import sys
from typing import Any

import pytest
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt

SECONDS = 15
"""What each document may take; the slowest takes two, and minutes to hours where the square of its size counts."""

BYTES = 2 * 2**30
"""How much memory the process may have."""

Document = dict[str, Any]

SOURCE: Document = {"kind": "press", "publisher": "P", "title": "T", "published": "2025"}


def document(**more: Any) -> Document:
    """A history of one source and one place, with more records."""
    return {"id": "m", "title": "T", "sources": {"s": SOURCE}, "places": {"dprk": {"name": "N"}}, **more}


def policy(**more: Any) -> Document:
    """A sound policy, with changes."""
    cites = [{"source": "s"}]
    return {"effect": "deny", "layer": "entry", "audience": "everyone", "place": "dprk", "cites": cites, **more}


def event(claim: str | Document = "2025") -> Document:
    """An event in a window, or at a distance from another."""
    return {"what": "W", "datings": [{**({"when": claim} if isinstance(claim, str) else claim), "source": "s"}]}


def faults(loaded: Document) -> tuple[dt.Fault, ...]:
    """All faults of a document."""
    with refused(dt.InvalidDocumentError) as caught:
        dt.loads(json.dumps(loaded), format="json")
    return caught.value.faults


def outcome(text: str, format_: str = "json") -> str:
    """The outcome of reading a document in a process of its own, with bounds of time and memory."""
    program = (
        "import sys, dprk_tourism as dt\n"
        "try:\n"
        f"    dt.loads(sys.stdin.read(), format={format_!r})\n"
        "except dt.DprkTourismError as error:\n"
        "    print(type(error).__name__, len(str(error)) < 50_000_000)\n"
        "else:\n"
        "    print('read')\n"
    )

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    done = subprocess.run(
        [sys.executable, "-c", program],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=bounded,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.strip()


MANY = 5_000
SOUND = {
    "policies": document(policies={f"p{n}": policy() for n in range(MANY)}),
    "policies that events start": document(
        events={f"e{n}": event() for n in range(MANY)},
        policies={f"p{n}": policy(starts=f"e{n}") for n in range(MANY)},
    ),
    "policies far down in nested places": document(
        places={
            "dprk": {"name": "N"},
            **{f"a{n}": {"name": f"N{n}", "within": f"a{n - 1}" if n else "dprk"} for n in range(3_000)},
        },
        policies={f"p{n}": policy(place="a2999") for n in range(100)},
    ),
    "a chain of distances": document(
        events={"e0": event(), **{f"e{n}": event({"after": f"e{n - 1}", "days": "1..2"}) for n in range(1, MANY)}},
        policies={"p": policy(starts=f"e{MANY - 1}")},
    ),
    "a circle of distances that none fits": document(
        events={f"e{n}": event({"after": f"e{(n - 1) % MANY}", "days": "1.."}) for n in range(MANY)},
        policies={"p": policy(starts="e0")},
    ),
    "many distances from one event": document(
        events={"e": event(), **{f"e{n}": event({"before": "e", "days": n % 99}) for n in range(MANY)}},
        policies={"p": policy(starts="e1")},
    ),
    "many plans": document(
        events={
            "e": event(),
            **{f"e{n}": {**event({"after": "e"}), "status": "planned"} for n in range(MANY)},
        },
    ),
    "places of many names": document(
        places={"dprk": {"name": "N", "names": [f"n{n}" for n in range(MANY)]}},
        policies={f"p{n}": policy() for n in range(100)},
    ),
    "an early policy that overrides the last": document(
        events={f"e{n}": event(f"{n:04}") for n in range(1, 1_500)},
        policies={
            f"p{n}": policy(starts=f"e{n}", audience=["RU"] if n > 1 else ["CN"], overrides=["p1499"] * (n == 1))
            for n in range(1, 1_500)
        },
    ),
    "one audience written over and over": document(policies={"p": policy(audience=["RU", "Russia"] * 500)}),
}
UNSOUND = {
    "policies without a field": document(policies={f"p{n}": {} for n in range(MANY)}),
    "unknown nationalities": document(
        policies={f"p{n}": policy(audience=[f"ruritania{n}x{m}" for m in range(10)]) for n in range(MANY)}
    ),
    "unknown nationalities in one list": document(
        policies={"p": policy(audience=[f"ruritania{n}" for n in range(20 * MANY)])}
    ),
    "unknown keys": document(places={"dprk": {f"nam{n}": 1 for n in range(MANY)}}),
    "unknown keys at the top": document(**{f"placs{n}": 1 for n in range(MANY)}),
    "datings without a field": document(events={"e": {"what": "W", "datings": [{}] * MANY}}),
    "a mebibyte of datings": document(events={"e": {"what": "W", "datings": [{}] * (2**20 // 4)}}),
    "keys that are in no table": document(places={"dprk": {f"k{n}": 1 for n in range(100 * MANY)}}),
    "keys that are in no table, at the top": document(**{f"k{n}": 1 for n in range(100 * MANY)}),
    "changes of nothing": document(extends="article", changes={"events": {f"e{n}": {} for n in range(20 * MANY)}}),
    "without what is not there": document(extends="article", without=[f"e{n}" for n in range(20 * MANY)]),
    "an early policy that overrides the last, in a loop": document(
        events={f"e{n}": event(f"{n:04}") for n in range(1, 1_500)},
        policies={f"p{n}": policy(starts=f"e{n}", overrides=["p1499"] * (n == 1)) for n in range(1, 1_500)},
    ),
    "policies that override the next": document(
        events={f"e{n}": event(f"{n:04}") for n in range(1, 3_000)},
        policies={f"p{n}": policy(starts=f"e{n}", overrides=[f"p{n + 1}"] * (n < 2_999)) for n in range(1, 3_000)},
    ),
    "unknown events": document(
        events={f"event-{n}": event() for n in range(3_000)},
        policies={f"p{n}": policy(starts=f"evemt-{n}") for n in range(3_000)},
    ),
    "unknown ids in faulty records": document(
        policies={f"p{n}": {"overrides": [f"q{m}" for m in range(20)]} for n in range(2_000)}
    ),
    "sources that copy each other": document(
        sources={f"s{n}": {**SOURCE, "derived_from": f"s{n ^ 1}"} for n in range(6_000)}
    ),
    "places of one name": document(places={f"a{n}": {"name": "N"} for n in range(6_000)}),
    "places in each other": document(places={f"a{n}": {"name": f"N{n}", "within": f"a{n ^ 1}"} for n in range(6_000)}),
    "a place deep within itself": document(
        places={
            "dprk": {"name": "N"},
            **{f"a{n}": {"name": f"N{n}", "within": f"a{(n + 1) % 3_000}"} for n in range(3_000)},
        },
        policies={f"p{n}": policy(place="a0") for n in range(100)},
    ),
    "faults below a long id": document(events={"a" * 100_000: {"datings": [{}] * 1_000}}),
    "references below a long id": document(policies={"a" * 100_000: policy(overrides=[f"q{n}" for n in range(MANY)])}),
    "long words": document(
        **{"places" * 10**5: 1},
        events={"e": {"what": "W", "status": "planned" * 10**5, "datings": [{"when": "2025-" * 10**5, "source": "s"}]}},
        policies={
            "p": policy(audience="western" * 10**5),
            "q": policy(audience=["Russia" * 10**5], overrides=["q" * 10**6]),
        },
    ),
    "accents on one letter": document(policies={"p": policy(audience=["a" + "\u0301\u0323" * 500_000])}),
    "letters that decompose": document(policies={"p": policy(audience=["\ufdfa" * 10**6])}),
}
KEYS = {
    "a key of many words": "a." * 200_000 + "a = 1",
    "a table of many words": f"[{'a.' * 200_000}a]",
    "keys of a hundred words": "".join(f"a{n}.{'b.' * 98}c = 1\n" for n in range(500)),
    "a long bare key": "a" * 10**6 + " = 1",
    "quotes": "'" * 10**6,
    "commas": "x = [" + "," * 10**6,
    "points in a text": 'x = "' + "a." * 10**6,
    "blanks": " " * 10**6 + "." * 10**6,
}


@pytest.mark.slow
class TestBounds:
    """A document of any kind is read or refused within the bounds."""

    @pytest.mark.parametrize("name", SOUND)
    def test_sound(self, name: str) -> None:
        """Many sound records make a history."""
        assert "read" == outcome(json.dumps(SOUND[name]))

    @pytest.mark.parametrize("name", UNSOUND)
    def test_unsound(self, name: str) -> None:
        """Many faults are reported in a message that fits in memory."""
        assert "InvalidDocumentError True" == outcome(json.dumps(UNSOUND[name]))

    @pytest.mark.parametrize("name", KEYS)
    def test_toml(self, name: str) -> None:
        """Odd keys in TOML are refused within the bounds too."""
        assert "InvalidDocumentError True" == outcome(KEYS[name], "toml")


class TestWhatIsLeftOut:
    """What is left out, so that the rest is reported quickly."""

    def test_records_after_a_thousand_faults(self) -> None:
        """After a thousand faults no further record is read; the last fault says so."""
        *found, last = faults(document(policies={f"p{n:04}": policy(effect="forbid") for n in range(1_500)}))

        assert [f"policies.p{n:04}.effect" for n in range(1_001)] == [fault.path for fault in found]
        assert ("policies.p1001", snapshot("Too many errors. Stopped reading here.")) == (
            last.path,
            last.what,
        )

    @pytest.mark.parametrize(
        "more",
        [
            {f"k{n}": 1 for n in range(1_500)},
            {"places": {"dprk": {"name": "N", **{f"k{n}": 1 for n in range(1_500)}}}},
            {"extends": "article", "without": [f"e{n}" for n in range(1_500)]},
            {"extends": "article", "changes": {"events": {f"e{n}": {} for n in range(1_500)}}},
            {"policies": {f"p{n}": policy(starts="nothing") for n in range(1_500)}},
        ],
        ids=["at the top", "in one record", "without", "changes", "lost ids"],
    )
    def test_faults_after_a_thousand(self, more: Document) -> None:
        """Wherever they are, a thousand faults and one are listed, and that reading stopped there."""
        assert 1_001 == sum("Stopped reading" not in fault.what for fault in faults(document(**more)))

    @pytest.mark.parametrize("record", ["events", "policies"])
    def test_items_after_a_thousand(self, record: str) -> None:
        """A list of more than a thousand datings or citations is one fault."""
        rows = {"events": {"e": {"what": "W", "datings": [{}] * 1_001}}, "policies": {"p": policy(cites=[{}] * 1_001)}}

        (fault,) = faults(document(**{record: rows[record]}))

        assert "A list of 1,001 items is too long. Use at most 1,000." == fault.what

    def test_comparisons_of_policies(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If looking for loops of overrides would take too long, that is a fault, and one of the history."""
        monkeypatch.setattr("dprk_tourism._rules.integrity._MOST_RANKS", 2)
        events = {f"e{n}": event(f"200{n}") for n in range(5)}
        audiences = ["CN", "RU", "RU", "RU", "US"]
        rows = {f"p{n}": policy(starts=f"e{n}", audience=[audiences[n]]) for n in range(5)}
        rows["p0"]["overrides"] = ["p3"]

        (fault,) = faults(document(events=events, policies=rows))

        assert (
            "policies.p0.overrides",
            snapshot("There are too many policies to look for loops here. Override only what was announced before."),
        ) == (fault.path, fault.what)

    def test_nationalities_after_a_thousand(self) -> None:
        """A list of more than a thousand nationalities is not read; one of a thousand is."""
        (fault,) = faults(document(policies={"p": policy(audience=["RU"] * 1_001)}))

        assert ("policies.p.audience", snapshot("A list of 1,001 items is too long. Use at most 1,000.")) == (
            fault.path,
            fault.what,
        )
        read = dt.loads(json.dumps(document(policies={"p": policy(audience=["RU"] * 1_000)})), format="json")
        assert dt.Audience(["RU"]) == read.policies["p"].audience

    def test_suggestions_for_lost_ids(self) -> None:
        """Every dangling id is reported; a hundred thousand comparisons leave the first hundred with a suggestion."""
        places = {"dprk": {"name": "N"}, **{f"place-{n:04}": {"name": f"N{n}"} for n in range(999)}}
        found = faults(document(places=places, policies={f"p{n:03}": policy(place="dprkk") for n in range(150)}))

        assert [True] * 100 + [False] * 50 == ["`dprk`" in fault.what for fault in found]

    def test_loops_after_a_hundred(self) -> None:
        """Of more than a hundred loops, the first hundred are reported."""
        found = faults(document(places={f"a{n:03}": {"name": f"N{n}", "within": f"a{n ^ 1:03}"} for n in range(300)}))

        assert 100 == len(found)
        assert all(re.fullmatch(r"places\.a\d{3}\.within", fault.path) for fault in found)

    @pytest.mark.parametrize("place", ["x", "place"])
    def test_path_of_what_is_too_long_for_an_id(self, place: str) -> None:
        """A key that is too long for an id is cut in paths, also in those of its references."""
        rows = {"a" * 5_000: policy(place=place, cites=[{"source": "no-source"}])}
        path = f"policies.{'a' * 100}..."

        assert [path, f"{path}.cites[0].source", f"{path}.place"] == [
            fault.path for fault in faults(document(policies=rows))
        ]

    def test_word_too_long_for_a_nationality(self) -> None:
        """A word of more than two hundred characters names no state, even if most of them are spaces."""
        assert "RU" == dt.may_visit(" " * 194 + "Russia", "2025-07-10").visit.nationality
        with pytest.raises(dt.errors.UnknownNationalityError) as caught:
            dt.may_visit(" " * 195 + "Russia", "2025-07-10")

        assert () == caught.value.suggestions
