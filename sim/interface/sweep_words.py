"""The words of the command line that make a sweep: axes, with lists as Hydra's `-m` writes them, in one study.

``axes.home_support.by=0%,5%,10%`` is ``axes.home_support.by=[0%,5%,10%]``; ``range(0,30,10)``, ``choice(a,b)`` and
``interval(0,20)`` mean what they mean to Hydra. Where axes are the only lists, `-m` asks for one study with all cells;
with lists in other words too (``seed=1,2``) Hydra runs one such study for each.
"""

import re
from collections.abc import Sequence

from sim.description.input_errors import InputError, InputErrors, shown

COMMAND = "command line"
AXES, OUTLOOKS = "axes", "outlooks"
MULTIRUN = ("-m", "--multirun")
MOST_VALUES = 2_000
_FUNCTION = re.compile(r"(range|choice|interval)\((.*)\)")


def sweep_words(words: Sequence[str]) -> list[str]:
    """Return a command line in which axes hold lists, and name the study where axes or a sweep are given and none is.

    Raises
    ------
    InputErrors
        For axes of another study, and ranges that cannot be laid out.
    """
    words = [_outlooks(word) for word in words]
    named = {word.split("=", 1)[1] for word in words if word.startswith("study=")}
    axes = [word for word in words if _is_axis(word)]
    if axes and named - {"sweep"}:
        raise InputErrors([InputError(COMMAND, AXES, message="is a key of study=sweep only")])
    if not axes:
        asked = any(word.startswith("sweep=") for word in words) and not named
        return [*words, "study=sweep"] if asked else list(words)
    listed = [_listed(word) if _is_axis(word) else word for word in words]
    others_listed = any(_has_lists(word) for word in words if not _is_axis(word) and not word.startswith("-"))
    if not others_listed:
        listed = [word for word in listed if word not in MULTIRUN]
    return listed if named else [*listed, "study=sweep"]


def _outlooks(word: str) -> str:
    """Return the names of outlooks in brackets: all of them are run in one study."""
    key, sign, value = word.partition("=")
    return f"{key}=[{value}]" if key == OUTLOOKS and sign and len(_parts(value)) > 1 else word


def _is_axis(word: str) -> bool:
    key, sign, _ = word.lstrip("+").partition("=")
    return bool(sign) and (key == AXES or key.startswith(f"{AXES}."))


def _has_lists(word: str) -> bool:
    """Tell whether a word is one that `-m` would run once for each value."""
    _, sign, value = word.partition("=")
    return bool(sign) and (len(_parts(value)) > 1 or bool(_FUNCTION.fullmatch(value)))


def _listed(word: str) -> str:
    """Return an axis with its values in brackets; a new key is added to the conf."""
    key, _, value = word.lstrip("+").partition("=")
    if function := _FUNCTION.fullmatch(value.strip()):
        value = _laid_out(key, function[1], _parts(function[2]))
    elif len(_parts(value)) > 1:
        value = f"[{value}]"
    return f"++{key}={value}"


def _laid_out(key: str, function: str, given: Sequence[str]) -> str:
    if function == "choice":
        return f"[{','.join(given)}]"
    numbers = [_number(key, text) for text in given]
    if function == "interval" and len(numbers) == 2:
        return f"{{low: {given[0]}, high: {given[1]}}}"
    if function == "range" and 1 <= len(numbers) <= 3:
        start, stop, step = [0.0, *numbers, 1.0] if len(numbers) == 1 else [*numbers, 1.0][:3]
        count = -int((start - stop) // step) if step else 0
        if 0 < count <= MOST_VALUES:
            mark = "%" if any(text.strip().endswith("%") for text in given) else ""
            return f"[{','.join(f'{start + at * step:.10g}{mark}' for at in range(count))}]"
    rule = f"must be range(start,stop,step), stop left out, of 1 to {MOST_VALUES:,} values, or interval(low,high)"
    raise InputErrors([InputError(COMMAND, key, shown(f"{function}({','.join(given)})"), message=rule)])


def _number(key: str, text: str) -> float:
    try:
        return float(text.strip().rstrip("%"))
    except ValueError:
        raise InputErrors([InputError(COMMAND, key, shown(text), message="must be a number")]) from None


def _parts(value: str) -> list[str]:
    """Return the parts of a value between commas that stand in no bracket and no quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in value:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += (letter in "[{(") - (letter in "]})")
        if letter == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
