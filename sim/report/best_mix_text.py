"""A best mix on screen: the mix, how sure, who pays, which mixes cannot be told apart, what to drop and what to add."""

import math
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.report.best_mix_results import CASH, BestMixResults, Row
from sim.report.labels import MINUS, interval, lines, number, percent, pounds
from sim.report.sweep_results import per_day
from sim.study.analysis.grades import NONE, SAME

WIDTH = 100
MOST_ALIKE, MOST_STEPS, TITLE = 5, 12, 38
LESS, MORE, ALIKE, DOES_NOT = "less", "more", "not told apart in cost", "does not reach the target"


def best_mix_text(folder: Path, place: str) -> str:
    """Return what was found, with the tables of the frontier and of single steps."""
    results = BestMixResults(folder)
    blocks = [
        lines(f"{results.heading}, {place}", WIDTH),
        _in_lines(findings(results)),
        *_frontier(results),
        *_steps(results),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def findings(results: BestMixResults) -> list[str]:
    """Return what was found in sentences: the mix, its chance, its cost, and how well mixes are predicted."""
    best = results.best
    sentences = [_first(results, best)]
    if best is not None:
        sentences += [*_near(results), *_sure(results, best), _paid(results, best), *_alike(results, best)]
    return [sentence for sentence in [*sentences, *_predicted(results)] if sentence]


def _in_lines(sentences: list[str]) -> list[str]:
    return [row for sentence in sentences for row in lines(sentence, WIDTH)]


def _first(results: BestMixResults, best: Row | None) -> str:
    often = percent(100 * float(results.answer["asked_chance"]))
    if best is None:
        return "No mix was found that gives an answer within the constraints."
    if results.target is None:
        return f"The mix that returns most in {often} of futures within the constraints: {best['title']}."
    wanted = f"{number(results.target)} bed days a year in {often} of futures"
    if results.answer["is_met"]:
        return f"The cheapest mix found that returns {wanted}: {best['title']}."
    return f"No mix was found that returns {wanted} within the constraints. The nearest: {best['title']}."


def _near(results: BestMixResults) -> Iterator[str]:
    """Yield how near mixes come, where the target is not met within the constraints."""
    answer = results.answer
    if answer["is_met"]:
        return
    most = float(answer["most_predicted"])
    if math.isfinite(most) and most > 0:
        yield (
            f"Within the constraints the most is about {number(most, minus='-')} bed days a year in so many futures"
            f" (predicted): {answer['most_title']}."
        )
    else:
        yield "No mix meets the constraints together."
    rows = results.mixes[results.mixes["mix"] == answer["without_constraints"]]
    for row in rows.to_dict("records"):
        over = [_over(results, change) for change in results.changes.to_dict("records")
                if change["mix"] == row["mix"] and change["mean"] > change["at_most"]]  # fmt: skip
        beyond = f": {'; '.join(over)}" if over else ""
        reaches = percent(100 * row["chance"])
        yield f"Without budgets and limits {row['title']} reaches it in {reaches} of futures{beyond}."


def _over(results: BestMixResults, change: Row) -> str:
    write = pounds if change["unit"].startswith("pounds") else number
    gap = write(change["mean"] - change["at_most"])
    if change["measure"] == CASH:
        payer = "in all" if change["level"] == "all" else results.payers().get(change["level"], change["level"])
        return f"{gap} a year over the budget, {payer}"
    return f"{gap} over the limit on {change['measure'].replace('_', ' ')}"


def _sure(results: BestMixResults, best: Row) -> Iterator[str]:
    ends = interval(best["lower"], best["upper"], minus="-")
    band = interval(best["band_low"], best["band_high"], minus="-")
    unsure = ", which may be none" if best["lower"] <= 0 <= best["upper"] else ""
    yield (
        f"It returns {number(best['bed_days'], minus='-')} bed days a year in the mean of {best['replications']}"
        f" futures ({ends}{unsure}); {band} in the middle 80 of 100."
    )
    answer = results.answer
    if results.target is not None and int(answer["last_futures"]):
        chosen_by = f"{percent(100 * best['chance'])} of the {best['replications']} futures that it was chosen by"
        span = f"{percent(100 * answer['last_lower'])} to {percent(100 * answer['last_upper'])}"
        yield (
            f"The target is reached in {chosen_by}, and in {percent(100 * answer['last_chance'])} ({span}) of"
            f" {answer['last_futures']} further ones that had no part in the choice: this is the chance to quote."
        )


def _paid(results: BestMixResults, best: Row) -> str:
    ends = interval(best["cash_lower"], best["cash_upper"], money=True, minus="-")
    by_payer = []
    for payer, words in results.payers().items():
        change = results.change(str(best["mix"]), CASH, payer)
        if change is not None and round(change["mean"]):
            budget = f" of at most {pounds(change['at_most'])}" if math.isfinite(change["at_most"]) else ""
            by_payer.append(f"{words} {pounds(change['mean'], minus='-')}{budget}")
    rest = f": {', '.join(by_payer)}" if by_payer else ""
    return f"Net cost in cash a year {pounds(best['cash'], minus='-')} ({ends}){rest}."


def _alike(results: BestMixResults, best: Row) -> Iterator[str]:
    """Yield the mixes that cannot be told apart from the one chosen."""
    table = results.mixes
    others = table[(table["mix"] != best["mix"]) & table["within_constraints"] & (table["verdict"] != DOES_NOT)]
    alike = others[others["cost_verdict"] == ALIKE]
    if len(alike):
        words = "; ".join(alike["title"].head(MOST_ALIKE))
        more = f"; and {len(alike) - MOST_ALIKE} more" if len(alike) > MOST_ALIKE else ""
        yield f"These mixes cannot be told apart from it in cost, and may reach the target too: {words}{more}."
    cheaper = others[(others["cost_verdict"] == "costs less") & (results.target is not None)]
    if len(cheaper):
        first = cheaper.iloc[0]
        yield (
            f"{len(cheaper)} of the mixes checked cost less and may reach the target too; the cheapest, in"
            f" {percent(100 * first['chance'])} of futures ({percent(100 * first['chance_lower'])} to"
            f" {percent(100 * first['chance_upper'])}) for {pounds(first['cash'], minus='-')}: {first['title']}."
        )


def _predicted(results: BestMixResults) -> Iterator[str]:
    for row in results.predictions.to_dict("records"):
        money = str(row["unit"]).startswith("pounds")
        write = pounds if money else number
        words, verb = ("Net cost", "is") if money else ("Bed days", "are")
        pairs = "" if money else f"; pairs of levers kept: {row['pairs_kept'] or 'none'}"
        yield (
            f"{words} of mixes left out of the fit ({row['mixes']} mixes, a fifth at a time) {verb} predicted with R²"
            f" {row['r_squared']:.3f}, errors of {write(row['typical_error'])} typically and"
            f" {write(row['largest_error'])} at most{pairs}."
        )
    if not results.answer["is_finished"]:
        yield "A search was stopped before it had shown that no mix is better: there may be one."


def _frontier(results: BestMixResults) -> Iterator[list[str]]:
    """Yield the table of the frontier: what more money buys."""
    table = results.frontier
    if table.empty:
        return
    often = f"{100 * float(results.answer['asked_chance']):.0f} of 100"
    head = f"{'Net cost':>10}{'Bed days':>10}{'95% interval':>18}{'in ' + often:>13}  mix (* chosen)"
    rows = ["What more money buys: cheapest mixes, as checked", head, "-" * WIDTH]
    for row in table.to_dict("records"):
        mark = "*" if row["is_best"] else " "
        numbers = (
            f"{pounds(row['cash'], minus='-'):>10}{number(row['bed_days'], minus='-'):>10}"
            f"{interval(row['lower'], row['upper'], minus='-'):>18}"
            f"{number(row['reached_in_so_many'], minus='-'):>13} {mark}"
        )
        words = lines(str(row["title"]), WIDTH - 54)
        rows += [f"{numbers}{words[0]}", *(f"{'':53}{word}" for word in words[1:])]
    yield rows


def _steps(results: BestMixResults) -> Iterator[list[str]]:
    """Yield the tables of what to drop first and what to add next, with what can be told of them."""
    for step, title in ((LESS, "One step less"), (MORE, "One step more")):
        rows = results.steps[results.steps["step"] == step]
        if rows.empty:
            continue
        head = f"{title:{TITLE}}{'Bed days':>9}{'95% interval':>18}{'Net cost':>11}{'A bed day':>11}{'Chance':>8}"
        table = [head, "-" * WIDTH]
        table += [_step(row) for row in rows.head(MOST_STEPS).to_dict("records")]
        table += [] if len(rows) <= MOST_STEPS else [f"and {len(rows) - MOST_STEPS} more: best_mix_steps.csv"]
        yield [*table, *lines(first_step(results, step), WIDTH)]


def grade_of_step(row: Row) -> str:
    """Return how sure a step's bed days are: a change of nothing is not told apart from none."""
    return NONE if row["grade"] in (NONE, SAME) else str(row["grade"])


def interval_of_step(row: Row, *, minus: str = MINUS) -> str:
    """Return the 95 % interval of a step's bed days, or that nothing changes."""
    return interval(row["lower"], row["upper"], minus=minus) if row["grade"] != SAME else "no change"


def _step(row: Row) -> str:
    words = str(row["to_value"])
    words = words if len(words) < TITLE else f"{words[: TITLE - 2]}…"
    mark = "?" if grade_of_step(row) == NONE else " "
    cost = per_day(row["cost_per_bed_day"], minus="-") if math.isfinite(row["cost_per_bed_day"]) else ""
    chance = percent(100 * row["chance"]) if math.isfinite(row["chance"]) else ""
    ends = interval_of_step(row, minus="-")
    days, cash = number(row["bed_days"], minus="-"), pounds(row["cash"], minus="-")
    return f"{words:{TITLE}}{days:>8}{mark}{ends:>18}{cash:>11}{cost:>11}{chance:>8}".rstrip()


def first_step(results: BestMixResults, step: str) -> str:
    """Say which step is the first: to drop, most money for a bed day lost; to add, least for one gained."""
    rows = results.steps[results.steps["step"] == step]
    if step == LESS:
        saves = rows[rows["cash"] < 0]
        return _first_of(saves, "To drop first, if money must be saved: ", "saves most for a bed day", ascending=False)
    adds = rows[~rows["grade"].isin([NONE, SAME]) & (rows["bed_days"] > 0) & rows["within_constraints"]]
    if adds.empty:
        return "To add next: no step is told apart from none within the constraints."
    return _first_of(adds, "To add next: ", "costs least for a bed day", ascending=True)


def _first_of(rows: pd.DataFrame, head: str, why: str, *, ascending: bool) -> str:
    """Name the step that is first by its cost of a bed day, if it is told apart from all others, or say it is not."""
    if rows.empty:
        return ""
    ends = rows.assign(low=rows["cost_lower"].fillna(-math.inf), high=rows["cost_upper"].fillna(math.inf))
    known = ends.dropna(subset=["cost_per_bed_day"]).sort_values("cost_per_bed_day", ascending=ascending, kind="stable")
    if known.empty:
        return f"{head}cannot be told: no step's bed days are told apart from none in these futures."
    first = known.iloc[0]
    alike = ends[(ends["low"] <= first["high"]) & (ends["high"] >= first["low"])]
    if len(alike) > 1:
        return (
            f"{head}cannot be told, costs of a bed day are alike within their intervals: {'; '.join(alike['title'])}."
        )
    return f"{head}{first['title']}, which {why} ({per_day(float(first['cost_per_bed_day']), minus='-')})."
