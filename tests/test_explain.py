"""Decisions in words and in data."""

import dprk_tourism
from dprk_tourism import AccessPolicy, Citation, Dating, Decision, Event, Resort, Source, Visit, may_visit

ARTICLE = dprk_tourism.load("article")
REPORT = Source(id="report", kind="press", publisher="P", title="T", published="2025-07-01")


def policy(id_: str, effect: str, **more: object) -> AccessPolicy:
    """A policy that the report tells of, for all foreigners at the resort, unless told otherwise."""
    fields: dict[str, object] = {"layer": "site", "audience": "foreigners", "place": "wonsan-kalma", **more}
    return AccessPolicy(id=id_, effect=effect, cites=[Citation("report")], **fields)  # type: ignore[arg-type]


def lines(decision: Decision) -> list[str]:
    """The lines of an explanation."""
    return decision.explain().splitlines()


class TestOneLine:
    """`str(decision)`."""

    def test_permitted(self) -> None:
        """The verdict, the question, and the policies that decided."""
        assert "permitted: RU at wonsan-kalma on 2025-07-10 (russians-admitted, resort-open-to-all)" == str(
            may_visit("RU", "2025-07-10")
        )

    def test_projected_stay(self) -> None:
        """A stay, flagged as projected."""
        assert str(may_visit("KP", "2025-08-01", departure="2025-08-03")).startswith(
            "permitted, projected: KP at wonsan-kalma from 2025-08-01 to 2025-08-03 ("
        )

    def test_no_policy(self) -> None:
        """Where nothing is recorded, the reason is silence."""
        assert "undetermined: RU at dprk on 2019-06-01 (silent)" == str(may_visit("RU", "2019-06-01", to="dprk"))


class TestExplain:
    """`decision.explain()`."""

    def test_permitted(self) -> None:
        """The verdict, since when and until when it holds, why, and by which sources."""
        text = lines(may_visit("RU", "2025-07-10"))

        assert (
            "Permitted: a holder of a passport of Russia (RU) may visit "
            "Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-07-10."
        ) == text[0]
        assert "It is permitted from 2025-07-01 to 2025-07-15." == text[1]
        assert (
            "- entry: permitted; `russians-admitted` permits; `russians-admitted` outranks `pandemic-closure`" in text
        )
        assert any(line.startswith('- article at 11.1 "last year", at 6.2 "July 1", at 6.3: ') for line in text)
        assert "What would settle it:" not in text

    def test_denied_and_projected(self) -> None:
        """A denial with no known end, past the last day surveyed."""
        text = lines(may_visit("RU", "2025-09-01"))

        assert "It is denied from 2025-07-18, with no end known." in text
        assert (
            "Projected: no source speaks of a day after 2025-07-18; this assumes that nothing has changed since."
            in text
        )

    def test_strict(self) -> None:
        """What would settle a strict answer is a newer source."""
        assert "- a source that speaks of a day after 2025-07-18" in lines(may_visit("RU", "2025-09-01", strict=True))

    def test_not_yet_open(self) -> None:
        """Before the opening the site says why it denies."""
        assert "- site: denied, not yet open; the resort has not opened" in lines(may_visit("RU", "2025-06-30"))

    def test_membership(self) -> None:
        """The open question is whether the nation was among those meant."""
        text = lines(may_visit("CA", "2025-02-25", to="dprk"))

        assert "- whether Canada was among `western`: permitted if so, denied if not" in text

    def test_silence(self) -> None:
        """Where nothing is recorded, a policy for these days would settle it."""
        text = lines(may_visit("RU", "2019-06-01", to="dprk"))

        assert "- a policy of layer entry for these days: none is recorded" in text
        assert "Elsewhere: Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) is denied." in text
        assert "It is undetermined until 2020-01-21." in text

    def test_a_stay_past_an_end(self) -> None:
        """A stay that straddles an end says that finishing it is not modelled (R15)."""
        text = lines(may_visit("RU", "2025-07-10", departure="2025-07-20"))

        assert "Whether those already inside when a permission ends may finish their stay is not modelled." in text
        assert "Why, from 2025-07-01 to 2025-07-15:" in text

    def test_one_day_and_all_days(self) -> None:
        """Runs of one day and of all days are named so."""
        one_day = ARTICLE.amended(
            sources=[REPORT],
            events=[
                Event(id=id_, what="W", datings=[Dating(when=day, citation=Citation("report"))])
                for id_, day in (("a", "2025-07-05"), ("b", "2025-07-06"))
            ],
            policies=[policy("day", "deny", starts="a", ends="b")],
        )

        assert "It is denied on 2025-07-05." in lines(one_day.decide(Visit("RU", "wonsan-kalma", "2025-07-05")))
        assert "It is undetermined on all days." in lines(
            ARTICLE.according_to().decide(Visit("RU", "dprk", "2025-01-01"))
        )

    def test_nothing_surveyed(self) -> None:
        """Without any source every answer is projected."""
        decision = ARTICLE.according_to().decide(Visit("RU", "wonsan-kalma", "2025-07-10"))

        text = lines(decision)
        assert "No source of this history speaks of any day; the answer is projected." in text
        assert "- site: no policy is recorded or denied, not yet open; the resort may not have opened" not in text
        assert "- entry: no policy is recorded" in text

    def test_a_resort_that_may_not_have_opened(self) -> None:
        """Without a dated opening the opening is asked for."""
        place = ARTICLE.places["wonsan-kalma"]
        assert isinstance(place, Resort)
        undated = Resort(id=place.id, name=place.name, within=place.within)
        mine = ARTICLE.amended(places=[undated])

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10")))

        assert any(line.endswith("; the resort may not have opened") for line in text)
        assert (
            "- whether Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) had opened by then; "
            "no admitted source says when it did: permitted if so, denied if not"
        ) in text

    def test_conflict(self) -> None:
        """Two policies of which neither outranks the other are told with what would settle it."""
        mine = ARTICLE.amended(
            sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
        )

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18")))

        assert (
            "- `welcome` permits and `foreigners-barred` denies, and neither outranks the other: "
            "an override, with a citation, that says which one holds"
        ) in text

    def test_conflict_of_unknown_order(self) -> None:
        """Where the order of two announcements is unknown, it is asked for."""
        seen = Event(id="seen", what="W", datings=[Dating(when="2025-07", citation=Citation("report"))])
        mine = ARTICLE.amended(
            sources=[REPORT], events=[seen], policies=[policy("welcome", "permit", audience=["RU"], starts="seen")]
        )

        text = "\n".join(lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-31"))))

        assert "neither outranks the other: which of them was announced first" in text

    def test_disputed(self) -> None:
        """An answer that leans on a disputed event says so."""
        bar = ARTICLE.events["ban-notice"]
        datings = [*bar.datings, Dating(when="2025-07-20", citation=Citation("report"))]
        mine = ARTICLE.amended(sources=[REPORT], events=[Event(id=bar.id, what=bar.what, datings=datings)])

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-19")))

        assert any(line.startswith("Disputed: the sources share no day for `ban-notice`") for line in text)

    def test_only_together(self) -> None:
        """Of two policies that end each other, each event matters only together with the other."""
        events = [
            Event(id=id_, what="W", datings=[Dating(when="2025-07", citation=Citation("report"))]) for id_ in ("a", "b")
        ]
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=events,
            policies=[policy("one", "deny", starts="a", ends="b"), policy("other", "deny", starts="b", ends="a")],
            without=["foreigners-barred"],
        )

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10")))

        assert any(
            line.endswith(": permitted or denied either way; it matters only together with others") for line in text
        )

    def test_audiences_in_words(self) -> None:
        """An audience without a name is told by its certain members, or by none."""
        for audience, told in (
            (dprk_tourism.Audience(["RU"], possible=["CN"]), "among those whom a source speaks of (RU and others)"),
            (dprk_tourism.Audience(possible=["CN"]), "among those whom a source speaks of:"),
        ):
            mine = ARTICLE.amended(
                sources=[REPORT], policies=[policy("some", "permit", audience=audience, layer="entry", place="dprk")]
            ).amended(without=["pandemic-closure"])

            assert told in mine.decide(Visit("CN", "dprk", "2025-07-10")).explain()


class TestCitations:
    """`decision.citations`."""

    def test_policies_then_events(self) -> None:
        """The citations of the policies that decide come first, then those of the datings of their events."""
        citations = may_visit("RU", "2025-07-10").citations

        assert Citation("article", "11.1") == citations[0]
        assert Citation("ap-2025-06-26") in citations
        assert len(set(citations)) == len(citations)
        assert not any(citation.source == "ap-2025-07-18" for citation in citations)


class TestToDict:
    """`decision.to_dict()`."""

    def test_shape(self) -> None:
        """Days are texts, verdicts are words, and the form has a version."""
        data = may_visit("RU", "2025-07-10", departure="2025-07-11").to_dict()

        assert (1, "2025-07-10", "2025-07-11", "2025-07-18") == tuple(
            data[key] for key in ("form", "arrival", "departure", "surveyed_through")
        )
        assert {
            "from": "2025-07-01",
            "until": "2025-07-16",
            "verdict": "permitted",
            "projected": False,
            "because": [],
            "findings": [
                {"layer": "home-state", "outcomes": ["silent"], "deciding": [], "possible": [], "outranked": []},
                {
                    "layer": "entry",
                    "outcomes": ["permit"],
                    "deciding": ["russians-admitted"],
                    "possible": ["russians-admitted"],
                    "outranked": [{"loser": "pandemic-closure", "winner": "russians-admitted"}],
                },
                {
                    "layer": "site",
                    "outcomes": ["permit"],
                    "deciding": ["resort-open-to-all"],
                    "possible": ["resort-open-to-all"],
                    "outranked": [],
                },
            ],
            "hinges": [],
            "conflicts": [],
            "assumptions": ["home-state"],
            "disputed": [],
            "unsettled": [],
        } == data["stretches"][0]

    def test_unknowns(self) -> None:
        """A hinge names an event, a membership, or an opening; a view without sources has no survey."""
        member = may_visit("CA", "2025-02-25", to="dprk").to_dict()["stretches"][0]["hinges"][0]
        nothing = ARTICLE.according_to().decide(Visit("RU", "wonsan-kalma", "2025-07-10")).to_dict()

        assert ["AU", "DE", "FR", "GB"] == member["unknown"]["membership"]["certain"]
        assert (["permitted"], ["denied"]) == (member["if_yes"], member["if_no"])
        assert (None, None) == (nothing["surveyed_through"], nothing["stretches"][0]["from"])
        assert {"opening": "wonsan-kalma"} == nothing["stretches"][0]["hinges"][0]["unknown"]

    def test_conflict(self) -> None:
        """A conflict names its layer, its two sides and what would settle it."""
        mine = ARTICLE.amended(
            sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
        )

        data = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18")).to_dict()

        assert [{"layer": "site", "permit": "welcome", "deny": "foreigners-barred", "settled_by": "override"}] == data[
            "stretches"
        ][0]["conflicts"]
