"""The run: from day 0 through the streams of events to come, changes of capacity and midnights, to the outcome."""

from math import inf

import numpy as np

from sim.demand.contract import Demand
from sim.engine.compiled.calendar import first_day, first_order, order_of, take
from sim.engine.compiled.delay import declines, gives_up, offered, process_ends, withdraws
from sim.engine.compiled.home import dies, need_arises, review
from sim.engine.compiled.hospital import becomes_ready, moves
from sim.engine.compiled.layout import ROOM, enlarge, lay_out, outcome
from sim.engine.compiled.memory import World
from sim.engine.compiled.places import NO_ONE, close_books, next_offer, offer_again, use
from sim.engine.compiled.records import lay_aside, open_record, opens_books, record
from sim.engine.compiled.start import comes_in, start_delayed, start_homes, start_people, start_present, start_waiting
from sim.engine.compiled.world import count_capacity, write_row
from sim.machine_code import compiled, inlined, kept
from sim.outcome import EVENTS, Kind, Outcome, Rank
from sim.tables.contract import Tables

LAST = 2**62
"""Where what does not happen now stands in the order of an instant."""


def run(tables: Tables, demand: Demand, from_day: float, log: bool = False) -> Outcome:
    """Run one option of one replication in machine code up to `demand.to_day`, and count from `from_day`."""
    world = lay_out(tables, demand, from_day, log)
    logged = [np.empty(0, dtype=EVENTS)]
    while not _live(world):
        logged.append(world.arrays["events"][: world.get("rows")].copy())
        enlarge(world)
    logged.append(world.arrays["events"][: world.get("rows")].copy())
    return outcome(world, np.concatenate(logged))


@kept
def _live(world: World) -> bool:
    """Start, or go on, until the end of the run; False: something is full and must be enlarged first."""
    if world.started == 0:
        world.started = 1
        _pass_spells_under_way(world)
        start_people(world)
        start_homes(world)
        start_delayed(world)
        start_waiting(world)
        start_present(world)
        world.at_once = NO_ONE
    if not _step_through(world):
        return False
    world.now = world.to_day
    close_books(world)
    for resource in range(world.resources):
        count_capacity(world, resource)
    return True


@compiled
def _pass_spells_under_way(world: World) -> None:
    """Let needs arise from the first that is not a spell under way on day 0: these stand first."""
    while world.needs < len(world.demand.needs) and world.demand.needs[world.needs].mark < 0:
        world.needs = world.needs + 1


@compiled
def _has_room(world: World) -> bool:
    """Return whether the calendar, the log and the lists can take what one event may put there."""
    log_full = world.keeps_log and world.rows + ROOM > len(world.events)
    lists = world.longest_queue + ROOM <= world.queue.shape[1]
    return not log_full and lists and world.planned + ROOM <= len(world.heap) and world.blank_count > 0


@inlined
def settle(world: World) -> bool:
    """Offer what is free until nobody can move; False: there was no room to go on."""
    while _has_room(world):
        if world.freed_count == 0 and world.at_once < 0:
            return True
        at = next_offer(world)
        if at >= 0:
            offered(world, world.people[at])
    return False


@compiled
def _step_through(world: World) -> bool:
    while settle(world):
        known = need = inf
        if world.known < len(world.known_day):
            known = world.known_day[world.known]
        if world.needs < len(world.demand.needs):
            need = world.demand.needs[world.needs].day
        planned = first_day(world, min(known, need, world.to_day))
        first = min(planned, known, need)
        if first >= world.to_day:
            return True
        order = min(
            first_order(world) if planned == first else LAST,
            world.known_order[world.known] if known == first else LAST,
            order_of(Rank.NEED.value, world.demand.needs[world.needs].person) if need == first else LAST,
        )
        world.now = first
        if planned == first and first_order(world) == order:
            take(world)
            _happens(world, order)
        elif order >> 32 == Rank.NEED.value:
            world.needs = world.needs + 1
            _need_arises(world, world.needs - 1)
        else:
            world.known = world.known + 1
            _known_happens(world, order >> 32, world.known_index[world.known - 1])
    return False


@inlined
def _need_arises(world: World, row: int) -> None:
    """Let a need arise in somebody; who comes from outside comes now, and stays only with an answer to stay for."""
    opens_books(world, row)
    need = world.demand.needs[row]
    outside = need.person >= world.population
    person = world.people[open_record(world, need.person, need.key) if outside else need.person]
    if not world.gone[person.record]:
        need_arises(world, person, row)
        if outside and person.row < 0:
            lay_aside(world, person)


@inlined
def _happens(world: World, order: int) -> None:
    """Let what was planned happen; it is void if it is no longer what is due."""
    rank, at = order >> 32, record(world, (order & 0xFFFFFFFF) - 2)
    if at < 0 or world.people[at].due[rank] != world.now:
        return
    person = world.people[at]
    person.due[rank] = inf
    if rank == Rank.READY:
        becomes_ready(world, person)
    elif rank == Rank.PROCESS:
        process_ends(world, person)
    elif rank == Rank.DOOR:
        moves(world, person)
    elif rank == Rank.GIVE_UP:
        gives_up(world, person)
    elif rank == Rank.REVIEW:
        review(world, person)
    elif rank == Rank.WITHDRAW:
        withdraws(world, person)
    elif rank == Rank.DECLINE:
        declines(world, person)


@compiled
def _known_happens(world: World, rank: int, index: int) -> None:
    """Let the next of what was certain beforehand happen."""
    if rank == Rank.CENSUS:
        census(world)
    elif rank == Rank.CAPACITY:
        capacity_changes(world, world.rules.change_of[index], world.rules.change_to[index])
    else:
        person = world.people[index]
        if rank == Rank.BIRTHDAY:
            comes_in(world, person, world.demand.start_setting[index])
        elif person.place >= 0 and not world.gone[index]:
            dies(world, person)


@compiled
def capacity_changes(world: World, resource: int, capacity: float) -> None:
    """From now on a setting or team has another capacity; a new bed is offered at once."""
    use(world, resource, 0.0)
    count_capacity(world, resource)
    world.capacity[resource] = capacity
    write_row(world, Kind.CAPACITY, -1, -1, resource, capacity)
    offer_again(world, resource)


@compiled
def census(world: World) -> None:
    """Write down, at midnight, who is where."""
    at = world.midnights
    world.midnights = at + 1
    for resource in range(world.resources):
        world.counts.occupied[at, resource] = world.used[resource]
        world.counts.queue[at, resource] = world.queue_length[resource]
    for reason in range(len(world.delayed_now)):
        world.counts.waiting_delayed[at, reason] = world.delayed_now[reason]
