"""The question: who wants to be where, and when."""

import attrs

from dprk_tourism.days import Day, to_day
from dprk_tourism.errors import ReversedStayError
from dprk_tourism.fields import named_in_errors, to_id
from dprk_tourism.travellers import to_nationality

__all__ = ["Visit"]


@attrs.frozen(field_transformer=named_in_errors)
class Visit:
    """A holder of one passport, at one place, from one day to another.

    >>> Visit("Russia", "wonsan-kalma", "2025-07-10").departure
    Date(2025, 7, 10)

    Args:
        nationality: That of the passport used: a code, a country's English name or alias, in any case.
        place: The id of the place.
        arrival: The first day present, in Pyongyang.
        departure: The last day present; left out, the day of arrival.

    Raises:
        ReversedStayError: *departure* is before *arrival*.
        UnknownNationalityError: No passport is known by this word.
        InvalidDayError: A day is none, or a datetime does not know its zone.
        InvalidValueError: *place* has not the form of an id.
        WrongTypeError: An argument is of the wrong kind.
    """

    nationality: str = attrs.field(converter=to_nationality)
    """The alpha-2 code of the passport used."""
    place: str = attrs.field(converter=to_id)
    """The id of the place."""
    arrival: Day = attrs.field(converter=to_day)
    """The first day present."""
    departure: Day = attrs.field(converter=to_day, default=attrs.Factory(lambda self: self.arrival, takes_self=True))
    """The last day present; this day is in."""

    def __attrs_post_init__(self) -> None:
        if self.departure < self.arrival:
            raise ReversedStayError(self.arrival, self.departure)
