"""Collections that users get, and that show themselves: in one line in a shell, and as a table in a notebook."""

from typing import Final, TypeVar

from dprk_tourism._model.days import DaySpan
from dprk_tourism._model.fields import FrozenDict
from dprk_tourism._rules.answers import Remark, Verdict
from dprk_tourism._text import amount

R = TypeVar("R")

_MOST_NAMED: Final = 3
"""How many records are named by their ids."""


class RecordTable(FrozenDict[str, R]):
    """The records of one kind, by id.

    >>> import dprk_tourism as dt
    >>> dt.load("article").policies
    <6 records: foreigners-barred, nationals-at-home, pandemic-closure, ...>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        named = [*self][:_MOST_NAMED] + ["..."] * (len(self) > _MOST_NAMED)
        return f"<{amount(len(self), 'record')}{': ' if named else ''}{', '.join(named)}>"

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.records(tuple(self.values()))


class Visitors(FrozenDict[Verdict, frozenset[str]]):
    """The codes of all nationalities, by verdict.

    >>> import dprk_tourism as dt
    >>> visitors = dt.load("article").who_may_visit("2025-07-10")
    >>> {verdict.value: len(codes) for verdict, codes in visitors.items()}["permitted"]
    2
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Visitors: {', '.join(f'{len(codes)} {verdict}' for verdict, codes in self.items())}>"

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.visitors(self)


class Openings(tuple[DaySpan, ...]):
    """Runs of permitted days: a tuple, equal to any other that holds the same."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.openings(self)


class Remarks(tuple[Remark, ...]):
    """Remarks on a history: a tuple, equal to any other that holds the same."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.remarks(self)
