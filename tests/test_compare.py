"""Remarks on a history, and changes between two."""

from itertools import chain, combinations

import attrs
import pytest
from factories import REPORT, country, dating, event, policy, source
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism
from dprk_tourism import (
    Audience,
    Cause,
    Change,
    Citation,
    Dating,
    DaySpan,
    History,
    Place,
    Remark,
    RemarkKind,
    Verdict,
    WrongTypeError,
    check,
    diff,
)
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism.errors import UnknownPlaceError

ARTICLE = dprk_tourism.load("article")
EVERYONE = frozenset(NATIONALITIES)


def remarks(history: History, kind: str) -> list[Remark]:
    """The remarks of one kind."""
    return [remark for remark in check(history) if remark.kind == kind]


class TestCheck:
    """What an editor should look into."""

    def test_silence(self) -> None:
        """Before the closure no policy of entry applies, except to nationals; a resort not yet open is not silence."""
        (silence,) = remarks(ARTICLE, "silent")

        assert ("dprk", DaySpan(None, "2020-01-22")) == (silence.place, silence.span)
        assert EVERYONE - {"KP"} == silence.nationalities
        assert snapshot("no `entry` policy covers dprk") == silence.what
        assert f"<Remark silent: {silence.what}>" == repr(silence) == str(silence)

    def test_silence_inside_and_around(self) -> None:
        """If no policy applies to the country, none applies to its open resorts."""
        mine = ARTICLE.amended(without=["pandemic-closure", "nationals-at-home"])

        assert {"dprk", "wonsan-kalma"} == {remark.place for remark in remarks(mine, "silent")}

    def test_silence_of_the_whole_country(self) -> None:
        """What no policy covers in the whole country is listed once, not again for each place in it."""
        mine = ARTICLE.amended(places=[Place(id="town", name="Town", within="dprk")])

        assert ["dprk"] == [remark.place for remark in remarks(mine, "silent")]

    def test_silence_in_some_cases(self) -> None:
        """If a policy applies in some cases only, the remark says so."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[policy("some", "permit", layer="entry", place="dprk", audience=Audience(possible=["RU"]))],
            without=[id_ for id_, each in ARTICLE.policies.items() if each.layer == "entry"],
        )

        remark, in_some_cases = sorted(
            (remark for remark in remarks(mine, "silent") if remark.place == "dprk"),
            key=lambda remark: -len(remark.nationalities),
        )

        assert (EVERYONE - {"RU"}, frozenset({"RU"})) == (remark.nationalities, in_some_cases.nationalities)
        assert snapshot("in some cases no `entry` policy covers dprk") == in_some_cases.what

    def test_conflict(self) -> None:
        """A later general bar against an earlier specific permission is a conflict with its days and nationalities."""
        mine = ARTICLE.amended(
            sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
        )

        (conflict,) = remarks(mine, "conflict")

        assert ("policies.welcome", "policies.foreigners-barred") == conflict.records
        assert (frozenset({"RU"}), DaySpan("2025-07-16", None)) == (conflict.nationalities, conflict.span)
        assert (
            snapshot(
                "`welcome` permits and `foreigners-barred` denies, and neither outranks the other. A source that says which of them counts would settle it."
            )
            == conflict.what
        )

    def test_dispute(self) -> None:
        """An event whose datings share no day is reported with each claim."""
        bar = ARTICLE.events["ban-notice"]
        datings = [*bar.datings, dating("2025-08-20")]
        mine = ARTICLE.amended(sources=[REPORT], events=[attrs.evolve(bar, datings=datings)])

        (dispute, *_) = remarks(mine, "disputed")

        assert ("events.ban-notice",) == dispute.records
        assert all(claim in dispute.what for claim in ("2025-08-20", "report", "2025-07-18"))

    def test_contradicted_distances(self) -> None:
        """R2: a distance that the days contradict is reported with these days and with both events."""
        found = {remark.records: remark.what for remark in remarks(ARTICLE, "disputed")}

        assert {
            ("events.russian-tourists-arrive", "events.lavrov-meeting"),
            ("events.western-curtailment", "events.western-reopening"),
        } == set(found)
        assert "2025-03-05" in found["events.western-curtailment", "events.western-reopening"]
        assert [] == remarks(ARTICLE.according_to("article"), "disputed")

    def test_dated_from_what_did_not_happen(self) -> None:
        """R20: an event that happened, and is dated from a plan, is reported, since that says nothing of its day."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[
                event("soon", datings=[dating(after="moscow-flights", days="..7"), dating("2025")]),
                event("hoped", datings=[dating(after="moscow-flights")], status="planned"),
            ],
        )

        (remark,) = remarks(mine, "not-happened")

        assert ("events.soon", "events.moscow-flights") == remark.records
        assert (
            snapshot(
                "`soon` is dated from `moscow-flights`, which is planned, so this says nothing of its day: at most 7 days after `moscow-flights`: report"
            )
            == remark.what
        )

    def test_cited_in_part(self) -> None:
        """A policy whose whole claim one source alone makes is reported, if other sources support a part of it."""
        whole, part, other = Citation("article", "7.1"), Citation("report", attribute="starts"), Citation("other")
        cited = {"one": [whole], "two": [whole, part], "three": [whole, part, other], "four": [other, whole, part]}
        mine = ARTICLE.amended(
            sources=[REPORT, source("other")],
            policies=[policy(id_, starts="resort-opens", cites=cites) for id_, cites in cited.items()],
            without=[*ARTICLE.policies],
        )

        (remark,) = remarks(mine, "cited-in-part")

        assert ("policies.two",) == remark.records
        assert snapshot("only article makes the whole claim of `two`, beside report for its start") == remark.what

    def test_citations_without_words(self) -> None:
        """A citation of a source whose passages are listed is reported, if it has no words of it or no such passage."""
        cites = [
            Citation("press", "1.2", "words"),
            Citation("press", "1.2"),
            Citation("press", "9.9", "words"),
            Citation("report"),
        ]
        mine = ARTICLE.amended(
            sources=[REPORT, source("press", passages={"1.2": "The gist."})],
            places=[country(cites=cites)],
            events=[event("a", datings=[dating("2025", citation=cite) for cite in cites])],
            policies=[policy("shut", starts="a", cites=cites)],
        )

        found = remarks(mine, "unquoted")

        assert 2 * ["events.a"] + 2 * ["places.dprk"] + 2 * ["policies.shut"] == [each.records[0] for each in found]
        assert {"sources.press"} == {each.records[1] for each in found}
        assert snapshot(
            [
                "a citation cites no words of it: press at 1.2",
                'a citation names none of its passages: press at 9.9 "words"',
            ]
        ) == [each.what for each in found[:2]]
        assert [] == remarks(ARTICLE, "unquoted")

    def test_uncited(self) -> None:
        """A source that no record cites is reported."""
        mine = ARTICLE.amended(sources=[REPORT])

        assert [("sources.report",)] == [remark.records for remark in remarks(mine, "uncited")]
        assert [] == remarks(ARTICLE, "uncited")

    def test_never_decides(self) -> None:
        """A policy that another one always outranks is reported."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[
                policy("wide", "deny", layer="home-state", place="dprk", ending="permanent"),
                policy("sweep", "deny", layer="home-state", place="dprk", overrides=["wide"], ending="permanent"),
            ],
        )

        assert [("policies.wide",)] == [remark.records for remark in remarks(mine, "never-decides")]

    def test_what_was_not_tried_is_not_said_to_be_idle(self) -> None:
        """If too many facts are open, no policy is reported as never deciding (R18)."""
        groups = chain.from_iterable(combinations(["AU", "DE", "FR", "GB", "RU", "US"], size) for size in range(1, 7))
        policies = [
            policy(f"p{number}", "deny", audience=Audience(possible=group)) for number, group in enumerate(groups)
        ]
        mine = ARTICLE.amended(sources=[REPORT], policies=policies)

        assert [] == remarks(mine, "never-decides")

    def test_a_conflict_that_matters_now_and_then(self) -> None:
        """A conflict is remarked on once for its days, whether or not it leaves the verdict open on each."""
        bars = ARTICLE.amended(
            sources=[REPORT],
            policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")],
            events=[event("a", "2025-09-01")],
        )
        mine = bars.amended(policies=[policy("home", "deny", layer="home-state", place="dprk", starts="a")])

        assert [DaySpan("2025-07-16", None)] == [remark.span for remark in remarks(mine, "conflict")]

    def test_never_in_force(self) -> None:
        """A view that leaves a policy no day in force is reported (R6)."""
        other = dating("2021-01-01", citation=Citation("other"))
        base = History(
            id="base",
            title="T",
            sources=[REPORT, source("other", "2026-01-01")],
            places=[country()],
            events=[event("a", "2020-06-01"), event("b", datings=[dating("2019-01-01"), other])],
            policies=[policy("short", "deny", layer="entry", place="dprk", starts="a", ends="b")],
        )

        assert [] == remarks(base, "never-in-force")
        assert [("policies.short",)] == [r.records for r in remarks(base.known_on("2025-12-01"), "never-in-force")]

    def test_never_in_force_by_distance(self) -> None:
        """A policy that a distance leaves no day in force is reported, though windows alone would leave some (R6)."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("a", "2025"), event("b", datings=[dating("2025"), dating(before="a")])],
            policies=[policy("short", starts="a", ends="b")],
        )

        assert [("policies.short",)] == [remark.records for remark in remarks(mine, "never-in-force")]

    def test_ends_without_a_source(self) -> None:
        """A policy without an end in any source is reported, unless a source says until further notice."""
        assert {"pandemic-closure", "resort-open-to-all", "russians-admitted"} == {
            remark.records[0].removeprefix("policies.") for remark in remarks(ARTICLE, "unsourced-end")
        }

    def test_one_root(self) -> None:
        """What rests on one source, on copies of it or on copies of copies is reported with the source they copy."""
        derived = {"copy": "agency", "second-copy": "copy", "agency": None, "paper": None}
        sources = [source(id_, derived_from=root) for id_, root in derived.items()]

        def at(*ids: str) -> list[Dating]:
            return [dating("2025-07-01", citation=Citation(id_)) for id_ in ids]

        part = [Citation("agency"), Citation("paper", attribute="audience")]
        mine = History(
            id="mine",
            title="T",
            sources=sources,
            places=[country(cites=[Citation("paper")])],
            events=[
                event("alone", datings=at("paper")),
                event("copied", datings=at("copy", "second-copy", "agency")),
                event("seen-twice", datings=at("second-copy", "paper")),
            ],
            policies=[
                policy("in-part", layer="entry", place="dprk", cites=part),
                policy("whole", layer="entry", place="dprk", cites=[Citation("copy"), Citation("paper")]),
            ],
        )

        assert [
            ("events.alone", "sources.paper"),
            ("events.copied", "sources.agency"),
            ("policies.in-part", "sources.agency"),
        ] == [remark.records for remark in remarks(mine, "single-root")]
        assert snapshot("`copied` rests on one root only: agency") == remarks(mine, "single-root")[1].what

    def test_every_kind(self) -> None:
        """The kinds of remarks are those of the check."""
        assert [
            "silent", "conflict", "disputed", "not-happened", "never-decides", "never-in-force", "unsourced-end",
            "cited-in-part", "single-root", "unquoted", "uncited",
        ] == list(RemarkKind)  # fmt: skip

    def test_no_history(self) -> None:
        """Only a history can be checked."""
        with refused(WrongTypeError, found="article"):
            check("article")  # type: ignore[arg-type]


class TestDiff:
    """Every answer that differs."""

    def test_none(self) -> None:
        """A history does not differ from itself."""
        assert () == diff(ARTICLE, ARTICLE)

    def test_a_change(self) -> None:
        """Without the bar Russians would be permitted; the policies of both sides are named."""
        changes = diff(ARTICLE, ARTICLE.amended(without=["foreigners-barred"]))

        assert (
            Change(
                nationalities=frozenset({"RU"}),
                place="wonsan-kalma",
                span=DaySpan("2025-07-16", "2025-07-18"),
                before=Verdict.UNDETERMINED,
                after=Verdict.PERMITTED,
                cause=Cause.EDIT,
                policies_before=("foreigners-barred", "resort-open-to-all", "russians-admitted"),
                policies_after=("resort-open-to-all", "russians-admitted"),
            )
            == changes[0]
        )
        assert [DaySpan("2025-07-18", None)] == [change.span for change in changes[1:]]

    def test_merged_over_nationalities(self) -> None:
        """Nationalities of one class on either side share a change."""
        mine = ARTICLE.amended(without=["western-visits"])

        changes = diff(ARTICLE, mine, to="dprk")

        assert {frozenset({"AU", "DE", "FR", "GB"}), ARTICLE.policies["western-visits"].audience.possible} == {
            change.nationalities for change in changes
        }
        assert {DaySpan("2025-02-20", "2025-03-05")} == {change.span for change in changes}

    def test_equals_the_answers(self) -> None:
        """Day by day around each change, the verdicts are those of the two histories."""
        view = ARTICLE.according_to("article")
        changed = {
            (change.place, code): change
            for change in diff(ARTICLE, view)
            for code in change.nationalities
            if change.span.start
        }
        assert changed
        for (place, code), change in changed.items():
            assert change.span.start is not None
            assert change.before is ARTICLE.timeline(code, place).at(change.span.start).verdict
            assert change.after is view.timeline(code, place).at(change.span.start).verdict

    def test_a_place_by_its_name(self) -> None:
        """A place may be asked for by any of its names; the changes have its id."""
        assert diff(ARTICLE, dprk_tourism.load("record"), to="dprk") == diff(
            ARTICLE, dprk_tourism.load("record"), to="North Korea"
        )

    def test_places_of_one_only(self) -> None:
        """A place that one of them lacks is left out, and cannot be asked for."""
        mine = ARTICLE.amended(places=[Place(id="rason", name="Rason", within="dprk")])

        assert () == diff(ARTICLE, mine)
        with refused(
            UnknownPlaceError,
            name="rason",
            where=snapshot("the old history `article`, which has `dprk` and `wonsan-kalma`"),
        ):
            diff(ARTICLE, mine, to="rason")
        with refused(
            UnknownPlaceError,
            name="rason",
            where=snapshot("the new history `article`, which has `dprk` and `wonsan-kalma`"),
        ):
            diff(mine, ARTICLE, to="rason")

    def test_no_place(self) -> None:
        """A list instead of an id has the wrong type."""
        with refused(WrongTypeError, found=["dprk"]):
            diff(ARTICLE, ARTICLE, to=["dprk"])  # type: ignore[arg-type]

    def test_no_history(self) -> None:
        """Only histories can be compared."""
        with refused(WrongTypeError, found="record"):
            diff(ARTICLE, "record")  # type: ignore[arg-type]


GAZETTE = source("gazette", "2025-08-01")
NOTICE = ARTICLE.events["ban-notice"]


def dated_by(source_: str, when: str) -> History:
    """The article with another dating of the notice, by a source."""
    also = dating(when, citation=Citation(source_))
    return ARTICLE.amended(
        sources=[GAZETTE], events=[attrs.evolve(NOTICE, datings=[*NOTICE.datings, also])], surveyed_through="2025-07-18"
    )


def lifted(history: History, when: str) -> History:
    """The history in which an event of these days, reported by the gazette, ends the bar."""
    bar = attrs.evolve(history.policies["foreigners-barred"], ends="lifted", ending=None)
    end = event("lifted", dating(when, citation=Citation("gazette")))
    return history.amended(sources=[GAZETTE], events=[end], policies=[bar])


def causes(old: History, new: History, to: str = "wonsan-kalma") -> list[tuple[str, str]]:
    """The first day of each change, and its cause."""
    return [(str(change.span.start), change.cause.value) for change in diff(old, new, to=to)]


class TestCause:
    """Whether something happened, a source spoke, or an editor corrected the records."""

    @pytest.mark.parametrize("when", ["2025-07-25", "[2025-07-17..2025-07-20]", "[2025-07-10..]"])
    def test_event(self, when: str) -> None:
        """What happened, as far as is known, after the days that the old history has surveyed is an event."""
        assert {"event"} == {cause for _, cause in causes(ARTICLE, lifted(ARTICLE, when))}

    def test_a_plan_that_came_true(self) -> None:
        """What was only planned in the old history is an event of the new one."""
        planned = ARTICLE.amended(
            sources=[REPORT], events=[event("lifted", "2025-08", status="planned")], surveyed_through="2025-07-18"
        )

        assert [("2025-07-25", "event")] == causes(planned, lifted(planned, "2025-07-25"))

    def test_nothing_surveyed(self) -> None:
        """To a history that has surveyed nothing, all that happened is an event."""
        empty = History(id="empty", title="E", places=[country()])
        new = empty.amended(
            sources=[REPORT],
            events=[event("closes", "2020-01-22")],
            policies=[policy("shut", layer="entry", place="dprk", starts="closes")],
        )

        assert [("2020-01-22", "event")] == causes(empty, new, "dprk")

    def test_source(self) -> None:
        """What happened on days that were surveyed is news of the record alone: a source reports it, or dates it."""
        assert [("2025-07-18", "source")] == causes(ARTICLE, lifted(ARTICLE, "2025-07-18"))
        assert [("2025-07-16", "source")] == causes(ARTICLE, dated_by("gazette", "2025-07-16"))

    def test_edit(self) -> None:
        """If the sources of the old history are enough for the new answer, an editor read them again."""
        assert [("2025-07-16", "edit")] == causes(ARTICLE, dated_by("ap-2025-07-18", "2025-07-16"))
        assert {"edit"} == {cause for _, cause in causes(ARTICLE, ARTICLE.amended(without=["foreigners-barred"]))}
        assert {"edit"} == {cause for _, cause in causes(ARTICLE, ARTICLE.according_to("article"))}

    def test_several(self) -> None:
        """An edit and an event of one release are told apart by their days."""
        new = lifted(dated_by("ap-2025-07-18", "2025-07-16"), "2025-07-25")

        assert [("2025-07-16", "edit"), ("2025-07-25", "event")] == causes(ARTICLE, new)

    @pytest.mark.parametrize("day", ["2019-06-01", "2025-03-01", "2025-07-15", "2025-07-20", "2025-09-01"])
    def test_nobody_edits_what_was_known(self, day: str) -> None:
        """What comes to be known after a day is never an edit: the records are the same."""
        record = dprk_tourism.load("record")
        found = diff(record.known_on(day), record, to="dprk")

        assert found
        assert Cause.EDIT not in {change.cause for change in found}
