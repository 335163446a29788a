"""How delays and bed days answer to capacity: the tables of a results folder, and what is shown of them on screen."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.labels import interval, lines, number, percent
from sim.report.scotland_years import prediction_text

SCOTLAND, TEN = "scotland", 10.0
"""Of all places the sum is shown, and the percentage nearest to 10, for which effects are published."""
STANDARD, BED_DAYS = "standard_delayed_bed_days_75_plus", "emergency_bed_days"
MEASURES = {
    "delayed_bed_days_75_plus": "delayed days at 75+",
    STANDARD: "standard delayed days at 75+",
    BED_DAYS: "emergency bed days",
}
WIDTHS = (16, 8, 6, 21, 11, 28, 10)
LONGEST = 100


@dataclass(frozen=True)
class Tables:
    """The tables of one results folder, of the place that is shown."""

    place: str
    responses: pd.DataFrame
    checks: pd.DataFrame
    beside: pd.DataFrame

    @classmethod
    def read(cls, folder: Path) -> "Tables":
        """Read a results folder; of several places, Scotland is shown."""
        names = ("responses", "response_checks", "beside_published")
        read = [pd.read_csv(folder / f"{name}.csv", keep_default_na=True) for name in names]
        places = list(dict.fromkeys(read[0]["partnership"]))
        place = SCOTLAND if SCOTLAND in places else places[0] if places else ""
        return cls(place, *(table[table["partnership"] == place] for table in read))

    @property
    def replications(self) -> int:
        """How many replications there are at most."""
        return int(self.responses["replications"].max())

    @property
    def runs(self) -> str:
        """Say whose mean the numbers are."""
        count = self.replications
        return f"mean of {count} replication{'' if count == 1 else 's'}"

    def near_ten(self) -> pd.DataFrame:
        """Return the rows of the percentage nearest to 10."""
        percents = self.responses["percent"].astype(float)
        nearest = min(set(percents), key=lambda percent: (abs(percent - TEN), percent))
        return pd.DataFrame(self.responses[percents == nearest])


def news_text(folder: Path) -> str:
    """Return how well the change of home-support hours predicts the next year's delays; nothing where not tried."""
    path = folder / "next_year_by_capacity_summary.csv"
    return prediction_text(pd.read_csv(path)) if path.exists() else ""


def responses_text(folder: Path, title: str) -> str:
    """Return the response to about 10 % more as text of at most 100 columns, with published responses below it."""
    tables = Tables.read(folder)
    near = tables.near_ten()
    percent_added = float(near["percent"].iloc[0])
    top = f"Response to {percent_added:g} % more of a capacity in {title}, {tables.runs}"
    head = _line(
        ("Capacity", "Scarcity", "Added", "Standard delays, 75+", "Elasticity", "Bed days returned", "Per 1,000")
    )
    below = _line(("", "", "", "change, 95% interval", "", "a year, 95% interval", "for 10%"))
    body = []
    in_order = near.sort_values(
        "capacity", key=lambda names: names.map(list(dict.fromkeys(names)).index), kind="stable"
    )
    for (_, scarcity), rows in in_order.groupby(["capacity", "scarcity"], sort=False):
        by_measure = {str(row["measure"]): row for row in rows.to_dict("records")}
        body.append(_line(_cells(str(scarcity), by_measure[STANDARD], by_measure[BED_DAYS])))
    note = lines(
        "Added: after rounding to whole places, or hours in quarters. Standard delays: without code 9. "
        "Per 1,000: bed days returned per 1,000 people aged 65 and over.", LONGEST
    )  # fmt: skip
    return "\n".join([top, head, below, "-" * len(head), *body, *note, "", *_checked(tables), *_published(tables)])


def _cells(scarcity: str, delays: dict[Any, Any], days: dict[Any, Any]) -> tuple[str, ...]:
    if not math.isfinite(days["difference"]):
        return str(days["label"]), scarcity, "", "no answer", "", "", ""
    returned, low, high = (-float(days[name]) for name in ("difference", "difference_upper", "difference_lower"))
    change, lower, upper = (float(delays[f"percent_change{end}"]) for end in ("", "_lower", "_upper"))
    ends = (percent(end, minus="-").rstrip("%") for end in (lower, upper))
    bounds = f" ({' to '.join(ends)})" if math.isfinite(lower) else ""
    between = f" ({interval(low, high, minus='-')})" if math.isfinite(low) else ""
    per_1000 = -float(days["days_per_1000_for_10_percent"])
    steep = float(delays["elasticity"])
    return (
        str(days["label"]),
        scarcity,
        percent(float(days["added_percent"])),
        percent(change, minus="-") + bounds,
        f"{steep:.2f}" if math.isfinite(steep) else "",
        number(returned, minus="-") + between,
        number(per_1000, minus="-") if math.isfinite(per_1000) else "",
    )


def _line(cells: tuple[str, ...]) -> str:
    first = [f"{cells[0][: WIDTHS[0] - 1]:{WIDTHS[0]}}", f"{cells[1]:{WIDTHS[1]}}"]
    rest = [f"{cell:>{width}}" for cell, width in zip(cells[2:], WIDTHS[2:], strict=True)]
    return "".join([*first, *rest]).rstrip()


def _checked(tables: Tables) -> list[str]:
    """Say in how many rows more capacity gives fewer days and ever less for each place, and name those against it."""
    findings = []
    for column, against, words in (
        ("sign", "wrong", "More capacity, fewer days"),
        ("diminishing", "growing", "More and more, and ever less for each place or hour"),
    ):
        counts = tables.checks[column].value_counts().to_dict()
        rows_against = [
            f"{row['capacity'].replace('_', ' ')}, {MEASURES[row['measure']]}, {row['scarcity']}"
            + (f" ({row['note']})" if column == "diminishing" and isinstance(row["note"], str) else "")
            for row in tables.checks[tables.checks[column] == against].to_dict("records")
        ]
        verdicts = ", ".join(f"{verdict} {count}" for verdict, count in counts.items())
        findings += lines(
            f"{words}: {verdicts}{f'; {against}: ' if rows_against else ''}{'; '.join(rows_against)}.", LONGEST
        )
    return findings


def _published(tables: Tables) -> list[str]:
    """Set each published response beside the modelled ones, a line or two for each."""
    findings = []
    keys = ["capacity", "measure", "unit", "published_low", "published_high", "published_place"]
    for one, rows in tables.beside.groupby(keys, sort=False):
        capacity, measure, unit, low, high, place = (str(word) for word in one)
        span = _figure(float(low)) + ("" if low == high else f" to {_figure(float(high))}")
        modelled = [
            f"{row['scarcity']} {_figure(row['modelled'])} ({row['verdict']}{'' if row['sure'] else '?'})"
            for row in rows.to_dict("records")
            if math.isfinite(row["modelled"])
        ]
        words = f"{capacity.replace('_', ' ').capitalize()}, {MEASURES[measure]}, {unit}: published {span}"
        findings += lines(f"{words} ({place}); modelled {', '.join(modelled) or 'no answer'}.", LONGEST)
    more = "Below, above: a weaker, a stronger response than published; ?: its interval would say otherwise."
    return [*findings, more] if findings else []


def _figure(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 3 else f"{value:.1f}" if abs(value) < 10 else f"{value:.0f}"
