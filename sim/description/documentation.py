"""Which keys of a scenario are documentation: text and grades of evidence for readers, which change no result."""

from sim.description.units import InputModel

DOCUMENTATION: dict[str, str] = {
    "title": "Name that people read.",
    "description": "What it is, in a sentence or two.",
    "label": "What tables and pictures call it.",
    "source": "Where the figures come from.",
    "sources": "Where the figures come from, in a sentence for each key.",
    "basis": "What the figures rest on.",
    "why": "The question that it answers.",
}
"""Keys that are documentation in every model; every other key changes a result, as a test shows."""
SHOWN_ONLY = {
    ("KnownShare", "low"),
    ("KnownShare", "high"),
    ("Intervention", "system"),
    ("Setting", "map_column"),
    ("Setting", "occupancy"),
    ("Occupancy", "share"),
    *(("Milestone", key) for key in ("date", "measure", "at_most", "at_least", "partnership")),
}
"""Keys of certain models that reports show and no run reads: the interval of a share today, which of the nine systems,
a column on the map, the share of places taken in life, and the points of a target path."""


def is_documentation(thing: type[InputModel], key: str) -> bool:
    """Tell whether a key changes no result: text, grades of evidence, or an interval that is shown."""
    return key in DOCUMENTATION or (thing.__name__, key) in SHOWN_ONLY
