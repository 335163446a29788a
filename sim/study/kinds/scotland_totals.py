"""Partnerships added up: the question of all of them, and the sum of one replication of each.

Replication 5 of Scotland is the sum of replication 5 of every partnership. Numbers a year, people and places add up;
rates, shares and means of partnerships do not, and are in their own folders only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from sim.description.table_files import SCOTLAND
from sim.measures.bed_days import AMBITION
from sim.measures.measure import MEASURES
from sim.study.analysis.comparison import RETURNED
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.question.question import Question
from sim.study.run.records import Replication, Run

PEOPLE = "people_65_plus"
_NO_SUM = {"share", "per", "ratio"}
"""Words in the names of published columns that cannot be added up over places."""
_PER_1000 = f"{RETURNED}_per_1000"


def question_of_all(parts: Mapping[str, Question]) -> Question:
    """Return the question whose results are the sum of those of these questions, which differ in their place only.

    Replications share draws of multipliers as those of the parts do; which draws these are is theirs.
    """
    first = next(iter(parts.values()))
    columns = [part.description.published for part in parts.values()]
    published = {
        name: sum(float(of[name]) for of in columns)
        for name, value in columns[0].items()
        if isinstance(value, float) and not _NO_SUM & set(name.split("_")) and all(name in of for of in columns)
    }
    totals = {"title": "Scotland", "published": published, "calibrated": {}}
    return replace(
        first,
        place=SCOTLAND,
        description=first.description.model_copy(update=totals),
        parts={name: part.hash for name, part in parts.items()},
        posterior=max((part.posterior for part in parts.values()), key=len),
    )


def adds_up(unit: str) -> bool:
    """Tell whether what is measured in a unit can be added up over places: not what is a rate, a share or a mean."""
    return not {"per", "percent"} & set(unit.split()) and unit != "days"


def added_up(parts: Sequence[ComparisonStudy], number: int) -> Replication:
    """Return the sum of one replication over these studies; an option that failed in one of them failed in all."""
    runs = [_run(parts, number, name) for name in parts[0].question.names]
    done = [run.option for run in runs if run.status == "done"]
    daily, flows, by_period = (
        _sum((part.folder.table(name, part.question, number) for part in parts), of)
        for name, of in (("daily", "value"), ("flows", "moves_a_year"), ("by_period", "value"))
    )
    tables = {"measures": _measures(parts, number), "daily": daily, "flows": flows, "by_period": by_period}
    whole = {name: table[table["option"].isin(done)] for name, table in tables.items()}
    return Replication(number, runs, whole["measures"], whole["daily"], whole["flows"], by_period=whole["by_period"])


def _run(parts: Sequence[ComparisonStudy], number: int, option: str) -> Run:
    part_runs = [(part, run) for part in parts for run in part.finished[number] if run.option == option]
    lacking = [part.question.description.title for part, run in part_runs if run.status != "done"]
    seconds = round(sum(run.seconds for _, run in part_runs), 3)
    if lacking:
        return Run(option, number, "failed", seconds, f"no answer from {', '.join(lacking)}")
    return Run(option, number, "done", seconds)


def _sum(tables: Iterable[pa.Table], of: str) -> pd.DataFrame:
    """Add tables up row by row, one after the other, so that never more than one is held beside the sum."""
    total: pa.Table | None = None
    for table in tables:
        stacked = table if total is None else pa.concat_tables([total, table])
        keys = [name for name in table.column_names if name != of]
        summed = stacked.group_by(keys, use_threads=False).aggregate([(of, "sum")])
        total = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names]).select(
            table.column_names
        )
    return pd.DataFrame(total.to_pandas()) if total is not None else pd.DataFrame()


def _measures(parts: Sequence[ComparisonStudy], number: int) -> pd.DataFrame:
    """Return the measures that add up, bed days returned of the 200,000, and per 1,000 people (of day 0, by place)."""
    people = [float(part.question.description.published[PEOPLE]) for part in parts]
    tables = [pd.DataFrame(part.folder.table("measures", part.question, number).to_pandas()) for part in parts]
    return summed_measures(tables, people)


def summed_measures(tables: Sequence[pd.DataFrame], people: Sequence[float]) -> pd.DataFrame:
    """Return the sum of the measures that add up, of tables of partnerships with so many people aged 65 and over.

    Of bed days returned, also the share of the 200,000, and the number per 1,000 people.
    """
    columns = list(tables[0].columns)
    keys = [name for name in columns if name != "value"]
    weighted = [table[(table["measure"] == _PER_1000) & (table["breakdown"] == "all")].copy() for table in tables]
    for table, people_of_part in zip(weighted, people, strict=True):
        table["value"] *= people_of_part / sum(people)
    adding = [table[table["unit"].map(adds_up)] for table in tables]
    total = pd.concat([*adding, *weighted]).groupby(keys, sort=False)["value"].sum().reset_index()
    rows = total[(total["measure"] == RETURNED) & (total["breakdown"] == "all")]
    share = {"measure": "share_of_200000", "unit": MEASURES["share_of_200000"].unit}
    return pd.concat([total, rows.assign(value=100 * rows["value"] / AMBITION, **share)], ignore_index=True)[columns]
