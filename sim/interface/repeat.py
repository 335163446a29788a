"""A results folder run again: the question that it holds, read from the folder itself and from no scenario."""

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.posteriors import posterior_of
from sim.description.system import Description
from sim.description.units import InputModel
from sim.interface.conf_files import shipped_conf
from sim.interface.results import ResultsFolder, opened
from sim.study.kinds.scotland_totals import question_of_all
from sim.study.question.conf import COMMAND, Conf
from sim.study.question.question import Period, Question
from sim.study.request import Request, checked_conf
from sim.study.run.results_store import model_hash
from sim.study.studies import STUDIES

Model = TypeVar("Model", bound=InputModel)
TAKES = ("rerun", "cores", "results", "report", "resume")
"""Keys that may be given with `rerun`; all others are in the folder already."""
RERUNS = "reruns"
"""Folder within the results folder where a rerun is written, unless another is named."""


def asked_again(written: Mapping[str, Any], changed: Sequence[str]) -> Request:
    """Return the request of the results folder named in `rerun`; raise InputErrors where it cannot be run.

    ``written`` is a composed conf, of which only the keys in `TAKES` count; ``changed`` are those given by the user.
    """
    folder = opened(str(written["rerun"]))
    others = [key for key in changed if key.split(".")[0] not in TAKES]
    if others:
        rule = f"stands in {folder.path.name} already: rerun takes {', '.join(TAKES[1:])} besides"
        raise InputErrors([InputError(COMMAND, key, message=rule) for key in others])
    destination = written["results"] if "results" in changed else f"{written['results']}/{RERUNS}"
    keys = {key: written[key] for key in TAKES if key in written} | {"results": destination}
    conf = _conf(folder, keys, changed)
    names = folder.asked.get("partnerships") or []
    parts = {name: _question(opened(folder.path / "partnerships" / str(name)), conf) for name in names}
    request = Request(conf, question_of_all(parts) if parts else _question(folder, conf), parts)
    if request.folder.resolve() == folder.path.resolve():
        raise InputErrors(
            [InputError(COMMAND, "results", destination, message="holds the folder that is rerun: name another")]
        )
    return request


def _conf(folder: ResultsFolder, keys: Mapping[str, Any], changed: Sequence[str]) -> Conf:
    """Return the conf of the study that the folder holds."""
    question, name = folder.asked, str(folder.asked.get("study"))
    file = f"{folder.path.name}/question.yaml"
    if name not in STUDIES or STUDIES[name].not_rerun:
        why = STUDIES[name].not_rerun if name in STUDIES else "is of no kind of study that there is"
        raise InputErrors([InputError(file, "study", name, message=why)])
    period = question.get("period") or {}
    days = {"measured_from": None, "warmup_days": period.get("warmup_days"), "years": 0}
    content = shipped_conf(name) | {key: question[key] for key in STUDIES[name].model_fields if key in question}
    content |= {"study": {"name": name}, "engine": {"name": question.get("engine")}, "options": [], **keys}
    content |= {"period": days | {"days": 1}, "partnership": str(question.get("place") or "as stored"), "model": None}
    conf, errors = checked_conf(content, changed, {"": file} | dict.fromkeys(changed, COMMAND))
    if conf is None or errors:
        raise InputErrors(errors)
    return conf


def _days(value: object) -> float:
    """Return days as they are kept: whole ones as whole numbers."""
    days = float(str(value))
    return int(days) if days.is_integer() else days


def _question(folder: ResultsFolder, conf: Conf) -> Question:
    """Return the question as it was asked, with the description and options in the folder."""
    content, file = folder.asked, f"{folder.path.name}/question.yaml"
    try:
        period = content["period"]
        start = datetime.date.fromisoformat(str(period["start_date"]))
        from_day, to_day = (_days(period[name]) for name in ("warmup_days", "to_day"))
        period = Period(start, from_day, to_day)
        options = {str(option["name"]): _read(Option, option["as_written"], file) for option in content["options"]}
        place, description = str(content["place"]), _read(Description, content["description"], file)
        replications = int(content["replications"])
        posterior = posterior_of(str(content["posterior"]), f"{file}: posterior") if "posterior" in content else ()
    except (KeyError, TypeError, ValueError) as error:
        rule = f"does not hold the whole question ({type(error).__name__}: {error}): ask it anew"
        raise InputErrors([InputError(file, message=rule)]) from None
    return Question(
        study=conf.study.name,
        place=place,
        description=description,
        options=options,
        period=period,
        seed=conf.seed,
        replications=replications,
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


def _read(model: type[Model], content: object, file: str) -> Model:
    try:
        return model.model_validate_json(json.dumps(content, default=str))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputErrors([InputError(file, key, message=f"cannot be used: {first['msg']}")]) from None


def same_as(folder: Path, original: Path) -> str:
    """Say whether the tables of a rerun equal those of the folder that was rerun."""
    rerun, original_folder = opened(folder), opened(original)
    differing = rerun.differing(original_folder)
    if not differing:
        return f"same     all {len(rerun)} tables equal those of {original.name}"
    model = (
        " (the model or its libraries have changed since)"
        if rerun.provenance.get("model") != original_folder.provenance.get("model")
        else ""
    )
    return f"differs  from {original.name} in {', '.join(differing)}{model}"
