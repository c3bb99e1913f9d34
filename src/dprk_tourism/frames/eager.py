"""The engine for frames in memory (pandas, Polars, PyArrow): numbers are looked up in the table of answers.

It works on a slice of rows at a time, so that intermediate results stay in the processor's cache.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final, TypeAlias, cast

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from dprk_tourism._model.records import find_place, place_of
from dprk_tourism._model.travellers import code_of
from dprk_tourism.errors import InvalidRowsError
from dprk_tourism.frames.columns import (
    FIRST_DAY,
    MISSING,
    UNKNOWN,
    WITHOUT_ZONE,
    Column,
    DayReader,
    Numbers,
    ValueReader,
    distinct,
    runs_by_day,
)
from dprk_tourism.frames.request import SHOWN, Request, RowProblem, problems_of
from dprk_tourism.frames.table import AnswerTable

_SLICE: Final = 1 << 17
"""How many rows are read at a time."""

_PROBLEMS: Final = tuple(RowProblem)

_NOT_LEARNT: Final = -1


def screen_eager(frame: "nw.DataFrame[Any]", request: Request, table: AnswerTable) -> "nw.DataFrame[Any]":
    """Add the answers to a frame in memory."""
    # A column of strings costs pandas as much as everything else; a categorical one costs next to nothing.
    string = nw.Categorical() if frame.implementation.is_pandas() else nw.String()
    return with_answers(frame, Screener(request, table, string).columns(frame))


def with_answers(frame: "nw.DataFrame[Any]", columns: "Sequence[nw.Series[Any]]") -> "nw.DataFrame[Any]":
    """Return a frame with more columns, of the class that it has."""
    if not frame.implementation.is_pandas():
        return frame.with_columns(*columns)
    native = frame.to_native()  # a class of its own has fields of its own, such as a geometry, which `assign` keeps
    assigned = native.assign(**{column.name: column.to_native().array for column in columns})
    return cast("nw.DataFrame[Any]", nw.from_native(assigned))


_Learnt: TypeAlias = tuple[Numbers, Numbers]


class Screener:
    """Answers frames in memory that have the same columns, one after another; threads may share it."""

    def __init__(self, request: Request, table: AnswerTable, string: nw.dtypes.DType) -> None:
        """Store what is asked, what answers, and the dtype of added columns of strings."""
        self._request, self._table, self._string = request, table, string
        places, classes = table.history.places, tuple(dict.fromkeys(table.classes.values()))
        self._pairs = tuple(product(places, classes))
        # The number of a pair is the sum of the numbers of its place and its class.
        place_numbers = {place: number * len(classes) for number, place in enumerate(places)}
        only_place = 0 if request.to_column is not None else place_numbers[place_of(table.history.places, request.to)]
        class_numbers = {code: only_place + classes.index(first) for code, first in table.classes.items()}
        self._nationalities = ValueReader(lambda value: class_numbers.get(_code_of(value), UNKNOWN), codes=True)
        self._places = ValueReader(lambda value: place_numbers.get(_place(table, value), UNKNOWN))
        self._days = DayReader()
        self._first_day, self._run_of_day = runs_by_day(table.starts)
        # Where the answers of each pair start, and the answers: replaced together, so that threads need no lock.
        self._learnt: _Learnt = np.full(len(self._pairs), _NOT_LEARNT), np.empty(0, np.uint32)

    def columns(self, frame: "nw.DataFrame[Any]", *, first_row: int | None = 0) -> "list[nw.Series[Any]]":
        """Return the columns to add; *first_row* is the number of the first row for errors, None if unknown."""
        answers, problems = np.zeros(len(frame), np.uint32), np.zeros(len(frame), np.uint8)
        inputs = {name: Column.of(frame, name) for name in self._request.inputs}
        for start in range(0, len(frame), _SLICE):
            part = {name: column.rows(start, _SLICE) for name, column in inputs.items()}
            self._fill(answers[start : start + _SLICE], problems[start : start + _SLICE], part)
        held = self._table.answers.copy()
        some = next(iter(held.values()), None)  # stands for a number that another thread has just taken
        values: list[Any] = [held.get(number, some) for number in range(max(held, default=-1) + 1)]
        if self._request.on_invalid == "null":
            answers[problems != 0] = len(values)
            values.append(None)  # even if no row is invalid, so that dtypes do not depend on the rows
        elif problems.any():
            raise self._invalid_rows(inputs, problems, first_row)

        def column(what: str, name: str) -> "nw.Series[Any]":
            if what == "problem":
                return _column(frame.implementation, name, self._string, [None, *_PROBLEMS], problems)
            of_answers = [None if each is None else getattr(each, what) for each in values]
            return _column(frame.implementation, name, DTYPES.get(what, self._string), of_answers, answers)

        return [column(what, name) for what, name in self._request.outputs.items()]

    def _invalid_rows(self, inputs: Mapping[str, Column], problems: Numbers, first_row: int | None) -> InvalidRowsError:
        rows = np.flatnonzero(problems)
        described = []
        for row in rows[:SHOWN].tolist():
            name = "a row" if first_row is None else f"row {first_row + row}"
            values = [column.rows(row, 1).strings()[0] for column in inputs.values()]
            described.append((name, _PROBLEMS[problems[row] - 1], values))
        return self._request.invalid_rows(len(rows), described, self._table.history.places)

    def _fill(self, answers: Numbers, problems: Numbers, inputs: Mapping[str, Column]) -> None:
        """Fill in the numbers of the answers, and those of the problems: 0 for none."""
        request = self._request
        nationalities = self._nationalities.read(inputs[request.nationality])
        places = None if request.to_column is None else self._places.read(inputs[request.to_column])
        arrivals = self._days.read(inputs[request.on])
        departures = None if request.departure is None else self._days.read(inputs[request.departure])

        _fill_problems(problems, nationalities, places, arrivals, departures)
        valid = np.flatnonzero(problems == 0) if problems.any() else slice(None)
        pairs = nationalities[valid] if places is None else nationalities[valid] + places[valid]
        first = self._runs(arrivals[valid])
        found = self._on_days(pairs, first)
        if departures is not None:
            last = self._runs(departures[valid])
            several = np.flatnonzero(first != last)
            found[several] = self._on_stays(pairs[several], first[several], last[several])
        answers[valid] = found

    def _runs(self, days: Numbers) -> Numbers:
        """Return the number of the run of days that holds each day."""
        # Clipped at once, days take half the time that `take` needs to clip each.
        last_day = self._first_day + len(self._run_of_day) - 1
        return self._run_of_day.take(np.clip(days, self._first_day, last_day) - self._first_day)

    def _on_days(self, pairs: Numbers, runs: Numbers) -> Numbers:
        """Return the numbers of the answers on single days."""
        learnt = self._learnt
        starts = learnt[0].take(pairs)
        if starts.min(initial=0) == _NOT_LEARNT:
            learnt = self._with(learnt, distinct(pairs[starts == _NOT_LEARNT]))
            starts = learnt[0].take(pairs)
        return learnt[1].take(starts + runs)

    def _with(self, learnt: "_Learnt", pairs: Sequence[int]) -> "_Learnt":
        """Return what is learnt with the answers of some pairs in all runs of days, and keep it.

        What another thread learns meanwhile may be lost, and is then learnt again.
        """
        starts, answers = learnt
        rows = np.array([self._table.row(*self._pairs[pair]) for pair in pairs], np.uint32)
        starts = starts.copy()
        starts[pairs] = np.arange(len(pairs)) * rows.shape[1] + len(answers)
        learnt = starts, np.append(answers, rows)
        self._learnt = learnt
        return learnt

    def _on_stays(self, pairs: Numbers, first: Numbers, last: Numbers) -> Numbers:
        """Return the numbers of the answers to stays over several runs of days; each distinct stay is asked once."""
        runs = len(self._table.starts) + 1
        shape = len(self._pairs), runs, runs
        stays = pa.array(np.ravel_multi_index((pairs, first, last), shape)).dictionary_encode()
        asked: list[list[int]] = np.transpose(np.unravel_index(stays.dictionary.to_numpy(), shape)).tolist()
        answers = [self._table.stay(*self._pairs[pair], *ends) for pair, *ends in asked]
        positions: Numbers = stays.indices.to_numpy()
        return np.array(answers, np.uint32).take(positions)


def _code_of(value: object) -> str:
    return (code_of(value) if isinstance(value, str) else None) or ""


def _place(table: AnswerTable, value: object) -> str:
    return (find_place(table.history.places, value) if isinstance(value, str) else None) or ""


DTYPES: Final[Mapping[str, Any]] = {"projected": nw.Boolean(), "last_day": nw.Date()}
"""The dtypes of the added columns that do not hold strings."""


def _column(backend: Any, name: str, dtype: Any, values: Sequence[Any], numbers: Numbers) -> "nw.Series[Any]":
    """Return a column that holds for each row the value of its number."""
    if dtype == nw.Categorical:  # of pandas, which makes them fast by their codes
        pandas = backend.to_native_namespace()
        categories = list(dict.fromkeys(value for value in values if value is not None))
        codes = np.array([-1 if value is None else categories.index(value) for value in values], np.int32)
        made = pandas.Series(pandas.Categorical.from_codes(codes.take(numbers), categories), name=name)
        return cast("nw.Series[Any]", nw.from_native(made, series_only=True))
    if dtype == nw.Boolean and None not in values:
        return nw.new_series(name, np.array(values, bool).take(numbers), dtype, backend=backend)
    if dtype == nw.Boolean and backend.is_pandas():  # whose plain booleans have no missing value
        made = backend.to_native_namespace().Series(values, dtype="boolean", name=name)
        return cast("nw.Series[Any]", nw.from_native(made, series_only=True)[numbers])
    return nw.new_series(name, values, dtype, backend=backend)[numbers]


def _fill_problems(
    found: Numbers, nationalities: Numbers, places: Numbers | None, arrivals: Numbers, departures: Numbers | None
) -> None:
    """Fill in the number of each row's first problem, counted from 1."""
    cases: list[tuple[Any, RowProblem]] = []
    columns = {"nationality": nationalities, "place": places, "day": arrivals, "departure": departures}
    for column, numbers in columns.items():
        if numbers is not None and numbers.min() < FIRST_DAY:
            problems = zip((MISSING, UNKNOWN, WITHOUT_ZONE), problems_of(column), strict=False)
            cases += [(numbers == number, problem) for number, problem in problems]
    if departures is not None:
        cases.append((departures < arrivals, RowProblem.DEPARTURE_BEFORE_ARRIVAL))
    for where, problem in reversed(cases):
        found[where] = _PROBLEMS.index(problem) + 1
