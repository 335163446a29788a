"""Words of earlier versions and what they are called now, so that an old file gets one line that names the new word."""

from collections.abc import Iterable, Mapping

NEW_NAMES: Mapping[str, str] = {
    # keys of scenario files
    "counts_as": "type",
    "kept_days": "hold_days",
    "ahead_days": "priority_days",
    "review": "reablement_review",
    "answers": "responses",
    "answer": "response",
    "answered": "response",
    "beyond_times": "escalation_multiplier",
    "path": "settings",
    "next_answer": "next_response",
    "routes": "pathways",
    "route": "pathway",
    "from_routes": "from_pathways",
    "destinations": "discharge_destinations",
    "present": "initial_occupancy",
    "like": "based_on",
    "fitted": "calibrated",
    # keys and choices of the command line
    "horizon": "period",
    "teaching": "model",
    "processes": "cores",
    "teaching_month": "four_weeks",
    "agree": "verify_engines",
    "published": "reproduce",
}
"""Old word → new word; a word may have been a key, a name or a choice."""
GONE: Mapping[str, str] = {
    "worsens_per_1000_a_year": "now follows from frailty_by_five_years: leave it out",
    "over_12": "is now three phases: over_36, 36_to_24, 24_to_12",
}
"""Old word that has no single word in its place → what to do without it."""


def new_name(word: str, names: Iterable[str]) -> str:
    """Return what an old word is called now, where that is one of the names allowed here; else nothing."""
    first, _, rest = word.partition(".")
    new = ".".join(filter(None, (NEW_NAMES.get(first, ""), rest)))
    return new if first in NEW_NAMES and new in set(names) else ""
