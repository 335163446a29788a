"""How we look: the asking as it comes from conf and the command line, checked, and turned into a `Question`."""

import datetime
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.description.faults import Fault, Faulty, near_miss, shown, unknown
from sim.description.interventions import Option
from sim.description.read import read_asked, read_option, read_teaching
from sim.description.system import Description
from sim.description.units import Many, Thing
from sim.description.validation import validated
from sim.engine.contract import ENGINES
from sim.study.question import BASE, Period, Question
from sim.study.store import model_hash

COMMAND = "command line"
Name = Annotated[str, Field(min_length=1)]


class Study(Thing):
    """Which question is asked of the replications."""

    name: Literal["compare"]


class Horizon(Thing):
    """Which days are run and which are counted; no date: counted from the scenario's start date plus the warm-up."""

    measured_from: Annotated[datetime.date, Field(title="year-month-day")] | None
    warmup_days: Annotated[int, Field(ge=0, le=3_650, title="days")]
    years: Annotated[int, Field(ge=0, le=20, title="years")]
    days: Annotated[int, Field(ge=0, le=3_650, title="days")] = 0


class Engine(Thing):
    """Which engine lets it happen."""

    name: str


class Report(Thing):
    """What is made of the tables."""

    pictures: bool
    brief: bool


class Conf(Thing):
    """The whole asking."""

    study: Study
    horizon: Horizon
    engine: Engine
    report: Report
    partnership: Name | None
    teaching: Name | None
    options: Many[Name]
    replications: Annotated[int, Field(ge=1, le=10_000, title="replications")]
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    processes: Annotated[int, Field(ge=1, le=1_000, title="processes")] | None
    results: Name
    event_log: bool
    resume: bool

    @property
    def cores(self) -> int:
        """Processes to use: those asked for, or as many as this process may run on."""
        if self.processes is not None:
            return self.processes
        allowed = getattr(os, "sched_getaffinity", None)
        return len(allowed(0)) if allowed else os.cpu_count() or 1


def keys_of(model: type[Thing]) -> list[str]:
    """Return the keys of a conf, those inside another with a dot."""
    found = []
    for name, field in model.model_fields.items():
        found.append(name)
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, Thing):
            found += [f"{name}.{key}" for key in keys_of(inner)]
    return found


def fault_of(error: Exception) -> Fault:
    """Tell an error in composing the conf as a fault: unknown key, unknown choice, broken YAML, or any other."""
    said = " ".join(f"{error} {error.__cause__ or ''}".split())
    if key := re.search(r"Could not override '([^']+)'|Key '([^']+)' is not in struct", said):
        name = key[1] or key[2]
        near = near_miss(name, keys_of(Conf))
        allowed = "" if near else ", ".join(keys_of(Conf))
        return Fault(COMMAND, name, near_miss=near, allowed=allowed, message="unknown key")
    if choice := re.search(
        r"Could not find '([^']+)/([^'/]+)'.*?Available options in '\1': (.*?)(?: Config search|$)", said
    ):
        known = choice[3].split()
        near = near_miss(choice[2], known)
        return Fault(COMMAND, choice[1], shown(choice[2]), "", ", ".join(known), near, "no such choice")
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        what = getattr(error, "problem", None) or "cannot be read"
        return Fault(f"{Path(mark.name).name}, line {mark.line + 1}", message=f"is not YAML: {what}")
    return Fault(COMMAND, message=said[:300])


@dataclass(frozen=True, slots=True)
class Asking:
    """A checked conf, and the question that it asks."""

    conf: Conf
    question: Question


def asking(written: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> Asking:
    """Return what is asked, with its description read; raise Faulty with every fault of conf and scenarios.

    ``changed`` are the keys given on the command line.
    """
    content, file_of = dict(written), {"": "conf/config.yaml"} | dict.fromkeys(changed, COMMAND)
    for group in ("study", "horizon", "engine", "report"):
        file_of.setdefault(group, f"conf/{group}")
    content["horizon"] = _with_date(content.get("horizon"))
    if content.get("teaching") is not None and "options" not in changed:
        content["options"] = []
    conf, wrong = validated(Conf, content, file_of)
    faults = list(wrong) if conf is None else _loose(conf, changed, file_of)
    try:
        description, options = _read(content, roots)
    except Faulty as faulty:
        raise Faulty([*faults, *faulty.faults]) from None
    if conf is None or faults:
        raise Faulty(faults)
    return Asking(conf, _question(conf, description, options))


def _with_date(horizon: object) -> object:
    """Return the horizon with its date, written in a text such as 2023-04-01, as a date."""
    if isinstance(horizon, dict) and isinstance(horizon.get("measured_from"), str):
        try:
            return horizon | {"measured_from": datetime.date.fromisoformat(horizon["measured_from"])}
        except ValueError:
            return horizon
    return horizon


def _loose(conf: Conf, changed: Sequence[str], file_of: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong between keys."""
    faults = []
    if conf.engine.name not in ENGINES:
        faults.append(unknown(file_of["engine"], "engine.name", conf.engine.name, ENGINES, what="engine"))
    if not conf.horizon.years and not conf.horizon.days:
        faults.append(
            Fault(file_of["horizon"], "horizon", message="years and days are both 0: nothing would be measured")
        )
    if (conf.partnership is None) == (conf.teaching is None) and conf.partnership is None:
        faults.append(Fault(file_of[""], "partnership", message="name a partnership, or a small model in teaching"))
    if conf.teaching is not None and "partnership" in changed and conf.partnership is not None:
        faults.append(
            Fault(COMMAND, "teaching", shown(conf.teaching), message="give a partnership or a small model, not both")
        )
    twice = [name for number, name in enumerate(conf.options) if name in conf.options[:number]]
    where = file_of.get("options", file_of[""])
    return faults + [Fault(where, "options", shown(name), message="stands twice") for name in dict.fromkeys(twice)]


def _read(content: Mapping[str, Any], roots: Sequence[Path]) -> tuple[Description | None, dict[str, Option]]:
    """Read what is named, as far as it is named in words."""
    named = content.get("options")
    options = [n for n in named if isinstance(n, str) and n != BASE] if isinstance(named, list | tuple) else []
    teaching, partnership = content.get("teaching"), content.get("partnership")
    if isinstance(teaching, str) and teaching:
        return _read_teaching(roots, teaching, options)
    if isinstance(partnership, str) and partnership:
        return read_asked(roots, partnership, list(dict.fromkeys(options)))
    return None, {}


def _read_teaching(roots: Sequence[Path], name: str, options: Sequence[str]) -> tuple[Description, dict[str, Option]]:
    description, found, faults = read_teaching(roots, name), {}, list[Fault]()
    for option in options:
        try:
            found[option] = read_option(roots, option, description)
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return description, found


def _question(conf: Conf, description: Description | None, options: dict[str, Option]) -> Question:
    if description is None:
        raise Faulty([Fault(COMMAND, "partnership", message="nothing to run")])
    horizon = conf.horizon
    measured_from = horizon.measured_from or description.start_date + datetime.timedelta(horizon.warmup_days)
    period = Period.of(measured_from, horizon.warmup_days, horizon.years, horizon.days)
    return Question(
        study=conf.study.name,
        place=conf.teaching or conf.partnership or "",
        description=description.model_copy(update={"start_date": period.start_date}),
        options=options,
        period=period,
        seed=conf.seed,
        replications=conf.replications,
        engine=conf.engine.name,
        model=model_hash(),
        event_log=conf.event_log,
    )
