"""The nine national health and wellbeing outcomes, each with the measures that speak to it, and how directly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NationalOutcome:
    """One of the nine: its number, its sense in a few words, the measures, and what they can and cannot say."""

    number: int
    title: str
    measures: tuple[str, ...]
    note: str
    by_quintile: bool = False
    """Whether it is read by SIMD quintile."""


SOURCE = "Public Bodies (Joint Working) (National Health and Wellbeing Outcomes) (Scotland) Regulations, SSI 2014/343"

NATIONAL_OUTCOMES: tuple[NationalOutcome, ...] = (
    NationalOutcome(
        1, "People look after their own health and live in good health for longer",
        ("ni_12", "falls_admissions_per_1000", "emergency_admissions"),
        "By what goes wrong; how healthy people feel, and early deaths, are not modelled.",
    ),
    NationalOutcome(
        2, "People live independently at home or in a homely setting",
        ("days_at_home", "care_home_admissions", "last_six_months_at_home", "home_support_clients", "ni_15"),
        "Directly.",
    ),
    NationalOutcome(
        3, "People have positive experiences of services, and their dignity is respected",
        ("boarded", "mean_wait_days", "delayed_people", "deaths_by_place", "deaths_in_preferred_place", "plan_at_death",
         "power_of_attorney"),
        "At one remove: waiting, boarding, place of death, and plans and preferences whose shares today are assumed;"
        " nobody is asked.",
    ),
    NationalOutcome(
        4, "Services maintain or improve quality of life",
        ("days_at_home", "mean_delay_days", "intermediate_care_stays", "readmissions_28_days", "ni_14",
         "palliative_care_unmet"),
        "At one remove: where days are spent and who comes back; quality of life itself is not modelled.",
    ),
    NationalOutcome(
        5, "Services reduce health inequalities",
        ("bed_days_returned_per_1000", "emergency_admissions_per_1000", "days_at_home"),
        "Directly, by SIMD quintile of residence.",
        by_quintile=True,
    ),
    NationalOutcome(
        6, "Unpaid carers are supported",
        ("waiting", "home_support_hours", "hours_left_to_carers"),
        "At one remove: help that has not come is taken to be given by a carer, hour for hour, which is an assumption;"
        " carers are not modelled.",
    ),
    NationalOutcome(
        7, "People are safe from harm",
        ("falls_admissions", "ni_16", "delayed_bed_days", "ni_19", "surge_days"),
        "Falls directly; delay, crowding and boarding as what does harm in hospital.",
    ),
    NationalOutcome(
        8, "People who work in services are engaged and supported",
        ("occupancy", "surge_days", "turned_away"),
        "At one remove: how full the places they work in are; nobody is asked.",
    ),
    NationalOutcome(
        9, "Resources are used effectively and efficiently",
        ("bed_days_returned", "ni_13", "ni_19", "net_cost", "net_cost_cash", "occupancy"),
        "Directly.",
    ),
)  # fmt: skip
