"""Files that are written whole, or not at all."""

import os
import sys
from pathlib import Path

import pytest

from dprk_tourism._io.whole_files import whole_file

POSIX = pytest.mark.skipif(os.name != "posix", reason="elsewhere files have no such modes, and cannot be held")


def names(folder: Path) -> list[str]:
    """The names of all that lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


class TestWholeFile:
    """`whole_file`: the content in the end, and what is left beside it."""

    @POSIX
    def test_two_at_once(self, tmp_path: Path) -> None:
        """Two runs to one file write a temporary file each; the result is complete, and of the last run."""
        target = tmp_path / "out.txt"
        with whole_file(target) as first:
            first.write_text("first", encoding="utf-8")
            with whole_file(target) as second:
                second.write_text("second", encoding="utf-8")
                assert "first" == first.read_text(encoding="utf-8")
            assert "second" == target.read_text(encoding="utf-8")

        assert "first" == target.read_text(encoding="utf-8")
        assert ["out.txt"] == names(tmp_path)

    @POSIX
    def test_what_fails_leaves_another_alone(self, tmp_path: Path) -> None:
        """A run that fails removes its own temporary file, and neither that of another run nor the existing file."""
        target = tmp_path / "out.txt"
        target.write_text("before", encoding="utf-8")
        with whole_file(target) as first:
            first.write_text("first", encoding="utf-8")
            with pytest.raises(ZeroDivisionError), whole_file(target):
                raise ZeroDivisionError
            assert "before" == target.read_text(encoding="utf-8")

        assert "first" == target.read_text(encoding="utf-8")

    def test_what_was_left_behind_is_removed(self, tmp_path: Path) -> None:
        """Files that killed runs left are gone; whatever else is called nearly so stays."""
        kept = [".out.txt.0123abcd", ".out.txt.notes.partial", ".other.txt.0123abcd.partial", "out.txt.partial"]
        for name in (*kept, ".out.txt.0123abcd.partial", ".out.txt.ffffffff.partial"):
            (tmp_path / name).touch()

        with whole_file(tmp_path / "out.txt") as beside:
            beside.touch()

        assert sorted([*kept, "out.txt"]) == names(tmp_path)

    @POSIX
    def test_a_file_that_few_may_read(self, tmp_path: Path) -> None:
        """What is written may at no time be read by more people than what it replaces."""
        target = tmp_path / "out.txt"
        target.touch()
        target.chmod(0o400)
        with whole_file(target) as beside:
            assert 0o600 == beside.stat().st_mode & 0o777
            beside.write_text("secret", encoding="utf-8")

        assert 0o400 == target.stat().st_mode & 0o777

    def test_a_long_name(self, tmp_path: Path) -> None:
        """A name may be as long as the system takes."""
        name = "é" * 125 + ".txt"
        with whole_file(tmp_path / name) as beside:
            beside.touch()

        assert [name] == names(tmp_path)

    def test_without_locks(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the system knows no locks of this kind, files are written all the same."""
        monkeypatch.setitem(sys.modules, "fcntl", None)
        (tmp_path / ".out.txt.0123abcd.partial").touch()
        with whole_file(tmp_path / "out.txt") as beside:
            beside.touch()

        assert ["out.txt"] == names(tmp_path)

    def test_a_folder_that_cannot_be_listed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A folder that may be written to but not listed takes a file."""

        def refused(_: Path) -> None:
            raise PermissionError(13, "Permission denied")

        with monkeypatch.context() as patched:
            patched.setattr(Path, "iterdir", refused)
            with whole_file(tmp_path / "out.txt") as beside:
                beside.touch()

        assert ["out.txt"] == names(tmp_path)

    @POSIX
    def test_a_disk_without_locks(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A disk that knows no locks takes a file; whether another run still writes one beside, it cannot tell."""
        import fcntl

        def refused(*_: object) -> None:
            raise OSError(77, "No locks available")

        monkeypatch.setattr(fcntl, "flock", refused)
        (tmp_path / ".out.txt.0123abcd.partial").touch()
        with whole_file(tmp_path / "out.txt") as beside:
            beside.touch()

        assert [".out.txt.0123abcd.partial", "out.txt"] == names(tmp_path)
