"""The one description of an answer: every output takes its sentences from here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import DaySpan
from dprk_tourism._model.records import Event, Layer, Resort, Visit, from_the_inside_out
from dprk_tourism._render import words
from dprk_tourism._rules.answers import (
    Conflict,
    EventUnknown,
    Finding,
    Hinge,
    MembershipUnknown,
    OpeningUnknown,
    Outcome,
    Reason,
    Resolution,
    Stretch,
    Subject,
    Task,
    Unknown,
    Verdict,
)
from dprk_tourism._rules.evidence import citations
from dprk_tourism._rules.ranks import announced
from dprk_tourism._rules.stretches import is_cut_short
from dprk_tourism._text import amount, listed, on_one_line

Days: TypeAlias = tuple[date, date]
"""The first and the last day of a visit."""

Runs: TypeAlias = Sequence[tuple[Verdict, DaySpan]]
"""The runs of days of one verdict that a visit touches, in order."""

Verdicts: TypeAlias = Mapping[str, Verdict]
"""Verdicts by place, or by history."""


class _Rule(StrEnum):
    """The rules that an explanation names, each by its number on the page of rules."""

    DISPUTED = "R2"
    PLACES = "R4"
    OUTRANKS = "R7"
    LAYER = "R8"
    SILENCE = "R10"
    LAYERS = "R11"
    WORLDS = "R12"
    SETTLING = "R13"
    PROJECTED = "R14"
    STAYS = "R15"
    EXACTNESS = "R18"
    CONDITIONS = "R19"
    SUPPOSED = "R21"
    CRITICAL = "R23"


_SENTENCES: Final = {
    Verdict.PERMITTED: "{who} may visit {where} {when}.",
    Verdict.DENIED: "{who} may not visit {where} {when}.",
    Verdict.UNDETERMINED: "the data does not settle whether {who} may visit {where} {when}.",
}

_STAYS: Final = {  # R15
    Verdict.PERMITTED: "A stay is permitted if every day of it is.",
    Verdict.DENIED: "A stay is denied if any day of it is.",
    Verdict.UNDETERMINED: "A stay is undetermined if any day of it is and none is denied.",
}

BEFORE: Final = "This assumes that nothing was different before."
SINCE: Final = "This assumes that nothing has changed since."
_STRICT: Final = "A strict answer assumes nothing about other days."

_CUT_SHORT: Final = (
    "A permission may end during this stay. Whether travellers who are already there may finish it is not modelled."
)

SOURCES: Final = "Sources"
"""The heading of the sources of an answer."""

HANGS_ON: Final = f"What it hangs on ({_Rule.CRITICAL})"
"""The heading of the sources without which an answer would be another."""

_LAYERS: Final = {
    Layer.HOME_STATE: "home-state (the traveller's own government)",
    Layer.ENTRY: "entry (admission to the country)",
    Layer.SITE: "site (the place itself)",
}

_RULES: Final = {
    Layer.HOME_STATE: "travel rules set by {country}",
    Layer.ENTRY: "entry rules",
    Layer.SITE: "rules set by the place itself",
}

_RESOLUTIONS: Final = {
    Resolution.ORDER: "Knowing which was announced first would settle it.",
    Resolution.OVERRIDE: "A source that says which of them counts would settle it.",
}


@attrs.frozen
class Line:
    """One line of a `Text`."""

    text: str
    """What it says; ids are in backticks."""
    depth: int = 0
    """How deep it is in a list: 0 for an item, 1 for an item below one."""
    url: str | None = None
    """The web address that belongs to it; None for none."""
    linked: str = ""
    """The part of the text that is a link to the address, where a page has links: the name of a publisher."""
    at: int = 0
    """Where that part begins in the text."""


@attrs.frozen
class Text:
    """An answer in words, before it becomes plain text or HTML."""

    verdict: Verdict
    """The answer."""
    label: str
    """The answer as people read it: `permitted, on conditions`."""
    sentence: str
    """The answer as the second half of a sentence that begins with the verdict."""
    remarks: tuple[str, ...]
    """Sentences that belong to the verdict: its days, and what a reader must know to believe it."""
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    """Lists, each under its heading; none is empty."""

    @property
    def title(self) -> str:
        """The verdict and the question, in one sentence."""
        return f"{self.label.capitalize()}: {self.sentence}"


def one_line(visit: Visit, verdict: Verdict, stretches: Sequence[Stretch], *, supposed: bool = False) -> str:
    """Return the verdict, the question and why."""
    projected, conditional = any(stretch.projected for stretch in stretches), is_conditional(verdict, stretches)
    shown = words.verdict(verdict, projected=projected, conditional=conditional, supposed=supposed)
    return f"{shown}: {visit.nationality} at {visit.place} {words.when(visit)} ({named_reason(stretches)})"


def named_reason(stretches: Sequence[Stretch]) -> str:
    """Return why answers are as they are, by ids alone: `hinge: ban-notice; russians-admitted`."""
    findings = [finding for stretch in stretches for finding in stretch.findings]
    deciding = dict.fromkeys(policy for finding in findings for policy in finding.deciding)
    possible = dict.fromkeys(policy for finding in findings for policy in finding.possible)
    disputed = dict.fromkeys(event for stretch in stretches for event in stretch.disputed)  # R2
    parts = list(dict.fromkeys(_reason(stretch, reason) for stretch in stretches for reason in stretch.because))
    if deciding:
        parts.append(", ".join(deciding))
    elif not parts:  # one policy decides in some worlds, and another in the rest
        parts.append(" or ".join(possible))
    if disputed:
        parts.append(f"disputed: {', '.join(disputed)}")
    return "; ".join(parts)


def open_questions(stretches: Sequence[Stretch]) -> Iterator[str]:
    """Return what leaves answers undetermined, in short and by ids (R13)."""
    facts = (_open_fact(stretch, hinge, "`{}`".format) for stretch in stretches for hinge in stretch.hinges)
    if found := list(dict.fromkeys(facts)):
        yield f"depends on {listed(found)}"
    conflicts = (each for stretch in stretches for each in stretch.conflicts if each.matters)
    yield from dict.fromkeys(f"`{each.permit}` against `{each.deny}`" for each in conflicts)
    for layer in dict.fromkeys(layer for stretch in stretches for layer in stretch.silences):
        yield f"no {_RULES[layer].format(country='the country')}"
    yield from dict.fromkeys(_SHORT[reason] for stretch in stretches for reason in stretch.because if reason in _SHORT)


_SHORT: Final = {Reason.TOO_MANY_UNKNOWNS: "too many unknown facts", Reason.PROJECTED: "outside the data"}


def _reason(stretch: Stretch, reason: Reason) -> str:
    if reason is not Reason.HINGE:
        return reason
    return f"{reason}: {', '.join(_open_fact(stretch, hinge) for hinge in stretch.hinges)}"


def _open_fact(stretch: Stretch, hinge: Hinge, shown: Callable[[str], str] = str) -> str:
    match hinge.unknown:
        case EventUnknown(event, others):
            return " and ".join(map(shown, (event, *others)))
        case OpeningUnknown(place):
            return f"opening of {shown(place)}"
        case _:
            return f"membership of {' and '.join(map(shown, _bearing_policies(stretch, hinge)))}"


def _bearing_policies(stretch: Stretch, hinge: Hinge) -> list[str]:
    """The policies of a hinge that apply in some world; others with the same audience are of other days (R5)."""
    pairs = {id_ for finding in stretch.findings for pair in finding.outranked for id_ in pair}
    bearing = pairs.union(*(finding.possible for finding in stretch.findings))
    return [id_ for id_ in hinge.policies if id_ in bearing] or [*hinge.policies]


def plain_text(text: Text) -> str:
    """Return an answer in words as plain text."""
    lines = [text.title, *text.remarks]
    for heading, items in text.sections:
        lines += ["", *_listed(heading, items)]
    return "\n".join(lines)


def source_lines(text: Text) -> list[str]:
    """Return the sources of an answer as lines of plain text; none if it has none."""
    return [line for heading, items in text.sections if heading == SOURCES for line in _listed(heading, items)]


def _listed(heading: str, items: Iterable[Line]) -> list[str]:
    bullets = (f"{'  ' * item.depth}- {item.text}{f' <{item.url}>' if item.url else ''}" for item in items)
    return [f"{heading}:", *bullets]


def conflict(found: Conflict) -> str:
    """Return a conflict, and what would settle it (R13)."""
    sides = f"`{found.permit}` permits and `{found.deny}` denies, and neither outranks the other."
    return f"{sides} {_RESOLUTIONS[found.settled_by]}"


def question(records: Records, subject: Subject, place: str) -> tuple[str, str, str]:
    """Return what there is to find out, and its two outcomes; *place* is where a layer has no policy."""
    match subject:
        case EventUnknown(id_, others):
            events = listed([words.event(records.events[each]) for each in (id_, *others)])
            asked = f"When did {events} happen? So far: {words.on(records.window(id_))}."
            return asked, "it had happened by the day", "not"
        case OpeningUnknown(place):
            asked = f"When did {words.place(records.places[place])} open? No source says."
            return asked, "it had opened by the day", "not"
        case MembershipUnknown(audience):
            policies = [f"`{each.id}`" for each in records.policies.values() if each.audience == audience]
            do, cover = ("do", "they cover") if len(policies) > 1 else ("does", "it covers")
            asked = f"Which nationalities {do} {listed(policies)} cover? So far: {words.audience(audience)}."
            return asked, f"{cover} the nationality", "not"
        case Conflict():
            asked = f"Which counts? {conflict(subject)}"
            return asked, f"`{subject.permit}` counts", f"`{subject.deny}` counts"
        case _:
            rules, where = _RULES[subject].format(country="the country"), words.place(records.places[place])
            asked = f"Which {rules} applied at {where}? In some cases the data has none."
            return asked, "they permit", "they deny"


_MOST_PLACES: Final = 5
"""How many places of a task are named; more are counted."""


def task_lines(records: Records, task: Task) -> Iterator[str]:
    """Return a task with where and when answers hang on it, what each outcome would settle, and the sources."""
    _, *outcomes = question(records, task.subject, task.records[0].partition(".")[2])
    yield f"- {amount(task.answers, 'answer')}: {task.what}"
    places = listed(task.places) if len(task.places) <= _MOST_PLACES else amount(len(task.places), "place")
    yield f"  at {places}, {words.span(task.span)}, for {words.codes(task.nationalities)}"
    for outcome, settled in zip(outcomes, (task.if_yes, task.if_no), strict=True):
        left = task.answers - sum(settled.values())
        counts = [f"{count:,} {verdict}" for verdict, count in settled.items()]
        yield f"  if {outcome}: {', '.join([*counts, *([f'{left:,} still undetermined'] if left else [])])}"
    yield f"  sources: {', '.join(task.sources) or 'none'}"


def text_of(
    records: Records,
    visit: Visit,
    verdict: Verdict,
    runs: Runs,
    stretches: Sequence[Stretch],
    elsewhere: Verdicts,
    otherwise: Verdicts,
) -> Text:
    """Return the answer to a visit in words."""
    days = visit.arrival, visit.last_day
    return describer_of(records, visit).text(days, verdict, runs, stretches, elsewhere, otherwise)


def describer_of(records: Records, visit: Visit) -> "Describer":
    """Return what describes the answer to a visit."""
    return Describer(
        records=records,
        place=visit.place,
        nationality=words.nationality(visit.nationality),
        country=words.country(visit.nationality),
        when=words.when(visit),
        by=str(visit.arrival) if visit.arrival == visit.last_day else "then",
    )


@attrs.frozen(kw_only=True)
class Describer:
    """Describes answers about one nationality at one place. The words of the question are the caller's to choose."""

    records: Records
    """Where the policies, events, places and sources are."""
    place: str
    """The id of the place."""
    nationality: str
    """The nationality in words, with its code."""
    country: str
    """Its country in words."""
    when: str = ""
    """The days of the visit in words."""
    by: str = "then"
    """The day by which a fact would have to hold, in words."""

    def text(
        self,
        days: Days,
        verdict: Verdict,
        runs: Runs,
        stretches: Sequence[Stretch],
        elsewhere: Verdicts,
        otherwise: Verdicts,
    ) -> Text:
        """Return the whole answer."""
        who = f"a holder of a passport of {self.nationality}"
        where = words.place(self.records.places[self.place])
        doubts = "it" if verdict is Verdict.UNDETERMINED else "the undetermined days"
        sections = {
            **self._why(days, stretches),
            f"What would settle {doubts} ({_Rule.SETTLING})": self._settled(stretches),
            f"What is assumed ({_Rule.SILENCE})": map(Line, self._assumed(stretches)),
            SOURCES: self._sources(stretches),
        }
        return Text(
            verdict,
            words.verdict(
                verdict,
                projected=any(stretch.projected for stretch in stretches),
                conditional=is_conditional(verdict, stretches),
                supposed=bool(self.records.suppositions),
            ),
            _SENTENCES[verdict].format(who=who, where=where, when=self.when),
            (
                *(_by(_Rule.SUPPOSED, each) for each in words.supposed(self.records)),
                *answers_otherwise(otherwise),
                *self._remarks(days, verdict, runs, stretches, elsewhere),
            ),
            tuple((heading, found) for heading, lines in sections.items() if (found := tuple(lines))),
        )

    def _remarks(
        self, days: Days, verdict: Verdict, runs: Runs, stretches: Sequence[Stretch], elsewhere: Verdicts
    ) -> Iterator[str]:
        yield from (f"It is {answer} {words.span(span)}." for answer, span in runs)
        if len(runs) > 1:
            yield _by(_Rule.STAYS, _STAYS[verdict])
        if days[0] != days[1] and is_cut_short(stretches):  # R15
            yield _CUT_SHORT
        for event in dict.fromkeys(event for stretch in stretches for event in stretch.disputed):  # R2
            for each in words.disputes(self.records, self.records.events[event]):
                yield _by(_Rule.DISPUTED, f"Disputed: {each}")
            yield from words.note(self.records.events[event], f"Note on `{event}`")
        conditions = {word for stretch in stretches for word in stretch.conditions}
        if conditions and verdict is not Verdict.DENIED:
            yield _by(_Rule.CONDITIONS, f"Conditions: {words.conditions(sorted(conditions))}.")
        yield from self._elsewhere(elsewhere)
        if any(stretch.projected for stretch in stretches):  # R14
            strict = any(Reason.PROJECTED in stretch.because for stretch in stretches)
            survey = " ".join([*self._survey(days, strict=strict), *([_STRICT] if strict else [])])
            yield _by(_Rule.PROJECTED, survey)

    def _survey(self, days: Days, *, strict: bool) -> Iterator[str]:
        """The ends of the data that these days pass, and what the answer assumes beyond them."""
        first, last = self.records.surveyed_from, self.records.surveyed_through
        if first is None or last is None or last < first:
            yield words.survey(self.records)
            return
        if days[0] < first:
            yield from [words.survey_begins(self.records), *([] if strict else [BEFORE])]
        if last < days[1]:
            yield from [words.survey_ends(self.records), *([] if strict else [SINCE])]

    def _elsewhere(self, elsewhere: Verdicts) -> Iterator[str]:
        """A line for each verdict on the places inside, and for each on the places around."""
        places = self.records.places
        asked, around = words.place(places[self.place]), from_the_inside_out(places, self.place)
        alike: dict[tuple[str, Verdict], list[str]] = {}
        for id_, answer in elsewhere.items():
            where = f"which {asked} is in" if places[id_] in around else f"inside {asked}"
            alike.setdefault((where, answer), []).append(words.place(places[id_]))
        for (where, answer), found in alike.items():
            yield _by(_Rule.PLACES, f"Elsewhere: visits to {listed(found)}, {where}, are {answer}.")

    def _why(self, days: Days, stretches: Sequence[Stretch]) -> Mapping[str, Sequence[Line]]:
        """What each layer says, by which policies, and what these outrank; in short where it was said before."""
        sections: dict[str, list[Line]] = {}
        known: set[tuple[Line, ...]] = set()
        for stretch in stretches:
            heading = "Why" if len(stretches) == 1 else f"Why, {words.span(stretch.span)}"
            lines = sections.setdefault(heading, [])
            for finding in stretch.findings:
                details = tuple(self._details(days, stretch, finding))
                repeated = details in known
                lines.append(Line(f"{_LAYERS[finding.layer]}: {_outcome(finding)}{', as above' if repeated else ''}"))
                lines += () if repeated else details
                known |= {details} - {()}
            lines.append(Line(f"together: {_together(stretch)}"))
        return sections

    def _details(self, days: Days, stretch: Stretch, finding: Finding) -> Iterator[Line]:
        for policy in (self.records.policies[id_] for id_ in finding.possible):
            yield Line(words.policy_in_full(self.records, policy, sure=policy.id in finding.deciding), 1)
            losers = [loser for loser, winner in finding.outranked if winner == policy.id]
            for loser in losers:
                yield Line(f"outranks `{loser}` ({_Rule.OUTRANKS}): {self._better(policy.id, loser)}", 2)
            yield from (Line(note, 2) for note in words.note(policy))
        if Outcome.NOT_YET_OPEN in finding.outcomes:
            for said, cites in self.unopened(days, stretch.span):
                yield Line(f"{said} [{cites}]" if cites else said, 1)

    def _better(self, winner: str, loser: str) -> str:
        """In what a policy that outranks another is surely better (R7)."""
        x, y = (announced(self.records, self.records.policies[id_]) for id_ in (winner, loser))
        if x.overrides(y):
            return "an override says so"
        covers = ["fewer nationalities"] if y.policy.audience.certain - x.policy.audience.members else []
        covers += ["a smaller place"] if x.policy.place != y.policy.place else []
        reasons = ["was announced later"] if x.is_later_than(y) else []
        return f"it {listed([*reasons, *([f'covers {listed(covers)}'] if covers else [])])}"

    def unopened(self, days: Days, span: DaySpan) -> Iterator[tuple[str, str]]:
        """Return which resorts around the place have not, or may not have, opened by these days in *span* (R10).

        The citations of each are apart; there is none where no source says when it opened.
        """
        first = days[0] if span.start is None else max(days[0], span.start)
        last = days[1] if span.last is None else min(days[1], span.last)
        for resort in from_the_inside_out(self.records.places, self.place):
            if not isinstance(resort, Resort):
                continue
            if resort.opens is None:
                yield f"{words.place(resort)} may not have opened yet: no source says when it opened", ""
                continue
            event, window = self.records.events[resort.opens], self.records.window(resort.opens)
            if window.latest is None or first < window.latest:
                surely = window.earliest is not None and last < window.earliest
                not_yet = "had not opened yet" if surely else "may not have opened yet"
                cites = words.cited((dating.citation for dating in event.datings), quoted=False)
                yield f"{words.place(resort)} {not_yet}: `{event.id}` happened {words.on(window)}", cites

    def _settled(self, stretches: Sequence[Stretch]) -> Iterator[Line]:
        """What would settle the undetermined days; by stretches, where not all of them want the same."""
        spans: dict[tuple[str, ...], list[str]] = {}
        for stretch in stretches:
            if lines := tuple(self.settling(stretch)):
                spans.setdefault(lines, []).append(words.span(stretch.span))
        for lines, days in spans.items():
            if len(spans) > 1:
                yield Line(f"{listed(days)}:")
            yield from (Line(line, int(len(spans) > 1)) for line in lines)
        for event in self._unknown(stretches):
            yield from map(Line, words.note(event, f"note on `{event.id}`"))

    def _unknown(self, stretches: Sequence[Stretch]) -> Iterator[Event]:
        """The events whose days leave answers open, each once."""
        hinges = [hinge.unknown for stretch in stretches for hinge in stretch.hinges]
        ids = [id_ for fact in hinges if isinstance(fact, EventUnknown) for id_ in (fact.event, *fact.others)]
        yield from (self.records.events[id_] for id_ in dict.fromkeys(ids))

    def settling(self, stretch: Stretch) -> Iterator[str]:
        """Return what would settle an undetermined answer, and nothing for another (R13)."""
        if stretch.verdict is not Verdict.UNDETERMINED:
            return
        if Reason.PROJECTED in stretch.because:
            yield "Sources that cover these days would settle it."
        yield from (self._hinge(stretch, hinge) for hinge in stretch.hinges)
        yield from (conflict(found) for found in stretch.conflicts if found.matters)
        silent = silent_layers(stretch)
        yield from (f"{self._gap(layer, silent)}, and the answer needs them." for layer in stretch.silences)
        if Reason.TOO_MANY_UNKNOWNS in stretch.because:
            unknown = amount(len(stretch.unsettled), "fact")
            yield f"{unknown} are unknown, too many to try every combination. More precise dates or groups are needed."
            yield from (self._fact(fact, ())[0] for fact in stretch.unsettled)

    def _hinge(self, stretch: Stretch, hinge: Hinge) -> str:
        fact, condition = self._fact(hinge.unknown, _bearing_policies(stretch, hinge))
        if hinge.if_yes == hinge.if_no:
            return f"{fact} This matters only together with other facts."
        return f"{fact} If {condition}: {_any(hinge.if_yes)}. If not: {_any(hinge.if_no)}."

    def _fact(self, unknown: Unknown, policies: Sequence[str]) -> tuple[str, str]:
        """What is unknown, and what it would be for it to hold."""
        match unknown:
            case EventUnknown(id_, others):
                events = [words.event(self.records.events[each]) for each in (id_, *others)]
                same, they = (", on the same day", "they") if others else ("", "it")
                happened = f"{listed(events)} happened {words.on(self.records.window(id_))}{same}."
                return happened, f"{they} had happened by {self.by}"
            case OpeningUnknown(place):
                opened = f"No source says when {words.place(self.records.places[place])} opened."
                return opened, f"it had opened by {self.by}"
            case _:
                ids = listed([f"`{policy}`" for policy in policies]) if policies else "A policy"
                they, cover = ("they", "cover") if len(policies) > 1 else ("it", "covers")
                return f"{ids} {cover} {words.audience(unknown.audience)}.", f"{they} {cover} {self.country}"

    def rules(self, layer: Layer) -> str:
        """Return the rules of a layer in words: `travel rules set by Russia`."""
        return _RULES[layer].format(country=self.country)

    def _gap(self, layer: Layer, silent: frozenset[Layer]) -> str:
        rules = self.rules(layer)
        return f"The data has no {rules} for these days" if layer in silent else f"In some cases no {rules} apply"

    def _assumed(self, stretches: Sequence[Stretch]) -> Iterator[str]:
        silent = frozenset(layer for stretch in stretches for layer in silent_layers(stretch))
        for layer in dict.fromkeys(layer for stretch in stretches for layer in stretch.assumptions):
            yield f"{self._gap(layer, silent)}. The answer assumes that none forbids the trip."

    def _sources(self, stretches: Sequence[Stretch]) -> Iterator[Line]:
        """Each source with the places in it that count, the words it used for a day, and the gist of its passages."""
        cited: dict[str, dict[str, list[str]]] = {}
        for cite, of in citations(self.records, self.place, stretches).items():
            said = cited.setdefault(cite.source, {}).setdefault(on_one_line(cite.at or ""), [])
            is_for_a_day = any(path.startswith("events.") for path in of)
            said += [words.quotation(cite.words)] if cite.words and is_for_a_day else []
        for id_, places in cited.items():
            source = self.records.sources[id_]
            parts = {at: " ".join([at, *([listed(said)] if said else [])]).strip() for at, said in places.items()}
            known = {at: part for at, part in parts.items() if at in source.passages}
            inline = [f" at {part}" if at else f" {part}" for at, part in parts.items() if part and at not in known]
            before = f"{id_}{','.join(inline)}: "
            yield Line(
                f"{before}{words.source(source)}{words.by_way_of_a_copy(source)}",
                url=source.url or source.copy,
                linked=words.publisher(source),
                at=len(before),
            )
            yield from (Line(f"{part}: {on_one_line(source.passages[at])}", 1) for at, part in known.items())


def answers_otherwise(otherwise: Verdicts) -> Iterator[str]:
    """Return a sentence for each other history that answers otherwise."""
    yield from (f"The history `{history}` answers otherwise: {answer}." for history, answer in otherwise.items())


def is_conditional(verdict: Verdict, stretches: Iterable[Stretch]) -> bool:
    """Return whether some layer permits only by policies that have conditions, on some day (R19)."""
    return verdict is not Verdict.DENIED and any(stretch.conditional for stretch in stretches)


def _by(rule: _Rule, sentence: str) -> str:
    """Return a sentence with the rule that it follows."""
    return f"{sentence.removesuffix('.')} ({rule})."


_RULES_OF_OUTCOMES: Final = {Outcome.SILENT: _Rule.SILENCE, Outcome.NOT_YET_OPEN: _Rule.SILENCE}
"""The rules for what a layer says without a policy; others follow from its policies."""


def _outcome(finding: Finding) -> str:
    if not finding.outcomes:
        return f"not worked out, too many facts are unknown ({_Rule.EXACTNESS})"
    found = [outcome for outcome in Outcome if outcome in finding.outcomes]
    rules = dict.fromkeys(_RULES_OF_OUTCOMES.get(outcome, _Rule.LAYER) for outcome in found)
    return f"{' or '.join(map(words.OUTCOMES.__getitem__, found))} ({', '.join(rules)})"


def _together(stretch: Stretch) -> str:
    """The verdict with the rules that make it of what the layers say (R11), in all worlds (R12), strictly (R14)."""
    if Reason.PROJECTED in stretch.because:
        return f"{stretch.verdict} ({_Rule.PROJECTED})"
    if Reason.TOO_MANY_UNKNOWNS in stretch.because:
        return f"{stretch.verdict} ({_Rule.EXACTNESS})"
    several = any(len(finding.outcomes) > 1 for finding in stretch.findings)
    return f"{stretch.verdict} ({', '.join([_Rule.LAYERS, *([_Rule.WORLDS] if several else [])])})"


def silent_layers(stretch: Stretch) -> frozenset[Layer]:
    """Return the layers without a policy that applies, whatever is unknown."""
    return frozenset(finding.layer for finding in stretch.findings if finding.outcomes == {Outcome.SILENT})


def _any(verdicts: Iterable[Verdict]) -> str:
    found = set(verdicts)
    return " or ".join(verdict for verdict in Verdict if verdict in found)
