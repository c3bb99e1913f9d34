"""Files that extend another history: what they add, change, unset and go without."""

import contextlib
import io
from pathlib import Path

import pytest

import dprk_tourism as dt
from dprk_tourism import InvalidDocumentError, cli

ARTICLE = dt.load("article")
HEAD = 'id = "mine"\ntitle = "Mine"\nextends = "article"\n'
LIFTED = """
[sources.later]
kind = "press"
publisher = "P"
title = "T"
published = "2025-09-02"

[events.bar-lifted]
what = "The resort receives foreigners again"
datings = [{ when = "2025-09-01", source = "later" }]
"""


def paths(text: str) -> list[str]:
    """Return the paths of the faults of a document."""
    with pytest.raises(InvalidDocumentError) as caught:
        dt.loads(text)
    return [fault.path for fault in caught.value.faults]


class TestChanges:
    """`changes`: single fields of inherited records."""

    def test_one_field(self) -> None:
        """A changed field is the only difference to the inherited record."""
        mine = dt.loads(f'{HEAD}{LIFTED}[changes.policies.foreigners-barred]\nends = "bar-lifted"\nunset = ["ending"]')

        expected = ARTICLE.policies["foreigners-barred"]
        changed = mine.policies["foreigners-barred"]
        assert ("bar-lifted", None) == (changed.ends, changed.ending)
        assert (expected.cites, expected.audience, expected.note) == (changed.cites, changed.audience, changed.note)
        assert mine.policies.keys() == ARTICLE.policies.keys()

    def test_an_answer(self) -> None:
        """With an end, the bar no longer denies Russians the resort."""
        mine = dt.loads(f'{HEAD}{LIFTED}[changes.policies.foreigners-barred]\nends = "bar-lifted"\nunset = ["ending"]')

        assert mine.decide(dt.Visit("RU", "wonsan-kalma", "2025-08-31")).denied
        assert mine.decide(dt.Visit("RU", "wonsan-kalma", "2025-09-01")).permitted

    def test_resort(self) -> None:
        """A changed resort stays a resort."""
        mine = dt.loads(f"{HEAD}[changes.places.wonsan-kalma]\ncapacity = 10000")

        resort = mine.places["wonsan-kalma"]
        assert isinstance(resort, dt.Resort)
        assert (10_000, 4.0) == (resort.capacity, resort.beachfront_km)

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("changes = 1", "changes"),
            ("[changes.policy]", "changes.policy"),
            ("[changes]\npolicies = 3", "changes.policies"),
            ('[changes.policies.nope]\nends = "ban-notice"', "changes.policies.nope"),
            ("[changes.policies]\nforeigners-barred = 3", "changes.policies.foreigners-barred"),
            ("[changes.policies.foreigners-barred]\nends = 1", "changes.policies.foreigners-barred.ends"),
            ("[changes.policies.foreigners-barred]\nunset = 3", "changes.policies.foreigners-barred"),
            ('[changes.policies.foreigners-barred]\nunset = ["ends"]', "changes.policies.foreigners-barred"),
            ('[changes.policies.foreigners-barred]\nends = "ban-notice"', "changes.policies.foreigners-barred"),
        ],
    )
    def test_faults(self, text: str, path: str) -> None:
        """What cannot be changed, or not so, is a fault with its path."""
        assert [path] == paths(HEAD + text)


class TestWithout:
    """`without`: inherited records that a file goes without."""

    def test_policy(self) -> None:
        """A policy that a file goes without is gone; an id may begin with its table."""
        for id_ in ("western-visits", "policies.western-visits"):
            mine = dt.loads(f'{HEAD}without = ["{id_}"]')

            assert ARTICLE.policies.keys() - mine.policies.keys() == {"western-visits"}

    def test_what_needs_it_is_a_fault(self) -> None:
        """A record that others refer to cannot go alone: the references that lead nowhere are faults."""
        assert "policies.foreigners-barred.starts" in paths(f'{HEAD}without = ["ban-notice"]')

    @pytest.mark.parametrize(
        ("text", "path"), [('without = ["x"]', "without[0]"), ("without = 1", "without"), ("without = [1]", "without")]
    )
    def test_faults(self, text: str, path: str) -> None:
        """Only ids of inherited records can be listed."""
        assert [path] == paths(HEAD + text)


class TestWrittenTwice:
    """A record is changed or written anew, not both."""

    def test_fault(self) -> None:
        """A change of a record that the same document writes anew would be lost, so it is a fault."""
        place = '[changes.places.dprk]\nnote = "A note."\n[places.dprk]\nname = "North Korea"\n'

        assert ["changes.places.dprk"] == paths(HEAD + place)


class TestChecked:
    """`dprk-tourism check` of a file reports on what it adds or changes, and with `--all` on the rest too."""

    ADDED = '[places.rason]\nname = "Rason"\n'

    def remarks(self, folder: Path, *options: str, text: str = HEAD + ADDED) -> tuple[list[str], str]:
        """Return the records of the remarks, and all that is printed."""
        path = folder / "mine.toml"
        path.write_text(text, encoding="utf-8")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert 0 == cli.main(["check", str(path), *options])
        return [line.partition(" @ ")[2] for line in out.getvalue().splitlines() if " @ " in line], out.getvalue()

    def test_added(self, tmp_path: Path) -> None:
        """The only remark on a file that adds a place is on that place; the others are counted."""
        found, printed = self.remarks(tmp_path)

        inherited = len(dt.check(ARTICLE))
        assert ["places.rason"] == found
        assert f"{inherited} remarks" in printed

    def test_all(self, tmp_path: Path) -> None:
        """With `--all` the remarks on what it inherits are listed too, and no others are left out."""
        found, printed = self.remarks(tmp_path, "--all")

        single = [remark.records[0] for remark in dt.check(ARTICLE) if remark.kind == "single-root"]
        assert ", ".join(single) in found
        assert len(dt.check(ARTICLE)) + 1 == len(found) - 1 + len(single)
        assert "--all" not in printed

    def test_according_to_its_own_source(self, tmp_path: Path) -> None:
        """A view according to a source that the inherited history lacks is reported on."""
        added = self.ADDED + '[sources.mine]\nkind = "press"\npublisher = "P"\ntitle = "T"\npublished = "2025-07"\n'

        found, _ = self.remarks(tmp_path, "--according-to", "mine", text=HEAD + added)

        assert "sources.mine" in found

    def test_written_anew(self, tmp_path: Path) -> None:
        """A remark on a policy that the file changes is listed, though the inherited history has the same remark."""
        found, _ = self.remarks(tmp_path, text=HEAD + '[changes.policies.pandemic-closure]\nnote = "Changed."\n')

        assert ["policies.pandemic-closure"] == found

    def test_roots(self, tmp_path: Path) -> None:
        """The share of facts with two independent roots is that of the file's own facts; with none there is no line."""
        source = '[sources.mine]\nkind = "press"\npublisher = "P"\ntitle = "T"\npublished = "2025-07"\n'
        event = '[events.mine]\nwhat = "W"\ndatings = [{ when = "2025-07", source = "mine" }]\n'
        changed = '[changes.policies.pandemic-closure]\nnote = "Changed."\n'

        found, printed = self.remarks(tmp_path, text=HEAD + source + event + changed)
        _, without = self.remarks(tmp_path)

        assert "events.mine" in found
        assert "Two independent roots or more: 1 of 1 policy and 0 of 1 event.\n" in printed
        assert "roots" not in without

    def test_a_base_as_known(self, tmp_path: Path) -> None:
        """The inherited history is seen in the same view."""
        found, _ = self.remarks(tmp_path, "--known-on", "2025-07-01")

        assert {"places.rason"} == set(found)

    def test_no_base(self, tmp_path: Path) -> None:
        """A file that extends nothing is reported whole."""
        found, printed = self.remarks(tmp_path, text=f'id = "mine"\ntitle = "Mine"\n{self.ADDED}')

        assert ["places.rason"] == found
        assert "--all" not in printed

    def test_a_shipped_history(self) -> None:
        """A shipped history is reported whole, whatever it extends."""
        with contextlib.redirect_stdout(io.StringIO()) as out:
            cli.main(["check", "record"])

        assert f"{len(dt.check(dt.load('record')))} remarks" in out.getvalue()
