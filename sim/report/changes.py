"""What each option really changes, in lines for the screen: places of today and their use, places added or taken."""

import textwrap

import pandas as pd

from sim.amounts import amount

WIDTH = 100
"""Letters in a line."""


def changes_text(changes: pd.DataFrame | None, titles: dict[str, str]) -> str:
    """Return a paragraph for each option of what it adds to or takes from which capacity; nothing where none does.

    `changes` is the table ``option_changes.csv``.
    """
    if changes is None or changes.empty:
        return ""
    lines = ["What the options change"]
    for option, rows in changes.groupby("option", sort=False):
        lines.append(f"{titles.get(str(option), str(option))}:")
        for row in rows.to_dict("records"):
            words = change_words({str(name): value for name, value in row.items()})
            lines.append(textwrap.fill(words, WIDTH, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def change_words(row: dict[str, object]) -> str:
    """Return one change in words: ``Intermediate care: 59 places today, 41.3 of them used; 20 more from …``."""
    used, then = (amount(float(str(row[name])), decimals=1) for name in ("used_today", "used_then"))
    given = float(str(row["given"]))
    unit = str(row["unit"])
    size = f"{amount(abs(given))} {'more' if given >= 0 else 'fewer'}" if given else "none more or fewer"
    begins, whole = row["from"], row["whole_from"]
    when = f"from {begins}" if begins == whole else f"in steps from {begins} to {whole}"
    until = "" if row["until"] is None or pd.isna(str(row["until"])) else f", until {row['until']}"
    today = f"{amount(float(str(row['today'])))} {unit} today"
    use = "" if used == "nan" else f", {used} of them used; {then} used with the option"
    return f"{row['label']}: {today}{use}; {size} {when}{until}"
