"""The hidden truth: parameters drawn around a scenario, as words that an option sets, and their salted hash.

A draw depends on nothing but seed, sample and parameter: a hash of the three is the uniform number that its log-normal
multiplier is made from. The salt is a hash of the seed too, so that a secret seed keeps truth and salt secret.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import Any

from scipy.special import ndtri

from sim.description.durations import Duration
from sim.description.system import Description
from sim.synthetic.recipe import Prior

WITH_SD = ("lognormal", "gamma", "weibull")
FITTED_SETTINGS = ("hospital", "intermediate_care", "care_home", "home_support")
"""Types of settings whose stays a sample tells."""


@dataclass(frozen=True)
class Draw:
    """One draw of the truth: the multiplier of each parameter by name."""

    seed: int
    sample: str

    def multiplier(self, name: str, spread: float) -> float:
        """Return the log-normal multiplier of a parameter, with this standard deviation of its logarithm."""
        return float(f"{exp(spread * float(ndtri(self._uniform(name)))):.12g}")

    def _uniform(self, name: str) -> float:
        digest = hashlib.sha256(f"truth|{self.sample}|{self.seed}|{name}".encode()).digest()
        return (int.from_bytes(digest[:6], "big") + 0.5) / 2**48

    @property
    def salt(self) -> str:
        """The salt of the hash."""
        return hashlib.sha256(f"salt|{self.sample}|{self.seed}".encode()).hexdigest()


def settings_of(description: Description, prior: Prior, draw: Draw) -> dict[str, Any]:
    """Return the words that an option sets, so that the scenario has the drawn parameters."""
    words: dict[str, Any] = {}
    for name, setting in description.settings.items():
        if setting.stay and setting.type in FITTED_SETTINGS:
            mean, shape = draw.multiplier(f"stay.{name}", prior.stay), draw.multiplier(f"shape.{name}", prior.shape)
            words[f"settings.{name}.stay"] = {
                need: _changed(stay, mean, shape)
                if _is_drawn(description, need)
                else stay.model_dump(exclude_none=True)
                for need, stay in setting.stay.items()
            }
    for name, ways in description.discharge_destinations.items():
        weights = {way: draw.multiplier(f"way_out.{name}.{way}", prior.way_out) for way in ways.pathways}
        for way, weight in weights.items():
            by_frailty = [value * weight for value in ways.pathways[way].by_frailty]
            words[f"discharge_destinations.{name}.pathways.{way}.by_frailty"] = by_frailty
    for name, need in description.needs.items():
        times = draw.multiplier(f"need.{name}", prior.need)
        if need.rate is not None:
            rates = [value * times for value in need.rate.per_1000_a_year]
            words[f"needs.{name}.rate.per_1000_a_year"] = rates
        elif need.arrivals is not None and need.arrivals.per_day is not None:
            words[f"needs.{name}.arrivals.per_day"] = need.arrivals.per_day * times
    return words


def _is_drawn(description: Description, key: str) -> bool:
    """Tell whether a stay is of people who are in the sample, and not of those who share their beds."""
    need = description.needs.get(key)
    return description.people is None or need is None or need.rate is not None


def _as_written(stay: Duration) -> dict[str, Any]:
    return stay.model_dump(exclude_none=True)


def _changed(stay: Duration, mean: float, shape: float) -> dict[str, Any]:
    """Return a stay with a multiple of its mean, and of its standard deviation over the mean."""
    content = _as_written(stay)
    drawn = stay.shape == "exponential" or (stay.shape in WITH_SD and stay.sd is not None)
    if stay.mean is not None and drawn:
        content["mean"] = stay.mean * mean
        if stay.sd is not None:
            content["sd"] = stay.sd * mean * shape
    return content


def parameters_of(description: Description) -> dict[str, float]:
    """Return the parameters of a scenario that a direct fit estimates, by the names that fits give them."""
    return dict(_stays(description))


def _stays(description: Description) -> Iterator[tuple[str, float]]:
    """Yield mean and standard deviation of stays in days, and the factors of frailty and age on them.

    Of a partnership only those of hospital wards: elsewhere people leave for other reasons too, or wait to leave.
    """
    for name, setting in description.settings.items():
        seen = setting.type in FITTED_SETTINGS if description.people is None else setting.type == "hospital"
        if not seen:
            continue
        level = description.calibrated.get(setting.stay_calibrated or "", 1.0)
        first = level * setting.stay_times_frailty[0] * setting.stay_times_age[0]
        for need, stay in setting.stay.items():
            if stay.mean is not None and _is_drawn(description, need):
                yield f"stay.{name}.{need}.mean", stay.mean * first
                yield f"stay.{name}.{need}.sd", (stay.mean if stay.sd is None else stay.sd) * first
        if description.people is not None:
            for state, times in zip(("mild", "moderate", "severe"), setting.stay_times_frailty[1:], strict=True):
                yield f"stay.{name}.times_frailty.{state}", times / setting.stay_times_frailty[0]
            for band, times in zip(("75_84", "85_plus"), setting.stay_times_age[1:], strict=True):
                yield f"stay.{name}.times_age.{band}", times / setting.stay_times_age[0]


def truth_text(
    draw: Draw, words: Mapping[str, Any], parameters: Mapping[str, float], realised: Mapping[str, float]
) -> str:
    """Return a truth as it is kept: the draw, what it sets, the parameters, and what a complete record shows."""
    content = {
        "sample": draw.sample,
        "seed": draw.seed,
        "salt": draw.salt,
        "set": words,
        "parameters": {name: float(f"{value:.10g}") for name, value in parameters.items()},
        "realised": {name: float(f"{value:.10g}") for name, value in realised.items()},
    }
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
