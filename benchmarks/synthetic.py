"""Histories of any size, as TOML, in which the number of policies in force at one time stays bounded.

A policy starts each day or so and lasts until the one a few places later starts; permit and deny, entry and site,
broad and narrow audiences take turns, and every tenth event has a window of three days.
"""

from datetime import date, timedelta

_BEGIN = date(1990, 1, 1)
_LASTS = 6
"""How many policies later the one that ends this one starts."""
_BROAD = ('"foreigners"', '"everyone"')

RESORT = "resort"


def text(policies: int, groups: list[list[str]], places: int = 1) -> str:
    """Write a history.

    Args:
        policies: How many there are, half of them on entry and half on sites.
        groups: The narrow audiences, which take turns; each sets its members apart from all others.
        places: How many resorts there are; the policies on sites take turns among them.
    """
    parts = [_HEAD, *(_place(number) for number in range(places))]
    parts += [_event(number) for number in range(policies + _LASTS)]
    parts += [_policy(number, groups, places) for number in range(policies)]
    return "\n".join(parts)


def middle_day(policies: int) -> date:
    """Give a day near the middle of the history, on which policies are in force."""
    return _BEGIN + timedelta(days=policies // 2 + 1)


def resort(number: int) -> str:
    """Give the id of a resort."""
    return f"{RESORT}-{number}"


_HEAD = """
id = "synthetic"
title = "A history of no land"
[sources.book]
kind = "dataset"
publisher = "Nobody"
title = "A book of policies"
published = "2030-01-01"
[places.land]
name = "The land"
[events.begin]
what = "The resorts open"
datings = [{ when = "1989-12-31", source = "book" }]
"""


def _place(number: int) -> str:
    return f'[places.{resort(number)}]\nresort = true\nname = "Resort {number}"\nwithin = "land"\nopens = "begin"\n'


def _event(number: int) -> str:
    day = _BEGIN + timedelta(days=number)
    window = f"[{day}..{day + timedelta(days=2)}]" if number % 10 == 9 else str(day)
    return f'[events.e{number}]\nwhat = "Event {number}"\ndatings = [{{ when = "{window}", source = "book" }}]\n'


def _policy(number: int, groups: list[list[str]], places: int) -> str:
    layer, place = ("entry", "land") if number % 2 == 0 else ("site", resort(number // 2 % places))
    broad = number // 2 % 2 == 0
    audience = _BROAD[number // 4 % 2] if broad else str(groups[number // 4 % len(groups)]).replace("'", '"')
    effect = "permit" if number // 8 % 2 == 0 else "deny"
    return (
        f'[policies.p{number}]\neffect = "{effect}"\nlayer = "{layer}"\naudience = {audience}\nplace = "{place}"\n'
        f'starts = "e{number}"\nends = "e{number + _LASTS}"\ncites = [{{ source = "book" }}]\n'
    )
