"""From a draft to the words of the command line: the app runs these, and shows them to be run again without it."""

import math
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from sim.app.draft import AxisDraft, Draft, DraftFolder, Kind, MixDraft

MONTHS = {1: "1 month"}


def command_words(folder: DraftFolder, kind: Kind) -> list[str]:
    """Return the words after ``python -m sim`` for a study of a draft."""
    draft = folder.draft
    replications = (draft.mix or MixDraft()).replications if kind == "best_mix" else draft.replications
    words = [f"partnership={draft.place}"]
    words += [f"replications={replications}"] * (kind != "animation") + [f"seed={draft.seed}"]
    words += [f"period.years={draft.years}"] * (draft.years != 1)
    words += WORDS_OF[kind](draft)
    words += [f"results={folder.results.as_posix()}"] * (folder.results != Path("results"))
    own = set(_named(draft, kind)) & set(folder.own_options)
    return words + (["--config-dir", folder.path.as_posix()] if own else [])


def kinds_asked(draft: Draft) -> list[Kind]:
    """Return the kinds of study that a draft asks: a comparison, and those whose wishes are kept in it."""
    there = {
        "shares": "shares" in draft.results, "sweep": bool(draft.axes), "best_mix": draft.mix is not None,
        "animation": "animation" in draft.results,
    }  # fmt: skip
    return ["compare", *(kind for kind in get_args(Kind) if there.get(kind))]


def _named(draft: Draft, kind: Kind) -> tuple[str, ...]:
    """Return the options that a study names."""
    if kind == "sweep" or (kind == "best_mix" and (draft.mix or MixDraft()).file):
        return ()
    return _sides(draft) if kind == "animation" else draft.options


def _sides(draft: Draft) -> tuple[str, ...]:
    """Return the options that an animation shows: those chosen that are still in the draft, else its first."""
    return tuple(name for name in draft.animation.sides if name in draft.options) or draft.options[:1]


def _of_animation(draft: Draft) -> list[str]:
    asked = draft.animation
    words = ["study=animation", f"options=[{','.join(_sides(draft))}]", f"replication={asked.replication}"]
    return [*words, *([f"shown_from={asked.first}"] if asked.first else []), f"shown_days={asked.days}"]


def _of_comparison(draft: Draft) -> list[str]:
    return [_options(draft), *(["report=paper"] if draft.options else [])]


def _of_shares(draft: Draft) -> list[str]:
    return ["study=shares", _options(draft)]


def _options(draft: Draft) -> str:
    return f"options=[{','.join(draft.options)}]"


def _of_mix(draft: Draft) -> list[str]:
    mix = draft.mix or MixDraft()
    words = ["study=best_mix", f"mix={mix.file}" if mix.file else _options(draft)]
    words += [f"target={mix.target:.10g}"] if mix.target is not None else []
    words += [f"chance={mix.chance / 100:.10g}", f"check={mix.check}"]
    words += [f"budgets.{payer}={pounds:.10g}" for payer, pounds in mix.budgets.items()]
    return words if mix.at_most is None else [*words, f"at_most={mix.at_most}"]


def _of_sweep(draft: Draft) -> list[str]:
    words = ["study=sweep"]
    for axis in draft.axes:
        entry = f"axes.{axis.of}"
        words.append(f"{entry}.{axis.key}={','.join(values_of(axis))}")
        words += [f"{entry}.from={axis.start}"] * bool(axis.start)
        words += [f"{entry}.over={MONTHS.get(axis.over, f'{axis.over} months')}"] * bool(axis.over)
    return words if draft.target is None else [*words, f"target={draft.target:.10g}"]


WORDS_OF: dict[Kind, Callable[[Draft], list[str]]] = {
    "compare": _of_comparison,
    "shares": _of_shares,
    "sweep": _of_sweep,
    "best_mix": _of_mix,
    "animation": _of_animation,
}
"""The words of each kind of study, besides place, seed and period."""


def values_of(axis: AxisDraft) -> list[str]:
    """Return the values of an axis as the command line takes them, in percent or as numbers.

    Raises
    ------
    ValueError
        Where they are not numbers with commas between them.
    """
    typed = [part.strip().removesuffix("%").strip() for part in axis.values.replace(";", ",").split(",")]
    numbers = [part for part in typed if part]
    try:
        values = [float(part) for part in numbers]
    except ValueError:
        raise ValueError("values must be numbers with commas between them, such as 0, 5, 10") from None
    if not all(map(math.isfinite, values)):
        raise ValueError("values must be finite numbers")
    if not 2 <= len(values) <= 20 or len(set(values)) < len(values):
        raise ValueError("give 2 to 20 values, each once")
    mark = "%" if axis.key == "by" else ""
    return [f"{value:.10g}{mark}" for value in values]


def command_line(words: list[str]) -> str:
    """Return the command as it is typed."""
    return shlex.join(["python", "start.py", "run", *words])
