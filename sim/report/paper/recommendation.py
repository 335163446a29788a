"""What the board is asked, what the figures let it choose, and how sure that is: words that follow from the figures."""

import math
from collections.abc import Sequence

from sim.report.labels import interval, number, percent, pounds
from sim.report.paper.criteria import SURE, Scores
from sim.report.paper.evidence import Finding, Listed, leaders, price_words
from sim.report.results_folder import Results
from sim.study.analysis.grades import missed

FUTURES_NEEDED = 20


def asked(results: Results) -> tuple[str, ...]:
    """Return what the board is asked to do."""
    return (
        f"To note what each option would give back to people of {results.place} in hospital bed days, how sure that is,"
        " who pays, who gains and who waits.",
        "To choose an option, or to do nothing, in the light of the recommendation below.",
        "To score the criteria that the model cannot score, and to have the blanks of this paper filled in.",
        "To decide which directions to give: to the health board, the council or both (blank: for the authors).",
    )


def recommendation(results: Results, rows: Sequence[Listed], scores: Scores) -> tuple[str, ...]:
    """Return the recommendation in sentences; the first is the recommendation itself."""
    short = [row.finding for row in rows if row.short]
    if reason := nothing_to_say(results, rows):
        return (reason,)
    if not short:
        return (
            "No option can be recommended: none can be told apart from do nothing by the bed days it gives back. On"
            " these figures the board has no ground for choosing any of them, and do nothing stands until there is"
            " one.",
        )
    first = leaders(rows)
    words = [_one(first[0], rows) if len(first) == 1 else _several(first)]
    words += [_futures(first, results), _cost(first), _by_weights(scores), _gap(results)]
    return tuple(word for word in words if word)


def nothing_to_say(results: Results, rows: Sequence[Listed]) -> str:
    """Say why nothing can be recommended whatever the figures: no answer at all, or one replication; else nothing."""
    if rows and all(row.finding.why_none for row in rows):
        return f"No recommendation can be made: {rows[0].finding.why_none}."
    if results.number_of_replications < 2:
        return (
            "No recommendation can be made from one replication: it gives no interval, so that no option can be told"
            " apart from do nothing. Ask with more replications."
        )
    return ""


def _one(first: Finding, rows: Sequence[Listed]) -> str:
    others = [row.finding for row in rows if row.finding is not first and not row.finding.why_none]
    start = f"{first.title}: {days_words(first)}. It is told apart from do nothing"
    if not others:
        return f"{start}; it is the only option compared."
    if first.group is None:
        return f"{start}, and it is the only option that is."
    return f"{start}, and from every other option compared."


def _several(first: Sequence[Finding]) -> str:
    titles = ", ".join(one.title for one in first[:-1]) + f" and {first[-1].title}"
    if first[0].group is None:
        return (
            f"One of {titles}: each is told apart from do nothing. Whether they can be told apart from one another was"
            " not tested, so they are not ranked."
        )
    return (
        f"One of {titles}: each is told apart from do nothing, and they cannot be told apart from one another by bed"
        " days returned, so they are not ranked. The board chooses among them on cost, on who gains and waits, and on"
        " what can be staffed. " + "; ".join(f"{one.title} {days_words(one)}" for one in first) + "."
    )


def days_words(one: Finding) -> str:
    """Say what an option gives back, with its interval."""
    bounds = interval(one.days.lower, one.days.upper)
    return f"gives back about {number(one.days.value)} bed days a year (95% interval {bounds})"


def _futures(first: Sequence[Finding], results: Results) -> str:
    """Say in how many of 100 futures each of the options recommended gives back most."""
    shares = [one for one in first if math.isfinite(one.most)]
    if shares:
        listed = ", ".join(f"{one.title} in {one.most:.0f}" for one in sorted(shares, key=lambda one: -one.most))
        return f"Which option gives back most, in 100 possible futures: {listed}."
    if not results.drawn:
        return "Effects stand at their values, so it cannot be said in how many possible futures which option is best."
    if len(results.options) < 2:
        return ""
    return (
        f"{results.number_of_replications} replications are too few to say in how many possible futures which option"
        f" gives back most: {FUTURES_NEEDED} are needed."
    )


def _cost(first: Sequence[Finding]) -> str:
    """Say what the options recommended cost in cash, and which of them costs least where that is told apart."""
    words = []
    for one in first:
        if math.isfinite(one.cash.value):
            price = f", {price_words(one.cost_per_day)} for one bed day" if one.cash.value > 0 else ""
            less = "less than do nothing" if one.cash.value < 0 else "more than do nothing"
            bounds = interval(one.cash.lower, one.cash.upper, money=True)
            words.append(f"{one.title} costs {pounds(abs(one.cash.value))} {less} (95% interval {bounds}{price})")
    if not words:
        return ""
    text = f"In cash a year, {'; '.join(words)}."
    least = min(first, key=lambda one: one.cash.value)
    if len(first) > 1 and all(one is least or least.cash.upper < one.cash.lower for one in first):
        text += f" {least.title} costs least, and that is told apart."
    elif len(first) > 1:
        text += " Which of them costs least is not told apart."
    return text


def _by_weights(scores: Scores) -> str:
    """Say what the board's weights make of the options, and how much of the weights is scored."""
    if not scores.scored:
        return "No criterion is scored yet, so the board\N{RIGHT SINGLE QUOTATION MARK}s weights say nothing."
    first, ties = scores.titles[scores.leading(scores.weights)], [scores.titles[name] for name in scores.not_apart()]
    share = f"{percent(scores.scored_weight)} of the weights"
    start = (
        f"By the criteria scored so far ({share})"
        if not scores.complete
        else "By the board\N{RIGHT SINGLE QUOTATION MARK}s weights"
    )
    if scores.example:
        start = (
            f"The weights are an example and no board\N{RIGHT SINGLE QUOTATION MARK}s: no ground for a choice. {start}"
        )
    if ties:
        sure = f"({SURE:.0f} of 100 futures asked)"
        return f"{start}, {first} has the highest mean score, not told apart from {_and(ties)} {sure}."
    return f"{start}, {first} scores highest, in at least {SURE:.0f} of 100 futures against each other option."


def _and(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def _gap(results: Results) -> str:
    """Say that the baseline misses a figure aimed at by more than a fifth, where it does."""
    table = results.baseline
    aimed = missed(table) if table is not None and not table.empty else None
    if aimed is None or aimed.empty:
        return ""
    worst = aimed.iloc[0]
    off = float(worst["difference_percent"])
    where = f"{percent(abs(off))} {'above' if off > 0 else 'below'} the published figure"
    return f"All of this is from a baseline that is {where} for: {worst['figure']}."
