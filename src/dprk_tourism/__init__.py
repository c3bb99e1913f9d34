"""May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?

>>> import dprk_tourism as dt
>>> decision = dt.may_visit("RU", "2025-07-10")
>>> decision.verdict
<Verdict.PERMITTED: 'permitted'>

The names below are loaded when they are first asked for, so that importing the package costs next to nothing.
"""

# Written by hand: importing typing takes as long as everything else here. Type checkers know the name.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from dprk_tourism import errors as errors
    from dprk_tourism import testing as testing
    from dprk_tourism._decisions import Decision, Timeline
    from dprk_tourism._model.days import DaySpan, DayWindow
    from dprk_tourism._model.records import (
        AccessPolicy,
        Bearing,
        Citation,
        Dating,
        Effect,
        Ending,
        Event,
        Layer,
        Place,
        Resort,
        Source,
        SourceKind,
        Visit,
    )
    from dprk_tourism._model.travellers import Audience
    from dprk_tourism._render.svg import Chart
    from dprk_tourism._rules.answers import (
        Change,
        Conflict,
        EventUnknown,
        Finding,
        Hinge,
        MembershipUnknown,
        OpeningUnknown,
        Outcome,
        Reason,
        Remark,
        RemarkKind,
        Resolution,
        Stretch,
        Verdict,
    )
    from dprk_tourism.compare import Changes, check, diff
    from dprk_tourism.errors import (
        DprkTourismError,
        Fault,
        FileError,
        InvalidDayError,
        InvalidDocumentError,
        InvalidHistoryError,
        InvalidRowsError,
        InvalidValueError,
        MissingExtraError,
        NoTruthValueError,
        UnknownNameError,
        WrongTypeError,
    )
    from dprk_tourism.frames import RowProblem, screen, segments
    from dprk_tourism.history import History, dumps, fingerprint, load, loads, may_visit

    __version__: str

_HOMES = {
    "_decisions": ("Decision", "Timeline"),
    "_model.days": ("DaySpan", "DayWindow"),
    "_model.records": (
        "AccessPolicy",
        "Bearing",
        "Citation",
        "Dating",
        "Effect",
        "Ending",
        "Event",
        "Layer",
        "Place",
        "Resort",
        "Source",
        "SourceKind",
        "Visit",
    ),
    "_model.travellers": ("Audience",),
    "_render.svg": ("Chart",),
    "_rules.answers": (
        "Reason",
        "Change",
        "Conflict",
        "Finding",
        "Hinge",
        "MembershipUnknown",
        "EventUnknown",
        "OpeningUnknown",
        "Outcome",
        "Remark",
        "RemarkKind",
        "Resolution",
        "Stretch",
        "Verdict",
    ),
    "compare": ("Changes", "check", "diff"),
    "errors": (
        "DprkTourismError",
        "Fault",
        "FileError",
        "InvalidDayError",
        "InvalidDocumentError",
        "InvalidHistoryError",
        "InvalidRowsError",
        "InvalidValueError",
        "MissingExtraError",
        "NoTruthValueError",
        "UnknownNameError",
        "WrongTypeError",
    ),
    "frames": ("RowProblem", "screen", "segments"),
    "history": ("History", "dumps", "fingerprint", "load", "loads", "may_visit"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AccessPolicy",
    "Audience",
    "Bearing",
    "Change",
    "Changes",
    "Chart",
    "Citation",
    "Conflict",
    "Dating",
    "DaySpan",
    "DayWindow",
    "Decision",
    "DprkTourismError",
    "Effect",
    "Ending",
    "Event",
    "EventUnknown",
    "Fault",
    "FileError",
    "Finding",
    "Hinge",
    "History",
    "InvalidDayError",
    "InvalidDocumentError",
    "InvalidHistoryError",
    "InvalidRowsError",
    "InvalidValueError",
    "Layer",
    "MembershipUnknown",
    "MissingExtraError",
    "NoTruthValueError",
    "OpeningUnknown",
    "Outcome",
    "Place",
    "Reason",
    "Remark",
    "RemarkKind",
    "Resolution",
    "Resort",
    "RowProblem",
    "Source",
    "SourceKind",
    "Stretch",
    "Timeline",
    "UnknownNameError",
    "Verdict",
    "Visit",
    "WrongTypeError",
    "__version__",
    "check",
    "diff",
    "dumps",
    "fingerprint",
    "load",
    "loads",
    "may_visit",
    "screen",
    "segments",
]

# Hidden from type checkers, which would otherwise accept any name.
if not TYPE_CHECKING:  # pragma: no branch

    def __getattr__(name):  # noqa: ANN001, ANN202
        from importlib import import_module, metadata  # noqa: PLC0415

        if name == "__version__":
            return metadata.version("dprk-tourism")
        if name in {"errors", "testing"}:
            return import_module(f"{__name__}.{name}")
        if name not in _HOME_OF:
            raise AttributeError(
                f"module {__name__!r} has no attribute {name!r}", name=name, obj=import_module(__name__)
            )
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value

    def __dir__():  # noqa: ANN202
        from importlib.util import find_spec  # noqa: PLC0415

        # Who looks at all names, as `help` does, must not be told of an extra that is not there.
        lacking = () if find_spec("narwhals") else _HOMES["frames"]
        return sorted(set(__all__) - set(lacking))
