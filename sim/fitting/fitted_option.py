"""Fits → an option: the words that put fitted stays into the scenario of their place, as quantile tables."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

from sim.description.system import Description
from sim.fitting.stay_fits import SHARES, StayFit

LEVELS = {"times_frailty": ("mild", "moderate", "severe"), "times_age": ("75_84", "85_plus")}
"""By factor on stays: its levels beyond the first."""


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
    """Yield the words of one setting; its factors begin with the scenario's own, so that other stays stay as they are.

    Arrivals that fill the rest of a ward follow from the mean of their stay as it is written: were it rescaled, with
    factors that begin with 1, more of them would come.
    """
    setting = description.settings[fit.setting]
    if description.people is not None and setting.type != "hospital":
        return
    level = description.calibrated.get(setting.stay_calibrated or "", 1.0)
    stated = not fit.whose
    times = [setting.stay_times_frailty, setting.stay_times_age]
    middle = prod(own[0] if stated else sum(own) / len(own) for own in times)
    stays = {need: stay.model_dump(exclude_none=True) for need, stay in setting.stay.items()}
    for number, group in enumerate(fit.groups):
        values = [round(days / level / middle, 4) for days in fit.quantiles(number).tolist()]
        stays[group] = {"shape": "quantiles", "shares": list(SHARES), "values": values}
    yield f"settings.{fit.setting}.stay", stays
    if stated and description.people is not None:
        for what, own in zip(LEVELS, times, strict=True):
            yield f"settings.{fit.setting}.stay_{what}", factors(fit, what, own)


def factors(fit: StayFit, what: str, own: Sequence[float]) -> list[float]:
    """Return the scenario's factors, those of fitted levels as they were fitted beside the first."""
    fitted = {level: fit.fit.factor(number)[0] for number, (name, level) in enumerate(fit.factors) if name == what}
    levels = zip(LEVELS[what], own[1:], strict=True)
    return [own[0], *(round(own[0] * fitted[level], 4) if level in fitted else value for level, value in levels)]
