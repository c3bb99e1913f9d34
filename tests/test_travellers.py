"""Travellers: nationalities by whatever word a user may write, and audiences."""

import copy
import pickle
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import attrs
import iso3166
import pytest
from hypothesis import given
from inline_snapshot import snapshot
from refusals import refused
from strategies import SETS_OF_CODES

from dprk_tourism._model.travellers import (
    NAMED_AUDIENCES,
    NATIONALITIES,
    Audience,
    Nationality,
    all_but,
    to_audience,
    to_nationality,
    unknown_nationality,
)
from dprk_tourism.errors import (
    InvalidValueError,
    UnknownNameError,
    UnknownNationalityError,
    WrongTypeError,
)

OUTSIDE = {country.alpha2: country for country in iso3166.countries}

# Members by their alpha-3 codes, from the lists of the United Nations and of the European Union.
WEOG = "AND AUS AUT BEL CAN CHE DEU DNK ESP FIN FRA GBR GRC IRL ISL ISR ITA LIE LUX MCO MLT NLD NOR NZL PRT SMR SWE TUR"
EU = "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"

AMBIGUOUS = {
    "Korea": {"KP", "KR"},
    "Korean": {"KP", "KR"},
    "Congo": {"CD", "CG"},
    "Congolese": {"CD", "CG"},
    "Dominican": {"DM", "DO"},
    "Virgin Islands": {"VG", "VI"},
    "Virgin Islander": {"VG", "VI"},
}


def outside(alpha3_codes: str) -> set[str]:
    """The alpha-2 codes of a row of alpha-3 codes, by the package iso3166."""
    return {iso3166.countries_by_alpha3[code].alpha2 for code in alpha3_codes.split()}


def words_of(row: Nationality) -> tuple[str, ...]:
    """Every word that a row of the table holds."""
    return tuple(filter(None, (row.code, row.alpha3, row.name, row.demonym, *row.aliases)))


def without_accents(word: str) -> str:
    """The word as somebody with a plain keyboard types it."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


class TestTable:
    """The table of nationalities."""

    def test_has_the_codes_of_iso_and_kosovo(self) -> None:
        """The table has 250 rows: the codes of ISO 3166-1, and XK."""
        assert 250 == len(NATIONALITIES)
        assert {*OUTSIDE, "XK"} == NATIONALITIES.keys()

    def test_agrees_on_alpha_3(self) -> None:
        """Every alpha-3 code is that of the package iso3166."""
        expected = {code: country.alpha3 for code, country in OUTSIDE.items()}

        assert {**expected, "XK": "XKX"} == {code: row.alpha3 for code, row in NATIONALITIES.items()}

    def test_is_sorted_by_code(self) -> None:
        """The rows are sorted by code, so that a missing one is easy to see."""
        assert sorted(NATIONALITIES) == [*NATIONALITIES]

    def test_words_are_clean(self) -> None:
        """No word of the table is padded, and no row holds a word twice."""
        for row in NATIONALITIES.values():
            words = words_of(row)

            assert [word.strip() for word in words] == [*words]
            assert len({*words}) == len(words)

    def test_names_are_unique(self) -> None:
        """No two nationalities have one name."""
        assert 250 == len({row.name for row in NATIONALITIES.values()})

    def test_cannot_be_changed(self) -> None:
        """The table is read-only, and so are its rows."""
        with pytest.raises(TypeError):
            NATIONALITIES["ZZ"] = NATIONALITIES["RU"]  # type: ignore[index]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            NATIONALITIES["RU"].name = "Ruritania"  # type: ignore[misc]

    def test_groups(self) -> None:
        """The groups are those of the United Nations and of the European Union: 28 and 27 members."""
        weog = [code for code, row in NATIONALITIES.items() if row.in_weog]
        eu = [code for code, row in NATIONALITIES.items() if row.in_eu]

        assert sorted(outside(WEOG)) == weog
        assert sorted(outside(EU)) == eu
        assert (28, 27) == (len(weog), len(eu))


class TestToNationality:
    """`to_nationality`: the code of the nationality that a word names."""

    @pytest.mark.parametrize("code", [*sorted(OUTSIDE), "XK"])
    def test_codes(self, code: str) -> None:
        """Both codes of every nationality are understood, in capitals and in small letters."""
        alpha3 = OUTSIDE[code].alpha3 if code in OUTSIDE else "XKX"

        assert {code} == {to_nationality(word) for word in (code, code.lower(), alpha3, alpha3.lower())}

    @pytest.mark.parametrize("country", iso3166.countries, ids=lambda country: str(country.alpha2))
    def test_names_of_iso(self, country: iso3166.Country) -> None:
        """Every name of the package iso3166 is understood, but for the one that names two states."""
        for name in {country.name, country.apolitical_name} - {"Congo"}:
            assert country.alpha2 == to_nationality(name)

    @pytest.mark.parametrize(
        ("word", "code"),
        [
            ("Russia", "RU"),
            ("Russian", "RU"),
            ("Russian Federation", "RU"),
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("Britain", "GB"),
            ("English", "GB"),
            ("the United States", "US"),
            ("USA", "US"),
            ("U.S.", "US"),
            ("American", "US"),
            ("South Korea", "KR"),
            ("Republic of Korea", "KR"),
            ("ROK", "KR"),
            ("North Korea", "KP"),
            ("DPRK", "KP"),
            ("Korea, Democratic People's Republic of", "KP"),
            ("PRC", "CN"),
            ("Republic of China", "TW"),
            ("Kosovo", "XK"),
            ("Turkey", "TR"),
            ("Türkiye", "TR"),
            ("Swaziland", "SZ"),
            ("Burma", "MM"),
            ("Holland", "NL"),
            ("Dutch", "NL"),
            ("Czech Republic", "CZ"),
            ("Niger", "NE"),
            ("Nigerien", "NE"),
            ("Nigeria", "NG"),
            ("Dominica", "DM"),
            ("Dominican Republic", "DO"),
            ("DR Congo", "CD"),
            ("Congo-Brazzaville", "CG"),
            ("Guinea", "GN"),
            ("Guinea-Bissau", "GW"),
            ("Georgia", "GE"),
            ("Ireland", "IE"),
            ("Northern Ireland", "GB"),
        ],
    )
    def test_names_aliases_and_demonyms(self, word: str, code: str) -> None:
        """Names, aliases and the words for the people are understood."""
        assert code == to_nationality(word)

    @pytest.mark.parametrize(
        ("word", "code"),
        [
            ("rUSSIA", "RU"),
            ("  Russia\n", "RU"),
            ("SOUTH   KOREA", "KR"),
            ("south_korea", "KR"),
            ("The Gambia", "GM"),
            ("the netherlands", "NL"),
            ("Cote d'Ivoire", "CI"),
            ("CÔTE D\N{RIGHT SINGLE QUOTATION MARK}IVOIRE", "CI"),
            ("Curacao", "CW"),
            ("Aland", "AX"),
            ("REUNION", "RE"),
            ("Guinea Bissau", "GW"),
            ("St Lucia", "LC"),
            ("Trinidad and Tobago", "TT"),
            ("Trinidad & Tobago", "TT"),
            ("\N{FULLWIDTH LATIN CAPITAL LETTER R}\N{FULLWIDTH LATIN CAPITAL LETTER U}", "RU"),
        ],
    )
    def test_case_accents_and_punctuation(self, word: str, code: str) -> None:
        """Case, accents, spaces, punctuation and a leading article do not matter."""
        assert code == to_nationality(word)

    @pytest.mark.parametrize(
        "change", [str.upper, str.lower, str.swapcase, without_accents, "the {}".format, " {} ".format]
    )
    def test_every_word_however_written(self, change: Callable[[str], str]) -> None:
        """Every word of the table is understood in any case, without accents and with an article, if it means one."""
        for row in NATIONALITIES.values():
            for word in set(words_of(row)) - AMBIGUOUS.keys():
                assert row.code == to_nationality(change(word))

    @pytest.mark.parametrize(("word", "meant"), AMBIGUOUS.items())
    def test_ambiguous(self, word: str, meant: set[str]) -> None:
        """A word for two nationalities is refused with both."""
        for written in (word, word.upper(), f"the {word}"):
            with pytest.raises(UnknownNationalityError) as caught:
                to_nationality(written)

            assert written == caught.value.name
            assert meant == {re.sub(r".*\((..)\)", r"\1", each) for each in caught.value.suggestions}

    def test_ambiguous_suggestions(self) -> None:
        """The suggestions are the names with their codes."""
        with refused(UnknownNationalityError, name="Korea", suggestions=("North Korea (KP)", "South Korea (KR)")):
            to_nationality("Korea")

    def test_no_other_word_is_ambiguous(self) -> None:
        """The words that are in two rows are those listed above, and no other."""
        holders: dict[str, set[str]] = {}
        for row in NATIONALITIES.values():
            for word in words_of(row):
                holders.setdefault(without_accents(word).casefold(), set()).add(row.code)

        expected = {word.casefold(): meant for word, meant in AMBIGUOUS.items()}
        assert expected == {word: meant for word, meant in holders.items() if len(meant) > 1}

    @pytest.mark.parametrize(
        ("word", "suggestion"),
        [
            ("Rusia", "Russia (RU)"),
            ("Austrlia", "Australia (AU)"),
            ("Untied Kingdom", "United Kingdom (GB)"),
            ("Nort Korea", "North Korea (KP)"),
            ("Germny", "Germany (DE)"),
            ("RUSS", "Russia (RU)"),
        ],
    )
    def test_near_misses(self, word: str, suggestion: str) -> None:
        """A misspelt word is refused, and the nearest nationality is suggested first."""
        with pytest.raises(UnknownNationalityError) as caught:
            to_nationality(word)

        assert suggestion == caught.value.suggestions[0]

    @pytest.mark.parametrize("word", ["EU", "XX", "R", "western", "Western", "foreigners", "RU,CN"])
    def test_nothing_near(self, word: str) -> None:
        """Short words, names of audiences and lists have no suggestions."""
        assert () == unknown_nationality(word).suggestions

    @pytest.mark.parametrize("word", ["Ruritania", "XX", "ZZZ", "EU", "Soviet Union", "R", "643", "Россия", "러시아"])
    def test_no_nationality(self, word: str) -> None:
        """A fictional state, an unassigned code, a numeric code and other languages are refused."""
        with pytest.raises(UnknownNationalityError) as caught:
            to_nationality(word)

        assert word == caught.value.name

    @pytest.mark.parametrize("word", ["", " ", "?", "\N{GRINNING FACE}"])
    def test_no_word(self, word: str) -> None:
        """A word that resembles no nationality has no suggestions."""
        with refused(UnknownNationalityError, name=word, suggestions=()):
            to_nationality(word)

    @pytest.mark.parametrize("value", [None, 7, True, b"RU", ["RU"], ("RU",)])
    def test_no_text(self, value: Any) -> None:
        """A value that is not a string has the wrong type."""
        with refused(WrongTypeError, found=value, expected=snapshot("a nationality (a code such as RU, or a name)")):
            to_nationality(value)


class TestAudience:
    """`Audience`: who surely belongs, and who may."""

    def test_shown(self) -> None:
        """Few members are shown in the order of their codes, many are counted."""
        assert "Audience(certain=['CN', 'RU'], possible=[])" == repr(Audience(["Russia", "China"]))
        fifty = sorted(NATIONALITIES)[:50]
        assert f"Audience(certain={fifty}, possible=[])" == repr(Audience(fifty))
        assert "Audience(certain=<51 nationalities>, possible=[])" == repr(Audience(sorted(NATIONALITIES)[:51]))
        assert "Audience(certain=<249 nationalities>, possible=[])" == repr(Audience.named("foreigners"))

    @given(SETS_OF_CODES, SETS_OF_CODES)
    def test_nobody_is_both(self, certain: frozenset[str], possible: frozenset[str]) -> None:
        """A certain member is not a possible one; together they are the members."""
        if certain & possible:
            with refused(InvalidValueError):
                Audience(certain, possible)
        elif certain | possible:
            audience = Audience(certain, possible)

            assert (certain, possible) == (audience.certain, audience.possible)
            assert certain | possible == audience.members

    def test_message_for_both(self) -> None:
        """The message lists the nationalities that are both certain and possible."""
        said = snapshot("AU, NZ cannot be both certain and possible. Leave each in one of the two.")
        with refused(InvalidValueError, said):
            Audience(["NZ", "AU", "DE"], possible=["AU", "NZ", "CA"])

    def test_takes_names_in_any_list(self) -> None:
        """Members may be given by any word, in any order, more than once."""
        audience = Audience(["Russia", "rus", "CN"], possible=("Australian",))

        assert Audience({"CN", "RU"}, {"AU"}) == audience
        assert hash(Audience({"CN", "RU"}, {"AU"})) == hash(audience)

    def test_certain_and_possible_differ(self) -> None:
        """Surely belonging and perhaps belonging are not the same."""
        assert Audience(["RU"]) != Audience(possible=["RU"])

    @pytest.mark.parametrize("nobody", [(), [], set()])
    def test_empty(self, nobody: Any) -> None:
        """An audience without a member of either kind is refused."""
        with pytest.raises(InvalidValueError):
            Audience()
        with pytest.raises(InvalidValueError):
            Audience(nobody, possible=nobody)

    def test_unknown_member(self) -> None:
        """An unknown member is refused."""
        with pytest.raises(UnknownNationalityError):
            Audience(["RU", "Ruritania"])
        with pytest.raises(UnknownNationalityError):
            Audience(["RU"], possible=["Korea"])

    @pytest.mark.parametrize("value", ["RU", b"RU", 5, None])
    def test_no_list(self, value: Any) -> None:
        """A string or a number is not a list of nationalities."""
        with refused(WrongTypeError, found=value, expected=snapshot("a list of nationalities, such as ['RU', 'CN']")):
            Audience(value)

    def test_is_a_value(self) -> None:
        """An audience survives pickling and copying, and cannot be changed."""
        audience = Audience(["RU"], possible=["CN"])

        for again in (pickle.loads(pickle.dumps(audience)), copy.copy(audience), copy.deepcopy(audience)):  # noqa: S301
            assert audience == again
            assert hash(audience) == hash(again)
        for name in ("certain", "possible", "members"):
            with pytest.raises(AttributeError):
                setattr(audience, name, frozenset())

    @given(SETS_OF_CODES, SETS_OF_CODES.filter(bool), SETS_OF_CODES)
    def test_settled(self, certain: frozenset[str], possible: frozenset[str], named: frozenset[str]) -> None:
        """Settled, those named of the possible members belong, the others do not, and nothing is left open."""
        audience = Audience(certain - possible, possible)
        belonging = audience.certain | (possible & named)
        if not belonging:
            with pytest.raises(InvalidValueError):
                audience.settled(named)
        else:
            assert Audience(belonging) == audience.settled(named)
            assert frozenset() == audience.settled(named).possible

    def test_settled_with_nobody(self) -> None:
        """Settled without names, only the certain members belong."""
        assert Audience(["AU"]) == Audience(["AU"], possible=["CA"]).settled()

    def test_settled_leaves_the_original(self) -> None:
        """Settling returns another audience; the original is unchanged."""
        audience = Audience(["AU"], possible=["CA"])
        audience.settled(["Canada"])

        assert {"CA"} == audience.possible


class TestNamedAudiences:
    """`Audience.named`: audiences that may be written by name."""

    def test_names(self) -> None:
        """There are four names."""
        assert {"everyone", "foreigners", "nationals", "western"} == NAMED_AUDIENCES.keys()

    def test_everyone(self) -> None:
        """Everyone is every nationality, surely."""
        assert Audience({*OUTSIDE, "XK"}) == Audience.named("everyone")

    def test_foreigners(self) -> None:
        """Foreigners are everyone but the nationals of North Korea."""
        assert Audience({*OUTSIDE, "XK"} - {"KP"}) == Audience.named("foreigners")

    def test_nationals(self) -> None:
        """Nationals are those of North Korea."""
        assert Audience({"KP"}) == Audience.named("nationals")

    def test_western(self) -> None:
        """The West is the UN's group, the European Union and the United States, as possible members only."""
        western = Audience.named("western")

        assert frozenset() == western.certain
        assert outside(WEOG) | outside(EU) | {"US"} == western.possible
        assert 28 + 27 + 1 - 15 == len(western.possible)

    def test_near_miss(self) -> None:
        """A name that looks like one of them is refused with the one that was meant."""
        with refused(UnknownNameError, kind="audience", name="foriegners", suggestions=("foreigners",)):
            Audience.named("foriegners")

    @pytest.mark.parametrize("name", ["Everyone", "", None, [], 5])
    def test_no_name(self, name: Any) -> None:
        """An unknown name is refused with the known names as suggestions; case matters."""
        with pytest.raises(UnknownNameError) as caught:
            Audience.named(name)

        assert {*caught.value.suggestions} <= NAMED_AUDIENCES.keys()
        assert caught.value.suggestions

    def test_cannot_be_changed(self) -> None:
        """The named audiences are fixed."""
        with pytest.raises(TypeError):
            NAMED_AUDIENCES["friends"] = Audience(["RU"])  # type: ignore[index]


class TestAllBut:
    """`all_but`: the smaller audience that holds all of some nationalities, and who of it is missing."""

    def test_foreigners(self) -> None:
        """Foreigners, and some of them, are part of the foreigners."""
        foreigners = NAMED_AUDIENCES["foreigners"].certain

        assert ("foreigners", frozenset()) == all_but(foreigners)
        assert ("foreigners", frozenset({"RU", "US"})) == all_but(foreigners - {"RU", "US"})

    def test_everyone(self) -> None:
        """Nationals are of everyone only."""
        assert ("everyone", frozenset()) == all_but(NAMED_AUDIENCES["everyone"].certain)
        assert ("everyone", frozenset({"RU"})) == all_but(NAMED_AUDIENCES["everyone"].certain - {"RU"})


class TestToAudience:
    """`to_audience`: the audience that a value names."""

    def test_audience_itself(self) -> None:
        """An audience is returned unchanged."""
        audience = Audience(["RU"])

        assert audience is to_audience(audience)

    def test_name(self) -> None:
        """A string is the name of an audience."""
        assert Audience.named("western") == to_audience("western")

    @pytest.mark.parametrize("members", [["Russia", "CN"], ("CN", "RUS"), {"cn", "ru"}, ["China", "Russian"]])
    def test_list(self, members: Any) -> None:
        """A list of nationalities is an audience of certain members."""
        assert Audience({"CN", "RU"}) == to_audience(members)
        assert Audience({"CN", "RU"}) == to_audience(iter(members))

    def test_empty_list(self) -> None:
        """An empty list is refused."""
        with pytest.raises(InvalidValueError):
            to_audience([])

    @pytest.mark.parametrize("value", [None, 5, True])
    def test_other_kinds(self, value: Any) -> None:
        """A number and None have the wrong type."""
        with pytest.raises(WrongTypeError):
            to_audience(value)

    def test_code_is_no_name(self) -> None:
        """A code alone is refused; the suggestion is a list with it."""
        with refused(UnknownNameError, kind="audience", name="RU", suggestions=('["RU"]',)):
            to_audience("RU")
