"""Which keys of a scenario are documentation: words and grades for people, which change no result."""

from sim.description.units import InputModel

DOCUMENTATION: dict[str, str] = {
    "title": "Name that people read.",
    "description": "What it is, in a sentence or two.",
    "label": "What tables and pictures call it.",
    "source": "Who says so.",
    "sources": "Who says so, in a sentence for each key.",
    "basis": "What the figures rest on.",
    "why": "The question that it responses.",
}
"""Keys that are documentation wherever they stand; every other key changes a result, as a test proves."""
SHOWN_ONLY = {
    ("Effect", "low"),
    ("Effect", "high"),
    ("Intervention", "system"),
    ("Setting", "map_column"),
    *(("Milestone", key) for key in ("date", "measure", "at_most", "at_least", "partnership")),
}
"""Keys of certain things that reports show and no run reads: an effect's interval, which of the nine systems, a column
on the map, and the points of a target path."""


def is_documentation(thing: type[InputModel], key: str) -> bool:
    """Tell whether a key changes no result: words, grades, or an interval that is shown."""
    return key in DOCUMENTATION or (thing.__name__, key) in SHOWN_ONLY
