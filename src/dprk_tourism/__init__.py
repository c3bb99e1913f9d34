"""May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?

>>> import dprk_tourism as dt
>>> decision = dt.may_visit("RU", "2025-07-10")
>>> decision.verdict
<Verdict.PERMITTED: 'permitted'>

Each name is loaded when it is first used, so that importing the package takes almost no time.
"""

# The public names, by the module that defines them. `__init__.pyi` lists the same for type checkers.
_HOMES = {
    "_decisions": "Decision Timeline",
    "_model.days": "DayLike DaySpan DayWindow Distance WindowLike",
    "_model.records": (
        "AccessPolicy Citation Dating Effect Ending Event Layer Place Resort Source SourceKind Status Visit"
    ),
    "_model.travellers": "Audience Nationality nationalities",
    "_render.charts": "Chart",
    "_rules.answers": (
        "Cause Change Conflict EventUnknown Finding Hinge MembershipUnknown OpeningUnknown Outcome Reason Receipt "
        "Remark RemarkKind Resolution Stretch Task Unknown Verdict"
    ),
    "_rules.knowledge": "Learned",
    "compare.changes": "diff",
    "compare.checks": "check",
    "compare.readings": "readings",
    "compare.tasks": "agenda",
    "errors": (
        "DprkTourismError Fault FileError InvalidDayError InvalidDocumentError InvalidHistoryError "
        "InvalidRowsError InvalidValueError MissingExtraError NoTruthValueError UnknownNameError WrongTypeError"
    ),
    "frames": "RowProblem screen segments",
    "history": "History HistoryLike dumps fingerprint histories load loads may_visit",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}
_MODULES = {"errors", "testing"}

__all__ = list(_HOME_OF)  # pyright: ignore[reportUnsupportedDunderAll] - the stub has the names


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 - only here, and slow

    if name == "__version__":
        value: object = import_module("importlib.metadata").version("dprk-tourism")
    elif name in _MODULES:
        value = import_module(f"{__name__}.{name}")
    elif name in _HOME_OF:
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=import_module(__name__))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", "errors"])  # without `testing`, which needs an extra
