"""An animation in words: what the days shown come to on each side, day by day, for a screen and for the page."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.amounts import amount
from sim.report.animation.results import AnimationResults
from sim.report.labels import MINUS

ONE_FUTURE = (
    "This is one replication, one possible future of simulated people. Both sides meet the same people with the same "
    "random numbers, but a difference seen here is no evidence of an effect: for that compare many replications."
)
ALONE = "This is one replication, one possible future of simulated people: another would look different."
PRIVACY = "Everybody here is made up by the model; no real person's data are in this page."
TITLE, COLUMN = 42, 14


@dataclass(frozen=True)
class Line:
    """A figure of the days shown: its words, its value on each side, and how many decimals it is shown with."""

    words: str
    values: tuple[float, ...]
    decimals: int = 0

    @property
    def cells(self) -> list[str]:
        """The values as they are written, and the difference of two sides."""
        cells = [amount(value, decimals=self.decimals) for value in self.values]
        return [*cells, difference(self.values, self.decimals)] if len(cells) > 1 else cells


def difference(values: Sequence[float], decimals: int) -> str:
    """Return the second of two values less the first, both as they are written, with its sign."""
    change = round(values[1], decimals) - round(values[0], decimals)
    text = amount(abs(change), decimals=decimals)
    return f"+{text}" if change > 0 else f"{MINUS}{text}" if change < 0 else text


def note(results: AnimationResults) -> str:
    """Return what one replication can say, and what it cannot."""
    return ONE_FUTURE if len(results.sides) > 1 else ALONE


def totals(results: AnimationResults) -> list[Line]:
    """Return what the days shown come to: hospital bed days, blocked ones, admissions, and who waits on average."""
    days = results.days[results.days["setting"].isin(results.hospitals)]
    lines = []
    if results.hospitals:
        lines = [
            Line("Hospital bed days occupied", _sums(results, days, "occupied_days")),
            Line("Hospital bed days blocked", _sums(results, days, "blocked_days")),
            Line("Admissions to hospital", tuple(_crossings(results, name, into=True) for name in results.sides)),
            Line(
                "Left hospital, or died there", tuple(_crossings(results, name, into=False) for name in results.sides)
            ),
        ]
    for name in results.waited_for:
        waiting = results.days[results.days["setting"] == name]
        values = tuple(value / results.number_of_days for value in _sums(results, waiting, "waiting"))
        lines.append(Line(f"Waiting for {results.settings[name].label.lower()}, mean", values, 1))
    return lines


def _sums(results: AnimationResults, days: pd.DataFrame, column: str) -> tuple[float, ...]:
    return tuple(float(days.loc[days["option"] == name, column].sum()) for name in results.sides)


def _crossings(results: AnimationResults, side: str, *, into: bool) -> int:
    """Return how many people came into hospital from elsewhere, or left it."""
    moves = results.moves[results.moves["option"] == side]
    source, target = (moves[end].isin(results.hospitals) for end in ("from_setting", "to_setting"))
    return int((~source & target if into else source & ~target).sum())


def daily_rows(results: AnimationResults) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each day, and on each side: beds occupied and blocked, who waits, who came to hospital and who left."""
    days, hospital = results.days, results.days["setting"].isin(results.hospitals)
    for day in range(1, results.number_of_days + 1):
        of_day = days[days["day"] == day]
        sides = []
        for name in results.sides:
            mine = of_day[of_day["option"] == name]
            beds = mine[hospital.reindex(mine.index)]
            cells = [beds["people"].sum(), beds["blocked"].sum()]
            cells += [mine.loc[mine["setting"] == one, "waiting"].sum() for one in results.waited_for]
            cells += _crossed(results, name, day)
            sides.append([amount(float(cell), decimals=0) for cell in cells])
        yield day_in_words(results.first_date + datetime.timedelta(day - 1)), sides


def daily_headings(results: AnimationResults) -> list[str]:
    """Return the headings of the columns of `daily_rows` on each side."""
    waiting = [f"Waiting for {results.settings[name].label.lower()}" for name in results.waited_for]
    return ["Hospital beds occupied", "Beds blocked", *waiting, "Came to hospital", "Left hospital"]


def _crossed(results: AnimationResults, side: str, day: int) -> list[float]:
    moves = results.moves
    inside = (moves["option"] == side) & (moves["minute"] > (day - 1) * 1440) & (moves["minute"] <= day * 1440)
    source, target = (moves.loc[inside, end].isin(results.hospitals) for end in ("from_setting", "to_setting"))
    return [float((~source & target).sum()), float((source & ~target).sum())]


def day_in_words(date: datetime.date) -> str:
    """Return a date such as Mon 1 January 2024."""
    return f"{date:%a} {date.day} {date:%B %Y}"


def summary_text(folder: Path) -> str:
    """Return the totals of the days shown as a table for a terminal."""
    results = AnimationResults(folder)
    last = results.first_date + datetime.timedelta(results.number_of_days - 1)
    span = f"{day_in_words(results.first_date)} to {day_in_words(last)}, replication {results.asked['replication']}"
    heads = [*results.sides.values(), *(["Difference"] if len(results.sides) > 1 else [])]
    wide = [max(COLUMN, len(words) + 2) for words in heads]
    lines = [
        f"{results.place}, {span}",
        " " * TITLE + "".join(f"{words:>{n}}" for words, n in zip(heads, wide, strict=True)),
    ]
    for line in totals(results):
        lines.append(
            f"{line.words:{TITLE}}" + "".join(f"{cell:>{n}}" for cell, n in zip(line.cells, wide, strict=True))
        )
    return "\n".join([*lines, "", note(results)])
