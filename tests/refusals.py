"""Check that something is refused by the class and the facts of its error, so that its wording is free to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from dprk_tourism import InvalidRowsError

ErrorT = TypeVar("ErrorT", bound=BaseException)


@contextmanager
def refused(kind: type[ErrorT], said: str | None = None, /, **facts: object) -> Iterator[pytest.ExceptionInfo[ErrorT]]:
    """Check that the block raises an error of exactly this class, with these attributes.

    Args:
        kind: The class of the error.
        said: The whole message, as a snapshot; only where no other test asserts this sentence.
        facts: Attributes of the error.
    """
    with pytest.raises(kind) as caught:
        yield caught
    assert type(caught.value) is kind
    assert facts == {name: getattr(caught.value, name) for name in facts}
    if said is not None:
        assert said == str(caught.value)


def row_numbers(error: InvalidRowsError) -> list[int]:
    """The numbers of the rows that an error names."""
    return [int(row.removeprefix("row ").partition(":")[0]) for row in error.rows]
