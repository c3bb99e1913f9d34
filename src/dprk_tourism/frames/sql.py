"""The engine for DuckDB and PySpark, which get expressions.

The row of the table of answers and the run of days are numbered apart, and together they number a cell, so an
expression grows with the nationalities and the breakpoints, not with their product. It is flat, because engines fail
on deeply nested expressions. No condition is negated, because engines disagree about NOT NULL. What a number stands
for is looked up in a list of SQL by its position, which takes a tenth of the time of a search in conditions.

No expression leaves anything to the settings of a session, such as its time zone, its calendar and its collation.
The distinct nationalities and places are queried first: a nationality has more names than an expression can list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias, cast

import attrs
import narwhals.stable.v2 as nw

from dprk_tourism._model.days import start_of_day, to_day
from dprk_tourism._model.records import find_place, place_of
from dprk_tourism._model.travellers import code_of
from dprk_tourism._text import quoted
from dprk_tourism.errors import InvalidDayError, InvalidValueError, NaiveDatetimeError
from dprk_tourism.frames.request import (
    ANSWERS,
    ARRIVAL,
    CELL,
    DEPARTURE,
    NATIONALITY,
    PLACE,
    PROBLEM,
    ROW,
    SHOWN,
    WORKING,
    Request,
    RowProblem,
    problems_of,
    taken_column,
)
from dprk_tourism.frames.table import Answer, AnswerTable

_Expression: TypeAlias = Any
_Cases: TypeAlias = Iterable[tuple[_Expression, Any]]
"""Conditions, which are true, false or null, each with the value that it chooses."""

_Frame: TypeAlias = "nw.LazyFrame[Any]"

_MOST_CELLS: Final = 50_000
"""How many cells an expression may list."""

_MOST_DATETIMES: Final = 5_000
"""How many distinct strings of datetimes an expression may list."""


@attrs.frozen
class _Dialect:
    """What the engines write in different ways."""

    quote: str
    string: str
    """A column as strings that are compared letter by letter."""
    microseconds: str
    """The microseconds of a datetime with a time zone, counted from 1970."""
    items: str
    """A list."""
    item: str
    """An item of a list by its position, which begins with 1; null for null."""

    def column(self, name: str) -> str:
        """Return the name of a column as SQL has it."""
        return f"{self.quote}{name.replace(self.quote, 2 * self.quote)}{self.quote}"

    def looked_up(self, values: Iterable[str], position: str) -> str:
        """Return the expression of the value at a position."""
        return self.item.format(self.items.format(", ".join(values)), position)


_DUCKDB: Final = _Dialect('"', "CAST({} AS VARCHAR) COLLATE c", "epoch_us({})", "[{}]", "list_extract({}, {})")
_SPARK: Final = _Dialect(
    # `element_at` of PySpark takes a null for the last position.
    "`",
    "CAST({} AS STRING) COLLATE UTF8_BINARY",
    "unix_micros({})",
    "array({})",
    "get({}, CAST({} AS INT) - 1)",
)


def _dialect(frame: _Frame) -> _Dialect:
    return _DUCKDB if frame.implementation.is_duckdb() else _SPARK


def _with(frame: _Frame, columns: Mapping[str, str]) -> _Frame:
    """Add columns by their expressions in SQL; one of the same name is replaced."""
    dialect, native = _dialect(frame), frame.to_native()
    others = [dialect.column(name) for name in frame.collect_schema() if name not in columns]
    expressions = [*others, *(f"{expression} AS {dialect.column(name)}" for name, expression in columns.items())]
    made = native.project(", ".join(expressions)) if dialect is _DUCKDB else native.selectExpr(*expressions)
    return cast("_Frame", nw.from_native(made))


def check_sql_names(frame: _Frame, request: Request) -> None:
    """Raise an error about names of columns that an engine would misread; SQL ignores case."""
    folded: dict[str, str] = {}
    for name in frame.to_native().columns:
        is_path = not frame.implementation.is_duckdb() and name in request.inputs and ("." in name or "`" in name)
        if name == "*" or is_path:
            raise InvalidValueError(
                f"The column name {quoted(name)} is not a plain identifier for this engine. Rename the column."
            )
        if name.casefold() in folded:
            raise InvalidValueError(
                f"The columns {quoted(folded[name.casefold()])} and {quoted(name)} are the same to this engine. "
                "Rename one of them."
            )
        folded[name.casefold()] = name
    for name in request.reserved:
        if name.casefold() in folded:
            raise taken_column(folded[name.casefold()])


def screen_sql(frame: _Frame, request: Request, table: AnswerTable) -> _Frame:
    """Add the answers to a lazy frame of an SQL engine."""
    days = _days(frame, request)
    place = None if request.to_column is not None else place_of(table.history.places, request.to)
    frame = _with_datetimes(_with_inputs(frame, request, place, days), days)
    vocabulary = _Vocabulary.of(frame, table)
    frame = _with(vocabulary.numbered(frame), {ROW: vocabulary.row(_dialect(frame))})
    problems = ((condition, problem.value) for condition, problem in _problems(request, days))
    frame = frame.with_columns(_chosen(problems, nw.String).alias(PROBLEM))
    if request.on_invalid == "raise":
        _refuse_invalid(frame, request, table)
    cell = nw.col(ROW)
    for day in days:  # the number of a cell, as `numpy.ravel_multi_index` would have it
        cell = cell * len(vocabulary.runs) + day.run(vocabulary.starts)
    frame = frame.with_columns(nw.when(nw.col(PROBLEM).is_null()).then(cell).alias(CELL))
    frame = _with_answers(frame, request, vocabulary.answers(table, stays=len(days) > 1))
    if "problem" in request.outputs:
        frame = frame.with_columns(nw.col(PROBLEM).alias(request.outputs["problem"]))
    return frame.drop(*WORKING, strict=False)


def _with_inputs(frame: _Frame, request: Request, place: str | None, days: Sequence["_Day"]) -> _Frame:
    """Add the input columns as they are compared, or the one *place*."""
    dialect = _dialect(frame)
    inputs = {NATIONALITY: dialect.string.format(dialect.column(request.nationality))}
    inputs[PLACE] = dialect.string.format(_literal(place) if place else dialect.column(request.to_column or ""))
    for day in days:
        column = dialect.column(day.column)
        as_compared = dialect.microseconds if day.has_zone else "{}" if day.is_of_days else dialect.string
        inputs[day.name] = as_compared.format(column)
    return _with(frame, inputs)


def _with_datetimes(frame: _Frame, days: Sequence["_Day"]) -> _Frame:
    """Replace strings of datetimes by their days; a string is one of few, and is read once."""
    dialect, read = _dialect(frame), {}
    for day in days:
        if day.is_of_days:
            continue
        string = nw.col(day.name)
        longer = frame.filter((string.str.len_chars() > _LENGTH) & string.str.contains(_BEGINS_A_DATETIME))
        found = longer.select(day.name).unique().head(_MOST_DATETIMES + 1).collect()[day.name].to_list()
        if len(found) > _MOST_DATETIMES:
            raise InvalidValueError(
                f"The column {quoted(day.column)} has over {_MOST_DATETIMES:,} datetimes as strings. "
                "Convert them to dates first."
            )
        if meant := {text: written for text in sorted(found) if (written := _day_of(text)) is not None}:
            strings, written_days = (map("'{}'".format, part) for part in (meant, meant.values()))
            position = f"nullif(array_position({dialect.items.format(', '.join(strings))}, {day.name}), 0)"
            read[day.name] = f"coalesce({dialect.looked_up(written_days, position)}, {day.name})"
    return _with(frame, read) if read else frame


def _day_of(text: str) -> str | None:
    """The day of a string of a datetime as a string; None if it is not valid."""
    try:
        return to_day(text).isoformat()
    except NaiveDatetimeError:
        return _WITHOUT_ZONE
    except InvalidDayError:
        return None


_WITHOUT_ZONE: Final = "without zone"
_BEGINS_A_DATETIME: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][-+0-9:.,Zz]+$"


def _with_answers(frame: _Frame, request: Request, answers: Mapping[int, Answer]) -> _Frame:
    """Add the columns of the answers, by the number of the cell."""
    dialect = _dialect(frame)
    distinct = {answer: number for number, answer in enumerate(dict.fromkeys(answers.values()), 1)}
    numbers = (str(distinct[answers[cell]]) if cell in answers else "0" for cell in range(max(answers, default=0) + 1))
    frame = _with(frame, {ANSWERS: dialect.looked_up(numbers, f"{CELL} + 1")})

    def column(what: str) -> str:
        values = (_literal(getattr(answer, what)) for answer in distinct)
        return f"CAST({dialect.looked_up(values, ANSWERS)} AS {_TYPES[what]})"

    return _with(frame, {name: column(what) for what, name in request.outputs.items() if what != "problem"})


_TYPES: Final = {
    **dict.fromkeys(("verdict", "deciding", "conditions"), "STRING"),
    "projected": "BOOLEAN",
    "last_day": "DATE",
}
"""The types of the added columns, as both engines call them."""


def _literal(value: Any) -> str:
    """A value of an answer in SQL; words and ids have neither quotes nor backslashes."""
    if value is None or isinstance(value, bool):
        return "NULL" if value is None else str(value)
    return f"DATE '{value}'" if isinstance(value, date) else f"'{value}'"


def _chosen(cases: _Cases, dtype: Any) -> _Expression:
    """Return the value of the first case that holds, else null."""
    return nw.coalesce(*(nw.when(condition).then(nw.lit(value)) for condition, value in cases), nw.lit(None, dtype))


@attrs.frozen
class _Vocabulary:
    """The nationalities and places of a frame, and the rows of answers that they need."""

    classes: Mapping[str, Sequence[str]]
    """The strings that name a nationality of each class, under the first nationality of the class."""
    places: Mapping[str, Sequence[str]]
    """The strings that name each place."""
    rows: Mapping[tuple[str, str], int]
    """For each class and place that occur together, the number of their row."""
    examples: Sequence[tuple[str, str]]
    """For each row, a place and a nationality that it answers."""
    runs: Sequence[int]
    """The first run of all, and every run at which the answer changes in some row."""
    starts: Sequence[date]
    """The first day of each of these runs but the first."""

    @classmethod
    def of(cls, frame: _Frame, table: AnswerTable) -> "_Vocabulary":
        """Query the distinct nationalities and places, and look up what they mean."""
        pairs = list(_distinct_pairs(frame))
        words, places = dict.fromkeys(word for word, _ in pairs), dict.fromkeys(place for _, place in pairs)
        codes = {word: code for word in words if word is not None and (code := code_of(word)) is not None}
        first = {word: table.classes[code] for word, code in codes.items()}
        named = {
            place: id_
            for place in places
            if place is not None and (id_ := find_place(table.history.places, place)) is not None
        }
        known = dict.fromkeys((first[word], named[place]) for word, place in pairs if word in first and place in named)
        answers = {pair: table.row(pair[1], pair[0]) for pair in known}
        runs = _runs_that_differ([*answers.values()], len(table.starts))
        rows: dict[tuple[str, str], int] = {}
        examples: dict[tuple[int, ...], tuple[str, str]] = {}
        for pair, row in answers.items():
            differing = tuple(row[run] for run in runs)
            examples.setdefault(differing, (pair[1], pair[0]))
            rows[pair] = list(examples).index(differing)
        starts = [table.starts[run - 1] for run in runs[1:]]
        return cls(_grouped(first), _grouped(named), rows, tuple(examples.values()), runs, starts)

    def numbered(self, frame: _Frame) -> _Frame:
        """Replace each nationality by the number of its class, and each place by its own number."""
        columns = {NATIONALITY: self.classes, PLACE: self.places}
        return frame.with_columns(*(_number(name, columns[name]).alias(name) for name in columns))

    def row(self, dialect: _Dialect) -> str:
        """Return the number of the row of answers of each visit, as SQL."""
        pairs = ((first, place) for first in self.classes for place in self.places)
        rows = [str(self.rows.get(pair, "NULL")) for pair in pairs]
        position = f"{NATIONALITY} * {len(self.places)} + {PLACE} + 1"
        return f"CAST({dialect.looked_up(rows or ['NULL'], position)} AS BIGINT)"

    def answers(self, table: AnswerTable, *, stays: bool) -> Mapping[int, Answer]:
        """Return the answer of each cell: of a row and a run, or of a row and the runs of arrival and departure."""
        count = len(self.runs)
        if len(self.examples) * count ** (1 + stays) > _MOST_CELLS:
            advice = "Collect the frame first, or join it with `segments(history)`."
            raise InvalidValueError(f"This history has too many answers for an SQL expression. {advice}")
        answers: dict[int, Answer] = {}
        for number, example in enumerate(self.examples):
            row = table.row(*example)
            for first, run in enumerate(self.runs):
                if not stays:
                    answers[number * count + first] = table.answers[row[run]]
                    continue
                for last in range(first, count):
                    answer = row[run] if first == last else table.stay(*example, run, self.runs[last])
                    answers[(number * count + first) * count + last] = table.answers[answer]
        return answers


def _grouped(meanings: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """The words of each meaning."""
    words: dict[str, list[str]] = {}
    for word in sorted(meanings):
        words.setdefault(meanings[word], []).append(word)
    return words


def _number(column: str, groups: Mapping[str, Sequence[str]]) -> _Expression:
    """The number of the group that holds the string."""
    return _chosen(((nw.col(column).is_in(words), n) for n, words in enumerate(groups.values())), nw.Int64)


def _distinct_pairs(frame: _Frame) -> Iterator[tuple[str | None, str | None]]:
    """Query the distinct pairs of a string for a nationality and a place."""
    yield from frame.select(NATIONALITY, PLACE).unique().collect().rows()


def _runs_that_differ(rows: Sequence[Sequence[int]], last: int) -> Sequence[int]:
    """Return the first run, and each up to the *last* at which a row has another answer than in the run before."""
    return [0, *(run for run in range(1, last + 1) if any(row[run] != row[run - 1] for row in rows))]


@attrs.frozen
class _Day:
    """A column of days, as an engine compares them."""

    column: str
    dtype: Any
    name: str
    """The column in which it is compared: datetimes with a zone as microseconds from 1970, strings as days."""

    @property
    def has_zone(self) -> bool:
        """Whether the column holds datetimes with a time zone."""
        return isinstance(self.dtype, nw.Datetime) and self.dtype.time_zone is not None

    @property
    def is_of_days(self) -> bool:
        """Whether the column holds days or datetimes, and not strings."""
        return isinstance(self.dtype, nw.Date | nw.Datetime)

    def run(self, starts: Sequence[date]) -> _Expression:
        """Return the number of the run of days that holds the day: how many of the *starts* are not after it."""
        reached = [(nw.col(self.name) >= nw.lit(self._literal(start)), n) for n, start in enumerate(starts, 1)]
        return nw.coalesce(*(nw.when(is_on).then(nw.lit(n)) for is_on, n in reversed(reached)), nw.lit(0))

    def _literal(self, day: date) -> Any:
        if isinstance(self.dtype, nw.Date):
            return day
        if self.has_zone:
            return _microseconds(day)
        return datetime(day.year, day.month, day.day) if self.is_of_days else day.isoformat()  # noqa: DTZ001

    def problems(self, missing: RowProblem, impossible: RowProblem, without_zone: RowProblem) -> _Cases:
        """Yield what can be wrong with the day."""
        value = nw.col(self.name)
        yield nw.col(self.column).is_null(), missing
        if not self.is_of_days:
            yield value == _WITHOUT_ZONE, without_zone
            yield _fails((value.str.len_chars() == _LENGTH) & value.str.contains(_ISO_DAY)), impossible
        elif self.has_zone:
            end = _microseconds(date.max) + _MICROSECONDS_OF_A_DAY
            begin = _microseconds(date(1, 1, 2)) - _MICROSECONDS_OF_A_DAY
            yield _fails(value.is_between(begin, end - 1)), impossible
        else:
            yield _fails(value.dt.year().is_between(date.min.year, date.max.year)), impossible
            if isinstance(self.dtype, nw.Datetime):
                yield _fails(value.dt.truncate("1d") == value), without_zone

    def text(self) -> _Expression:
        """Return the day as a string, which sorts as days do; not for datetimes with a zone."""
        value = nw.col(self.name)
        value = value.dt.date() if isinstance(self.dtype, nw.Datetime) else value
        return value.cast(nw.String)


_MICROSECONDS_OF_A_DAY: Final = 86_400_000_000


def _microseconds(day: date) -> int:
    """Return when a day begins in Pyongyang, in microseconds from 1970."""
    return (start_of_day(day) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _days(frame: _Frame, request: Request) -> Sequence[_Day]:
    """Return the column of arrivals, and that of departures if there is one."""
    schema = frame.collect_schema()
    columns = {ARRIVAL: request.on, DEPARTURE: request.departure}
    days = [_Day(column, schema[column], name) for name, column in columns.items() if column is not None]
    if len(days) > 1 and any(day.has_zone for day in days):
        raise InvalidValueError(
            "Time-zone-aware timestamps are not supported for stays on this engine. Convert the columns to dates first."
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
"""The days of the calendar as strings, leap days included."""


def _fails(condition: _Expression) -> _Expression:
    """Return whether a condition is false or null."""
    return nw.when(condition).then(nw.lit(1)).is_null()


def _problems(request: Request, days: Sequence[_Day]) -> _Cases:
    """Yield what can be wrong with a row; the first that holds is reported."""
    yield nw.col(request.nationality).is_null(), RowProblem.NATIONALITY_MISSING
    yield nw.col(NATIONALITY).is_null(), RowProblem.NATIONALITY_UNKNOWN
    if request.to_column is not None:
        yield nw.col(request.to_column).is_null(), RowProblem.PLACE_MISSING
        yield nw.col(PLACE).is_null(), RowProblem.PLACE_UNKNOWN
    yield from days[0].problems(*problems_of("day"))
    for departure in days[1:]:
        *problems, before_arrival = problems_of("departure")
        yield from departure.problems(*problems)
        yield departure.text() < days[0].text(), before_arrival


def _refuse_invalid(frame: _Frame, request: Request, table: AnswerTable) -> None:
    """Query whether there are invalid rows, and raise an error about them."""
    invalid = frame.filter(nw.col(PROBLEM).is_in([*RowProblem]))
    count = invalid.select(nw.len()).collect().item()
    if count:
        columns = [nw.col(column).cast(nw.String).alias(f"column_{n}") for n, column in enumerate(request.inputs)]
        shown = invalid.select(PROBLEM, *columns).head(SHOWN).collect().rows()
        described = [("a row", RowProblem(problem), values) for problem, *values in shown]
        raise request.invalid_rows(count, described, table.history.places)
