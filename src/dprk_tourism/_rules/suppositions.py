"""What is supposed for the sake of a question: other days, ends and members than the records have (R21)."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final, TypeVar

import attrs

from dprk_tourism._graph import Records, replaced, tables, without_lost
from dprk_tourism._model.days import DayWindow, WindowLike
from dprk_tourism._model.fields import FrozenDict, named_in_errors, to_flag
from dprk_tourism._model.records import AccessPolicy, Dating, Event, to_optional_window
from dprk_tourism._model.travellers import Audience, to_nationality
from dprk_tourism._text import nearest
from dprk_tourism.errors import InvalidValueError, UnknownNameError, WrongTypeError

T = TypeVar("T")

_NOTHING: Final[FrozenDict[Any, Any]] = FrozenDict()


@attrs.frozen(kw_only=True)
class Suppositions:
    """What is supposed, each thing by what it is about."""

    days: Mapping[str, DayWindow] = _NOTHING
    """The windows of events, by their ids."""
    ends: Mapping[str, DayWindow] = _NOTHING
    """The windows in which policies end, by their ids."""
    members: Mapping[tuple[str, str], bool] = _NOTHING
    """Whether a policy covers a nationality, by the id of the one and the code of the other."""

    def then(self, later: "Suppositions") -> "Suppositions":
        """Return these and later ones, which replace those about the same thing."""
        return Suppositions(
            days=FrozenDict({**self.days, **later.days}),
            ends=FrozenDict({**self.ends, **later.ends}),
            members=FrozenDict({**self.members, **later.members}),
        )

    def about(self, records: Records) -> "Suppositions":
        """Return those that are about events and policies of *records*, which may be a view without some."""
        return Suppositions(
            days=FrozenDict({id_: window for id_, window in self.days.items() if id_ in records.events}),
            ends=FrozenDict({id_: window for id_, window in self.ends.items() if id_ in records.policies}),
            members=FrozenDict({pair: yes for pair, yes in self.members.items() if pair[0] in records.policies}),
        )


def suppositions_about(
    records: Records,
    days: Mapping[str, WindowLike],
    ends: Mapping[str, WindowLike],
    members: Mapping[str, Mapping[str, bool]],
) -> Suppositions:
    """Validate what a user supposes about some records."""
    settled: dict[tuple[str, str], bool] = {}
    for id_, nationalities in _about(records.policies, "policy", members):
        for word, belongs in _items(nationalities, "a table of True or False by nationality"):
            code = to_nationality(word)
            _settle(settled, (id_, code), id_, code, yes=to_flag(belongs))
    return Suppositions(
        days=FrozenDict({id_: _to_window(value) for id_, value in _about(records.events, "event", days)}),
        ends=FrozenDict({id_: _to_window(value) for id_, value in _about(records.policies, "policy", ends)}),
        members=FrozenDict(settled),
    )


def _about(known: Mapping[str, Any], kind: str, given: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    """What is given, by the ids of the known records that it is about."""
    for id_, value in _items(given, f"a table with the id of a record of the kind {kind} as each key"):
        if not isinstance(id_, str):
            raise WrongTypeError(f"the id of a record of the kind {kind}", id_)
        if id_ not in known:
            raise UnknownNameError(id_, nearest(id_, known), kind=kind)
        yield known[id_].id, value


def _items(given: Mapping[Any, T], expected: str) -> Iterator[tuple[Any, T]]:
    if not isinstance(given, Mapping):
        raise WrongTypeError(expected, given)
    yield from given.items()


def _to_window(value: WindowLike) -> DayWindow:
    """The window that is supposed; one end of it at least is a day."""
    window = to_optional_window(value)
    if window is None:
        raise WrongTypeError("a day or a window of days", value)
    return window


def _settle(settled: dict[T, bool], key: T, policy: str, code: str, *, yes: bool) -> None:
    """Note whether a nationality belongs, or refuse what contradicts what was noted before."""
    if settled.setdefault(key, yes) is not yes:
        raise InvalidValueError(f"`{policy}` cannot both cover and not cover {code}. Suppose one of the two.")


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class SupposedEvent(Event):
    """An event whose days somebody supposes; no source supports them, and no file has such an event."""

    # It may have no dating, and what is a property of others is a field here.
    datings: tuple[Dating, ...] = ()  # pyright: ignore[reportIncompatibleVariableOverride]
    """Its distances from other events, which still count."""
    supposed: DayWindow  # pyright: ignore[reportIncompatibleMethodOverride]
    """The days that are supposed."""


def supposed_records(records: Records, suppositions: Suppositions) -> Records:
    """Return records in which what is supposed replaces what the sources say (R21)."""
    events = {**records.events, **{id_: _moved(records.events[id_], days) for id_, days in suppositions.days.items()}}
    policies = _with_members(records.policies, suppositions.members)
    for id_, window in sorted(suppositions.ends.items()):
        if id_ in policies:  # else it covers nobody
            end = SupposedEvent(id=_free_id(events), what=f"{id_} ends, as supposed", supposed=window)
            events[end.id] = end
            policies[id_] = _ended(policies[id_], end.id)
    held = without_lost({**tables(records), "events": dict(sorted(events.items())), "policies": policies})
    return replaced(records, surveyed_from=records.surveyed_from, **held)


def _moved(event: Event, window: DayWindow) -> SupposedEvent:
    """The event in that window, with its distances from other events."""
    distances = [dating for dating in event.datings if dating.when is None]
    fields = {field.name: getattr(event, field.name) for field in attrs.fields(Event)}
    return SupposedEvent(**{**fields, "datings": tuple(distances), "supposed": window})


def _free_id(events: Mapping[str, Event]) -> str:
    return next(id_ for number in count(1) if (id_ := f"supposed-end-{number}") not in events)


def _ended(policy: AccessPolicy, end: str) -> AccessPolicy:
    """The policy with that end, which no source supports."""
    cites = [cite for cite in policy.cites if cite.attribute not in ("ends", "ending")]
    return attrs.evolve(policy, ends=end, ending=None, cites=cites)


def _with_members(
    policies: Mapping[str, AccessPolicy], members: Mapping[tuple[str, str], bool]
) -> dict[str, AccessPolicy]:
    """The policies with settled audiences, without those that cover nobody: these never apply.

    A possible member is settled in every policy with that audience, another nationality in the named policy alone.
    """
    shared: dict[tuple[Audience, str], bool] = {}
    alone: dict[tuple[str, str], bool] = {}
    for (id_, code), yes in members.items():
        audience = policies[id_].audience
        if code in audience.possible:
            _settle(shared, (audience, code), id_, code, yes=yes)
        else:
            alone[id_, code] = yes
    found: dict[str, AccessPolicy] = {}
    for id_, policy in policies.items():
        settled = {code: yes for (audience, code), yes in shared.items() if audience == policy.audience}
        settled |= {code: yes for (named, code), yes in alone.items() if named == id_}
        those = {code for code, belongs in settled.items() if belongs}
        certain, possible = policy.audience.certain - settled.keys() | those, policy.audience.possible - settled.keys()
        if certain or possible:
            found[id_] = attrs.evolve(policy, audience=Audience(certain, possible)) if settled else policy
    return found
