"""What a description holds and nothing in it uses: responses, pathways, processes, teams and pools."""

from collections.abc import Collection, Iterable, Iterator

from sim.description.reachability import responses_to
from sim.description.system import Description


def unused(description: Description) -> Iterator[str]:
    """Yield one line for each response, pathway, process, team and pool that nothing uses."""
    processes = {name for pathway in description.pathways.values() for name in pathway.processes}
    teams = {process.team for process in description.processes.values()}
    pools = {setting.pool for setting in description.settings.values()}
    yield from _beyond("responses", description.responses, _responses(description), "no need is answered so")
    yield from _beyond("pathways", description.pathways, _pathways(description), "nothing leads along it")
    yield from _beyond("processes", description.processes, processes, "no pathway has it")
    yield from _beyond("teams", description.teams, teams, "no process is theirs")
    yield from _beyond("pools", description.pools, pools, "no setting uses it")


def _beyond(part: str, names: Iterable[str], used: Collection[str | None], message: str) -> Iterator[str]:
    return (f"{part}.{name}: {message}" for name in names if name not in used)


def _responses(description: Description) -> set[str]:
    answers = {name for need in description.needs.values() for name in responses_to(description, need)}
    return answers | {one.scarcity.otherwise for one in description.responses.values() if one.scarcity is not None}


def _pathways(description: Description) -> set[str]:
    used = {name for table in description.discharge_destinations.values() for name in table.pathways}
    used |= {response.pathway for response in description.responses.values() if response.pathway}
    used |= {present.waits_for for present in description.initial_occupancy if present.waits_for}
    used |= {one.if_no_place.otherwise for one in description.pathways.values() if one.if_no_place is not None}
    if description.people is not None:
        used |= {waiting.pathway for waiting in description.people.waiting}
        used |= {name for delayed in description.people.delayed for name in delayed.pathways}
    harm = description.deconditioning
    return used | ({harm.pathway} if harm is not None and harm.pathway else set())
