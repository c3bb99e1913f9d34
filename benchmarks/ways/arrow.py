"""PyArrow: `screen`, the nested conditional of its compute functions, and codes looked up in a table."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import byhand
from benchmarks.columns import Columns
from benchmarks.ways import THREE, THREE_CATEGORIES, VERDICT, VERDICT_CATEGORIES, Answers, Way, screens, split
from benchmarks.ways.numpy import coded

_THREE = ("verdict", "projected", "deciding")


def ways(columns: Columns) -> list[Way]:
    """Give the ways of PyArrow."""
    table = table_of(columns)
    answers = dict(zip(_THREE, byhand.run_tables(), strict=True))
    starts = np.array([(day - date(1970, 1, 1)).days for day in byhand.DAYS], dtype=np.int32)

    def conditional(*names: str) -> Any:
        made = table
        for name in names:
            made = made.append_column(name, _CONDITIONALS[name](table))
        return made

    def looked_up(*names: str) -> Any:
        made = table
        index = pa.array(_index(table, starts))
        for name in names:
            made = made.append_column(name, pa.array(answers[name]).take(index))
        return made

    def categories(*names: str) -> Any:
        made = table
        index = _index(table, starts)
        for name in names:
            made = made.append_column(name, _category(answers[name], index))
        return made

    def way(name: str, gives: str, run: Any) -> Way:
        return Way(name=name, library="pyarrow", gives=gives, run=run, read=_read)

    return [
        *screens("pyarrow", table, _read, columns),
        way("case_when", THREE, lambda: conditional(*_THREE)),
        way("table", THREE, lambda: looked_up(*_THREE)),
        way("table", THREE_CATEGORIES, lambda: categories(*_THREE)),
        way("case_when", VERDICT, lambda: conditional("verdict")),
        way("table", VERDICT, lambda: looked_up("verdict")),
        way("table", VERDICT_CATEGORIES, lambda: categories("verdict")),
    ]


def table_of(columns: Columns) -> Any:
    """Give the rows as a table of texts and days."""
    days = pa.array(coded(columns)).cast(pa.date32())
    return pa.table({"nationality": pa.array(columns.strings, pa.string()), "date": days})


def _index(table: Any, starts: Any) -> Any:
    encoded = table["nationality"].combine_chunks().dictionary_encode()
    class_ = np.array([byhand.number_of(code) for code in encoded.dictionary.to_pylist()], dtype=np.int32)
    days = table["date"].combine_chunks().cast(pa.int32()).to_numpy()
    return class_[encoded.indices.to_numpy()] * byhand.RUNS + np.searchsorted(starts, days, side="right")


def _category(values: Any, index: Any) -> Any:
    if isinstance(values[0], bool):
        return pa.array(np.array(values)[index])
    words, codes = np.unique(np.array(values), return_inverse=True)
    return pa.DictionaryArray.from_arrays(codes.astype(np.int8)[index], words.tolist())


def _since(table: Any, day: date) -> Any:
    return pc.greater_equal(table["date"], pa.scalar(day))


def _case(*pairs: Any, otherwise: str) -> Any:
    conditions = pc.make_struct(*(condition for condition, _ in pairs))
    return pc.case_when(conditions, *(pa.scalar(text) for _, text in pairs), pa.scalar(otherwise))


def _verdict(table: Any) -> Any:
    russian = pc.equal(table["nationality"], "RU")
    return _case(
        (pc.invert(_since(table, byhand.OPENING)), "denied"),
        (pc.equal(table["nationality"], "KP"), "permitted"),
        (pc.or_(_since(table, byhand.NOTICE_LAST), pc.invert(russian)), "denied"),
        (pc.invert(_since(table, byhand.NOTICE_FIRST)), "permitted"),
        otherwise="undetermined",
    )


def _deciding(table: Any) -> Any:
    nationality = table["nationality"]
    national = pc.equal(nationality, "KP")
    western = pc.and_(_since(table, byhand.WESTERN), pc.invert(_since(table, byhand.WESTERN_END)))
    open_, barred = _since(table, byhand.OPENING), _since(table, byhand.NOTICE_LAST)
    before_notice = pc.and_(open_, pc.invert(_since(table, byhand.NOTICE_FIRST)))
    admitted = pc.and_(pc.equal(nationality, "RU"), _since(table, byhand.RUSSIANS))
    return _case(
        (pc.and_(national, open_), f"{byhand.NATIONALS} {byhand.OPEN}"),
        (national, byhand.NATIONALS),
        (pc.and_(admitted, barred), f"{byhand.ADMITTED} {byhand.BARRED}"),
        (barred, f"{byhand.CLOSED} {byhand.BARRED}"),
        (pc.and_(admitted, before_notice), f"{byhand.ADMITTED} {byhand.OPEN}"),
        (before_notice, f"{byhand.CLOSED} {byhand.OPEN}"),
        (admitted, byhand.ADMITTED),
        (pc.and_(western, pc.is_in(nationality, pa.array(byhand.CERTAIN))), byhand.WESTERNERS),
        (pc.and_(western, pc.is_in(nationality, pa.array(byhand.POSSIBLE))), ""),
        (_since(table, byhand.CLOSURE), byhand.CLOSED),
        otherwise="",
    )


_CONDITIONALS = {
    "verdict": _verdict,
    "projected": lambda table: pc.greater(table["date"], pa.scalar(byhand.SURVEYED)),
    "deciding": _deciding,
}


def _read(table: Any) -> Answers:
    names = table.column_names
    return Answers(
        verdict=[str(value) for value in table["verdict"].to_pylist()],
        projected=table["projected"].to_pylist() if "projected" in names else None,
        deciding=[split(value) for value in table["deciding"].to_pylist()] if "deciding" in names else None,
    )
