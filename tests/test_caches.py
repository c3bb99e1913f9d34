"""What a history keeps of what it has worked out: that it is kept, shared by threads, and bounded."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import attrs
import polars as pl
import pytest
from refusals import refused

from dprk_tourism import (
    FileError,
    History,
    InvalidDocumentError,
    Place,
    Resort,
    Visit,
    WrongTypeError,
    dumps,
    fingerprint,
    load,
    may_visit,
    screen,
)
from dprk_tourism import _caches as caches
from dprk_tourism import history as history_module
from dprk_tourism._caches import Cache
from dprk_tourism.history import to_history

RESORT = "wonsan-kalma"
DAYS = [dt.date(2025, 7, day) for day in (10, 11, 12)]


@pytest.fixture
def history() -> History:
    """The article, of which nothing is worked out yet."""
    return attrs.evolve(load("article"))


def timelines(history: History) -> Iterator[str]:
    """The words by which the timelines of the resort are kept."""
    yield from history._caches.timelines[False].get(RESORT, {})


def decisions(history: History) -> int:
    """How many decisions are kept."""
    return sum(map(len, history._caches.decisions.shared_by))


def days(history: History) -> int:
    """How many days are kept, as they are written."""
    return sum(len(kept.asked) for kept in history._caches.decisions.shared_by)


class TestCache:
    """A dictionary with a bound."""

    def test_made_once(self) -> None:
        """What is kept is not made again."""
        cache: Cache[str, object] = Cache(2)

        assert cache.of("a", object) is cache.of("a", object)

    def test_emptied_when_full(self) -> None:
        """It never holds more than its bound."""
        cache: Cache[int, int] = Cache(2)

        sizes = [len(cache) for number in range(5) if cache.of(number, lambda: 0) == 0]

        assert [1, 2, 1, 2, 1] == sizes

    def test_the_first_of_two_threads_counts(self) -> None:
        """If another thread was faster, what it made is what all get."""
        cache: Cache[str, str] = Cache(2)

        assert "theirs" == cache.of("a", lambda: cache.setdefault("a", "theirs") and "ours")

    def test_emptied_by_another_thread(self) -> None:
        """A cache that another thread empties at any step gives what was kept, or what is made."""

        class Key(str):
            """A word that, when it is looked up, lets another thread go first at one step."""

            __slots__ = ("steps",)
            steps: int

            def __hash__(self) -> int:
                self.steps -= 1
                if self.steps == 0:
                    cache.clear()
                return hash(str(self))

        for steps in range(1, 5):
            cache: Cache[str, str] = Cache(2)
            cache["a"] = "kept"
            key = Key("a")
            key.steps = steps

            assert cache.of(key, lambda: "made") in ("kept", "made")


class TestDecisions:
    """Decisions about one day."""

    def test_kept(self, history: History) -> None:
        """A decision about a day, as it is written, is kept from the second time on; another history has another."""
        asked: list[dt.date | str] = [*DAYS, *map(str, DAYS)]
        for day in asked:
            once, twice = (may_visit("RU", day, history=history) for _ in range(2))

            assert once == twice is may_visit("RU", day, history=history) is history.timeline("RU").decide(day)
            assert twice is not may_visit("RU", day)
        assert len(asked) == decisions(history)

    def test_not_kept(self, history: History) -> None:
        """Stays are not kept, nor days that are asked about once, nor datetimes, which others could change."""
        late = dt.datetime(2025, 7, 9, 23, tzinfo=dt.UTC)
        may_visit("RU", DAYS[0], departure=DAYS[1], history=history)
        assert may_visit("RU", late, history=history) == may_visit("RU", DAYS[0])
        assert 0 == decisions(history)

        for _ in range(3):
            assert may_visit("RU", late, history=history) == may_visit("RU", DAYS[0], history=history)
        assert 1 == decisions(history)

    def test_bounded(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """No more days are kept than there is room for, over all nationalities together, nor more decisions."""
        monkeypatch.setattr(caches, "_MOST_DAYS", 4)
        history = attrs.evolve(history)
        for day in DAYS:
            for nationality in ("RU", "CN", "FR"):
                for _ in range(2):
                    decision = may_visit(nationality, day, history=history)

                assert Visit(nationality, RESORT, day) == decision.visit
                assert 1 <= decisions(history) <= days(history) <= 4

    def test_emptied_when_full(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """As many days are kept as there is room for; with the next one, all others are forgotten."""
        monkeypatch.setattr(caches, "_MOST_DAYS", 2)
        history = attrs.evolve(history)

        kept = [days(history) for day in DAYS if may_visit("RU", day, history=history)._days == day]
        assert [1, 2, 1] == kept


class TestTimelines:
    """Timelines."""

    def test_only_words_of_the_table(self, history: History) -> None:
        """However a nationality is written, timelines are kept by the words of the table, letter by letter."""
        for word in ("Russia", "rUSSIA", "rUSSIa", " RU "):
            history.timeline(word)

        assert {"RU", "Russia"} == set(timelines(history))

    def test_bounded(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """No more timelines are kept than the bound, and what was forgotten is worked out again."""
        monkeypatch.setattr(caches, "_MOST_TIMELINES", 2)
        first = history.timeline("RU")
        for nationality in ("CN", "FR", "DE"):
            history.timeline(nationality).decide(DAYS[0])
            assert 2 >= len(history._caches.decisions.shared_by)

        assert {"FR", "DE"} == set(timelines(history))
        assert first is not history.timeline("RU") == first
        assert history.timeline("RU", strict=True).strict


class TestWorkedOutOnce:
    """What is kept of a whole history."""

    def test_fingerprint_of_receipts(self, history: History) -> None:
        """A receipt has the fingerprint of its history, also if it was asked for before."""
        receipts = [may_visit("RU", day, history=history).receipt for day in DAYS[:2]]

        assert [fingerprint(history)] * 2 == [receipt.fingerprint for receipt in receipts]

    def test_fingerprint(self, history: History) -> None:
        """A fingerprint is worked out, and is that of an equal history."""
        assert 64 == len(fingerprint(history)) == len(fingerprint(load("record")))
        assert fingerprint(history) == fingerprint(load("article")) == fingerprint(history)

    def test_tables(self, history: History) -> None:
        """The table of a frame is kept, by strictness."""
        visits = pl.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"]})
        for strict in (False, True, False):
            screen(visits, history=history, strict=strict)

        assert {False, True} == history._caches.tables.keys()


class TestPlaces:
    """Places on which the same policies and openings bear."""

    def test_worked_out_once(self) -> None:
        """A place without policies of its own shares the stretches of the place around it; a resort has its own."""
        record = load("record")

        assert record.timeline("CA", "rajin").stretches is record.timeline("CA", "rason").stretches
        assert record.timeline("CA", "hamhung").stretches is record.timeline("CA", "dprk").stretches
        assert record.timeline("CA", "rason").stretches != record.timeline("CA", "dprk").stretches

    @pytest.mark.parametrize(
        "place", [Place(id="hall", name="Hall", within="dprk"), Resort(id="hall", name="Hall", within="dprk")]
    )
    def test_without_policies(self, place: Place) -> None:
        """Where no policy is for any place, the country shares its stretches, but not with a resort."""
        bare = History(id="bare", title="Bare", places=[Place(id="dprk", name="North Korea"), place])

        inside, around = bare.timeline("CA", place.id).stretches, bare.timeline("CA", "dprk").stretches

        assert (inside is around) == (not isinstance(place, Resort))


class TestShipped:
    """The histories that ship with the package."""

    def test_read_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A shipped history is read when it is first asked for, and then shared by all who ask."""
        monkeypatch.setattr(history_module, "shipped", {})

        assert load("article") is load("article") is to_history("article")
        assert ("article", "record") == (load("article").id, load("record").id)
        assert may_visit("RU", DAYS[0], history="record") == load("record").timeline("RU").decide(DAYS[0])

    def test_a_history_is_itself(self, history: History) -> None:
        """Where a history is taken by name, a history is taken as it is; anything else is an error."""
        assert history is to_history(history)
        with refused(WrongTypeError, found=["article"]):
            may_visit("RU", DAYS[0], history=["article"])  # type: ignore[arg-type]

    def test_strict_at_first(self, history: History) -> None:
        """A strict question is strict, be it the first of a history or a later one."""
        for _ in range(2):
            assert may_visit("RU", "2025-07-20", history=history, strict=True).undetermined
            assert may_visit("RU", "2025-07-20", history=history).denied


class TestFiles:
    """The histories of files, which are read again only if something changed."""

    @pytest.fixture
    def mine(self, tmp_path: Path) -> Path:
        """A file that extends another."""
        (tmp_path / "base.toml").write_text(dumps(load("article")), encoding="utf-8")
        path = tmp_path / "mine.toml"
        path.write_text('id = "mine"\ntitle = "A"\nextends = "base.toml"\n', encoding="utf-8")
        return path

    def test_read_once(self, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that did not change is the same history, however it is called."""
        history = load(mine)
        monkeypatch.chdir(mine.parent)

        assert history is load(str(mine)) is load("mine.toml")
        assert history is may_visit("RU", "2025-07-10", history=mine)._timeline.history

    @pytest.mark.parametrize("name", ["mine.toml", "base.toml"])
    def test_changed(self, mine: Path, name: str) -> None:
        """A file that changed is read again, were it of the same size and age, and so is one that it extends."""
        history = load(mine)
        changed = mine.with_name(name)
        before = changed.stat()
        title, other = ('"A"', '"B"') if name == "mine.toml" else ("July 1", "July 2")
        text = changed.read_text(encoding="utf-8")
        changed.write_text(text.replace(title, other), encoding="utf-8")
        os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))

        assert text != changed.read_text(encoding="utf-8")
        assert before.st_size == changed.stat().st_size
        assert history != load(mine)

    def test_gone(self, mine: Path) -> None:
        """A file that is gone, or whose base is, is not answered from what was kept."""
        load(mine)
        mine.with_name("base.toml").unlink()
        with pytest.raises(InvalidDocumentError):
            load(mine)
        mine.unlink()
        with pytest.raises(FileError):
            load(mine)

    def test_another_file(self, mine: Path) -> None:
        """A link that leads to another file of the same content is read again: its folder may hold another base."""
        link = mine.with_name("link.toml")
        link.symlink_to(mine)
        history = load(link)
        below = mine.parent / "below"
        below.mkdir()
        (below / "mine.toml").write_text(mine.read_text(encoding="utf-8"), encoding="utf-8")
        (below / "base.toml").write_text('id = "base"\ntitle = "T"\n', encoding="utf-8")
        link.unlink()
        link.symlink_to(below / "mine.toml")

        assert history.policies != load(link).policies == {}

    def test_bound(self, tmp_path: Path) -> None:
        """Few histories of files are kept at a time."""
        for number in range(20):
            path = tmp_path / f"h{number}.toml"
            path.write_text(f'id = "h{number}"\ntitle = "T"\n', encoding="utf-8")
            load(path)

        assert len(caches.loaded) <= 8


class TestViews:
    """The last views of a history."""

    def test_kept(self) -> None:
        """A view that is asked for again is the same, and few are kept."""
        record = load("record")

        assert record.known_on("2025-07-15") is record.known_on("2025-07-15")
        assert record.according_to("article") is record.according_to("article")
        for day in range(1, 20):
            record.known_on(f"2025-07-{day:02}")
        assert len(record._caches.views) <= 4
