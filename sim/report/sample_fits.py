"""Direct fits of a sample as text, and the picture of its stays: product-limit estimates beside the fitted curves."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.style import EDGE, INK, OCHRE, PURPLE, QUIET, SMALL_SIZE, WIDTH, sheet, style

ABREAST, PANEL, GAP, LEFT, BELOW = 2, 1.75, 0.72, 0.55, 0.12
"""Panels in a row; inches for the height of a panel, between two, left of each, and below the last."""
SHOWN = 0.02
"""Share still there down to which a curve is drawn."""
NAME, NUMBER = 52, 11


def estimates_text(parameters: pd.DataFrame, goodness: pd.DataFrame) -> str:
    """Return the estimates with their 95 % intervals as text, and how far each fit lies from the data."""
    lines = [f"{'Estimate':{NAME}}{'value':>{NUMBER}}{'95% interval':>24}  unit", "-" * (NAME + NUMBER + 38)]
    for row in parameters.to_dict("records"):
        interval = f"{_figure(row['low_95'])} to {_figure(row['high_95'])}"
        lines.append(f"{row['name']:{NAME}}{_figure(row['value']):>{NUMBER}}{interval:>24}  {row['unit']}")
    if len(goodness):
        lines += ["", "Greatest difference between fit and product-limit estimate (share of people)"]
        lines += [
            f"{row['setting']:{NAME}}{row['greatest_difference']:>{NUMBER}}  {row['family']}"
            for row in goodness.to_dict("records")
        ]
    return "\n".join(lines)


def judgement_text(table: pd.DataFrame) -> str:
    """Return each estimate beside its truth as text."""
    heads = f"{'value':>{NUMBER}}{'truth':>{NUMBER}}{'difference':>12}{'errors':>8}  95% 50%  kind"
    lines = [f"{'Estimate':{NAME}}{heads}", "-" * (NAME + 2 * NUMBER + 50)]
    for row in table.to_dict("records"):
        held = "  ".join("yes" if row[key] else "no " for key in ("in_95", "in_50"))
        lines.append(
            f"{row['name']:{NAME}}{_figure(row['value']):>{NUMBER}}{_figure(row['true_value']):>{NUMBER}}"
            f"{row['difference_percent']:>+10.1f} %{row['standard_errors']:>8.1f}  {held}  {row['kind']}"
        )
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1_000 else f"{value:,.0f}"


def draw_survival(folder: Path, sample: str) -> Path:
    """Draw the stays of a folder of fits into `figures/`: share still there by days, a panel for each setting."""
    table = pd.read_csv(folder / "survival.csv")
    with style():
        write_texts(folder, {0: save(survival_picture(table, sample), folder)})
    return folder / "figures"


def survival_picture(table: pd.DataFrame, sample: str) -> Picture:
    """Return the picture of the stays of a sample, with its words and the table that it is drawn from."""
    settings = list(dict.fromkeys(table["setting"]))
    across, down = min(len(settings), ABREAST) or 1, -(-len(settings) // ABREAST) or 1
    title = "Lengths of stay fitted directly, beside the data"
    subtitle = f"Sample {sample}. Share of people still there by days; steps: product-limit estimate; line: fit."
    figure = sheet((PANEL + GAP) * down + BELOW, title, subtitle)
    height, wide = figure.get_figheight(), (WIDTH - EDGE) / across
    for number, setting in enumerate(settings):
        row, column = divmod(number, ABREAST)
        left, bottom = column * wide + LEFT, BELOW + (down - 1 - row) * (PANEL + GAP) + 0.36
        axes = figure.add_axes((left / WIDTH, bottom / height, (wide - LEFT - 0.12) / WIDTH, (PANEL - 0.1) / height))
        _panel(axes, setting, table[table["setting"] == setting])
    medians = [f"{setting} {_median(table[table['setting'] == setting])}" for setting in settings]
    words = f"Share of people still in each setting by days since they came. Half had left by: {', '.join(medians)}."
    return Picture("lengths_of_stay", title, words, table, figure)


def _panel(axes: Axes, setting: str, rows: pd.DataFrame) -> None:
    rows = rows[rows["by_the_fit"] >= SHOWN]
    axes.step(rows["days"], rows["still_there"], where="post", color=PURPLE, linewidth=1.2)
    axes.plot(rows["days"], rows["by_the_fit"], color=OCHRE, linewidth=1.0)
    axes.set_ylim(0, 1.02)
    axes.set_xlim(left=0)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.set_xlabel("days")
    axes.text(0.98, 0.96, setting.replace("_", " "), transform=axes.transAxes, ha="right", va="top", color=INK)
    axes.text(0.98, 0.84, f"half by {_median(rows)}", transform=axes.transAxes, ha="right", va="top",
              color=QUIET, fontsize=SMALL_SIZE)  # fmt: skip


def _median(rows: pd.DataFrame) -> str:
    """Return by how many days half had left."""
    gone = rows[rows["still_there"] <= 0.5]
    return f"{gone['days'].iloc[0]:.0f} days" if len(gone) else "later than is known"
