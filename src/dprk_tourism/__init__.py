"""May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?

>>> import dprk_tourism as dt
>>> decision = dt.may_visit("RU", "2025-07-10")
>>> decision.verdict
<Verdict.PERMITTED: 'permitted'>

Each name is loaded when it is first used, so that importing the package takes almost no time.
"""

import sys

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

# What `hypothesis.strategies.from_type` makes, with the strategies in `testing`.
_DRAWN = {
    "AccessPolicy": "access_policies",
    "Audience": "audiences",
    "Citation": "citations",
    "Dating": "datings",
    "DaySpan": "day_spans",
    "DayWindow": "day_windows",
    "Decision": "decisions",
    "Distance": "distances",
    "Event": "events",
    "History": "histories",
    "Place": "places",
    "Resort": "resorts",
    "Source": "sources",
    "Timeline": "timelines",
    "Visit": "visits",
}

__all__ = list(_HOME_OF)  # pyright: ignore[reportUnsupportedDunderAll] - the stub has the names


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 - only here, and slow

    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - as above

        value: object = version("dprk-tourism")
    elif name in _MODULES:
        value = import_module(f"{__name__}.{name}")
    elif name in _HOME_OF:
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=import_module(__name__))
    globals()[name] = value
    _register_strategies()
    return value


def _meet_hypothesis() -> None:
    """Register the strategies if the package is in use; hypothesis calls this when it is imported."""
    if f"{__name__}._model.records" in sys.modules:
        _register_strategies()


def _register_strategies() -> None:
    """Register strategies for the public classes once hypothesis is loaded; `testing` is imported on first use."""
    register = getattr(sys.modules.get("hypothesis.strategies"), "register_type_strategy", None)
    if register is None or _registered:  # hypothesis is being imported, and calls when it is ready
        return
    _registered.append(register)
    from functools import partial  # noqa: PLC0415 - as above
    from importlib import import_module  # noqa: PLC0415 - as above

    for name, function in _DRAWN.items():
        kind = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        register(kind, partial(_strategy, function))


def _strategy(function: str, _: object) -> object:
    from importlib import import_module  # noqa: PLC0415 - as above

    return getattr(import_module(f"{__name__}.testing"), function)()


_registered: list[object] = []
"""Not empty once the strategies are registered."""


def _hooks() -> list[str]:
    """Return the folder with the hook that PyInstaller runs for an app that uses the package."""
    return [f"{__path__[0]}/data"]


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", "errors"])  # without `testing`, which needs an extra
