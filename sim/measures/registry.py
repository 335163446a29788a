"""Every measure: its unit, its definition in a sentence, where it comes from, and which direction is good."""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is: the words a reader needs beside its numbers."""

    name: str
    unit: str
    good: Direction
    definition: str
    source: str


OWN = "This model's own measure"
PHS = "Public Health Scotland"
CORE = "Core suite of integration indicators, Public Health Scotland"
WHO = " Residents aged 65 and over, where the published figure counts 18 and over: only those are modelled."

_TABLE: tuple[tuple[str, str, Direction, str, str], ...] = (
    ("bed_days_returned", "bed days a year", "higher",
     "Emergency bed days of residents in the baseline less those in the option, with common random numbers, cut at the ends of"
     " the period. A spell in one run only counts whole as an admission avoided (below zero where the option adds it);"
     " a spell in both counts its difference in active days as shorter stays and in delayed days as delay removed.",
     OWN),
    ("bed_days_returned_per_1000", "bed days a year per 1,000 people", "higher",
     "Bed days returned for 1,000 residents alive in the middle of the period.", OWN),
    ("share_of_200000", "percent", "higher",
     "Bed days returned as a share of the partnership's part of 200,000: 200,000 times its people aged 65 and over on"
     " day 0 over Scotland's 1,097,395.",
     "Ambition of November 2014 (Living Well in Communities); National Records of Scotland, mid-2022"),
    ("emergency_bed_days", "bed days a year", "lower",
     "Days of residents in hospital beds on emergency spells, delayed ones included, within the period; spells under"
     " way on day 0 count as emergencies.", OWN),
    ("emergency_admissions", "admissions a year", "lower",
     "Emergency spells of residents that begin in the period, each as often as it enters hospital from outside.",
     f"Basis of NI-12; {PHS}"),
    ("emergency_admissions_per_1000", "admissions a year per 1,000 people", "lower",
     "Emergency admissions for 1,000 residents alive in the middle of the period, of the same age or quintile.",
     f"Basis of NI-12; {PHS}"),
    ("mean_emergency_stay", "days", "lower",
     "Emergency bed days in the period for each emergency admission that begins in it (NI-13 over NI-12): days in every"
     " hospital bed, acute or not, delayed ones included.", f"Basis of NI-12 and NI-13; {PHS}"),
    ("falls_admissions", "admissions a year", "lower",
     "Emergency admissions of residents for needs that are falls.", f"Unintentional injuries, {PHS}"),
    ("falls_admissions_per_1000", "admissions a year per 1,000 people", "lower",
     "Falls admissions for 1,000 residents alive in the middle of the period.", f"Unintentional injuries, {PHS}"),
    ("readmissions_28_days", "per 1,000 live discharges", "lower",
     "Live discharges of residents followed by an emergency admission of the same person 0 to 28 days later; discharges"
     " of the last 28 days of the run are left out, since what follows them is not seen.", f"Basis of NI-14; {CORE}"),
    ("responses", "needs a year", "neither",
     "Emergency needs of residents that became real in the period, by the response to them.", OWN),
    ("admissions_per_resident_year", "admissions per care-home resident-year", "lower",
     "Emergency admissions of people who lived in a care home, for each year of a care-home place lived in or kept.",
     f"Insights in Social Care, {PHS}"),
    ("admissions_per_client_year", "admissions per client-year", "lower",
     "Emergency admissions of people who lived at home with home support, for each year of a package in use or kept.",
     f"Insights in Social Care, {PHS}"),
    ("hospital_at_home_episodes", "episodes a year", "neither", "Entries to Hospital at Home.", OWN),
    ("intermediate_care_stays", "stays a year", "neither", "Entries to intermediate care.", OWN),
    ("delayed_bed_days", "bed days a year", "lower",
     "Days of people in hospital beds who are ready to leave, by reason; waits that are no delayed discharge are out."
     " By national reason: health and social care; patient, carer or family; adults with incapacity; other code 9;"
     " by national_reason_75_plus the same at 75 and over, the ages of the published figures.",
     f"Delayed discharges in NHSScotland, {PHS}"),
    ("delayed_days_elsewhere", "days a year", "lower",
     "Days of people ready to leave and still in a setting that is neither a hospital nor a residence.", OWN),
    ("delayed_people", "people", "lower",
     "Mean number of people delayed in hospital at midnight.", f"Delayed discharges in NHSScotland, {PHS}"),
    ("delayed_discharges", "discharges a year", "lower",
     "Emergency spells of residents that left hospital in the period after at least one day of delay in it.",
     f"Delayed discharges in NHSScotland, annual summary, {PHS}"),
    ("mean_delay_days", "days", "lower",
     "Delayed days of residents in the period for each delayed discharge in it.",
     f"Delayed days over discharges after delay, as derived from figures of {PHS}"),
    ("occupancy", "percent", "neither",
     "Place-days taken, kept or reserved over place-days of capacity (home support: hours over hours); above 100 where"
     " surge or pooled places are in use.", OWN),
    ("occupied", "places", "neither",
     "Mean places (or hours a week) taken, those kept or reserved included.", OWN),
    ("waiting", "people", "lower",
     "Mean number of people on the waiting list, wherever they wait: in hospital, at home or elsewhere.", OWN),
    ("mean_wait_days", "days", "lower",
     "Mean of the whole waits of those who were granted a place in the period.", OWN),
    ("boarded", "people a year", "lower",
     "People put on another ward as theirs was full, by the one they lie on.", OWN),
    ("surge_days", "place-days a year", "lower", "Place-days used above capacity.", OWN),
    ("turned_away", "people a year", "lower", "People turned away since the waiting list was full.", OWN),
    ("withdrew", "people a year", "lower", "People who stopped waiting, at home or at the door.", OWN),
    ("days_at_home", "days per person and year lived", "higher",
     "Days at home (in a residence other than a care home, or in a setting at home) for each year lived by residents.",
     OWN),
    ("home_support_clients", "people", "neither",
     "Mean number of people at home with home support; those in hospital meanwhile are out.",
     f"Care at home, census week, {PHS}"),
    ("home_support_hours", "hours a week", "neither",
     "Mean hours a week of home support taken, those kept for people in hospital or reserved included.",
     f"Care at home, census week, {PHS}"),
    ("care_home_residents", "people", "neither",
     "Mean number of care-home residents, those in hospital with their place kept included.",
     f"Care home census and Insights in Social Care, {PHS}"),
    ("care_home_admissions", "people a year", "lower", "People who moved to a care home for the first time.", OWN),
    ("deaths", "deaths a year", "neither", "Deaths of residents in the period: the same in every option.", OWN),
    ("deaths_by_place", "percent", "neither",
     "Share of residents' deaths by where they died; the emergency department counts as hospital, settings at home as"
     " home.", "ScotPHO profiles: share of deaths in hospital"),
    ("last_six_months_at_home", "percent", "higher",
     "100 - 100 x (hospital days in the last 183 days, 183 taken as 182.5, over deaths) / 182.5, for residents who died"
     " in the period and at least 183 days after day 0. Deaths from external causes cannot be told apart.", CORE),
    ("ni_12", "per 100,000 people", "lower",
     f"Emergency journeys that begin in the period, a year, over people in the middle of it.{WHO}", CORE),
    ("ni_13", "bed days per 100,000 people", "lower",
     f"Emergency bed days within the period, a year, over people in the middle of it.{WHO}", CORE),
    ("ni_14", "per 1,000 live discharges", "lower",
     f"Emergency spells followed by an emergency admission 0 to 28 days after a live discharge.{WHO}", CORE),
    ("ni_15", "percent", "higher", f"As last_six_months_at_home.{WHO}", CORE),
    ("ni_16", "per 1,000 people", "lower",
     "Hospital spells for falls that end in the period, death included, a year, over people 65 and over.", CORE),
    ("ni_19", "days per 1,000 people 75 and over", "lower",
     "Days delayed in hospital at 75 and over, a year, over people 75 and over in the middle of the period.", CORE),
    ("cost", "pounds a year", "neither",
     "Day costs of places used or kept (home support: hours taken), interventions not included.",
     "Day cost of each setting, with its source, in the scenario"),
    ("intervention_cost", "pounds a year", "lower",
     "What the interventions at work cost: people reached, added capacity, or a sum a year.",
     "Cost of each intervention, with its source, in the scenario"),
    ("cost_of_each_intervention", "pounds a year", "lower",
     "Intervention cost, by intervention; a baseline without interventions has no such rows.",
     "Cost of each intervention, with its source, in the scenario"),
    ("people_reached", "people", "neither",
     "Mean number of people whom an intervention reaches: eligible and within its coverage, at twelve moments of the"
     " period.", OWN),
    ("net_cost", "pounds a year", "lower",
     "Interventions, and the change in place-days at their day cost, hospital bed days included: their value is"
     " notional since a bed day saved frees money only if beds close or are used otherwise. Added places that an"
     " intervention pays for are not charged again when used.", "Interventions and day costs of the scenario"),
    ("net_cost_cash", "pounds a year", "lower",
     "As net_cost, without hospital bed days and the emergency department: what must be found in cash while beds stay"
     " open.", "Interventions and day costs of the scenario"),
)  # fmt: skip

MEASURES: dict[str, Measure] = {row[0]: Measure(*row) for row in _TABLE}
