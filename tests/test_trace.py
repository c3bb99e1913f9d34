"""Each sentence of the article is carried by records or excused, and each record rests on sentences of the article."""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import dprk_tourism
from dprk_tourism import Citation, History, Resort

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
PAGE = ROOT / "docs" / "explanation" / "trace.md"

if not SEEDS.exists():
    pytest.skip("the tests run outside the project's folder", allow_module_level=True)

INDEX = tomllib.loads((SEEDS / "index.toml").read_text(encoding="utf-8"))
SOURCE = INDEX["source"]

Sentences = Mapping[str, Mapping[str, Any]]


def script() -> ModuleType:
    """The script beside the index, as a module."""
    spec = importlib.util.spec_from_file_location("check_index", SEEDS / "check_index.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = script()


def citations(history: History) -> Iterator[tuple[str, Citation]]:
    """Each record with each of its citations."""
    for place in history.places.values():
        yield from ((f"places.{place.id}", cite) for cite in place.cites)
    for event in history.events.values():
        yield from ((f"events.{event.id}", dating.citation) for dating in event.datings)
    for policy in history.policies.values():
        yield from ((f"policies.{policy.id}", cite) for cite in policy.cites)


def faults_of_sentences(history: History, sentences: Sentences) -> list[str]:
    """What the index says of sentences and the records do not bear out."""
    cited = {(record, cite.at) for record, cite in citations(history) if cite.source == SOURCE}
    records = {f"{kind}.{id_}" for kind in ("places", "events", "policies") for id_ in getattr(history, kind)}
    faults = []
    for at, entry in sentences.items():
        carried, excused = entry.get("carried_by", []), entry.get("not_modelled")
        if not carried and not excused:
            faults.append(f"{at}: neither carried nor excused")
        if carried and excused:
            faults.append(f"{at}: both carried and excused")
        faults += [f"{at}: no record `{record}`" for record in carried if record not in records]
        faults += [
            f"{at}: `{record}` does not cite it"
            for record in carried
            if record in records and (record, at) not in cited
        ]
    return faults


def faults_of_citations(history: History, sentences: Sentences) -> list[str]:
    """What records say of sentences and the index does not bear out."""
    cited = dict.fromkeys((record, cite.at) for record, cite in citations(history) if cite.source == SOURCE)
    faults = []
    for record, at in cited:
        if at is None:
            faults.append(f"{record}: cites no sentence of `{SOURCE}`, but the whole")
        elif at not in sentences:
            faults.append(f"{record}: cites {at}, and the index lists no such sentence")
        elif record not in sentences[at].get("carried_by", []):
            faults.append(f"{record}: cites {at}, and the index does not name it there")
    return faults


def faults_of_records(history: History) -> list[str]:
    """Which events, policies and attributes of places are without a citation of the article."""
    bare = []
    for place in history.places.values():
        supported = {cite.attribute for cite in place.cites if cite.source == SOURCE}
        names = [name for name in attrs.fields_dict(type(place)) if name not in ("id", "cites", "note")]
        filled = [name for name in names if getattr(place, name) not in (None, ())]
        bare += [f"places.{place.id}.{name}" for name in filled if name not in supported]
    citing = {record for record, cite in citations(history) if cite.source == SOURCE}
    claims = [f"{kind}.{id_}" for kind in ("events", "policies") for id_ in getattr(history, kind)]
    bare += [record for record in claims if record not in citing]
    return [f"{record}: no citation of `{SOURCE}`" for record in bare]


@pytest.fixture
def article() -> History:
    """The shipped history."""
    return dprk_tourism.load("article")


@pytest.fixture
def document() -> Path:
    """The article's text, where it lies beside the checkout."""
    path: Path = CHECK.beside(SEEDS / "index.toml", INDEX["document"])
    if not path.exists():
        pytest.skip(f"the article is not at {path}")
    return path


class TestIndex:
    """What the index holds."""

    def test_describes_a_source(self, article: History) -> None:
        """The document that it describes is a source of the history."""
        assert "article" == SOURCE
        assert SOURCE in article.sources

    def test_keys(self) -> None:
        """A sentence has a fingerprint, and either its carriers and what they leave out, or an excuse."""
        allowed = [
            {"fingerprint", "carried_by"},
            {"fingerprint", "carried_by", "left_out"},
            {"fingerprint", "not_modelled"},
        ]

        assert {} == {at: sorted(entry) for at, entry in INDEX["sentences"].items() if set(entry) not in allowed}

    def test_no_record_twice(self) -> None:
        """No sentence names a record twice."""
        for entry in INDEX["sentences"].values():
            carried = entry.get("carried_by", [])
            assert list(dict.fromkeys(carried)) == carried

    def test_gists(self, article: History) -> None:
        """Every sentence has its gist among the passages of the source, and no other passage is there."""
        assert {*INDEX["sentences"]} == {*article.sources[SOURCE].passages}

    def test_one_line_each(self, article: History) -> None:
        """A gist, an excuse and a remark are each one line that is not empty."""
        remarks = [
            entry[key] for entry in INDEX["sentences"].values() for key in ("left_out", "not_modelled") if key in entry
        ]
        for line in (*article.sources[SOURCE].passages.values(), *remarks):
            assert " ".join(line.split()) == line
            assert line


class TestTrace:
    """Sentences and records name each other."""

    def test_each_sentence_is_carried_or_excused(self, article: History) -> None:
        """A sentence is carried by records that cite it, or excused, and not both."""
        assert [] == faults_of_sentences(article, INDEX["sentences"])

    def test_each_citation_is_listed(self, article: History) -> None:
        """A record that cites a sentence of the article is named under that sentence."""
        assert [] == faults_of_citations(article, INDEX["sentences"])

    def test_each_record_is_cited(self, article: History) -> None:
        """Every policy, every event and every field of a place cites the article, but for what others alone say."""
        others = [
            "places.dprk.names",
            "places.wonsan-kalma.names",
            "places.wonsan-kalma.location",
            "events.first-moscow-flight",
        ]

        assert [f"{record}: no citation of `article`" for record in others] == faults_of_records(article)

    def test_each_citation_has_words(self, article: History) -> None:
        """Every citation of the article quotes the few words that it rests on."""
        bare = [record for record, cite in citations(article) if cite.source == SOURCE and cite.words is None]

        assert [] == bare


LAKE = """\
id = "lake"
title = "A lake that we made up"

[sources.article]
kind = "press"
publisher = "Somebody"
title = "An article about a lake"
published = "2025-05-01"

[sources.gazette]
kind = "press"
publisher = "The Gazette"
title = "Another"
published = "2025-05-02"

[places.dprk]
name = "North Korea"
cites = [{ source = "article", at = "1.1", for = "name" }]

[places.lake]
resort = true
name = "Lake"
within = "dprk"
opens = "lake-opens"
region = "In the north"
capacity = 300
beachfront_km = 0.5
amenities = ["boats"]
cites = [
    { source = "article", at = "1.1", for = "name" },
    { source = "article", at = "1.1", for = "within" },
    { source = "article", at = "1.2", for = "opens" },
    { source = "article", at = "1.1", for = "region" },
    { source = "article", at = "3.1", for = "capacity" },
    { source = "article", at = "3.1", for = "beachfront_km" },
    { source = "article", at = "3.1", for = "amenities" },
    { source = "gazette", for = "capacity" },
]

[events.lake-opens]
what = "The lake opens"
datings = [
    { when = "2025-05", source = "article", at = "1.2" },
    { when = "2025-05-03", source = "gazette" },
]

[policies.lake-for-all]
effect = "permit"
layer = "site"
audience = "everyone"
place = "lake"
starts = "lake-opens"
cites = [
    { source = "article", at = "1.2" },
    { source = "article", at = "3.1" },
    { source = "gazette", at = "2" },
]
"""

LAKE_SENTENCES: Sentences = {
    "1.1": {"carried_by": ["places.dprk", "places.lake"]},
    "1.2": {"carried_by": ["places.lake", "events.lake-opens", "policies.lake-for-all"]},
    "2.1": {"not_modelled": "a headline"},
    "3.1": {"carried_by": ["places.lake", "policies.lake-for-all"]},
}


class TestTraceRefuses:
    """What the trace would not let pass, on records that we made up."""

    @pytest.fixture
    def lake(self) -> History:
        """A history whose sentences and records name each other."""
        return dprk_tourism.loads(LAKE)

    def test_nothing_where_all_fits(self, lake: History) -> None:
        """There is no fault if every sentence and every record is accounted for."""
        assert [] == faults_of_sentences(lake, LAKE_SENTENCES)
        assert [] == faults_of_citations(lake, LAKE_SENTENCES)
        assert [] == faults_of_records(lake)

    @pytest.mark.parametrize("entry", [{}, {"carried_by": []}, {"not_modelled": ""}])
    def test_sentence_without_an_account(self, lake: History, entry: Mapping[str, Any]) -> None:
        """A sentence that is neither carried nor excused."""
        assert ["2.1: neither carried nor excused"] == faults_of_sentences(lake, {**LAKE_SENTENCES, "2.1": entry})

    def test_sentence_with_both(self, lake: History) -> None:
        """A sentence that is carried and excused."""
        sentences = {**LAKE_SENTENCES, "1.1": {**LAKE_SENTENCES["1.1"], "not_modelled": "no reason"}}

        assert ["1.1: both carried and excused"] == faults_of_sentences(lake, sentences)

    @pytest.mark.parametrize("record", ["policies.nobody", "places.lake-opens", "lake", "sources.article"])
    def test_unknown_record(self, lake: History, record: str) -> None:
        """A carrier that is not in the history, or not of that kind."""
        sentences = {**LAKE_SENTENCES, "1.1": {"carried_by": ["places.dprk", "places.lake", record]}}

        assert [f"1.1: no record `{record}`"] == faults_of_sentences(lake, sentences)

    @pytest.mark.parametrize("record", ["events.lake-opens", "policies.lake-for-all"])
    def test_carrier_that_does_not_cite(self, lake: History, record: str) -> None:
        """A carrier that is in the history and does not cite the sentence."""
        sentences = {**LAKE_SENTENCES, "1.1": {"carried_by": ["places.dprk", "places.lake", record]}}

        assert [f"1.1: `{record}` does not cite it"] == faults_of_sentences(lake, sentences)

    def test_same_locator_in_another_source(self, lake: History) -> None:
        """A carrier that cites that locator of another source does not cite the sentence."""
        policy = lake.policies["lake-for-all"]
        cites = [Citation("gazette", cite.at) if cite.at == "3.1" else cite for cite in policy.cites]

        amended = lake.amended(policies=[attrs.evolve(policy, cites=cites)])

        assert ["3.1: `policies.lake-for-all` does not cite it"] == faults_of_sentences(amended, LAKE_SENTENCES)

    def test_removed_citation(self, lake: History) -> None:
        """A policy that no longer cites a sentence under which it is named."""
        policy = lake.policies["lake-for-all"]
        cites = [cite for cite in policy.cites if cite.at != "3.1"]

        amended = lake.amended(policies=[attrs.evolve(policy, cites=cites)])

        assert ["3.1: `policies.lake-for-all` does not cite it"] == faults_of_sentences(amended, LAKE_SENTENCES)

    def test_removed_sentence(self, lake: History) -> None:
        """A sentence that a place, an event and a policy cite and the index does not list."""
        sentences = {at: entry for at, entry in LAKE_SENTENCES.items() if at != "1.2"}

        assert [
            f"{record}: cites 1.2, and the index lists no such sentence"
            for record in ("places.lake", "events.lake-opens", "policies.lake-for-all")
        ] == faults_of_citations(lake, sentences)

    @pytest.mark.parametrize(
        ("at", "fault"),
        [
            ("1.1", "cites 1.1, and the index does not name it there"),
            ("2.1", "cites 2.1, and the index does not name it there"),
            ("4.1", "cites 4.1, and the index lists no such sentence"),
            (None, "cites no sentence of `article`, but the whole"),
        ],
    )
    def test_added_citation(self, lake: History, at: str | None, fault: str) -> None:
        """A policy that cites a sentence of others, an excused one, one that does not exist, or none in particular."""
        policy = lake.policies["lake-for-all"]

        amended = lake.amended(policies=[attrs.evolve(policy, cites=[*policy.cites, Citation("article", at)])])

        assert [f"policies.lake-for-all: {fault}"] == faults_of_citations(amended, LAKE_SENTENCES)

    @pytest.mark.parametrize("name", ["name", "within", "opens", "region", "capacity", "beachfront_km", "amenities"])
    def test_attribute_without_a_citation(self, lake: History, name: str) -> None:
        """An attribute of a place that cites other sources, and not the article."""
        resort = lake.places["lake"]
        cites = [cite for cite in resort.cites if (cite.source, cite.attribute) != ("article", name)]

        amended = lake.amended(places=[attrs.evolve(resort, cites=cites)])

        assert [f"places.lake.{name}: no citation of `article`"] == faults_of_records(amended)

    def test_citation_of_a_whole_place(self, lake: History) -> None:
        """A citation that names no attribute supports none."""
        country = lake.places["dprk"]

        amended = lake.amended(places=[attrs.evolve(country, cites=[Citation("article", "1.1")])])

        assert ["places.dprk.name: no citation of `article`"] == faults_of_records(amended)

    def test_attribute_that_is_not_set(self, lake: History) -> None:
        """An attribute that is left out needs no citation."""
        resort = lake.places["lake"]
        assert isinstance(resort, Resort)
        cites = [cite for cite in resort.cites if cite.attribute not in ("capacity", "amenities")]

        amended = lake.amended(places=[attrs.evolve(resort, capacity=None, amenities=(), cites=cites)])

        assert [] == faults_of_records(amended)

    def test_event_and_policy_of_other_sources(self, lake: History) -> None:
        """An event and a policy that only other sources tell of."""
        event, policy = lake.events["lake-opens"], lake.policies["lake-for-all"]
        datings = [dating for dating in event.datings if dating.citation.source != "article"]
        cites = [cite for cite in policy.cites if cite.source != "article"]

        amended = lake.amended(
            events=[attrs.evolve(event, datings=datings)], policies=[attrs.evolve(policy, cites=cites)]
        )

        assert [
            "events.lake-opens: no citation of `article`",
            "policies.lake-for-all: no citation of `article`",
        ] == faults_of_records(amended)


def runs(text: str, length: int = 6) -> set[tuple[str, ...]]:
    """Every run of so many words, whatever their case and the marks between them."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


class TestAgainstTheDocument:
    """What can be checked only where the article's text is."""

    def test_check_passes(self, document: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The script finds no fault, and says what it compared."""
        status = CHECK.main([str(document)])

        assert f"all {len(INDEX['sentences'])} sentences of `{document}` are listed as they stand\n" == (
            capsys.readouterr().out
        )
        assert 0 == status

    def test_in_our_words(self, document: Path, article: History) -> None:
        """Neither a gist nor an excuse nor a remark shares six words in a row with the article."""
        printed = runs(document.read_text(encoding="utf-8"))
        lines = {("gist", at): gist for at, gist in article.sources[SOURCE].passages.items()}
        for at, entry in INDEX["sentences"].items():
            lines |= {(key, at): entry[key] for key in ("left_out", "not_modelled") if key in entry}

        shared = {where: runs(line) & printed for where, line in lines.items()}

        assert {} == {where: run for where, run in shared.items() if run}

    @pytest.mark.parametrize("name", dprk_tourism.histories())
    def test_quoted_words_are_there(self, document: Path, name: str) -> None:
        """The words that a record quotes from the article are in the sentence that it cites, as they are there."""
        sentences = CHECK.sentences(document.read_text(encoding="utf-8"))
        quotes = [
            (record, cite.at, cite.words)
            for record, cite in citations(dprk_tourism.load(name))
            if cite.source == SOURCE and cite.words is not None
        ]

        assert quotes
        assert [] == [(record, at, words) for record, at, words in quotes if words not in sentences[str(at)]]


class TestRuns:
    """How words in a row are compared."""

    def test_case_and_marks_do_not_hide_them(self) -> None:
        """Words are the same in whatever case and between whatever marks."""
        assert runs("The lake, of 4 km, opened.") == runs("the LAKE of 4 km: opened")

    def test_five_words_are_no_run(self) -> None:
        """Fewer than six words have no run."""
        assert set() == runs("The lake of 4 km")


class TestCut:
    """How a string is split into sentences."""

    @pytest.mark.parametrize(
        "line",
        [
            "About 20,000 people came to Kim Jong Un's 4km beach.",
            'They would be "temporarily" asked to stay away.',
            "It is 4.5 km long and opened on 1.7. in the morning.",
            "A headline without a stop",
        ],
    )
    def test_one_sentence(self, line: str) -> None:
        """Numbers, possessives and quoted words within a sentence do not end it."""
        assert {"1.1": line} == CHECK.sentences(line)

    @pytest.mark.parametrize(
        ("line", "first", "second"),
        [
            ("The lake opened. It closed.", "The lake opened.", "It closed."),
            ("Has it opened? It has.", "Has it opened?", "It has."),
            ("It has! Now go.", "It has!", "Now go."),
            ('It opened. "Come," they said.', "It opened.", '"Come," they said.'),
            ("It opened.  It\tclosed.  ", "It opened.", "It closed."),
        ],
    )
    def test_two_sentences(self, line: str, first: str, second: str) -> None:
        """A stop, white space and a capital or a quote are between two sentences; white space is folded."""
        assert {"1.1": first, "1.2": second} == CHECK.sentences(line)

    def test_blank_lines_count(self) -> None:
        """A locator counts lines as an editor does, whatever ends them."""
        assert {"1.1": "One.", "3.1": "Two.", "3.2": "Three."} == CHECK.sentences("One.\r\n\r\nTwo. Three.\r\n")

    def test_marks_stay(self) -> None:
        """The marks at the end of a headline are part of its sentence."""
        assert {"1.1": "A lake opens**"} == CHECK.sentences("A lake opens**\n")

    def test_fingerprint(self) -> None:
        """A fingerprint is the SHA-256 of the sentence's UTF-8, as `sha256sum` prints it."""
        assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" == CHECK.fingerprint("abc")


MADE_UP = """\
A lake opens**

The lake opened on 3 May. It has room for 300 people.
Everyone may come.
"""


class TestScript:
    """The script, on a document that we made up."""

    @pytest.fixture
    def seeds(self, tmp_path: Path) -> Path:
        """A checkout's folder of seeds, with an index that fits `MADE_UP`."""
        folder = tmp_path / "checkout" / "seeds"
        folder.mkdir(parents=True)
        lines = [
            'document = "lake.txt"',
            f'sha256 = "{hashlib.sha256(MADE_UP.encode()).hexdigest()}"',
            'source = "lake"',
        ]
        for at, sentence in CHECK.sentences(MADE_UP).items():
            lines += [f'[sentences."{at}"]', f'fingerprint = "{CHECK.fingerprint(sentence)}"']
        (folder / "index.toml").write_text("\n".join(lines), encoding="utf-8")
        return folder

    def run(self, seeds: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
        """The exit status and the lines printed for a document of that text."""
        path = seeds / "lake.txt"
        path.write_bytes(text.encode())
        status = CHECK.main([str(path), "--index", str(seeds / "index.toml")])
        return status, capsys.readouterr().out.splitlines()

    def other_bytes(self, text: str) -> str:
        """The fault of a document that is not the one described."""
        there, here = (hashlib.sha256(each.encode()).hexdigest() for each in (text, MADE_UP))
        return f"the document: its sha256 is `{there}`, the index has `{here}`"

    def test_locators(self) -> None:
        """The made-up document has four sentences, on lines 1, 3 and 4."""
        assert ["1.1", "3.1", "3.2", "4.1"] == list(CHECK.sentences(MADE_UP))

    def test_fits(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A document that fits its index exits with 0 and one line."""
        assert (0, [f"all 4 sentences of `{seeds / 'lake.txt'}` are listed as they stand"]) == self.run(
            seeds, MADE_UP, capsys
        )

    def test_changed_word(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A changed word is refused, at the sentence that it is in."""
        text = MADE_UP.replace("3 May", "4 May")
        there, here = (CHECK.fingerprint(f"The lake opened on {day} May.") for day in (4, 3))

        assert (
            1,
            [self.other_bytes(text), f"3.1: its fingerprint is `{there}`, the index has `{here}`"],
        ) == self.run(seeds, text, capsys)

    def test_dropped_marks(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A headline without its marks is another sentence."""
        status, lines = self.run(seeds, MADE_UP.replace("**", ""), capsys)

        assert 1 == status
        assert ["the document", "1.1"] == [line.partition(":")[0] for line in lines]

    def test_other_white_space(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """White space changes the document's bytes and no fingerprint."""
        text = MADE_UP.replace("room for", "room  for")

        assert (1, [self.other_bytes(text)]) == self.run(seeds, text, capsys)

    def test_sentence_not_listed(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A sentence of the document that the index does not list is refused."""
        text = f"{MADE_UP}Nobody came.\n"
        digest = CHECK.fingerprint("Nobody came.")

        assert (
            1,
            [
                self.other_bytes(text),
                f"5.1: the document has this sentence, the index does not list it; its fingerprint is `{digest}`",
            ],
        ) == self.run(seeds, text, capsys)

    def test_entry_removed(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The right document is refused too where its index has lost a sentence."""
        index = seeds / "index.toml"
        lines = index.read_text(encoding="utf-8").splitlines()
        start = lines.index('[sentences."3.2"]')
        index.write_text("\n".join([*lines[:start], *lines[start + 2 :]]), encoding="utf-8")
        digest = CHECK.fingerprint("It has room for 300 people.")

        assert (
            1,
            [f"3.2: the document has this sentence, the index does not list it; its fingerprint is `{digest}`"],
        ) == self.run(seeds, MADE_UP, capsys)

    def test_unknown_locator(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A listed locator that the document lacks is refused."""
        with (seeds / "index.toml").open("a", encoding="utf-8") as index:
            index.write(f'\n[sentences."9.9"]\nfingerprint = "{CHECK.fingerprint("Nothing.")}"\n')

        assert (1, ["9.9: the index lists it, the document has no such sentence"]) == self.run(seeds, MADE_UP, capsys)

    def test_other_order(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Sentences that are listed in another order than the document's are refused."""
        index = seeds / "index.toml"
        lines = index.read_text(encoding="utf-8").splitlines()
        index.write_text("\n".join([*lines[:3], *lines[5:], *lines[3:5]]), encoding="utf-8")

        assert (1, ["the index: its sentences are not in the document's order"]) == self.run(seeds, MADE_UP, capsys)

    def test_finds_the_document_beside_the_checkout(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Without a path it reads the document in `../shared/seeds`, and refuses it if it does not fit."""
        shared = seeds.parents[1] / "shared" / "seeds"
        shared.mkdir(parents=True)
        text = MADE_UP.replace("room for", "room  for")
        (shared / "lake.txt").write_bytes(text.encode())

        assert 1 == CHECK.main(["--index", str(seeds / "index.toml")])
        assert f"{self.other_bytes(text)}\n" == capsys.readouterr().out

    def test_no_document(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Without a path, and with no document beside the checkout, it says so in one line and exits with 0."""
        path = seeds.resolve().parents[1] / "shared" / "seeds" / "lake.txt"

        assert 0 == CHECK.main(["--index", str(seeds / "index.toml")])
        assert f"nothing checked: `{path}` is not there; give the document's path\n" == capsys.readouterr().out

    def test_run_by_itself(self, seeds: Path) -> None:
        """Run as a script it reads the index in its own folder, and its exit status is that of the check."""
        shutil.copy(SEEDS / "check_index.py", seeds)
        (seeds / "lake.txt").write_bytes(MADE_UP.replace("3 May", "4 May").encode())
        command = [sys.executable, str(seeds / "check_index.py")]

        absent = subprocess.run(command, capture_output=True, text=True, check=False)
        changed = subprocess.run([*command, str(seeds / "lake.txt")], capture_output=True, text=True, check=False)

        assert (0, 1, "") == (absent.returncode, absent.stdout.count("\n"), absent.stderr)
        assert (1, 2, "") == (changed.returncode, changed.stdout.count("\n"), changed.stderr)

    @pytest.mark.parametrize("key", ["document", "sha256", "fingerprint"])
    def test_faulty_index(self, seeds: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
        """An index that lacks a key exits with 2 and the key's name."""
        index = seeds / "index.toml"
        text = index.read_text(encoding="utf-8")
        index.write_text(text.replace(f"{key} = ", "other = ", 1), encoding="utf-8")
        (seeds / "lake.txt").write_text(MADE_UP, encoding="utf-8")
        arguments = ["--index", str(index)] if key == "document" else [str(seeds / "lake.txt"), "--index", str(index)]

        with pytest.raises(SystemExit) as left:
            CHECK.main(arguments)

        assert 2 == left.value.code
        assert f"lacks the key `{key}`" in capsys.readouterr().err

    def test_unreadable_path(self, seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A missing path exits with 2; only the default document may be absent."""
        with pytest.raises(SystemExit) as left:
            CHECK.main([str(seeds / "nothing.txt"), "--index", str(seeds / "index.toml")])

        assert 2 == left.value.code
        assert "nothing.txt" in capsys.readouterr().err


def table(sentences: Sentences, gists: Mapping[str, str]) -> list[str]:
    """The rows that the page shows."""
    rows = ["| at | gist | what became of it |", "|---|---|---|"]
    for at, entry in sentences.items():
        if "carried_by" in entry:
            fate = "carried by " + ", ".join(f"`{record}`" for record in entry["carried_by"])
            if "left_out" in entry:
                fate += f"; left out: {entry['left_out']}"
        else:
            fate = f"not modelled: {entry['not_modelled']}"
        rows.append(f"| {at} | {gists[at]} | {fate} |")
    return rows


class TestPages:
    """What the pages show of the index."""

    @pytest.mark.skipif(not PAGE.parent.exists(), reason="the tests run without the pages")
    def test_table(self, article: History) -> None:
        """The table of the page is that of the index, with the gists of the history."""
        expected = table(INDEX["sentences"], article.sources[SOURCE].passages)
        shown = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]

        assert expected == shown, "\n".join(["the table should read", *expected])

    def test_code(self) -> None:
        """The code that the README beside the index shows is that of the script, docstrings left out."""
        readme = (SEEDS / "README.md").read_text(encoding="utf-8")
        (shown,) = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.DOTALL | re.MULTILINE)
        script_text = (SEEDS / "check_index.py").read_text(encoding="utf-8")
        code = re.sub(r'^ *""".*?"""\n', "", script_text, flags=re.DOTALL | re.MULTILINE)

        for block in shown.strip().split("\n\n\n"):
            assert block in code
