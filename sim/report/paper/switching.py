"""What would change the choice: the unit cost, the value of a bed day and the effect at which an order turns."""

import math
from collections.abc import Sequence
from itertools import combinations

from sim.amounts import amount
from sim.report.labels import number, percent
from sim.report.paper.content import Cell, Number, Table, shown
from sim.report.paper.evidence import Finding, price, price_words
from sim.report.paper.folder import PaperFolder, number_in, words_in

MOST_PAIRS, MOST_EFFECTS = 2, 2
"""Pairs of options, and effects, that are named in words; the tables have all."""
TIMES = "\N{MULTIPLICATION SIGN}"


def cost_factor(one: Finding, target: float) -> float:
    """Return by how much the cost of an option's interventions must be multiplied for its net cash cost to be `target`.

    nan where it has no interventions that cost anything, or no factor of zero or more does it.
    """
    if not one.interventions.value > 0:
        return math.nan
    factor = 1 + (target - one.cash.value) / one.interventions.value
    return factor if factor >= 0 else math.nan


def bed_day_value(first: Finding, second: Finding) -> float:
    """Return the worth of a bed day, in pounds, at which two options are worth the same: difference of cash over days.

    nan where the first does not give back more for more.
    """
    days, cash = first.days.value - second.days.value, first.cash.value - second.cash.value
    return cash / days if days > 0 and cash > 0 else math.nan


def cost_table(short: Sequence[Finding]) -> Table | None:
    """Return the unit costs and worths of a bed day at which an option of the short list loses to another."""
    rows: list[tuple[Cell, ...]] = []
    for one in short:
        rows.append(_worth_doing(one))
    for first, second in combinations(short, 2):
        rows += [row for row in (_same_price(first, second), _same_worth(first, second)) if row]
    caption = "Switching values of cost: at what the order turns (means)"
    headings = ("Compared", "What is varied", "Today", "Turns at", "What then")
    note = (
        "Each value is varied alone, at the mean of all else; options that cannot be told apart may turn at any value"
        " inside their intervals. Costs of interventions are varied together, by one factor."
    )
    return Table("Switching costs", caption, headings, tuple(rows), (note,)) if rows else None


def _worth_doing(one: Finding) -> tuple[Cell, ...]:
    turn: Cell = price(one.cost_per_day)
    if one.cash.value <= 0:
        turn = "at any worth: it costs less cash than do nothing"
    return (
        f"{one.title}, do nothing", "worth of a bed day to the board", "for the board to say", turn,
        "below this worth, do nothing is better",
    )  # fmt: skip


def _same_price(first: Finding, second: Finding) -> tuple[Cell, ...] | None:
    """Return the factor on the costs of the one with the cheaper bed day at which the other's is as cheap."""
    cheap, dear = sorted((first, second), key=lambda one: one.cost_per_day)
    turn = cost_factor(cheap, dear.cost_per_day * cheap.days.value)
    if dear.cash.value <= 0 or not math.isfinite(turn):
        return None
    return (
        f"{first.title}, {second.title}", f"cost of the interventions of {cheap.title}", f"{TIMES}1",
        Number(turn, f"{TIMES}{amount(turn, decimals=2)}"), f"above this, a bed day costs less with {dear.title}",
    )  # fmt: skip


def _same_worth(first: Finding, second: Finding) -> tuple[Cell, ...] | None:
    more, fewer = sorted((first, second), key=lambda one: -one.days.value)
    worth = bed_day_value(more, fewer)
    if not math.isfinite(worth):
        return None
    return (
        f"{first.title}, {second.title}", "worth of a bed day to the board", "for the board to say",
        price(worth), f"above this worth, {more.title} is the better of the two; below, {fewer.title}",
    )  # fmt: skip


def effect_table(folder: PaperFolder, short: Sequence[Finding]) -> Table | None:
    """Return at which point of an effect's interval an option falls to the next one, or to do nothing.

    Read from sensitivity.csv: the change in bed days as an effect goes from its value to the end of its interval, taken
    as a straight line. Only effects whose change is told apart from none.
    """
    table, rows = folder.table("sensitivity"), list[tuple[Cell, ...]]()
    for place, one in enumerate(short):
        below = short[place + 1].days.value if place + 1 < len(short) else 0.0
        against = short[place + 1].title if place + 1 < len(short) else "Do nothing"
        for row in table[table["option"] == one.name].to_dict("records"):
            change, low, high = (number_in(row, name) for name in ("half_width", "lower", "upper"))
            if math.isfinite(change) and (low > 0 or high < 0):
                rows.append(_effect(one, against, below, dict(row), change))
    caption = "Switching values of effects: at what the order of means turns"
    headings = (
        "Option", "Effect", "Bed days at the worse end of its interval", "Compared with",
        "Turns at this part of the way", "What that means",
    )  # fmt: skip
    note = (
        "The part of the way from the value stated to the worse end of its 95% interval at which the mean falls to"
        " that of the other; over 100%: it does not turn within the interval. Effects whose weight is not told apart"
        " from none by these replications are left out."
    )
    return Table("Switching effects", caption, headings, tuple(rows), (note,)) if rows else None


def _effect(one: Finding, against: str, below: float, row: dict[object, object], change: float) -> tuple[Cell, ...]:
    """Return the row of one effect: bed days at its worse end, and how far along the order turns."""
    cells = {str(name): value for name, value in row.items()}
    worse, way = one.days.value - abs(change), 100 * (one.days.value - below) / abs(change)
    end = number_in(cells, "low") if change > 0 else number_in(cells, "high")
    unit = words_in(cells, "unit")
    verdict = "turns within the interval" if way <= 100 else "holds over the interval"
    return (
        one.title, f"{words_in(cells, 'effect')} (worse end {_in_unit(end, unit)})",
        Number(worse, number(worse)), against, Number(way, percent(way)), verdict,
    )  # fmt: skip


def _in_unit(value: float, unit: str) -> str:
    """Write a value of an effect in its unit."""
    return f"{TIMES}{amount(value)}" if unit == "times" else f"{amount(value)} {unit}".strip()


def cost_words(short: Sequence[Finding], first: Sequence[Finding]) -> list[str]:
    """Say at which worth of a bed day do nothing is better, and at what the options recommended change places."""
    priced = [one for one in short if one.cash.value > 0]
    words = []
    if priced:
        listed = "; ".join(f"{one.title} {price_words(one.cost_per_day)}" for one in priced)
        words.append(f"Do nothing is better where a bed day is worth less to the board than: {listed}.")
    words += [
        f"{one.title} costs less cash than do nothing, whatever a bed day is worth."
        for one in short
        if one.cash.value <= 0
    ]
    for one, other in list(combinations(first, 2))[:MOST_PAIRS]:
        if (row := _same_price(one, other)) is not None:
            words.append(f"{_start(row)} multiplied by {shown(row[3]).removeprefix(TIMES)}: {row[4]}.")
        if (row := _same_worth(one, other)) is not None:
            words.append(f"{row[0]}, by means: at a bed day worth {shown(row[3])} to the board; {row[4]}.")
    return words


def _start(row: tuple[Cell, ...]) -> str:
    words = shown(row[1])
    return f"{words[:1].upper()}{words[1:]}"


def effect_words(folder: PaperFolder, short: Sequence[Finding]) -> list[str]:
    """Say which effects turn the order within their intervals, and of how many that cannot be said."""
    table, words = effect_table(folder, short), []
    for row in table.rows if table is not None else ():
        words.append(
            f"{shown(row[0])}, with {shown(row[1])}: {shown(row[2])} bed days a year; its place before"
            f" {_inside(shown(row[3]))} {shown(row[5])}."
        )
    return [*words[:MOST_EFFECTS], effects_left_out(folder, short)]


def _inside(title: str) -> str:
    """Write do nothing as it stands inside a sentence."""
    return title.lower() if title == "Do nothing" else title


def effects_left_out(folder: PaperFolder, short: Sequence[Finding]) -> str:
    """Say how many effects of the short list have a weight that is told apart from none."""
    table = folder.table("sensitivity")
    rows = table[table["option"].isin([one.name for one in short])]
    clear = int(((rows["lower"] > 0) | (rows["upper"] < 0)).sum())
    if rows.empty:
        return (
            "At which effect the order turns cannot be said: this run does not tell what bed days depend on (a sum over"
            " Scotland does not, nor one with effects at their values, nor too few replications)."
        )
    return (
        f"Of {len(rows)} uncertain effects of the short list, {clear or 'none'} can be told apart from chance in what"
        f" it does to bed days, by these replications; of {'the others' if clear else 'these'} it cannot be said at"
        " which value the order turns."
    )
