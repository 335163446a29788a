"""A village of 1,200 people in which a year takes milliseconds: posterior, options, stated chances by the same code."""

from functools import cached_property
from pathlib import Path

from sim.description.interventions import Intervention, Option
from sim.description.read import read_system
from sim.description.system import Description
from sim.study.analysis.emulator import Emulator, Floats
from sim.study.analysis.posterior_tables import Evidence
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.posterior_years import Sizes
from sim.study.question.question import Period, Question
from tests.behaviour.village import SCENARIOS, village

PEOPLE, WARMUP, DAYS = 1_200, 365, 365
FREE = ("needs", "falls", "deaths", "delay", "long_term_care")
ABSENT = (
    "guardianship", "complex", "support_at_home", "hospital_ahead", "hospital_ahead_care_home", "acute_stay",
    "package_hours", "capacity_growth",
)  # fmt: skip
"""Multipliers that are free, and those of things that the village does not have."""


def _exponential(mean: float) -> dict[str, object]:
    return {"shape": "exponential", "mean": mean}


def _residents(count: int) -> dict[str, float]:
    ages = ("65_69", "70_74", "75_79", "80_84", "85_89", "90_plus")
    return {f"people_{sex}_{age}": 0.0 for sex in ("female", "male") for age in ages} | {"people_female_80_84": count}


CHANGES: dict[str, object] = {
    "people.deaths_per_1000_a_year": [60.0] * 6,
    "people.calibrated": "deaths",
    "settings.home_support.capacity": 215,
    "settings.home_support.stay": {"default": _exponential(150)},
    "settings.home_support.reablement_review": None,
    "settings.care_home.capacity": 28,
    "settings.care_home.stay": {"default": _exponential(300)},
    "settings.care_home.patience": None,
    "settings.ward.capacity": 60,
    "settings.ward.changes": [],
    "settings.ward.stay": {"default": _exponential(6), "fracture": _exponential(9), "stroke": _exponential(12)},
    "processes.assessment.team": None,
    "processes.assessment.duration": _exponential(6),
    "processes.assessment.calibrated": "delay",
    "teams": {},
    "needs.illness.rate": {"per_1000_a_year": [450, 450, 450], "calibrated": "needs"},
    "needs.fracture.rate": {"per_1000_a_year": [130, 130, 130], "calibrated": "falls"},
    "needs.stroke.rate": {"per_1000_a_year": [25, 25, 25], "calibrated": "needs"},
    "needs.long_term_care.rate": {
        "per_1000_a_year": [22, 22, 22], "calibrated": "long_term_care", "times_residence": {"care_home": 0},
    },
    "pathways.package_ends": {"label": "Home support ends", "to": "own_home"},
    "pathways.outside": {"label": "Out of the model", "to": "outside"},
    "discharge_destinations.package_over": {
        "settings": ["home_support"], "pathways": {"package_ends": {"by_frailty": [1, 1, 1, 1]}},
    },
    "discharge_destinations.to_the_end": {
        "settings": ["care_home"], "pathways": {"outside": {"by_frailty": [1, 1, 1, 1]}},
    },
}  # fmt: skip
EFFECTS: dict[str, dict[str, object]] = {
    "falls_prevention": {"changes": "need_rate", "of": ["fracture"], "value": 0.8, "low": 0.65, "high": 0.95},
    "fewer_admissions": {"changes": "need_rate", "of": ["illness"], "value": 0.95, "low": 0.9, "high": 1.0},
    "more_home_support": {"changes": "capacity", "of": ["home_support"], "value": 0.15, "unit": "share_added"},
    "more_care_home_places": {"changes": "capacity", "of": ["care_home"], "value": 0.15, "unit": "share_added"},
    "earlier_assessment": {"changes": "process", "of": ["assessment"], "value": 0.8, "low": 0.6, "high": 1.0},
    "shorter_stays": {"changes": "stay", "of": ["ward"], "value": 0.97, "low": 0.94, "high": 1.0},
}
"""By option: its one effect."""


def description() -> Description:
    """Return the village; what is published of it are figures near those of the model at multipliers of 1."""
    figures = {
        "people_65_plus": PEOPLE, "people_75_plus": PEOPLE, "emergency_admissions_65_plus": 538.0,
        "falls_admissions_65_plus": 116.0, "deaths_65_plus": 147.0, "delayed_days_75_plus_patient_and_family": 0.0,
        "delayed_days_75_plus_health_and_social_care": 1_450.0, "delayed_days_75_plus_awi": 0.0,
        "delayed_days_75_plus_other_code_9": 0.0, "home_support_hours_65_plus": 200.0,
        "home_support_clients_65_plus": 50.0,
    }  # fmt: skip
    made = village({**CHANGES, "published": _residents(PEOPLE) | figures, "title": "Village"})
    interventions = {
        name: Intervention.model_validate(
            {"title": name, "system": "falls", "description": name, "coverage": 1.0,
             "effects": [{"basis": "assumption", "source": "Made up", **effect}]}
        )
        for name, effect in EFFECTS.items()
    }  # fmt: skip
    calibrated = dict.fromkeys(FREE, 1.0) | dict.fromkeys(ABSENT, 0.0)
    uncertainty = read_system([SCENARIOS], "shetland_islands").uncertainty
    more = {"calibrated": calibrated, "interventions": interventions, "uncertainty": uncertainty}
    return made.model_copy(update=more)


def asked(effects: int = len(EFFECTS)) -> Question:
    """Return the question of a posterior of the village, with so many options."""
    options = {
        name: Option.model_validate({"title": name, "interventions": {name: {}}}) for name in list(EFFECTS)[:effects]
    }
    period = Period(description().start_date, WARMUP, WARMUP + DAYS)
    return Question("posterior", "village", description(), options, period, 5, 1, "compiled", "")


class TooSure(Evidence):
    """What runs say, with half the noise."""

    def noise(self, emulator: Emulator) -> Floats:
        """Return a quarter of the covariance."""
        return 0.25 * super().noise(emulator)


class TooSureStudy(PosteriorStudy):
    """The same study with half the noise in every posterior."""

    @cached_property
    def evidence(self) -> Evidence:
        """What the years of both designs say."""
        return TooSure(**vars(super().evidence))


def finished(results: Path, sizes: Sizes, kind: type[PosteriorStudy] = PosteriorStudy) -> PosteriorStudy:
    """Return a study of the village that is finished."""
    study = kind.begin(asked(), results, sizes)
    for _ in study.run(1):
        pass
    return study
