"""Words for readers: labels of settings, reasons, parts and payers; numbers as people write them; how sure we are."""

import math
import textwrap

from sim.amounts import amount

BASELINE = "baseline"
PARTS = {
    "admissions_avoided": "admissions avoided",
    "shorter_stays": "shorter stays",
    "delay_removed": "delay removed",
}
PAYERS = {"nhs_board": "NHS board", "council": "council", "person": "the person"}
"""Labels of payers for results that say none."""
REASONS = {
    "assessment": "waiting for assessment",
    "care_arrangements": "waiting for care arrangements",
    "place_availability": "waiting for a place",
    "funding": "waiting for funding",
    "living_arrangements": "living arrangements",
    "choice": "patient, carer or family reasons",
    "awi": "adults with incapacity (guardianship)",
    "other_code_9": "other complex needs (code 9)",
    "transport": "transport",
}
BASIS = {
    "evidence": "evidence",
    "published": "evidence",
    "weak_evidence": "weak evidence",
    "calibrated": "calibrated",
    "assumption": "assumption",
}
MINUS = "\N{MINUS SIGN}"


def label(name: str, known: dict[str, str]) -> str:
    """Return a name in words: the known label, or the name itself with spaces."""
    return known.get(name, name.replace("_", " "))


def title_of(name: str, known: dict[str, str]) -> str:
    """Return a name in words that begin with a capital."""
    words = label(name, known)
    return words[:1].upper() + words[1:]


def number(value: float, *, minus: str = MINUS) -> str:
    """Write a number for a reader: tens from 1,000 on, whole ones from 10 on, one decimal from 1 on, else two."""
    if not math.isfinite(value):
        return "not known"
    size = abs(value)
    decimals = -1 if size >= 1000 else 0 if size >= 10 else 1 if size >= 1 else 2
    rounded = round(size, decimals)
    text = _without_zeros(amount(rounded, decimals=max(decimals, 0)))
    return (minus if value < 0 and rounded else "") + text


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(value: float, other: float = 0.0, *, minus: str = MINUS) -> str:
    """Write a number as `number` does, but with as many decimals as show three digits of the smaller of the two.

    A level and its change stand beside each other: 0.512 and 0.426, not 0.5 and 0.4.
    """
    sizes = [abs(amount) for amount in (value, other) if math.isfinite(amount) and amount]
    least = min(sizes, default=0.0)
    if not math.isfinite(value) or not 0 < least < 100:
        return number(value, minus=minus)
    decimals = min(max(2 - math.floor(math.log10(least)), 0), 4)
    text = _without_zeros(amount(abs(value), decimals=decimals))
    return (minus if value < 0 and text != "0" else "") + text


def exact(value: float) -> str:
    """Write a published figure without rounding it away: whole from 100, one decimal from 10, else three digits."""
    if not math.isfinite(value):
        return "not known"
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = _without_zeros(amount(size, decimals=decimals))
    return (MINUS if value < 0 and text != "0" else "") + text


def signed(value: float, text: str) -> str:
    """Put a plus before the text of a rise."""
    return f"+{text}" if value > 0 and text != "0" else text


def pounds(value: float, *, minus: str = MINUS) -> str:
    """Write an amount of money: millions with two decimals, thousands whole, else pounds."""
    if not math.isfinite(value):
        return "not known"
    size = abs(value)
    if size >= 999_500:
        text = f"£{size / 1e6:.2f}m"
    elif size >= 1000:
        text = f"£{size / 1e3:.0f}k"
    else:
        text = f"£{size:.0f}"
    return (minus if value < 0 and round(size) else "") + text


def percent(value: float, *, minus: str = MINUS) -> str:
    """Write a percentage: one decimal below 10, whole above."""
    if not math.isfinite(value):
        return "not known"
    size = abs(value)
    text = f"{size:.1f}%" if round(size, 1) < 10 else f"{size:.0f}%"
    return (minus if value < 0 and round(size, 1) else "") + text


def interval(lower: float, upper: float, *, money: bool = False, minus: str = MINUS) -> str:
    """Write a 95% interval as `a to b`, or say that there is none (one replication has none)."""
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return "no interval"
    write = pounds if money else number
    return f"{write(lower, minus=minus)} to {write(upper, minus=minus)}"


def includes_none(lower: float, upper: float) -> bool:
    """Tell whether an interval holds zero, or is not known: the effect cannot be told from none."""
    return not (lower > 0 or upper < 0)


def how_sure(value: float, lower: float, upper: float, *, settled: bool = True) -> str:
    """Say in plain words how sure the replications make a number of bed days returned.

    More of them narrow an interval; they do not settle queues that grow or shrink over the measured period.
    """
    if not (math.isfinite(lower) and math.isfinite(upper)):
        words = "one replication: no verdict"
    elif lower == upper == 0:
        words = "no change"
    elif includes_none(lower, upper):
        words = "not distinguishable from none"
    else:
        spread = 100 * (upper - lower) / 2 / abs(value) if value else math.inf
        close = "size close" if spread <= 10 else "size rough" if spread <= 35 else "size uncertain"
        words = f"clear {'gain' if lower > 0 else 'loss'}, {close} (±{spread:.0f}%)"
    return words if settled else f"{words}; queues had not settled"


def how_sure_short(value: float, lower: float, upper: float) -> str:
    """Say the same in a few letters for a table: gain or loss with its half-width in percent, or not clear."""
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return "no verdict"
    if lower == upper == 0:
        return "no change"
    if includes_none(lower, upper) or not value:
        return "not clear"
    spread = 100 * (upper - lower) / 2 / abs(value)
    words = f"{'gain' if lower > 0 else 'loss'}\N{NO-BREAK SPACE}±{spread:.0f}%"
    return words if spread <= 35 else f"{words}, size uncertain"


def lines(text: str, letters: int) -> list[str]:
    """Break a text into lines of at most so many letters."""
    return textwrap.wrap(text, letters) or [""]


def within(text: str, letters: int, most: int) -> str:
    """Break a text into at most so many lines; what does not fit is marked by an ellipsis."""
    return "\n".join(textwrap.wrap(text, letters, max_lines=most, placeholder=" \N{HORIZONTAL ELLIPSIS}"))
