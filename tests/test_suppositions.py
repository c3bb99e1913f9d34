"""What if it were otherwise: suppositions, where they count, and how they are marked (R21)."""

import json
import pickle
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from factories import REPORT, after, country, event, policy
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt
from dprk_tourism import (
    Audience,
    Cause,
    DayWindow,
    Decision,
    Fault,
    History,
    InvalidDayError,
    InvalidHistoryError,
    InvalidValueError,
    RemarkKind,
    UnknownNameError,
    Verdict,
    Visit,
    WrongTypeError,
    cli,
    load,
)
from dprk_tourism._graph import replaced
from dprk_tourism.errors import UnknownNationalityError

ARTICLE = load("article")
BAR_ENDS: dict[str, Any] = {"ends": {"foreigners-barred": "2025-09-01"}}


def asked(history: History, nationality: str, day: str, to: str = "wonsan-kalma") -> Decision:
    """The answer for one day."""
    return history.decide(Visit(nationality, to, day))


class TestDays:
    """An event on another day."""

    @pytest.mark.parametrize(
        ("day", "before", "supposed"),
        [
            ("2025-07-16", Verdict.UNDETERMINED, Verdict.PERMITTED),
            ("2025-07-17", Verdict.UNDETERMINED, Verdict.DENIED),
            ("2025-07-18", Verdict.DENIED, Verdict.DENIED),
        ],
    )
    def test_a_hinge_is_settled(self, day: str, before: Verdict, supposed: Verdict) -> None:
        """If the notice appeared on the 17th, Russians were let in until the 16th."""
        what_if = ARTICLE.supposing(days={"ban-notice": "2025-07-17"})

        assert (before, supposed) == (asked(ARTICLE, "RU", day).verdict, asked(what_if, "RU", day).verdict)

    def test_distances_count(self) -> None:
        """What is dated by a distance from the event moves with it, and what other sources say of its days is gone."""
        events = [event("a", "2025-07-01"), event("b", "2025-07-15", after("a", "14"))]
        history = History(id="mine", title="Mine", sources=[REPORT], events=events)

        what_if = history.supposing(days={"a": "2025-07"})

        assert DayWindow("2025-07-01", "2025-07-01") == what_if.window("a")
        moved = history.supposing(days={"b": "2025-07-20"})
        assert ("2025-07-20", ("b",)) == (str(moved.window("b")), moved.disputed)

    def test_a_contradicted_distance_is_explained(self) -> None:
        """The day that is supposed outweighs a distance, and the answer says so (R2)."""
        text = asked(ARTICLE.supposing(days={"ban-notice": "2025-07-05"}), "RU", "2025-07-10").explain()

        assert (
            snapshot(
                'Disputed: `ban-notice` (The tourism website says that the resort does not receive foreign tourists for now) happened on 2025-07-05 (supposed), 4 days after `resort-opens`, but 14 days or more after it by article at 1.1 "just weeks after its launch". The days count (R2).'
            )
            == re.findall("^Disputed: `ban-notice` .*$", text, re.MULTILINE)[0]
        )

    def test_later_ones_replace_earlier_ones(self) -> None:
        """A second supposition about the same event counts, and others stay."""
        first = ARTICLE.supposing(days={"ban-notice": "2025-07-17", "resort-opens": "2025-07-02"})

        both = first.supposing(days={"ban-notice": "2025-07-18"}, **BAR_ENDS)

        assert ARTICLE.supposing(days={"ban-notice": "2025-07-18", "resort-opens": "2025-07-02"}, **BAR_ENDS) == both
        assert (
            "ban-notice on 2025-07-18",
            "resort-opens on 2025-07-02",
            "foreigners-barred ends on 2025-09-01",
        ) == both.suppositions


class TestEnds:
    """A policy that ends."""

    def test_what_it_outranked_governs_again(self) -> None:
        """Without the bar, the resort is open to Russians again (R9)."""
        what_if = ARTICLE.supposing(**BAR_ENDS)

        assert [("2025-07-01", "2025-07-16"), ("2025-09-01", "None")] == [
            (str(span.start), str(span.end)) for span in what_if.timeline("RU").openings()
        ]

    def test_an_end_is_replaced(self) -> None:
        """The end that a policy has does not count any more, nor do the citations for it."""
        what_if = ARTICLE.supposing(ends={"western-visits": "2025-04-01"})

        assert asked(what_if, "AU", "2025-03-31", "dprk").permitted
        assert asked(what_if, "AU", "2025-04-01", "dprk").denied
        assert "ends" not in {cite.attribute for cite in what_if.policies["western-visits"].cites}

    def test_a_window(self) -> None:
        """An end somewhere in a window is one more thing to settle."""
        decision = asked(ARTICLE.supposing(ends={"foreigners-barred": "2025-09"}), "RU", "2025-09-10")

        (hinge,) = decision.hinges
        assert ("foreigners-barred",) == hinge.policies
        assert ({Verdict.PERMITTED}, {Verdict.DENIED}) == ({*hinge.if_yes}, {*hinge.if_no})

    def test_never_in_force(self) -> None:
        """An end before the start is no error; `check` remarks on it (R6)."""
        what_if = ARTICLE.supposing(ends={"foreigners-barred": "2025-01-01"})

        assert asked(what_if, "RU", "2025-08-01").permitted
        (remark,) = (remark for remark in dt.check(what_if) if remark.kind is RemarkKind.NEVER_IN_FORCE)
        assert ("policies.foreigners-barred",) == remark.records

    def test_ids_of_ends_are_free(self) -> None:
        """The event that ends a policy gets an id that no event has."""
        events = [event("supposed-end-1", "2025-07-01")]
        policies = [policy("bar", place="dprk", starts="supposed-end-1"), policy("other", place="dprk")]
        history = History(
            id="mine", title="Mine", sources=[REPORT], places=[country()], events=events, policies=policies
        )

        what_if = history.supposing(ends={"bar": "2025-08-01", "other": "2025-08-02"})

        assert {"bar": "supposed-end-2", "other": "supposed-end-3"} == {
            policy.id: policy.ends for policy in what_if.policies.values()
        }


class TestMembers:
    """Who is covered."""

    @pytest.mark.parametrize(("belongs", "verdict"), [(True, Verdict.PERMITTED), (False, Verdict.DENIED)])
    def test_a_possible_member(self, belongs: bool, verdict: Verdict) -> None:
        """If Canadians were among the Western tourists, they were let in."""
        what_if = ARTICLE.supposing(members={"western-visits": {"Canada": belongs}})

        assert verdict is asked(what_if, "CA", "2025-02-25", "dprk").verdict
        assert asked(what_if, "SE", "2025-02-25", "dprk").undetermined

    def test_every_policy_with_that_audience(self) -> None:
        """A possible member is settled wherever the same audience is named, another nationality in one policy alone."""
        group = Audience(["AU"], possible=["CA"])
        policies = [policy(id_, place="dprk", audience=group) for id_ in ("one", "other")]
        history = History(id="mine", title="Mine", sources=[REPORT], places=[country()], policies=policies)

        what_if = history.supposing(members={"one": {"CA": True, "AU": False, "RU": True}})

        assert {"one": Audience(["CA", "RU"]), "other": Audience(["AU", "CA"])} == {
            policy.id: policy.audience for policy in what_if.policies.values()
        }

    def test_nobody_is_left(self) -> None:
        """A policy that covers nobody never applies, and nothing that it is named in is an error."""
        policies = [
            policy("permit", "permit", place="dprk", audience=["RU"]),
            policy("bar", place="dprk", overrides=["permit"]),
        ]
        history = History(id="mine", title="Mine", sources=[REPORT], places=[country()], policies=policies)

        what_if = history.supposing(members={"permit": {"RU": False}}, ends={"permit": "2025-07-01"})

        assert ["bar"] == [*what_if.policies]
        assert () == what_if.policies["bar"].overrides
        assert ("permit ends on 2025-07-01", "permit does not cover RU") == what_if.suppositions

    def test_contradictions(self) -> None:
        """Two names of one nationality, or two policies of one audience, cannot be supposed to differ."""
        group = Audience(["AU"], possible=["CA"])
        policies = [policy(id_, place="dprk", audience=group) for id_ in ("one", "other")]
        history = History(id="mine", title="Mine", sources=[REPORT], places=[country()], policies=policies)

        said = snapshot("`one` cannot both cover and not cover CA. Suppose one of the two.")
        with refused(InvalidValueError, said):
            history.supposing(members={"one": {"CA": True, "Canada": False}})
        with refused(InvalidValueError):
            history.supposing(members={"one": {"CA": True}, "other": {"CA": False}})


class TestBeside:
    """Suppositions are kept beside the records."""

    def test_plain_records(self) -> None:
        """Records that are no history suppose nothing."""
        assert () == replaced(ARTICLE).suppositions

    def test_nothing_supposed(self) -> None:
        """A history that supposes nothing is the history."""
        assert ARTICLE is ARTICLE.supposing()

    def test_fingerprint(self) -> None:
        """They change no fingerprint, and stand in the receipt in words."""
        what_if = ARTICLE.supposing(**BAR_ENDS, members={"western-visits": {"CA": True}})

        receipt = asked(what_if, "RU", "2025-09-02").receipt
        assert ("article", dt.fingerprint(ARTICLE)) == (receipt.history, receipt.fingerprint)
        assert dt.fingerprint(ARTICLE) == dt.fingerprint(what_if)
        assert ("foreigners-barred ends on 2025-09-01", "western-visits covers CA") == receipt.suppositions

    def test_survey(self) -> None:
        """They change no day that was surveyed (R14)."""
        history = History(id="mine", title="Mine", sources=[REPORT], events=[event("a", "2025-06-01")])
        what_if = history.supposing(days={"a": "2024-01-01"})

        assert history.surveyed_from == what_if.surveyed_from

    def test_views_first(self) -> None:
        """A view of it is the supposed view; what is supposed about things that the view lacks is left out."""
        what_if = ARTICLE.supposing(**BAR_ENDS, days={"resort-opens": "2025-07-02"})

        early = what_if.known_on("2025-07-10")
        assert ARTICLE.known_on("2025-07-10").supposing(days={"resort-opens": "2025-07-02"}) == early
        assert ("resort-opens on 2025-07-02",) == early.suppositions
        assert () == what_if.known_on("2020-01-01").suppositions
        assert what_if is what_if.known_on("2030-01-01")
        receipt = asked(early, "RU", "2025-07-10").receipt
        assert (("known on 2025-07-10",), ("resort-opens on 2025-07-02",)) == (receipt.views, receipt.suppositions)

    def test_amended(self) -> None:
        """An amendment is of the records, and what was supposed is supposed of the new ones."""
        what_if = ARTICLE.supposing(**BAR_ENDS).amended(without=["western-visits"])

        assert ARTICLE.amended(without=["western-visits"]).supposing(**BAR_ENDS) == what_if

    def test_not_written(self) -> None:
        """No file holds it."""
        said = snapshot("A history that supposes something cannot be written. Write the one without it.")
        with refused(InvalidValueError, said):
            dt.dumps(ARTICLE.supposing(**BAR_ENDS))

    def test_no_record_for_another_history(self) -> None:
        """What is supposed cannot be passed off as a record."""
        what_if = ARTICLE.supposing(days={"ban-notice": "2025-07-17"})

        fault = Fault(
            snapshot("This event is supposed, not recorded. Suppose it in the new history again."), "events.ban-notice"
        )
        with refused(InvalidHistoryError, faults=(fault,)):
            ARTICLE.amended(events=[what_if.events["ban-notice"]])

    @pytest.mark.parametrize("mine", [True, False])
    @pytest.mark.parametrize("strict", [True, False])
    def test_pickle(self, strict: bool, mine: bool) -> None:
        """Histories, views and decisions survive pickling with what they suppose, whether the history ships or not."""
        base = attrs.evolve(ARTICLE) if mine else ARTICLE
        what_if = base.supposing(**BAR_ENDS).known_on("2026-01-01")
        decision = what_if.decide(Visit("RU", "wonsan-kalma", "2025-09-02", "2025-09-05"), strict=strict)

        history, answer = pickle.loads(pickle.dumps((what_if, decision)))  # noqa: S301 - our own bytes

        assert (what_if, what_if.suppositions) == (history, history.suppositions)
        assert (decision, decision.receipt, decision.explain()) == (answer, answer.receipt, answer.explain())
        assert history.known_on("2024-01-01") == ARTICLE.known_on("2024-01-01")


class TestErrors:
    """What cannot be supposed."""

    @pytest.mark.parametrize(
        ("what", "kind", "facts"),
        [
            ({"days": {"ban-notic": "2025"}}, UnknownNameError, {"kind": "event", "suggestions": ("ban-notice",)}),
            ({"ends": {"ban-notice": "2025"}}, UnknownNameError, {"kind": "policy", "name": "ban-notice"}),
            ({"members": {"western": {"CA": True}}}, UnknownNameError, {"kind": "policy"}),
            ({"members": {"western-visits": {"Canda": True}}}, UnknownNationalityError, {"name": "Canda"}),
            ({"members": {"western-visits": {"CA": "yes"}}}, WrongTypeError, {"found": "yes"}),
            ({"members": {"western-visits": ["CA"]}}, WrongTypeError, {"found": ["CA"]}),
            ({"days": {"ban-notice": "2025-02-30"}}, InvalidDayError, {"found": "2025-02-30"}),
            ({"days": {"ban-notice": DayWindow(None, None)}}, InvalidValueError, {}),
            ({"ends": {"foreigners-barred": None}}, WrongTypeError, {"found": None}),
            ({"days": "ban-notice=2025"}, WrongTypeError, {"found": "ban-notice=2025"}),
            ({"days": {7: "2025"}}, WrongTypeError, {"found": 7}),
        ],
    )
    def test_refused(self, what: dict[str, Any], kind: type[Exception], facts: dict[str, Any]) -> None:
        """Wrong ids, days and nationalities get the errors that they get elsewhere."""
        with refused(kind, **facts):
            ARTICLE.supposing(**what)

    def test_loops(self) -> None:
        """An order of announcements that closes a loop of overrides is refused, as when a history is made (R7)."""
        events = [event("a", "2025-07"), event("b", "2025-07"), event("c", "2025-07")]
        policies = [
            policy("x", place="dprk", starts="a", overrides=["y"]),
            policy("y", place="dprk", starts="b"),
            policy("z", place="dprk", starts="c"),
        ]
        history = History(
            id="mine", title="Mine", sources=[REPORT], places=[country()], events=events, policies=policies
        )

        with pytest.raises(InvalidHistoryError) as caught:
            history.supposing(days={"a": "2025-07-01", "b": "2025-07-03", "c": "2025-07-02"})

        assert ["policies.x.overrides"] == [fault.path for fault in caught.value.faults]


class TestMarked:
    """Every output says that something is supposed."""

    what_if = ARTICLE.supposing(**BAR_ENDS)
    said = "foreigners-barred ends on 2025-09-01"

    def test_decision(self) -> None:
        """A decision is supposed, in its data, its line, its text and its HTML."""
        decision = asked(self.what_if, "RU", "2025-09-02")

        assert decision.supposed
        assert decision.to_dict()["supposed"]
        assert not asked(ARTICLE, "RU", "2025-09-02").supposed
        assert str(decision).startswith("permitted, projected, supposed: RU")
        title, second = decision.explain().splitlines()[:2]
        assert title.startswith("Permitted, projected, supposed: ")
        assert f"Supposed: {self.said} (R21)." == second
        shown = " ".join(re.sub("<[^>]*>", " ", decision._repr_html_()).split())
        assert shown.startswith("Permitted, projected, supposed ")
        assert f" Supposed {self.said} " in shown
        lines = decision.summary().splitlines()
        assert lines[0].startswith("Permitted, projected, supposed: ")
        assert ["Supposed", self.said] in [line.split(maxsplit=1) for line in lines]
        assert {} == decision.otherwise

    def test_pictures_and_lines(self) -> None:
        """Timelines, charts and histories say so too."""
        timeline = self.what_if.timeline("RU")

        assert "<Timeline RU at wonsan-kalma, supposed: 9 stretches, 2 openings>" == repr(timeline)
        assert repr(self.what_if).startswith("<History article, supposed: ")
        for shown in (timeline._repr_html_(), timeline._repr_svg_(), self.what_if._repr_html_()):
            assert f"Supposed: {self.said}." in re.sub("<[^>]*>", "", shown)
        assert "and when, as supposed" in timeline._repr_svg_()
        assert "and when, as supposed" in self.what_if.learned_chart("RU").svg
        assert "supposed" not in ARTICLE.timeline("RU")._repr_html_()

    @pytest.mark.parametrize(
        "arguments",
        [
            ["may", "RU", "2025-09-02"],
            ["may", "RU", "2025-09-02", "--to", "any"],
            ["map", "RU", "--on", "2025-09-02", "--picture", "map.svg"],
            ["timeline", "RU"],
            ["who", "2025-09-02"],
            ["check", "article"],
            ["agenda"],
            ["diff", "article", "article"],
            ["sources"],
            ["export", "segments.csv"],
            ["screen", "visits.csv", "-o", "answers.csv"],
        ],
        ids=lambda arguments: arguments[0],
    )
    def test_commands(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every command takes suppositions, and says what it supposes in words and in JSON."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "visits.csv").write_text("nationality,date\nRU,2025-09-02\n", encoding="utf-8")
        asked = [*arguments, "--suppose", "foreigners-barred.ends=2025-09-01"]

        assert 0 == cli.main(asked)
        assert re.search(rf"Supposed(:|  ) +{self.said}", capsys.readouterr().out)
        assert 0 == cli.main([*asked, "--json"])
        data = json.loads(capsys.readouterr().out)
        receipt = (
            data["new"] if "new" in data else data["answers"][0]["receipt"] if "answers" in data else data["receipt"]
        )
        assert [self.said] == receipt["suppositions"]

    def test_claims(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Where the claims of sources about a day are listed, the supposed day is the first."""
        what = ["--suppose", "ban-notice=2025-07-17"]
        cli.main(["events", "--since", "2025-07-16", "--until", "2025-07-17", "-v", *what])
        listed = capsys.readouterr().out
        cli.main(["timeline", "RU", "-v", *what])
        shown = ARTICLE.supposing(days={"ban-notice": "2025-07-17"}).events._repr_html_()  # type: ignore[attr-defined]

        assert "  - on 2025-07-17: supposed\n" in listed
        assert "    - on 2025-07-17: supposed\n" in capsys.readouterr().out
        assert "2025-07-17: supposed<br>" in re.sub("</?span[^>]*>", "", shown)


class TestCommand:
    """`--suppose`."""

    def test_facts_of_a_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What is supposed is no fact of a file, which has none of its own here, and rests on no source."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "Mine"\nextends = "article"\n', encoding="utf-8")

        assert 0 == cli.main(["check", str(file), "--suppose", "foreigners-barred.ends=2025-09-01"])
        assert "roots" not in capsys.readouterr().out

    def test_no_data_package(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The tables of all records cannot be written of what is supposed."""
        folder = tmp_path / "tables"

        assert 2 == cli.main(["export", str(folder), "--suppose", "foreigners-barred.ends=2025-09-01"])
        assert "cannot be written" in capsys.readouterr().err
        assert not folder.exists()

    def test_forms(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A day, an end, and members by code or name."""
        said = [
            "ban-notice=2025-07-17",
            "foreigners-barred.ends=[2025-09-01..2025-09-10]",
            "western-visits.CA=yes",
            "western-visits.New Zealand=no",
        ]
        cli.main(["who", "2025-07-10", "--json", *(part for each in said for part in ("--suppose", each))])

        assert [
            "ban-notice on 2025-07-17",
            "foreigners-barred ends between 2025-09-01 and 2025-09-10",
            "western-visits covers CA",
            "western-visits does not cover NZ",
        ] == json.loads(capsys.readouterr().out)["receipt"]["suppositions"]

    @pytest.mark.parametrize(
        "said", ["ban-notice", "foreigners-barred.ends", "western-visits.CA", "western-visits.CA=maybe", "x.=yes", ""]
    )
    def test_other_forms(self, said: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Anything else exits with 2, and a line that names the forms."""
        assert 2 == cli.main(["who", "2025-07-10", "--suppose", said])
        error = capsys.readouterr().err
        assert f"dprk-tourism: `{said}` is not a supposition. Use EVENT=DAY, POLICY.ends=DAY" in error

    def test_a_difference(self, capsys: pytest.CaptureFixture[str]) -> None:
        """`diff` supposes it in the second history alone, so it lists what a supposition changes."""
        cli.main(["diff", "article", "article", "--json", "--suppose", "foreigners-barred.ends=2025-09-01"])

        (change,) = json.loads(capsys.readouterr().out)["changes"]
        assert ("2025-09-01", None, "denied", "permitted", "supposition", ["RU"]) == tuple(
            change[key] for key in ("start", "end", "before", "after", "cause", "nationalities")
        )

    def test_other_causes(self) -> None:
        """What differs without the supposition has another cause; nationalities that it makes alike stay apart."""
        what_if = ARTICLE.supposing(members={"western-visits": {"CA": True}})

        causes = {
            (code, change.cause)
            for change in dt.diff(ARTICLE.known_on("2025-07-25"), what_if, to="dprk")
            for code in change.nationalities & {"AU", "CA", "SE"}
        }
        assert {("AU", Cause.SOURCE), ("CA", Cause.SUPPOSITION), ("SE", Cause.SOURCE)} == causes
