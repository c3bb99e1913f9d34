"""Since when an answer has been known (R22), and on which sources it hangs (R23)."""

import json
import pickle
import subprocess
import sys
from datetime import date

import pytest
from factories import country, event, policy, source
from inline_snapshot import snapshot
from refusals import refused

from dprk_tourism import (
    Audience,
    Citation,
    Dating,
    History,
    Learned,
    Place,
    Verdict,
    Visit,
    WrongTypeError,
    cli,
    load,
    may_visit,
)
from dprk_tourism._render import words
from dprk_tourism.errors import UnknownPlaceError

ARTICLE = load("article")


def two_reports(**fields: object) -> History:
    """A bar that an agency reports on 1 May and a newspaper on 3 May, each with its day; *fields* are the second's."""
    sources = [source("agency", "2025-05-01"), source("paper", "2025-05-03", **fields), source("book", "2025-05-03")]
    cites = [Citation("agency"), Citation("paper")]
    begins = event("begins", *(Dating(when="2025-04-20", citation=cite) for cite in cites))
    bar = policy("bar", layer="entry", place="dprk", starts="begins", cites=cites)
    return History(id="mine", title="Mine", sources=sources, places=[country()], events=[begins], policies=[bar])


class TestLearned:
    """`history.learned`."""

    def test_runs(self) -> None:
        """Before any source appears nothing is known; one that changes no verdict begins no run."""
        learned = two_reports().learned(Visit("RU", "dprk", "2025-06-01"))

        assert (
            Learned(since=None, verdict=Verdict.UNDETERMINED, sources=()),
            Learned(since=date(2025, 5, 1), verdict=Verdict.DENIED, sources=("agency",)),
        ) == learned

    def test_only_sources_that_bear_on_it(self) -> None:
        """A source that appeared on the same day, and that no record of the question cites, is not listed."""
        history = two_reports().amended(sources=[source("other", "2025-05-01")])

        assert ("agency",) == history.learned(Visit("RU", "dprk", "2025-06-01"))[-1].sources

    def test_a_membership_settled_elsewhere(self) -> None:
        """What is supposed of a policy for another place counts wherever the same group is named (R21)."""
        group = Audience(["AU"], possible=["CA"])
        places = [country(), Place(id="rason", name="Rason", within="dprk"), Place(id="onsong", name="Onsong")]
        policies = [
            policy(id_, "permit", layer="entry", place=place, audience=group)
            for id_, place in (("here", "rason"), ("there", "onsong"))
        ]
        history = History(id="mine", title="Mine", sources=[source()], places=places, policies=policies)
        what_if = history.supposing(members={"there": {"CA": True}})

        assert Verdict.PERMITTED is what_if.learned(Visit("CA", "rason", "2025-07-10"))[-1].verdict

    def test_names_of_places(self) -> None:
        """The place may be called by any of its names."""
        visit = Visit("RU", "Wonsan Kalma Coastal Tourist Zone", "2025-07-18")

        assert ARTICLE.learned(Visit("RU", "wonsan-kalma", "2025-07-18")) == ARTICLE.learned(visit)

    def test_a_stay(self) -> None:
        """A stay is denied once one of its days is (R15)."""
        stay = Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-20")

        assert Verdict.DENIED is ARTICLE.learned(stay)[-1].verdict

    def test_errors(self) -> None:
        """Anything but a visit, and an unknown place, are errors."""
        with refused(WrongTypeError, expected="a Visit"):
            ARTICLE.learned("RU")  # type: ignore[arg-type]
        with refused(UnknownPlaceError, name="nowhere"):
            ARTICLE.learned(Visit("RU", "nowhere", "2025-07-18"))


class TestCriticalSources:
    """`decision.critical_sources`."""

    def test_two_reports(self) -> None:
        """Each of two reports would be enough."""
        assert () == two_reports().decide(Visit("RU", "dprk", "2025-06-01")).critical_sources()

    def test_a_copy(self) -> None:
        """If one retells the other, all hangs on the other (R23)."""
        decision = two_reports(derived_from="agency").decide(Visit("RU", "dprk", "2025-06-01"))

        assert ["agency"] == [source.id for source in decision.critical_sources()]

    def test_a_root_that_is_not_cited(self) -> None:
        """The root of all that is cited is critical too."""
        history = two_reports(derived_from="book")
        agency = source("agency", "2025-05-01", derived_from="book")

        decision = history.amended(sources=[agency]).decide(Visit("RU", "dprk", "2025-06-01"))

        assert ["book"] == [source.id for source in decision.critical_sources()]

    def test_strictly(self) -> None:
        """A strict answer also hangs on the source through which the days are surveyed (R14)."""
        visit = Visit("RU", "dprk", "2025-05-02")
        history = two_reports(derived_from="agency")

        assert ["agency"] == [source.id for source in history.decide(visit, strict=True).critical_sources()]
        surveyed = history.amended(sources=[source("book", "2025-05-03"), source("other", "2025-05-04")])
        late = surveyed.decide(Visit("RU", "dprk", "2025-05-04"), strict=True)
        assert ["agency", "other"] == [source.id for source in late.critical_sources()]

    def test_surveyed_after_the_last_source(self) -> None:
        """All sources together are heard as the history is, which is surveyed longer than the last of them says."""
        history = two_reports(derived_from="agency").amended(surveyed_through="2025-12-31")

        decision = history.decide(Visit("RU", "dprk", "2025-12-31"), strict=True)

        assert decision.denied
        assert [*history.sources] == [source.id for source in decision.critical_sources()]

    def test_pickled(self) -> None:
        """A decision that was pickled knows its critical sources."""
        decision = may_visit("AU", "2025-02-25", to="dprk")

        copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes

        assert ["article"] == [source.id for source in copy.critical_sources()]

    def test_supposed(self) -> None:
        """What is supposed does not hang on a source, and what it is about does."""
        what_if = ARTICLE.supposing(members={"western-visits": {"JP": True}})
        decision = what_if.decide(Visit("JP", "dprk", "2025-02-25"))

        assert decision.permitted
        assert ["article"] == [source.id for source in decision.critical_sources()]


class TestStart:
    """What few ask for costs nothing at the start."""

    @pytest.mark.parametrize(
        "code",
        [
            "import dprk_tourism as dt; dt.may_visit('RU', '2025-07-10').verdict",
            "from dprk_tourism import cli; cli.main(['may', 'RU', '2025-07-10'])",
        ],
    )
    def test_loaded_when_asked_for(self, code: str) -> None:
        """An answer loads nothing of suppositions, of what was known, and of alternatives."""
        seldom = "{'suppositions', 'knowledge', 'alternatives'}"
        loaded = f"import sys; print([name for name in sys.modules if name.rpartition('.')[2] in {seldom}])"

        done = subprocess.run([sys.executable, "-c", f"{code}\n{loaded}"], capture_output=True, text=True, check=True)

        assert "[]" == done.stdout.splitlines()[-1]


class TestCommands:
    """`dprk-tourism learned`, and `may -v`."""

    def test_learned(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each run has its days, its verdict, and the sources that appeared on its first day."""
        assert 0 == cli.main(["learned", "AU", "2025-02-25", "--to", "dprk"])
        assert (
            snapshot(
                """\
Australia (AU) at North Korea on 2025-02-25, as was known
? until 2020-01-21: undetermined
\N{BALLOT X} from 2020-01-22 to 2025-07-30: denied
  - kyodo-2020-01-22: Kyodo, Report that tourists from China are stopped at the border, after Koryo Tours
  - ypt-2020-01: Young Pioneer Tours, Operator's notice that the border closes to tourists from 22 January 2020
\N{CHECK MARK} from 2025-07-31 on: permitted
  - article: Unnamed news site, News article on the bar on foreign visitors to the Wonsan Kalma resort
"""
            )
            == capsys.readouterr().out
        )

    def test_supposed(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What is supposed is said; one run goes on for all days."""
        asked = ["learned", "RU", "2019-01-01", "--to", "dprk", "--suppose", "pandemic-closure.ends=2020-06-01"]
        cli.main([*asked, "--departure", "2019-01-02"])

        out = capsys.readouterr().out
        assert (
            snapshot(
                """\
Russia (RU) at North Korea from 2019-01-01 to 2019-01-02, as was known
Supposed: pandemic-closure ends on 2020-06-01.
? on all days: undetermined
"""
            )
            == out
        )

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The question, the receipt, and the runs; for any place a list of these."""
        asked = ["learned", "AU", "2025-02-25", "--json", "--to"]
        cli.main([*asked, "dprk"])
        data = json.loads(capsys.readouterr().out)
        cli.main([*asked, "any"])
        every = json.loads(capsys.readouterr().out)

        assert ("AU", "dprk", "2025-02-25", "2025-02-25") == tuple(
            data[key] for key in ("nationality", "place", "arrival", "departure")
        )
        assert {"since": "2025-07-31", "verdict": "permitted", "sources": ["article"]} == data["learned"][-1]
        assert data["learned"] == every["answers"][0]["learned"]
        assert ["dprk", "wonsan-kalma"] == [answer["place"] for answer in every["answers"]]

    def test_any_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The places follow each other, with an empty line between them."""
        cli.main(["learned", "RU", "2019-01-01", "--to", "any"])

        heads = [lines.splitlines()[0] for lines in capsys.readouterr().out.split("\n\n")]
        assert ["North Korea", "Wonsan Kalma"] == [" ".join(head.split(" at ")[1].split()[:2]) for head in heads]

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (
                ["AU", "2025-02-25", "--to", "dprk"],
                "On Unnamed news site (`article`) alone: without it and what derives from it, the verdict would be another.",
            ),
            (["RU", "2025-07-18"], "Not on one source: without any one of them, the verdict is the same."),
        ],
    )
    def test_verbose(self, capsys: pytest.CaptureFixture[str], asked: list[str], said: str) -> None:
        """With -v an answer ends with what it hangs on."""
        cli.main(["may", *asked, "-v"])

        assert ["", "What it hangs on (R23):", f"- {said}"] == capsys.readouterr().out.splitlines()[-3:]

    def test_several(self) -> None:
        """Several sources may each be needed."""
        sources = [source("agency", publisher="AP"), source("paper", publisher="AFP")]

        assert snapshot(
            "On each of AP (`agency`) and AFP (`paper`): without any one of them, the verdict would be another."
        ) == words.critical(sources, {"agency", "paper"})

    def test_not_on_its_only_source(self) -> None:
        """An answer with one source that does not hang on it says that of this source."""
        assert snapshot("Not on its source: without it, the verdict is the same.") == words.critical([], {"agency"})

    def test_of_other_days(self) -> None:
        """A source that the answer does not cite is counted, not named: it is about other days."""
        agency = source("agency", publisher="AP")

        assert snapshot(
            "Not on one of these sources. 1 other source keeps other policies from applying on these days."
        ) == words.critical([agency], set())
        assert snapshot(
            "On AP (`agency`) alone: without it and what derives from it, the verdict would be another. 2 other sources keep other policies from applying on these days."
        ) == words.critical([agency, source("one"), source("two")], {"agency"})

    def test_what_a_cited_source_retells(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A source is named if one that the answer cites derives from it."""
        cli.main(["may", "CN", "2025-02-25", "--to", "rason", "--history", "record", "-v"])

        assert "Young Pioneer Tours (`ypt-2025-01-16`) alone" in capsys.readouterr().out.splitlines()[-1]

    def test_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        """An answer without sources hangs on none."""
        cli.main(["may", "RU", "1990-01-01", "--to", "dprk", "-v"])

        assert "What it hangs on" not in capsys.readouterr().out
