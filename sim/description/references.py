"""References: every name that one part of a description uses for another, with the key where it stands."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import get_args

from sim.description.growth import Growth
from sim.description.initial_occupancy import InitialOccupancy
from sim.description.interventions import WHAT_IT_NAMES, Intervention
from sim.description.needs import Need
from sim.description.people import FIVE_YEARS, People
from sim.description.queue_classes import QueueClass
from sim.description.settings import Published, SettingType
from sim.description.system import Description

Keys = tuple[str | int, ...]
Mention = tuple[Keys, str, str]
"""The keys where a name stands, the name, and what it must be the name of."""
WARD = "ward"
"""In a path: the ward of the need; of a need without one, the setting that has this name."""
ENDS = ("residence", "outside")
"""Where a pathway may lead besides a setting: back to where the person lives, or out of the model."""

NEXT = "next"
"""Instead of another pathway: drawn again among those of the same destinations that are waited for without end."""


def mentions(description: Description) -> Iterator[Mention]:
    """Yield every mention of a name in the description."""
    yield from _of_settings(description)
    yield from _of_pathways(description)
    for name, need in description.needs.items():
        yield from _of_need(("needs", name), need)
    for number, present in enumerate(description.initial_occupancy):
        yield from _of_present(("initial_occupancy", number), present)
    if description.people is not None:
        yield from _of_people(description.people)
    yield from of_buildings(description)
    if description.growth is not None:
        yield from _of_growth(description.growth)
    for name, intervention in description.interventions.items():
        yield from _of_intervention(("interventions", name), intervention)


def names(description: Description) -> dict[str, list[str]]:
    """Return the existing names by sort: those that a mention of that sort may use."""
    settings, needs, teams = list(description.settings), list(description.needs), list(description.teams)
    residences = [name for name, setting in description.settings.items() if setting.residence]
    return {
        "settings": settings,
        "residences": residences,
        "steps": [*settings, WARD],
        "ends": [*settings, *ENDS],
        "settings or teams": settings + teams,
        "origins": [*settings, *get_args(SettingType), "outside"],
        "limited": [*settings, *get_args(SettingType), "outside", "default"],
        "pools": list(description.pools),
        "settings, teams or pools": [*settings, *teams, *description.pools],
        "buildings": list(description.buildings),
        "payers": list(description.payers),
        "teams": teams,
        "needs": needs,
        "stays": ["default", *needs, *description.responses],
        "arriving": [name for name, need in description.needs.items() if need.arrivals is not None],
        "where": [*settings, "outside"],
        "responses": list(description.responses),
        "processes": list(description.processes),
        "pathways": list(description.pathways),
        "other ways": [*description.pathways, NEXT],
        "columns": [name for name, value in description.published.items() if not isinstance(value, str)],
    }


def ward_named(description: Description, need: Need) -> str | None:
    """Return the ward that `ward` in a path means: the need's own, or without one a setting that has this name."""
    return need.ward if need.ward is not None or WARD not in description.settings else WARD


def _of_growth(growth: Growth) -> Iterator[Mention]:
    yield from _all(("growth", "of"), growth.of, "settings or teams")
    if isinstance(growth.a_year, str):
        yield ("growth", "a_year"), growth.a_year, "columns"


def _all(keys: Keys, mentioned: Iterable[str], sort: str) -> Iterator[Mention]:
    """Yield the names of a list (by position) or of a mapping (by key)."""
    in_list = isinstance(mentioned, tuple)
    for number, name in enumerate(mentioned):
        yield (*keys, number if in_list else name), name, sort


def _column(keys: Keys, value: object) -> Iterator[Mention]:
    if isinstance(value, Published):
        yield (*keys, "column"), value.column, "columns"
    elif isinstance(value, str) and value != "no_limit":
        yield keys, value, "columns"


def of_buildings(description: Description) -> Iterator[Mention]:
    """Yield the mentions in buildings and in capacity changes."""
    for name, building in description.buildings.items():
        yield from _all(("buildings", name, "own"), building.own, "settings")
        yield from _all(("buildings", name, "either"), building.either, "settings")
    for number, change in enumerate(description.changes):
        keys: Keys = ("changes", number)
        if change.building is not None:
            yield (*keys, "building"), change.building, "buildings"
        if change.capacity_of is not None:
            yield (*keys, "capacity_of"), change.capacity_of, "settings, teams or pools"
        if change.cost is not None:
            yield from _all((*keys, "cost", "payers"), change.cost.payers, "payers")


def _of_settings(description: Description) -> Iterator[Mention]:
    for name, setting in description.settings.items():
        keys = ("settings", name)
        if setting.cost is not None:
            yield from _all((*keys, "cost", "payers"), setting.cost.payers, "payers")
        yield from _column((*keys, "capacity"), setting.capacity)
        yield from _column((*keys, "surge"), setting.surge)
        if setting.pool is not None:
            yield (*keys, "pool"), setting.pool, "pools"
        yield from _all((*keys, "stay"), setting.stay, "stays")
        yield from _all((*keys, "stay_by_pathway"), setting.stay_by_pathway, "pathways")
        if setting.waits_in is not None:
            yield (*keys, "waits_in"), setting.waits_in, "settings"
        yield from _all((*keys, "order"), setting.order, "origins")
        yield from _of_classes(keys, setting.classes)
        yield from _all((*keys, "boards_to"), setting.boards_to, "settings")
        if isinstance(setting.queue_limit, dict):
            yield from _all((*keys, "queue_limit"), setting.queue_limit, "limited")
        if setting.hours_mean is not None:
            yield from _column((*keys, "hours_mean", "hours"), setting.hours_mean.hours)
            yield from _column((*keys, "hours_mean", "people"), setting.hours_mean.people)
    for name, pool in description.pools.items():
        yield from _column(("pools", name, "capacity"), pool.capacity)
    for name, team in description.teams.items():
        yield from _column(("teams", name, "capacity"), team.capacity)
        yield from _all(("teams", name, "order"), team.order, "origins")
        yield from _of_classes(("teams", name), team.classes)


def _of_classes(keys: Keys, classes: Mapping[str, QueueClass]) -> Iterator[Mention]:
    for name, one in classes.items():
        yield from _all((*keys, "classes", name, "waiting_in"), one.waiting_in, "origins")


def _of_pathways(description: Description) -> Iterator[Mention]:
    for name, response in description.responses.items():
        yield from _all(("responses", name, "settings"), response.settings, "steps")
        if response.pathway is not None:
            yield ("responses", name, "pathway"), response.pathway, "pathways"
        if response.scarcity is not None:
            yield ("responses", name, "scarcity", "otherwise"), response.scarcity.otherwise, "responses"
            yield from _column(("responses", name, "scarcity", "reference"), response.scarcity.reference)
    for name, process in description.processes.items():
        if process.team is not None:
            yield ("processes", name, "team"), process.team, "teams"
    for name, pathway in description.pathways.items():
        yield ("pathways", name, "to"), pathway.to, "ends"
        yield from _all(("pathways", name, "processes"), pathway.processes, "processes")
        if pathway.waits_in is not None:
            yield ("pathways", name, "waits_in"), pathway.waits_in, "settings"
        if pathway.if_no_place is not None:
            yield ("pathways", name, "if_no_place", "otherwise"), pathway.if_no_place.otherwise, "other ways"
    for name, destinations in description.discharge_destinations.items():
        keys = ("discharge_destinations", name)
        yield from _all((*keys, "settings"), destinations.settings, "settings")
        yield from _all((*keys, "needs"), destinations.needs, "needs")
        yield from _all((*keys, "responses"), destinations.responses, "responses")
        yield from _all((*keys, "pathways"), destinations.pathways, "pathways")
        for pathway_name, weight in destinations.pathways.items():
            yield from _all((*keys, "pathways", pathway_name, "times_residence"), weight.times_residence, "residences")
            yield from _all((*keys, "pathways", pathway_name, "times_need"), weight.times_need, "needs")
    if (harm := description.deconditioning) is not None:
        yield from _all(("deconditioning", "settings"), harm.settings, "settings")
        yield from _all(("deconditioning", "from_pathways"), harm.from_pathways, "pathways")
        if harm.pathway or harm.chance_per_week:
            yield ("deconditioning", "pathway"), harm.pathway, "pathways"


def _of_need(keys: tuple[str, ...], need: Need) -> Iterator[Mention]:
    if need.ward is not None:
        yield (*keys, "ward"), need.ward, "settings"
    if need.rate is not None:
        yield from _all((*keys, "rate", "times_residence"), need.rate.times_residence, "residences")
    if need.arrivals is not None:
        yield from _column((*keys, "arrivals", "occupied"), need.arrivals.occupied)
    yield from _all((*keys, "response", "shares"), need.response.shares, "responses")
    multiplier_keys = (*keys, "response", "escalation_multiplier")
    yield from _all(multiplier_keys, need.response.escalation_multiplier, "residences")
    for residence, times in need.response.escalation_multiplier.items():
        yield from _all((*multiplier_keys, residence), times, "responses")


def _of_present(keys: Keys, present: InitialOccupancy) -> Iterator[Mention]:
    yield (*keys, "need"), present.need, "arriving"
    yield (*keys, "setting"), present.setting, "where"
    yield from _column((*keys, "people"), present.people)
    if present.response is not None:
        yield (*keys, "response"), present.response, "responses"
    if present.waits_for is not None:
        yield (*keys, "waits_for"), present.waits_for, "pathways"


def _of_people(people: People) -> Iterator[Mention]:
    for sex, band in product(("female", "male"), FIVE_YEARS):
        yield ("people", "columns"), people.columns.replace("{sex}", sex).replace("{band}", band), "columns"
    yield from _column(("people", "turning_65_a_year"), people.turning_65_a_year)
    yield from _all(("people", "starts"), people.starts, "settings")
    for name, start in people.starts.items():
        yield from _column(("people", "starts", name, "people"), start.people)
        yield from _column(("people", "starts", name, "hours"), start.hours)
    for number, waiting in enumerate(people.waiting):
        yield ("people", "waiting", number, "pathway"), waiting.pathway, "pathways"
        yield from _all(("people", "waiting", number, "residences"), waiting.residences, "residences")
    for number, delayed in enumerate(people.delayed):
        keys: Keys = ("people", "delayed", number)
        yield from _all((*keys, "columns"), delayed.columns, "columns")
        yield from _all((*keys, "settings"), delayed.settings, "settings")
        yield from _all((*keys, "pathways"), delayed.pathways, "pathways")


def _of_intervention(keys: tuple[str, ...], intervention: Intervention) -> Iterator[Mention]:
    yield from _all((*keys, "eligible", "residences"), intervention.eligible.residences, "residences")
    for number, effect in enumerate(intervention.effects):
        effect_keys: Keys = (*keys, "effects", number)
        yield from _all((*effect_keys, "of"), effect.of, WHAT_IT_NAMES[effect.changes])
        yield from _all((*effect_keys, "needs"), effect.needs, "needs")
        if effect.up_to is not None:
            yield (*effect_keys, "up_to"), effect.up_to, "responses"
        yield from _all((*effect_keys, "from_responses"), effect.from_responses, "responses")
    for number, cost in enumerate(intervention.costs):
        yield from _all((*keys, "costs", number, "payers"), cost.payers, "payers")
