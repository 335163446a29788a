"""How far the baseline can be trusted, what the model cannot say, and what is assumed with which evidence."""

import math

from sim.report.brief_tables import assumed
from sim.report.labels import exact, percent, signed
from sim.report.paper.content import Cell, Number, Span, Table
from sim.report.paper.folder import PaperFolder, number_in, words_in
from sim.report.results_folder import Results
from sim.report.uncertainty import LIMITS
from sim.study.analysis.grades import CLOSE, FAR, missed

CANNOT = (
    "What services, staff and unpaid carers think of an option: nobody is asked.",
    "Whether staff can be found: how much of added places and hours is staffed is assumed and drawn, not modelled.",
    "Money that is not in the scenario: one-off costs, redundancy, buildings, inflation, and spending on people under"
    " 65.",
    "Deaths earlier or later than expected, and quality of life: no option is credited with either.",
    "Harm to other services outside the model, such as general practice or transport.",
)
"""What no results folder can hold, besides the limits that the brief states."""

LEFT_OPEN = "What published figures leave open of the baseline: no interval here holds it."


def baseline_table(results: Results) -> Table | None:
    """Return the baseline beside what is published: calibrated to, or not; None where the folder has no such table."""
    table = results.baseline
    if table is None or table.empty:
        return None
    rows: list[tuple[Cell, ...]] = []
    for row in table.to_dict("records"):
        figures = [number_in(row, name) for name in ("published", "modelled", "lower", "upper", "difference_percent")]
        published, modelled, low, high, gap = figures
        between: Cell = Span(low, high, f"{exact(low)} to {exact(high)}") if math.isfinite(low) else "no interval"
        rows.append(
            (f"{row['figure']}, {row['unit']}", _exact(published), _exact(modelled), between,
             Number(gap, signed(gap, percent(gap))) if math.isfinite(gap) else "not known", str(row["status"]))
        )  # fmt: skip
    headings = ("Figure and unit", "Published", "Modelled", "95% interval", "Modelled is off by", "Status")
    note = (
        "Calibrated: the baseline was tuned to these, so they are no test. Reported: a fair test. Sources:"
        " baseline.csv."
    )
    return Table("Baseline", "Do nothing as modelled, beside published figures", headings, tuple(rows), (note,))


def _exact(value: float) -> Cell:
    return Number(value, exact(value)) if math.isfinite(value) else "not known"


def trust_words(folder: PaperFolder) -> list[str]:
    """Say how the baseline stands to published figures, and whether it is in a steady state."""
    results, words = folder.results, []
    table = results.baseline
    if table is None or table.empty:
        words.append(
            "This folder holds no comparison of the baseline with published figures: it cannot be trusted on it."
        )
    else:
        words += _against_published(results)
    steady = folder.table("steady_state")
    for row in steady.to_dict("records"):
        words.append(
            f"Over the years measured {words_in(row, 'words')} change by {exact(number_in(row, 'change_a_year'))} a"
            f" year ({exact(number_in(row, 'lower'))} to {exact(number_in(row, 'upper'))}): {words_in(row, 'verdict')}."
        )
    return words


def _against_published(results: Results) -> list[str]:
    table = results.baseline
    assert table is not None
    gaps = table["difference_percent"].abs()
    test = table["status"].astype(str) == "reported"
    words = []
    for rows, what in (
        (gaps[~test], "calibrated to, or met nationally"),
        (gaps[test], "not calibrated to: a fair test"),
    ):
        held = rows.dropna()
        if len(held):
            near, fair = int((held <= CLOSE).sum()), int((held <= FAR).sum())
            words.append(
                f"Of {len(held)} published figures {what}, {near} are met within {CLOSE:.0f}% and {fair}"
                f" within {FAR:.0f}%."
            )
    far = missed(table)
    if len(far):
        listed = "; ".join(
            f"{row['figure']} ({signed(gap := float(str(row['difference_percent'])), percent(gap))})"
            for row in far.to_dict("records")
        )
        words.append(f"Missed by more than a fifth, of those aimed at: {listed}.")
    return words


def cannot_say(results: Results) -> tuple[str, ...]:
    """Return what the model cannot say."""
    left_out = () if results.calibration_drawn else (LEFT_OPEN,)
    return (*left_out, *LIMITS, *CANNOT)


def assumption_table(results: Results) -> Table | None:
    """Return every effect assumed, with its interval, the quality of its evidence and its source."""
    rows: list[tuple[Cell, ...]] = []
    for intervention in assumed(results):
        reach = intervention.coverage or "not stated"
        rows += [
            (intervention.intervention, effect.effect, effect.value or "not stated", effect.basis, reach, effect.source)
            for effect in intervention.effects
        ]
    headings = ("Intervention", "Effect", "Value (95% interval)", "Evidence", "Reaches", "Source")
    note = (
        "Evidence: trials or reviews. Weak evidence: local or indirect studies. Assumption: judgement, no study found."
    )
    return (
        Table("Assumptions", "What is assumed, and how good the evidence is", headings, tuple(rows), (note,))
        if rows
        else None
    )
