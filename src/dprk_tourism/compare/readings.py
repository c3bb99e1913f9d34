"""The article as other careful readers take it."""

from collections.abc import Mapping
from importlib import resources

from dprk_tourism import _caches
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.fields import FrozenDict
from dprk_tourism.history import History, loads


def readings() -> Mapping[str, History]:
    """Return the article as other careful readers take it: each reading is a history, under its id.

    Each differs from the history `article` in one choice that another reader may make. Its title says which, with the
    words that are read otherwise, and notes say why. So you can see which answers hang on a choice of ours.

    >>> import dprk_tourism as dt
    >>> visit = dt.Visit("RU", "wonsan-kalma", "2025-07-05")
    >>> verdicts = {id_: reading.decide(visit).verdict for id_, reading in dt.readings().items()}
    >>> [id_ for id_, verdict in verdicts.items() if verdict is not dt.Verdict.PERMITTED]
    ['open-to-nationals-for-sure']
    >>> dt.readings()["open-to-nationals-for-sure"].title
    'The article, if a resort "marketed to" foreigners too (6.3) did perhaps not receive them from its first day'
    """
    return _caches.readings.of(SHIPPED[0], _read)


def _read() -> Mapping[str, History]:
    folder = resources.files("dprk_tourism").joinpath("data", "readings")
    found = [loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()]
    return FrozenDict({reading.id: reading for reading in sorted(found, key=lambda reading: reading.id)})
