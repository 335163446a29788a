"""Fits → an option: the words that put fitted stays into the scenario of their place, as quantile tables."""

from collections.abc import Iterator, Sequence
from math import log
from typing import Any

from sim.description.durations import Duration
from sim.description.system import Description
from sim.fitting.stay_fits import SHARES, StayFit

SCALED = {"mean", "sd", "median", "lower_quartile", "upper_quartile", "scale", "low", "mode", "high", "values"}
"""Figures of a stay that are times."""


def option_content(fits: Sequence[StayFit], description: Description, sample: str) -> dict[str, Any]:
    """Return the content of an option that sets every stay that was fitted.

    Of a partnership only wards: elsewhere people leave by death and by other rules of the model, too.
    """
    words = dict(pair for fit in fits for pair in _words(fit, description))
    return {
        "title": f"Stays as fitted from the sample {sample}",
        "why": "What do lengths of stay that were fitted directly from data change?",
        "source": f"Direct fits of the sample {sample} (study=sample)",
        "set": words,
    }


def _words(fit: StayFit, description: Description) -> Iterator[tuple[str, Any]]:
    setting = description.settings[fit.setting]
    if description.people is not None and setting.type != "hospital":
        return
    level = description.calibrated.get(setting.stay_calibrated or "", 1.0)
    frailty = factors(fit, "times_frailty", setting.stay_times_frailty)
    age = factors(fit, "times_age", setting.stay_times_age)
    stated = not fit.whose
    middle = 1.0 if stated else _usual(setting.stay_times_frailty) * _usual(setting.stay_times_age)
    first = setting.stay_times_frailty[0] * setting.stay_times_age[0] if stated else 1.0
    stays = {need: longer(stay, first) for need, stay in setting.stay.items()}
    for number, group in enumerate(fit.groups):
        values = [round(days / level / middle, 4) for days in fit.quantiles(number).tolist()]
        stays[group] = {"shape": "quantiles", "shares": list(SHARES), "values": values}
    yield f"settings.{fit.setting}.stay", stays
    if stated and description.people is not None:
        yield f"settings.{fit.setting}.stay_times_frailty", frailty
        yield f"settings.{fit.setting}.stay_times_age", age


def longer(stay: Duration, times: float) -> dict[str, Any]:
    """Return a stay that was not fitted so many times as long, as factors that begin with 1 ask for."""
    content = stay.model_dump(exclude_none=True)
    for name in SCALED & content.keys():
        value = content[name]
        content[name] = [number * times for number in value] if isinstance(value, list | tuple) else value * times
    if "mu" in content:
        content["mu"] += log(times)
    if "rate" in content:
        content["rate"] /= times
    return content


def factors(fit: StayFit, what: str, stated: Sequence[float]) -> list[float]:
    """Return factors by level, the first 1: those fitted, and of levels that were not the scenario's own."""
    fitted = {level: fit.fit.factor(number)[0] for number, (name, level) in enumerate(fit.factors) if name == what}
    levels = {"times_frailty": ("mild", "moderate", "severe"), "times_age": ("75_84", "85_plus")}[what]
    own = [value / stated[0] for value in stated[1:]]
    return [1.0, *(round(fitted.get(level, value), 4) for level, value in zip(levels, own, strict=True))]


def _usual(stated: Sequence[float]) -> float:
    """Return the middle of factors, for a stay that was fitted of everybody together."""
    return sum(stated) / len(stated)
