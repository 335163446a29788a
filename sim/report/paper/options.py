"""Tables of the options: what each gives back and costs, the long list with reasons, what they change, and risk."""

import math
from collections.abc import Sequence

from sim.report.labels import number, percent, title_of
from sim.report.paper.content import Cell, Number, Table
from sim.report.paper.criteria import DO_NOTHING
from sim.report.paper.evidence import Estimate, Listed, count, money, price, span
from sim.report.paper.folder import PaperFolder, number_in, words_in
from sim.report.results_folder import Results

NOT_TESTED = "not tested"

HALVES = ("half_width_random", "half_width_calibration", "half_width_effects")
"""Columns of half the interval of each source."""


def options_table(rows: Sequence[Listed]) -> Table:
    """Return do nothing and every option: bed days, interval, cost, group, futures; do nothing first."""
    nothing: Cell = Number(0.0, "0")
    table: list[tuple[Cell, ...]] = [
        (DO_NOTHING, nothing, "by definition", nothing, "does not apply", "does not apply", "does not apply")
    ]
    for row in rows:
        one = row.finding
        if one.why_none:
            table.append((one.title, *["no answer"] * 6))
            continue
        group: Cell = NOT_TESTED if one.group is None else Number(one.group, str(one.group))
        most: Cell = Number(one.most, f"{one.most:.0f} of 100") if math.isfinite(one.most) else "not said"
        cost: Cell = price(one.cost_per_day) if math.isfinite(one.cost_per_day) else "not said"
        table.append(
            (
                one.title,
                count(one.days.value),
                span(one.days),
                money(one.cash.value, plus=True),
                cost,
                group,
                most,
            )
        )
    return Table(
        "Options",
        "Bed days returned a year against do nothing, and net cost in cash",
        (
            "Option", "Bed days returned", "95% interval", "Net cost in cash", "Cash for one bed day", "Group",
            "Most in futures",
        ),
        tuple(table),
        (
            "Options of one group cannot be told apart from its first, and are not ranked. Cash for one bed day is"
            " said only where the bed days are told apart from none. A future is a replication: a year with its own"
            " luck and its own draw of the effects.",
        ),
    )  # fmt: skip


def list_table(results: Results, rows: Sequence[Listed]) -> Table:
    """Return the long list, do nothing first, each with where it goes and why."""
    described = {option["name"]: str(option.get("description") or "") for option in results.options}
    table: list[tuple[Cell, ...]] = [
        (DO_NOTHING, "The partnership as it is", "short list", "always kept, as what all else is held against")
    ]
    for row in rows:
        one = row.finding
        where = "short list" if row.short else "long list only"
        table.append((one.title, described.get(one.name) or "no description", where, row.reason))
    caption = "Long list, short list and reasons"
    return Table("Long list", caption, ("Option", "What it is", "Where it goes", "Reason"), tuple(table))


def change_table(folder: PaperFolder) -> Table | None:
    """Return what options change of capacities: today, asked, given."""
    titles, rows = folder.results.titles, list[tuple[Cell, ...]]()
    for row in folder.table("option_changes").to_dict("records"):
        figures = [count(number_in(row, name)) for name in ("today", "used_today", "asked", "given")]
        title = titles.get(str(row["option"]), str(row["option"]))
        rows.append(
            (title, f"{words_in(row, 'label')}, {words_in(row, 'unit')}", *figures, words_in(row, "note") or "none")
        )
    headings = ("Option", "Capacity", "Today", "Used today", "Asked for", "Given", "Note")
    return Table("Capacities", "What options change of capacities", headings, tuple(rows)) if rows else None


def sensitivity_table(folder: PaperFolder) -> Table | None:
    """Return what each option's bed days depend on most."""
    titles, rows = folder.results.titles, list[tuple[Cell, ...]]()
    for row in folder.table("sensitivity").to_dict("records"):
        change, low, high, share = (
            number_in(row, name) for name in ("half_width", "lower", "upper", "variance_percent")
        )
        ends = f"{number(number_in(row, 'low'))} to {number(number_in(row, 'high'))} {words_in(row, 'unit')}"
        directed = math.isfinite(number_in(row, "low"))
        effect = f"{words_in(row, 'effect')} ({ends})" if directed else words_in(row, "effect")
        verdict = "weighs" if low > 0 or high < 0 else "not told apart from none" if directed else "of no direction"
        rows.append(
            (titles.get(str(row["option"]), str(row["option"])), effect, count(change, plus=directed),
             span(Estimate(0.0, low, high)), Number(share, percent(share)), verdict)
        )  # fmt: skip
    headings = (
        "Option",
        "Uncertain effect and its interval",
        "Bed days at its upper end",
        "95% interval",
        "Share of variance",
        "Verdict",
    )
    caption = (
        "What bed days returned depend on: change as an effect goes from its value to the upper end of its interval"
    )
    return Table("Sensitivity", caption, headings, tuple(rows)) if rows else None


def futures_table(results: Results) -> Table | None:
    """Return half the interval of each option by what it comes from, and what is reached in possible futures."""
    table = results.futures
    if table is None or table.empty:
        return None
    rows: list[tuple[Cell, ...]] = []
    for row in table.to_dict("records"):
        halves = [count(float(row[name])) for name in HALVES]
        shares: list[Cell] = []
        for name in ("most_in_100", "part_reached_in_100"):
            share = float(row[name])
            shares.append(Number(share, f"{share:.0f} of 100") if math.isfinite(share) else "not said")
        title = results.titles.get(str(row["option"]), title_of(str(row["option"]), {}))
        rows.append((title, Number(float(row["group"]), f"{int(row['group'])}"), *halves, *shares))
    headings = (
        "Option",
        "Group",
        "Half interval from random variation",
        "Half interval from the baseline itself",
        "Half interval from effects",
        "Gives back most in",
        "Part of 200,000 reached in",
    )
    return Table("Futures", "Where the doubt comes from, and possible futures", headings, tuple(rows))
