"""The asking: conf and command line checked together with the scenario they name, and turned into a `Question`."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.description.faults import Fault, Faulty, shown, unknown
from sim.description.interventions import Option
from sim.description.read import read_asked, read_option, read_teaching
from sim.description.system import Description
from sim.description.validation import validated
from sim.engine.contract import ENGINES
from sim.study import calibration, reproduce
from sim.study.aims import not_to_be_fitted
from sim.study.calibrate import replications
from sim.study.conf import COMMAND, STUDIES, Asked, Calibrate, Compare, Reproduce
from sim.study.made import in_a_checkout
from sim.study.question import BASE, Period, Question
from sim.study.store import model_hash

ALSO = {"calibrate": calibration.MODEL, "published": reproduce.MODEL}
"""Files that decide the answer of a study besides those that decide every run."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A checked conf, and the question that it asks."""

    conf: Asked
    question: Question

    @property
    def opening(self) -> str:
        """Say in two lines what will be run."""
        question, period = self.question, self.question.period
        people = question.description.published.get("people_65_plus")
        who = question.description.title + (f", {people:,.0f} people aged 65 and over" if people else "")
        runs = _counted(question.replications, "replication")
        if isinstance(self.conf, Calibrate):
            asked = f"calibration in {_counted(self.conf.steps, 'step')} of {runs}"
        elif isinstance(self.conf, Reproduce):
            asked = f"printed figures, and {runs} of every model in them"
        else:
            count = len(question.options)
            asked = ("baseline and " + _counted(count, "option") if count else "baseline") + f", {runs}"
        days = f"{period.to_day - period.from_day} days from {period.measured_from.day} {period.measured_from:%B %Y}"
        return f"{who}: {asked}\nMeasured: {days}, after {period.from_day} days of warm-up; seed {question.seed}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


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
    study = content.get("study")
    model = STUDIES.get(str(study.get("name")), Compare) if isinstance(study, dict) else Compare
    conf, wrong = validated(model, content, file_of)
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


def _loose(conf: Asked, changed: Sequence[str], file_of: Mapping[str, str]) -> list[Fault]:
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
    faults += [Fault(where, "options", shown(name), message="stands twice") for name in dict.fromkeys(twice)]
    wrong = _wrong_in_a_fit(conf) if isinstance(conf, Calibrate) else {}
    wrong |= _wrong_in_a_reproduction(conf) if isinstance(conf, Reproduce) else {}
    return faults + [Fault(file_of.get(key, file_of[""]), key, message=said) for key, said in wrong.items() if said]


def _wrong_in_a_reproduction(conf: Reproduce) -> dict[str, str | Literal[False]]:
    """Return, by key, what is asked of printed figures and means nothing to them."""
    return {
        "teaching": conf.teaching is None and "name the small model whose printed figures are to be met",
        "options": bool(conf.options) and "a model is run as it is printed: it has no options",
        "event_log": conf.event_log and "printed figures need no events",
    }


def _wrong_in_a_fit(conf: Calibrate) -> dict[str, str | Literal[False]]:
    """Return, by key, what is asked of a calibration and means nothing to it, or cannot be done."""
    return {
        "options": bool(conf.options) and "a calibration is of the baseline: it has no options",
        "teaching": conf.teaching is not None and "a small model has no published figures to be calibrated to",
        "event_log": conf.event_log and "a calibration keeps no events",
        "keep": conf.keep
        and not in_a_checkout()
        and "there is no checkout of the project to keep it in: put fitted.csv into base/tables of your own folder",
    }


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


def _question(conf: Asked, description: Description | None, options: dict[str, Option]) -> Question:
    if description is None:
        raise Faulty([Fault(COMMAND, "partnership", message="nothing to run")])
    horizon = conf.horizon
    measured_from = horizon.measured_from or description.start_date + datetime.timedelta(horizon.warmup_days)
    period = Period.of(measured_from, horizon.warmup_days, horizon.years, horizon.days)
    fit = isinstance(conf, Calibrate)
    if fit and (faults := not_to_be_fitted(description, conf.partnership or "")):
        raise Faulty(faults)
    return Question(
        study=conf.study.name,
        place=conf.teaching or conf.partnership or "",
        description=description.model_copy(update={"start_date": period.start_date}),
        options=options,
        period=period,
        seed=conf.seed,
        replications=replications(description) if conf.replications is None else conf.replications,
        engine=conf.engine.name,
        model=model_hash(*ALSO.get(conf.study.name, ())),
        event_log=conf.event_log,
        replications_decide=fit,
    )
