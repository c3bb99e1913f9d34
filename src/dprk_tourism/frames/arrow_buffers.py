"""The one place that reads the raw buffers of Arrow arrays.

Nearly every column of nationalities holds two-letter codes. The bytes of each can be read as one 16-bit number
without building a dictionary of the strings: 1.5 instead of 15 ns a row (benchmarks, columns of strings).
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_TWO: Final = 2


def two_byte_strings(strings: Any) -> npt.NDArray[Any] | None:
    """Return each string of two bytes as one number, the first byte lowest; None if there are other values."""
    if strings.null_count or not len(strings):
        return None
    if pa.types.is_string_view(strings.type):
        return _of_views(strings)
    if pa.types.is_string(strings.type) or pa.types.is_large_string(strings.type):
        return _of_offsets(strings)
    return None


def _of_views(strings: Any) -> npt.NDArray[Any] | None:
    """A view takes four 32-bit numbers: the length, then, if the string is short, its bytes."""
    views = np.frombuffer(strings.buffers()[1], "<u4").reshape(-1, 4)[strings.offset : strings.offset + len(strings)]
    return views[:, 1] if (views[:, 0] == _TWO).all() else None


def _of_offsets(strings: Any) -> npt.NDArray[Any] | None:
    """The bytes of all strings follow each other; the offsets say where each begins, and where the last ends."""
    _, offsets_buffer, bytes_buffer = strings.buffers()
    dtype = "<i4" if pa.types.is_string(strings.type) else "<i8"
    offsets = np.frombuffer(offsets_buffer, dtype)[strings.offset : strings.offset + len(strings) + 1]
    if not (np.diff(offsets) == _TWO).all():
        return None
    return np.frombuffer(bytes_buffer, np.uint8)[offsets[0] : offsets[-1]].view("<u2")
