"""Exaggerated, each intervention moves what it is meant to move, and in the right direction."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.description.delay_reasons import REASONS
from sim.outcome import Kind, Outcome
from sim.tables.tables import Tables
from tests.behaviour.partnerships import as_it_is, busier, demand_of, exaggerated, is_null, system, with_them
from tests.theory.by_need import by_need

PLACE, DAYS = "inverclyde", 270.0
INTERVENTIONS = system(PLACE).interventions


@dataclass(frozen=True)
class Seen:
    """A run as a direction looks at it."""

    tables: Tables
    outcome: Outcome
    demand: Demand

    def place(self, name: str) -> int:
        return (*self.tables.setting_names, *self.tables.team_names).index(name)

    def spells(self, *needs: str) -> NDArray[np.bool_]:
        """Return which rows of needs are these needs of residents."""
        numbers = [self.tables.need_names.index(name) for name in needs]
        return np.isin(self.demand.needs.need, numbers) & (self.demand.needs.person < self.demand.population)

    def emergencies(self) -> NDArray[np.bool_]:
        names = [name for name, one in zip(self.tables.need_names, self.tables.need_emergency, strict=True) if one]
        return self.spells(*names)

    def waits(self, resource: str, whose: Callable[[int], bool] = lambda _: True) -> float:
        """Return the mean wait for a place, in days, of some people who waited in the run; the waiting count so far."""
        began, days = {}, []
        at = self.place(resource)
        for day, kind, person, _, setting, _ in self.outcome.events.tolist():
            if kind == Kind.WAIT and setting == at:
                began[person] = day
            elif person in began and (kind in (Kind.DIE, Kind.WITHDRAW) or (kind == Kind.OFFERED and setting == at)):
                days.append((person, day - began.pop(person)))
        days += [(person, self.outcome.to_day - since) for person, since in began.items()]
        return float(np.mean([wait for person, wait in days if whose(person)]))


def admissions(*needs: str) -> Callable[[Seen], float]:
    return lambda seen: float(by_need(seen.outcome, "admissions")[seen.spells(*needs)].sum())


def answered(response: str) -> Callable[[Seen], float]:
    return lambda seen: float((seen.outcome.response == seen.tables.response_names.index(response)).sum())


def delayed(reason: str) -> Callable[[Seen], float]:
    return lambda seen: float(seen.outcome.delayed[seen.tables.is_hospital, REASONS.index(reason)].sum())


def entered(setting: str) -> Callable[[Seen], float]:
    return lambda seen: float(seen.outcome.entered[seen.place(setting)])


def sent_to_a_care_home(seen: Seen) -> float:
    """Ways out of hospital drawn towards a new care home place; who gets one when is up to the vacancies."""
    events, tables = seen.outcome.events, seen.tables
    ready = events[(events["kind"] == Kind.READY) & (events["setting"] >= 0)]
    ready = ready[tables.is_hospital[ready["setting"]]]
    return float((tables.pathway_to[ready["detail"].astype(int)] == seen.place("care_home")).sum())


def from_care_homes(seen: Seen) -> float:
    """Emergency admissions of residents of care homes."""
    lived = by_need(seen.outcome, "from_residence") == seen.place("care_home")
    return float(by_need(seen.outcome, "admissions")[seen.emergencies() & lived].sum())


def of_high_use(seen: Seen) -> float:
    mine = np.append(seen.demand.people.high_use, False).take(seen.demand.needs.person, mode="clip")
    return float(by_need(seen.outcome, "admissions")[seen.emergencies() & mine].sum())


def died_in_hospital(seen: Seen) -> float:
    """Share of deaths that were in hospital."""
    died = seen.outcome.died_in[seen.outcome.died_in >= 0]
    return float(seen.tables.is_hospital[died].mean())


def died_there_of_care_homes(seen: Seen) -> float:
    """Share of the deaths of people who last lived in a care home that were in the care home."""
    lived, home = {}, seen.place("care_home")
    for _, kind, person, _, setting, _ in seen.outcome.events.tolist():
        ours = 0 <= person < seen.demand.population and kind in (Kind.START, Kind.ENTER)
        if ours and seen.tables.is_residence[setting]:
            lived[person] = setting
    died = [
        place for person, place in enumerate(seen.outcome.died_in.tolist()) if place >= 0 and lived.get(person) == home
    ]
    return float((np.asarray(died) == home).mean())


def mean_wait(resource: str) -> Callable[[Seen], float]:
    return lambda seen: seen.waits(resource)


def wait_of_the_dying(seen: Seen) -> float:
    death = seen.demand.people.death_day
    return seen.waits("home_support", lambda person: bool(death[person] < DAYS))


def wait_of_the_severely_frail(seen: Seen) -> float:
    severe = seen.demand.people.frail_day[:, 2] < 0
    return seen.waits("home_support", lambda person: bool(severe[person]))


def hours_of_a_package(seen: Seen) -> float:
    events = seen.outcome.events
    asked = (events["kind"] == Kind.WAIT) & (events["setting"] == seen.place("home_support"))
    return float(events["detail"][asked].mean())


def stay_of_frailty(seen: Seen) -> float:
    """Median days in hospital, not delayed, of people admitted to a ward in a frailty crisis; some stay half a year."""
    days = by_need(seen.outcome, "active_days")[seen.spells("frailty_crisis")]
    return float(np.median(days[days > 1.5]))


def from_home_to_intermediate_care(seen: Seen) -> float:
    homes = np.flatnonzero(seen.tables.is_residence)
    return float(seen.outcome.moves[homes, seen.place("intermediate_care")].sum())


def weekend_leaves(seen: Seen) -> NDArray[np.void]:
    """Return the departures of people from the wards of the lever on Saturdays and Sundays."""
    wards = [seen.place(name) for name in INTERVENTIONS["weekend_discharge"].effects[0].of]
    events = seen.outcome.events
    gone = events[(events["kind"] == Kind.LEAVE) & np.isin(events["setting"], wards)]
    weekday = (gone["day"].astype(int) + seen.tables.weekday) % 7
    return np.asarray(gone[weekday >= 5])


FALLS = ("fall_with_injury", "hip_fracture")
LESS, MORE = -1, 1
DIRECTIONS: dict[str, tuple[tuple[Callable[[Seen], float], int], ...]] = {
    "falls_exercise": ((admissions(*FALLS), LESS),),
    "falls_home_hazards": ((admissions(*FALLS), LESS),),
    "home_adaptations_prevention": ((admissions(*FALLS), LESS),),
    "case_management_if_it_worked": ((of_high_use, LESS),),
    "front_door_frailty_assessment": ((answered("seen_and_sent_home"), MORE), (answered("ward_stay"), LESS)),
    "frailty_unit": ((sent_to_a_care_home, LESS), (stay_of_frailty, LESS)),
    "hospital_at_home_expansion": ((entered("hospital_at_home"), MORE),),
    "anticipatory_care_plan_at_home": ((answered("seen_and_sent_home"), MORE), (answered("ward_stay"), LESS)),
    "power_of_attorney_in_good_time": ((delayed("awi"), LESS),),
    "enhanced_care_home_support": ((from_care_homes, LESS),),
    "dying_well_in_care_homes": ((from_care_homes, LESS), (died_there_of_care_homes, MORE)),
    "care_home_places": ((mean_wait("care_home"), LESS), (entered("care_home"), MORE)),
    "more_home_support_hours": ((mean_wait("home_support"), LESS), (entered("home_support"), MORE)),
    "more_assessors": ((mean_wait("assessment_team"), LESS),),
    "planned_date_of_discharge": ((delayed("assessment"), LESS),),
    "discharge_to_assess": ((delayed("assessment"), LESS),),
    "home_support_queue_order": ((wait_of_the_severely_frail, LESS),),
    "adaptations_fast_track": ((delayed("living_arrangements"), LESS),),
    "housing_with_care_places": ((entered("housing_with_care"), MORE),),
    "step_down_flats": ((entered("intermediate_care"), MORE),),
    "more_intermediate_care_beds": ((entered("intermediate_care"), MORE),),
    "step_up": ((from_home_to_intermediate_care, MORE),),
    "rehabilitation_before_long_term_care": ((sent_to_a_care_home, LESS),),
    "reablement": ((hours_of_a_package, LESS),),
    "community_palliative_care": ((admissions("end_of_life_crisis"), LESS), (died_in_hospital, LESS)),
    "end_of_life_home_nursing": ((admissions("end_of_life_crisis"), LESS), (died_in_hospital, LESS)),
    "earlier_identification": ((admissions("end_of_life_crisis"), LESS), (died_in_hospital, LESS)),
    "fast_track_home_support": ((wait_of_the_dying, LESS),),
}


def seen(name: str | None) -> Seen:
    demand = demand_of(PLACE, DAYS)
    if name is None:
        return Seen(*as_it_is(PLACE, DAYS), demand)
    return Seen(*with_them(busier(PLACE), demand, {name: exaggerated(INTERVENTIONS[name])}), demand)


def test_every_intervention_has_a_direction() -> None:
    nulls = {name for name, one in INTERVENTIONS.items() if all(is_null(effect) for effect in one.effects)}
    assert {*DIRECTIONS, "weekend_discharge"} == {*INTERVENTIONS} - nulls


@pytest.mark.parametrize("name", DIRECTIONS)
def test_the_right_direction(name: str) -> None:
    before, after = seen(None), seen(name)
    for quantity, sign in DIRECTIONS[name]:
        was, will = quantity(before), quantity(after)
        print(f"{name}: {was:.4g} to {will:.4g}")
        assert (will - was) * sign > 0, f"{was:.4g} to {will:.4g}"


def test_weekend_discharge_opens_saturdays_and_sundays_in_the_usual_hours() -> None:
    before, after = seen(None), seen("weekend_discharge")
    moved_on = [before.place(name) for name in ("community_hospital", "long_stay_hospital")]
    assert len(weekend_leaves(before)) == 0
    found = weekend_leaves(after)
    assert len(found) > 200
    hours = 24 * (found["day"] % 1)
    second = 1 / 3600
    assert 8.0 - second < hours.min() <= hours.max() < 21.0, "nobody is sent home at night"
    assert not np.isin(found["detail"], moved_on).any(), "doors that admit on weekdays stay shut"
