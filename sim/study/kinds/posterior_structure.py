"""Structural errors: things that hidden truths have and the model of a posterior does not."""

from collections.abc import Callable

from sim.description.adjustments import CapacityAdjustment
from sim.description.durations import Duration
from sim.description.settings import Setting
from sim.description.system import Description

WIDER_STAYS, WEEKEND, CLOSED, CLOSED_FROM, CLOSED_DAYS = 1.3, 0.5, "-5%", 60.0, 91.0
"""Times the spread of stays on wards; times the weight of Saturdays and Sundays; places of care homes closed, from
which day of the counted year on, for how many days (all assumed)."""


def with_structural_error(description: Description, name: str, first: float) -> Description:
    """Return a description with a structural error by name; ``first`` is the first day that counts."""
    return ERRORS[name](description, first) if name else description


def _on_wards(description: Description, change: Callable[[Setting], Setting]) -> Description:
    settings = {
        name: change(setting) if setting.type == "hospital" else setting
        for name, setting in description.settings.items()
    }
    return description.model_copy(update={"settings": settings})


def _long_tails(description: Description, first: float) -> Description:
    """Return it with stays on wards that vary more, about the same mean."""

    def wider(stay: Duration) -> Duration:
        return stay if stay.sd is None else stay.model_copy(update={"sd": WIDER_STAYS * stay.sd})

    return _on_wards(
        description,
        lambda ward: ward.model_copy(update={"stay": {need: wider(stay) for need, stay in ward.stay.items()}}),
    )


def _quiet_weekends(description: Description, first: float) -> Description:
    """Return it with half as many stays ending at weekends, and more on other days."""

    def quieter(ward: Setting) -> Setting:
        if ward.ready_by_weekday is None:
            return ward
        weights = [weight * (WEEKEND if day > 4 else 1.0) for day, weight in enumerate(ward.ready_by_weekday)]
        return ward.model_copy(update={"ready_by_weekday": tuple(7 * weight / sum(weights) for weight in weights)})

    return _on_wards(description, quieter)


def _closed_care_homes(description: Description, first: float) -> Description:
    """Return it with some places of care homes closed for a quarter."""
    words = {"by": CLOSED, "from": first + CLOSED_FROM, "lasts": CLOSED_DAYS}
    homes = [name for name, setting in description.settings.items() if setting.type == "care_home"]
    closed = [CapacityAdjustment.model_validate({"capacity_of": name, **words}) for name in homes]
    return description.model_copy(update={"changes": (*description.changes, *closed)})


ERRORS: dict[str, Callable[[Description, float], Description]] = {
    "long_tails": _long_tails,
    "quiet_weekends": _quiet_weekends,
    "closed_care_homes": _closed_care_homes,
}
"""By name: the change of a description."""
