"""The pictures of one results folder: which can be drawn, with what title (the finding) and alternative text."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from sim.report import figures, scotland
from sim.report.baseline_by_partnership import baseline_by_partnership
from sim.report.findings import RETURNED, effects, headline, not_apart, parted, returned
from sim.report.flow_layout import flow_table, lay_out, out_of_hospital
from sim.report.flow_map import flows_map
from sim.report.labels import (
    PARTS,
    REASONS,
    interval,
    number,
    percent,
    pounds,
    title_of,
)
from sim.report.results_folder import Results
from sim.report.scotland_years import delayed_by_year
from sim.report.setting_types import setting_of
from sim.report.timelines import delay_over_time, delay_table, occupancy_over_time, occupancy_table
from sim.report.trajectory import trajectory
from sim.report.uncertainty_picture import SOURCES, finding, uncertainty, uncertainty_table


@dataclass(frozen=True)
class Picture:
    """A figure, its title, its alternative text, and the table that holds every number drawn."""

    name: str
    title: str
    alternative: str
    table: pd.DataFrame
    figure: Figure


def pictures(results: Results) -> list[Picture]:
    """Return the pictures that the tables at hand allow; a missing table leaves its picture out."""
    return [picture for maker in makers() if (picture := maker(results)) is not None]


def makers() -> tuple[Callable[[Results], Picture | None], ...]:
    """Return the functions that make the pictures, in order."""
    return (
        _returned, _occupancy, _delay, _flows, _cost, _quintiles, _partnerships, _trajectory,
        _baseline_by_partnership, _delayed_by_year, _uncertainty,
    )  # fmt: skip


def _subtitle(results: Results, unit: str) -> str:
    count = results.number_of_replications
    runs = f"{count} replication{'' if count == 1 else 's'}"
    return f"{results.place}. Mean of {runs}; {unit}."


def _start(results: Results) -> datetime.date | None:
    date = (results.asked.get("period") or {}).get("start_date")
    return datetime.date.fromisoformat(str(date)[:10]) if date else None


def _returned(results: Results) -> Picture | None:
    table = returned(results)
    if table.empty:
        return None
    title = headline(table, len(not_apart(results)))
    subtitle = _subtitle(
        results, "each option against the baseline, same people and random numbers; unit: hospital bed days a year"
    )
    descriptions = [
        f"{row['title']}: {number(row['total'])} ({interval(row['lower'], row['upper'])}), of which "
        + ", ".join(f"{words} {number(row[part])}" for part, words in PARTS.items())
        + f"; {row['in_words']}"
        if not row["why_none"]
        else f"{row['title']}: {row['why_none']}"
        for row in table.to_dict("records")
    ]
    alternative = f"Bars of hospital bed days returned a year by option, with 95% intervals. {'. '.join(descriptions)}."
    figure = figures.bed_days_returned(table, title=title, subtitle=subtitle)
    return Picture("bed_days_returned", title, alternative, table, figure)


def _occupancy(results: Results) -> Picture | None:
    if results.daily is None:
        return None
    table = occupancy_table(results.daily, results.settings)
    if table.empty:
        return None
    measured = table[table["day"] >= results.warmup_days]
    means = (measured if len(measured) else table).groupby("kind", sort=False)["value"].mean()
    first, level = str(means.index[0]), float(means.iloc[0])
    clause = "hospital beds are occupied" if first == "Hospital" else f"places are occupied in {first.lower()}"
    title = f"Baseline: on an average night about {number(level)} {clause}"
    weekly = "" if results.daily["day"].nunique() < 183 else "; means of whole weeks"
    subtitle = _subtitle(results, f"faint: single replications, bold: their mean; occupied at midnight{weekly}")
    levels = ", ".join(f"{name} {number(float(value))}" for name, value in means.items())
    alternative = f"Lines of occupied places over time in the baseline. Means after the warm-up: {levels}."
    figure = occupancy_over_time(
        table, title=title, subtitle=subtitle, warmup_days=results.warmup_days, start=_start(results)
    )
    return Picture("occupancy_over_time", title, alternative, table, figure)


def _delay(results: Results) -> Picture | None:
    table = delay_table(results.daily) if results.daily is not None else pd.DataFrame()
    if table.empty:
        return None
    after = table[table["day"] >= results.warmup_days]
    means = (after if len(after) else table).groupby("reason", sort=False)["mean"].mean()
    whole, reasons = float(means["all"]), means.drop("all")
    title = f"Baseline: about {number(whole)} people are ready to leave hospital and still there on an average night"
    if len(reasons) > 1 and whole > 0:
        largest = title_of(str(reasons.idxmax()), REASONS).lower()
        title += f"; {percent(100 * float(reasons.max()) / whole)} of them {largest}"
    published = results.asked.get("published_people_delayed")
    subtitle = _subtitle(
        results, "people delayed at midnight by reason, stacked; band: 95% of replications lie within it"
    )
    levels = ", ".join(f"{title_of(str(name), REASONS)} {number(float(value))}" for name, value in reasons.items())
    alternative = (
        f"Stacked areas of people delayed over time, by reason. Means after the warm-up: {levels}; all {number(whole)}."
    )
    figure = delay_over_time(
        table,
        title=title,
        subtitle=subtitle,
        warmup_days=results.warmup_days,
        start=_start(results),
        published=float(published) if published is not None else None,
    )
    return Picture("delay_over_time", title, alternative, table, figure)


def _flows(results: Results) -> Picture | None:
    table = flow_table(results.flows) if results.flows is not None else pd.DataFrame()
    if table.empty:
        return None
    names = {
        end: [setting_of(results.settings, str(name)).label for name in table[f"{end}_setting"]]
        for end in ("from", "to")
    }
    moves = [number(float(value)) for value in table["moves_a_year"]]
    title = out_of_hospital(table, results.settings)
    if not title:
        title = (
            f"The largest flow is from {names['from'][0].lower()} to {names['to'][0].lower()}: {moves[0]} moves a year"
        )
    shown = percent(100 * lay_out(table, results.settings).share_drawn)
    subtitle = _subtitle(
        results, f"moves a year between settings in the baseline, {shown} of them drawn; width by number"
    )
    largest = "; ".join(
        f"{source} to {target.lower()} {count}"
        for source, target, count in list(zip(names["from"], names["to"], moves, strict=True))[:12]
    )
    alternative = f"Map of moves between settings, from home on the left to care home on the right. Largest: {largest}."
    return Picture(
        "flows_map", title, alternative, table, flows_map(table, results.settings, title=title, subtitle=subtitle)
    )


def _cost(results: Results) -> Picture | None:
    table = parted(results, "net_cost", "payer", tuple(results.payers)).dropna(subset=["total"])
    if table.empty:
        return None
    table = table.sort_values("total", kind="stable").reset_index(drop=True)
    costs = "; ".join(
        f"{row['title']} {pounds(row['total'])} ({interval(row['lower'], row['upper'], money=True)})"
        for row in table.to_dict("records")
    )
    subtitle = _subtitle(
        results, "cost of the option less the value of the days released, by who pays; unit: pounds a year"
    )
    alternative = (
        f"Bars of net cost a year by option and payer, with 95% intervals; below zero means it costs less. {costs}."
    )
    title = _cost_title(table)
    picture = figures.net_cost(table, results.payers, title=title, subtitle=subtitle)
    return Picture("net_cost", title, alternative, table, picture)


def _cost_title(table: pd.DataFrame) -> str:
    """Say how many options cost less or more, without a rank: that they differ from each other is not tested."""
    if table["lower"].isna().all():
        return "Net cost of one replication: no interval, and no verdict"
    less, more = int((table["upper"] < 0).sum()), int((table["lower"] > 0).sum())
    if len(table) == 1:
        words = "costs less" if less else "costs more" if more else "has a net cost not distinguishable from none"
        return f"{table['title'].iloc[0]} {words}: {pounds(float(table['total'].iloc[0]))} a year"
    unsure = f"{len(table) - less - more} cannot be told from none"
    return f"Net cost: of {len(table)} options {less} cost{'s' if less == 1 else ''} less, {more} more; {unsure}"


def _quintiles(results: Results) -> Picture | None:
    measure, unit = f"{RETURNED}_per_1000", "bed days returned a year per 1,000 people"
    table = effects(results.comparison, measure, "quintile")
    if table.empty:
        measure, unit = RETURNED, "bed days returned a year"
        table = effects(results.comparison, measure, "quintile")
    has_value = table["option"].isin(list(returned(results)["option"])) & table["value"].notna()
    table = table[has_value].rename(columns={"level": "quintile"})
    if table.empty:
        return None
    order = [option for option in returned(results)["option"] if option in set(table["option"])]
    table = table.assign(title=table["option"].map(results.titles), quintile=table["quintile"].astype(str).str[:1])
    table = table.sort_values(["option", "quintile"], key=lambda c: c.map(order.index) if c.name == "option" else c)
    best = table[table["option"] == order[0]]
    first, last = best.iloc[0], best.iloc[-1]
    title = f"{results.titles[order[0]]}: {number(float(first['value']))} in {_fifth(str(first['quintile']))}"
    title += f", {number(float(last['value']))} in {_fifth(str(last['quintile']))}" if len(best) > 1 else ""
    values = "; ".join(
        f"{name}: " + ", ".join(f"quintile {row.quintile} {number(float(str(row.value)))}" for row in rows.itertuples())
        for name, rows in table.groupby("title", sort=False)
    )
    alternative = f"Bars of {unit} by SIMD quintile, a panel for each option. {values}."
    figure = figures.by_quintile(table, title=title, subtitle=_subtitle(results, f"{unit}, 95% intervals"), unit=unit)
    return Picture(
        "by_quintile", title, alternative, table[["title", "quintile", "value", "lower", "upper", "option"]], figure
    )


def _partnerships(results: Results) -> Picture | None:
    table, whole = scotland.best(results)
    if table.empty:
        return None
    title = scotland.headline(whole, results.titles[str(whole["option"])])
    subtitle = _subtitle(
        results,
        "sum of the partnerships, replication by replication; ? not distinguishable from none, ~ uncertain size",
    )
    alternative = (
        f"Bars of bed days returned a year by partnership, with 95% intervals and each one's part of the 200,000, and"
        f" above them Scotland. {scotland.most(table)}."
    )
    figure = scotland.by_partnership(table, whole, title=title, subtitle=subtitle)
    return Picture(scotland.PICTURE, title, alternative, table, figure)


def _trajectory(results: Results) -> Picture | None:
    drawn = trajectory(results, _subtitle(results, "by calendar month; band: 95% interval of the mean"))
    return None if drawn is None else Picture("trajectory", *drawn)


def _baseline_by_partnership(results: Results) -> Picture | None:
    drawn = baseline_by_partnership(
        results, _subtitle(results, "a dot for each partnership; grey: within 10%; ringed: furthest off, in percent")
    )
    return None if drawn is None else Picture("baseline_by_partnership", *drawn)


def _delayed_by_year(results: Results) -> Picture | None:
    drawn = delayed_by_year(results, _subtitle(results, "people delayed at midnight, mean of each year"))
    return None if drawn is None else Picture("delayed_people_by_year", *drawn)


def _uncertainty(results: Results) -> Picture | None:
    table = uncertainty_table(results)
    if table.empty:
        return None
    title = finding(table)
    subtitle = _subtitle(results, "half the 95% interval of bed days returned, by what it comes from")
    halves = [
        f"{row['title']}: " + ", ".join(f"{words} {number(row[source])}" for source, words in SOURCES.items())
        for row in table.to_dict("records")
    ]
    alternative = (
        f"Bars of half the 95% interval of bed days returned, by source, for each option. {'; '.join(halves)}."
    )
    return Picture("uncertainty", title, alternative, table, uncertainty(table, title=title, subtitle=subtitle))


def _fifth(quintile: str) -> str:
    return {"1": "the most deprived fifth", "5": "the least deprived fifth"}.get(quintile, f"quintile {quintile}")
