"""The structs of a run apart from its state: parameters, counters, snapshots, and who comes."""

from typing import Any

import numpy as np
from numba import types

from sim.demand.demand import ROW
from sim.engine.compiled.columns import numbers
from sim.engine.compiled.memory import Struct
from sim.tables.tables import ENDS

OWN_ENDS = {"lists": 0, "first_response": 2}
"""As in ENDS: a scratch array in which those who wait outside, or with no need, come last; and who has no residence."""


def fields(kind: type, axes: int, names: str) -> dict[str, Any]:
    """Return the types of arrays of one kind, with so many axes, by name."""
    return {name: numbers(kind, axes, (ENDS | OWN_ENDS).get(name), name) for name in names.split()}


REAL, INTEGER, FLAG = np.float64, np.int64, np.bool_
PARAMETERS = Struct(
    "Rules",
    fields(
        REAL,
        1,
        "surge change_to hold_days review_after review_ends review_shrinks review_to boarded_stay need_waiting "
        "need_recent need_ceiling process_factor long_stay_days coverage start_day ramp_days end_day worked "
        "pathway_within",
    )
    | fields(
        REAL,
        2,
        "order_priority_days hours_factor admits_from admits_to discharges_from discharges_to need_residence "
        "times_need times_readmission times_process times_pathway times_hours more_priority_days quantiles "
        "offer_weight asks ready_by_weekday",
    )
    | fields(REAL, 3, "stay_factor shift_kept times_stay destination_phase times_offer_weight")
    | fields(REAL, 4, "beyond")
    | fields(REAL, 8, "destination_weight")
    | fields(
        INTEGER,
        1,
        "pool change_of classes longest_list_by waits_as patience hours need_priority pathway_to patience_at_door "
        "response_deadline response_otherwise shift_lever shift_up_to pathway_reason pathway_waits_in "
        "pathway_transfer process process_reason process_team working_day pathway_otherwise response_pathway "
        "group_frailty group_age group_dementia group_alone group_phase",
    )
    | fields(
        INTEGER,
        2,
        "queue_limit order_priority queue_class boards_to destination_pathways stay_by_pathway pathway_processes",
    )
    | fields(INTEGER, 3, "path path_ward stay destinations first_response")
    | fields(
        FLAG,
        1,
        "limited is_hospital is_residence at_home takes_hours response_next_if_full pathway_new_package even_week "
        "needs_after shuts_in shuts_out draws_pathway response_next_if_late by_person process_working decline_in "
        "decline_from is_care_home need_emergency pool_longest_first",
    )
    | fields(FLAG, 2, "eligible eligible_residence weekend")
    | fields(np.uint64, 1, "coverage_purpose shift_purpose")
    | {"decline_pathway": types.int64, "decline": types.int64, "weekday": types.int64, "decline_hours": types.float64},
    fixed=("decline_pathway", "decline", "weekday", "decline_hours"),
)
"""What stands in Tables, and what follows from it: settings that are care homes, or shut at times, purposes of uniform
numbers, and the first response that anybody gets of a need, frailty and residence."""

SPELLS = np.dtype(
    [(name, "f8") for name in ["admitted_day", "left_day", "ready_day", "active_days", "delayed_days", "wait_days"]]
    + [("row", "i4")]
    + [(name, "i2") for name in ["response", "from_residence", "ended_in", "admissions", "boarded"]],
    align=True,
)
"""What is counted of a spell, which is a `row` of needs."""
COUNTS = Struct(
    "Counts",
    fields(INTEGER, 1, "died_in entered left boarded_in turned_away waits hospital_waits withdrew delays")
    | fields(REAL, 1, "last_days home_days moved_to_care_home_day person_days hold_days reserved_days surge_days")
    | fields(REAL, 1, "resident_days full_days used_days queue_days waited_days capacity_days hospital_waited_days")
    | fields(REAL, 2, "occupied need_days")
    | fields(INTEGER, 2, "moves queue waiting_delayed")
    | fields(REAL, 3, "delayed")
    | {"alive_days": types.float64},
)
"""The counters of an Outcome, by the same names, but for those of spells."""

SNAPSHOTS = Struct(
    "Snapshots",
    fields(REAL, 1, "day")
    | fields(REAL, 2, "used_days hold_days reserved_days surge_days capacity_days queue_days waited_days")
    | fields(INTEGER, 2, "entered boarded_in turned_away waits withdrew")
    | fields(REAL, 3, "need_days")
    | fields(REAL, 4, "delayed")
    | {"taken": types.int64},
)
"""The counters as they stood at some days, so many of them `taken`."""

DEMAND = Struct(
    "Demand",
    {"needs": numbers(ROW, 1, None, "needs")}
    | fields(REAL, 1, "death_day enters_day turns_75_day start_hours start_remaining delayed_remaining")
    | fields(REAL, 1, "waiting_since present_remaining present_since")
    | fields(INTEGER, 1, "start_setting start_group delayed_row delayed_setting delayed_pathway delayed_step")
    | fields(INTEGER, 1, "waiting_person waiting_pathway present_row present_setting present_response present_pathway")
    | fields(np.uint64, 1, "key"),
)
"""Who comes: the rows of the needs, and the columns of the residents and of who is where on day 0."""
