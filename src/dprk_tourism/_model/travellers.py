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
from dprk_tourism.errors import (
    InvalidValueError,
    UnknownNameError,
    UnknownNationalityError,
    WrongTypeError,
)

__all__ = [
    "NAMED_AUDIENCES",
    "NATIONALITIES",
    "Audience",
    "Nationality",
    "all_but",
    "code_of",
    "to_audience",
    "to_nationality",
    "unknown_nationality",
]


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
    """What its people are called; empty where nobody lives."""
    in_eu: bool = attrs.field(converter=bool)
    """Whether it is a member of the European Union, as it has been since the United Kingdom left."""
    in_weog: bool = attrs.field(converter=bool)
    """Whether it is in the Western European and Others Group of the United Nations."""
    aliases: tuple[str, ...] = attrs.field(converter=_split)
    """Further names and demonyms that are understood, official names among them."""

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for it, as the table writes it; not each of them is for it alone."""
        return self.code, self.alpha3, self.name, self.demonym, *self.aliases


def _table() -> Mapping[str, Nationality]:
    text = resources.files("dprk_tourism").joinpath("data", "nationalities.csv").read_text(encoding="utf-8")
    _, *rows = csv.reader(text.splitlines())
    return MappingProxyType({row[0]: Nationality(*row) for row in rows})


NATIONALITIES: Final = _table()
"""Every nationality by its alpha-2 code: those of ISO 3166-1, and XK, in the order of the codes."""


def to_nationality(value: str) -> str:
    """Give the alpha-2 code of the nationality that *value* names.

    >>> to_nationality("Russia"), to_nationality("gbr"), to_nationality("South Korean")
    ('RU', 'GB', 'KR')

    Args:
        value: An alpha-2 or alpha-3 code, an English name of the country, a common alias or the word for its
            people, in any case.

    Raises:
        UnknownNationalityError: No passport is known by this word, or several are; the nearest are suggested.
        WrongTypeError: *value* is no text.
    """
    if not isinstance(value, str):
        raise WrongTypeError("a nationality (a code such as RU, or a name)", value)
    if (code := code_of(value)) is not None:
        return code
    raise unknown_nationality(value)


def unknown_nationality(word: str) -> UnknownNationalityError:
    """Give the error that *word* names no nationality, or several, with what may have been meant.

    >>> print(unknown_nationality("Korea"))
    There is no nationality `Korea`. Did you mean `North Korea (KP)` or `South Korea (KR)`?

    Args:
        word: A word that `code_of` does not know.
    """
    codes = _codes_by_word().get(_folded(word)) or (() if _folded(word) in NAMED_AUDIENCES else _similar(word))
    return UnknownNationalityError(word, tuple(map(_titled, codes)))


def code_of(word: str) -> str | None:
    """Give the alpha-2 code of the nationality that *word* names, or None if it names none, or several.

    >>> code_of("Russia"), code_of("Korea") is None
    ('RU', True)

    Args:
        word: What `to_nationality` takes.
    """
    if word in NATIONALITIES:
        return NATIONALITIES[word].code  # the caller's text may be of a kind of its own
    codes = _codes_by_word().get(_folded(word), ())
    return codes[0] if len(codes) == 1 else None


def _folded(word: str) -> str:
    """The word without case, accents, punctuation and a leading article; nothing is left of one too long."""
    if len(word) > _LONGEST:  # to decompose a long run of accents takes the square of its length
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", plain.casefold()).strip().removeprefix("the ")


_LONGEST: Final = 200
"""No name of a state has as many characters."""


@cache
def _codes_by_word() -> Mapping[str, tuple[str, ...]]:
    """Every word of the table, folded, with the codes that it may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for row in NATIONALITIES.values():
        words = {_folded(word) for word in row.words}
        for word in words - {""}:
            found[word] = (*found.get(word, ()), row.code)
    return found


def _similar(word: str) -> tuple[str, ...]:
    words = nearest(_folded(word), _codes_by_word())
    return tuple(dict.fromkeys(code for near in words for code in _codes_by_word()[near]))


def _titled(code: str) -> str:
    return f"{NATIONALITIES[code].name} ({code})"


def to_codes(value: Iterable[str]) -> frozenset[str]:
    """Give the codes of a list of nationalities."""
    return frozenset(map(to_nationality, items_of(value, "a list of nationalities, such as ['RU', 'CN']")))


def _shown(codes: frozenset[str]) -> str:
    """Codes in their order, so that a text of an audience is always the same; many are only counted."""
    return repr(sorted(codes)) if len(codes) <= _MOST_SHOWN else f"<{len(codes)} nationalities>"


_MOST_SHOWN: Final = 50


@attrs.frozen(field_transformer=named_in_errors)
class Audience:
    """Whom a policy speaks of: those who surely belong, and those who may.

    A report of "various Western nations, including Australia" has one certain member and many possible ones.

    >>> some = Audience(["Australia"], possible=["CA"])
    >>> some
    Audience(certain=['AU'], possible=['CA'])

    Args:
        certain: Nationalities that surely belong.
        possible: Nationalities that may belong.

    Raises:
        InvalidValueError: There is no member of either kind.
        UnknownNationalityError: A member is no nationality.
    """

    certain: frozenset[str] = attrs.field(converter=to_codes, default=frozenset(), repr=_shown)
    """Codes of the nationalities that surely belong."""
    possible: frozenset[str] = attrs.field(converter=to_codes, default=frozenset(), repr=_shown)
    """Codes of the nationalities that may belong; none of them surely does."""

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
        """Give an audience that has a name.

        >>> "KP" in Audience.named("foreigners").certain
        False

        Args:
            name: `everyone`, `nationals` (KP), `foreigners` (everyone but KP), or `western` (possible members only:
                the UN's Western European and Others Group, the European Union and the United States, since no
                official list says who is Western).

        Raises:
            UnknownNameError: No audience has this name.
        """
        try:
            return NAMED_AUDIENCES[name]
        except (KeyError, TypeError):
            codes = _codes_by_word().get(_folded(as_text(name)), ())
            lists = tuple(f'["{code}"]' for code in codes)
            suggestions = lists or nearest(as_text(name), NAMED_AUDIENCES) or tuple(NAMED_AUDIENCES)
            raise UnknownNameError(name, suggestions, kind="audience") from None

    @property
    def members(self) -> frozenset[str]:
        """Everyone who belongs or may belong."""
        return self.certain | self.possible

    def settled(self, members: Iterable[str] = ()) -> Self:
        """Give the audience in which it is known who belongs.

        >>> Audience(["AU"], possible=["CA", "US"]).settled(["CA"]) == Audience(["AU", "CA"])
        True

        Args:
            members: Those possible members who did belong; the others did not.

        Raises:
            InvalidValueError: Nobody is left.
            UnknownNationalityError: A member is no nationality.
            WrongTypeError: *members* is no list.
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
"""The audiences that may be written by name."""


def all_but(codes: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Give the smaller of `foreigners` and `everyone` that holds all of some nationalities, and who of it is missing.

    >>> name, missing = all_but(Audience.named("foreigners").certain - {"US"})
    >>> name, sorted(missing)
    ('foreigners', ['US'])

    Args:
        codes: Codes of nationalities.
    """
    foreigners = NAMED_AUDIENCES["foreigners"].certain
    return ("foreigners", foreigners - codes) if codes <= foreigners else ("everyone", _EVERYONE - codes)


def to_audience(value: Audience | Iterable[str]) -> Audience:
    """Give the audience that *value* names.

    Args:
        value: An audience, the name of one, or a list of nationalities that surely belong.
    """
    if isinstance(value, Audience):
        return value
    return Audience.named(value) if isinstance(value, str) else Audience(to_codes(value))
