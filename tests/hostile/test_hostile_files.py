"""Files that are not regular, are elsewhere or never end: each is an error of the library, quickly."""

import os
import socket
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt
from dprk_tourism._io.files import open_below

HEAD = 'id = "mine"\ntitle = "Mine"\n'


def written(folder: Path, name: str, extends: str = "") -> Path:
    """A small history in a file, which may extend another."""
    path = folder / name
    path.write_text(f'{HEAD}extends = "{extends}"\n' if extends else HEAD, encoding="utf-8")
    return path


def fault(path: Path) -> dt.Fault:
    """The only fault of a file."""
    with refused(dt.InvalidDocumentError) as caught:
        dt.load(path)
    (only,) = caught.value.faults
    return only


class TestNoRegularFiles:
    """A file that might never end is not opened."""

    def test_pipe(self, tmp_path: Path) -> None:
        """A pipe without a writer is refused, and not waited for."""
        path = tmp_path / "pipe.toml"
        os.mkfifo(path)
        with refused(dt.FileError, path=str(path), reason=snapshot("it is not a regular file")):
            dt.load(path)

    def test_device(self, tmp_path: Path) -> None:
        """A device without an end is refused, also through a link."""
        path = tmp_path / "zero.json"
        path.symlink_to("/dev/zero")
        with refused(dt.FileError, path=str(path)):
            dt.load(path)

    def test_socket(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A socket is refused."""
        monkeypatch.chdir(tmp_path)  # the path of a socket must be short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.toml")
            with refused(dt.FileError, path="s.toml"):
                dt.load("s.toml")

    @pytest.mark.parametrize("name", ["pipe.toml", "folder.toml", "nothing.toml"])
    def test_extended(self, tmp_path: Path, name: str) -> None:
        """A file that cannot be read is a fault of the file that extends it."""
        os.mkfifo(tmp_path / "pipe.toml")
        (tmp_path / "folder.toml").mkdir()

        found = fault(written(tmp_path, "mine.toml", name))

        assert "extends" == found.path
        assert f"`{tmp_path / name}`" in found.what


class TestLargeFiles:
    """A file of more than 16 MiB is refused after that many bytes."""

    def test_limit(self, tmp_path: Path) -> None:
        """A file of 16 MiB is read, and one with a byte more is not."""
        path = written(tmp_path, "mine.json")
        text = b'{"id": "mine", "title": "Mine"}'
        path.write_bytes(text + b" " * (16 * 2**20 - len(text)))

        assert "mine" == dt.load(path).id

        with path.open("ab") as file:
            file.write(b" ")
        with refused(
            dt.FileError,
            path=str(path),
            reason=snapshot("it is larger than 16 MiB; split it into files that extend each other"),
        ):
            dt.load(path)

    def test_hollow_file(self, tmp_path: Path) -> None:
        """A file of a tebibyte, which takes no room on the disk, takes none in memory either."""
        path = written(tmp_path, "mine.toml")
        os.truncate(path, 2**40)
        with refused(dt.FileError, path=str(path)):
            dt.load(path)


class TestEncodings:
    """Only UTF-8 is read."""

    @pytest.mark.parametrize(
        ("written_as", "byte"),
        [
            (HEAD.encode("utf-16"), 0),
            (HEAD.encode("utf-32-le"), None),  # each third byte is NUL, which is UTF-8 but no TOML
            (HEAD.encode() + b"\xff", 27),
            (HEAD.encode() + b"\xed\xa0\x80", 27),  # half a character
            (HEAD.encode() + b"\xc0\xaf", 27),  # a slash in two bytes
            (HEAD.encode() + b"\xf4\x90\x80\x80", 27),  # past the last character
            (HEAD.encode() + b"\xe2\x80", 27),  # cut off
        ],
    )
    def test_others(self, tmp_path: Path, written_as: bytes, byte: int | None) -> None:
        """A file in another encoding is refused with the first wrong byte."""
        path = tmp_path / "mine.toml"
        path.write_bytes(written_as)
        with pytest.raises(dt.InvalidDocumentError if byte is None else dt.FileError) as caught:
            dt.load(path)

        assert byte is None or f"byte {byte})" in str(caught.value)

    @pytest.mark.parametrize("name", ["a\nb.toml", "a\x1b[2Jb.toml", "a\u202eb.toml", "a\udcffb.toml"])
    def test_name_of_a_file(self, tmp_path: Path, name: str) -> None:
        """The name of a file confuses no terminal, whether the file is missing or damaged."""
        path = tmp_path / name
        with pytest.raises(dt.FileError) as missing:
            dt.load(path)
        path.write_text("=")
        with pytest.raises(dt.InvalidDocumentError) as damaged:
            dt.load(path)

        assert str(missing.value).isprintable()
        assert str(damaged.value).isprintable()


class TestOpenedOnce:
    """What is checked is the open file, as its name may mean another file by then."""

    @pytest.mark.parametrize("name", ["link.toml", "below/mine.toml"])
    def test_links_that_were_put_there(self, tmp_path: Path, name: str) -> None:
        """A link in place of a file or a folder, put there after the path was resolved, is not followed."""
        folder = tmp_path / "folder"
        folder.mkdir()
        outside = written(tmp_path, "mine.toml")
        (folder / "link.toml").symlink_to(outside)
        (folder / "below").symlink_to(tmp_path)

        with pytest.raises(OSError, match=r"Not a directory|symbolic links"):
            open_below(folder, folder / name)
        with open_below(folder, written(folder, "mine.toml")) as file:
            assert HEAD.encode() == file.read()

    def test_pipes_that_were_put_there(self, tmp_path: Path) -> None:
        """A pipe in place of a file is opened without waiting, and refused; so is a folder."""
        os.mkfifo(tmp_path / "pipe.toml")

        with pytest.raises(OSError, match="it is not a regular file"):
            open_below(tmp_path, tmp_path / "pipe.toml")
        with pytest.raises(IsADirectoryError):
            open_below(tmp_path, tmp_path)

    def test_descriptors_are_closed(self, tmp_path: Path) -> None:
        """No file and no folder is left open, whether it is read or refused."""
        below = tmp_path / "a" / "b"
        below.mkdir(parents=True)
        path = written(below, "mine.toml")
        before = len([*Path("/dev/fd").iterdir()])

        open_below(tmp_path, path).close()
        for refused_ in (tmp_path / "a" / "c" / "mine.toml", below):
            with pytest.raises(OSError):  # noqa: PT011 - of any kind
                open_below(tmp_path, refused_)

        assert before == len([*Path("/dev/fd").iterdir()])


class TestExtends:
    """A file may extend only files beside or below it."""

    @pytest.mark.parametrize(
        "name", ["../base.toml", "below/../../base.toml", "{outside}/base.toml", "link/base.toml", "link.toml"]
    )
    def test_elsewhere(self, tmp_path: Path, name: str) -> None:
        """Neither a way up, nor a full path, nor a link leads out of the folder."""
        outside, folder = tmp_path, tmp_path / "folder"
        (folder / "below").mkdir(parents=True)
        written(outside, "base.toml")
        (folder / "link").symlink_to(outside)
        (folder / "link.toml").symlink_to(outside / "base.toml")
        named = name.format(outside=outside)

        found = fault(written(folder, "mine.toml", named))

        assert "extends" == found.path
        assert f"`{named}`" in found.what

    def test_way_up_and_down_again(self, tmp_path: Path) -> None:
        """A path that ends in the folder is accepted, whatever way it takes."""
        (tmp_path / "below").mkdir()
        written(tmp_path, "base.toml")

        assert "mine" == dt.load(written(tmp_path, "mine.toml", "below/../base.toml")).id

    def test_folder_below_is_the_new_bound(self, tmp_path: Path) -> None:
        """A file below that is extended cannot lead up to the folder of the first."""
        (tmp_path / "below").mkdir()
        written(tmp_path, "base.toml")
        written(tmp_path / "below", "middle.toml", "../base.toml")
        found = fault(written(tmp_path, "mine.toml", "below/middle.toml"))

        assert "extends" == found.path
        assert "`../base.toml`" in found.what

    @pytest.mark.parametrize(("link", "target"), [("base.toml", "base.txt"), ("base.json", "base.toml")])
    def test_link_to_another_suffix(self, tmp_path: Path, link: str, target: str) -> None:
        """The suffix of a link decides how a file is read, not that of its target."""
        text = HEAD if link.endswith("toml") else '{"id": "base", "title": "Base"}'
        (tmp_path / target).write_text(text)
        (tmp_path / link).symlink_to(tmp_path / target)

        assert "mine" == dt.load(written(tmp_path, "mine.toml", link)).id

    def test_itself(self, tmp_path: Path) -> None:
        """A file that extends itself, directly, through a second file or through a link, is refused."""
        written(tmp_path, "one.toml", "two.toml")
        two = written(tmp_path, "two.toml", "one.toml")
        alone = written(tmp_path, "alone.toml", "alone.toml")
        linked = written(tmp_path, "linked.toml", "link.toml")
        (tmp_path / "link.toml").symlink_to(linked)

        for path, named in ((alone, "alone.toml"), (linked, "link.toml"), (two, "two.toml")):
            assert "extends" == fault(path).path
            assert f"`{named}`" in fault(path).what

    @pytest.mark.parametrize(
        "name",
        ["a\\u0000.toml", "a" * 5_000 + ".toml", "a/" * 5_000 + ".toml", ".toml", "/", "..", "http://a.example/b.toml"],
    )
    def test_odd_names(self, tmp_path: Path, name: str) -> None:
        """An invalid path, a path that is too long, and an address are faults of `extends`; nothing is fetched."""
        assert "extends" == fault(written(tmp_path, "mine.toml", name)).path

    @pytest.mark.parametrize("extends", ["/etc/passwd.toml", "../base.json", "base.toml", "file:///base.toml"])
    def test_text_reads_no_file(self, extends: str) -> None:
        """A string has no folder, so it cannot extend a file."""
        with refused(dt.InvalidDocumentError) as caught:
            dt.loads(f'{HEAD}extends = "{extends}"')

        assert ["extends"] == [found.path for found in caught.value.faults]
