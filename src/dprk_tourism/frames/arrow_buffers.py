"""The one place that reads the raw buffers of Arrow arrays.

Nearly every column of nationalities holds two-letter codes. The bytes of each can be read as one 16-bit number
without building a dictionary of the strings: 2 instead of 13 ns a row (benchmarks, columns of strings).
"""

from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_TWO: Final = 2

_Numbers: TypeAlias = npt.NDArray[Any]


def two_byte_strings(strings: Any) -> tuple[_Numbers, _Numbers] | None:
    """Return the first two bytes of each string as one number, the first byte lowest, and which strings have others.

    A missing value has any number. The answer is None if most values are missing or of another length or type.
    """
    if strings.null_count == len(strings) or (lengths := _lengths(strings)) is None:
        return None
    is_other = lengths != _TWO
    if strings.null_count:
        is_other &= strings.is_valid().to_numpy(zero_copy_only=False)
    others = np.flatnonzero(is_other)
    if 2 * (len(others) + strings.null_count) >= len(strings):
        return None
    return _first_two(strings), others


def _lengths(strings: Any) -> _Numbers | None:
    """The bytes in each string; None for other types."""
    if pa.types.is_string_view(strings.type):
        return _views(strings)[:, 0]
    if pa.types.is_string(strings.type) or pa.types.is_large_string(strings.type):
        return np.diff(_offsets(strings))
    return None


def _first_two(strings: Any) -> _Numbers:
    if pa.types.is_string_view(strings.type):
        return _views(strings).view("<u2")[:, 2]
    content, starts = np.frombuffer(strings.buffers()[2], np.uint8), _offsets(strings)[:-1].astype(np.intp)
    first, second = (content.take(starts + n, mode="clip").astype(np.uint16) for n in range(_TWO))
    return first | second << 8


def picked(strings: Any, rows: _Numbers) -> Any:
    """Return some of the strings, none of which is missing; older versions of Arrow cannot pick views."""
    if not pa.types.is_string_view(strings.type):
        return strings.take(pa.array(rows))
    views = pa.py_buffer(_views(strings)[rows].tobytes())
    return pa.Array.from_buffers(strings.type, len(rows), [None, views, *strings.buffers()[2:]])


def _views(strings: Any) -> _Numbers:
    """A view takes four 32-bit numbers: the length, then, if the string is short, its bytes."""
    views = np.frombuffer(strings.buffers()[1], "<u4").reshape(-1, 4)
    return views[strings.offset : strings.offset + len(strings)]


def _offsets(strings: Any) -> _Numbers:
    """The bytes of all strings follow each other; offsets say where each begins, and where the last ends."""
    offsets = np.frombuffer(strings.buffers()[1], "<i4" if pa.types.is_string(strings.type) else "<i8")
    return offsets[strings.offset : strings.offset + len(strings) + 1]
