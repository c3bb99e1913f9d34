"""Histories: their views, changes and questions."""

import datetime as dt
import pickle
import threading
from typing import Any

import attrs
import pytest
from factories import source
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism
from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    Dating,
    DaySpan,
    Ending,
    Event,
    History,
    InvalidHistoryError,
    InvalidValueError,
    Place,
    Resort,
    SourceKind,
    UnknownNameError,
    Verdict,
    Visit,
    WrongTypeError,
)
from dprk_tourism.errors import NaiveDatetimeError, UnknownNationalityError, UnknownPlaceError

ARTICLE = dprk_tourism.load("article")
RESORT = "wonsan-kalma"


def three_parts() -> History:
    """A history of which three sources report one part each: a closure, its end, and an opening."""
    return History(
        id="three-parts",
        title="A history in three parts",
        sources=[source("first", "2020-01-01"), source("second", "2020-02"), source("third", "2020-03-01")],
        places=[
            Place(id="dprk", name="North Korea", cites=[Citation("first"), Citation("third")]),
            Resort(id="resort", name="A resort", within="dprk", opens="opening"),
        ],
        events=[
            Event(
                id="shut",
                what="The border shuts",
                datings=[
                    Dating(when="2020", citation=Citation("first")),
                    Dating(when="2020-01-05", citation=Citation("third")),
                ],
            ),
            Event(id="open", what="It opens", datings=[Dating(when="2020-02-10", citation=Citation("second"))]),
            Event(
                id="opening", what="The resort opens", datings=[Dating(when="2020-02-20", citation=Citation("third"))]
            ),
        ],
        policies=[
            AccessPolicy(
                id="closure",
                effect="deny",
                layer="entry",
                audience="foreigners",
                place="dprk",
                starts="shut",
                ends="open",
                cites=[Citation("first"), Citation("third")],
            ),
            AccessPolicy(
                id="sweep",
                effect="deny",
                layer="entry",
                audience="foreigners",
                place="dprk",
                starts="shut",
                announced="open",
                overrides=["closure", "late"],
                cites=[Citation("first")],
            ),
            AccessPolicy(
                id="late",
                effect="permit",
                layer="entry",
                audience=["RU"],
                place="dprk",
                starts="opening",
                cites=[Citation("third")],
            ),
            AccessPolicy(
                id="everyday",
                effect="permit",
                layer="site",
                audience="everyone",
                place="resort",
                overrides="earlier",
                cites=[Citation("first"), Citation("second")],
            ),
        ],
    )


class OfMine(History):
    """A history of a user, in a class of its own."""


class TestAge:
    """How many days ago the data ends."""

    @pytest.mark.parametrize(
        ("today", "days"),
        [("2025-07-18", 0), ("2025-07-19", 1), ("2025-10-16", 90), ("2025-07-01", 0), ("2025-07-18T20:00Z", 1)],
    )
    def test_days(self, today: str, days: int) -> None:
        """It counts from the last day surveyed to a day in Pyongyang, and no data is younger than 0."""
        assert days == ARTICLE.age(today)

    def test_of_a_view(self) -> None:
        """What was known on a day ends earlier, so it is older."""
        assert 2 == ARTICLE.known_on("2025-07-20").age("2025-07-20")

    def test_nothing_surveyed(self) -> None:
        """Where nothing was surveyed there is nothing to count from."""
        assert History(id="empty", title="E").age("2025-07-18") is None

    def test_no_day(self) -> None:
        """The library reads no clock: a day must be given."""
        with refused(WrongTypeError, found=None):
            ARTICLE.age(None)  # type: ignore[arg-type]


class TestKnownOn:
    """R16: as known on a day."""

    def test_a_source_counts_once_surely_published(self) -> None:
        """A source published some day in February is known on the last of it, not before."""
        assert {"first"} == set(three_parts().known_on("2020-02-28").sources)
        assert {"first", "second"} == set(three_parts().known_on("2020-02-29").sources)

    def test_datings_of_others_are_dropped(self) -> None:
        """The narrower day that a later source gave is not known yet."""
        assert "2020" == str(three_parts().known_on("2020-01-01").window("shut"))

    def test_a_dropped_end_is_unknown(self) -> None:
        """An end that is not known yet leaves a policy without one."""
        policy = three_parts().known_on("2020-01-01").policies["closure"]

        assert (None, Ending.UNSTATED) == (policy.ends, policy.ending_or_default)
        assert "open" == three_parts().known_on("2020-02-29").policies["closure"].ends

    def test_what_is_known_of_an_end_stays(self) -> None:
        """A policy that no event ends keeps what was said of its end."""
        policies = ARTICLE.known_on("2025-07-18").policies

        assert Ending.UNTIL_FURTHER_NOTICE is policies["foreigners-barred"].ending

    def test_a_dropped_announcement_becomes_the_start(self) -> None:
        """An announcement that is not known yet is replaced by the start."""
        assert "shut" == three_parts().known_on("2020-01-01").policies["sweep"].announcement
        assert "open" == three_parts().known_on("2020-02-29").policies["sweep"].announcement

    def test_policies_without_a_start_or_citation_are_dropped(self) -> None:
        """A policy whose start is not known yet is not there, nor named by the overrides of others."""
        known = three_parts().known_on("2020-02-29")

        assert {"closure", "sweep", "everyday"} == set(known.policies)
        assert ("closure",) == known.policies["sweep"].overrides
        assert "earlier" == known.policies["everyday"].overrides

    def test_a_policy_needs_its_start(self) -> None:
        """A policy that a known source describes is dropped with the event that starts it, and overrides drop it."""
        early = attrs.evolve(three_parts().policies["late"], id="early", cites=[Citation("first")])
        sweep = attrs.evolve(three_parts().policies["sweep"], overrides=["closure", "early"])
        known = three_parts().amended(policies=[early, sweep]).known_on("2020-02-29")

        assert "early" not in known.policies
        assert ("closure",) == known.policies["sweep"].overrides

    def test_tables_are_read_only(self) -> None:
        """The tables of a view cannot be changed, and say so."""
        for table in (three_parts().events, three_parts().known_on("2020-02-28").events):
            with pytest.raises(TypeError, match=r"^A RecordTable is read-only\.$"):
                table["shut"] = table["shut"]  # type: ignore[index]

    def test_places_stay(self) -> None:
        """Places stay, with the citations that are known; an opening not known yet has an unknown day."""
        places = three_parts().known_on("2020-01-01").places
        resort = places["resort"]

        assert (Citation("first"),) == places["dprk"].cites
        assert isinstance(resort, Resort)
        assert resort.opens is None

    def test_surveyed_no_later_than_known(self) -> None:
        """A view is surveyed no later than its day, its sources and the history itself (R14)."""
        assert [dt.date(2020, 1, 1), dt.date(2020, 2, 1), None] == [
            three_parts().known_on(day).surveyed_through for day in ("2020-01-15", "2020-02-29", "2019-12-31")
        ]

    def test_the_far_future_is_the_history_itself(self) -> None:
        """When all is known the view is the history."""
        history = three_parts()

        assert history is history.known_on("2020-03-01")
        assert history is history.known_on("9999-12-31")

    def test_a_survey_past_the_day_is_cut(self) -> None:
        """Though all sources are known, a view of an earlier day is surveyed as its sources are, the last of March 1."""
        history = attrs.evolve(three_parts(), surveyed_through="2020-06-01")

        assert dt.date(2020, 3, 1) == history.known_on("2020-04-01").surveyed_through
        assert history is history.known_on("2020-06-01")

    def test_what_appears_later_changes_nothing(self) -> None:
        """Which days count as surveyed depends on nothing that appeared after the day (R14, R16)."""
        history = attrs.evolve(three_parts(), surveyed_through="2020-06-01")
        late = attrs.evolve(history.sources["first"], id="late", published="2020-05-15")

        seen, as_seen = (each.known_on("2020-04-10") for each in (history, history.amended(sources=[late])))

        assert (dt.date(2020, 3, 1), seen) == (seen.surveyed_through, as_seen)

    def test_a_view_may_hold_what_can_never_be_in_force(self) -> None:
        """R6: a view without some datings may leave a policy no day in force; that is not an error."""
        history = three_parts().amended(
            events=[
                Event(
                    id="open",
                    what="It opens",
                    datings=[
                        Dating(when="2020-02-10", citation=Citation("third")),
                        Dating(when="2019-01-01", citation=Citation("first")),
                    ],
                )
            ]
        )

        view = history.known_on("2020-01-01")

        findings = [finding for stretch in view.timeline("RU", "dprk").stretches for finding in stretch.findings]
        assert "closure" in view.policies
        assert not any("closure" in finding.possible for finding in findings)

    def test_asked_at_once(self) -> None:
        """`may_visit` asks a view by its day (R16)."""
        visit = Visit("RU", "wonsan-kalma", "2025-07-20")

        for day in ("2025-07-15", "2026-01-01"):
            expected = ARTICLE.known_on(day).decide(visit)
            assert expected == dprk_tourism.may_visit("RU", visit.arrival, known_on=day)


class TestAccordingTo:
    """R17: according to chosen sources."""

    def test_all_sources_are_the_history_itself(self) -> None:
        """With every source admitted the view is the history."""
        assert ARTICLE is ARTICLE.according_to(*ARTICLE.sources)

    def test_unknown_source(self) -> None:
        """An unknown source is an error with a suggestion."""
        with refused(
            UnknownNameError,
            kind="source",
            name="artikle",
            suggestions=("article",),
            where=snapshot("the history `article`"),
        ):
            ARTICLE.according_to("artikle")

    def test_no_id(self) -> None:
        """A list instead of an id has the wrong type."""
        with refused(
            WrongTypeError,
            expected=snapshot("the id of a source (pass several as separate arguments)"),
            found=["article"],
        ):
            ARTICLE.according_to(["article"])  # type: ignore[arg-type]

    def test_kinds(self) -> None:
        """A kind stands for all sources of it."""
        view = ARTICLE.according_to("kind:state-media", "article")

        expected = {id_ for id_, source in ARTICLE.sources.items() if source.kind is SourceKind.STATE_MEDIA}
        assert {"article", *expected} == {*view.sources}
        assert view == ARTICLE.according_to("article", *expected)

    def test_roots(self) -> None:
        """A root stands for itself and all that copies or retells it, also by way of others; a copy for less."""
        sources = [
            source("agency"),
            source("paper", derived_from="agency"),
            source("blog", derived_from="paper"),
            source("other"),
        ]
        mine = History(id="mine", title="Mine", sources=sources)

        assert ["agency", "blog", "paper"] == [*mine.according_to("root:agency").sources]
        assert ["blog", "paper"] == [*mine.according_to("root:paper").sources]
        assert ["other", "paper"] == [*mine.according_to("root:other", "paper").sources]

    @pytest.mark.parametrize(
        ("named", "kind", "facts"),
        [
            ("kind:", InvalidValueError, {}),
            ("kind:papers", InvalidValueError, {}),
            ("root:artikle", UnknownNameError, {"name": "artikle"}),
            ("root:", UnknownNameError, {"name": ""}),
            ("sort:press", UnknownNameError, {"name": "sort:press"}),
        ],
    )
    def test_unknown_kinds_and_roots(self, named: str, kind: type[Exception], facts: dict[str, str]) -> None:
        """An unknown kind, root or prefix is an error."""
        with refused(kind, **facts):
            ARTICLE.according_to(named)

    def test_none_at_all(self) -> None:
        """According to no source nothing is known, and every answer is projected."""
        view = ARTICLE.according_to()

        assert (0, 0, 2, None) == (len(view.policies), len(view.events), len(view.places), view.surveyed_through)
        assert Verdict.UNDETERMINED is view.timeline("RU").at("2025-07-10").verdict


class TestAmended:
    """A changed copy; the original stays."""

    def test_add_and_replace(self) -> None:
        """A record with a new id is added, one with a known id replaces that one whole."""
        report = source("report", "2025-08-22")
        bar = ARTICLE.policies["foreigners-barred"]
        milder = attrs.evolve(bar, audience=["CN"], cites=[Citation("report")])

        mine = ARTICLE.amended(sources=[report], policies=[milder])

        assert milder == mine.policies["foreigners-barred"]
        assert bar == ARTICLE.policies["foreigners-barred"]
        assert Verdict.PERMITTED is mine.timeline("RU").at("2025-08-01").verdict

    def test_surveyed_through_moves_with_new_sources(self) -> None:
        """A newer source moves the last day surveyed, an older one does not, and one may say otherwise (R14)."""
        assert [dt.date(2025, 8, 22), dt.date(2025, 7, 18), dt.date(2025, 7, 20)] == [
            ARTICLE.amended(sources=[source("s", "2025-08-22")]).surveyed_through,
            ARTICLE.amended(sources=[source("s", "2025-01-01")]).surveyed_through,
            ARTICLE.amended(sources=[source("s", "2025-08-22")], surveyed_through="2025-07-20").surveyed_through,
        ]

    def test_without(self) -> None:
        """A record may be left out by its id, or by its kind and id."""
        for name in ("foreigners-barred", "policies.foreigners-barred"):
            assert "foreigners-barred" not in ARTICLE.amended(without=[name]).policies

    def test_without_leaves_no_dangling_id(self) -> None:
        """A record that others refer to cannot be left out; the error has the path of each."""
        with refused(InvalidHistoryError) as caught:
            ARTICLE.amended(without=["ban-notice"])

        assert ["events.tours-announced.datings[1].before", "policies.foreigners-barred.starts"] == [
            fault.path for fault in caught.value.faults
        ]

    def test_without_an_unknown_id(self) -> None:
        """An unknown id is an error with a suggestion."""
        with refused(UnknownNameError, kind="record", name="foreigners-bared", suggestions=("foreigners-barred",)):
            ARTICLE.amended(without=["foreigners-bared"])

    def test_without_a_record(self) -> None:
        """A record instead of an id has the wrong type."""
        with refused(WrongTypeError, found=ARTICLE.policies["foreigners-barred"]):
            ARTICLE.amended(without=[ARTICLE.policies["foreigners-barred"]])  # type: ignore[list-item]

    @pytest.mark.parametrize("prefix", ["policy", "oops", "sources", "policies.oops", "policies.policies"])
    def test_without_an_unknown_kind(self, prefix: str) -> None:
        """A prefix is part of the id, unless it is the kind of the record."""
        with pytest.raises(UnknownNameError):
            ARTICLE.amended(without=[f"{prefix}.foreigners-barred"])

    def test_without_an_unknown_id_of_a_kind(self) -> None:
        """After a kind and a dot the rest is the id, and similar ids of that kind are suggested."""
        with refused(UnknownNameError, kind="record", name="places.wonsan-kalma.north", suggestions=("wonsan-kalma",)):
            ARTICLE.amended(without=["places.wonsan-kalma.north"])

    def test_without_a_record_named_as_a_kind(self) -> None:
        """A record may have the name of a kind as its id."""
        mine = ARTICLE.amended(places=[Place(id="policies", name="A place of that name", within="dprk")])

        assert ARTICLE == mine.amended(without=["policies"])

    def test_without_no_list(self) -> None:
        """A single id instead of a list has the wrong type."""
        with refused(
            WrongTypeError,
            expected=snapshot("a list of ids"),
            found="foreigners-barred",
        ):
            ARTICLE.amended(without="foreigners-barred")

    def test_without_an_ambiguous_id(self) -> None:
        """An id that records of two kinds share has to be written with its kind."""
        mine = ARTICLE.amended(places=[Place(id="article", name="A place of that name", within="dprk")])

        with refused(
            UnknownNameError, kind="record", name="article", suggestions=("sources.article", "places.article")
        ):
            mine.amended(without=["article"])
        assert ARTICLE == mine.amended(without=["places.article"])


class TestRecords:
    """How a history keeps its records."""

    def test_order_does_not_matter(self) -> None:
        """Two histories with the same records in another order are equal, and hash alike."""
        turned = History(
            id="article",
            title=ARTICLE.title,
            sources=reversed([*ARTICLE.sources.values()]),
            places=reversed([*ARTICLE.places.values()]),
            events=reversed([*ARTICLE.events.values()]),
            policies=[*reversed([*ARTICLE.policies.values()]), *ARTICLE.policies.values()],
            surveyed_from="2020-01-01",
            surveyed_through="2025-07-18",
        )

        assert ARTICLE == turned
        assert hash(ARTICLE) == hash(turned)
        assert list(ARTICLE.policies) == list(turned.policies)

    def test_two_records_of_one_id(self) -> None:
        """Several different records with one id are one fault."""
        with refused(InvalidHistoryError) as caught:
            History(id="h", title="T", sources=[source("s", "2020"), source("s", "2021"), source("s", "2022")])

        assert snapshot(
            ["Two different records have this id. Keep one of them, or give one another id @ sources.s"]
        ) == [str(fault) for fault in caught.value.faults]

    @pytest.mark.parametrize("kind", ["sources", "places", "events", "policies"])
    def test_two_records_of_one_id_in_each_kind(self, kind: str) -> None:
        """The fault names the kind and the id, in a new history as in an amended one."""
        record = next(iter(getattr(three_parts(), kind).values()))
        changes = {"note": "Another"} if hasattr(record, "note") else {"name": "Another"}
        two: dict[str, Any] = {kind: [record, attrs.evolve(record, **changes)]}

        with pytest.raises(InvalidHistoryError) as made:
            History(id="h", title="T", **two)
        with pytest.raises(InvalidHistoryError) as amended:
            three_parts().amended(**two)

        (clash,) = amended.value.faults
        assert f"{kind}.{record.id}" == clash.path
        assert clash in made.value.faults

    def test_wrong_kind(self) -> None:
        """A record of another kind is refused."""
        with refused(
            WrongTypeError, expected=snapshot("a list of records of the class Place"), found=source("s", "2020")
        ):
            History(id="h", title="T", places=[source("s", "2020")])  # type: ignore[list-item]

    def test_evolve(self) -> None:
        """A changed copy can be made as of any record."""
        assert "Another" == attrs.evolve(ARTICLE, title="Another").title

    def test_evolve_the_first_day(self) -> None:
        """A copy keeps a first day surveyed that was left out as left out, and one that was given (law 20)."""
        assert dt.date(2020, 1, 5) == attrs.evolve(three_parts(), title="Another").surveyed_from
        shut = attrs.evolve(three_parts().events["shut"], datings=[Dating(when="2019", citation=Citation("first"))])
        assert dt.date(2019, 1, 1) == attrs.evolve(three_parts(), events=[shut, *self.others("shut")]).surveyed_from
        given = attrs.evolve(three_parts(), surveyed_from="2018-01-01")
        assert dt.date(2018, 1, 1) == attrs.evolve(given, title="Another").surveyed_from

    def others(self, id_: str) -> list[Event]:
        """The other events of the history in three parts."""
        return [event for event in three_parts().events.values() if event.id != id_]

    def test_pickles(self) -> None:
        """A pickled history comes back equal and answers alike, were it a view that nothing was surveyed for."""
        for history in (three_parts(), three_parts().known_on("2019-12-31")):
            again = pickle.loads(pickle.dumps(history))  # noqa: S301

            assert history == again
            assert history.timeline("RU", "dprk") == again.timeline("RU", "dprk")

    def test_a_class_of_its_own(self) -> None:
        """What is made of a history of another class, based on `History`, is of that class."""
        article = dprk_tourism.load("article")
        mine = OfMine(id="mine", title="M", sources=article.sources, places=article.places, events=article.events)

        for made in (mine.known_on("2025-07-15"), mine.according_to("article"), mine.amended(), mine.supposing()):
            assert OfMine is type(made)
        again = pickle.loads(pickle.dumps(mine))  # noqa: S301 - our own
        assert (OfMine, mine) == (type(again), again)

    def test_repr(self) -> None:
        """A history shows what it holds in one line."""
        assert snapshot(
            "<History three-parts: 3 sources, 2 places, 3 events, 4 policies, surveyed through 2020-03-01>"
        ) == repr(three_parts())
        assert snapshot("<History article: 0 sources, 2 places, 0 events, 0 policies, nothing surveyed>") == repr(
            ARTICLE.according_to()
        )


class TestQuestions:
    """What can be asked."""

    def test_unknown_place(self) -> None:
        """An unknown place is an error with suggestions, and other arguments have their types checked."""
        with refused(UnknownPlaceError, name="wonsan", suggestions=("wonsan-kalma",)):
            ARTICLE.timeline("RU", "wonsan")
        with refused(WrongTypeError, found="no"):
            ARTICLE.timeline("RU", strict="no")  # type: ignore[arg-type]
        with refused(WrongTypeError, found=["wonsan-kalma"]):
            ARTICLE.timeline("RU", ["wonsan-kalma"])  # type: ignore[arg-type]
        with refused(UnknownPlaceError, name="xyz", suggestions=()):
            ARTICLE.who_may_visit("2025-07-10", "xyz")

    @pytest.mark.parametrize("name", ["Kalma", "WONSAN-KALMA", "원산갈마", " wonsan kalma coastal tourist zone "])
    def test_places_by_name(self, name: str) -> None:
        """A place is asked for by its id or by any of its names, in any case and script."""
        assert RESORT == dprk_tourism.may_visit("RU", "2025-07-10", to=name).visit.place
        assert ARTICLE.timeline("RU") is ARTICLE.timeline("RU", name)
        assert ARTICLE.who_may_visit("2025-07-10") == ARTICLE.who_may_visit("2025-07-10", name)
        assert ARTICLE.chart(["RU"]).svg == ARTICLE.chart(["RU"], name).svg

    def test_names_that_are_kept(self) -> None:
        """A name that a timeline was asked for by is not kept, so that caches stay small."""
        history = attrs.evolve(ARTICLE)
        history.timeline("RU", "Kalma")

        assert [RESORT] == [*history._caches.timelines[False]]

    def test_unknown_nationality(self) -> None:
        """An unknown nationality is an error."""
        with pytest.raises(UnknownNationalityError):
            ARTICLE.timeline("Ruritania")

    def test_a_question_in_any_words_is_one_timeline(self) -> None:
        """A code, a name of the table and the same name in another case share one timeline; strict ones are apart."""
        history = attrs.evolve(ARTICLE)

        timelines = [history.timeline(word) for word in ("RU", "Russia", "Russia", "rUSSIA", "RUS", "RU")]

        assert {id(timelines[0])} == {id(timeline) for timeline in timelines}
        assert timelines[0] is not history.timeline("RU", strict=True)

    def test_strictly(self) -> None:
        """Past the last day surveyed a strict answer is undetermined, and others are not; the timeline knows (R14)."""
        history = attrs.evolve(ARTICLE)
        visit = Visit("RU", "wonsan-kalma", "2025-07-20")

        assert Verdict.DENIED is history.decide(visit).verdict
        assert Verdict.UNDETERMINED is history.decide(visit, strict=True).verdict
        assert [False, True] == [history.timeline("RU", strict=strict).strict for strict in (False, True)]

    def test_decide_a_stay(self) -> None:
        """A decision has the visit that was asked for."""
        visit = Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-17")

        assert visit == ARTICLE.decide(visit).visit

    def test_no_visit(self) -> None:
        """Only a visit can be decided."""
        with refused(WrongTypeError, expected=snapshot("a Visit"), found="RU"):
            ARTICLE.decide("RU")  # type: ignore[arg-type]

    def test_who_may_visit(self) -> None:
        """Every nationality has one verdict; while the notice may have come, all who were admitted hinge on it."""
        answers = ARTICLE.who_may_visit("2025-07-17")

        assert (["KP"], ["RU"]) == (sorted(answers[Verdict.PERMITTED]), sorted(answers[Verdict.UNDETERMINED]))
        assert 201 == len(answers[Verdict.DENIED])

    def test_who_may_visit_strictly(self) -> None:
        """R14: past the last day surveyed a strict answer is undetermined."""
        assert 203 == len(ARTICLE.who_may_visit("2025-07-19", strict=True)[Verdict.UNDETERMINED])

    def test_who_may_visit_elsewhere(self) -> None:
        """Other places have their own answers, and no answer is strict unless it was asked for (R14)."""
        admitted = [ARTICLE.who_may_visit("2025-08-01", to)[Verdict.PERMITTED] for to in ("wonsan-kalma", "dprk")]

        assert [{"KP"}, {"KP", "RU"}] == admitted

    def test_nationality_classes(self) -> None:
        """Nationalities that no policy tells apart are one class: nationals, Russians, and all other foreigners."""
        classes = three_parts().nationality_classes()

        assert ["AD", "KP", "RU"] == sorted(classes)
        assert [["KP"], ["RU"]] == [sorted(classes[code]) for code in ("KP", "RU")]
        assert Audience.named("foreigners").certain - {"RU"} == classes["AD"]

    def test_threads_agree(self) -> None:
        """Eight threads that ask a new history at once get the same timeline."""
        history = attrs.evolve(ARTICLE)
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(history.timeline("CA", "dprk"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [ARTICLE.timeline("CA", "dprk")] * 8 == found

    def test_texts_of_a_kind_of_their_own_are_not_kept(self) -> None:
        """A string of another class is not kept: later answers have strings of the library."""
        history = attrs.evolve(ARTICLE)
        history.decide(Visit(Word("RU"), Word(RESORT), "2025-07-10"))
        history.timeline(Word("Russia"), Word(RESORT))
        history.timeline(Word("CN"), Word(RESORT))

        for visit in (
            history.timeline("RU").decide("2025-07-11").visit,
            history.timeline("CN").decide("2025-07-11").visit,
            Visit(Word("RU"), Word(RESORT), "2025-07-10"),
        ):
            assert {str} == {type(visit.nationality), type(visit.place)}
        assert "RU" == pickle.loads(pickle.dumps(history)).timeline("Russia").nationality  # noqa: S301 - our own

    @pytest.mark.parametrize(("nationality", "place"), [("Rusia", RESORT), ("RU", "nowhere")])
    def test_errors_come_alone(self, nationality: str, place: str) -> None:
        """An error of ours has no other error as its context."""
        with pytest.raises(UnknownNameError) as caught:
            attrs.evolve(ARTICLE).timeline(nationality, place)

        assert caught.value.__context__ is None

    def test_a_chart_of_a_list(self) -> None:
        """A chart wants a list of nationalities, and one of them is not a list."""
        with refused(WrongTypeError, expected=snapshot("a list of nationalities, such as ['RU', 'CN']"), found="RU"):
            ARTICLE.chart("RU")

    def test_a_chart_has_a_row_for_each_nationality(self) -> None:
        """A nationality that is named twice, in different words, has one row."""
        assert ARTICLE.chart(["RU", "CN"]).svg == ARTICLE.chart(["RU", "Russia", "CN", "ru"]).svg

    def test_counts_of_one(self) -> None:
        """One place is one place."""
        alone = History(id="alone", title="T", places=[Place(id="dprk", name="N")])

        assert "<History alone: 0 sources, 1 place, 0 events, 0 policies, nothing surveyed>" == repr(alone)


class Word(str):
    """A string of a class of its own, as numpy has."""

    __slots__ = ()


class TestTimeline:
    """All stretches of one nationality at one place."""

    def test_covers_all_days(self) -> None:
        """It starts without a beginning, ends without an end, and each stretch begins where the last one ends."""
        spans = [stretch.span for stretch in ARTICLE.timeline("RU").stretches]

        assert (None, None) == (spans[0].start, spans[-1].end)
        assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]

    def test_at_the_ends_of_the_calendar(self) -> None:
        """The first and the last day of the calendar have answers."""
        timeline = ARTICLE.timeline("RU")

        assert timeline.stretches[0] == timeline.at(dt.date.min)
        assert timeline.stretches[-1] == timeline.at(dt.date.max)

    def test_openings(self) -> None:
        """Openings are the runs of permitted days, whatever the reasons."""
        assert (DaySpan("2024-02-09", None),) == ARTICLE.timeline("RU", "dprk").openings()
        assert (DaySpan("2025-02-20", "2025-03-05"),) == ARTICLE.timeline("GB", "dprk").openings()
        assert () == ARTICLE.timeline("CN", "dprk").openings()

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            ("2025-02-19", DaySpan("2025-02-20", "2025-03-05")),
            ("2025-03-04", DaySpan("2025-02-20", "2025-03-05")),
            ("2025-03-05", None),
        ],
    )
    def test_next_opening(self, after: str, expected: DaySpan | None) -> None:
        """The opening that holds the day, else the first one later, else none."""
        assert expected == ARTICLE.timeline("GB", "dprk").next_opening(after)

    def test_an_opening_without_end_is_always_next(self) -> None:
        """An opening with no known end holds every later day."""
        assert DaySpan("2024-02-09", None) == ARTICLE.timeline("RU", "dprk").next_opening("2031-01-01")

    def test_decide(self) -> None:
        """A visit of a day has that day's verdict, a longer one the meet of its days' (R15); each knows which."""
        timeline = ARTICLE.timeline("RU")

        day, stay = timeline.decide(dt.date(2025, 7, 10)), timeline.decide("2025-07-10", "2025-07-18")

        assert (Verdict.PERMITTED, Verdict.DENIED) == (day.verdict, stay.verdict)
        assert Visit("RU", "wonsan-kalma", "2025-07-10") == day.visit
        assert Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-18") == stay.visit

    def test_decide_on_no_visit(self) -> None:
        """A departure before the arrival, and a day that is none, are errors."""
        timeline = ARTICLE.timeline("RU")

        with refused(InvalidValueError):
            timeline.decide("2025-07-10", "2025-07-09")
        with pytest.raises(NaiveDatetimeError):
            timeline.decide(dt.datetime(2025, 7, 10, 1))  # noqa: DTZ001
        with pytest.raises(WrongTypeError):
            timeline.decide(None)  # type: ignore[arg-type]

    def test_decisions_are_told_apart_by_their_question(self) -> None:
        """Two visits with the same answer are equal only if passport, place and days are."""
        decide = ARTICLE.timeline("AE").decide

        assert decide("2025-07-10") == attrs.evolve(ARTICLE).timeline("AE").decide("2025-07-10")
        assert decide("2025-07-10") != decide("2025-07-11")
        assert decide("2025-07-10") != decide("2025-07-10", "2025-07-11")
        assert decide("2025-07-10") != ARTICLE.timeline("AF").decide("2025-07-10")
        assert 1 == len({decide("2025-07-10"), decide("2025-07-10")})

    def test_events_at_the_ends_of_the_calendar(self) -> None:
        """Windows may touch the first and the last day of the calendar."""
        ends = [
            Event(id=id_, what="Something", datings=[Dating(when=day, citation=Citation("s"))])
            for id_, day in (("dawn", "0001-01-01"), ("dusk", "[9999-12-30..9999-12-31]"))
        ]
        bar = AccessPolicy(
            id="bar",
            effect="deny",
            layer="entry",
            audience="everyone",
            place="dprk",
            starts="dawn",
            ends="dusk",
            cites=[Citation("s")],
        )
        history = History(
            id="ends",
            title="T",
            sources=[source("s", "2020")],
            places=[Place(id="dprk", name="N")],
            events=ends,
            policies=[bar],
            surveyed_through="9999-12-31",
        )

        verdicts = [
            history.decide(Visit("RU", "dprk", day)).verdict
            for day in ("0001-01-01", "9999-12-29", "9999-12-30", "9999-12-31")
        ]

        assert [Verdict.DENIED, Verdict.DENIED, Verdict.UNDETERMINED, Verdict.UNDETERMINED] == verdicts
