"""The JSON Schema of `decision.to_dict()`, made from the classes of answers and the docstrings of their fields.

Run as a module, it prints `data/decision.schema.json`. It refers to nothing, so that it can be put into another schema.
"""

import ast
import inspect
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from textwrap import dedent
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from dprk_tourism._model.days import DayWindow
from dprk_tourism._model.fields import Choice
from dprk_tourism._model.records import Citation, Source
from dprk_tourism._model.travellers import Audience
from dprk_tourism._render.data import FORM, OF_SOURCES
from dprk_tourism._rules.answers import (
    EventUnknown,
    Finding,
    MembershipUnknown,
    OpeningUnknown,
    Receipt,
    Stretch,
    Verdict,
)

_Shape = dict[str, Any]

_DECISION: Final[dict[str, tuple[Any, str]]] = {
    "nationality": (str, "The code of the passport used."),
    "place": (str, "The id of the place."),
    "arrival": (date, "The first day present."),
    "departure": (date, "The last day present."),
    "verdict": (Verdict, "The answer."),
    "conditions": (tuple[str, ...], "What the permission asks for beyond the passport."),
    "projected": (bool, "Whether a day of the visit is outside the days surveyed."),
    "summary": (str, "The answer at a glance, in words."),
    "supposed": (bool, "Whether something was supposed for the sake of the question."),
    "otherwise": (dict[str, Verdict], "The verdicts of other shipped histories that answer otherwise, by name."),
    "elsewhere": (dict[str, Verdict], "The verdicts of places inside and around that answer otherwise, by id."),
    "receipt": (Receipt, "What the answer was asked of."),
    "stretches": (tuple[Stretch, ...], "The runs of days that the visit touches, in order."),
    "windows": (dict[str, DayWindow], "The days on which each event behind the answer may have happened, by id."),
    "citations": (tuple[Citation, ...], "The citations behind the answer."),
    "sources": (dict[str, Source], "The sources of the citations, by id."),
}
"""The keys of an answer but `form`: the type of what they hold, and what it is."""


def schema() -> _Shape:
    """Return the JSON Schema, draft 2020-12, of an answer in plain data."""
    form = {"const": FORM, "description": "The version of this format; it grows if a key changes its meaning."}
    keys = {key: {**_shape(hint), "description": what} for key, (hint, what) in _DECISION.items()}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Decision"}
    return {**head, **_object({"form": form, **keys})}


def _object(properties: _Shape) -> _Shape:
    """An object with these keys at least; a later version may add some."""
    return {"type": "object", "properties": properties, "required": [*properties]}


def _shape(hint: Any) -> _Shape:
    """The shape of the plain data that a value of this type becomes."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_shape(each) for each in arguments]}
    if origin in (tuple, frozenset):
        return {"type": "array", "items": _shape(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _shape(arguments[1])}
    if issubclass(hint, Choice):
        return {"type": "string", "enum": [*hint]}
    return dict(_SIMPLE[hint]) if hint in _SIMPLE else _SPECIAL.get(hint, _record)(hint)


_SIMPLE: Final[dict[Any, _Shape]] = {
    bool: {"type": "boolean"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date"},
    DayWindow: {"type": "string"},
    NoneType: {"type": "null"},
}


def _record(record: type, *names: str) -> _Shape:
    """An object with the fields of a record, or with some of them."""
    described, hints = _described(record), get_type_hints(record)
    fields = {name: {**_shape(hints[name]), "description": described[name]} for name in names or described}
    return {"title": record.__name__, **_object(fields)}


def _described(record: type) -> dict[str, str]:
    """What is written below each field of a record, in the words of JSON and without the numbers of rules."""
    found: dict[str, str] = {}
    for base in reversed(record.__mro__[:-1]):
        (definition,) = ast.parse(dedent(inspect.getsource(base))).body
        for field, below in pairwise(getattr(definition, "body", ())):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[name] = re.sub(r" \(R[^)]*\)", "", " ".join(text.split())).replace("None", "null")
    return found


def _stretch(record: type) -> _Shape:
    """A stretch: its span is its first day and the first day after it, beside its fields."""
    fields = _record(record)["properties"]
    del fields["span"]
    day = _shape(date | None)
    start = {**day, "description": "The first day; null if there is no beginning."}
    end = {**day, "description": "The first day after it; null if there is no end."}
    return {"title": "Stretch", **_object({"start": start, "end": end, **fields})}


def _finding(record: type) -> _Shape:
    """A finding: a pair of policies is an object."""
    shape = _record(record)
    pair = {"loser": {"type": "string"}, "winner": {"type": "string"}}
    shape["properties"]["outranked"]["items"] = _object(pair)
    return shape


def _event(record: type) -> _Shape:
    """An event that may have happened: further events are left out if there are none."""
    return {**_record(record), "required": ["event"]}


def _opening(record: type) -> _Shape:
    (described,) = _described(record).values()
    return {"title": record.__name__, **_object({"opening": {"type": "string", "description": described}})}


def _membership(record: type) -> _Shape:
    (described,) = _described(record).values()
    return {"title": record.__name__, **_object({"membership": {**_shape(Audience), "description": described}})}


def _citation(record: type) -> _Shape:
    """A citation, with what cites it."""
    what = "What it is a citation of, such as `policies.foreigners-barred` or `events.ban-notice`."
    return {
        "title": record.__name__,
        **_object({**_record(record)["properties"], "of": {**_shape(tuple[str, ...]), "description": what}}),
    }


def _source(record: type) -> _Shape:
    """A source: what a reader needs to find it."""
    return _record(record, *OF_SOURCES)


_SPECIAL: Final[dict[Any, Callable[[type], _Shape]]] = {
    Stretch: _stretch,
    Finding: _finding,
    EventUnknown: _event,
    OpeningUnknown: _opening,
    MembershipUnknown: _membership,
    Citation: _citation,
    Source: _source,
}
"""Records that plain data has in another form."""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
