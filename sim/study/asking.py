"""The asking: conf and command line checked together with the scenario they name, and turned into a `Question`."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.interventions import Option
from sim.description.read import partnerships, read_asked, read_model, read_option
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.description.validation import validated
from sim.engine.engines import ENGINES
from sim.study import log_size
from sim.study.kinds import calibration_study, reproduction
from sim.study.kinds.calibration_steps import replications
from sim.study.kinds.calibration_targets import errors_of_calibration
from sim.study.kinds.scotland_totals import question_of_all
from sim.study.question.conf import COMMAND, STUDIES, Agree, Calibrate, Compare, Reproduce
from sim.study.question.question import BASE, Period, Question
from sim.study.run.provenance import in_a_checkout
from sim.study.run.results_store import model_hash

T = TypeVar("T")
ALSO = {"calibrate": calibration_study.MODEL, "published": reproduction.MODEL}
"""Files that decide the answer of a study besides those that decide every run."""
IDLE = {
    "engine": "runs both engines",
    "event_log": "compares the events and keeps none",
    **dict.fromkeys(("report", "results", "resume"), "leaves no results folder"),
}
"""Keys that mean nothing where engines are compared, and why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A checked conf, and the question that it asks; of all Scotland, the question of each partnership too."""

    conf: Compare | Calibrate
    question: Question
    parts: dict[str, Question] = field(default_factory=dict)

    @property
    def opening(self) -> str:
        """Say in two lines what will be run, and in a third how large its event logs will be."""
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
        asked += ", each by both engines" if isinstance(self.conf, Agree) else ""
        asked += f" of {_counted(len(self.parts), 'partnership')}" if self.parts else ""
        span = _span(period.to_day - period.from_day)
        days = f"{span} from {period.measured_from.day} {period.measured_from:%B %Y}"
        told = f"{who}: {asked}\nMeasured: {days}, after {_span(period.from_day)} of warm-up; seed {question.seed}"
        if question.event_log:
            told += "\n" + log_size.told(sum(log_size.log_size(one) for one in self.parts.values() or [question]))
        return told


def _span(days: float) -> str:
    """Say a length of time in days, or in hours where these are not whole days."""
    return f"{days} days" if isinstance(days, int) else f"{days * 24:.6g} hours"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def asking(written: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> Request:
    """Return what is asked, with its description read; raise InputErrors with every fault of conf and scenarios.

    ``changed`` are the keys given on the command line.
    """
    content, file_of = dict(written), {"": "conf/config.yaml"} | dict.fromkeys(changed, COMMAND)
    for group in ("study", "period", "engine", "report"):
        file_of.setdefault(group, f"conf/{group}")
    content["period"] = _with_date(content.get("period"))
    if content.get("model") is not None and "options" not in changed:
        content["options"] = []
    study = content.get("study")
    model = STUDIES.get(str(study.get("name")), Compare) if isinstance(study, dict) else Compare
    conf, wrong = validated(model, content, file_of)
    errors = list(wrong) if conf is None else _loose(conf, changed, file_of)
    try:
        places = _read(content, roots)
    except InputErrors as faulty:
        raise InputErrors([*errors, *faulty.errors]) from None
    if conf is None or errors:
        raise InputErrors(errors)
    questions = {place: _question(conf, place, *read) for place, read in places.items()}
    if conf.partnership == SCOTLAND and conf.model is None:
        return Request(conf, question_of_all(questions), questions)
    return Request(conf, next(iter(questions.values())))


def _with_date(period_conf: object) -> object:
    """Return the period with its date, written in a text such as 2023-04-01, as a date."""
    if isinstance(period_conf, dict) and isinstance(period_conf.get("measured_from"), str):
        try:
            return period_conf | {"measured_from": datetime.date.fromisoformat(period_conf["measured_from"])}
        except ValueError:
            return period_conf
    return period_conf


def _loose(conf: Compare | Calibrate, changed: Sequence[str], file_of: Mapping[str, str]) -> list[InputError]:
    """Return what is wrong between keys."""
    errors = []
    if conf.engine.name not in ENGINES:
        errors.append(unknown(file_of["engine"], "engine.name", conf.engine.name, ENGINES, what="engine"))
    if not conf.period.years and not conf.period.days and not conf.period.hours:
        message = "years, days and hours are all 0: nothing would be measured"
        errors.append(InputError(file_of["period"], "period", message=message))
    if conf.partnership is None and conf.model is None:
        errors.append(
            InputError(file_of[""], "partnership", message="name a partnership, or a small model in teaching")
        )
    if conf.model is not None and "partnership" in changed and conf.partnership is not None:
        errors.append(
            InputError(COMMAND, "model", shown(conf.model), message="give a partnership or a small model, not both")
        )
    twice = [name for number, name in enumerate(conf.options) if name in conf.options[:number]]
    where = file_of.get("options", file_of[""])
    errors += [InputError(where, "options", shown(name), message="stands twice") for name in dict.fromkeys(twice)]
    if isinstance(conf, Agree):
        return errors + _loose_in_an_agreement(conf, changed)
    if isinstance(conf, Reproduce):
        return errors + _loose_in_a_reproduction(conf, file_of)
    return errors + (_loose_in_a_fit(conf, file_of) if isinstance(conf, Calibrate) else [])


def _loose_in_an_agreement(conf: Agree, changed: Sequence[str]) -> list[InputError]:
    """Return what is asked of an agreement and means nothing to it."""
    errors = [
        InputError(COMMAND, key, message=f"study=agree {IDLE[key.split('.')[0]]}")
        for key in changed
        if key.split(".")[0] in IDLE
    ]
    if conf.partnership == SCOTLAND and conf.model is None:
        errors.append(InputError(COMMAND, "partnership", message="study=agree is of one partnership: name it"))
    return errors


def _loose_in_a_reproduction(conf: Reproduce, file_of: Mapping[str, str]) -> list[InputError]:
    """Return what is asked of printed figures and means nothing to them."""
    wrong = {
        "model": conf.model is None and "name the small model whose printed figures are to be met",
        "options": bool(conf.options) and "a model is run as it is printed: it has no options",
        "event_log": conf.event_log and "printed figures need no events",
    }
    return _faults_of(wrong, file_of)


def _loose_in_a_fit(conf: Calibrate, file_of: Mapping[str, str]) -> list[InputError]:
    """Return what is asked of a calibration and means nothing to it, or cannot be done."""
    wrong = {
        "options": bool(conf.options) and "a calibration is of the baseline: it has no options",
        "partnership": conf.partnership == SCOTLAND and "a calibration is of one partnership: name it",
        "model": conf.model is not None and "a small model has no published figures to be calibrated to",
        "event_log": conf.event_log and "a calibration keeps no events",
        "keep": conf.keep
        and not in_a_checkout()
        and "there is no checkout of the project to keep it in: put calibrated.csv into base/tables of your own folder",
    }
    return _faults_of(wrong, file_of)


def _faults_of(wrong: Mapping[str, str | bool], file_of: Mapping[str, str]) -> list[InputError]:
    """Return a fault for each key of which something is said."""
    return [InputError(file_of.get(key, file_of[""]), key, message=str(said)) for key, said in wrong.items() if said]


def _read(content: Mapping[str, Any], roots: Sequence[Path]) -> dict[str, tuple[Description, dict[str, Option]]]:
    """Read what is named, as far as it is named in words: each place with its description and options."""
    named = content.get("options")
    options = [n for n in named if isinstance(n, str) and n != BASE] if isinstance(named, list | tuple) else []
    model_name, partnership = content.get("model"), content.get("partnership")
    if isinstance(model_name, str) and model_name:
        return {model_name: _read_teaching(roots, model_name, options)}
    if not isinstance(partnership, str) or not partnership:
        return {}
    places = partnerships(roots) if partnership == SCOTLAND else [partnership]
    return _each(places, lambda name: read_asked(roots, name, list(dict.fromkeys(options))))


def _read_teaching(roots: Sequence[Path], name: str, options: Sequence[str]) -> tuple[Description, dict[str, Option]]:
    description = read_model(roots, name)
    return description, _each(options, lambda option: read_option(roots, option, description))


def _each(names: Iterable[str], read: Callable[[str], T]) -> dict[str, T]:
    """Return what is read under each name; raise InputErrors with the faults of all of them together."""
    found, errors = {}, list[InputError]()
    for name in names:
        try:
            found[name] = read(name)
        except InputErrors as faulty:
            errors += faulty.errors
    if errors:
        raise InputErrors(errors)
    return found


def _question(conf: Compare | Calibrate, place: str, description: Description, options: dict[str, Option]) -> Question:
    period_conf = conf.period
    measured_from = period_conf.measured_from or description.start_date + datetime.timedelta(period_conf.warmup_days)
    hours = (period_conf.warmup_hours, period_conf.hours)
    period = Period.of(measured_from, period_conf.warmup_days, period_conf.years, period_conf.days, hours)
    fit = isinstance(conf, Calibrate)
    if fit and (errors := errors_of_calibration(description, place)):
        raise InputErrors(errors)
    return Question(
        study=conf.study.name,
        place=place,
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
