"""All questions about a history, one for each class of nationalities."""

from collections.abc import Iterator

from dprk_tourism.history import History


def each_class(history: History) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Return each place with one nationality of each class, and all nationalities of the class."""
    classes = history.nationality_classes()
    for place in history.places:
        for code, nationalities in classes.items():
            yield place, code, nationalities
