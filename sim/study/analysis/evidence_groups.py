"""What is uncertain, in groups of one kind of evidence: what one study, one survey or one data set could tell."""

from collections.abc import Mapping, Sequence

from sim.description.system import Description
from sim.study.analysis.targets import backgrounds
from sim.study.question.draws import STAFFED, Uncertain

STAFFING = "staffing of added places and hours"
OTHER_BEDS = "length of stay, and beds taken by others"
OF_MULTIPLIERS: Mapping[str, tuple[str, Sequence[str]]] = {
    "needs": ("how often people fall ill", ("needs", "falls", "deaths")),
    "delays": ("times of delay processes", ("delay", "guardianship", "complex")),
    "asking": ("asking for home support and care homes", ("support_at_home", "long_term_care", "package_hours")),
    "lists": ("places of hospital patients on the lists", ("hospital_ahead", "hospital_ahead_care_home")),
}
"""Groups of multipliers in words, and the multipliers in each; all others are in `OTHER_BEDS`."""
IN_WORDS: Mapping[str, str] = {
    "needs": "how often people fall ill",
    "falls": "how often people fall",
    "deaths": "how many people die",
    "delay": "times of processes before discharge",
    "guardianship": "times of guardianship (incapacity)",
    "complex": "times of complex arrangements (code 9)",
    "support_at_home": "how many ask for home support",
    "long_term_care": "how many ask for a care home",
    "hospital_ahead": "place of hospital patients on the list for home support",
    "hospital_ahead_care_home": "place of hospital patients on the list for a care home",
    "acute_stay": "length of stay on acute wards",
    "package_hours": "hours of a home-support package",
    "capacity_growth": "growth of beds, hours and places",
}
"""What each multiplier of a whole partnership scales, in words."""


def group_of(thing: Uncertain, description: Description) -> str:
    """Return the group of an uncertain thing of an option: its intervention's evidence, or staffing."""
    if thing.name.startswith(f"{STAFFED} "):
        return STAFFING
    return f"effects of {_lowered(description.interventions[thing.name.split('/')[0]].title)}"


def thing_in_words(thing: Uncertain, description: Description) -> str:
    """Return an uncertain thing of an option in words, with its intervention."""
    if thing.name.startswith(f"{STAFFED} "):
        return thing.what
    return f"{description.interventions[thing.name.split('/')[0]].title}: {thing.what}"


def group_of_multiplier(multiplier: str) -> str:
    """Return the group of a multiplier of the baseline."""
    return next((words for words, members in OF_MULTIPLIERS.values() if multiplier in members), OTHER_BEDS)


def multiplier_in_words(multiplier: str, description: Description) -> str:
    """Return what a multiplier of the baseline scales, in words."""
    if multiplier in IN_WORDS:
        return IN_WORDS[multiplier]
    ward = backgrounds(description).get(multiplier)
    if ward is None:
        return multiplier.replace("_", " ")
    return f"beds taken by others, {_lowered(description.settings[ward.ward].label)}"


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
