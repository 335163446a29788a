"""How we look: what conf and the command line may say for each study, and what is wrong where they do not fit."""

import datetime
import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.description.input_errors import InputError, near_miss, shown
from sim.description.renamed import new_name
from sim.description.units import InputModel, ListOf

COMMAND = "command line"
Name = Annotated[str, Field(min_length=1)]
Replications = Annotated[int, Field(ge=1, le=10_000, title="replications")]


class Study(InputModel):
    """Which question is asked of the replications."""

    name: Literal["compare", "calibrate", "agree", "published"]


class PeriodConf(InputModel):
    """Which days are run and which are counted; no date: counted from the scenario's start date plus the warm-up."""

    measured_from: Annotated[datetime.date, Field(title="year-month-day")] | None
    warmup_days: Annotated[int, Field(ge=0, le=3_650, title="days")]
    years: Annotated[int, Field(ge=0, le=20, title="years")]
    days: Annotated[int, Field(ge=0, le=3_650, title="days")] = 0
    hours: Annotated[float, Field(ge=0, le=8_760, title="hours")] = 0.0
    warmup_hours: Annotated[float, Field(ge=0, le=8_760, title="hours")] = 0.0


class Engine(InputModel):
    """Which engine lets it happen."""

    name: str


class Report(InputModel):
    """What is made of the tables."""

    pictures: bool
    brief: bool


class Conf(InputModel):
    """What every study is asked with."""

    study: Study
    period: PeriodConf
    engine: Engine
    report: Report
    partnership: Name | None
    model: Name | None
    options: ListOf[Name]
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    cores: Annotated[int, Field(ge=1, le=1_000, title="cores")] | None
    results: Name
    event_log: bool
    resume: bool

    @property
    def cores_used(self) -> int:
        """Processes to use: those asked for, or as many as this process may run on."""
        if self.cores is not None:
            return self.cores
        allowed = getattr(os, "sched_getaffinity", None)
        return len(allowed(0)) if allowed else os.cpu_count() or 1


class Compare(Conf):
    """The options against the baseline."""

    replications: Replications


class Agree(Compare):
    """Both engines on the same, to see that they agree."""


class Reproduce(Compare):
    """What others have printed for a small model, beside what it gives here."""


class Calibrate(Conf):
    """The fit of a partnership's baseline to its published figures."""

    replications: Replications | None
    """Of each step; nothing: more in small partnerships."""
    steps: Annotated[int, Field(ge=1, le=100, title="steps")]
    keep: bool
    """Put the calibrated multipliers into the shipped scenarios."""


STUDIES: dict[str, type[Compare | Calibrate]] = {
    "compare": Compare,
    "calibrate": Calibrate,
    "agree": Agree,
    "published": Reproduce,
}


def keys_of(model: type[InputModel]) -> list[str]:
    """Return the keys of a conf, those inside another with a dot."""
    found = []
    for name, field in model.model_fields.items():
        found.append(name)
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, InputModel):
            found += [f"{name}.{key}" for key in keys_of(inner)]
    return found


def fault_of(error: Exception) -> InputError:
    """Tell an error in composing the conf as a fault: unknown key, unknown choice, broken YAML, or any other."""
    said = " ".join(f"{error} {error.__cause__ or ''}".split())
    if key := re.search(r"Could not override '([^']+)'|Key '([^']+)' is not in struct", said):
        name = key[1] or key[2]
        return unknown_key(name)
    if choice := re.search(
        r"Could not find '([^']+)/([^'/]+)'.*?Available options in '\1': (.*?)(?: Config search|$)", said
    ):
        known = choice[3].split()
        near = near_miss(choice[2], known)
        return InputError(COMMAND, choice[1], shown(choice[2]), "", ", ".join(known), near, "no such choice")
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        what = getattr(error, "problem", None) or "cannot be read"
        return InputError(f"{Path(mark.name).name}, line {mark.line + 1}", message=f"is not YAML: {what}")
    return InputError(COMMAND, message=said[:300])


def unknown_key(name: str) -> InputError:
    """Tell of a key that the study asked for does not have: another study's, a near miss, or none of ours."""
    whose = [study for study, conf in STUDIES.items() if name in conf.model_fields]
    if whose:
        return InputError(COMMAND, name, message=f"is a key of study={whose[0]} only")
    keys = list(dict.fromkeys(key for conf in STUDIES.values() for key in keys_of(conf)))
    if new := new_name(name, keys):
        return InputError(COMMAND, name, message=f"is now called '{new}'")
    near = near_miss(name, keys)
    allowed = "" if near else ", ".join(keys)
    return InputError(COMMAND, name, near_miss=near, allowed=allowed, message="unknown key")
