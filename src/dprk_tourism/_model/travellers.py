"""Who travels: nationalities, looked up by any word for them, and audiences."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Final, NamedTuple, Self

import attrs

from dprk_tourism._model.fields import FrozenDict, items_of, named_in_errors
from dprk_tourism._text import as_text, data_file, nearest
from dprk_tourism.errors import InvalidValueError, UnknownNameError, UnknownNationalityError, WrongTypeError


@attrs.frozen
class Nationality:
    """The nationality that a passport shows.

    >>> from dprk_tourism import nationalities
    >>> nationalities()["RU"]
    Nationality(code='RU', alpha_3='RUS', name='Russia', demonym='Russian')
    >>> str(nationalities()["XXA"])
    'stateless person (XXA)'
    """

    code: str
    """ISO 3166-1 alpha-2; XK for Kosovo, and the codes XXA, XXB and XXC of ICAO for documents of no state."""
    alpha_3: str
    """ISO 3166-1 alpha-3; XKX for Kosovo, and XXA, XXB and XXC."""
    name: str
    """The common English name of the state."""
    demonym: str
    """What its people are called."""

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class _Row(NamedTuple):
    """One row of `data/nationalities.csv`: a nationality, a territory, or something that is neither."""

    code: str
    alpha_3: str
    name: str
    demonym: str
    eu: str
    """Filled if it is in the European Union, of 27 members."""
    weog: str
    """Filled if it is in the Western European and Others Group of the United Nations."""
    passport: str
    """For a territory, the code of the state whose passport its people hold."""
    refused: str
    """Why no passport shows it: a clause; empty for a nationality or a territory."""
    aliases: str
    """Further names and demonyms, separated by `|`. Two rows may share a word, which is then ambiguous."""

    @property
    def nationality(self) -> str:
        return self.passport or self.code

    @property
    def words(self) -> frozenset[str]:
        return frozenset((*self[:4], *self.aliases.split("|"))) - {""}

    @property
    def suggestion(self) -> str:
        return f"{self.name} ({self.nationality})"


ROWS: Final = tuple(_Row(*row) for row in csv.reader(data_file("nationalities.csv").splitlines()))[1:]
"""The rows of the table, without its head."""

NATIONALITIES: Final[Mapping[str, Nationality]] = FrozenDict(
    {row.code: Nationality(*row[:4]) for row in ROWS if not row.passport and not row.refused}
)
"""The nationalities by code, in order: states, Hong Kong, Macau, and documents of no state."""


def nationalities() -> Mapping[str, Nationality]:
    """Return every nationality that a passport may show, by code.

    Territories are left out: their people hold the passport of a state, and their names are read as that state.

    >>> from dprk_tourism import nationalities
    >>> len(nationalities()), "HK" in nationalities(), "PR" in nationalities()
    (203, True, False)
    """
    return NATIONALITIES


def to_nationality(value: str) -> str:
    """Return the code of the nationality that *value* names: a code, a name, an alias or a demonym, in any case.

    >>> to_nationality("Russia"), to_nationality("gbr"), to_nationality("South Korean"), to_nationality("Puerto Rico")
    ('RU', 'GB', 'KR', 'US')
    """
    if not isinstance(value, str):
        raise WrongTypeError("a nationality (a code such as RU, or a name)", value)
    if (code := code_of(value)) is not None:
        return code
    raise UnknownNationalityError.put_off(value, partial(unknown_nationality, value))


def unknown_nationality(word: str) -> UnknownNationalityError:
    """Return the error that *word* names no nationality, or several, with the reason or what may have been meant.

    >>> print(unknown_nationality("Korea"))
    There is no nationality `Korea`. Did you mean `North Korea (KP)` or `South Korea (KR)`?
    >>> print(unknown_nationality("USSR"))
    There is no nationality `USSR`: the Soviet Union no longer exists. Use the state whose passport the traveller holds.
    """
    folded = folded_word(word)
    rows = _rows_by_word().get(folded, ())
    if reasons := [row.refused for row in rows if row.refused]:
        return UnknownNationalityError(word, reason=reasons[0])
    if not rows and _has_signs(word):
        return UnknownNationalityError(word, reason="a sign is not read as letters")
    return UnknownNationalityError(word, tuple(dict.fromkeys(row.suggestion for row in rows or _similar(folded))))


def code_of(word: str) -> str | None:
    """Return the code of the nationality that *word* names; None if it names none, or several."""
    if word in NATIONALITIES:
        return NATIONALITIES[word].code  # a plain string, also if *word* is of a subclass
    codes = _codes_meant(word)
    return codes[0] if len(codes) == 1 else None


def _codes_meant(word: str) -> tuple[str, ...]:
    rows = _rows_by_word().get(folded_word(word), ())
    return tuple(dict.fromkeys(row.nationality for row in rows if not row.refused))


def folded_word(word: str) -> str:
    """Return the words of a name without case, accents, punctuation and order; nothing if it is too long.

    "Congo, Dem. Rep." and "Congo (the Democratic Republic of the)" are folded alike. No sign becomes a code: only
    full-width letters are read as others, and a code keeps its accents.
    """
    if len(word) > _LONGEST:  # decomposing a run of accents takes the square of its length
        return ""
    narrow = word.translate(_NARROW)
    letters = "".join(c for c in unicodedata.normalize("NFD", narrow) if not unicodedata.category(c).startswith("M"))
    words = _WORD.findall(_POSSESSIVE.sub("", letters.lower()))
    words = [each for each in words if each not in FILLERS] or words[-1:]
    if len(words) > 1:
        words = [SHORTENED.get(each, each) for each in words]
        if min(map(len, words)) > 1:  # the order of initials counts: U.S. is not S.U.
            words.sort()
    folded = " ".join(words)
    is_code = len(folded) <= _LONGEST_CODE
    return "" if is_code and _NOT_ASCII.search(unicodedata.normalize("NFC", narrow)) else folded


_LONGEST: Final = 200
"""Names of states are shorter than this."""
_LONGEST_CODE: Final = 3

_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width characters, as East Asian keyboards write Latin letters."""

_POSSESSIVE: Final = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]s\b")
_WORD: Final = re.compile(r"[^\W_]+")
_NOT_ASCII: Final = re.compile(r"[^\W\x00-\x7f]")

FILLERS: Final = frozenset({"the", "of", "and"})
"""Words that say nothing."""

SHORTENED: Final[Mapping[str, str]] = {
    "democratic": "dem",
    "federal": "fed",
    "federated": "fed",
    "islands": "island",
    "is": "island",
    "peoples": "people",
    "republic": "rep",
    "saint": "st",
    "states": "sts",
}
"""Words that lists of countries write in several ways."""


def _has_signs(word: str) -> bool:
    """Whether characters would become letters if signs were taken for what they resemble."""
    narrow = unicodedata.normalize("NFC", word[:_LONGEST].translate(_NARROW))
    return any(c.isalpha() for c in set(unicodedata.normalize("NFKC", narrow)) - set(narrow))


@cache
def _rows_by_word() -> Mapping[str, tuple[_Row, ...]]:
    """The rows that each folded word may mean."""
    found: dict[str, tuple[_Row, ...]] = {}
    for row in ROWS:
        for word in sorted({folded_word(word) for word in row.words}):
            found[word] = (*found.get(word, ()), row)
    return found


def is_spelt_as_listed(word: str) -> bool:
    """Whether the table holds *word*, letter by letter."""
    return word in _spellings()


@cache
def _spellings() -> frozenset[str]:
    return frozenset().union(*(row.words for row in ROWS))


# --- suggestions: a slip of the pen in a name, and never the name of another country


def _similar(folded: str) -> tuple[_Row, ...]:
    """The rows with a name that differs from *folded* by slips of the pen alone, and by the fewest."""
    words = folded.split()
    slips: dict[str, int] = {}
    for name in _names_by_initials().get(_initials(words), ()):
        counts = [*map(_slips, words, name.split())]
        if None not in counts:
            slips[name] = sum(filter(None, counts))
    nearest_names = sorted(name for name in slips if slips[name] == min(slips.values()))
    return tuple(row for name in nearest_names for row in _rows_by_word()[name] if not row.refused)


@cache
def _names_by_initials() -> Mapping[tuple[str, ...], list[str]]:
    """Folded names that are no codes, by the first letters of their words."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in _rows_by_word():
        if len(name) > _LONGEST_CODE:
            found.setdefault(_initials(name.split()), []).append(name)
    return found


def _initials(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word[0] for word in words)


def _slips(word: str, known: str) -> int | None:
    """How many letters were left out, added, changed or swapped; None if too many, as in `north` for `south`."""
    shorter, longer = sorted((len(word), len(known)))
    most = sum(shorter >= length for length in _LENGTHS_FOR_SLIPS)
    if longer - shorter > most:
        return None
    slips = _edits(word, known)
    return slips if slips <= most else None


_LENGTHS_FOR_SLIPS: Final = (4, 9)
"""A word of at least so many letters may have one slip, or two."""


def _edits(word: str, known: str) -> int:
    """The distance of two words: letters added, left out, changed, or swapped with a neighbour."""
    above: list[int] = []
    row: list[int] = [*range(len(known) + 1)]
    for i, letter in enumerate(word):
        before, above = above, row
        row = [i + 1]
        for j, other in enumerate(known):
            row.append(min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != other)))
            if i and j and letter == known[j - 1] and other == word[i - 1]:
                row[-1] = min(row[-1], before[j - 1] + 1)
    return row[-1]


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
        "western": Audience(possible={row.code for row in ROWS if row.weog or row.eu} | {"US"}),
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
