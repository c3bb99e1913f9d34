"""The corpus of the fuzzer, and what it once found, replayed without it."""

from pathlib import Path

import pytest
from targets import TARGETS, run

CORPUS = Path(__file__).with_name("corpus")


def inputs(target: str) -> list[Path]:
    """All inputs of a target."""
    return sorted((CORPUS / target).iterdir())


@pytest.mark.parametrize("target", TARGETS)
class TestCorpus:
    """Every input is a value that survives, or an error of the library that is fit to print."""

    def test_inputs(self, target: str) -> None:
        """None raises anything else, and some are read while others are not."""
        outcomes = {run(target, path.read_bytes()) for path in inputs(target)}

        assert "read" in outcomes
        assert outcomes - {"read"}

    def test_size(self, target: str) -> None:
        """The corpus is small enough to be replayed with each run of the tests."""
        assert 60 >= len(inputs(target))
        assert 100_000 >= sum(path.stat().st_size for path in inputs(target))

    def test_no_bytes_at_all(self, target: str) -> None:
        """An empty input is refused."""
        assert "read" != run(target, b"")
