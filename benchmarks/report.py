"""What was found, as a page in Markdown."""

from collections.abc import Iterable, Sequence

from benchmarks import bulk, growth, imports, machine, single
from benchmarks.timing import Spread, Times


def page(parts: Iterable[list[str]]) -> str:
    """Give the whole page."""
    lines = ["# Results", "", *machine.described(), "", _HOW, ""]
    for part in parts:
        lines += [*part, ""]
    return "\n".join(lines).rstrip() + "\n"


_HOW = """A time is the median over rounds, with its quartiles; a ratio is the median of the ratios within rounds.
What each line does, and what is fair and unfair to it, is said in [the page about the benchmarks](README.md)."""


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
    floor = next((title for title in names if by_title[title].way.library == "numpy"), None)
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
        lines += [f"### By {series.title}", "", *_growth_table(series), *_notes(series.notes), ""]
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
    bare = times.seconds[imports.BARE]
    rows = []
    for name in times.seconds:
        over = Spread.of([a - b for a, b in zip(times.seconds[name], bare, strict=True)])
        rows.append(
            (name, *_spread(times.of(name), 1e3), f"{over.median * 1e3:.1f}", _ratio(times, name, imports.BARE))
        )
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
