"""The engines for lazy frames: Polars and Dask batch by batch, DuckDB and PySpark by SQL expressions.

A batch is answered in memory when its turn comes, without the number of its first row. The SQL engines get
expressions instead. The row of the table of answers and the run of days are numbered apart, and together they number
a cell, so an expression grows with the nationalities and the breakpoints, not with their product. It is flat, because
engines fail on deeply nested expressions. No condition is negated, because engines disagree about NOT NULL.

The distinct nationalities and places are queried first: a nationality has more names than an expression can list.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

import attrs
import narwhals.stable.v2 as nw

from dprk_tourism._model.days import start_of_day
from dprk_tourism._model.records import find_place
from dprk_tourism._model.travellers import code_of
from dprk_tourism._text import quoted
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.frames.eager import DTYPES, Screener
from dprk_tourism.frames.request import ANSWERS, CELL, PROBLEM, ROW, SHOWN, Request, RowProblem, problems_of
from dprk_tourism.frames.table import Answer, AnswerTable


def screen_dask(frame: Any, request: Request, table: AnswerTable) -> Any:
    """Add the answers to a frame of Dask."""
    step = _portable(_screened, request, table)
    return frame.map_partitions(step, meta=step(frame._meta))  # noqa: SLF001 - Dask has no public name for it


def screen_polars(frame: Any, request: Request, table: AnswerTable) -> Any:
    """Add the answers to a lazy frame of Polars, as one expression."""
    import polars as pl  # noqa: PLC0415 - loaded, since the frame is of Polars

    dtypes = {"projected": pl.Boolean(), "last_day": pl.Date()}
    inputs = pl.selectors.by_name(*request.inputs)  # `pl.col("*")` would be every column
    answers = pl.struct(inputs).map_batches(
        _portable(answer_batch, request, table),
        return_dtype=pl.Struct({name: dtypes.get(name, pl.String()) for name in request.outputs}),
        is_elementwise=True,
    )
    return frame.with_columns(answers.alias(ANSWERS)).unnest(ANSWERS)


def _portable(step: Callable[..., Any], request: Request, table: AnswerTable) -> Callable[[Any], Any]:
    """Return a step with arguments that can be sent to other processes, and that Dask can hash."""
    return partial(step, request=request, history=pickle.dumps(table.history), strict=table.strict)


def _screened(part: Any, *, request: Request, history: bytes, strict: bool) -> Any:
    frame = nw.from_native(part, eager_only=True)
    return frame.with_columns(*_screener(request, history, strict).columns(frame, first_row=None)).to_native()


def answer_batch(visits: Any, *, request: Request, history: bytes, strict: bool) -> Any:
    """Return the answers to a batch of Polars; both are columns of structs."""
    frame = nw.from_native(visits.struct.unnest(), eager_only=True)
    columns = _screener(request, history, strict).columns(frame, first_row=None)
    return frame.select(*columns).to_native().to_struct(ANSWERS)


@lru_cache(maxsize=8)
def _screener(request: Request, history: bytes, strict: bool) -> Screener:  # noqa: FBT001 - as cached
    # Strings, because each partition would have categories of its own.
    return Screener(request, AnswerTable(pickle.loads(history), strict), nw.String())  # noqa: S301 - we pickled it


_Expression: TypeAlias = Any
_Cases: TypeAlias = Iterable[tuple[_Expression, Any]]
"""Conditions, which are true, false or null, each with the value that it chooses."""

_MOST_CELLS: Final = 50_000
"""How many cells an expression may list."""


def check_sql_names(frame: "nw.LazyFrame[Any]", request: Request) -> None:
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
            raise InvalidValueError(f"The frame already has a column {quoted(folded[name])}. Rename or drop it.")


def screen_sql(frame: "nw.LazyFrame[Any]", request: Request, table: AnswerTable) -> "nw.LazyFrame[Any]":
    """Add the answers to a lazy frame of an SQL engine."""
    vocabulary, days = _Vocabulary.of(frame, request, table), _days(frame, request)
    frame = frame.with_columns(vocabulary.row().alias(ROW))
    problems = ((condition, problem.value) for condition, problem in _problems(request, vocabulary, days))
    frame = frame.with_columns(_chosen(problems, nw.String).alias(PROBLEM))
    if request.on_invalid == "raise":
        _refuse_invalid(frame, request, table)
    cell = nw.col(ROW)
    for day in days:  # the number of a cell, as `numpy.ravel_multi_index` would have it
        cell = cell * len(vocabulary.runs) + day.run(vocabulary.starts)
    frame = frame.with_columns(nw.when(nw.col(PROBLEM).is_null()).then(cell).alias(CELL))
    answers = vocabulary.answers(table, stays=len(days) > 1)
    columns = [_answer(answers, name).alias(name) for name in request.outputs if name != "problem"]
    problem = [nw.col(PROBLEM).alias("problem")] if request.on_invalid == "null" else []
    return frame.with_columns(*columns, *problem).drop(ROW, PROBLEM, CELL)


def _answer(answers: Mapping[int, Answer], name: str) -> _Expression:
    """Return a column of the answers: each value by the list of its cells."""
    cells: dict[Any, list[int]] = {}
    for cell, answer in answers.items():
        cells.setdefault(getattr(answer, name), []).append(cell)
    cases = ((nw.col(CELL).is_in(those), value) for value, those in cells.items() if value is not None)
    return _chosen(cases, DTYPES.get(name, nw.String()))


def _chosen(cases: _Cases, dtype: Any) -> _Expression:
    """Return the value of the first case that holds, else null."""
    return nw.coalesce(*(nw.when(condition).then(nw.lit(value)) for condition, value in cases), nw.lit(None, dtype))


def _string(column: str) -> _Expression:
    return nw.col(column).cast(nw.String)


@attrs.frozen
class _Vocabulary:
    """The nationalities and places of a frame, and the rows of answers that they need."""

    request: Request
    nationalities: Sequence[str]
    """The strings that name a nationality."""
    places: Sequence[str]
    """The ids of all places of the history, and the names by which the frame asks for them."""
    rows: Mapping[tuple[str, str], int]
    """For each place and string for a nationality, the number of its row."""
    examples: Sequence[tuple[str, str]]
    """For each row, a place and a nationality that it answers."""
    runs: Sequence[int]
    """The first run of all, and every run at which the answer changes in some row."""
    starts: Sequence[date]
    """The first day of each of these runs but the first."""

    @classmethod
    def of(cls, frame: "nw.LazyFrame[Any]", request: Request, table: AnswerTable) -> "_Vocabulary":
        """Query the distinct nationalities and places, and look up what they mean."""
        places, pairs = table.history.places, list(_distinct_pairs(frame, request))
        strings = sorted({string for _, string in pairs if string is not None})
        codes = {string: code for string in strings if (code := code_of(string)) is not None}
        words = {place for place, _ in pairs if place is not None}
        named = {word: place for word in sorted(words) if (place := find_place(places, word)) is not None}
        known = {
            (place, string): (named[place], codes[string])
            for place, string in pairs
            if place is not None and place in named and string is not None and string in codes
        }
        runs = _runs_that_differ([table.row(*each) for each in dict.fromkeys(known.values())], len(table.starts))
        rows: dict[tuple[str, str], int] = {}
        examples: dict[tuple[int, ...], tuple[str, str]] = {}
        for pair, example in known.items():
            answers = tuple(table.row(*example)[run] for run in runs)
            examples.setdefault(answers, example)
            rows[pair] = list(examples).index(answers)
        starts = [table.starts[run - 1] for run in runs[1:]]
        return cls(request, list(codes), sorted({*places, *named}), rows, tuple(examples.values()), runs, starts)

    def row(self) -> _Expression:
        """Return the number of the row of answers of each visit."""
        strings: dict[tuple[str, int], list[str]] = {}
        for (place, string), row in self.rows.items():
            strings.setdefault((place, row), []).append(string)
        return _chosen(((self._is_pair(place, those), row) for (place, row), those in strings.items()), nw.Int64)

    def _is_pair(self, place: str, strings: Iterable[str]) -> _Expression:
        is_nationality = _string(self.request.nationality).is_in(sorted(strings))
        column = self.request.to_column
        return is_nationality if column is None else (_string(column) == place) & is_nationality

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


def _distinct_pairs(frame: "nw.LazyFrame[Any]", request: Request) -> Iterator[tuple[str | None, str | None]]:
    """Query the distinct pairs of a place and a string for a nationality."""
    columns = [request.nationality, *([] if request.to_column is None else [request.to_column])]
    found = frame.select(*(_string(column).alias(f"column_{n}") for n, column in enumerate(columns))).unique().collect()
    for string, *place in found.rows():
        yield (place[0] if place else request.to), string


def _runs_that_differ(rows: Sequence[Sequence[int]], last: int) -> Sequence[int]:
    """Return the first run, and each up to the *last* at which a row has another answer than in the run before."""
    return [0, *(run for run in range(1, last + 1) if any(row[run] != row[run - 1] for row in rows))]


@attrs.frozen
class _Day:
    """A column of days, as an engine compares them."""

    column: str
    dtype: Any

    @property
    def _value(self) -> _Expression:
        return nw.col(self.column) if isinstance(self.dtype, nw.Date | nw.Datetime) else _string(self.column)

    @property
    def has_zone(self) -> bool:
        """Whether the column holds datetimes with a time zone."""
        return isinstance(self.dtype, nw.Datetime) and self.dtype.time_zone is not None

    def run(self, starts: Sequence[date]) -> _Expression:
        """Return the number of the run of days that holds the day: how many of the *starts* are not after it."""
        reached = [(self._value >= nw.lit(self._literal(start)), n) for n, start in enumerate(starts, 1)]
        return nw.coalesce(*(nw.when(is_on).then(nw.lit(n)) for is_on, n in reversed(reached)), nw.lit(0))

    def _literal(self, day: date) -> Any:
        if isinstance(self.dtype, nw.Date):
            return day
        if isinstance(self.dtype, nw.Datetime):
            return start_of_day(day) if self.has_zone else datetime(day.year, day.month, day.day)  # noqa: DTZ001
        return day.isoformat()

    def problems(self, missing: RowProblem, impossible: RowProblem, without_zone: RowProblem) -> _Cases:
        """Yield what can be wrong with the day."""
        yield self._value.is_null(), missing
        if not isinstance(self.dtype, nw.Date | nw.Datetime):
            yield _fails((self._value.str.len_chars() == _LENGTH) & self._value.str.contains(_ISO_DAY)), impossible
            return
        yield _fails(self._value.dt.year().is_between(date.min.year, date.max.year)), impossible
        if isinstance(self.dtype, nw.Datetime) and not self.has_zone:
            yield _fails(self._value.dt.truncate("1d") == self._value), without_zone

    def text(self) -> _Expression:
        """Return the day as a string, which sorts as days do; not for datetimes with a zone."""
        value = self._value.dt.date() if isinstance(self.dtype, nw.Datetime) else self._value
        return value.cast(nw.String)


def _days(frame: "nw.LazyFrame[Any]", request: Request) -> Sequence[_Day]:
    """Return the column of arrivals, and that of departures if there is one."""
    schema = frame.collect_schema()
    days = [_Day(column, schema[column]) for column in (request.on, request.departure) if column is not None]
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


def _problems(request: Request, vocabulary: _Vocabulary, days: Sequence[_Day]) -> _Cases:
    """Yield what can be wrong with a row; the first that holds is reported."""
    yield _string(request.nationality).is_null(), RowProblem.NATIONALITY_MISSING
    if request.to_column is None:
        yield nw.col(ROW).is_null(), RowProblem.NATIONALITY_UNKNOWN
    else:
        yield _fails(_string(request.nationality).is_in(vocabulary.nationalities)), RowProblem.NATIONALITY_UNKNOWN
        yield _string(request.to_column).is_null(), RowProblem.PLACE_MISSING
        yield _fails(_string(request.to_column).is_in(vocabulary.places)), RowProblem.PLACE_UNKNOWN
    yield from days[0].problems(*problems_of("day"))
    for departure in days[1:]:
        *problems, before_arrival = problems_of("departure")
        yield from departure.problems(*problems)
        yield departure.text() < days[0].text(), before_arrival


def _refuse_invalid(frame: "nw.LazyFrame[Any]", request: Request, table: AnswerTable) -> None:
    """Query whether there are invalid rows, and raise an error about them."""
    invalid = frame.filter(nw.col(PROBLEM).is_in([*RowProblem]))
    count = invalid.select(nw.len()).collect().item()
    if count:
        columns = [_string(column).alias(f"column_{n}") for n, column in enumerate(request.inputs)]
        shown = invalid.select(PROBLEM, *columns).head(SHOWN).collect().rows()
        described = [("a row", RowProblem(problem), values) for problem, *values in shown]
        raise request.invalid_rows(count, described, table.history.places)
