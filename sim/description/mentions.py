"""Who mentions whom: every name that one part of a description uses for another, with the key where it stands."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import get_args

from sim.description.interventions import WHAT_IT_NAMES, Intervention
from sim.description.needs import Need
from sim.description.people import FIVE_YEARS, People
from sim.description.present import Present
from sim.description.settings import Counted, Published
from sim.description.system import Description

Keys = tuple[str | int, ...]
Mention = tuple[Keys, str, str]
"""The keys where a name stands, the name, and what it must be the name of."""
WARD = "ward"
"""In a path: the ward of the need."""
ENDS = ("residence", "outside")
"""Where a route may lead besides a setting: back to where the person lives, or out of the model."""


def mentions(description: Description) -> Iterator[Mention]:
    """Yield every mention of a name in the description."""
    yield from _of_settings(description)
    yield from _of_routes(description)
    for name, need in description.needs.items():
        yield from _of_need(("needs", name), need)
    for number, present in enumerate(description.present):
        yield from _of_present(("present", number), present)
    if description.people is not None:
        yield from _of_people(description.people)
    for name, intervention in description.interventions.items():
        yield from _of_intervention(("interventions", name), intervention)


def names(description: Description) -> dict[str, list[str]]:
    """Return what exists, by what it is: the words that a mention of that sort may use."""
    settings, needs, teams = list(description.settings), list(description.needs), list(description.teams)
    residences = [name for name, setting in description.settings.items() if setting.residence]
    return {
        "settings": settings,
        "residences": residences,
        "steps": [*settings, WARD],
        "ends": [*settings, *ENDS],
        "settings or teams": settings + teams,
        "origins": [*settings, *get_args(Counted), "outside"],
        "pools": list(description.pools),
        "teams": teams,
        "needs": needs,
        "stays": ["default", *needs, *description.answers],
        "arriving": [name for name, need in description.needs.items() if need.arrivals is not None],
        "where": [*settings, "outside"],
        "answers": list(description.answers),
        "processes": list(description.processes),
        "routes": list(description.routes),
        "columns": [name for name, value in description.published.items() if not isinstance(value, str)],
    }


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


def _of_settings(description: Description) -> Iterator[Mention]:
    for name, setting in description.settings.items():
        here = ("settings", name)
        yield from _column((*here, "capacity"), setting.capacity)
        if setting.pool is not None:
            yield (*here, "pool"), setting.pool, "pools"
        yield from _all((*here, "stay"), setting.stay, "stays")
        yield from _all((*here, "order"), setting.order, "origins")
        yield from _all((*here, "boards_to"), setting.boards_to, "settings")
        if setting.hours_mean is not None:
            yield from _column((*here, "hours_mean", "hours"), setting.hours_mean.hours)
            yield from _column((*here, "hours_mean", "people"), setting.hours_mean.people)
    for name, pool in description.pools.items():
        yield from _column(("pools", name, "capacity"), pool.capacity)
    for name, team in description.teams.items():
        yield from _column(("teams", name, "capacity"), team.capacity)
        yield from _all(("teams", name, "order"), team.order, "origins")


def _of_routes(description: Description) -> Iterator[Mention]:
    for name, answer in description.answers.items():
        yield from _all(("answers", name, "path"), answer.path, "steps")
        if answer.route is not None:
            yield ("answers", name, "route"), answer.route, "routes"
    for name, process in description.processes.items():
        if process.team is not None:
            yield ("processes", name, "team"), process.team, "teams"
    for name, route in description.routes.items():
        yield ("routes", name, "to"), route.to, "ends"
        yield from _all(("routes", name, "processes"), route.processes, "processes")
        if route.waits_in is not None:
            yield ("routes", name, "waits_in"), route.waits_in, "settings"
    for name, destinations in description.destinations.items():
        here = ("destinations", name)
        yield from _all((*here, "settings"), destinations.settings, "settings")
        yield from _all((*here, "needs"), destinations.needs, "needs")
        yield from _all((*here, "answers"), destinations.answers, "answers")
        yield from _all((*here, "routes"), destinations.routes, "routes")
        for route_name, weight in destinations.routes.items():
            yield from _all((*here, "routes", route_name, "times_residence"), weight.times_residence, "residences")
            yield from _all((*here, "routes", route_name, "times_need"), weight.times_need, "needs")
    if (harm := description.deconditioning) is not None:
        yield from _all(("deconditioning", "settings"), harm.settings, "settings")
        yield from _all(("deconditioning", "from_routes"), harm.from_routes, "routes")
        if harm.route or harm.chance_per_week:
            yield ("deconditioning", "route"), harm.route, "routes"


def _of_need(here: tuple[str, ...], need: Need) -> Iterator[Mention]:
    if need.ward is not None:
        yield (*here, "ward"), need.ward, "settings"
    if need.rate is not None:
        yield from _all((*here, "rate", "times_residence"), need.rate.times_residence, "residences")
    if need.arrivals is not None:
        yield from _column((*here, "arrivals", "occupied"), need.arrivals.occupied)
    yield from _all((*here, "answered", "shares"), need.answered.shares, "answers")
    beyond = (*here, "answered", "beyond_times")
    yield from _all(beyond, need.answered.beyond_times, "residences")
    for residence, times in need.answered.beyond_times.items():
        yield from _all((*beyond, residence), times, "answers")


def _of_present(here: Keys, present: Present) -> Iterator[Mention]:
    yield (*here, "need"), present.need, "arriving"
    yield (*here, "setting"), present.setting, "where"
    yield from _column((*here, "people"), present.people)
    if present.answer is not None:
        yield (*here, "answer"), present.answer, "answers"
    if present.waits_for is not None:
        yield (*here, "waits_for"), present.waits_for, "routes"


def _of_people(people: People) -> Iterator[Mention]:
    for sex, band in product(("female", "male"), FIVE_YEARS):
        yield ("people", "columns"), people.columns.replace("{sex}", sex).replace("{band}", band), "columns"
    yield from _all(("people", "starts"), people.starts, "settings")
    for name, start in people.starts.items():
        yield from _column(("people", "starts", name, "people"), start.people)
        yield from _column(("people", "starts", name, "hours"), start.hours)
    for number, waiting in enumerate(people.waiting):
        yield ("people", "waiting", number, "route"), waiting.route, "routes"
        yield from _all(("people", "waiting", number, "residences"), waiting.residences, "residences")
    for number, delayed in enumerate(people.delayed):
        here: Keys = ("people", "delayed", number)
        yield from _all((*here, "columns"), delayed.columns, "columns")
        yield from _all((*here, "settings"), delayed.settings, "settings")
        yield from _all((*here, "routes"), delayed.routes, "routes")


def _of_intervention(here: tuple[str, ...], intervention: Intervention) -> Iterator[Mention]:
    yield from _all((*here, "eligible", "residences"), intervention.eligible.residences, "residences")
    for number, effect in enumerate(intervention.effects):
        there: Keys = (*here, "effects", number)
        yield from _all((*there, "of"), effect.of, WHAT_IT_NAMES[effect.changes])
        yield from _all((*there, "needs"), effect.needs, "needs")
        if effect.up_to is not None:
            yield (*there, "up_to"), effect.up_to, "answers"
