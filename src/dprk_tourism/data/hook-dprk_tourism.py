"""What PyInstaller bundles with an app that uses the package, beside the modules that it finds by itself."""

import dprk_tourism

datas: list[tuple[str, str]] = [(f"{dprk_tourism.__path__[0]}/data", "dprk_tourism/data")]
hiddenimports: list[str] = [f"dprk_tourism.{home}" for home in vars(dprk_tourism)["_HOMES"]]
"""The modules that are loaded by name when they are first used."""
