"""What was found, as a page in Markdown."""

from collections.abc import Iterable, Sequence

import attrs

from benchmarks import bulk, growth, imports, machine, single
from benchmarks.timing import Spread, Times
from benchmarks.ways import FLOOR, GIVES, INDEXED, THREE


@attrs.frozen
class Findings:
    """What was measured; None for what was not asked for."""

    single: single.Single | None
    bulk: bulk.Bulk | str | None
    growth: list[growth.Series] | None
    imports: imports.Imports | None

    @property
    def agree(self) -> bool:
        """Whether everything that was checked gave the library's answers."""
        peers = self.single is None or all(check.agrees for check in self.single.checks)
        return peers and not (isinstance(self.bulk, bulk.Bulk) and any(check.wrong for check in self.bulk.checks))


def page(found: Findings) -> str:
    """Give the whole page."""
    parts = [["# Results"], machine.described(), _HOW, glance(found)]
    if found.single is not None:
        parts.append(single_part(found.single))
    if isinstance(found.bulk, bulk.Bulk):
        parts.append(bulk_part(found.bulk))
    elif found.bulk is not None:
        parts.append(["## Many questions at once", "", f"- {found.bulk}"])
    if found.growth is not None:
        parts.append(growth_part(found.growth))
    if found.imports is not None:
        parts.append(imports_part(found.imports.all))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


_HOW = [
    "A time is the median over rounds, with its quartiles; a ratio is the median of the ratios within rounds.",
    "What each line does, and what is fair and unfair to it, is said in [the page about the benchmarks](README.md).",
]


# --- at a glance


def glance(found: Findings) -> list[str]:
    """The ratios that say most, each with what it aims at."""
    rows: list[tuple[str, str, str]] = []
    if found.single is not None:
        rows += _single_glance(found.single)
    if isinstance(found.bulk, bulk.Bulk):
        rows += _bulk_glance(found.bulk)
    for series in found.growth or ():
        rows += _growth_glance(series)
    if found.imports is not None:
        over = imports.over_bare(found.imports.own, imports.OWN).scaled(1e3)
        measured = f"{over.median:.1f} ms ({over.low:.1f} to {over.high:.1f})"
        rows.append((f"`{imports.OWN}`, over a bare interpreter", measured, "5 ms at most"))
    return ["## At a glance", "", *_GLANCE, "", *_table(("what, against what", "ratio", "aim"), rows)]


_GLANCE = [
    "Each ratio is the time of what stands first over the time of what stands second.",
    "Where a peer stands first, a ratio above 1 says that the library is faster.",
]


def _single_glance(found: single.Single) -> list[tuple[str, str, str]]:
    aims = {"plain loop": "2.5 at least", "cedar (cedarpy)": "25 at least"}
    rows = [
        (f"{name}, against `may_visit`", _ratio(found.times, name, single.MAY_VISIT), aims.get(name, "-"))
        for name in found.order
        if name in {check.peer for check in found.checks}
    ]
    rows.append(
        (
            "`may_visit`, a day not asked before, against `may_visit`",
            _ratio(found.times, single.NEW_DAY, single.MAY_VISIT),
            "-",
        )
    )
    floor = "dict and bisect"
    if floor in found.times.seconds:
        rows.append((f"`timeline.at`, against {floor}", _ratio(found.times, single.AT, floor), "2 at most"))
    return rows


def _bulk_glance(found: bulk.Bulk) -> list[tuple[str, str, str]]:
    rows = []
    titles = {bulk.title(check.way): check.way for check in found.checks}
    floors = [(t, way.name) for t, way in titles.items() if way.library == "numpy" and t in found.times.seconds]
    for own, way in titles.items():
        if not way.is_library or own not in found.times.seconds:
            continue
        for gives in GIVES:
            rivals = [t for t in found.times.seconds if titles[t].library == way.library and titles[t].gives == gives]
            best = min((t for t in rivals if t != own), key=lambda t: found.times.of(t).median, default=None)
            if best is not None:
                aim = "1 at most" if (way.library, gives) == ("polars", THREE) else "-"
                rows.append((f"`{own}`, against the best by hand: {best}", _ratio(found.times, own, best), aim))
        for floor, name in floors:
            aim = "4 at most" if way.library == "polars" and name == INDEXED else "-"
            rows.append((f"`{own}`, against numpy's {name}", _ratio(found.times, own, floor), aim))
        rows += [
            (f"{other}, against `{own}`", _ratio(found.times, other, own), "-")
            for other in found.times.seconds
            if titles[other].library == "openfisca-core" and titles[other].gives == THREE
        ]
    return rows


def _growth_glance(series: growth.Series) -> list[tuple[str, str, str]]:
    rows = []
    for what, steps in series.exponents().items():
        before, after, ratio, exponent = steps[-1]
        name = f"{what}: from {before:,} to {after:,} {series.title}"
        if series.per_row:
            rows.append((f"{name}, by row", _number(ratio * before / after), "1.3 at most"))
        else:
            rows.append((name, f"{_number(ratio)}, exponent {exponent:.2f}", "-"))
    for step in series.steps:
        if series.title == "policies" and step.size == _THOUSAND:
            seconds = step.seconds["load"] + step.seconds["first questions, all classes"]
            rows.append(("1,000 policies: load, and first questions of all classes", f"{seconds:.2f} s", "1 s at most"))
    return rows


_THOUSAND = 1_000


# --- the parts


def single_part(found: single.Single) -> list[str]:
    """One question at a time."""
    lines = ["## One question at a time", "", "### Agreement with the library, before anything was timed", ""]
    lines += _table(
        ("peer", "questions", "left out, as it cannot say undetermined there", "deciding policies compared", "differ"),
        [(c.peer, f"{c.asked:,}", f"{c.left_out:,}", f"{c.named:,}", f"{len(c.wrong):,}") for c in found.checks],
    )
    lines += _notes(
        [
            *(f"{result.peer}: {result.wrong[0]}" for result in found.checks if result.wrong),
            *(f"{missing.name}: skipped, {missing.why}" for missing in found.missing),
        ]
    )
    lines += ["", "### Times", ""]
    return lines + _table(
        ("what", "µs", "quartiles", "x may_visit", "x may_visit with reasons", "x timeline.at"),
        [
            (
                f"**{name}**" if name in single.LIBRARY else name,
                *_spread(found.times.of(name), 1e6),
                *(_ratio(found.times, name, to) for to in (single.MAY_VISIT, single.REASONS, single.AT)),
            )
            for name in found.order
        ],
    )


def bulk_part(found: bulk.Bulk) -> list[str]:
    """Many questions at once."""
    lines = [f"## {found.rows:,} questions at once", ""]
    names = sorted(found.times.seconds, key=lambda name: found.times.of(name).median)
    by_title = {bulk.title(check.way): check for check in found.checks}
    floor = next((title for title in names if by_title[title].way.name == FLOOR), None)
    rows = []
    for name in names:
        way = by_title[name].way
        own = bulk.title_of_screen(found, way.library)
        rows.append(
            (
                way.library,
                f"**{way.name}**" if way.is_library else way.name,
                way.gives,
                *_spread(found.times.of(name), 1e9),
                "-" if own is None else _ratio(found.times, name, own),
                "-" if floor is None else _ratio(found.times, name, floor),
                f"{by_title[name].compared:,}",
            )
        )
    head = (
        "library",
        "way",
        "gives",
        "ns a row",
        "quartiles",
        "x screen of the same library",
        "x floor",
        "rows compared",
    )
    lines += _table(head, rows)
    wrong = [
        f"{bulk.title(check.way)}: not timed, {check.wrong:,} rows differ: {check.first}"
        for check in found.checks
        if check.wrong
    ]
    return lines + _notes([*wrong, *found.missing])


def _notes(notes: Sequence[str]) -> list[str]:
    return ["", *(f"- {note}" for note in notes)] if notes else []


def growth_part(found: Sequence[growth.Series]) -> list[str]:
    """How cost grows."""
    lines = ["## Growth", ""]
    for series in found:
        lines += [f"### By {series.title}", "", *_growth_table(series), *_notes(series.notes)[not series.steps :], ""]
    return lines[:-1]


def _growth_table(series: growth.Series) -> list[str]:
    if not series.steps:
        return []
    exponents = series.exponents()
    columns = list(series.steps[0].seconds)
    rows = [
        (f"{step.size:,}", *(_duration(step.seconds[what], step.size, series) for what in columns))
        for step in series.steps
    ]
    for number, (before, after) in enumerate(zip(series.steps, series.steps[1:], strict=False)):
        cells = [f"x {exponents[what][number][2]:.2f}, exponent {exponents[what][number][3]:.2f}" for what in columns]
        rows.append((f"{before.size:,} to {after.size:,}", *cells))
    return _table((series.title, *columns), rows)


def _duration(seconds: float, size: int, series: growth.Series) -> str:
    if series.per_row:
        return f"{seconds / size * 1e9:.1f} ns a row"
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def imports_part(times: Times) -> list[str]:
    """What importing costs."""
    rows = [
        (
            name,
            *_spread(times.of(name), 1e3),
            f"{imports.over_bare(times, name).median * 1e3:.1f}",
            _ratio(times, name, imports.BARE),
        )
        for name in times.seconds
    ]
    head = ("process", "ms", "quartiles", "ms over a bare interpreter", "x bare interpreter")
    return ["## Import, in fresh processes", "", *_table(head, rows)]


def mutations_part(title: str, found: dict[str, dict[str, int]]) -> list[str]:
    """How many questions each peer gets wrong when it is told of an event one day late."""
    events = sorted({event for missed in found.values() for event in missed})
    rows = [(peer, *(str(missed.get(event, "-")) for event in events)) for peer, missed in found.items()]
    return [f"## {title}", "", *_table(("answers that differ", *events), rows)]


def _spread(spread: Spread, factor: float) -> tuple[str, str]:
    some = spread.scaled(factor)
    return _number(some.median), f"{_number(some.low)}-{_number(some.high)}"


def _ratio(times: Times, name: str, to: str) -> str:
    return _number(times.ratio(name, to).median)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    number = len(head)
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * number}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
