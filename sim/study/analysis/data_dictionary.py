"""The data dictionary of a results folder: every column of every table in it, and every measure."""

import pandas as pd

from sim.measures.event_log import SCHEMA
from sim.measures.measure import MEASURES

COLUMNS = ["file", "name", "unit", "definition", "source"]
MODEL = "This model"
_ANSWER = "value by measure"
EACH_YEAR = "year_..."
"""Stands for a column for each year measured."""
_SHARED: dict[str, tuple[str, str]] = {
    "option": ("name", "Option; baseline: the partnership as it is"),
    "replication": ("number", "Replication; the same number has the same people and random numbers in every option"),
    "measure": ("name", "Measure; each has a row of its own in this table"),
    "breakdown": ("name", "What the categories are; all: no categories"),
    "level": ("name", "Category, such as an age band, a setting or a reason"),
    "value": (_ANSWER, "Value in one replication"),
    "unit": ("text", "Unit of the value"),
    "day": ("days", "Midnight, counted from day 0, which opens the warm-up"),
    "date": ("date", "Date of the midnight"),
    "from_setting": ("name", "Setting left; outside: from outside the model"),
    "to_setting": ("name", "Setting entered; outside: out of the model or dead"),
    "moves_a_year": ("moves a year", "Moves in the period over its length in years of 365.25 days"),
    "baseline_mean": (_ANSWER, "Mean of the baseline over the replications"),
    "mean": (_ANSWER, "Mean of the option over the replications"),
    "sd": (_ANSWER, "Standard deviation between replications, of the paired difference where there is one"),
    "sd_random": (_ANSWER, "Part of it that is random variation; empty: too few replications to tell"),
    "sd_effects": (
        _ANSWER,
        "Part of it that comes from drawn effects and staffing (the three parts together: root of squares)",
    ),
    "sd_calibration": (_ANSWER, "Part of it that comes from drawn multipliers of the baseline"),
    "difference": (_ANSWER, "Mean over replications of option minus baseline with common random numbers"),
    "lower": (
        _ANSWER,
        "Lower end of the 95 % interval: of random variation (Student's t) and, where drawn, of effects and baseline",
    ),
    "upper": (_ANSWER, "Upper end of that interval"),
    "variance_percent": ("percent", "Share of the variance over replications that it explains by itself"),
    "group": ("number", "1: not to be told apart from the option with most; 2: of the rest, from the next; and so on"),
    "most_in_100": (
        "of 100 futures",
        "Replications in which the option returns most bed days; empty: under 20 of them",
    ),
    "part_reached_in_100": ("of 100 futures", "Replications in which it returns the place's part of the 200,000"),
    "half_width_random": (_ANSWER, "Half the 95 % interval from random variation alone"),
    "half_width_effects": (_ANSWER, "Half the 95 % interval from effects and staffing alone"),
    "half_width_calibration": (_ANSWER, "Half the 95 % interval from drawn multipliers of the baseline alone"),
    "name": ("name", "Intervention with the number of its effect from 0, or whose places are staffed"),
    "replications": ("number", "Replications behind the row"),
    "conclusive": ("true or false", "False where the interval holds none or the run had not settled"),
    "note": ("text", "What to know of the row"),
    "source": ("text", "Where the figure comes from"),
    "basis": ("text", "What the figure rests on"),
    "published": (_ANSWER, "Published figure"),
    "modelled": (_ANSWER, "Mean of the baseline over the replications"),
    "status": ("text", "Fitted, reported or modelled; cannot say: not in the model; of a run: done, failed or died"),
    "title": ("text", "Title"),
    "intervention": ("text", "Title of the intervention"),
    "effect": ("text", "What changes for the people reached"),
    "low": ("as value", "Lower end of the range of the effect"),
    "high": ("as value", "Upper end of the range of the effect"),
    "coverage": ("share", "Share of the eligible people who are reached"),
    "figure": ("text", "Figure, in words"),
    "published_low": (_ANSWER, "Lower end of the range in which the published figure may lie; empty: not stated"),
    "published_high": (_ANSWER, "Upper end of that range"),
    "luck_percent": (
        "percent",
        "Standard deviation of one year's luck: of a place of 31,000 people 65+, or Scotland",
    ),
    "doubt_percent": ("percent", "Standard deviation of the published figure itself, as judged"),
    "role": ("text", "fit: the baseline is moved by it; hold_out: kept as a test; watch: shown only"),
    "scope": ("text", "Whether the figure and its role are the partnership's own or Scotland's"),
    "difference_percent": ("percent", "Modelled over published, less one"),
    "year_sd_percent": (
        "percent",
        "One year's luck: standard deviation of the modelled years (replications), over the published figure",
    ),
    "within_luck": (
        "number",
        "Partnerships within 5 %, or within two standard deviations of one year's luck where one is more than 5 %",
    ),
    "batch_day": ("days", "First day of a batch of five days"),
    "truncation_day": ("days", "Day from which MSER-5 would count; empty: no steady state found"),
    "method": ("text", "Method, with its source"),
    "half_width": (_ANSWER, "Half the 95 % confidence interval"),
    "precision_percent": ("percent", "Half the 95 % confidence interval over the mean"),
    "needed": ("number", "Replications needed for the precision wanted"),
    "seconds": ("seconds", "Time that the run took"),
    "message": ("text", "What went wrong, in one line"),
    "indicator": ("number", "Number of the national integration indicator"),
    "published_source": ("text", "Where the published figure comes from"),
    "outcome": ("number", "Number of the national health and wellbeing outcome"),
    "better": ("text", "Whether higher or lower is better"),
    "partnership": ("name", "Partnership"),
    "grade": ("text", "How sure the row is, in words"),
    "period_kind": ("name", "financial_year (April to March), quarter, month, or whole: the measured period"),
    "period": ("name", "Period, such as 2023/24, 2023/24 Q1 or 2023-04"),
    "from_date": ("date", "First day of the period that is measured"),
    "to_date": ("date", "Day after the last one that is measured"),
    "days": ("days", "Days measured"),
    "complete": ("true or false", "False where only a part of the period is measured"),
    "mean_lower": (_ANSWER, "Lower end of the 95 % confidence interval of the mean"),
    "mean_upper": (_ANSWER, "Upper end of the 95 % confidence interval of the mean"),
    "change": ("text", "Change of a capacity, as the option states it"),
    "capacity_of": ("name", "Setting, team or pool whose capacity changes"),
    "label": ("text", "Its label in the scenario"),
    "today": ("places or hours a week", "Capacity before the change"),
    "used_today": ("places or hours a week", "Mean in use in the baseline"),
    "waiting_today": ("people", "Mean number of people waiting in the baseline"),
    "asked": ("places or hours a week", "More (below 0: fewer) as asked for"),
    "given": ("places or hours a week", "More (below 0: fewer) in whole places, or hours in quarters"),
    "from": ("date", "Day on which the change begins"),
    "whole_from": ("date", "Day from which the whole change is there"),
    "until": ("date", "Last day of the change; empty: to the end"),
    "used_then": ("places or hours a week", "Mean in use with the option"),
    "series": ("name", "Series of the baseline whose yearly means are compared"),
    "words": ("text", "What the series counts"),
    "change_a_year": ("people", "Yearly mean of the last year measured less that of the last before, a year"),
    "band_lower": ("people", "Lower end of the band in which a change counts as steady"),
    "band_upper": ("people", "Upper end of that band"),
    "partnerships": ("partnerships", "Partnerships that have the figure"),
    "median_percent": ("percent", "Median distance of modelled from published, without sign"),
    "within_5_percent": ("partnerships", "Partnerships within 5 % of the published figure"),
    "within_10_percent": ("partnerships", "Partnerships within 10 % of the published figure"),
    "verdict": ("text", "steady (interval within the band), drifts (outside it) or cannot tell"),
    "ratio": ("ratio", "Mean of the last year over that of the first"),
    "judged_by": ("text", "What is held against the band; empty: the series is shown only"),
    "judged": ("as judged_by", "Its value; lower and upper: its 95 % interval over the replications"),
    "within": ("true or false", "Whether the value lies within the band"),
    "certain": ("true or false", "Whether its whole interval lies on the same side"),
    "from_year": ("financial year", "Year whose published days the prediction starts from"),
    "to_year": ("financial year", "Year that is predicted"),
    "published_before": ("bed days a year", "Published delayed days at 75 and over of the year before"),
    "modelled_before": ("bed days a year", "Modelled delayed days at 75 and over of the year before"),
    "by_growth": ("bed days a year", "Prediction: published days of the year before, times the model's growth"),
    "by_level": ("bed days a year", "Prediction: the model's own days of the year"),
    "same_as_last_year": ("bed days a year", "Prediction: published days of the year before"),
    "error_percent": (
        "percent",
        "Sum of the errors without sign, or of the scores (next_year_scores), over the sum of published days",
    ),
    "difference_lower": (_ANSWER, "Lower end of the 95 % interval of the difference, over sets of partnerships"),
    "difference_upper": (_ANSWER, "Upper end of that interval"),
    "draws": ("number", "Draws of the baseline's multipliers that the values come from; 0: none"),
    "median": ("bed days a year", "Median of the values that are equally likely"),
    **{
        f"{end}_{percent}": ("bed days a year", f"{end.capitalize()} end of their central {percent} % interval")
        for percent in (50, 80, 95)
        for end in ("lower", "upper")
    },
    "below_percent": ("percent", "Share of the values that lie below the published days"),
    "crps": (
        "bed days a year",
        "Continuous ranked probability score of the values: the less, the nearer and the surer",
    ),
    "mean_percent": ("percent", "Mean over partnerships of the score in percent of their own published days"),
    **{
        f"within_{percent}": ("percent", f"Partnerships whose published days lie within the {percent} % interval")
        for percent in (50, 80, 95)
    },
    "people_65_plus": ("people", "People aged 65 and over"),
    "part_of_200000": ("bed days a year", "The partnership's part of 200,000 bed days, by people aged 65 and over"),
    "part_percent": (
        "percent",
        "Part of the option's effects that change something, each counted once (not of its days)",
    ),
    "share_percent": ("percent", "Bed days returned over that part"),
}
_JUDGED = "ratio judged_by judged lower upper band_lower band_upper within certain"
_FILES: dict[str, str] = {
    "measures.csv": "option replication measure breakdown level value unit",
    "daily.parquet": "option replication day date measure level value",
    "flows.parquet": "option replication from_setting to_setting moves_a_year",
    "comparison.csv": (
        "option measure breakdown level unit baseline_mean mean sd sd_random sd_effects sd_calibration difference"
        " lower upper replications conclusive grade note"
    ),
    "futures.csv": (
        "option group most_in_100 part_reached_in_100 mean half_width_random half_width_effects"
        " half_width_calibration replications"
    ),
    "draws.csv": "replication name effect unit low high value",
    "sensitivity.csv": "option name effect low high unit half_width lower upper variance_percent",
    "assumptions.csv": "option intervention effect value low high unit basis source coverage part_percent",
    "baseline.csv": (
        "figure unit published published_low published_high modelled lower upper difference_percent year_sd_percent"
        " status role scope luck_percent doubt_percent grade source basis note"
    ),
    "national_indicators.csv": ("indicator title unit published modelled lower upper status note published_source"),
    "national_outcomes.csv": (
        "option outcome title measure breakdown level unit better baseline_mean mean difference lower upper note source"
    ),
    "warmup.csv": "measure batch_day value truncation_day method",
    "steady_state.csv": "series words mean change_a_year lower upper band_lower band_upper verdict",
    "precision_by_replications.csv": "option measure replications mean half_width precision_percent needed method",
    "precision.csv": "option measure replications mean half_width precision_percent needed method",
    "by_period.csv": (
        "option period_kind period from_date to_date days complete measure breakdown level unit mean mean_lower"
        " mean_upper difference lower upper replications"
    ),
    "option_changes.csv": (
        "option change capacity_of label unit today used_today waiting_today asked given from whole_from until"
        " used_then note"
    ),
    "runs.csv": "option replication status seconds message",
    "baseline_by_partnership.csv": (
        "partnership figure unit published modelled difference_percent year_sd_percent role scope"
    ),
    "baseline_within.csv": "figure role partnerships median_percent within_5_percent within_10_percent within_luck",
    "steady_state_by_partnership.csv": (
        "partnership series words mean change_a_year lower upper band_lower band_upper verdict"
    ),
    "years.csv": f"series words unit {EACH_YEAR} {_JUDGED}",
    "years_by_partnership.csv": f"partnership title series words unit {EACH_YEAR} {_JUDGED}",
    "next_year.csv": (
        "partnership from_year to_year role published_before published modelled_before modelled by_growth by_level"
        " same_as_last_year"
    ),
    "next_year_summary.csv": (
        "from_year to_year method words role partnerships error_percent lower upper difference difference_lower"
        " difference_upper"
    ),
    "next_year_scores.csv": (
        "partnership from_year to_year role method words draws published_before published median lower_50 upper_50"
        " lower_80 upper_80 lower_95 upper_95 below_percent crps"
    ),
    "next_year_scores_summary.csv": (
        "from_year to_year method words role partnerships error_percent lower upper difference difference_lower"
        " difference_upper mean_percent within_50 within_80 within_95"
    ),
    "partnerships.csv": (
        "option partnership title people_65_plus part_of_200000 mean lower upper share_percent replications conclusive"
        " note"
    ),
}
_EVENTS: dict[str, tuple[str, str]] = {
    "run_number": ("number", "Replication (vidigi)"),
    "entity_id": ("number", "Journey: one spell from leaving home, or coming from outside, to the return (vidigi)"),
    "person_id": ("number", "Person, the same in every journey"),
    "pathway": ("name", "Need that began the journey (vidigi)"),
    "event_type": (
        "name",
        "arrival_departure, queue, resource_use or resource_use_end (vidigi 2.0 needs wrap_queues_at=None where nobody"
        " ever waits)",
    ),
    "event": ("name", "Stage (vidigi); of somebody who waits in a bed: the setting of that bed"),
    "time": ("days", "Time since day 0"),
    "resource_id": ("number", "Number of the bed or of the team's member; empty where none is held (vidigi)"),
    "timestamp": ("date and time", "Start date plus time"),
    "case:concept:name": ("name", "Replication and journey (XES case)"),
    "concept:name": ("name", "Activity (XES), what is waited for included"),
    "time:timestamp": ("date and time", "Start date plus time (XES)"),
    "lifecycle:transition": ("name", "schedule, start or complete (XES)"),
    "org:resource": ("name", "Setting or team in use, with its number (XES); empty where none is"),
    "activity_instance_id": ("number", "Links start and end of one activity (bupaR)"),
}


def data_dictionary(years: int = 2) -> pd.DataFrame:
    """Return a row for each column of each table of a comparison, of the event log, and for each measure.

    ``years`` is how many whole years are measured.
    """
    by_year = {f"year_{number}": ("as unit", f"Mean in year {number}, counted from the first day measured")
               for number in range(1, max(years, 2) + 1)}  # fmt: skip
    known = _SHARED | by_year
    files = {file: columns.replace(EACH_YEAR, " ".join(by_year)) for file, columns in _FILES.items()}
    rows = [(file, name, *known[name], MODEL) for file, columns in files.items() for name in columns.split()]
    rows += [("events/*.parquet", name, *_EVENTS[name], MODEL) for name in SCHEMA.names]
    rows += [
        ("measures.csv: measure", measure.name, measure.unit, measure.definition, measure.source)
        for measure in MEASURES.values()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
