"""Records of people: one for each resident for good, and one for each of those from outside while in the model."""

from math import inf, nan

from sim.engine.compiled.memory import World
from sim.engine.compiled.world import NO_REASON, Person
from sim.machine_code import compiled, inlined


@inlined
def begins(world: World, at: int, identity: int, key: int, death_day: float) -> None:
    """Let a person begin outside the model, in a record."""
    person = world.people[at]
    world.gone[at] = False
    person.record, person.identity, person.key = at, identity, key
    person.death_day = death_day
    _forget(person)


@inlined
def _forget(person: Person) -> None:
    """Begin outside the model, holding and waiting for nothing."""
    person.place = person.residence = person.row = person.route = person.wait_for = person.reserved = person.team = -1
    person.going_to = person.path_need = -1
    person.answer = person.step = person.group = person.frailty = person.age = person.old = 0
    person.dementia = person.alone = person.path_answer = person.path_at = 0
    person.hours = person.wait_amount = person.reserved_amount = 0.0
    person.counted = person.entered = person.wait_since = person.reserved_since = 0.0
    person.hospital_since = person.away_since = person.ready_since = 0.0
    person.left_hospital, person.package_until = -inf, inf
    person.reason = NO_REASON
    person.keeps = person.in_front = False
    person.due[:] = inf


@compiled
def remember(world: World, person: Person, group: int) -> None:
    """Note the group a person belongs to now, and what follows from it."""
    rules = world.rules
    person.group, person.frailty, person.age = group, rules.group_frailty[group], rules.group_age[group]
    person.old = 1 if person.age >= 1 else 0
    person.dementia, person.alone = rules.group_dementia[group], rules.group_alone[group]


@inlined
def record(world: World, identity: int) -> int:
    """Return where the record of a person stands; -1: who comes from outside has not come yet, or has left."""
    return int(identity) if identity < world.population else int(world.record_of[identity - world.population])


@inlined
def open_record(world: World, identity: int, key: int) -> int:
    """Take a blank record for somebody who comes from outside, and will not die in the model."""
    world.blank_count = world.blank_count - 1
    at = world.blank[world.blank_count]
    world.record_of[identity - world.population] = at
    begins(world, at, identity, key, inf)
    return int(at)


@inlined
def lay_aside(world: World, person: Person) -> None:
    """Note that a person is gone for good, and nothing is due; the record of somebody from outside is blank again."""
    world.gone[person.record] = True
    if person.identity < world.population:
        person.due[:] = inf
        return
    world.record_of[person.identity - world.population] = -1
    world.blank[world.blank_count] = person.record
    world.blank_count = world.blank_count + 1


@inlined
def has_path(world: World, person: Person) -> bool:
    """Return whether the path of the answer leads to another setting yet."""
    if person.path_need < 0:
        return False
    path, need, answer, at = world.rules.path, person.path_need, person.path_answer, person.path_at
    return bool(at < path.shape[2] and path[need, answer, at] >= 0)


@inlined
def next_of_path(world: World, person: Person) -> int:
    """Take the next setting of the path."""
    person.path_at += 1
    return int(world.rules.path[person.path_need, person.path_answer, person.path_at - 1])


@inlined
def opens_books(world: World, row: int) -> None:
    """Open the books of a spell, or of what might become one: not answered, and nowhere yet."""
    counts = world.counts
    counts.answer[row] = counts.from_residence[row] = counts.ended_in[row] = -1
    counts.admitted_day[row] = counts.left_day[row] = counts.ready_day[row] = nan
    counts.admissions[row] = counts.boarded[row] = 0
    counts.active_days[row] = counts.delayed_days[row] = counts.wait_days[row] = 0.0
