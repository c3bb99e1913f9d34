"""Who travels: nationalities, looked up by any word for them, and audiences."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Self

import attrs

from dprk_tourism._model.fields import items_of, named_in_errors
from dprk_tourism._text import as_text, nearest
from dprk_tourism.errors import InvalidValueError, UnknownNameError, UnknownNationalityError, WrongTypeError


def _split(words: str) -> tuple[str, ...]:
    return tuple(filter(None, words.split("|")))


@attrs.frozen
class Nationality:
    """One row of `data/nationalities.csv`: a passport and the words for it."""

    code: str
    """ISO 3166-1 alpha-2, or XK."""
    alpha3: str
    """ISO 3166-1 alpha-3, or XKX."""
    name: str
    """The common English name of the state or territory."""
    demonym: str
    """What its people are called; empty if nobody lives there."""
    in_eu: bool = attrs.field(converter=bool)
    """Whether it is in the European Union, of 27 members."""
    in_weog: bool = attrs.field(converter=bool)
    """Whether it is in the Western European and Others Group of the United Nations."""
    aliases: tuple[str, ...] = attrs.field(converter=_split)
    """Further names and demonyms that are understood, official names included."""

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for it; some of them mean other nationalities too."""
        return self.code, self.alpha3, self.name, self.demonym, *self.aliases

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def _table() -> Mapping[str, Nationality]:
    text = resources.files("dprk_tourism").joinpath("data", "nationalities.csv").read_text(encoding="utf-8")
    _, *rows = csv.reader(text.splitlines())
    return MappingProxyType({row[0]: Nationality(*row) for row in rows})


NATIONALITIES: Final = _table()
"""The nationalities by alpha-2 code, in order: those of ISO 3166-1, and XK."""


def to_nationality(value: str) -> str:
    """Return the code of the nationality that *value* names: a code, a name, an alias or a demonym, in any case.

    >>> to_nationality("Russia"), to_nationality("gbr"), to_nationality("South Korean")
    ('RU', 'GB', 'KR')
    """
    if not isinstance(value, str):
        raise WrongTypeError("a nationality (a code such as RU, or a name)", value)
    if (code := code_of(value)) is not None:
        return code
    raise unknown_nationality(value)


def unknown_nationality(word: str) -> UnknownNationalityError:
    """Return the error that *word* names no nationality, or several, with what may have been meant.

    >>> print(unknown_nationality("Korea"))
    There is no nationality `Korea`. Did you mean `North Korea (KP)` or `South Korea (KR)`?
    """
    codes = _codes_meant(word) or (() if _folded(word) in NAMED_AUDIENCES else _similar(word))
    return UnknownNationalityError(word, tuple(str(NATIONALITIES[code]) for code in codes))


def code_of(word: str) -> str | None:
    """Return the code of the nationality that *word* names; None if it names none, or several."""
    if word in NATIONALITIES:
        return NATIONALITIES[word].code  # a plain string, also if *word* is of a subclass
    codes = _codes_meant(word)
    return codes[0] if len(codes) == 1 else None


def _codes_meant(word: str) -> tuple[str, ...]:
    return _codes_by_word().get(_folded(word), ())


def _folded(word: str) -> str:
    """The word without case, accents, punctuation and a leading article; nothing if it is too long."""
    if len(word) > _LONGEST:  # decomposing a run of accents takes the square of its length
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", plain.casefold()).strip().removeprefix("the ")


_LONGEST: Final = 200
"""Names of states are shorter than this."""


@cache
def _codes_by_word() -> Mapping[str, tuple[str, ...]]:
    """The codes that each folded word of the table may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for row in NATIONALITIES.values():
        words = {_folded(word) for word in row.words}
        for word in words - {""}:
            found[word] = (*found.get(word, ()), row.code)
    return found


def _similar(word: str) -> tuple[str, ...]:
    words = nearest(_folded(word), _codes_by_word())
    return tuple(dict.fromkeys(code for near in words for code in _codes_by_word()[near]))


def to_codes(value: Iterable[str]) -> frozenset[str]:
    """Return the codes of a list of nationalities."""
    return frozenset(map(to_nationality, items_of(value, "a list of nationalities, such as ['RU', 'CN']")))


def _shown(codes: frozenset[str]) -> str:
    """Codes in order, so that an audience always prints alike; many are only counted."""
    return repr(sorted(codes)) if len(codes) <= _MOST_SHOWN else f"<{len(codes)} nationalities>"


_MOST_SHOWN: Final = 50


@attrs.frozen(field_transformer=named_in_errors)
class Audience:
    """The nationalities that a policy applies to: certain members, and possible ones.

    A report of "various Western nations, including Australia" has one certain member and many possible ones.

    >>> Audience(["Australia"], possible=["CA"])
    Audience(certain=['AU'], possible=['CA'])

    Raises:
        InvalidValueError: There is no member, or one is both certain and possible.
        UnknownNationalityError: A member is not a nationality.
    """

    certain: frozenset[str] = attrs.field(converter=to_codes, default=frozenset(), repr=_shown)
    """The nationalities that belong: codes or names are given, codes are kept."""
    possible: frozenset[str] = attrs.field(converter=to_codes, default=frozenset(), repr=_shown)
    """The nationalities that may belong."""

    def __attrs_post_init__(self) -> None:
        if both := self.certain & self.possible:
            raise InvalidValueError(
                f"{', '.join(sorted(both))} cannot be both certain and possible. Leave each in one of the two."
            )
        if not self.members:
            raise InvalidValueError(
                "An audience needs at least one member, certain or possible. For all nationalities, use `everyone`."
            )

    @classmethod
    def named(cls, name: str) -> "Audience":
        """Return the audience of a name.

        >>> "KP" in Audience.named("foreigners").certain
        False

        Args:
            name: `everyone`, `nationals` (KP), `foreigners` (all but KP), or `western`: since no official list says who
                is Western, possible members only, those of the UN's Western European and Others Group and of the
                European Union, and the United States.

        Raises:
            UnknownNameError: No audience has this name.
        """
        try:
            return NAMED_AUDIENCES[name]
        except (KeyError, TypeError):
            lists = tuple(f'["{code}"]' for code in _codes_meant(as_text(name)))
            suggestions = lists or nearest(as_text(name), NAMED_AUDIENCES) or tuple(NAMED_AUDIENCES)
            raise UnknownNameError(name, suggestions, kind="audience") from None

    @property
    def members(self) -> frozenset[str]:
        """Codes of the nationalities that belong or may belong."""
        return self.certain | self.possible

    def settled(self, members: Iterable[str] = ()) -> Self:
        """Return the audience in which it is known who belongs.

        >>> Audience(["AU"], possible=["CA", "US"]).settled(["CA"]) == Audience(["AU", "CA"])
        True

        Args:
            members: The possible members that did belong; the others did not.

        Raises:
            InvalidValueError: No member is left.
            UnknownNationalityError: A member is not a nationality.
            WrongTypeError: *members* is not a list.
        """
        return attrs.evolve(self, certain=self.certain | (self.possible & to_codes(members)), possible=frozenset())


_EVERYONE = frozenset(NATIONALITIES)

NAMED_AUDIENCES: Final[Mapping[str, Audience]] = MappingProxyType(
    {
        "everyone": Audience(_EVERYONE),
        "foreigners": Audience(_EVERYONE - {"KP"}),
        "nationals": Audience({"KP"}),
        "western": Audience(possible={n.code for n in NATIONALITIES.values() if n.in_weog or n.in_eu} | {"US"}),
    }
)
"""The audiences that have names."""


def all_but(codes: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Return the smaller of `foreigners` and `everyone` that holds all of *codes*, and the rest of it."""
    foreigners = NAMED_AUDIENCES["foreigners"].certain
    return ("foreigners", foreigners - codes) if codes <= foreigners else ("everyone", _EVERYONE - codes)


def to_audience(value: Audience | Iterable[str]) -> Audience:
    """Return the audience that *value* names; a list has certain members."""
    if isinstance(value, Audience):
        return value
    return Audience.named(value) if isinstance(value, str) else Audience(to_codes(value))
