"""What the uncertainty of options comes from, and which are best in possible futures: lines for screen and brief."""

import math
from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from sim.report.labels import lines, number, title_of, within
from sim.report.results_folder import any_drawn

WIDTH = 100
"""Letters in a line."""
TITLE = 27
PARTS = ("random", "calibration", "effects")
HEADINGS = (
    ("Option", TITLE), ("Random", 11), ("Baseline", 11), ("Effects", 11), ("Group", 7), ("Most", 15),
    ("Part of 200,000", 18),
)  # fmt: skip
NOT_DRAWN, NOT_APART = "not drawn", ("not told", "apart", "")
UNDER = ("", "variation", "itself", "", "", "bed days in", "reached in")


def futures_text(futures: pd.DataFrame | None, titles: dict[str, str]) -> str:
    """Return a line for each option: half its 95 % interval by source, its group, and its futures; nothing if fixed.

    ``futures`` is the table ``futures.csv``.
    """
    if futures is None or futures.empty or not any_drawn(futures):
        return ""
    rows = [_line(tuple(words for words, _ in HEADINGS)), _line(UNDER)]
    rows += ["-" * max(len(row) for row in rows)]
    records = futures.to_dict("records")
    halves = [_halves(row) for row in records]
    for row, parts in zip(records, halves, strict=True):
        title = titles.get(str(row["option"])) or title_of(str(row["option"]), {})
        first, *rest = within(title, TITLE - 1, 2).replace("\N{HORIZONTAL ELLIPSIS}", "...").split("\n")
        rows.append(_line((first, *parts, f"{int(row['group'])}", *_shares(row))))
        rows += [f"  {words}" for words in rest]
    return "\n".join(
        ["What the intervals are made of, and possible futures (each replication is one)", *rows, *_notes(halves)]
    )


def _notes(halves: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return what the columns mean, and what some of their words do."""
    words = (
        "Half the 95% interval from each source alone (together: the root of the sum of squares). Baseline itself: what"
        " published figures leave open of it."
    )
    if any(NOT_DRAWN in parts for parts in halves):
        words += f" {NOT_DRAWN.capitalize()}: it stands as calibrated, and is not in the interval."
    if NOT_APART in halves:
        words += " Not told apart: that takes more replications."
    return lines(f"{words} Options of one group cannot be told apart from its first, nor be ranked.", WIDTH)


def _halves(row: Mapping[Hashable, object]) -> tuple[str, str, str]:
    values = [float(str(row[f"half_width_{part}"])) for part in PARTS]
    if not all(math.isfinite(value) for value in values):
        return NOT_APART
    random, baseline, effects = (f"+/-{number(value)}" for value in values)
    return random, baseline if values[1] else NOT_DRAWN, effects if values[2] else "none"


def _shares(row: Mapping[Hashable, object]) -> list[str]:
    shares = [float(str(row[name])) for name in ("most_in_100", "part_reached_in_100")]
    return [f"{share:.0f} of 100" if math.isfinite(share) else "" for share in shares]


def _line(cells: tuple[str, ...]) -> str:
    body = "".join(cell.rjust(width) for cell, (_, width) in zip(cells[1:], HEADINGS[1:], strict=True))
    return (cells[0].ljust(TITLE) + body).rstrip()


def best_lines(futures: pd.DataFrame | None, titles: dict[str, str]) -> list[str]:
    """Return sentences on which options can be told apart, and on the share of futures of the one most often best."""
    if futures is None or len(futures) < 2 or not any_drawn(futures):
        return []
    first = [titles.get(str(name), str(name)) for name in futures.loc[futures["group"] == 1, "option"]]
    sentence = f"{first[0]} can be told apart from all others." if len(first) == 1 else ""
    sentence = sentence or f"These cannot be told apart, and are not ranked: {'; '.join(first)}."
    best = futures.sort_values("most_in_100", ascending=False, kind="stable").iloc[0]
    if not math.isfinite(float(best["most_in_100"])):
        return [sentence]
    most = f"{titles.get(str(best['option']), str(best['option']))} gives back most in"
    reached = f"reaches the part of the 200,000 in {float(best['part_reached_in_100']):.0f}"
    return [f"{sentence} {most} {float(best['most_in_100']):.0f} of 100 possible futures, and {reached}."]
