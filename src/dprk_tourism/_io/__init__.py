"""Reading and writing histories."""

from typing import Final, Literal, TypeAlias

Format: TypeAlias = Literal["toml", "json"]
"""How a document is written."""

SHIPPED: Final = ("article", "record")
"""The names of the histories that ship with the package; the first is the default."""
