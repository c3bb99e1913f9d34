"""Files that are no files, lie elsewhere or never end: each is an error of the library, soon."""

import os
import socket
from pathlib import Path

import pytest

import dprk_tourism as dt

HEAD = 'id = "mine"\ntitle = "Mine"\n'


def written(folder: Path, name: str, extends: str = "") -> Path:
    """A small history in a file, which may extend another."""
    path = folder / name
    path.write_text(f'{HEAD}extends = "{extends}"\n' if extends else HEAD, encoding="utf-8")
    return path


def fault(path: Path) -> str:
    """The only fault of a file, with its path."""
    with pytest.raises(dt.InvalidDocumentError) as caught:
        dt.load(path)
    (only,) = caught.value.faults
    return str(only)


class TestNoRegularFiles:
    """What might never end is not opened."""

    def test_pipe(self, tmp_path: Path) -> None:
        """A pipe that nobody writes to is refused instead of waited for."""
        path = tmp_path / "pipe.toml"
        os.mkfifo(path)
        with pytest.raises(dt.FileError) as caught:
            dt.load(path)

        assert f"cannot read `{path}`: it is no regular file" == str(caught.value)

    def test_device(self, tmp_path: Path) -> None:
        """A device without end is refused, also by way of a link."""
        path = tmp_path / "zero.json"
        path.symlink_to("/dev/zero")
        with pytest.raises(dt.FileError, match="it is no regular file"):
            dt.load(path)

    def test_socket(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A socket is refused."""
        monkeypatch.chdir(tmp_path)  # the path of a socket must be short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.toml")
            with pytest.raises(dt.FileError, match="it is no regular file"):
                dt.load("s.toml")

    @pytest.mark.parametrize("name", ["pipe.toml", "folder.toml", "nothing.toml"])
    def test_extended(self, tmp_path: Path, name: str) -> None:
        """What cannot be read is a fault of the file that extends it."""
        os.mkfifo(tmp_path / "pipe.toml")
        (tmp_path / "folder.toml").mkdir()

        assert fault(written(tmp_path, "mine.toml", name)).startswith(f"cannot read `{tmp_path / name}`: ")


class TestLargeFiles:
    """A file of more than 16 MiB is refused after that many bytes."""

    def test_limit(self, tmp_path: Path) -> None:
        """A file of 16 MiB is read, one of a byte more is not, and the error says what to do."""
        path = written(tmp_path, "mine.json")
        text = b'{"id": "mine", "title": "Mine"}'
        path.write_bytes(text + b" " * (16 * 2**20 - len(text)))

        assert "mine" == dt.load(path).id

        with path.open("ab") as file:
            file.write(b" ")
        with pytest.raises(dt.FileError) as caught:
            dt.load(path)

        told = "it is larger than 16 MiB; split it into files that extend each other"
        assert f"cannot read `{path}`: {told}" == str(caught.value)

    def test_hollow_file(self, tmp_path: Path) -> None:
        """A file of a tebibyte, which takes no room on the disk, takes none in memory either."""
        path = written(tmp_path, "mine.toml")
        os.truncate(path, 2**40)
        with pytest.raises(dt.FileError, match="larger than 16 MiB"):
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
        """A text in another encoding is refused at the first byte that is wrong."""
        path = tmp_path / "mine.toml"
        path.write_bytes(written_as)
        expected = "this is no TOML" if byte is None else rf"it is no UTF-8 text \(byte {byte}\)$"

        with pytest.raises(dt.DprkTourismError, match=expected):
            dt.load(path)

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


class TestExtends:
    """A file may extend another beside or below it, and none elsewhere."""

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
        told = f"`{named}` lies outside the folder of this file; only files beside or below it count @ extends"

        assert told == fault(written(folder, "mine.toml", named))

    def test_way_up_and_down_again(self, tmp_path: Path) -> None:
        """A way that ends in the folder is one, however it goes."""
        (tmp_path / "below").mkdir()
        written(tmp_path, "base.toml")

        assert "mine" == dt.load(written(tmp_path, "mine.toml", "below/../base.toml")).id

    def test_folder_below_is_the_new_bound(self, tmp_path: Path) -> None:
        """A file below that is extended cannot lead up to the folder of the first."""
        (tmp_path / "below").mkdir()
        written(tmp_path, "base.toml")
        written(tmp_path / "below", "middle.toml", "../base.toml")
        with pytest.raises(dt.InvalidDocumentError, match=r"lies outside the folder of this file"):
            dt.load(written(tmp_path, "mine.toml", "below/middle.toml"))

    @pytest.mark.parametrize(("link", "target"), [("base.toml", "base.txt"), ("base.json", "base.toml")])
    def test_link_to_another_suffix(self, tmp_path: Path, link: str, target: str) -> None:
        """The name that is written says how a file is read, not the one that a link leads to."""
        text = HEAD if link.endswith("toml") else '{"id": "base", "title": "Base"}'
        (tmp_path / target).write_text(text)
        (tmp_path / link).symlink_to(tmp_path / target)

        assert "mine" == dt.load(written(tmp_path, "mine.toml", link)).id

    def test_itself(self, tmp_path: Path) -> None:
        """A file that extends itself, at once, by a second file or by a link, is told so."""
        written(tmp_path, "one.toml", "two.toml")
        two = written(tmp_path, "two.toml", "one.toml")
        alone = written(tmp_path, "alone.toml", "alone.toml")
        linked = written(tmp_path, "linked.toml", "link.toml")
        (tmp_path / "link.toml").symlink_to(linked)

        assert "`alone.toml` extends itself, by way of 1 file(s) @ extends" == fault(alone)
        assert "`link.toml` extends itself, by way of 1 file(s) @ extends" == fault(linked)
        assert "`two.toml` extends itself, by way of 2 file(s) @ extends" == fault(two)

    @pytest.mark.parametrize(
        "name",
        ["a\\u0000.toml", "a" * 5_000 + ".toml", "a/" * 5_000 + ".toml", ".toml", "/", "..", "http://a.example/b.toml"],
    )
    def test_odd_names(self, tmp_path: Path, name: str) -> None:
        """What is no path, is too long for one, or is an address, is a fault of `extends`; nothing is fetched."""
        assert fault(written(tmp_path, "mine.toml", name)).endswith(" @ extends")

    @pytest.mark.parametrize("extends", ["/etc/passwd.toml", "../base.json", "base.toml", "file:///base.toml"])
    def test_text_reads_no_file(self, extends: str) -> None:
        """A text lies in no folder, so it extends no file."""
        with pytest.raises(dt.InvalidDocumentError, match="but a text lies in no folder"):
            dt.loads(f'{HEAD}extends = "{extends}"')
