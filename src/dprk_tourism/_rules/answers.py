"""The parts of an answer: verdicts, what each layer finds, what is unknown, and what would settle it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TypeAlias

import attrs

from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._model.fields import Choice, shown_by_help
from dprk_tourism._model.records import Layer
from dprk_tourism._model.travellers import Audience
from dprk_tourism._text import amount
from dprk_tourism.errors import NoTruthValueError


class Verdict(Choice):
    """The answer to whether a visit may be made; it has no truth value."""

    PERMITTED = "permitted"
    """The visit may be made, whatever is unknown."""
    DENIED = "denied"
    """It may not, whatever is unknown."""
    UNDETERMINED = "undetermined"
    """The records leave it open."""

    def __bool__(self) -> bool:
        raise NoTruthValueError(type(self).__name__)


class Outcome(Choice):
    """What one layer says in one world (R8, R10)."""

    PERMIT = "permit"
    """The policies that decide all permit."""
    DENY = "deny"
    """The policies that decide all deny."""
    SILENT = "silent"
    """No policy applies."""
    CONFLICT = "conflict"
    """Of the policies that decide, some permit and some deny."""
    NOT_YET_OPEN = "not-yet-open"
    """The resort, or one around it, has not opened."""


class Reason(Choice):
    """A reason for a verdict, apart from the policies that decide it."""

    HINGE = "hinge"
    """It depends on a fact that the sources leave open."""
    SILENT = "silent"
    """No policy applies in a layer where one would have to."""
    CONFLICT = "conflict"
    """Policies contradict each other, and neither outranks the other."""
    TOO_MANY_UNKNOWNS = "too-many-unknowns"
    """More facts are unknown than can be tried."""
    PROJECTED = "projected"
    """The day is outside the days surveyed, and a strict answer was asked for."""
    NOT_YET_OPEN = "not-yet-open"
    """The resort, or one around it, has not opened."""


class Resolution(Choice):
    """What would resolve a conflict."""

    ORDER = "order"
    """Which of the two was announced first."""
    OVERRIDE = "override"
    """An editor's override, with a citation."""


@attrs.frozen
class EventUnknown:
    """An unknown: had this event happened by the day asked?

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-17").hinges[0].unknown
    EventUnknown(event='ban-notice')
    """

    event: str
    """The id of the event."""
    others: tuple[str, ...] = attrs.field(default=(), repr=False)
    """The ids of further events that surely fell on the same day, sorted (R6)."""


@attrs.frozen
class OpeningUnknown:
    """An unknown: had this resort, whose opening no source dates, opened by the day asked?

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-01-01", known_on="2025-01-01").hinges[0].unknown
    OpeningUnknown(place='wonsan-kalma')
    """

    place: str
    """The id of the resort."""


@attrs.frozen
class MembershipUnknown:
    """An unknown: did the nationality belong to this audience?

    >>> import dprk_tourism as dt
    >>> "CA" in dt.may_visit("CA", "2025-02-25", to="dprk").hinges[0].unknown.audience.possible
    True
    """

    audience: Audience
    """The audience, in which it is a possible member."""


Unknown: TypeAlias = EventUnknown | OpeningUnknown | MembershipUnknown
"""A fact that the records leave open."""


@attrs.frozen
class Hinge:
    """An unknown that changes the verdict (R13).

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-17").hinges[0].if_yes
    frozenset({<Verdict.DENIED: 'denied'>})
    """

    unknown: Unknown
    """The fact that is open."""
    policies: tuple[str, ...]
    """Ids of the policies that depend on it; empty where a resort's opening alone does."""
    if_yes: frozenset[Verdict]
    """The verdicts that remain possible if the fact holds."""
    if_no: frozenset[Verdict]
    """The verdicts that remain possible if it does not; equal to `if_yes` where it matters only with others."""


@attrs.frozen
class Conflict:
    """Two policies of one layer that both decide in some world and contradict each other (R8).

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-18", history="record").conflicts[0].permit
    'russians-at-resort'
    """

    layer: Layer
    """The layer of both."""
    permit: str
    """The id of the policy that permits."""
    deny: str
    """The id of the policy that denies."""
    settled_by: Resolution
    """What would resolve it (R13)."""
    matters: bool = True
    """Whether it leaves the verdict open in some world; else another layer denies wherever they contradict."""


@attrs.frozen
class Finding:
    """What one layer says, over all worlds.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-17").stretches[0].finding("site").possible
    ('foreigners-barred', 'resort-open-to-all')
    """

    layer: Layer
    """Whose permission it is about."""
    outcomes: frozenset[Outcome]
    """What it says, in one world or another; empty where there are too many unknowns to try."""
    deciding: tuple[str, ...] = ()
    """Ids of the policies that decide in every world, sorted (R12)."""
    possible: tuple[str, ...] = ()
    """Ids of the policies that decide in some world, sorted; those of `deciding` are among them (R12)."""
    outranked: tuple[tuple[str, str], ...] = ()
    """Pairs of ids, loser and winner, sorted: both apply in some world where none outranks the winner (R7)."""


@shown_by_help
@attrs.frozen
class Answer:
    """The answer for one day."""

    verdict: Verdict
    """Permitted, denied or undetermined."""
    projected: bool
    """Whether the day is outside the days surveyed (R14)."""
    findings: tuple[Finding, ...]
    """What each layer says: home state, entry, site."""
    hinges: tuple[Hinge, ...] = ()
    """The unknowns that change the verdict (R13)."""
    conflicts: tuple[Conflict, ...] = ()
    """The policies that contradict each other, in pairs."""
    because: tuple[Reason, ...] = ()
    """Reasons apart from policies; an undetermined answer has at least one."""
    assumptions: tuple[Layer, ...] = ()
    """The layers whose silence, in some world, is taken as no objection (R10)."""
    silences: tuple[Layer, ...] = ()
    """The layers whose silence, in some world, leaves the verdict open (R10, R11)."""
    disputed: tuple[str, ...] = ()
    """Ids of the disputed events that the answer leans on, sorted (R2)."""
    unsettled: tuple[Unknown, ...] = ()
    """The unknowns, where they are too many to try; else empty (R18)."""
    conditions: tuple[str, ...] = ()
    """What the permits of a possible answer ask for beyond the passport, sorted (R19)."""
    conditional: bool = False
    """Whether some layer permits only by policies that have conditions (R19)."""

    def finding(self, layer: Layer | str) -> Finding:
        """Return what one layer says; its name will do.

        >>> import dprk_tourism as dt
        >>> dt.load("article").timeline("RU").at("2025-07-18").finding("site").deciding
        ('foreigners-barred',)
        """
        asked = Layer(layer)
        return next(finding for finding in self.findings if finding.layer is asked)

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """Ids of the policies that decide in every world: by layer, then by id (R12)."""
        return tuple(id_ for finding in self.findings for id_ in finding.deciding)


@attrs.frozen(kw_only=True)
class Stretch(Answer):
    """A run of days with the same answer for the same reasons.

    It holds all that an `Answer` holds, and the days for which it is the answer.

    >>> import dprk_tourism as dt
    >>> dt.load("article").timeline("RU").at("2025-07-17").span
    DaySpan(start=datetime.date(2025, 7, 16), end=datetime.date(2025, 7, 18))
    """

    span: DaySpan
    """The days: its start is included, its end is not."""


@attrs.frozen(kw_only=True)
class Receipt:
    """What an answer was asked of: enough to ask it again, and to see whether the data has changed since.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-10", known_on="2025-07-25").receipt.views
    ('known on 2025-07-25',)
    """

    history: str
    """The id of the history at the base of all views."""
    fingerprint: str
    """The fingerprint of that history: of its records and of the days surveyed."""
    version: str
    """The version of this package."""
    surveyed_from: Day | None
    """The first day surveyed of what was asked; None if there is none."""
    surveyed_through: Day | None
    """The last day surveyed of what was asked; None if there is none."""
    views: tuple[str, ...] = ()
    """The views of the history in their order, in words: `known on 2025-07-25`, `according to article`."""
    suppositions: tuple[str, ...] = ()
    """What was supposed, in words."""


class RemarkKind(Choice):
    """What a remark is about."""

    SILENT = "silent"
    """No policy applies where one would have to, and the answer is undetermined for it."""
    CONFLICT = "conflict"
    """Two policies contradict each other, and neither outranks the other."""
    DISPUTED = "disputed"
    """The sources contradict each other on the day of an event (R2)."""
    NOT_HAPPENED = "not-happened"
    """An event is dated from one that is planned, alleged or denied, which says nothing of its day (R20)."""
    NEVER_DECIDES = "never-decides"
    """A policy decides in no world, for no nationality, on no day."""
    NEVER_IN_FORCE = "never-in-force"
    """A policy ends no later than it starts, whatever is unknown; in a view, since its events lost datings (R6)."""
    UNSOURCED_END = "unsourced-end"
    """No source says whether, or when, a policy ends."""
    CITED_IN_PART = "cited-in-part"
    """One source alone makes the whole claim of a policy; the others support a part of it."""
    SINGLE_ROOT = "single-root"
    """A policy or an event rests on one source, or on sources that all copy or retell one."""
    UNQUOTED = "unquoted"
    """A source whose passages are listed is cited without its words, or not at one of these passages."""
    UNCITED = "uncited"
    """No record cites a source."""


@attrs.frozen(kw_only=True, repr=False)
class Remark:
    """Something that an editor should look into; it does not make a history wrong.

    >>> import dprk_tourism as dt
    >>> dt.check(dt.load("article"))[0]
    <Remark silent: no `entry` policy covers dprk>
    """

    kind: RemarkKind
    """What it is about."""
    what: str
    """The remark, in few sentences."""
    records: tuple[str, ...]
    """The records concerned, each as kind and id, such as `policies.foreigners-barred`."""
    nationalities: frozenset[str] = frozenset()
    """Codes of the nationalities concerned; empty where it concerns none in particular."""
    place: str | None = None
    """The id of the place concerned; None where it concerns none in particular."""
    span: DaySpan | None = None
    """The days concerned; None where it concerns none in particular."""

    def __repr__(self) -> str:
        return f"<Remark {self.kind}: {self.what}>"


Subject: TypeAlias = Unknown | Conflict | Layer
"""What there is to find out: a fact, which of two policies counts, or the rules of a layer without a policy."""


@attrs.frozen(kw_only=True, repr=False)
class Task:
    """Something to find out next, and how many undetermined answers hang on it.

    An answer is for one nationality at one place on one day surveyed. It may hang on several tasks.

    >>> import dprk_tourism as dt
    >>> task = dt.agenda(dt.load("article"))[1]
    >>> task.subject, task.answers
    (EventUnknown(event='ban-notice'), 2)
    """

    subject: Subject
    """What to find out: an unknown, a conflict, or the layer that has no policy."""
    what: str
    """The question, and what is known so far."""
    answers: int
    """How many undetermined answers hang on it."""
    if_yes: Mapping[Verdict, int] = attrs.field(hash=False)
    """How many of these are settled, by verdict, if the fact holds, the permit counts, or the layer permits."""
    if_no: Mapping[Verdict, int] = attrs.field(hash=False)
    """How many of these are settled, by verdict, if the fact does not hold, or the other side counts."""
    nationalities: frozenset[str]
    """Codes of the nationalities concerned."""
    places: tuple[str, ...]
    """Ids of the places concerned, sorted."""
    span: DaySpan
    """From the first of the days concerned to the last; some days between may not be."""
    records: tuple[str, ...]
    """The records concerned, each as kind and id, such as `events.ban-notice`."""
    sources: tuple[str, ...]
    """Ids of the sources at hand: those that these records cite, sorted."""

    def __repr__(self) -> str:
        return f"<Task {amount(self.answers, 'answer')}: {self.what}>"


class Cause(Choice):
    """What caused a change between two histories."""

    EVENT = "event"
    """Something happened after the days that the old history has surveyed."""
    SOURCE = "source"
    """A source that the old history does not have said something about what had happened before."""
    EDIT = "edit"
    """An editor corrected the records: the sources of the old history are enough for the new answer."""
    SUPPOSITION = "supposition"
    """The new history supposes something, and answers otherwise without it (R21)."""


@attrs.frozen(kw_only=True)
class Change:
    """A run of days for which two histories give some nationalities different verdicts.

    >>> import dprk_tourism as dt
    >>> change = dt.diff(dt.load("article"), dt.load("record"), to="wonsan-kalma")[0]
    >>> print(change.span.start, change.before, change.after, *change.nationalities)
    2025-07-01 permitted denied RU
    """

    nationalities: frozenset[str]
    """Codes of the nationalities."""
    place: str
    """The id of the place."""
    span: DaySpan
    """The days: its start is included, its end is not."""
    before: Verdict
    """The verdict of the old history."""
    after: Verdict
    """The verdict of the new one."""
    cause: Cause
    """Whether something happened, a source spoke, an editor corrected the records, or something is supposed."""
    policies_before: tuple[str, ...]
    """Ids of the policies that decide in some world of the old history, on some of these days, sorted."""
    policies_after: tuple[str, ...]
    """Ids of those of the new history."""
