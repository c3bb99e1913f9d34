"""What type checkers are promised of every public name; mypy and pyright read this, and nothing runs it.

A function for each class takes one of it and names all of its members; `test_mentioned.py` sees to it that none is
left out. What must not pass carries the code of the error, and a checker complains if the error does not come.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, assert_never, assert_type

import polars as pl

import dprk_tourism as dt
from dprk_tourism.compare.changes import Changes

# --- functions


def functions(history: dt.History) -> None:
    """The functions at the top of the package."""
    assert_type(dt.__version__, str)
    assert_type(dt.may_visit("RU", "2025-07-10"), dt.Decision)
    assert_type(dt.may_visit("RU", date(2025, 7, 10), to="dprk", departure="2025-07-12"), dt.Decision)
    assert_type(dt.may_visit("RU", date(2025, 7, 10), history="record", known_on="2025-08-01"), dt.Decision)
    assert_type(dt.may_visit("RU", "2025-07-10", history=history, strict=True), dt.Decision)
    assert_type(dt.may_visit("RU", "2025-07-10", history=Path("mine.toml")), dt.Decision)
    assert_type(dt.histories(), tuple[str, ...])
    assert_type(dt.load("article"), dt.History)
    assert_type(dt.load(Path("mine.toml")), dt.History)
    assert_type(dt.loads("", format="toml"), dt.History)
    assert_type(dt.dumps(history, format="json"), str)
    assert_type(dt.fingerprint(history), str)
    assert_type(dt.check(history), tuple[dt.Remark, ...])
    assert_type(dt.agenda(history), tuple[dt.Task, ...])
    assert_type(dt.readings(), Mapping[str, dt.History])
    assert_type(dt.diff(history, history, to="dprk"), Changes)
    assert_type(dt.diff(history, history), Changes)


def asked(day: dt.DayLike, window: dt.WindowLike, history: dt.HistoryLike) -> dt.Unknown | None:
    """The types of arguments can annotate the arguments of your own functions."""
    hinges = dt.may_visit("RU", day, history=history).hinges
    dt.Dating(when=window, citation=dt.Citation("article"))
    return hinges[0].unknown if hinges else None


# --- the history and what it answers


def history(it: dt.History) -> None:
    """A history."""
    assert_type(it.id, str)
    assert_type(it.title, str)
    assert_type(it.sources, Mapping[str, dt.Source])
    assert_type(it.places, Mapping[str, dt.Place])
    assert_type(it.events, Mapping[str, dt.Event])
    assert_type(it.policies, Mapping[str, dt.AccessPolicy])
    assert_type(it.surveyed_from, date | None)
    assert_type(it.surveyed_through, date | None)
    assert_type(it.decide(dt.Visit("RU", "dprk", "2025-07-10"), strict=True), dt.Decision)
    assert_type(it.timeline("RU", "dprk", strict=True), dt.Timeline)
    assert_type(it.timeline("RU"), dt.Timeline)
    assert_type(it.who_may_visit("2025-07-10", "dprk", strict=True), Mapping[dt.Verdict, frozenset[str]])
    assert_type(it.nationality_classes(), Mapping[str, frozenset[str]])
    assert_type(it.chart(["RU", "AU"], "dprk", strict=True, scale=True, since="2024-01-01", until=None), dt.Chart)
    assert_type(it.map("RU", "2025-07-10", strict=True), dt.Chart)
    assert_type(it.known_on("2025-07-10"), dt.History)
    assert_type(it.age(date(2025, 7, 20)), int | None)
    assert_type(it.according_to("article", "ap-2025-07-18"), dt.History)
    assert_type(it.supposing(days={"a": "2025-07"}, ends={"b": date(2025, 7, 1)}), dt.History)
    assert_type(it.supposing(members={"b": {"CA": True}}), dt.History)
    assert_type(it.suppositions, tuple[str, ...])
    assert_type(it.learned(dt.Visit("RU", "dprk", "2025-07-10")), tuple[dt.Learned, ...])
    assert_type(it.learned_chart("RU", "dprk"), dt.Chart)
    assert_type(it.amended(), dt.History)
    more = it.amended(
        sources=it.sources.values(),
        places=it.places.values(),
        events=[],
        policies=(),
        without=["foreigners-barred"],
        surveyed_through=date(2025, 7, 18),
    )
    assert_type(more, dt.History)
    assert_type(dt.History(id="a", title="A", sources=it.sources, places=[], surveyed_through="2025-07-18"), dt.History)


def learned(it: dt.Learned) -> None:
    """A run of days on which the same verdict was known."""
    assert_type(it.since, date | None)
    assert_type(it.verdict, dt.Verdict)
    assert_type(it.sources, tuple[str, ...])


def timeline(it: dt.Timeline) -> None:
    """A timeline."""
    assert_type(it.nationality, str)
    assert_type(it.place, str)
    assert_type(it.history.known_on("2025-07-10"), dt.History)
    assert_type(it.strict, bool)
    assert_type(it.decide("2025-07-10", date(2025, 7, 12)), dt.Decision)
    assert_type(it.stretches, tuple[dt.Stretch, ...])
    assert_type(it.at("2025-07-10"), dt.Stretch)
    assert_type(list(it), list[dt.Stretch])
    assert_type(len(it), int)
    assert_type(it.openings(), tuple[dt.DaySpan, ...])
    assert_type(it.next_opening(date(2025, 7, 10)), dt.DaySpan | None)
    assert_type([*it.runs()], list[tuple[dt.Verdict, dt.DaySpan]])


def stretch(it: dt.Stretch) -> None:
    """A stretch."""
    assert_type(it.span, dt.DaySpan)
    assert_type(it.verdict, dt.Verdict)
    assert_type(it.projected, bool)
    assert_type(it.findings, tuple[dt.Finding, ...])
    assert_type(it.finding("site"), dt.Finding)
    assert_type(it.deciding, tuple[str, ...])
    assert_type(it.hinges, tuple[dt.Hinge, ...])
    assert_type(it.conflicts, tuple[dt.Conflict, ...])
    assert_type(it.because, tuple[dt.Reason, ...])
    assert_type(it.assumptions, tuple[dt.Layer, ...])
    assert_type(it.silences, tuple[dt.Layer, ...])
    assert_type(it.disputed, tuple[str, ...])
    assert_type(it.unsettled, tuple[dt.EventUnknown | dt.OpeningUnknown | dt.MembershipUnknown, ...])
    assert_type(it.conditions, tuple[str, ...])
    assert_type(it.conditional, bool)


def decision(it: dt.Decision) -> None:
    """A decision."""
    assert_type(it.visit, dt.Visit)
    assert_type(it.stretches, tuple[dt.Stretch, ...])
    assert_type(it.verdict, dt.Verdict)
    assert_type(it.permitted, bool)
    assert_type(it.denied, bool)
    assert_type(it.undetermined, bool)
    assert_type(it.projected, bool)
    assert_type(it.deciding, tuple[str, ...])
    assert_type(it.possible, tuple[str, ...])
    assert_type(it.hinges, tuple[dt.Hinge, ...])
    assert_type(it.conflicts, tuple[dt.Conflict, ...])
    assert_type(it.because, tuple[dt.Reason, ...])
    assert_type(it.assumptions, tuple[dt.Layer, ...])
    assert_type(it.disputed, tuple[str, ...])
    assert_type(it.conditions, tuple[str, ...])
    assert_type(it.elsewhere, Mapping[str, dt.Verdict])
    assert_type(it.otherwise, Mapping[str, dt.Verdict])
    assert_type(it.citations, tuple[dt.Citation, ...])
    assert_type(it.sources, tuple[dt.Source, ...])
    assert_type(it.receipt, dt.Receipt)
    assert_type(it.supposed, bool)
    assert_type(it.critical_sources(), tuple[dt.Source, ...])
    assert_type(it.alternatives().before, date | None)
    assert_type(it.alternatives().after, date | None)
    assert_type(it.alternatives().places, tuple[str, ...])
    assert_type(it.explain(), str)
    assert_type(it.summary(), str)
    assert_type(it.to_dict(), dict[str, Any])


def finding(it: dt.Finding) -> None:
    """A finding."""
    assert_type(it.layer, dt.Layer)
    assert_type(it.outcomes, frozenset[dt.Outcome])
    assert_type(it.deciding, tuple[str, ...])
    assert_type(it.possible, tuple[str, ...])
    assert_type(it.outranked, tuple[tuple[str, str], ...])


def hinge(it: dt.Hinge) -> None:
    """A hinge; a match over the three kinds of unknowns leaves none out."""
    assert_type(it.policies, tuple[str, ...])
    assert_type(it.if_yes, frozenset[dt.Verdict])
    assert_type(it.if_no, frozenset[dt.Verdict])
    match it.unknown:
        case dt.EventUnknown(event):
            assert_type(event, str)
        case dt.OpeningUnknown(place):
            assert_type(place, str)
        case dt.MembershipUnknown(audience):
            assert_type(audience, dt.Audience)
        case never:
            assert_never(never)


def occurrence(it: dt.EventUnknown) -> None:
    """An unknown about an event."""
    assert_type(it.event, str)
    assert_type(it.others, tuple[str, ...])


def opening(it: dt.OpeningUnknown) -> None:
    """An unknown about an opening."""
    assert_type(it.place, str)


def membership(it: dt.MembershipUnknown) -> None:
    """An unknown about a group."""
    assert_type(it.audience, dt.Audience)


def conflict(it: dt.Conflict) -> None:
    """A conflict."""
    assert_type(it.layer, dt.Layer)
    assert_type(it.permit, str)
    assert_type(it.deny, str)
    assert_type(it.settled_by, dt.Resolution)
    assert_type(it.matters, bool)


def changes(it: Changes) -> None:
    """All changes between two histories: a tuple of them."""
    assert_type(it[0], dt.Change)
    assert_type(it.count(it[0]), int)
    assert_type(it.index(it[0]), int)


def chart(it: dt.Chart) -> None:
    """A picture."""
    assert_type(it.svg, str)
    assert_type(it.save("picture.svg"), None)


def change(it: dt.Change) -> None:
    """A change."""
    assert_type(it.nationalities, frozenset[str])
    assert_type(it.place, str)
    assert_type(it.span, dt.DaySpan)
    assert_type(it.before, dt.Verdict)
    assert_type(it.after, dt.Verdict)
    assert_type(it.cause, dt.Cause)
    assert_type(it.policies_before, tuple[str, ...])
    assert_type(it.policies_after, tuple[str, ...])


def task(it: dt.Task) -> None:
    """A task."""
    assert_type(it.subject, dt.Unknown | dt.Conflict | dt.Layer)
    assert_type(it.what, str)
    assert_type(it.answers, int)
    assert_type(it.if_yes, Mapping[dt.Verdict, int])
    assert_type(it.if_no, Mapping[dt.Verdict, int])
    assert_type(it.nationalities, frozenset[str])
    assert_type(it.places, tuple[str, ...])
    assert_type(it.span, dt.DaySpan)
    assert_type(it.records, tuple[str, ...])
    assert_type(it.sources, tuple[str, ...])


def remark(it: dt.Remark) -> None:
    """A remark."""
    assert_type(it.kind, dt.RemarkKind)
    assert_type(it.what, str)
    assert_type(it.records, tuple[str, ...])
    assert_type(it.nationalities, frozenset[str])
    assert_type(it.place, str | None)
    assert_type(it.span, dt.DaySpan | None)


# --- records


def source(it: dt.Source) -> None:
    """A source."""
    assert_type(it.id, str)
    assert_type(it.kind, dt.SourceKind)
    assert_type(it.publisher, str)
    assert_type(it.title, str)
    assert_type(it.published, dt.DayWindow)
    assert_type(it.url, str | None)
    assert_type(it.copy, str | None)
    assert_type(it.archived, str | None)
    assert_type(it.derived_from, str | None)
    assert_type(it.passages, Mapping[str, str])
    assert_type(it.note, str | None)


def citation(it: dt.Citation) -> None:
    """A citation."""
    assert_type(it.source, str)
    assert_type(it.at, str | None)
    assert_type(it.attribute, str | None)
    assert_type(it.words, str | None)


def place(it: dt.Place) -> None:
    """A place."""
    assert_type(it.id, str)
    assert_type(it.name, str)
    assert_type(it.names, tuple[str, ...])
    assert_type(it.within, str | None)
    assert_type(it.location, tuple[float, float] | None)
    assert_type(it.cites, tuple[dt.Citation, ...])
    assert_type(it.note, str | None)


def resort(it: dt.Resort) -> None:
    """A resort, which is a place."""
    place(it)
    assert_type(it.id, str)
    assert_type(it.name, str)
    assert_type(it.names, tuple[str, ...])
    assert_type(it.within, str | None)
    assert_type(it.location, tuple[float, float] | None)
    assert_type(it.cites, tuple[dt.Citation, ...])
    assert_type(it.note, str | None)
    assert_type(it.opens, str | None)
    assert_type(it.region, str | None)
    assert_type(it.capacity, int | None)
    assert_type(it.beachfront_km, float | None)
    assert_type(it.amenities, tuple[str, ...])


def dating(it: dt.Dating) -> None:
    """A dating."""
    assert_type(it.when, dt.DayWindow | None)
    assert_type(it.after, str | None)
    assert_type(it.before, str | None)
    assert_type(it.days, dt.Distance | None)
    assert_type(it.distance, dt.Distance)
    assert_type(it.citation, dt.Citation)


def event(it: dt.Event) -> None:
    """An event."""
    assert_type(it.id, str)
    assert_type(it.what, str)
    assert_type(it.status, dt.Status)
    assert_type(it.supposed, dt.DayWindow | None)
    assert_type(it.place, str | None)
    assert_type(it.datings, tuple[dt.Dating, ...])
    assert_type(it.note, str | None)


def linked(history: dt.History) -> None:
    """Windows and distances, which are a history's to tell."""
    assert_type(history.window("a"), dt.DayWindow)
    assert_type(history.distance("a", "b"), dt.Distance)
    assert_type(history.disputed, tuple[str, ...])
    assert_type(history.chronology(), tuple[dt.Event, ...])


def distance(it: dt.Distance) -> None:
    """A distance."""
    assert_type(it.least, int | None)
    assert_type(it.most, int | None)
    assert_type(dt.Distance.parse("14.."), dt.Distance)
    assert_type(it.parse("14"), dt.Distance)
    assert_type(14 in it, bool)


def receipt(it: dt.Receipt) -> None:
    """A receipt."""
    assert_type(it.history, str)
    assert_type(it.fingerprint, str)
    assert_type(it.version, str)
    assert_type(it.surveyed_from, date | None)
    assert_type(it.surveyed_through, date | None)
    assert_type(it.views, tuple[str, ...])
    assert_type(it.suppositions, tuple[str, ...])


def nationality(it: dt.Nationality) -> None:
    """A nationality."""
    assert_type(it.code, str)
    assert_type(it.alpha_3, str)
    assert_type(it.name, str)
    assert_type(it.demonym, str)
    assert_type(dt.nationalities(), Mapping[str, dt.Nationality])


def audience(it: dt.Audience) -> None:
    """An audience."""
    assert_type(it.certain, frozenset[str])
    assert_type(it.possible, frozenset[str])
    assert_type(it.members, frozenset[str])
    assert_type(dt.Audience.named("western"), dt.Audience)
    assert_type(it.named("western"), dt.Audience)
    assert_type(it.settled(["US"]), dt.Audience)


def policy(it: dt.AccessPolicy) -> None:
    """A policy."""
    assert_type(it.id, str)
    assert_type(it.effect, dt.Effect)
    assert_type(it.layer, dt.Layer)
    assert_type(it.audience, dt.Audience)
    assert_type(it.place, str)
    assert_type(it.starts, str | None)
    assert_type(it.ends, str | None)
    assert_type(it.ending, dt.Ending | None)
    assert_type(it.announced, str | None)
    assert_type(it.ending_or_default, dt.Ending | None)
    assert_type(it.announcement, str | None)
    assert_type(it.overrides, tuple[str, ...] | Literal["earlier"])
    assert_type(it.conditions, tuple[str, ...])
    assert_type(it.cites, tuple[dt.Citation, ...])
    assert_type(it.note, str | None)


def visit(it: dt.Visit) -> None:
    """A visit."""
    assert_type(it.nationality, str)
    assert_type(it.place, str)
    assert_type(it.arrival, date)
    assert_type(it.departure, date | None)
    assert_type(it.last_day, date)


def window(it: dt.DayWindow) -> None:
    """A window."""
    assert_type(it.earliest, date | None)
    assert_type(it.latest, date | None)
    assert_type(it.is_one_day, bool)
    assert_type(dt.DayWindow.parse("2025-07"), dt.DayWindow)
    assert_type(it.parse("2025"), dt.DayWindow)
    assert_type("2025-07-10" in it, bool)


def span(it: dt.DaySpan) -> None:
    """A span."""
    assert_type(it.start, date | None)
    assert_type(it.end, date | None)
    assert_type(it.last, date | None)
    assert_type(date(2025, 7, 10) in it, bool)


def made() -> None:
    """Records accept what people write: days as strings, audiences by name, lists for tuples."""
    cite = dt.Citation("report", "7.1")
    assert_type(dt.Visit("Russia", "wonsan-kalma", "2025-07-10", departure=date(2025, 7, 12)), dt.Visit)
    assert_type(dt.Source(id="a", kind="press", publisher="b", title="c", published="2025-07"), dt.Source)
    assert_type(dt.Place(id="a", name="A", cites=[cite]), dt.Place)
    assert_type(dt.Resort(id="a", name="A", opens="b", capacity=20_000, amenities=["hotels"]), dt.Resort)
    assert_type(dt.Dating(when="2025-07", citation=cite), dt.Dating)
    assert_type(dt.Dating(after="a", days="14..", citation=cite), dt.Dating)
    assert_type(dt.Dating(before="a", days=14, citation=cite), dt.Dating)
    assert_type(dt.Event(id="a", what="A", datings=[dt.Dating(when="2025", citation=cite)]), dt.Event)
    assert_type(dt.Audience(["RU"], possible=["CN"]), dt.Audience)
    assert_type(dt.DayWindow("2025-07-01", date(2025, 7, 31)), dt.DayWindow)
    assert_type(dt.DaySpan("2025-07-01", None), dt.DaySpan)
    barred = dt.AccessPolicy(
        id="a", effect="deny", layer="site", audience="foreigners", place="b", ending="unstated", cites=[cite]
    )
    assert_type(barred, dt.AccessPolicy)
    few = dt.AccessPolicy(
        id="a", effect=dt.Effect.DENY, layer=dt.Layer.SITE, audience=["RU"], place="b", overrides=["c"], cites=[cite]
    )
    assert_type(few, dt.AccessPolicy)


# --- choices


def choices(verdict: dt.Verdict, effect: dt.Effect) -> None:
    """Each choice is a string, and a match over its members is exhaustive."""
    match verdict:
        case dt.Verdict.PERMITTED | dt.Verdict.DENIED | dt.Verdict.UNDETERMINED:
            pass
        case never:
            assert_never(never)
    match effect:
        case dt.Effect.PERMIT | dt.Effect.DENY:
            pass
        case never_either:
            assert_never(never_either)
    texts: list[str] = [
        verdict.value,
        *dt.Reason,
        *dt.Ending,
        *dt.Layer,
        *dt.Outcome,
        *dt.RemarkKind,
        *dt.Resolution,
        *dt.SourceKind,
    ]
    assert_type(texts, list[str])


# --- errors


def errors() -> None:
    """Each error is one of ours, and the standard one that a reader would catch anyway."""
    values: list[type[ValueError]] = [
        dt.InvalidDayError,
        dt.InvalidDocumentError,
        dt.InvalidHistoryError,
        dt.InvalidRowsError,
        dt.InvalidValueError,
        dt.errors.NaiveDatetimeError,
    ]
    kinds: list[type[TypeError]] = [dt.NoTruthValueError, dt.WrongTypeError]
    names: list[type[LookupError]] = [
        dt.UnknownNameError,
        dt.errors.UnknownNationalityError,
        dt.errors.UnknownPlaceError,
    ]
    files: list[type[OSError]] = [dt.FileError]
    imports: list[type[ImportError]] = [dt.MissingExtraError]
    ours: list[type[dt.DprkTourismError]] = [
        dt.InvalidValueError,
        dt.InvalidHistoryError,
        dt.NoTruthValueError,
        dt.WrongTypeError,
        dt.UnknownNameError,
        dt.FileError,
    ]
    assert_type((values, kinds, names, files, imports, ours)[0], list[type[ValueError]])


def caught(name: dt.UnknownNameError, history: dt.InvalidHistoryError, fault: dt.Fault) -> None:
    """What an error was made from can be asked of it."""
    assert_type(name.kind, str)
    assert_type(name.name, object)
    assert_type(name.suggestions, tuple[str, ...])
    assert_type(history.faults, tuple[dt.Fault, ...])
    assert_type(fault.what, str)
    assert_type(fault.path, str)


def frames(columns: dict[str, list[str]], history: dt.History) -> None:
    """A frame comes back as what it was; the table of answers is one of Arrow, which has no types of its own."""
    frame = pl.DataFrame(columns)
    assert_type(dt.screen(frame), pl.DataFrame)
    assert_type(dt.screen(frame.lazy(), nationality="who", on="day", departure="leaves", to="dprk"), pl.LazyFrame)
    assert_type(
        dt.screen(frame, to_column="place", history=history, on_invalid="null", conditions=True, last_day=True),
        pl.DataFrame,
    )
    assert_type(dt.segments(history, strict=True), Any)
    assert_type(dt.RowProblem("day-missing"), dt.RowProblem)


# --- what must not pass


def mistakes(decision: dt.Decision, history: dt.History, visit: dt.Visit, policy: dt.AccessPolicy) -> None:
    """What a checker must complain of."""
    dt.may_vist("RU", "2025-07-10")  # type: ignore[attr-defined]
    dt.may_visit("RU")  # type: ignore[call-arg]
    dt.may_visit("RU", 20250710)  # type: ignore[arg-type]
    dt.may_visit("RU", "2025-07-10", "dprk")  # type: ignore[call-arg]
    dt.loads("", format="yaml")  # type: ignore[arg-type]
    dt.screen({}, on_invalid="skip")  # type: ignore[arg-type]
    decision.verdict = dt.Verdict.PERMITTED  # type: ignore[misc]
    decision.allowed  # type: ignore[attr-defined]  # noqa: B018 - it is the name that must not pass
    history.policies["mine"] = policy  # type: ignore[index]
    history.title = "Mine"  # type: ignore[misc]
    visit.arrival = date(2025, 7, 10)  # type: ignore[misc]
    history.decide("RU")  # type: ignore[arg-type]
    dt.Visit("RU", "dprk")  # type: ignore[call-arg]
    dt.Verdict.ALLOWED  # type: ignore[attr-defined]  # noqa: B018
