"""Check the index of the evidence against the document that it describes.

Exit status: 0 the index fits, or the document is not here; 1 it does not fit; 2 a wrong call or an unreadable file.
"""

import argparse
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

CUT: Final = re.compile(r"""(?<=[.!?])\s+(?=["'A-Z])""")
"""Between two sentences of a line: after `.`, `!` or `?`, white space, before a capital or a straight quote."""


def sentences(text: str) -> dict[str, str]:
    """Cut a text into its sentences, by locator.

    A locator such as `11.2` is line 11, second sentence; both are counted from 1, and blank lines count as lines.
    Every run of white space within a sentence becomes one blank. Nothing else is touched: marks stay as they stand.
    """
    return {
        f"{number}.{place}": " ".join(sentence.split())
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
        for place, sentence in enumerate(CUT.split(line.strip()), start=1)
    }


def fingerprint(sentence: str) -> str:
    """Give the SHA-256 of a sentence in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(sentence.encode()).hexdigest()


def faults(index: Mapping[str, Any], document: bytes) -> Iterator[str]:
    """Tell where the index and the document differ, one line a fault."""
    digest = hashlib.sha256(document).hexdigest()
    if digest != index["sha256"]:
        yield f"the document: its sha256 is `{digest}`, the index has `{index['sha256']}`"
    found = {at: fingerprint(each) for at, each in sentences(document.decode(errors="replace")).items()}
    listed = {at: entry["fingerprint"] for at, entry in index["sentences"].items()}
    for at, digest in found.items():
        if at not in listed:
            yield f"{at}: the document has this sentence, the index does not list it; its fingerprint is `{digest}`"
        elif digest != listed[at]:
            yield f"{at}: its fingerprint is `{digest}`, the index has `{listed[at]}`"
    for at in listed:
        if at not in found:
            yield f"{at}: the index lists it, the document has no such sentence"
    if [at for at in found if at in listed] != [at for at in listed if at in found]:
        yield "the index: its sentences are not in the document's order"


def beside(index: Path, name: str) -> Path:
    """Say where the document lies if it lies beside the checkout."""
    return index.resolve().parent.parent.parent / "shared" / "seeds" / name


def main(argv: Sequence[str] | None = None) -> int:
    """Run the check and give its exit status.

    Args:
        argv: The arguments after the script's name; None for those of the process.
    """
    parser = argparse.ArgumentParser(description="Check the index of the evidence against its document.")
    parser.add_argument(
        "document",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="the document (default: ../shared/seeds, beside the checkout)",
    )
    parser.add_argument(
        "--index", type=Path, default=Path(__file__).with_name("index.toml"), help="the index (default: beside this)"
    )
    arguments = parser.parse_args(argv)
    try:
        index = tomllib.loads(arguments.index.read_text(encoding="utf-8"))
        path = arguments.document or beside(arguments.index, index["document"])
        if arguments.document is None and not path.exists():
            sys.stdout.write(f"nothing checked: `{path}` is not there; give the document's path\n")
            return 0
        found = list(faults(index, path.read_bytes()))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    except KeyError as error:
        parser.error(f"`{arguments.index}` lacks the key `{error.args[0]}`")
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    if not found:
        sys.stdout.write(f"all {len(index['sentences'])} sentences of `{path}` are listed as they stand\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
