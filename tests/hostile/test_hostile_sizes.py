"""Traps that take the square of their size: each is answered within seconds, in bounded memory."""

import json
import resource
import subprocess
import sys
from typing import Any

import pytest

import dprk_tourism as dt

SECONDS = 15
"""What each document may take; the slowest takes two, and minutes to hours where the square of its size counts."""

BYTES = 2 * 2**30
"""How much memory the process may have."""

Document = dict[str, Any]


def document(**more: Any) -> Document:
    """A history of one source and one place, with more records."""
    source = {"kind": "press", "publisher": "P", "title": "T", "published": "2025"}
    return {"id": "m", "title": "T", "sources": {"s": source}, "places": {"dprk": {"name": "N"}}, **more}


def policy(**more: Any) -> Document:
    """A sound policy, with changes."""
    cites = [{"source": "s"}]
    return {"effect": "deny", "layer": "entry", "audience": "everyone", "place": "dprk", "cites": cites, **more}


def event(when: str = "2025") -> Document:
    """An event in a window."""
    return {"what": "W", "datings": [{"when": when, "source": "s"}]}


def faults(loaded: Document) -> tuple[str, ...]:
    """All faults of a document."""
    with pytest.raises(dt.InvalidDocumentError) as caught:
        dt.loads(json.dumps(loaded), format="json")
    return tuple(map(str, caught.value.faults))


def outcome(text: str, format_: str = "json") -> str:
    """What becomes of a document in a process of its own, which is ended past a bound of time or memory."""
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
            **{f"a{n}": {"name": "N", "within": f"a{n - 1}" if n else "dprk"} for n in range(3_000)},
        },
        policies={f"p{n}": policy(place="a2999") for n in range(100)},
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
    "unknown events": document(
        events={f"event-{n}": event() for n in range(3_000)},
        policies={f"p{n}": policy(starts=f"evemt-{n}") for n in range(3_000)},
    ),
    "unknown ids in faulty records": document(
        policies={f"p{n}": {"overrides": [f"q{m}" for m in range(20)]} for n in range(2_000)}
    ),
    "places in each other": document(places={f"a{n}": {"name": "N", "within": f"a{n ^ 1}"} for n in range(6_000)}),
    "a place deep within itself": document(
        places={
            "dprk": {"name": "N"},
            **{f"a{n}": {"name": "N", "within": f"a{(n + 1) % 3_000}"} for n in range(3_000)},
        },
        policies={f"p{n}": policy(place="a0") for n in range(100)},
    ),
    "faults below a long id": document(events={"a" * 100_000: {"datings": [{}] * 1_000}}),
    "references below a long id": document(policies={"a" * 100_000: policy(overrides=[f"q{n}" for n in range(MANY)])}),
    "long words": document(
        **{"places" * 10**5: 1},
        events={
            "e": {"what": "W", "bearing": "context" * 10**5, "datings": [{"when": "2025-" * 10**5, "source": "s"}]}
        },
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
        """Many faults are told as such, in a message that is no longer than fits in memory."""
        assert "InvalidDocumentError True" == outcome(json.dumps(UNSOUND[name]))

    @pytest.mark.parametrize("name", KEYS)
    def test_toml(self, name: str) -> None:
        """So are odd keys in TOML."""
        assert "InvalidDocumentError True" == outcome(KEYS[name], "toml")


class TestWhatIsLeftOut:
    """What is not told, so that the rest is told soon."""

    def test_records_after_a_thousand_faults(self) -> None:
        """After a thousand faults no further record is read; the last fault says so."""
        told = faults(document(policies={f"p{n:04}": policy(effect="forbid") for n in range(1_500)}))

        assert 1_002 == len(told)
        assert "this and what follows was not read, as so much else is wrong @ policies.p1001" == told[-1]
        assert all(" is not one of permit, deny" in fault for fault in told[:-1])

    def test_nationalities_after_a_thousand(self) -> None:
        """A list of more than a thousand nationalities is not read; one of a thousand is."""
        told = "a list of 1001 nationalities is too long; write each once @ policies.p.audience"

        assert (told,) == faults(document(policies={"p": policy(audience=["RU"] * 1_001)}))
        read = dt.loads(json.dumps(document(policies={"p": policy(audience=["RU"] * 1_000)})), format="json")
        assert dt.Audience(["RU"]) == read.policies["p"].audience

    def test_suggestions_for_lost_ids(self) -> None:
        """Every lost id is told; as many have a suggestion as a hundred thousand comparisons give."""
        places = {"dprk": {"name": "N"}, **{f"place-{n:04}": {"name": "N"} for n in range(999)}}
        told = faults(document(places=places, policies={f"p{n:03}": policy(place="dprkk") for n in range(150)}))

        assert 150 == len(told)
        assert ["no place `dprkk`; did you mean `dprk`?"] * 100 == [fault.partition(" @ ")[0] for fault in told[:100]]
        assert ["no place `dprkk`; add it, or correct the id"] * 50 == [
            fault.partition(" @ ")[0] for fault in told[100:]
        ]

    def test_loops_after_a_hundred(self) -> None:
        """A hundred loops are told at once, and a history with more is none."""
        told = faults(document(places={f"a{n:03}": {"name": "N", "within": f"a{n ^ 1:03}"} for n in range(300)}))

        assert 100 == len(told)
        assert all(fault.startswith("places lie within each other: ") for fault in told)

    @pytest.mark.parametrize("place", ["x", "place"])
    def test_path_of_what_is_too_long_for_an_id(self, place: str) -> None:
        """A key that is too long for an id is cut short in paths, also in those of what the record refers to."""
        rows = {"a" * 5_000: policy(place=place, cites=[{"source": "no-source"}])}
        path = f"policies.{'a' * 100}..."
        told = [fault.rpartition(" @ ") for fault in faults(document(policies=rows))]

        assert [path, f"{path}.cites[0].source", f"{path}.place"] == [where for _, _, where in told]

    def test_word_too_long_for_a_nationality(self) -> None:
        """A word of more than two hundred characters names no state, even if all but few of them are blanks."""
        assert "RU" == dt.may_visit(" " * 194 + "Russia", "2025-07-10").visit.nationality
        with pytest.raises(dt.errors.UnknownNationalityError) as caught:
            dt.may_visit(" " * 195 + "Russia", "2025-07-10")

        assert () == caught.value.suggestions
