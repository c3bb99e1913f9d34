"""The tables of a data package: their columns, what these mean, and where their values come from.

Rows, the descriptor, the data dictionary and a page of the documentation are all made from this list.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from dprk_tourism._graph import SINGULAR, root_of
from dprk_tourism._model.days import DaySpan, DayWindow
from dprk_tourism._model.records import EARLIER, AccessPolicy, Effect, Ending, Layer, Resort, SourceKind, Status
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._render import words
from dprk_tourism._rules.answers import Verdict
from dprk_tourism._rules.stretches import segments
from dprk_tourism.history import History

Type: TypeAlias = Literal["string", "date", "integer", "number", "boolean"]

_Value: TypeAlias = Callable[[Any, History], Any]
_Items: TypeAlias = Callable[[History, bool], Iterable[Any]]


class Column(NamedTuple):
    """A column of a table."""

    name: str
    what: str
    """What it holds."""
    value: _Value
    """Returns what an item of the table has here; None for an empty cell."""
    type: Type = "string"
    """What its cells hold."""
    empty: str = ""
    """When a cell is empty; an empty string if none is."""
    refers_to: str = ""
    """The table whose key it holds; an empty string if it holds none."""
    choices: Sequence[str] = ()
    """All that it may hold; nothing if that is not a short list."""

    @property
    def description(self) -> str:
        """What it holds, and when it is empty."""
        return f"{self.what} Empty {self.empty}." if self.empty else self.what


class Table(NamedTuple):
    """A table of the package."""

    name: str
    what: str
    """What it has a row for."""
    key: Sequence[str]
    """The columns that together tell its rows apart."""
    items: _Items
    """Returns what its rows are made of, with days outside the data undetermined if the second argument says so."""
    columns: Sequence[Column]

    def rows(self, history: History, *, strict: bool) -> Iterator[list[Any]]:
        """Yield its rows."""
        return ([column.value(item, history) for column in self.columns] for item in self.items(history, strict))


def _field(name: str, what: str, path: str = "", **more: Any) -> Column:
    """A column that holds a field of the items; *path* leads to it if it has another name there."""
    value = attrgetter(path or name)
    return Column(name, what, lambda item, _: value(item), **more)


def _made(name: str, what: str, value: Callable[[Any], Any], **more: Any) -> Column:
    """A column whose values are made of the items alone."""
    return Column(name, what, lambda item, _: value(item), **more)


def _window(
    prefix: str, what: str, empty: Sequence[str], window: Callable[[Any, History], DayWindow | None]
) -> list[Column]:
    """The columns with the first and the last day of a window, and when each is empty."""

    def end(name: str) -> _Value:
        return lambda item, history: getattr(window(item, history), name, None)

    return [
        Column(f"{prefix}earliest", f"The first day {what}.", end("earliest"), "date", empty[0]),
        Column(f"{prefix}latest", f"The last day {what}.", end("latest"), "date", empty[1]),
    ]


def _window_of(which: str) -> Callable[[Any, History], DayWindow | None]:
    """The window of an event that a policy names."""
    event = attrgetter(which)
    return lambda policy, history: None if event(policy) is None else history.window(event(policy))


def _nationality(path: str) -> list[Column]:
    """The columns with the code of a nationality and its name."""
    code = attrgetter(path)
    what = "The code of the nationality; NA is Namibia."
    return [
        Column("nationality", what, lambda item, _: code(item), refers_to="nationalities"),
        _made("nationality_name", "Its English name.", lambda item: NATIONALITIES[code(item)].name),
    ]


def _spaced(name: str, what: str) -> Column:
    """A column with a list of words."""
    words_of = attrgetter(name)
    return _made(name, f"{what}; separated by spaces.", lambda item: " ".join(words_of(item)) or None, empty="if none")


class _Part(NamedTuple):
    """A part of a record that has a row of its own."""

    record: str
    """The id of the record."""
    number: int
    """Its place in the record, from 1."""
    part: Any


def _records(kind: str) -> _Items:
    return lambda history, _: getattr(history, kind).values()


def _parts(kind: str, parts: Callable[[Any], Iterable[Any]]) -> _Items:
    return lambda history, _: (
        _Part(id_, number, part)
        for id_, record in getattr(history, kind).items()
        for number, part in enumerate(parts(record), 1)
    )


def _of(kind: str) -> Column:
    """The column with the record that a part belongs to."""
    return _field(SINGULAR[kind], f"The id of the {SINGULAR[kind]}.", "record", refers_to=kind)


def _numbered(kind: str, parts: str) -> list[Column]:
    """The columns with the record that a part belongs to, and the place of the part in it."""
    return [
        _of(kind),
        _field("number", f"Its place among the {parts} of the {SINGULAR[kind]}, from 1.", type="integer"),
    ]


def _cited(path: str) -> list[Column]:
    """The columns of a citation."""
    where = "Where in the source, such as 11.2 for line 11, second sentence."
    return [
        _field("source", "The id of the source that says so.", f"{path}.source", refers_to="sources"),
        _field("at", where, f"{path}.at", empty="for all of it"),
        _field("words", "The source's own few words.", f"{path}.words", empty="if none are quoted"),
    ]


def _citations(kind: str) -> Table:
    """The table of what records of a kind rest on."""
    what = SINGULAR[kind]
    part = f"The one column of the {what} that it supports."
    columns = [
        *_numbered(kind, "citations"),
        *_cited("part"),
        _field("supports", part, "part.attribute", empty=f"for the whole {what}"),
    ]
    name = f"{what}_citations"
    return Table(name, f"citation of a {what}", (what, "number"), _parts(kind, attrgetter("cites")), columns)


def _list(name: str, what: str, kind: str, values: Callable[[Any], Iterable[str]], column: Column) -> Table:
    """The table of a list of strings that a field of a record holds."""
    return Table(name, what, (SINGULAR[kind], column.name), _parts(kind, values), [_of(kind), column])


class _Member(NamedTuple):
    policy: str
    code: str
    membership: str


_MEMBERSHIPS: Final = ("certain", "possible")


def _members(history: History, _: object) -> Iterator[_Member]:
    for policy in history.policies.values():
        for membership in _MEMBERSHIPS:
            for code in sorted(getattr(policy.audience, membership)):
                yield _Member(policy.id, code, membership)


class _Segment(NamedTuple):
    place: str
    code: str
    number: int
    span: DaySpan
    verdict: Verdict
    projected: bool
    deciding: Sequence[str]
    conditions: Sequence[str]


def _segments(history: History, strict: bool) -> Iterator[_Segment]:  # noqa: FBT001 - as `Table.items` is called
    for place in history.places:
        rows: dict[str, list[Any]] = {}
        for first, alike in history.nationality_classes().items():
            found = segments(history.timeline(first, place, strict=strict))
            pieces = [(span, *content) for span, content, _ in found]
            rows.update(dict.fromkeys(alike, pieces))
        for code in sorted(rows):
            for number, piece in enumerate(rows[code], 1):
                yield _Segment(place, code, number, *piece)


def _overridden(policy: AccessPolicy) -> Iterable[str]:
    return () if policy.overrides == EARLIER else policy.overrides


def _resort(name: str, what: str, **more: Any) -> Column:
    """A column that only resorts fill."""
    return _made(name, what, lambda place: getattr(place, name, None), **more)


_ID: Final = _field("id", "The id: lower-case words joined by hyphens.")
_NOTE: Final = _field("note", "What a reader should know about it.", empty="if there is nothing")
_UNKNOWN: Final = "if unknown"

_SEGMENTS: Final = Table(
    "segments",
    "run of days with the same answer, for each place and nationality",
    ("place", "nationality", "number"),
    _segments,
    [
        _field("place", "The id of the place.", refers_to="places"),
        *_nationality("code"),
        _field("number", "Its place in the order of days, from 1.", type="integer"),
        _field("first_day", "The first day.", "span.start", type="date", empty="if the answer has no beginning"),
        _field("last_day", "The last day, itself included.", "span.last", type="date", empty="if no end is known"),
        _field("verdict", "The answer.", choices=(*Verdict,)),
        _field("projected", "Whether the days are outside the days surveyed.", type="boolean"),
        _spaced("deciding", "Ids of the policies that decide in every case"),
        _spaced("conditions", "What a permission asks for beyond the passport"),
    ],
)

_SOURCES: Final = Table(
    "sources",
    "source",
    ("id",),
    _records("sources"),
    [
        _ID,
        _field("kind", "What kind of publisher it has.", choices=(*SourceKind,)),
        _field("publisher", "Who published it."),
        _field("title", "What it is about, in our words, not its headline."),
        *_window("published_", "on which it may have appeared", ("", ""), lambda source, _: source.published),
        _field("url", "The publisher's own page.", empty="if it is not known"),
        _field("copy", "Where it was read, if that is another's page.", empty="if it was read at `url`"),
        _field("archived", "Where a copy is kept.", empty="if none is known"),
        _field(
            "derived_from",
            "The id of the source that it copies or retells.",
            refers_to="sources",
            empty="if it is one of its own",
        ),
        Column(
            "root",
            "The id of the source that it goes back to; its own id if it is one of its own.",
            lambda source, history: root_of(history.sources, source.id),
            refers_to="sources",
        ),
        _NOTE,
    ],
)

_PLACES: Final = Table(
    "places",
    "place",
    ("id",),
    _records("places"),
    [
        _ID,
        _field("name", "What an English newspaper calls it."),
        _field("within", "The id of the place around it.", refers_to="places", empty="for the country"),
        _made("latitude", "In degrees.", lambda at: at.location and at.location[0], type="number", empty=_UNKNOWN),
        _made("longitude", "In degrees.", lambda at: at.location and at.location[1], type="number", empty=_UNKNOWN),
        _made("resort", "Whether it is made for visitors.", lambda place: isinstance(place, Resort), type="boolean"),
        _resort("opens", "The id of the event of its opening.", refers_to="events", empty="if no source has it"),
        _resort("region", "Where it is, in words.", empty=_UNKNOWN),
        _resort("capacity", "How many visitors it can take.", type="integer", empty=_UNKNOWN),
        _resort("beachfront_km", "The length of its beach in kilometres.", type="number", empty=_UNKNOWN),
        _NOTE,
    ],
)

_EVENTS: Final = Table(
    "events",
    "event",
    ("id",),
    _records("events"),
    [
        _ID,
        _field("what", "What happened, in our words."),
        _field("status", "Whether it happened, was planned, is alleged or is denied.", choices=(*Status,)),
        _field("place", "The id of the place.", refers_to="places", empty="if it is unknown or none in particular"),
        *_window(
            "",
            "on which it may have happened, by all datings of all events together",
            ("if it is open", "if it is open"),
            lambda event, history: history.window(event.id),
        ),
        Column(
            "disputed",
            "Whether its datings contradict each other.",
            lambda event, history: event.id in history.disputed,
            "boolean",
        ),
        _NOTE,
    ],
)

_DATINGS: Final = Table(
    "datings",
    "claim of one source about the day of an event: a window, or a distance from another event",
    ("event", "number"),
    _parts("events", attrgetter("datings")),
    [
        *_numbered("events", "datings"),
        *_window(
            "",
            "of the window",
            ("if it is open, or if the claim is a distance",) * 2,
            lambda dating, _: dating.part.when,
        ),
        _field(
            "after",
            "The id of the event after which it happened.",
            "part.after",
            refers_to="events",
            empty="if the claim is another",
        ),
        _field(
            "before",
            "The id of the event before which it happened.",
            "part.before",
            refers_to="events",
            empty="if the claim is another",
        ),
        _made(
            "least_days",
            "At least so many days lie between the two.",
            lambda dating: None if dating.part.when else dating.part.distance.least,
            type="integer",
            empty="if the claim is a window",
        ),
        _made(
            "most_days",
            "At most so many days lie between the two.",
            lambda dating: None if dating.part.when else dating.part.distance.most,
            type="integer",
            empty="if there is no such limit, or if the claim is a window",
        ),
        *_cited("part.citation"),
    ],
)

_POLICIES: Final = Table(
    "policies",
    "policy",
    ("id",),
    _records("policies"),
    [
        _ID,
        _field("effect", "Whether it permits or denies visits.", choices=(*Effect,)),
        _field("layer", "Whose permission it is about.", choices=(*Layer,)),
        _made(
            "audience",
            "The nationalities that it applies to, in words; `members` lists them.",
            lambda policy: words.audience(policy.audience),
        ),
        _field("place", "The id of the place, the places inside included.", refers_to="places"),
        _field(
            "starts", "The id of the event that starts it.", refers_to="events", empty="if it began before the record"
        ),
        *_window(
            "starts_",
            "on which it may have started",
            ("if it is open, or if it began before the record",) * 2,
            _window_of("starts"),
        ),
        _field("ends", "The id of the event that ends it.", refers_to="events", empty="if no end is known"),
        *_window(
            "ends_",
            "on which it may have ended; on the day of its end it is not in force",
            ("if it is open, or if no end is known",) * 2,
            _window_of("ends"),
        ),
        _field(
            "ending",
            "What is known about its end.",
            "ending_or_default",
            choices=(*Ending,),
            empty="if an event ends it",
        ),
        _field(
            "announced",
            "The id of the event that made it known.",
            "announcement",
            refers_to="events",
            empty="if that was before the record",
        ),
        _made(
            "overrides_earlier",
            "Whether it outranks all policies of its layer that were announced before, at its place or inside.",
            lambda policy: policy.overrides == EARLIER,
            type="boolean",
        ),
        _NOTE,
    ],
)

_MEMBERS: Final = Table(
    "members",
    "nationality that a policy applies to",
    ("policy", "nationality"),
    _members,
    [
        _field("policy", "The id of the policy.", refers_to="policies"),
        *_nationality("code"),
        _field("membership", "Whether it surely belongs, or may belong.", choices=_MEMBERSHIPS),
    ],
)

_NATIONALITIES: Final = Table(
    "nationalities",
    "nationality",
    ("code",),
    lambda *_: NATIONALITIES.values(),
    [
        _field("code", "ISO 3166-1 alpha-2 (NA is Namibia), XK, or XXA, XXB, XXC for documents of no state."),
        _field("alpha_3", "ISO 3166-1 alpha-3, XKX, or XXA, XXB, XXC."),
        _field("name", "The English name of the state."),
        _field("demonym", "What its people are called."),
    ],
)

TABLES: Final = (
    _SEGMENTS,
    _POLICIES,
    _MEMBERS,
    _list(
        "conditions",
        "condition on which a policy permits visits",
        "policies",
        attrgetter("conditions"),
        _field("condition", "What it asks for beyond the passport.", "part"),
    ),
    _list(
        "overrides",
        "policy that another one outranks by an editor's decision",
        "policies",
        _overridden,
        _field("overridden", "The id of the policy that it outranks.", "part", refers_to="policies"),
    ),
    _citations("policies"),
    _EVENTS,
    _DATINGS,
    _PLACES,
    _list(
        "place_names",
        "further name of a place",
        "places",
        attrgetter("names"),
        _field("name", "The name, in any script.", "part"),
    ),
    _list(
        "amenities",
        "amenity of a resort",
        "places",
        lambda place: getattr(place, "amenities", ()),
        _field("amenity", "What it offers.", "part"),
    ),
    _citations("places"),
    _SOURCES,
    Table(
        "passages",
        "passage of a source",
        ("source", "at"),
        _parts("sources", lambda source: source.passages.items()),
        [
            _of("sources"),
            _made("at", "Where in the source.", lambda passage: passage.part[0]),
            _made("gist", "What it says, in our words.", lambda passage: passage.part[1]),
        ],
    ),
    _NATIONALITIES,
)
"""All tables of a package, the answers first."""
