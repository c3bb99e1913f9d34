"""Frames that are plans of engines of SQL: DuckDB's relations, PySpark. The answers become expressions.

A row of the table of answers and a run of days are each worked out as a number, the two together name a cell, and an
answer is told by the list of its cells. So an expression grows with the breakpoints, and with the nationalities that
are told apart, not with both at once; and it is flat, since nested ones die of their depth.

The distinct nationalities and places are asked of the engine first: a name can be written in more ways than an
expression can list. No condition is negated, since the engines disagree on what the opposite of nothing is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeAlias

import attrs
import narwhals.stable.v2 as nw

from dprk_tourism._model.days import first_moment
from dprk_tourism._model.travellers import code_of
from dprk_tourism._text import quoted
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.frames.asked import (
    CELL,
    PROBLEM,
    ROW,
    SHOWN,
    Asked,
    RowProblem,
)
from dprk_tourism.frames.table import AnswerTable, Screened

__all__ = ["check_names", "screen_expressions"]

Expression: TypeAlias = Any
Cases: TypeAlias = Iterable[tuple[Expression, Any]]
"""Conditions, which are true, false or nothing, each with the value that it chooses."""

_MOST_CELLS: Final = 50_000
"""How many cells an expression may list."""


def check_names(frame: "nw.LazyFrame[Any]", asked: Asked) -> None:
    """Refuse names of columns that the engine of a plan takes for something else. Case is nothing to these engines.

    Args:
        frame: The plan.
        asked: Which of its columns ask.
    """
    found: dict[str, str] = {}
    for name in frame.to_native().columns:
        dotted = not frame.implementation.is_duckdb() and name in asked.asking and ("." in name or "`" in name)
        if name == "*" or dotted:
            raise InvalidValueError(f"this engine reads more than a name in the column {quoted(name)}; rename it")
        if (folded := name.casefold()) in found:
            raise InvalidValueError(
                f"this engine takes the columns {quoted(found[folded])} and {quoted(name)} for one; rename one of them"
            )
        found[folded] = name
    for name in asked.added:
        if name.casefold() in found:
            raise InvalidValueError(f"the frame has a column {quoted(found[name])} already; rename it, or drop it")


def screen_expressions(frame: "nw.LazyFrame[Any]", asked: Asked, table: AnswerTable) -> "nw.LazyFrame[Any]":
    """Add the answers to a plan.

    Args:
        frame: The plan.
        asked: Which of its columns ask.
        table: The answers.
    """
    rows, days = _Rows.of(frame, asked, table), _days(frame, asked)
    frame = frame.with_columns(rows.number().alias(ROW))
    frame = frame.with_columns(_problem(asked, rows, days).alias(PROBLEM))
    if asked.on_invalid == "raise":
        _refuse_faulty(frame, asked, rows.places)
    starts = [table.starts[run - 1] for run in rows.runs[1:]]
    cell = _cell(nw.col(ROW), [day.run(starts) for day in days], len(rows.runs))
    frame = frame.with_columns(nw.when(nw.col(PROBLEM).is_null()).then(cell).alias(CELL))
    told = rows.told(table, stays=len(days) > 1)
    answers = [_told(told, name).alias(name) for name in asked.answering if name in _KINDS]
    problem = [nw.col(PROBLEM).alias("problem")] if asked.on_invalid == "null" else []
    return frame.with_columns(*answers, *problem).drop(ROW, PROBLEM, CELL)


def _cell(row: Expression, runs: Sequence[Expression], count: int) -> Expression:
    """The number of the cell in a row and a run of days, or in a row and the runs at both ends of a stay."""
    for run in runs:
        row = row * count + run
    return row


def _told(told: Mapping[int, Screened], name: str) -> Expression:
    """A column of the answers: each value by the list of its cells."""
    cells: dict[Any, list[int]] = {}
    for cell, screened in told.items():
        cells.setdefault(getattr(screened, name), []).append(cell)
    cases = ((nw.col(CELL).is_in(those), _plain(value)) for value, those in cells.items() if value is not None)
    return _chosen(cases, _KINDS[name])


_KINDS: Final[Mapping[str, Any]] = {
    "verdict": nw.String,
    "projected": nw.Boolean,
    "deciding": nw.String,
    "until": nw.Date,
}


def _plain(value: Any) -> Any:
    """A day as the standard library has it: not every engine knows another."""
    return date(value.year, value.month, value.day) if isinstance(value, date) else value


def _chosen(cases: Cases, kind: Any) -> Expression:
    """The value of the first case that holds; else nothing."""
    return nw.coalesce(*(nw.when(condition).then(nw.lit(value)) for condition, value in cases), nw.lit(None, kind))


def _text(column: str) -> Expression:
    return nw.col(column).cast(nw.String)


# --- nationalities and places


@attrs.frozen
class _Rows:
    """The rows of the table of answers that a plan asks for."""

    asked: Asked
    """The columns."""
    words: Mapping[tuple[str, str], int]
    """For each place and word for a nationality, the number of its row."""
    names: Sequence[tuple[str, str]]
    """For each row, a place and a nationality that it answers."""
    nationalities: Sequence[str]
    """The words for nationalities that are known."""
    places: Sequence[str]
    """The ids of places that are known."""
    runs: Sequence[int]
    """The numbers of the runs of days that begin with another answer in some row; the first of all is among them."""

    @classmethod
    def of(cls, frame: "nw.LazyFrame[Any]", asked: Asked, table: AnswerTable) -> "_Rows":
        """Ask the engine for the words, and the table for what they mean."""
        asking = list(_distinct_words(frame, asked))
        codes = {word: code for word, _ in asking if word is not None and (code := code_of(word)) is not None}
        places = table.history.places
        names = {
            (place, word): (place, codes[word])
            for word, place in asking
            if word is not None and word in codes and place is not None and place in places
        }
        rows = {name: table.row(*name) for name in dict.fromkeys(names.values())}
        runs = [0] + [n for n in range(1, len(table.starts) + 1) if any(row[n] != row[n - 1] for row in rows.values())]
        distinct: dict[tuple[int, ...], tuple[str, str]] = {}
        for name, row in rows.items():
            distinct.setdefault(tuple(row[run] for run in runs), name)
        number = {row: n for n, row in enumerate(distinct)}
        words = {key: number[tuple(rows[name][run] for run in runs)] for key, name in names.items()}
        return cls(asked, words, tuple(distinct.values()), sorted(codes), sorted(places), runs)

    def number(self) -> Expression:
        """The number of the row that answers."""
        return _chosen(((self._among(place, words), row) for (place, row), words in self._groups().items()), nw.Int64)

    def _groups(self) -> Mapping[tuple[str, int], list[str]]:
        groups: dict[tuple[str, int], list[str]] = {}
        for (place, word), row in self.words.items():
            groups.setdefault((place, row), []).append(word)
        return groups

    def _among(self, place: str, words: Iterable[str]) -> Expression:
        among = _text(self.asked.nationality).is_in(sorted(words))
        return among if self.asked.to_column is None else (_text(self.asked.to_column) == place) & among

    def told(self, table: AnswerTable, *, stays: bool) -> Mapping[int, Screened]:
        """What each cell is told: that of a row and a run, or of a row and the runs at both ends of a stay."""
        count = len(self.runs)
        if len(self.names) * count ** (1 + stays) > _MOST_CELLS:
            raise InvalidValueError(
                "this history has too many answers for one expression; collect the frame first, "
                "or join it with the segments of the history"
            )
        told: dict[int, Screened] = {}
        for number, name in enumerate(self.names):
            row = table.row(*name)
            for first, run in enumerate(self.runs):
                if not stays:
                    told[number * count + first] = table.told[row[run]]
                    continue
                for last in range(first, count):
                    answer = row[run] if first == last else table.stay(*name, run, self.runs[last])
                    told[(number * count + first) * count + last] = table.told[answer]
        return told


def _distinct_words(frame: "nw.LazyFrame[Any]", asked: Asked) -> Iterator[tuple[str | None, str | None]]:
    """Each word for a nationality with each place that it stands beside."""
    columns = [asked.nationality, *([] if asked.to_column is None else [asked.to_column])]
    found = frame.select(*(_text(column).alias(f"column_{n}") for n, column in enumerate(columns))).unique().collect()
    for word, *place in found.rows():
        yield word, (place[0] if place else asked.to)


# --- days


@attrs.frozen
class _Day:
    """A column of days, as an engine compares them."""

    column: str
    kind: Any

    @property
    def _value(self) -> Expression:
        return nw.col(self.column) if isinstance(self.kind, nw.Date | nw.Datetime) else _text(self.column)

    def run(self, starts: Iterable[date]) -> Expression:
        """The number of the run of days that holds the day, given the first day of each run but the first."""
        ends = [(self._value >= nw.lit(self._literal(start)), run) for run, start in enumerate(starts, 1)]
        return nw.coalesce(*(nw.when(since).then(nw.lit(run)) for since, run in reversed(ends)), nw.lit(0))

    def _literal(self, day: date) -> Any:
        if isinstance(self.kind, nw.Date):
            return _plain(day)
        if isinstance(self.kind, nw.Datetime):
            return first_moment(day) if self.kind.time_zone else datetime(day.year, day.month, day.day)  # noqa: DTZ001
        return day.isoformat()

    def problems(self, missing: RowProblem, impossible: RowProblem, without_zone: RowProblem) -> Cases:
        """What can be wrong with the day."""
        yield self._value.is_null(), missing
        if not isinstance(self.kind, nw.Date | nw.Datetime):
            yield _unless((self._value.str.len_chars() == _LENGTH) & self._value.str.contains(_ISO_DAY)), impossible
            return
        yield _unless(self._value.dt.year().is_between(date.min.year, date.max.year)), impossible
        if isinstance(self.kind, nw.Datetime) and not self.kind.time_zone:
            yield _unless(self._value.dt.truncate("1d") == self._value), without_zone

    def text(self) -> Expression:
        """The day as text, which sorts as days do; moments with a zone are not asked for it."""
        if not isinstance(self.kind, nw.Datetime):
            return self._value.cast(nw.String)
        return self._value.dt.date().cast(nw.String)


def _days(frame: "nw.LazyFrame[Any]", asked: Asked) -> Sequence[_Day]:
    """The columns of days: that of arrivals, and that of departures if there is one."""
    schema = frame.collect_schema()
    days = [_Day(column, schema[column]) for column in (asked.on, asked.departure) if column is not None]
    for day in days[1:] and days:
        if isinstance(day.kind, nw.Datetime) and day.kind.time_zone:
            raise InvalidValueError(
                f"the moments in the column `{day.column}` have a time zone, and this engine is not asked which days "
                "they are in Pyongyang; make columns of days of them to ask for stays"
            )
    return days


_LENGTH: Final = len("2025-07-10")

_ISO_DAY: Final = (
    "^("
    "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
    "-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29"
    ")$"
)
"""The days of the calendar as text, leap days included."""


def _unless(condition: Expression) -> Expression:
    """Whether a condition does not hold, without negating it."""
    return nw.when(condition).then(nw.lit(1)).is_null()


# --- problems


def _problem(asked: Asked, rows: _Rows, days: Sequence[_Day]) -> Expression:
    return _chosen(((condition, problem.value) for condition, problem in _problems(asked, rows, days)), nw.String)


def _problems(asked: Asked, rows: _Rows, days: Sequence[_Day]) -> Cases:
    """What can be wrong with a row, the first that counts first."""
    yield _text(asked.nationality).is_null(), RowProblem.NATIONALITY_MISSING
    if asked.to_column is None:
        yield nw.col(ROW).is_null(), RowProblem.NATIONALITY_UNKNOWN
    else:
        yield _unless(_text(asked.nationality).is_in(rows.nationalities)), RowProblem.NATIONALITY_UNKNOWN
        yield _text(asked.to_column).is_null(), RowProblem.PLACE_MISSING
        yield _unless(_text(asked.to_column).is_in(rows.places)), RowProblem.PLACE_UNKNOWN
    yield from days[0].problems(RowProblem.DAY_MISSING, RowProblem.DAY_IMPOSSIBLE, RowProblem.DAY_WITHOUT_ZONE)
    for departure in days[1:]:
        yield from departure.problems(
            RowProblem.DEPARTURE_MISSING, RowProblem.DEPARTURE_IMPOSSIBLE, RowProblem.DEPARTURE_WITHOUT_ZONE
        )
        yield departure.text() < days[0].text(), RowProblem.DEPARTURE_BEFORE_ARRIVAL


def _refuse_faulty(frame: "nw.LazyFrame[Any]", asked: Asked, places: Sequence[str]) -> None:
    """Ask the engine whether there are rows that cannot be asked, and raise if so."""
    faulty = frame.filter(nw.col(PROBLEM).is_in([*RowProblem]))
    count = faulty.select(nw.len()).collect().item()
    if count:
        texts = [_text(column).alias(f"column_{n}") for n, column in enumerate(asked.asking)]
        shown = faulty.select(PROBLEM, *texts).head(SHOWN).collect().rows()
        asked.refuse(count, [("a row", RowProblem(problem), values) for problem, *values in shown], places)
