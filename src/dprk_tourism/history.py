"""Histories: the object that users ask, the histories that ship with the package, and those in files."""

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs

from dprk_tourism._decisions import Decision, Timeline, Timelines
from dprk_tourism._graph import KINDS, FrozenDict, Records, by_id, later_day, latest_publication, view
from dprk_tourism._io.shipped import shipped
from dprk_tourism._io.syntax import Format
from dprk_tourism._io.writing import write
from dprk_tourism._model.days import Day, DayLike, to_day, to_optional_day
from dprk_tourism._model.fields import items_of, to_flag, to_id, to_text
from dprk_tourism._model.records import AccessPolicy, Event, Place, Source, Visit, check_place
from dprk_tourism._model.travellers import NATIONALITIES, to_nationality
from dprk_tourism._render.charts import Chart
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._rules.integrity import faults_between
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.stretches import stretches_of, strict_stretches
from dprk_tourism._text import as_text, nearest, quoted, reason_of
from dprk_tourism.errors import (
    Fault,
    FileError,
    InvalidHistoryError,
    InvalidValueError,
    UnknownNameError,
    WrongTypeError,
)

__all__ = [
    "DEFAULT_PLACE",
    "SHIPPED",
    "History",
    "HistoryLike",
    "check_regular",
    "dumps",
    "fingerprint",
    "histories",
    "load",
    "loads",
    "may_visit",
    "to_history",
]

DEFAULT_PLACE = "wonsan-kalma"
"""The place that is meant where none is named."""


class _Memo:
    """What a history has worked out so far; no part of its content."""

    def __init__(self) -> None:
        self.timelines: dict[bool, dict[str, dict[str, Timeline]]] = {False: {}, True: {}}
        self.stretches: dict[tuple[str, str], tuple[Stretch, ...]] = {}
        self.class_of: dict[str, str] = {}
        self.tables: dict[bool, Any] = {}


def _refuse(faults: Iterable[Fault]) -> None:
    """Raise an error that tells all faults, if there is one."""
    found = tuple(sorted(faults, key=lambda fault: fault.path))
    if found:
        raise InvalidHistoryError(found)


@attrs.frozen(init=False, repr=False)
class History(Timelines):
    """All records together, immutable; the object that users ask.

    Records refer to each other by id; every reference is checked once, here. Two histories with equal records are
    equal, whatever the order in which the records were given.

    >>> import dprk_tourism as dt
    >>> history = dt.load("article")
    >>> history.decide(dt.Visit("RU", "wonsan-kalma", "2025-07-18")).verdict
    <Verdict.DENIED: 'denied'>

    Args:
        id: Lower-case words joined by hyphens.
        title: What it is about, in one line.
        sources: Sources, in any order.
        places: Places and resorts.
        events: Events.
        policies: Policies.
        surveyed_through: The last day through which the sources were surveyed; left out, the latest first day of
            publication among the sources (R14). It is None only where there is no source.

    Raises:
        InvalidHistoryError: An id is held twice or by nobody, places or overrides form a loop, a policy overrides
            one of another layer, or a policy can never be in force; all faults are listed.
        WrongTypeError: A record is of the wrong kind.
    """

    @cached_property
    def _memo(self) -> _Memo:
        return _Memo()

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the word of every record
        title: str,
        sources: Iterable[Source] | Mapping[str, Source] = (),
        places: Iterable[Place] | Mapping[str, Place] = (),
        events: Iterable[Event] | Mapping[str, Event] = (),
        policies: Iterable[AccessPolicy] | Mapping[str, AccessPolicy] = (),
        surveyed_through: DayLike | None = None,
    ) -> None:
        faults: list[Fault] = []
        published = by_id(sources, Source, "sources", faults)
        self.__attrs_init__(
            id=to_id(id),
            title=to_text(title),
            sources=published,
            places=by_id(places, Place, "places", faults),
            events=by_id(events, Event, "events", faults),
            policies=by_id(policies, AccessPolicy, "policies", faults),
            surveyed_through=to_optional_day(surveyed_through) or latest_publication(published),
        )
        _refuse([*faults, *faults_between(self)])

    @classmethod
    def _of(cls, records: Records) -> "History":
        """A history of records that are known to fit together.

        A view may hold a policy that can never be in force, since its events lost datings; that is no fault (R6).
        """
        history = cls.__new__(cls)
        fields = {field.name: getattr(records, field.name) for field in attrs.fields(Records)}
        history.__attrs_init__(**fields)
        return history

    def __repr__(self) -> str:
        from dprk_tourism._render.words import counted

        surveyed = "nothing surveyed" if self.surveyed_through is None else f"surveyed through {self.surveyed_through}"
        return f"<History {self.id}: {counted(self)}, {surveyed}>"

    def _repr_html_(self) -> str:
        from dprk_tourism._render.html import history

        return history(self)

    # --- questions

    def decide(self, visit: Visit, *, strict: bool = False) -> Decision:
        """Give the answer to one visit.

        >>> import dprk_tourism as dt
        >>> stay = dt.Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-17")
        >>> str(dt.load("article").decide(stay).verdict)
        'undetermined'

        Args:
            visit: Who wants to be where, and when.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Raises:
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: *visit* is no visit.
        """
        if not isinstance(visit, Visit):
            raise WrongTypeError("a Visit", visit)
        timeline = self.timeline(visit.nationality, visit.place, strict=strict)
        return timeline.decide(visit.arrival, visit.departure)

    def timeline(self, nationality: str, to: str = DEFAULT_PLACE, *, strict: bool = False) -> Timeline:
        """Give all stretches for one nationality at one place.

        It is worked out once for all nationalities that no policy of the history tells apart.

        >>> import dprk_tourism as dt
        >>> [str(s.verdict) for s in dt.load("article").timeline("AU", "dprk").stretches]
        ['undetermined', 'denied', 'permitted', 'denied', 'denied']

        Args:
            nationality: A code or name of a nationality.
            to: The id of a place.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Raises:
            UnknownNationalityError: No passport is known by this word.
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: An argument is of the wrong kind.
        """
        try:
            return self._memo.timelines[strict][to][nationality]
        except (KeyError, TypeError):
            pass  # and out of here: errors of what follows did not come of this one
        return self._drawn(nationality, to, strict=to_flag(strict))

    def _drawn(self, nationality: str, place: str, *, strict: bool) -> Timeline:
        """The timeline, kept under its code, and under the word that was used if the table has it letter by letter."""
        code = to_nationality(nationality)
        check_place(self.places, place)
        place = self.places[place].id  # the caller's text may be of a kind of its own
        drawn = self._memo.timelines[strict].setdefault(place, {})
        if code not in drawn:
            stretches = self._compiled(place, self._classes()[code])
            drawn[code] = Timeline(code, place, strict_stretches(stretches) if strict else stretches, self, strict)
        if type(nationality) is str and nationality in NATIONALITIES[code].words:  # so the words that are kept are few
            drawn[nationality] = drawn[code]
        return drawn[code]

    def chart(self, nationalities: Iterable[str], to: str = DEFAULT_PLACE, *, strict: bool = False) -> Chart:
        """Draw the timelines of some nationalities at one place: a picture for notebooks and pages.

        >>> import dprk_tourism as dt
        >>> svg = dt.load("article").chart(["Russia", "CN"]).svg

        Args:
            nationalities: Codes or names; each nationality has a row, in this order.
            to: The id of a place.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Raises:
            InvalidValueError: No nationality is given.
            UnknownNationalityError: No passport is known by this word.
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: *nationalities* is no list.
        """
        from dprk_tourism._render.svg import chart

        asked = items_of(nationalities, "a list of nationalities, such as ['RU', 'CN']")
        timelines = (self.timeline(each, to, strict=strict) for each in asked)
        return chart(self, to, {timeline.nationality: timeline.stretches for timeline in timelines})

    def who_may_visit(
        self, on: DayLike, to: str = DEFAULT_PLACE, *, strict: bool = False
    ) -> Mapping[Verdict, frozenset[str]]:
        """Sort all nationalities by the answer for one day.

        >>> import dprk_tourism as dt
        >>> sorted(dt.load("article").who_may_visit("2025-07-10")[dt.Verdict.PERMITTED])
        ['KP', 'RU']

        Args:
            on: A civil day in Pyongyang.
            to: The id of a place.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Returns:
            Codes of nationalities by verdict; every verdict is a key, and every nationality is under one.

        Raises:
            InvalidDayError: *on* is no day, or a datetime that does not know its zone.
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: *on* or *to* is of the wrong kind.
        """
        day = to_day(on)
        check_place(self.places, to)
        answers = {code: self.timeline(code, to, strict=strict).at(day).verdict for code in NATIONALITIES}
        return FrozenDict(
            {verdict: frozenset(code for code in answers if answers[code] is verdict) for verdict in Verdict}
        )

    def nationality_classes(self) -> Mapping[str, frozenset[str]]:
        """Give the nationalities that no policy of this history tells apart, under the first code of each class.

        >>> import dprk_tourism as dt
        >>> {code: len(alike) for code, alike in dt.load("article").nationality_classes().items()}
        {'AD': 37, 'AE': 207, 'AU': 4, 'KP': 1, 'RU': 1}
        """
        classes: dict[str, list[str]] = {}
        for code, first in self._classes().items():
            classes.setdefault(first, []).append(code)
        return FrozenDict({first: frozenset(codes) for first, codes in classes.items()})

    def _classes(self) -> Mapping[str, str]:
        """For each nationality, the first one that no policy of this history tells from it."""
        if not self._memo.class_of:
            audiences = dict.fromkeys(policy.audience for policy in self.policies.values())
            first: dict[tuple[int, ...], str] = {}
            classes = {
                code: first.setdefault(tuple((code in a.certain) + 2 * (code in a.possible) for a in audiences), code)
                for code in NATIONALITIES
            }
            self._memo.class_of.update(classes)  # all at once: another thread must not see a part
        return self._memo.class_of

    def _compiled(self, place: str, nationality: str) -> tuple[Stretch, ...]:
        key = place, nationality
        if key not in self._memo.stretches:
            self._memo.stretches[key] = stretches_of(Question(self, nationality, place))
        return self._memo.stretches[key]

    # --- views

    def known_on(self, day: DayLike) -> "History":
        """Give the history as it could be known on *day*: from sources surely published by then (R16).

        An end that became known later is not known yet; a policy none of whose sources had appeared is not there.

        >>> import dprk_tourism as dt
        >>> "foreigners-barred" in dt.load("article").known_on("2025-07-15").policies
        False

        Args:
            day: A civil day in Pyongyang; what was published on it is known.

        Raises:
            InvalidDayError: *day* is no day, or a datetime that does not know its zone.
            WrongTypeError: *day* is of the wrong kind.
        """
        limit = to_day(day)
        admitted = frozenset(source.id for source in self.sources.values() if source.published.latest <= limit)
        unlimited = self.surveyed_through is None or self.surveyed_through <= limit
        return self if len(admitted) == len(self.sources) and unlimited else self._seen(admitted, limit)

    def according_to(self, *source_ids: str) -> "History":
        """Give the history as the chosen sources tell it, all others unheard (R17).

        >>> import dprk_tourism as dt
        >>> str(dt.load("article").according_to("article").events["russian-reopening"].window)
        '2024'

        Args:
            source_ids: Ids of sources.

        Raises:
            UnknownNameError: The history holds no such source.
            WrongTypeError: An id is no text; a list of ids is unpacked with a star.
        """
        for id_ in source_ids:
            if not isinstance(id_, str):
                raise WrongTypeError("the id of a source (pass several as separate arguments)", id_)
            if id_ not in self.sources:
                raise UnknownNameError(id_, nearest(id_, self.sources), f"the history `{self.id}`", kind="source")
        admitted = frozenset(source_ids)
        return self if len(admitted) == len(self.sources) else self._seen(admitted)

    def _seen(self, admitted: frozenset[str], limit: Day | None = None) -> "History":
        return self._of(view(self, admitted, limit))

    # --- changes

    def amended(
        self,
        *,
        sources: Iterable[Source] = (),
        places: Iterable[Place] = (),
        events: Iterable[Event] = (),
        policies: Iterable[AccessPolicy] = (),
        without: Iterable[str] = (),
        surveyed_through: DayLike | None = None,
    ) -> "History":
        """Give a history with more records, or others; this one stays as it is.

        A record whose id this history holds replaces that one whole.

        >>> import dprk_tourism as dt
        >>> len(dt.load("article").amended(without=["foreigners-barred"]).policies)
        5

        Args:
            sources: Sources to add or replace.
            places: Places to add or replace.
            events: Events to add or replace.
            policies: Policies to add or replace.
            without: Ids of records to leave out; written `policies.my-id` where records of several kinds share it.
            surveyed_through: The last day through which the sources are surveyed now; left out, the later of this
                history's and the latest first day of publication among the new sources (R14).

        Raises:
            InvalidHistoryError: The records do not make a history; all faults are listed. A view may hold a policy
                that can never be in force, which no history that is made may.
            UnknownNameError: An id to leave out is not there, or is that of records of several kinds.
        """
        faults: list[Fault] = []
        new: dict[str, Mapping[str, Any]] = {
            "sources": by_id(sources, Source, "sources", faults),
            "places": by_id(places, Place, "places", faults),
            "events": by_id(events, Event, "events", faults),
            "policies": by_id(policies, AccessPolicy, "policies", faults),
        }
        _refuse(faults)
        through = to_optional_day(surveyed_through) or later_day(self.surveyed_through, new["sources"])
        dropped = {self._located(id_) for id_ in items_of(without, "a list of ids")}
        merged: dict[str, Mapping[str, Any]] = {}
        for kind in KINDS:
            kept = {id_: record for id_, record in getattr(self, kind).items() if (kind, id_) not in dropped}
            merged[kind] = {**kept, **new[kind]}
        return History(
            id=self.id,
            title=self.title,
            sources=merged["sources"],
            places=merged["places"],
            events=merged["events"],
            policies=merged["policies"],
            surveyed_through=through,
        )

    def _located(self, id_: object) -> tuple[str, str]:
        """The kind and the id of the record that *id_* names."""
        if not isinstance(id_, str):
            raise WrongTypeError("the id of a record", id_)
        kind, dot, rest = id_.partition(".")
        kinds, name = ((kind,), rest) if dot and kind in KINDS else (tuple(KINDS), id_)
        holding = [(each, name) for each in kinds if name in getattr(self, each)]
        if not holding:
            known = [known for each in kinds for known in getattr(self, each)]
            raise UnknownNameError(id_, nearest(name, known), kind="record")
        if len(holding) > 1:
            raise UnknownNameError(id_, tuple(f"{each}.{name}" for each, name in holding), kind="record")
        return holding[0]


# --- shipped histories and files

SHIPPED: Final = ("article", "record")
"""The names of the histories that ship with the package; the first is the default."""

HistoryLike: TypeAlias = History | str | os.PathLike[str]
"""What may be given for a history: a history, the name of a shipped one, or the path of a file."""


def histories() -> tuple[str, ...]:
    """Return the names of the histories that ship with the package, the default one first.

    >>> histories()
    ('article', 'record')
    """
    return SHIPPED


_MOST_FILES: Final = 20
"""How many files may extend each other in a row."""

_MOST_BYTES: Final = 16 * 2**20
"""How large a file may be: some 60,000 records."""

_SUFFIXES: Final[dict[str, Format]] = {".toml": "toml", ".json": "json"}


def may_visit(
    nationality: str,
    on: DayLike,
    *,
    to: str = DEFAULT_PLACE,
    departure: DayLike | None = None,
    history: HistoryLike = "article",
    known_on: DayLike | None = None,
    strict: bool = False,
) -> Decision:
    """May a holder of this passport be at this place on this day?

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-15").verdict, dt.may_visit("RU", "2025-07-18").verdict
    (<Verdict.PERMITTED: 'permitted'>, <Verdict.DENIED: 'denied'>)
    >>> dt.may_visit("RU", "2025-07-17").hinges[0].unknown
    EventUnknown(event='ban-notice')

    Args:
        nationality: That of the passport used: a code, an English name of the country or an alias, in any case.
        on: The day of arrival, in Pyongyang: a date, a text YYYY-MM-DD, or an aware datetime.
        to: The id of a place.
        departure: The last day present; None for a visit of one day.
        history: The name of a shipped history, the path of a file, or a history.
        known_on: Ask what could be known on this day; None for all that the history knows.
        strict: Whether days past the last one surveyed are undetermined (R14).

    Raises:
        UnknownNationalityError: No passport is known by this word.
        UnknownPlaceError: The history holds no such place.
        UnknownNameError: No history is known by this name.
        InvalidDayError: A day is none, or a datetime does not know its zone.
        InvalidValueError: *departure* is before *on*.
        FileError: The file of the history cannot be read.
        InvalidDocumentError: The file is no history.
        WrongTypeError: An argument is of the wrong kind.
    """
    asked = _READ.get(history) if type(history) is str else None  # nearly every question
    if asked is None:
        asked = to_history(history)
    if known_on is not None:
        asked = asked.known_on(known_on)
    return asked.timeline(nationality, to, strict=strict).decide(on, departure)


def load(name_or_path: str | os.PathLike[str]) -> History:
    """Give a history that ships with the package, or read one from a file.

    A shipped history is read once and shared.

    >>> load("article")
    <History article: 21 sources, 2 places, 12 events, 6 policies, surveyed through 2025-07-18>

    Args:
        name_or_path: `article`, `record`, or the path of a file that ends in .toml or .json.

    Raises:
        UnknownNameError: It is neither.
        FileError: The file cannot be opened, is no regular one, is larger than 16 MiB, or is no UTF-8 text.
        InvalidDocumentError: The file is no history; all its faults are listed.
        WrongTypeError: It is neither text nor a path.
    """
    if not isinstance(name_or_path, str | os.PathLike):
        raise WrongTypeError("the name of a history or the path of a file", name_or_path)
    if isinstance(os.fspath(name_or_path), bytes):
        raise WrongTypeError("the path of a file as a string", name_or_path)
    if str(name_or_path) in SHIPPED:
        return _shipped(str(name_or_path))
    path = Path(name_or_path)
    format_ = _SUFFIXES.get(path.suffix.lower())
    if format_ is None:
        raise UnknownNameError(str(name_or_path), nearest(as_text(name_or_path), SHIPPED), kind="history")
    return History._of(_read_file(path, format_, ()))  # noqa: SLF001


def to_history(value: HistoryLike) -> History:
    """Give the history that *value* names.

    >>> to_history("article") is to_history(load("article"))
    True

    Args:
        value: A history, or what `load` takes.
    """
    return value if isinstance(value, History) else load(value)


def loads(text: str, *, format: Format = "toml") -> History:  # noqa: A002 - the public word
    r"""Read a history from text.

    >>> loads('id = "mine"\ntitle = "My own"\nextends = "article"').policies.keys() == load("article").policies.keys()
    True

    Args:
        text: The document. It may extend a shipped history, but no file: a text lies in no folder.
        format: `toml` or `json`.

    Raises:
        InvalidDocumentError: The text is no history; all its faults are listed.
        InvalidValueError: *format* is neither.
        WrongTypeError: *text* is no text.
    """
    return History._of(_read(text, format, "this document", _bases(None, ())))  # noqa: SLF001


_READ: Final[dict[str, History]] = {}
"""The shipped histories that were read, by name."""


def _shipped(name: str) -> History:
    if name not in _READ:
        # Two threads may both come here; one history must be what both get.
        _READ.setdefault(name, History._of(shipped(name)))  # noqa: SLF001
    return _READ[name]


def _read_file(path: Path, format: Format, reading: tuple[Path, ...]) -> Records:  # noqa: A002
    try:
        text = _contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(str(path), f"it is no UTF-8 text (byte {error.start})", "read") from None
    except (OSError, ValueError) as error:
        raise FileError(str(path), reason_of(error), "read") from None
    here = path.resolve()
    if len(reading) == _MOST_FILES:
        raise InvalidValueError(f"More than {_MOST_FILES} files extend each other. Combine some of them.")
    return _read(text, format, str(path), _bases(here.parent, (*reading, here)))


def _read(text: str, format: Format, name: str, base: Callable[[str], Records]) -> Records:  # noqa: A002
    from dprk_tourism._io.reading import read

    return read(text, format, name, base)


def check_regular(path: Path) -> None:
    """Refuse what may never end: a pipe or a device. Of a folder the system tells.

    Args:
        path: The name of a file.

    Raises:
        OSError: It is another kind of file, or none.
    """
    if "\0" in str(path):  # Python's words for it differ by version
        raise OSError(None, "its name contains a null byte")
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(None, "it is not a regular file")


def _contents(path: Path) -> bytes:
    check_regular(path)
    with path.open("rb") as file:
        contents = file.read(_MOST_BYTES + 1)
    if len(contents) > _MOST_BYTES:
        raise OSError(None, f"it is larger than {_MOST_BYTES // 2**20} MiB; split it into files that extend each other")
    return contents


def _bases(folder: Path | None, reading: tuple[Path, ...]) -> Callable[[str], Records]:
    """What `extends` may name: a shipped history, or a file in the folder of the one that is read."""

    def base(name: str) -> Records:
        if name in SHIPPED:
            return _shipped(name)
        format_ = _SUFFIXES.get(Path(name).suffix.lower())
        if format_ is None:
            raise UnknownNameError(name, nearest(name, SHIPPED), kind="history")
        if folder is None:
            raise InvalidValueError(
                f"{quoted(name)} is a file, but a string has no folder. Read the document from a file too."
            )
        try:
            path = (folder / name).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a NUL in the name
            raise InvalidValueError(f"{quoted(name)} is not a valid path: {error}") from None
        if not path.is_relative_to(folder):
            raise InvalidValueError(
                f"{quoted(name)} is outside the folder of this file. Use a file in that folder or below it."
            )
        if path in reading:
            raise InvalidValueError(
                f"{quoted(name)} extends itself, by way of {len(reading) - reading.index(path)} file(s)"
            )
        return _read_file(path, format_, reading)

    return base


def fingerprint(history: History) -> str:
    """Give a hash of all that a history holds: equal histories have equal ones, on every machine and Python.

    >>> import dprk_tourism as dt
    >>> article = dt.load("article")
    >>> fingerprint(article) == fingerprint(dt.loads(dt.dumps(article)))
    True

    Args:
        history: The history.

    Returns:
        The SHA-256 of the history written as JSON, in 64 hexadecimal digits.

    Raises:
        WrongTypeError: *history* is no history.
    """
    from hashlib import sha256  # slow to import, and only used here

    return sha256(dumps(history, format="json").encode()).hexdigest()


def dumps(history: History, *, format: Format = "toml") -> str:  # noqa: A002
    """Write a history whole, so that reading gives an equal one.

    Records are sorted by id, and what a reader would fill in by itself is left out. Of all histories only a view may
    hold a policy that can never be in force (R6); it is written too, and refused when it is read.

    >>> import dprk_tourism as dt
    >>> article = dt.load("article")
    >>> dt.loads(dt.dumps(article)) == article
    True

    Args:
        history: The history; what it inherited is written with it.
        format: `toml` or `json`.

    Raises:
        InvalidValueError: *format* is neither.
        WrongTypeError: *history* is no history.
    """
    if not isinstance(history, History):
        raise WrongTypeError("a History", history)
    return write(history, format)
