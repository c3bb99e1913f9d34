"""Files that are written whole, or not at all."""

import os
from pathlib import Path

import pytest
from refusals import refused

from dprk_tourism import FileError
from dprk_tourism._io.whole_files import whole_file

POSIX = pytest.mark.skipif(os.name != "posix", reason="only POSIX has permissions and replaces open files")


def names(folder: Path) -> list[str]:
    """The names of all files in a folder."""
    return sorted(path.name for path in folder.iterdir())


class TestWholeFile:
    """`whole_file`: the file in the end, and what else is left in the folder."""

    @POSIX
    def test_two_at_once(self, tmp_path: Path) -> None:
        """Each of two runs to one file writes a file of its own; in the end the file is whole, and of the last run."""
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
        """A run that fails removes its own file, but not that of another run and not the existing file."""
        target = tmp_path / "out.txt"
        target.write_text("before", encoding="utf-8")
        with whole_file(target) as first:
            first.write_text("first", encoding="utf-8")
            with pytest.raises(ZeroDivisionError), whole_file(target):
                raise ZeroDivisionError
            assert "before" == target.read_text(encoding="utf-8")

        assert "first" == target.read_text(encoding="utf-8")

    @POSIX
    def test_a_file_that_few_may_read(self, tmp_path: Path) -> None:
        """While it is written, a file has no reader that the existing file does not have."""
        target = tmp_path / "out.txt"
        target.touch()
        target.chmod(0o400)
        with whole_file(target) as partial:
            assert 0o600 == partial.stat().st_mode & 0o777
            partial.write_text("secret", encoding="utf-8")

        assert 0o400 == target.stat().st_mode & 0o777

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
    def test_owner_and_group(self, tmp_path: Path) -> None:
        """A file that is replaced keeps its owner and its group."""
        target = tmp_path / "out.txt"
        target.touch()
        os.chown(target, 12, 34)
        with whole_file(target) as partial:
            partial.write_text("new", encoding="utf-8")

        assert (12, 34) == (target.stat().st_uid, target.stat().st_gid)

    def test_a_link_to_a_file_of_another_kind(self, tmp_path: Path) -> None:
        """A link whose name ends otherwise than that of its file is refused, since the file may be one that is read."""
        (tmp_path / "mine.toml").write_text("id", encoding="utf-8")
        (tmp_path / "picture.svg").symlink_to("mine.toml")

        with refused(FileError, action="write"), whole_file(tmp_path / "picture.svg"):
            pass
        assert "id" == (tmp_path / "mine.toml").read_text(encoding="utf-8")

    def test_a_long_name(self, tmp_path: Path) -> None:
        """A name may be as long as the system takes."""
        name = "é" * 125 + ".txt"
        with whole_file(tmp_path / name) as partial:
            partial.touch()

        assert [name] == names(tmp_path)

    @POSIX
    def test_a_file_system_without_permissions(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file system without permissions takes a file too."""

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "chmod", refuse)
        (tmp_path / "out.txt").touch()
        with whole_file(tmp_path / "out.txt") as partial:
            partial.write_text("new", encoding="utf-8")

        assert "new" == (tmp_path / "out.txt").read_text(encoding="utf-8")

    def test_a_file_that_is_gone(self, tmp_path: Path) -> None:
        """If the hidden file is gone in the end, the error is about the file to write."""
        with (
            refused(FileError, action="write", path=str(tmp_path / "out.txt")),
            whole_file(tmp_path / "out.txt") as partial,
        ):
            partial.unlink()

    @POSIX
    def test_a_link(self, tmp_path: Path) -> None:
        """The file that a symbolic link leads to is replaced, and the link stays."""
        (tmp_path / "link.txt").symlink_to("out.txt")
        with whole_file(tmp_path / "link.txt") as partial:
            partial.touch()

        assert (tmp_path / "link.txt").is_symlink()
        assert ["link.txt", "out.txt"] == names(tmp_path)
