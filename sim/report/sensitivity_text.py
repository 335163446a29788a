"""What would be worth knowing, as text: for each option and outcome, what explains its uncertainty."""

import math
from collections.abc import Hashable, Mapping

import pandas as pd

from sim.report.labels import lines, number, title_of, within

WIDTH, WORDS, SHORT = 112, 46, 72
"""Letters in a line, of what is uncertain in a table, and in a sentence."""
MOST = 8
"""Uncertain things shown of each outcome."""
RANDOM, LEFT_OVER = "random variation", "left over"
NOTE = (
    "10% to 90%: between these two lies what the input may be, in 80 of 100 cases. Moves it by: mean change of the"
    " outcome as it goes from the one to the other, all else somewhere (?: may be none). Share of variance: of one"
    " year, what the input explains alone and with others, with its 95% interval (?: cannot be told from none)."
    " Permuted: what the same input explains with its values shuffled, when it means nothing: this must be near 0."
    " Random variation falls as replications are added; the rest falls only as more is known."
)
Row = Mapping[Hashable, object]


def sensitivity_lines(
    indices: pd.DataFrame, effects: pd.DataFrame, emulators: pd.DataFrame, titles: Mapping[str, str], place: str
) -> str:
    """Return a table for each option and outcome, with the sentences that follow from it."""
    blocks = [f"What would be worth knowing in {place}"]
    for row in emulators.to_dict("records"):
        mine, moved = (
            table[(table["option"] == row["option"]) & (table["outcome"] == row["outcome"])]
            for table in (indices, effects)
        )
        title = f"{heading(str(row['option']), titles)}: {outcome_in_words(str(row['option']), str(row['outcome']))}"
        blocks.append("\n".join([*_head(row, title), *_rows(mine, moved), *lines(verdict(mine, row), WIDTH)]))
    return "\n\n".join([*blocks, "\n".join(lines(NOTE, WIDTH))])


def heading(option: str, titles: Mapping[str, str]) -> str:
    """Return an option in words."""
    return titles.get(option) or title_of(option, {})


def outcome_in_words(option: str, outcome: str) -> str:
    """Return an outcome in words: of an option a level of the baseline becomes a change."""
    words = outcome.replace("_", " ")
    differences = ("bed_days_returned", "net_cost")
    return words if option == "baseline" or outcome.startswith(differences) else f"change of {words}"


def certain_rows(indices: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of uncertain things that can be told from none, those that explain most first."""
    known = indices[~indices["factor"].isin([RANDOM, LEFT_OVER])]
    return known[known["told_from_none"].astype(bool)]


def first_group(indices: pd.DataFrame) -> list[str]:
    """Return in words what cannot be told apart from the one that explains most; nothing if none is told from none."""
    known = certain_rows(indices)
    if known.empty:
        return []
    at_least = float(known["total_lower"].iloc[0])
    return [within(str(words), SHORT, 1) for words in known.loc[known["total_upper"] >= at_least, "words"]]


def verdict(indices: pd.DataFrame, emulator: Row) -> str:
    """Say what would be worth knowing first, how many cannot be told from none, and how good the emulator is."""
    if indices.empty:
        return "Too few points gave an answer, or nothing moves it: there are no indices."
    names, known = first_group(indices), certain_rows(indices)
    others = int((~indices["factor"].isin([RANDOM, LEFT_OVER])).sum()) - len(known)
    if not names:
        words = "None of the uncertain inputs can be told from none by these runs: ask for more points."
    elif len(names) == 1:
        words = f"Worth knowing first: {names[0]}."
    else:
        words = f"Worth knowing first, and not to be told apart: {'; '.join(names)}."
    rest = f" {others} more that were kept cannot be told from none." if others else ""
    quality = float(str(emulator["of_what_can_be"]))
    foretold = (
        f" The emulator foretells {100 * quality:.0f}% of what is not random variation, at points it has not seen."
        if math.isfinite(quality)
        else " Random variation hides whatever else there may be."
    )
    return words + rest + foretold


def _head(row: Row, title: str) -> list[str]:
    mean, deviation = (number(float(str(row[name]))) for name in ("mean", "sd_of_a_year"))
    spread = f"mean {mean}, standard deviation of a year {deviation}"
    head = _line("What is uncertain", "10% to 90%", "moves it by", "share of variance", "permuted")
    return [f"{title} ({row['unit']}; {spread}; {row['points']} points)", head, "-" * len(head)]


def _line(*cells: str) -> str:
    return f"{cells[0]:{WORDS}}{cells[1]:>18}{cells[2]:>14}{cells[3]:>22}{cells[4]:>10}".rstrip()


def _rows(indices: pd.DataFrame, effects: pd.DataFrame) -> list[str]:
    moved = effects.set_index("factor").to_dict("index")
    own = indices[~indices["factor"].isin([RANDOM, LEFT_OVER])].head(MOST)
    rest = indices[indices["factor"].isin([RANDOM, LEFT_OVER])]
    rows: list[str] = []
    for row in [*own.to_dict("records"), *rest.to_dict("records")]:
        rows += _row(row, moved.get(row["factor"]))
    return rows


def _row(row: Row, moved: Mapping[Hashable, object] | None) -> list[str]:
    """Return the lines of one uncertain thing, of random variation, or of what is left over."""
    first, *more = within(_name(row), WORDS - 1, 2).split("\n")
    ends = effect = ""
    if moved is not None and math.isfinite(float(str(moved["low"]))):
        ends = f"{float(str(moved['low'])):.3g} to {float(str(moved['high'])):.3g}"
        error = 2 * float(str(moved["sigma"])) / math.sqrt(float(str(moved["trajectories"])))
        effect = number(float(str(moved["mu"]))) + ("?" if abs(float(str(moved["mu"]))) < error else "")
    zero = _percent(row["permuted"]) if _known(row["permuted"]) else ""
    return [_line(first, ends, effect, share(row), zero), *(f"  {words}" for words in more)]


def _name(row: Row) -> str:
    names = {RANDOM: "random variation of one year", LEFT_OVER: "what neither explains"}
    return names.get(str(row["factor"]), str(row["words"]))


def share(row: Row) -> str:
    """Return a total share (of random variation and of what is left over its own) with its interval, in percent."""
    kind = "total" if _known(row["total"]) else "first"
    if not _known(row[f"{kind}_lower"]):
        return _percent(row[kind])
    ends = [100 * float(str(row[f"{kind}_{end}"])) for end in ("lower", "upper")]
    mark = "?" if row["told_from_none"] is False else ""
    return f"{_percent(row[kind])}{mark} ({ends[0]:.0f} to {ends[1]:.0f}%)"


def _known(value: object) -> bool:
    return math.isfinite(float(str(value)))


def _percent(value: object) -> str:
    percent = 100 * float(str(value))
    return f"{percent:.1f}%" if percent < 9.95 else f"{percent:.0f}%"
