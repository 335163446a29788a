"""Who is there on day 0 in a model of plain arrivals: where, with which response, and how much of a stay is to come."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import ROW, InitialOccupancy, Needs, Rows, as_rows
from sim.demand.population import on_grid
from sim.demand.random_numbers import Purpose, uniforms, words
from sim.description.initial_occupancy import InitialOccupancy as Stated
from sim.description.system import Description
from sim.tables.capacity import amount
from sim.tables.effects import salt
from sim.tables.quantiles import at, residual, tabulate
from sim.tables.tables import NOBODY, Tables

Columns = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class There:
    """The people present on day 0: their spells as rows of Needs, and where they are, in the same order."""

    spells: Rows = field(default_factory=lambda: np.empty(0, dtype=ROW))
    where: Columns = field(default_factory=dict)

    def placed(self, needs: Needs) -> InitialOccupancy:
        """Return where they are, beside the rows that their spells have in all the needs."""
        if not len(self.spells):
            return InitialOccupancy.none()
        return InitialOccupancy.of(self.where | {"row": np.flatnonzero((needs.mark < 0) & (needs.need >= 0))})


def people(description: Description, tables: Tables, stream: int) -> There:
    """Return the people present on day 0, in the order in which they are stated."""
    parts = [
        _stated_people(description, tables, stream, number, stated)
        for number, stated in enumerate(description.initial_occupancy)
    ]
    if not sum(len(spells["key"]) for spells, _ in parts):
        return There()
    spells, where = (_together([part[side] for part in parts]) for side in (0, 1))
    return There(as_rows(spells), where)


def _together(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _stated_people(
    description: Description, tables: Tables, stream: int, number: int, stated: Stated
) -> tuple[Columns, Columns]:
    count = round(amount(description, stated.people))
    need = tables.need_names.index(stated.need)
    key = words(stream, np.arange(count), Purpose.START + 4096 * (salt(f"present {number}") & 0xFFFFFFFF))
    response = _responses(tables, need, stated, uniforms(stream, key, Purpose.RESPONSE))
    inside = stated.setting in tables.setting_names
    setting = tables.setting_names.index(stated.setting) if inside else NOBODY
    stays = inside and stated.waits_for is None and stated.stay == "part_used"
    remaining = np.full(count, np.nan)
    random_number = uniforms(stream, key, Purpose.REMAINING)
    if stated.remaining is not None:
        remaining = at(tabulate(stated.remaining.quantile(), stated.remaining.is_listed), random_number)
    for drawn in set(response.tolist()) if stays and stated.remaining is None else ():
        rows = np.flatnonzero(response == drawn)
        residuals = residual(tables.quantiles[tables.stay[setting, need, drawn]]) * tables.stay_factor[setting, 0, 0]
        remaining[rows] = at(residuals, random_number[rows])
    spells: Columns = {
        "day": np.zeros(count),
        "person": np.full(count, -1),
        "need": np.full(count, need),
        "mark": np.full(count, -1.0),
        "group": np.zeros(count, dtype=np.int64),
        "key": key,
    }
    where: Columns = {
        "setting": np.full(count, setting),
        "response": response,
        "pathway": np.full(count, tables.pathway_names.index(stated.waits_for) if stated.waits_for else NOBODY),
        "remaining": on_grid(remaining),
        "since": on_grid(-stated.waited_days * uniforms(stream, key, Purpose.WAITED)),
    }
    return spells, where


def _responses(tables: Tables, need: int, stated: Stated, random_number: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the response stated, or one for each, drawn from the need's shares (at the door: of those with a path)."""
    if stated.response is not None:
        return np.full(len(random_number), tables.response_names.index(stated.response))
    beyond = tables.beyond[need, 0, -1]
    shares = np.concatenate([[1.0], beyond[:-1]]) - beyond
    if stated.setting not in tables.setting_names:
        shares = shares * (tables.path[need, :, 0] >= 0)
    return np.asarray(np.searchsorted(np.cumsum(shares)[:-1] / shares.sum(), random_number, side="right"))
