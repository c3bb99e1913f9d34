"""Put the shipped histories into wheels as JSON, which Python reads thirty times as fast as TOML.

A wheel has no TOML of them, so that the two cannot differ. Where the package is used from its source tree, as by an
editable install, it reads the TOML.
"""

import json
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = "src/dprk_tourism/data"


def as_json(toml: str) -> str:
    """Return a document of TOML as JSON; a day becomes the string that names it."""
    return json.dumps(tomllib.loads(toml), default=str, ensure_ascii=False)


class Histories(BuildHookInterface[Any]):
    """Writes the JSON while a wheel is built; `pyproject.toml` leaves the TOML out."""

    folder: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add a file for each history, unless the install is editable."""
        if version == "editable":
            return
        self.folder = TemporaryDirectory()
        for path in Path(self.root, DATA).glob("*.toml"):
            written = Path(self.folder.name, f"{path.stem}.json")
            written.write_text(as_json(path.read_text(encoding="utf-8")), encoding="utf-8")
            build_data["force_include"][str(written)] = f"dprk_tourism/data/{written.name}"

    def finalize(self, *_: object) -> None:
        """Remove what was written, which the wheel holds now."""
        if self.folder is not None:
            self.folder.cleanup()
