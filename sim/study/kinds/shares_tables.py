"""The tables of fair shares: each part's share with its interval, systems, interactions, orders and mixes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from sim.study.analysis.futures import draws_table
from sim.study.analysis.grades import grade
from sim.study.analysis.holm import told_apart
from sim.study.analysis.mix_changes import Change, changes, changes_of
from sim.study.analysis.orders import adding_up, exact_shares, interaction, paired_shares, pairs
from sim.study.analysis.sources_of_uncertainty import Floats, apart
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds.mix_runs import KeptMixes
from sim.study.kinds.shares_package import Package
from sim.study.question.draws import Drawn
from sim.study.question.question import BASE, Question

KEYS = ["measure", "level", "unit"]
COLUMNS = [
    "kind", "name", "title", "system", *KEYS, "share", "lower", "upper", "grade", "percent_of_package", "alone",
    "alone_lower", "alone_upper", "last", "last_lower", "last_upper", "replications",
]  # fmt: skip
PAIRS = ["first", "second", "first_title", "second_title", *KEYS, "interaction", "lower", "upper", "verdict"]
DECIMALS = {"people": 6}
"""Decimals of shares in tables, of units whose figures are small; of all others 3."""
ALL = "all"
"""Name, in the place of a pair, of all parts together."""
OVERLAP, HELP, CANNOT_TELL = "they overlap", "they add to each other", "not told apart from none"
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Tables:
    """Every table by name, what to know of them, and whether the package has an answer."""

    by_name: dict[str, pd.DataFrame]
    warnings: list[str]
    answered: bool


def tables_of(question: Question, package: Package, kept: KeptMixes) -> Tables:
    """Return the tables of fair shares."""
    tables = {"shares_mixes": _mixes(package, kept)}
    blocked, whole = kept.blocked, package.name((1 << len(package.parts)) - 1)
    warnings = kept.warnings()
    values = Values.of(question, package, kept)
    if not values.numbers or BASE in blocked or whole in blocked:
        return Tables(tables, warnings, False)
    orders = [(number, _order(package, question, number)) for number in values.numbers]
    tables |= {
        "shares": pd.DataFrame(list(_shares(values)), columns=COLUMNS),
        "shares_interactions": pd.DataFrame(list(_interactions(values)), columns=PAIRS),
        "shares_orders": pd.DataFrame(orders, columns=["replication", "order"]),
        "measures": kept.measures,
        "steady_state": kept.steady(),
        "draws": draws_table(values.by_part, values.numbers),
        "data_dictionary": study_dictionary("shares"),
    }
    left_out = len(question.numbers) - len(values.numbers)
    if left_out:
        warnings.append(f"{left_out} of {len(question.numbers)} replications are left out: a run of theirs has failed")
    return Tables(tables, warnings, True)


@dataclass(frozen=True)
class Values:
    """What the mixes change, by replication: those in which every run has an answer."""

    question: Question
    package: Package
    wanted: Sequence[Change]
    by_number: Mapping[int, Mapping[int, Floats]]
    """Changes [change] by replication and mix."""

    @classmethod
    def of(cls, question: Question, package: Package, kept: KeptMixes) -> "Values":
        """Return what the kept runs change."""
        wanted = changes_of(question.description)
        table = changes(kept.measures, question.description, wanted)
        by_number = {}
        for number in question.numbers:
            mixes = package.mixes(question.seed, number)
            rows = {mix: table.get((kept.first[package.name(mix)], number)) for mix in mixes}
            if all(row is not None for row in rows.values()):
                by_number[number] = {mix: row for mix, row in rows.items() if row is not None}
        return cls(question, package, wanted, by_number)

    @property
    def numbers(self) -> list[int]:
        """The replications."""
        return list(self.by_number)

    @cached_property
    def by_part(self) -> Question:
        """The question with each part alone as an option."""
        options = {part.name: self.package.option(1 << at) for at, part in enumerate(self.package.parts)}
        return replace(self.question, options=options)

    def drawn(self, parts: Sequence[int]) -> Drawn:
        """Return what the replications drew for some parts together."""
        mix = sum(1 << part for part in parts)
        asked = replace(self.question, options={"mix": self.package.option(mix)})
        return asked.drawn("mix", self.numbers)

    @cached_property
    def shares(self) -> Floats:
        """Shares [replication, part, change]."""
        return np.asarray([self._shares(number) for number in self.numbers])

    def _shares(self, number: int) -> Floats:
        values, package = self.by_number[number], self.package
        if package.exact:
            return exact_shares(values, package.groups)
        return paired_shares(values, package.order(self.question.seed, number))

    def mix(self, mix: int) -> Floats:
        """Return what a mix changes [replication, change]."""
        return np.asarray([values[mix] for values in self.by_number.values()])


def intervals(values: Floats, drawn: Drawn) -> list[Interval]:
    """Return mean and ends of the 95 % interval of each column of values [replication, change]."""
    parts = apart(values.T, *drawn)
    return list(zip(parts.mean.tolist(), (parts.mean - parts.half).tolist(), (parts.mean + parts.half).tolist(),
                    strict=True))  # fmt: skip


def _shares(values: Values) -> Iterator[dict[str, Any]]:
    """Yield a row for the package, each system and each part, of every change; rounded so that they add up."""
    package, everything = values.package, list(range(len(values.package.parts)))
    whole = values.shares.sum(axis=1)
    totals = intervals(whole, values.drawn(everything))
    rounded = [_adding_up(values, column) for column in range(len(values.wanted))]
    yield from _rows(values, {"kind": "package", "name": "package", "title": "The package", "system": ""},
                     everything, [sum(column) for column in rounded], totals)  # fmt: skip
    if package.by_system:
        for group in package.groups:
            name = package.parts[group[0]].group
            words = {"kind": "system", "name": name.replace(" ", "_"), "title": name.capitalize(), "system": name}
            yield from _rows(values, words, group, [sum(column[at] for at in group) for column in rounded], totals)
    for at, part in enumerate(package.parts):
        words = {"kind": "part", "name": part.name, "title": part.title,
                 "system": part.group if package.by_system else ""}  # fmt: skip
        yield from _rows(values, words, [at], [column[at] for column in rounded], totals)


def _adding_up(values: Values, column: int) -> list[float]:
    """Return the mean shares of all parts in one change, rounded so that they sum to the package's."""
    means = values.shares[:, :, column].mean(axis=0)
    return adding_up(means.tolist(), float(means.sum()), DECIMALS.get(values.wanted[column].unit, 3))


def _rows(
    values: Values, words: Mapping[str, str], parts: Sequence[int], shares: Sequence[float], totals: Sequence[Interval]
) -> Iterator[dict[str, Any]]:
    drawn = values.drawn(parts)
    ends = intervals(values.shares[:, parts].sum(axis=1), drawn)
    alone, last = _alone_and_last(values, parts, drawn)
    count = len(values.numbers)
    for at, change in enumerate(values.wanted):
        _, lower, upper = ends[at]
        if not np.isfinite(values.shares[:, :, at]).all():
            continue
        package = totals[at][0]
        yield {
            **words, "measure": change.measure, "level": change.level, "unit": change.unit,
            "share": round(shares[at], DECIMALS.get(change.unit, 3)), "lower": lower, "upper": upper,
            "grade": grade(shares[at], lower, upper, count),
            "percent_of_package": 100 * shares[at] / package if package else nan,
            **dict(zip(("alone", "alone_lower", "alone_upper"), alone[at], strict=True)),
            **dict(zip(("last", "last_lower", "last_upper"), last[at], strict=True)),
            "replications": count,
        }  # fmt: skip


def _alone_and_last(values: Values, parts: Sequence[int], drawn: Drawn) -> tuple[list[Interval], list[Interval]]:
    """Return what some parts do alone, and as the last; not a number where these mixes were not run everywhere."""
    whole, mix = (1 << len(values.package.parts)) - 1, sum(1 << part for part in parts)
    unknown = [(nan, nan, nan)] * len(values.wanted)
    known = [set(of) for of in values.by_number.values()]
    alone = intervals(values.mix(mix), drawn) if all(mix in of for of in known) else unknown
    if mix == whole:
        return alone, alone
    is_last = all(whole ^ mix in of for of in known)
    return alone, intervals(values.mix(whole) - values.mix(whole ^ mix), drawn) if is_last else unknown


def _interactions(values: Values) -> Iterator[dict[str, Any]]:
    """Yield a row for each pair of parts and change: what they do together beyond what each does alone."""
    package = values.package
    if not package.interactions:
        return
    both = pairs(len(package.parts))
    beyond = {pair: np.asarray([interaction(of, *pair) for of in values.by_number.values()]) for pair in both}
    drawn = {pair: values.drawn(pair) for pair in both}
    for at, change in enumerate(values.wanted):
        if not all(np.isfinite(rows[:, at]).all() for rows in beyond.values()):
            continue
        yield _all_together(values, at)
        apart_from_none = told_apart([(beyond[pair][:, at], drawn[pair]) for pair in both])
        for pair, is_apart in zip(both, apart_from_none, strict=True):
            mean, lower, upper = intervals(beyond[pair][:, [at]], drawn[pair])[0]
            first, second = (package.parts[of] for of in pair)
            words = {"first": first.name, "second": second.name, "first_title": first.title,
                     "second_title": second.title}  # fmt: skip
            yield words | _interaction(change, (mean, lower, upper), is_apart)


def _all_together(values: Values, at: int) -> dict[str, Any]:
    """Return the row of the package less what all its parts change alone: with its own interval, not Holm's."""
    parts = list(range(len(values.package.parts)))
    alone = sum(values.mix(1 << part)[:, [at]] for part in parts)
    whole = values.mix((1 << len(parts)) - 1)[:, [at]]
    ends = intervals(whole - alone, values.drawn(parts))[0]
    words = {"first": ALL, "second": ALL, "first_title": "The package", "second_title": "all its parts alone"}
    return words | _interaction(values.wanted[at], ends, ends[1] > 0 or ends[2] < 0)


def _interaction(change: Change, ends: Interval, is_apart: bool) -> dict[str, Any]:
    mean, lower, upper = ends
    return {
        "measure": change.measure, "level": change.level, "unit": change.unit, "interaction": mean, "lower": lower,
        "upper": upper, "verdict": CANNOT_TELL if not is_apart else OVERLAP if mean < 0 else HELP,
    }  # fmt: skip


def _order(package: Package, question: Question, number: int) -> str:
    return "all" if package.exact else " > ".join(package.parts[at].name for at in package.order(question.seed, number))


def _mixes(package: Package, kept: KeptMixes) -> pd.DataFrame:
    """Return the mixes that are run, with what each consists of, and the mix that is run for it if it does the same."""
    rows = [
        (name, " + ".join(part.name for part, digit in zip(package.parts, name[4:], strict=True) if digit == "1"),
         kept.first[name])
        for name in kept.question.options
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["mix", "parts", "run_as"])
