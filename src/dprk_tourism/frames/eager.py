"""Frames in memory: the columns are coded, and the answers are looked up in a table, a slice of rows at a time.

A word is looked at once, however many rows hold it, by the function that reads it everywhere else; so a cell may hold
whatever Python code may give. What happens once for each row happens in the compiled loops of Arrow, numpy and the
frame's own library.
"""

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import Any, Final, NoReturn, cast

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa

from dprk_tourism._model.travellers import code_of
from dprk_tourism.frames.asked import SHOWN, Asked, RowProblem
from dprk_tourism.frames.columns import (
    FIRST_DAY,
    MISSING,
    UNKNOWN,
    WITHOUT_ZONE,
    Days,
    Numbers,
    Words,
    as_texts,
    joined,
    runs_by_day,
)
from dprk_tourism.frames.kinds import of_known_kind
from dprk_tourism.frames.table import AnswerTable, Screened

__all__ = ["Screener", "screen_eager"]

_SLICE: Final = 1 << 17
"""How many rows are coded at a time: few enough that what is worked out in between stays near the processor."""

_PROBLEMS: Final = tuple(RowProblem)


def screen_eager(frame: "nw.DataFrame[Any]", asked: Asked, table: AnswerTable) -> "nw.DataFrame[Any]":
    """Add the answers to a frame in memory.

    Args:
        frame: The frame.
        asked: Which of its columns ask.
        table: The answers.
    """
    # A column of text costs pandas as much as all the rest, and its own kind for few words next to nothing.
    words = nw.Categorical() if frame.implementation.is_pandas() else nw.String()
    return frame.with_columns(*Screener(asked, table, words).columns(frame))


class Screener:
    """Answers frames in memory that have the same columns, one after another; threads may share it."""

    def __init__(self, asked: Asked, table: AnswerTable, words: nw.dtypes.DType) -> None:
        """Keep what is asked, who answers, and of which kind the columns of words are that are added."""
        self._asked, self._table, self._words = asked, table, words
        self._coder = _Coder(asked, table)

    def columns(self, frame: "nw.DataFrame[Any]", *, first_row: int | None = 0) -> "list[nw.Series[Any]]":
        """Give the columns that answer.

        Args:
            frame: A frame with the columns that ask.
            first_row: The number of its first row, for errors; None if that is not known.
        """
        answers, problems = self._coder.coded(frame)
        told: list[Screened | None] = [*self._table.told]
        if self._asked.on_invalid == "raise":
            if problems is not None:
                _refuse(frame, self._asked, problems, first_row, self._table.history.places)
            return list(self._told(frame.implementation, told, answers, problems))
        if problems is not None:
            answers = answers.astype(np.min_scalar_type(len(told)))
            answers[problems != 0] = len(told)
        # Whether or not a row is faulty, the kinds of the columns are those that can hold nothing.
        return list(self._told(frame.implementation, [*told, None], answers, problems))

    def _told(
        self, backend: Any, told: Sequence[Screened | None], answers: Numbers, problems: Numbers | None
    ) -> "Iterator[nw.Series[Any]]":
        def of_answers(name: str, kind: Any) -> "nw.Series[Any]":
            return _column(
                backend, name, kind, [None if each is None else getattr(each, name) for each in told], answers
            )

        yield of_answers("verdict", self._words)
        yield of_answers("projected", nw.Boolean())
        yield of_answers("deciding", self._words)
        if self._asked.until:
            yield of_answers("until", nw.Date())
        if self._asked.on_invalid == "null":
            numbers = np.zeros(len(answers), np.uint8) if problems is None else problems
            yield _column(backend, "problem", self._words, [None, *_PROBLEMS], numbers)


def _column(backend: Any, name: str, kind: Any, values: Sequence[Any], numbers: Numbers) -> "nw.Series[Any]":
    """A column that holds for each row the value of its number, None for nothing."""
    if kind == nw.Categorical:
        pandas = backend.to_native_namespace()  # the only one that is asked for them, and it is fast by their codes
        words = list(dict.fromkeys(value for value in values if value is not None))
        codes = np.array([-1 if value is None else words.index(value) for value in values], np.int32)
        made = pandas.Series(pandas.Categorical.from_codes(codes.take(numbers), words), name=name)
        return cast("nw.Series[Any]", nw.from_native(made, series_only=True))
    if kind == nw.Boolean and None not in values:
        return nw.new_series(name, np.array(values, bool).take(numbers), kind, backend=backend)
    if kind == nw.Boolean and backend.is_pandas():  # which takes nothing for false, unless it is told better
        made = backend.to_native_namespace().Series(values, dtype="boolean", name=name)
        return cast("nw.Series[Any]", nw.from_native(made, series_only=True)[numbers])
    return nw.new_series(name, values, kind, backend=backend)[numbers]


def _refuse(
    frame: "nw.DataFrame[Any]", asked: Asked, problems: Numbers, first_row: int | None, places: Iterable[str]
) -> NoReturn:
    rows = np.flatnonzero(problems)
    shown = rows[:SHOWN].tolist()
    columns = [of_known_kind(frame.get_column(name)) for name in asked.asking]
    # One row at a time, since not every kind of column can be picked from.
    texts = ([text for column in columns for text in as_texts(column[row : row + 1])] for row in shown)
    numbers = problems[shown].tolist()
    names = ["a row" if first_row is None else f"row {first_row + row}" for row in shown]
    told = [(name, _PROBLEMS[number - 1], values) for name, number, values in zip(names, numbers, texts, strict=True)]
    asked.refuse(len(rows), told, places)


class _Coder:
    """Works out which answer each row of a frame has; it learns the answers that it needs on the way."""

    def __init__(self, asked: Asked, table: AnswerTable) -> None:
        self.asked, self.table = asked, table
        self.classes = tuple(dict.fromkeys(table.classes.values()))
        self.places = tuple(table.history.places)
        # A place and a class make a pair, whose number is the sum of theirs.
        place_of = {place: number * len(self.classes) for number, place in enumerate(self.places)}
        one_place = place_of[asked.to] if asked.to_column is None else 0
        class_of = {code: one_place + self.classes.index(first) for code, first in table.classes.items()}
        self.nationalities = Words(
            lambda word: class_of.get(code_of(word) or "", UNKNOWN) if isinstance(word, str) else UNKNOWN
        )
        self.place_words = Words(lambda word: place_of.get(word, UNKNOWN))
        self.arrivals, self.departures = Days(), Days()
        self.first_day, self.runs = runs_by_day(table.starts)
        # The rows of answers, end to end, and where that of each pair begins
        self.cells = np.empty(0, np.uint8)
        self.row_at = np.full(len(self.places) * len(self.classes), MISSING, np.int64)
        self.learning = Lock()

    def coded(self, frame: "nw.DataFrame[Any]") -> tuple[Numbers, Numbers | None]:
        """Give the numbers of the answers, and those of the problems: 0 is none, and None where no row has one."""
        asked = self.asked
        column = {name: of_known_kind(frame.get_column(name)) for name in asked.asking}
        nationalities = self.nationalities.of(column[asked.nationality])
        places = None if asked.to_column is None else self.place_words.of(column[asked.to_column])
        arrivals = self.arrivals.of(column[asked.on])
        departures = None if asked.departure is None else self.departures.of(column[asked.departure])
        answers: list[Numbers] = []
        problems: list[Numbers | None] = []
        for start in range(0, len(frame), _SLICE):
            rows = slice(start, min(start + _SLICE, len(frame)))
            answer, problem = self._coded(
                nationalities(rows),
                None if places is None else places(rows),
                arrivals(rows),
                None if departures is None else departures(rows),
            )
            answers.append(answer)
            problems.append(problem)
        if all(problem is None for problem in problems):
            return joined(answers), None
        found = (np.zeros(len(a), np.uint8) if p is None else p for a, p in zip(answers, problems, strict=True))
        return joined(answers), joined(list(found))

    def _coded(
        self, nationalities: Numbers, places: Numbers | None, arrivals: Numbers, departures: Numbers | None
    ) -> tuple[Numbers, Numbers | None]:
        problems = _problems(nationalities, places, arrivals, departures)
        pairs = nationalities if places is None else nationalities + places
        if problems is None:
            return self._answers(pairs, arrivals, departures), None
        sound = np.flatnonzero(problems == 0)
        some = self._answers(pairs[sound], arrivals[sound], None if departures is None else departures[sound])
        answers = np.zeros(len(problems), some.dtype)
        answers[sound] = some
        return answers, problems

    def _answers(self, pairs: Numbers, arrivals: Numbers, departures: Numbers | None) -> Numbers:
        """The numbers of the answers to rows that can be asked."""
        rows, first = self._rows(pairs), self._run(arrivals)
        answers = self.cells.take(rows + first)
        if departures is None:
            return answers
        last = self._run(departures)
        several = np.flatnonzero(first != last)
        stays = self._stays(pairs[several], first[several], last[several])
        answers = answers.astype(np.promote_types(answers.dtype, stays.dtype))
        answers[several] = stays
        return answers

    def _run(self, days: Numbers) -> Numbers:
        """The numbers of the runs of days that hold *days*."""
        return self.runs.take(np.subtract(days, self.first_day, dtype=np.int64), mode="clip")

    def _rows(self, pairs: Numbers) -> Numbers:
        """Where the rows of pairs begin in the cells; those that were not asked for before are learnt."""
        rows = self.row_at.take(pairs)
        if len(rows) and rows.min() == MISSING:
            with self.learning:
                for pair in np.flatnonzero(np.bincount(pairs[rows == MISSING])).tolist():
                    cells = np.concatenate([self.cells, _short(self.table.row(*self._names(pair)))])
                    self.cells, self.row_at[pair] = cells, len(self.cells)
            return self.row_at.take(pairs)
        return rows

    def _names(self, pair: int) -> tuple[str, str]:
        place, first = divmod(pair, len(self.classes))
        return self.places[place], self.classes[first]

    def _stays(self, pairs: Numbers, first: Numbers, last: Numbers) -> Numbers:
        """The numbers of the answers to stays over several runs of days, each distinct one asked once (R15)."""
        runs = len(self.table.starts) + 1
        stays = pa.array((pairs * runs + first) * runs + last).dictionary_encode()
        numbers = []
        for stay in stays.dictionary.to_pylist():
            rest, departure = divmod(stay, runs)
            pair, arrival = divmod(rest, runs)
            numbers.append(self.table.stay(*self._names(pair), arrival, departure))
        positions: Numbers = stays.indices.to_numpy()
        return _short(numbers).take(positions)


def _short(numbers: Sequence[int]) -> Numbers:
    """Numbers of answers, in as few bytes as they need."""
    return np.array(numbers, np.min_scalar_type(max(numbers, default=0)))


_OF_NATIONALITIES: Final = {MISSING: RowProblem.NATIONALITY_MISSING, UNKNOWN: RowProblem.NATIONALITY_UNKNOWN}
_OF_PLACES: Final = {MISSING: RowProblem.PLACE_MISSING, UNKNOWN: RowProblem.PLACE_UNKNOWN}
_OF_ARRIVALS: Final = {
    MISSING: RowProblem.DAY_MISSING,
    UNKNOWN: RowProblem.DAY_IMPOSSIBLE,
    WITHOUT_ZONE: RowProblem.DAY_WITHOUT_ZONE,
}
_OF_DEPARTURES: Final = {
    MISSING: RowProblem.DEPARTURE_MISSING,
    UNKNOWN: RowProblem.DEPARTURE_IMPOSSIBLE,
    WITHOUT_ZONE: RowProblem.DEPARTURE_WITHOUT_ZONE,
}


def _problems(
    nationalities: Numbers, places: Numbers | None, arrivals: Numbers, departures: Numbers | None
) -> Numbers | None:
    """The number of the first problem with each row, counted from 1; 0 is none, and None if no row has one."""
    cases: list[tuple[Any, RowProblem]] = []
    for numbers, problems in (
        (nationalities, _OF_NATIONALITIES),
        (places, _OF_PLACES),
        (arrivals, _OF_ARRIVALS),
        (departures, _OF_DEPARTURES),
    ):
        if numbers is not None and numbers.min() < FIRST_DAY:
            cases += [(numbers == number, problem) for number, problem in problems.items()]
    if departures is not None and (early := departures < arrivals).any():
        cases.append((early, RowProblem.DEPARTURE_BEFORE_ARRIVAL))
    if not cases:
        return None
    found = np.zeros(len(nationalities), np.uint8)
    for where, problem in reversed(cases):
        found[where] = _PROBLEMS.index(problem) + 1
    return found
