"""What compiled functions get, for the type checker: state, person, tables and counters. Nothing of it is compiled."""

from collections.abc import Callable
from typing import Protocol

from sim.engine.compiled.arrays import Array, Event, HospitalStay, Need, Table


class Person(Protocol):
    """A row of PEOPLE: see there."""

    place: int
    residence: int
    pathway: int
    row: int
    record: int
    identity: int
    death_day: float
    left_hospital: float
    turns_75_day: float
    counted: float
    at_front_door: bool
    holds_place: bool
    need: int
    group: int
    frailty: int
    age: int
    dementia: int
    alone: int
    reason: int
    step: int
    response: int
    path_need: int
    path_response: int
    path_at: int
    wait_priority: int
    wait_kind: int
    key: int
    root: int
    entered: float
    going_to: int
    wait_for: int
    reserved: int
    team: int
    ward: int
    next_ward: int
    planned_pathway: int
    moves: int
    stay: int
    due: Array[float]
    wait_stands: float
    wait_since: float
    wait_amount: float
    reserved_amount: float
    reserved_since: float
    ready_since: float
    hospital_since: float
    hours: float
    away_since: float
    package_until: float


class Parameters(Protocol):
    """The struct RULES: the arrays of Tables by the same names, and what follows from them."""

    surge: Array[float]
    change_to: Array[float]
    hold_days: Array[float]
    review_after: Array[float]
    review_ends: Array[float]
    review_shrinks: Array[float]
    review_to: Array[float]
    boarded_stay: Array[float]
    need_waiting: Array[float]
    need_recent: Array[float]
    need_ceiling: Array[float]
    process_factor: Array[float]
    long_stay_days: Array[float]
    coverage: Array[float]
    start_day: Array[float]
    ramp_days: Array[float]
    end_day: Array[float]
    worked: Array[float]
    order_priority_days: Table[float]
    hours_factor: Table[float]
    admits_from: Table[float]
    admits_to: Table[float]
    discharges_from: Table[float]
    discharges_to: Table[float]
    need_residence: Table[float]
    times_need: Table[float]
    times_readmission: Table[float]
    times_process: Table[float]
    times_pathway: Table[float]
    times_hours: Table[float]
    more_priority_days: Table[float]
    quantiles: Table[float]
    stay_factor: Table[float]
    shift_kept: Table[float]
    times_stay: Table[float]
    beyond: Table[float]
    destination_weight: Table[float]
    pool: Array[int]
    change_of: Array[int]
    longest_list_by: Array[int]
    waits_as: Array[int]
    patience: Array[int]
    hours: Array[int]
    need_priority: Array[int]
    shift_lever: Array[int]
    shift_up_to: Array[int]
    response_pathway: Array[int]
    pathway_to: Array[int]
    pathway_reason: Array[int]
    patience_at_door: Array[int]
    response_deadline: Array[int]
    pathway_waits_in: Array[int]
    pathway_transfer: Array[int]
    process: Array[int]
    process_reason: Array[int]
    process_team: Array[int]
    working_day: Array[int]
    group_frailty: Array[int]
    group_age: Array[int]
    group_dementia: Array[int]
    group_alone: Array[int]
    queue_limit: Table[int]
    order_priority: Table[int]
    boards_to: Table[int]
    pathway_processes: Table[int]
    stay_by_pathway: Table[int]
    destination_pathways: Table[int]
    path: Table[int]
    path_ward: Table[int]
    stay: Table[int]
    destinations: Table[int]
    limited: Array[bool]
    is_hospital: Array[bool]
    is_residence: Array[bool]
    at_home: Array[bool]
    takes_hours: Array[bool]
    response_next_if_full: Array[bool]
    pathway_new_package: Array[bool]
    shuts_in: Array[bool]
    shuts_out: Array[bool]
    draws_pathway: Array[bool]
    response_next_if_late: Array[bool]
    process_working: Array[bool]
    decline_in: Array[bool]
    decline_from: Array[bool]
    is_care_home: Array[bool]
    need_emergency: Array[bool]
    pool_longest_first: Array[bool]
    eligible: Table[bool]
    eligible_residence: Table[bool]
    weekend: Table[bool]
    coverage_purpose: Array[int]
    shift_purpose: Array[int]
    decline_pathway: int
    decline: int
    weekday: int
    decline_hours: float


class Counts(Protocol):
    """The struct COUNTS: the counters of an Outcome by the same names."""

    response: Array[int]
    from_residence: Array[int]
    ended_in: Array[int]
    admissions: Array[int]
    boarded: Array[int]
    admitted_day: Array[float]
    left_day: Array[float]
    ready_day: Array[float]
    active_days: Array[float]
    delayed_days: Array[float]
    wait_days: Array[float]
    died_in: Array[int]
    entered: Array[int]
    left: Array[int]
    boarded_in: Array[int]
    turned_away: Array[int]
    waits: Array[int]
    hospital_waits: Array[int]
    withdrew: Array[int]
    delays: Array[int]
    last_days: Array[float]
    home_days: Array[float]
    moved_to_care_home_day: Array[float]
    person_days: Array[float]
    resident_days: Array[float]
    full_days: Array[float]
    hold_days: Array[float]
    reserved_days: Array[float]
    surge_days: Array[float]
    used_days: Array[float]
    queue_days: Array[float]
    waited_days: Array[float]
    capacity_days: Array[float]
    hospital_waited_days: Array[float]
    occupied: Table[float]
    moves: Table[int]
    queue: Table[int]
    waiting_delayed: Table[int]
    delayed: Table[float]
    need_days: Table[float]
    alive_days: float


class Snapshots(Protocol):
    """The struct SNAPSHOTS: see `outcome.Snapshots`."""

    taken: int
    day: Array[float]
    used_days: Table[float]
    hold_days: Table[float]
    reserved_days: Table[float]
    surge_days: Table[float]
    capacity_days: Table[float]
    queue_days: Table[float]
    waited_days: Table[float]
    entered: Table[int]
    boarded_in: Table[int]
    turned_away: Table[int]
    waits: Table[int]
    withdrew: Table[int]
    delayed: Table[float]
    need_days: Table[float]


class Coming(Protocol):
    """The struct DEMAND: who comes."""

    needs: Array[Need]
    death_day: Array[float]
    enters_day: Array[float]
    turns_75_day: Array[float]
    start_hours: Array[float]
    start_remaining: Array[float]
    delayed_remaining: Array[float]
    waiting_since: Array[float]
    present_remaining: Array[float]
    present_since: Array[float]
    start_setting: Array[int]
    start_group: Array[int]
    delayed_row: Array[int]
    delayed_setting: Array[int]
    delayed_pathway: Array[int]
    delayed_step: Array[int]
    waiting_person: Array[int]
    waiting_pathway: Array[int]
    present_row: Array[int]
    present_setting: Array[int]
    present_response: Array[int]
    present_pathway: Array[int]
    key: Array[int]


class State(Protocol):
    """The struct STATE: see there."""

    parameters: Parameters
    counts: Counts
    demand: Coming
    snapshots: Snapshots
    now: float
    from_day: float
    to_day: float
    settings: int
    resources: int
    levers: int
    population: int
    started: int
    keeps_log: int
    planned: int
    begun: int
    today: int
    later_free: int
    known: int
    needs: int
    midnights: int
    rows: int
    freed_count: int
    longest_queue: int
    blank_count: int
    at_once: int
    endless_in: int
    stay_count: int
    blank: Array[int]
    record_of: Array[int]
    stream: int
    people: Array[Person]
    events: Array[Event]
    stays: Array[HospitalStay]
    capacity: Array[float]
    pool_capacity: Array[float]
    used: Array[float]
    used_since: Array[float]
    queue_since: Array[float]
    capacity_since: Array[float]
    known_day: Array[float]
    upto: Array[float]
    to_offer: Array[int]
    delayed_now: Array[int]
    queue_length: Array[int]
    heap: Array[int]
    later: Array[int]
    later_next: Array[int]
    later_first: Array[int]
    known_order: Array[int]
    known_index: Array[int]
    lists: Array[int]
    queue: Table[int]
    visits: Table[int]
    at_work: Array[bool]
    gone: Array[bool]
    moves: Callable[[Person], None]
