"""Groups of people: all attributes of a person that a rule may use, packed into one integer.

group = ((((((frailty * 3 + age band) * 5 + quintile - 1) * 2 + dementia) * 2 + alone) * 2 + high use) * 7 + phase),
where the phase is that before death (over 36, 36 to 24, 24 to 12, 12 to 6, 6 to 3, 3 to 1, under 1 month).
"""

import numpy as np
from numpy.typing import NDArray

from sim.description.interventions import Eligible
from sim.description.units import AGE_BAND_STARTS, FRAILTY, LAST_MONTHS

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
SHAPE = (4, 3, 5, 2, 2, 2, len(LAST_MONTHS))
"""frailty, age band, quintile, dementia, alone, high use, phase."""
GROUPS = int(np.prod(SHAPE))


def pack(*parts: NDArray[np.generic] | int) -> Integers:
    """Return the group of each person from the seven parts, in the order of `SHAPE`, each counted from 0."""
    group = np.zeros(1, dtype=np.int64)
    for size, part in zip(SHAPE, parts, strict=True):
        group = group * size + np.asarray(part).astype(np.int64)
    return group


def unpack() -> tuple[Integers, ...]:
    """Return the seven parts of every group."""
    return tuple(np.asarray(part) for part in np.unravel_index(np.arange(GROUPS), SHAPE))


def eligible(who: Eligible) -> Flags:
    """Return which groups an intervention may reach."""
    frailty, age, quintile, dementia, alone, high_use, phase = unpack()
    allowed = np.asarray([start >= who.from_age for start in AGE_BAND_STARTS])[age]
    if who.frailty:
        allowed &= np.isin(frailty, [FRAILTY.index(state) for state in who.frailty])
    if who.quintiles:
        allowed &= np.isin(quintile + 1, who.quintiles)
    if who.last_months:
        allowed &= np.isin(phase, [LAST_MONTHS.index(name) for name in who.last_months])
    for wanted, part in ((who.dementia, dementia), (who.alone, alone), (who.high_use, high_use)):
        if wanted is not None:
            allowed &= part == int(wanted)
    return allowed
