"""What there is to choose from: places, options, interventions and capacities, read once and kept."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.amounts import amount
from sim.app.draft import DraftFolder
from sim.app.page_parts import Badge
from sim.description.effects_table import how_much, interval, is_null, what_changes
from sim.description.input_errors import InputErrors
from sim.description.interventions import Effect, Intervention, Option
from sim.description.table_files import SCOTLAND, partnerships, published
from sim.interface.conf_files import roots_of
from sim.interface.functions import read
from sim.interface.scenario import Scenario
from sim.report.labels import BASIS
from sim.tables.capacity import capacity_today

COSTS_PER = {
    "person_reached_a_year": "person reached, a year",
    "year": "year",
    "added_capacity_a_day": "added place (or weekly hour), a day",
}
ASSUMED = "Assumption: "
EXAMPLE = "glasgow_city"
"""Place whose scenario stands for all of Scotland where only titles and effects are wanted."""


@dataclass(frozen=True)
class Capacity:
    """Places, hours a week or people of a setting or team that an option may change."""

    name: str
    label: str
    unit: str
    today: float

    @property
    def text(self) -> str:
        """Today's capacity in words."""
        return f"{self.label}: {amount(self.today)} {self.unit} today"


@dataclass(frozen=True)
class EffectRow:
    """One effect of an intervention, in words, with what it rests on."""

    what: str
    size: str
    interval: str
    basis: str
    source: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of a table."""
        return self.what, self.size, self.interval, self.basis, self.source


@lru_cache(maxsize=1)
def places() -> dict[str, str]:
    """Return the title of every partnership by its key, and of all Scotland first."""
    roots = roots_of([])
    names = {name: str(published(roots, name)[0].get("name", name)) for name in partnerships(roots)}
    return {SCOTLAND: "All of Scotland (31 partnerships, and their sum)"} | names


@lru_cache(maxsize=40)
def scenario(place: str) -> Scenario:
    """Return the scenario of a place as it is shipped; that of an example for all of Scotland."""
    return read(EXAMPLE if place == SCOTLAND else place)


def option_of(folder: DraftFolder, place: str, name: str) -> Option:
    """Return an option, the planner's own before a shipped one; raise InputErrors where it does not fit the place."""
    if name in folder.own_options:
        return read(EXAMPLE if place == SCOTLAND else place, folders=[folder.path]).option(name)
    return _shipped_option(place, name)


@lru_cache(maxsize=2_000)
def _shipped_option(place: str, name: str) -> Option:
    return scenario(place).option(name)


def options(folder: DraftFolder, place: str) -> dict[str, Option]:
    """Return the options that fit a place by name, the planner's own first."""
    shown = {}
    for name in [*folder.own_options, *(name for name in scenario(place).options if name not in folder.own_options)]:
        try:
            shown[name] = option_of(folder, place, name)
        except InputErrors:  # an option of this name does not fit the place: it cannot be chosen
            continue
    return shown


def capacities(place: str) -> dict[str, Capacity]:
    """Return what may be added to or taken from in a place, by name."""
    description = scenario(place).description
    today = capacity_today(description)
    labels = {name: setting.label for name, setting in description.settings.items()}
    labels |= {name: team.label for name, team in description.teams.items()}
    return {
        name: Capacity(name, labels[name], _unit(scenario(place), name), places)
        for name, places in today.items()
        if name in labels and 0 < places < float("inf")
    }


def _unit(subject: Scenario, name: str) -> str:
    from sim.tables.plans import counts_hours  # noqa: PLC0415 - slow, and needed here only

    if name in subject.description.teams:
        return "people"
    return "hours a week" if counts_hours(subject.description, name) else "places"


def interventions_of(place: str, option: Option) -> dict[str, Intervention]:
    """Return the interventions of an option as it uses them."""
    known = scenario(place).description.interventions
    return {name: chosen.of(known[name]) for name, chosen in option.interventions.items()}


def effect_rows(intervention: Intervention) -> list[EffectRow]:
    """Return the effects of an intervention in words."""
    return [_effect_row(effect) for effect in intervention.effects]


def _effect_row(effect: Effect) -> EffectRow:
    size = f"{how_much(effect)} (no effect found)" if is_null(effect) else how_much(effect)
    return EffectRow(
        what_changes(effect), size, interval(effect), Badge(BASIS.get(effect.basis, effect.basis)), effect.source
    )


def reach(intervention: Intervention) -> str:
    """Say whom an intervention reaches, and how large a share of them."""
    eligible = intervention.eligible
    parts = [f"aged {eligible.from_age:g} and over"] * bool(eligible.from_age > 65)
    parts += [", ".join(eligible.frailty) + " frailty"] * bool(eligible.frailty)
    parts += ["at " + ", ".join(_words(name) for name in eligible.residences)] * bool(eligible.residences)
    parts += ["with dementia"] * bool(eligible.dementia) + ["living alone"] * bool(eligible.alone)
    parts += ["high-resource users"] * bool(eligible.high_use)
    who = "; ".join(parts) or "everybody"
    return f"Reaches {100 * intervention.coverage:g} % of: {who}"


def cost_lines(intervention: Intervention) -> list[str]:
    """Say what an intervention costs, and what that rests on."""
    return [
        f"Costs £{amount(cost.pounds)} for each {COSTS_PER[cost.per]}; "
        f"{BASIS[cost.basis]}: {cost.source.removeprefix(ASSUMED)}"
        for cost in intervention.costs
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")


def is_own(folder: DraftFolder, name: str) -> bool:
    """Tell whether an option is the planner's own."""
    return name in folder.own_options


def option_file(folder: DraftFolder, name: str) -> Path:
    """Return the file of a chosen option, the planner's own or the shipped one."""
    from sim.description.files import file_named  # noqa: PLC0415 - only for taking away

    roots = roots_of([folder.path] if is_own(folder, name) else [])
    return file_named(roots, "options", name).path
