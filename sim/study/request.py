"""A request: conf and command line checked together with the scenario they name, and turned into a `Question`."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.interventions import Option
from sim.description.posteriors import Draws
from sim.description.read import partnerships, read_asked, read_model, read_option
from sim.description.scarcity_ends import at_end, with_scarcity
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.description.validation import validated
from sim.engine.engines import ENGINES
from sim.study.kinds.scotland_totals import question_of_all
from sim.study.question.conf import (
    COMMAND,
    DEFAULT_FILE,
    LEAST_WARMUP,
    SMALL_MODEL_WARMUP,
    YEAR_OF_FIGURES,
    Conf,
    PeriodConf,
    counted,
)
from sim.study.question.multipliers import draws_asked
from sim.study.question.question import BASE, Period, Question
from sim.study.question.under_way import UnderWay
from sim.study.run import event_log_size as log_size
from sim.study.run.results_store import Folder, model_hash
from sim.study.studies import STUDIES

T = TypeVar("T")
GROUPS = ("study", "period", "engine", "report")
"""Keys whose values are in files of conf/, chosen by name."""


@dataclass(frozen=True, slots=True)
class Request:
    """A checked conf, and the question that it asks; of all Scotland, the question of each partnership too."""

    conf: Conf
    question: Question
    parts: dict[str, Question] = field(default_factory=dict)

    @property
    def opening(self) -> str:
        """Two lines that say what will be run, and a third on the size of its event logs; or what its kind says."""
        question, period = self.question, self.question.period
        if (words := self.conf.opening(question)) is not None:
            return words
        people = question.description.published.get("people_65_plus")
        who = question.description.title + (f", {people:,.0f} people aged 65 and over" if people else "")
        parts = f" of {counted(len(self.parts), 'partnership')}" if self.parts else ""
        span = _span(period.to_day - period.from_day)
        days = f"{span} from {period.measured_from.day} {period.measured_from:%B %Y}"
        measured = f"Measured: {days}, after {_span(period.from_day)} of warm-up; seed {question.seed}"
        if question.event_log:
            measured += "\n" + log_size.size_text(
                sum(log_size.log_size(part) for part in self.parts.values() or [question])
            )
        return f"{who}: {self.conf.summary(question)}{parts}\n{measured}"

    @property
    def folder(self) -> Path:
        """Results folder of the study, whether it exists yet or not."""
        return Folder.of(self.conf.results_folder, self.question, datetime.date.today()).path

    def begin(self, roots: Sequence[Path], command: Sequence[str]) -> UnderWay:
        """Make the study ready to run: its folder made, or found again with what is finished there."""
        return self.conf.begin(self.question, self.parts, roots, command)


def _span(days: float) -> str:
    """Say a length of time in days, or in hours where these are not whole days."""
    return f"{days} days" if isinstance(days, int) else f"{days * 24:.6g} hours"


def asking(written: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> Request:
    """Return the request, with its description read; raise InputErrors with every fault of conf and scenarios.

    ``changed`` are the keys given on the command line.
    """
    content, file_of = dict(written), {"": DEFAULT_FILE} | dict.fromkeys(changed, COMMAND)
    for group in GROUPS:
        file_of.setdefault(group, f"conf/{group}")
    content["period"] = _with_date(content.get("period"))
    if content.get("model") is not None and "options" not in changed:
        content["options"] = []
    study = content.get("study")
    kind = STUDIES.get(str(study.get("name"))) if isinstance(study, dict) else None
    content = content if kind is None else kind.with_files(content, changed, roots)
    conf, errors = checked_conf(content, changed, file_of)
    try:
        places = _read(content, roots)
    except InputErrors as faulty:
        raise InputErrors([*errors, *faulty.errors]) from None
    if conf is None or errors:
        raise InputErrors(errors)
    draws = _read_all(places, lambda place: draws_asked(conf, changed, roots, place, *places[place]))
    questions = {
        place: question_of(conf, changed, place, *read, posterior=draws[place]) for place, read in places.items()
    }
    if conf.partnership == SCOTLAND and conf.model is None:
        return Request(conf, question_of_all(questions), questions)
    return Request(conf, next(iter(questions.values())))


def checked_conf(
    content: Mapping[str, Any], changed: Sequence[str], file_of: Mapping[str, str]
) -> tuple[Conf | None, list[InputError]]:
    """Return the conf, checked by the kind of study that it names, and what is wrong in it."""
    study = content.get("study")
    name = study.get("name") if isinstance(study, dict) else None
    if isinstance(name, str) and name not in STUDIES:
        return None, [unknown(file_of["study"], "study.name", name, STUDIES, what="study")]
    conf, errors = validated(STUDIES.get(str(name), STUDIES["compare"]), content, file_of)
    return conf, list(errors) if conf is None else [*_loose(conf, changed, file_of), *_of_kind(conf, changed, file_of)]


def _with_date(period_conf: object) -> object:
    """Return the period with its date, written in a text such as 2023-04-01, as a date."""
    if isinstance(period_conf, dict) and isinstance(period_conf.get("measured_from"), str):
        try:
            return period_conf | {"measured_from": datetime.date.fromisoformat(period_conf["measured_from"])}
        except ValueError:
            return period_conf
    return period_conf


def _loose(conf: Conf, changed: Sequence[str], file_of: Mapping[str, str]) -> Iterator[InputError]:
    """Yield the errors between keys that every kind of study has."""
    if conf.engine.name not in ENGINES:
        yield unknown(file_of["engine"], "engine.name", conf.engine.name, ENGINES, what="engine")
    if not conf.period.years and not conf.period.days and not conf.period.hours:
        message = "years, days and hours are all 0: nothing would be measured"
        yield InputError(file_of["period"], "period", message=message)
    if conf.partnership is None and conf.model is None:
        yield InputError(file_of[""], "partnership", message="name a partnership, or a small model")
    if conf.model is not None and "partnership" in changed and conf.partnership is not None:
        message = "give a partnership or a small model, not both"
        yield InputError(COMMAND, "model", shown(conf.model), message=message)
    if conf.model is not None and "calibration" in changed:
        yield InputError(COMMAND, "calibration", conf.calibration, message="a small model has no calibration")
    if conf.replication is not None and "replications" in changed:
        message = "give one replication by its number, or how many, not both"
        yield InputError(COMMAND, "replication", shown(conf.replication), message=message)
    if not _has_home(conf):
        yield InputError(
            file_of.get("results", file_of[""]), "results", shown(conf.results), message="there is no such home folder"
        )
    repeated = [name for number, name in enumerate(conf.options) if name in conf.options[:number]]
    file = file_of.get("options", file_of[""])
    yield from (InputError(file, "options", shown(name), message="stands twice") for name in dict.fromkeys(repeated))


def _has_home(conf: Conf) -> bool:
    """Tell whether the home folder in the path of the results exists, if it names one."""
    try:
        return bool(conf.results_folder)
    except RuntimeError:
        return False


def _of_kind(conf: Conf, changed: Sequence[str], file_of: Mapping[str, str]) -> Iterator[InputError]:
    """Yield the keys that mean nothing to this kind of study, or hold what it cannot use."""
    for key in changed:
        if reason := conf.without.get(key.split(".")[0]):
            yield InputError(COMMAND, key, message=f"study={conf.study.name} {reason}")
    for key, message in conf.errors():
        yield InputError(file_of.get(key, file_of[""]), key, message=message)


def _read(content: Mapping[str, Any], roots: Sequence[Path]) -> dict[str, tuple[Description, dict[str, Option]]]:
    """Read what is named, as far as it is named in words: each place with its description and options."""
    named = content.get("options")
    options = (
        [option for option in named if isinstance(option, str) and option != BASE]
        if isinstance(named, list | tuple)
        else []
    )
    model_name, partnership = content.get("model"), content.get("partnership")
    if isinstance(model_name, str) and model_name:
        return {model_name: _read_small_model(roots, model_name, options)}
    if not isinstance(partnership, str) or not partnership:
        return {}
    places = partnerships(roots) if partnership == SCOTLAND else [partnership]
    return _read_all(places, lambda name: read_asked(roots, name, list(dict.fromkeys(options))))


def _read_small_model(
    roots: Sequence[Path], name: str, options: Sequence[str]
) -> tuple[Description, dict[str, Option]]:
    description = read_model(roots, name)
    return description, _read_all(options, lambda option: read_option(roots, option, description))


def _read_all(names: Iterable[str], read: Callable[[str], T]) -> dict[str, T]:
    """Return the value read for each name; raise InputErrors with the faults of all of them together."""
    values, errors = {}, list[InputError]()
    for name in names:
        try:
            values[name] = read(name)
        except InputErrors as faulty:
            errors += faulty.errors
    if errors:
        raise InputErrors(errors)
    return values


def question_of(
    conf: Conf,
    changed: Sequence[str],
    place: str,
    description: Description,
    options: dict[str, Option],
    posterior: Draws = (),
) -> Question:
    """Return the question of one place; raise InputErrors where the scenario does not fit the period or the study.

    ``changed`` are the keys given on the command line, ``place`` the name of the partnership or small model,
    ``options`` the options by name, without the baseline, and ``posterior`` the draws of its multipliers.
    """
    description = _at_end(conf, description, place)
    period = _period(conf, changed, description)
    errors = [*conf.errors_in(description, place), *_dates_outside(conf, changed, description, period)]
    if errors:
        raise InputErrors(errors)
    return Question(
        study=conf.study.name,
        place=place,
        description=description.model_copy(update={"start_date": period.start_date}),
        options=conf.options_asked(description, options),
        period=period,
        seed=conf.seed,
        replications=1 if conf.replication else conf.number_of_replications(description),
        engine=conf.engine.name,
        model=model_hash(*conf.decided_by),
        event_log=conf.event_log,
        effects="fixed" if "effects" in conf.without else conf.effects,
        posterior=posterior,
        replications_decide=conf.replications_decide,
        besides=conf.besides(),
        only=conf.replication,
        outlooks=conf.outlooks_asked,
    )


def _at_end(conf: Conf, description: Description, place: str) -> Description:
    """Return the description with its scarcity at the end asked for; raise InputErrors where none is stated."""
    ends = [getattr(response.scarcity, conf.scarcity, 0.0) for _, response in with_scarcity(description)]
    if conf.scarcity != "centre" and all(end is None for end in ends):
        message = f"'{place}' states no {conf.scarcity} elasticity of scarcity"
        raise InputErrors([InputError(COMMAND, "scarcity", shown(conf.scarcity), message=message)])
    return at_end(description, conf.scarcity)


def _period(conf: Conf, changed: Sequence[str], description: Description) -> Period:
    """Return the period; a small model runs from its own start date unless the command line names another."""
    period_conf, start = conf.period, description.start_date
    warmup = _warmup_days(conf, start)
    measured_from = start + datetime.timedelta(warmup)
    if period_conf.measured_from is not None and not (conf.model is not None and _is_default(period_conf, changed)):
        measured_from = period_conf.measured_from
    hours = (period_conf.warmup_hours, period_conf.hours)
    return Period.of(measured_from, warmup, period_conf.years, period_conf.days, hours)


def _warmup_days(conf: Conf, start: datetime.date) -> int:
    """Return the days of warm-up: as stated, or from the scenario's start date to the first day that counts."""
    stated, measured_from = conf.period.warmup_days, conf.period.measured_from
    if stated is not None:
        return stated
    if conf.model is not None or measured_from is None:
        return SMALL_MODEL_WARMUP
    return max((measured_from - start).days, LEAST_WARMUP)


def _is_default(period_conf: PeriodConf, changed: Sequence[str]) -> bool:
    """Tell whether the date is that of the shipped periods, and not named on the command line."""
    return period_conf.measured_from == YEAR_OF_FIGURES and "period.measured_from" not in changed


def _dates_outside(
    conf: Conf, changed: Sequence[str], description: Description, period: Period
) -> Iterator[InputError]:
    """Yield the dated changes of a small model that a period named by the user leaves out."""
    if conf.model is None or conf.period.measured_from is None or _is_default(conf.period, changed):
        return
    first, last = period.start_date, period.start_date + datetime.timedelta(period.to_day)
    for kind, entries in (("settings", description.settings), ("teams", description.teams)):
        for name, entry in entries.items():
            for change in entry.changes:
                if change.date is not None and not first <= change.date < last:
                    rule = f"the change of {kind}.{name} on {change.date} lies outside the run, {first} to {last}"
                    yield InputError(COMMAND, "period.measured_from", str(conf.period.measured_from), message=rule)
