"""Travellers: nationalities by whatever word a user may write, and audiences."""

import copy
import pickle
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import iso3166
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from refusals import refused
from strategies import SETS_OF_CODES

from dprk_tourism._model.travellers import (
    NAMED_AUDIENCES,
    NATIONALITIES,
    ROWS,
    Audience,
    Nationality,
    _edits,
    _slips,
    all_but,
    code_of,
    folded_word,
    is_spelt_as_listed,
    nationalities,
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
    "Guiana": {"FR", "GY"},
    "refugee": {"XXB", "XXC"},
    "Virgin Islands": {"GB", "US"},
    "Virgin Islander": {"GB", "US"},
}

OF_NO_STATE = {"XXA", "XXB", "XXC"}

# The state whose passport the people of a territory hold: by its law of nationality they are its citizens or nationals.
STATES_WITH_TERRITORIES = {
    "AU": "CC CX NF",
    "DK": "FO GL",
    "ES": "EA IC",
    "FI": "AX",
    "FR": "BL FX GF GP MF MQ NC PF PM RE WF YT",
    "GB": "AC AI BM CQ FK GG GI IM JE KY MS PN SH TA TC VG",
    "NL": "AW BQ CW SX",
    "NO": "SJ",
    "NZ": "CK NU TK",
    "US": "AS GU MP PR VI",
}
PASSPORT_OF = {code: state for state, codes in STATES_WITH_TERRITORIES.items() for code in codes.split()}

# Territories without a permanent population.
NOBODY = {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}

# What means something else today: codes that ISO 3166-1 gave away again, a renamed state, and islands without a code.
MEAN_ANOTHER = {"AI", "BQ", "BY", "GE", "SK", "East Timor", "Channel Islands", "CHI"}

NAMES_OF_OTHERS = [
    (word, code)
    for line in Path(__file__).with_name("country_names.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for code, _, words in [line.partition(": ")]
    for word in words.split(" | ")
]


def outside(alpha3_codes: str) -> set[str]:
    """The alpha-2 codes of a row of alpha-3 codes, by the package iso3166."""
    return {iso3166.countries_by_alpha3[code].alpha2 for code in alpha3_codes.split()}


def codes_in(suggestions: tuple[str, ...]) -> set[str]:
    """The codes of suggestions such as `Russia (RU)`."""
    return {each.rpartition("(")[2].removesuffix(")") for each in suggestions}


def without_accents(word: str) -> str:
    """The word as somebody with a plain keyboard types it."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def is_read_rightly(word: str, code: str) -> bool:
    """Whether the name that a package has for a code is read as its state, or refused for a reason."""
    state = PASSPORT_OF.get(code[:2], code[:2])
    known = state in NATIONALITIES and (len(code) == 2 or code == "FXFR")
    found, error = code_of(word), unknown_nationality(word)
    if found is not None:
        return found == state if known else word in MEAN_ANOTHER
    if known:
        return word in AMBIGUOUS and state in codes_in(error.suggestions)
    return error.reason != "" and error.suggestions == ()


class TestTable:
    """The table of nationalities."""

    def test_has_the_passports_of_the_world(self) -> None:
        """The table has 203 nationalities: of ISO 3166-1 those with a passport, XK, and documents of no state."""
        assert 203 == len(NATIONALITIES)
        assert {*OUTSIDE, "XK", *OF_NO_STATE} - PASSPORT_OF.keys() - NOBODY == NATIONALITIES.keys()

    def test_is_public(self) -> None:
        """`nationalities` returns the table, which pickles."""
        assert nationalities() is NATIONALITIES
        assert pickle.loads(pickle.dumps(nationalities())) == NATIONALITIES  # noqa: S301
        assert Nationality("FR", "FRA", "France", "French") == nationalities()["FR"]
        assert "France (FR)" == str(nationalities()["FR"])

    def test_agrees_on_alpha_3(self) -> None:
        """Every alpha-3 code is that of the package iso3166."""
        expected = {code: OUTSIDE[code].alpha3 for code in NATIONALITIES if code in OUTSIDE}
        others = {"XK": "XKX", **{code: code for code in OF_NO_STATE}}

        assert expected | others == {code: row.alpha_3 for code, row in NATIONALITIES.items()}

    def test_is_sorted_by_code(self) -> None:
        """The rows are sorted by code, so that a missing one is easy to see."""
        assert sorted(NATIONALITIES) == [*NATIONALITIES]

    def test_words_are_clean(self) -> None:
        """No word of the table is padded, no row holds a word in two spellings that are read alike."""
        for row in ROWS:
            words = [word for word in (*row[:4], *row.aliases.split("|")) if word]

            assert [word.strip() for word in words] == words
            aliases = [folded_word(word) for word in row.aliases.split("|") if word]
            assert len({*aliases} - {*map(folded_word, row[:4])}) == len(aliases), row

    def test_every_row_is_one_of_three(self) -> None:
        """A row is a nationality with all its columns, a territory of one, or refused for a reason."""
        for row in ROWS:
            assert not (row.passport and row.refused)
            assert row.refused or row.nationality in NATIONALITIES
            assert not (row.eu or row.weog) or row.code in NATIONALITIES
        for nationality in NATIONALITIES.values():
            assert all(attrs.astuple(nationality))

    def test_names_are_unique(self) -> None:
        """No two nationalities have one name."""
        assert 203 == len({row.name for row in NATIONALITIES.values()})

    def test_cannot_be_changed(self) -> None:
        """The table is read-only, and so are its rows."""
        with pytest.raises(TypeError):
            NATIONALITIES["ZZ"] = NATIONALITIES["RU"]  # type: ignore[index]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            NATIONALITIES["RU"].name = "Ruritania"  # type: ignore[misc]

    def test_groups(self) -> None:
        """The groups are those of the United Nations and of the European Union: 28 and 27 members."""
        weog = [row.code for row in ROWS if row.weog]
        eu = [row.code for row in ROWS if row.eu]

        assert sorted(outside(WEOG)) == weog
        assert sorted(outside(EU)) == eu
        assert (28, 27) == (len(weog), len(eu))


class TestToNationality:
    """`to_nationality`: the code of the nationality that a word names."""

    @pytest.mark.parametrize("code", [*sorted(OUTSIDE.keys() - NOBODY), "XK"])
    def test_codes(self, code: str) -> None:
        """Both codes of every state and territory are understood, in capitals and in small letters."""
        alpha3 = OUTSIDE[code].alpha3 if code in OUTSIDE else "XKX"

        expected = {PASSPORT_OF.get(code, code)}
        assert expected == {to_nationality(word) for word in (code, code.lower(), alpha3, alpha3.lower())}

    def test_names_of_iso(self) -> None:
        """Every name of the package iso3166 is understood, but for the one that names two states."""
        for country in iso3166.countries:
            if country.alpha2 not in NOBODY:
                for name in {country.name, country.apolitical_name} - {"Congo"}:
                    assert PASSPORT_OF.get(country.alpha2, country.alpha2) == to_nationality(name)

    def test_names_of_other_packages(self) -> None:
        """Each name of pycountry, Babel and country_converter is understood, or refused for a reason.

        It is never read as another country, nor is another one suggested.
        """
        wrong = [(word, code) for word, code in NAMES_OF_OTHERS if not is_read_rightly(word, code)]

        assert [] == wrong

    @pytest.mark.parametrize(
        ("word", "code"),
        [
            ("D", "DE"),
            ("D<<", "DE"),
            ("GBD", "GB"),
            ("GBN", "GB"),
            ("GBO", "GB"),
            ("GBP", "GB"),
            ("GBS", "GB"),
            ("RKS", "XK"),
            ("XXA", "XXA"),
            ("xxb", "XXB"),
            ("XXC", "XXC"),
            ("stateless", "XXA"),
            ("British National (Overseas)", "GB"),
        ],
    )
    def test_codes_of_icao(self, word: str, code: str) -> None:
        """The codes that ICAO Doc 9303-3 adds to ISO 3166-1 for nationalities are understood."""
        assert code == to_nationality(word)

    @pytest.mark.parametrize(
        ("word", "code"),
        [
            ("Niger (the)", "NE"),
            ("Dominican Republic (the)", "DO"),
            ("Korea (the Republic of)", "KR"),
            ("Korea (the Democratic People's Republic of)", "KP"),
            ("Congo (the Democratic Republic of the)", "CD"),
            ("Congo (the)", None),
            ("Netherlands (Kingdom of the)", "NL"),
            ("United States of America (the)", "US"),
            ("Korea, Dem. People's Rep.", "KP"),
            ("Korea, Dem. Peoples Rep.", "KP"),
            ("Korea, Dem. People\N{RIGHT SINGLE QUOTATION MARK}s Rep.", "KP"),
            ("Korea, Rep.", "KR"),
            ("Congo, Dem. Rep.", "CD"),
            ("Congo, Rep.", "CG"),
            ("Egypt, Arab Rep.", "EG"),
            ("Micronesia, Fed. Sts.", "FM"),
            ("Yemen, Rep.", "YE"),
            ("Bahamas, The", "BS"),
            ("Taiwan, China", "TW"),
            ("R.O.C.", "TW"),
            ("S.U.", None),
            ("Samoa, American", "US"),
            ("St. Vincent & Grenadines", "VC"),
            ("Republic of Hungary", "HU"),
            ("Solomon Is.", "SB"),
        ],
    )
    def test_spellings_of_lists(self, word: str, code: str | None) -> None:
        """Names as ISO 3166-1, CLDR and the World Bank print them are understood, however their words are ordered."""
        assert code == code_of(word)

    @pytest.mark.parametrize(
        ("word", "code"),
        [("Puerto Rico", "US"), ("Puerto Rican", "US"), ("Greenland", "DK"), ("JEY", "GB"), ("R\u00e9union", "FR")],
    )
    def test_territories(self, word: str, code: str) -> None:
        """A territory is read as the state whose passport its people hold."""
        assert code == to_nationality(word)

    @pytest.mark.parametrize(
        ("word", "reason"),
        [
            ("USSR", snapshot("the Soviet Union no longer exists")),
            ("SU", snapshot("the Soviet Union no longer exists")),
            ("CS", snapshot("CS was a code of Czechoslovakia, and later of Serbia and Montenegro")),
            ("Yugoslavia", snapshot("Yugoslavia no longer exists")),
            ("German Democratic Republic", snapshot("the German Democratic Republic no longer exists")),
            ("North Yemen", snapshot("North Yemen no longer exists")),
            ("Republic of Vietnam", snapshot("South Vietnam no longer exists")),
            ("Persia", snapshot("Persia is a former name")),
            ("Antarctica", snapshot("Antarctica has no permanent population and issues no passports")),
            ("BV", snapshot("Bouvet Island has no permanent population and issues no passports")),
            ("Northern Cyprus", snapshot("Northern Cyprus has no code in ISO 3166-1")),
            ("UNO", snapshot("a document of the United Nations names no nationality")),
            ("XOM", snapshot("a document of the Sovereign Military Order of Malta names no nationality")),
            ("XXX", snapshot("XXX means that the nationality is not specified")),
            ("EU", snapshot("the European Union is not a state")),
            ("Europe", snapshot("a region of several states issues no passports")),
            ("\N{NUMERO SIGN}", snapshot("a sign is not read as letters")),
            ("\N{ROMAN NUMERAL SIX}", snapshot("a sign is not read as letters")),
        ],
    )
    def test_reasons(self, word: str, reason: str) -> None:
        """What no passport shows is refused with the reason, and with no suggestion."""
        with refused(UnknownNationalityError, name=word, suggestions=(), reason=reason):
            to_nationality(word)

    def test_reason_in_the_message(self) -> None:
        """The message says why not, and what to do."""
        said = snapshot(
            "There is no nationality `SU`: the Soviet Union no longer exists. "
            "Use the state whose passport the traveller holds."
        )
        assert said == str(unknown_nationality("SU"))
        again = pickle.loads(pickle.dumps(unknown_nationality("SU")))  # noqa: S301
        assert said == str(again)

    def test_no_sign_is_a_code(self) -> None:
        """Of all single characters only the D of German passports is read, and codes take no accents and no signs."""
        read = {c for c in map(chr, range(0x30000)) if code_of(c) is not None}

        assert {*"Dd", *"\N{FULLWIDTH LATIN CAPITAL LETTER D}\N{FULLWIDTH LATIN SMALL LETTER D}"} == read
        for word in (
            "\N{SCRIPT CAPITAL R}U",
            "R\u00d9",
            "R\u00d9S",
            "RU\N{SUPERSCRIPT TWO}",
            "\N{LATIN SMALL LETTER SHARP S}",
            "\u2167",
        ):
            assert code_of(word) is None

    def test_length(self) -> None:
        """A word may be 200 characters long, spaces included; a longer one is not read."""
        assert "RU" == to_nationality("Russia".ljust(200))
        assert code_of("Russia".ljust(201)) is None

    def test_spelt_as_listed(self) -> None:
        """A word is spelt as in the table letter by letter, or otherwise."""
        assert is_spelt_as_listed("Holland")
        assert not is_spelt_as_listed("HOLLAND")

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
            ("Curacao", "NL"),
            ("Aland", "FI"),
            ("REUNION", "FR"),
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
        for row in ROWS:
            for word in row.words - AMBIGUOUS.keys():
                changed = change(word)
                assert (None if row.refused else row.nationality) == code_of(changed)
                assert row.refused == unknown_nationality(changed).reason

    @pytest.mark.parametrize(("word", "meant"), AMBIGUOUS.items())
    def test_ambiguous(self, word: str, meant: set[str]) -> None:
        """A word for two nationalities is refused with both."""
        for written in (word, word.upper(), f"the {word}"):
            with pytest.raises(UnknownNationalityError) as caught:
                to_nationality(written)

            assert written == caught.value.name
            assert meant == codes_in(caught.value.suggestions)

    def test_ambiguous_suggestions(self) -> None:
        """The suggestions are the names with their codes."""
        with refused(UnknownNationalityError, name="Korea", suggestions=("North Korea (KP)", "South Korea (KR)")):
            to_nationality("Korea")

    def test_no_other_word_is_ambiguous(self) -> None:
        """The words that are in two rows are those listed above, and no other."""
        holders: dict[str, list[str]] = {}
        for row in ROWS:
            for word in {folded_word(word) for word in row.words}:
                holders.setdefault(word, []).append(row.nationality)

        expected = {folded_word(word): meant for word, meant in AMBIGUOUS.items()}
        assert expected == {word: {*meant} for word, meant in holders.items() if len(meant) > 1}

    @pytest.mark.parametrize(
        ("word", "suggestion"),
        [
            ("Rusia", "Russia (RU)"),
            ("Austrlia", "Australia (AU)"),
            ("Untied Kingdom", "United Kingdom (GB)"),
            ("Nort Korea", "North Korea (KP)"),
            ("Germny", "Germany (DE)"),
            ("Columbia", "Colombia (CO)"),
            ("Phillipines", "Philippines (PH)"),
            ("Republic of Gana", "Ghana (GH)"),
            ("Puerto Rica", "Puerto Rico (US)"),
            ("Saint Marten", "Sint Maarten (NL)"),
        ],
    )
    def test_near_misses(self, word: str, suggestion: str) -> None:
        """A misspelt word is refused, and the nearest nationality is suggested first."""
        with pytest.raises(UnknownNationalityError) as caught:
            to_nationality(word)

        assert suggestion == caught.value.suggestions[0]

    @pytest.mark.parametrize("word", ["XX", "R", "RUX", "western", "Western", "foreigners", "RU,CN"])
    def test_nothing_near(self, word: str) -> None:
        """Short words, names of audiences and lists have no suggestions."""
        assert () == unknown_nationality(word).suggestions

    @pytest.mark.parametrize(
        "word",
        [
            "Belgian Kongo",
            "Catalonia",
            "East Korea",
            "Eastern Samoa",
            "Iberia",
            "North Sudan",
            "Prusia",
            "Republic of Texas",
            "Ruritania",
            "South Macedonia",
            "Tasmania",
            "Yugoslawia",
        ],
    )
    def test_no_other_country_is_suggested(self, word: str) -> None:
        """A country that is not in the table, or a slip in the name of one that is gone, has no suggestion."""
        assert () == unknown_nationality(word).suggestions

    @pytest.mark.parametrize("word", ["Ruritania", "XX", "ZZZ", "EU", "Soviet Union", "R", "643", "Россия", "러시아"])
    def test_no_nationality(self, word: str) -> None:
        """A fictional state, an unassigned code, a numeric code and other languages are refused."""
        with pytest.raises(UnknownNationalityError) as caught:
            to_nationality(word)

        assert word == caught.value.name

    @pytest.mark.parametrize("word", ["", " ", "?", "\N{GRINNING FACE}", "x" * 300])
    def test_no_word(self, word: str) -> None:
        """A word that resembles no nationality has no suggestions."""
        with refused(UnknownNationalityError, name=word, suggestions=()):
            to_nationality(word)

    @pytest.mark.parametrize("value", [None, 7, True, b"RU", ["RU"], ("RU",)])
    def test_no_text(self, value: Any) -> None:
        """A value that is not a string has the wrong type."""
        with refused(WrongTypeError, found=value, expected=snapshot("a nationality (a code such as RU, or a name)")):
            to_nationality(value)


class TestSlips:
    """How far a word is from a known one."""

    @given(st.text("abc", max_size=6), st.text("abc", max_size=6))
    def test_edits(self, word: str, known: str) -> None:
        """The distance is the least number of letters left out, added, changed, or swapped with a neighbour."""

        def least(one: str, other: str) -> int:
            if not one or not other:
                return len(one) + len(other)
            found = [
                least(one[1:], other) + 1,
                least(one, other[1:]) + 1,
                least(one[1:], other[1:]) + (one[0] != other[0]),
            ]
            if one[:2] == other[1::-1] and len(one) > 1 < len(other):
                found.append(least(one[2:], other[2:]) + 1)
            return min(found)

        assert least(word, known) == _edits(word, known)

    @pytest.mark.parametrize(
        ("word", "known", "slips"),
        [
            ("north", "south", None),
            ("iran", "iran", 0),
            ("irn", "iran", None),
            ("irna", "iran", 1),
            ("rusia", "russia", 1),
            ("rsia", "russia", None),
            ("tasmania", "tanzania", None),
            ("phillipines", "philippines", 2),
            ("phillipins", "philippines", None),
        ],
    )
    def test_how_many(self, word: str, known: str, slips: int | None) -> None:
        """Words of four letters may have one slip, of nine letters two."""
        assert slips == _slips(word, known)


class TestAudience:
    """`Audience`: who surely belongs, and who may."""

    def test_shown(self) -> None:
        """Few members are shown in the order of their codes, many are counted."""
        assert "Audience(certain=['CN', 'RU'], possible=[])" == repr(Audience(["Russia", "China"]))
        fifty = sorted(NATIONALITIES)[:50]
        assert f"Audience(certain={fifty}, possible=[])" == repr(Audience(fifty))
        assert "Audience(certain=<51 nationalities>, possible=[])" == repr(Audience(sorted(NATIONALITIES)[:51]))
        assert "Audience(certain=<202 nationalities>, possible=[])" == repr(Audience.named("foreigners"))

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
        assert Audience({*NATIONALITIES}) == Audience.named("everyone")

    def test_foreigners(self) -> None:
        """Foreigners are everyone but the nationals of North Korea."""
        assert Audience({*NATIONALITIES} - {"KP"}) == Audience.named("foreigners")

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
