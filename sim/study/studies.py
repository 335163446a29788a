"""The list of study kinds, and the errors of keys and choices that none of them has."""

import re
from pathlib import Path

import sim
from sim.description.files import files_in
from sim.description.input_errors import InputError, near_miss, shown
from sim.description.renamed import new_name
from sim.description.units import InputModel
from sim.description.yaml_files import read_yaml
from sim.study.kinds.animation import Animation
from sim.study.kinds.best_mix import BestMix
from sim.study.kinds.calibrate import Calibrate
from sim.study.kinds.capacity_response import CapacityResponse
from sim.study.kinds.compare import Compare
from sim.study.kinds.posterior import PosteriorConf
from sim.study.kinds.reproduce import Reproduce
from sim.study.kinds.sample import Sample
from sim.study.kinds.sensitivity import Sensitivity
from sim.study.kinds.shares import Shares
from sim.study.kinds.sweep import Sweep
from sim.study.kinds.verify_engines import VerifyEngines
from sim.study.kinds.workbook import Workbook
from sim.study.question.conf import COMMAND, Conf

STUDIES: dict[str, type[Conf]] = {
    "compare": Compare,
    "sweep": Sweep,
    "shares": Shares,
    "best_mix": BestMix,
    "capacity_response": CapacityResponse,
    "calibrate": Calibrate,
    "posterior": PosteriorConf,
    "sensitivity": Sensitivity,
    "animation": Animation,
    "verify_engines": VerifyEngines,
    "reproduce": Reproduce,
    "sample": Sample,
    "workbook": Workbook,
}
"""Every kind of study by name: a kind is a class here, a file in conf/study, and nothing else."""


def keys_of(model: type[InputModel]) -> list[str]:
    """Return the keys of a conf, those inside another with a dot."""
    keys = []
    for name, field in model.model_fields.items():
        keys.append(name)
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, InputModel):
            keys += [f"{name}.{key}" for key in keys_of(inner)]
    return keys


def all_keys() -> list[str]:
    """Return the keys of all kinds of study."""
    return list(dict.fromkeys(key for conf in STUDIES.values() for key in keys_of(conf)))


def keys_of_mappings() -> list[str]:
    """Return, with a dot, the keys that the shipped conf holds inside mappings, such as budgets by payer."""
    keys = []
    for file in files_in([sim.shipped() / "conf"], "study").values():
        content, _ = read_yaml(file)
        mappings = {name: value for name, value in content.items() if isinstance(value, dict) and name != "study"}
        keys += [f"{name}.{key}" for name, value in mappings.items() for key in value]
    return list(dict.fromkeys(keys))


def fault_of(error: Exception) -> InputError:
    """Return the input error behind an error of Hydra: unknown key, unknown choice, broken YAML, or any other."""
    text = " ".join(f"{error} {error.__cause__ or ''}".split())
    if key := re.search(r"Could not override '([^']+)'|Key '([^']+)' is not in struct", text):
        return unknown_key(key[1] or key[2])
    if choice := re.search(
        r"Could not find '([^']+)/([^'/]+)'.*?Available options in '\1': (.*?)(?: Config search|$)", text
    ):
        known = choice[3].split()
        near = near_miss(choice[2], known)
        return InputError(COMMAND, choice[1], shown(choice[2]), "", ", ".join(known), near, "no such choice")
    if missing := re.search(r"Could not load '([^']+)/([^'/]+)'", text):
        return InputError(COMMAND, missing[1], shown(missing[2]), message="no such choice")
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        problem = getattr(error, "problem", None) or "cannot be read"
        return InputError(f"{Path(mark.name).name}, line {mark.line + 1}", message=f"is not YAML: {problem}")
    return InputError(COMMAND, message=text[:300])


def unknown_key(name: str) -> InputError:
    """Return the error of a key that the study does not have: another study's, a near miss, or unknown."""
    owners = [study for study, conf in STUDIES.items() if name in conf.model_fields]
    if owners:
        return InputError(COMMAND, name, message=f"is a key of study={owners[0]} only")
    keys = all_keys()
    if new := new_name(name, keys):
        return InputError(COMMAND, name, message=f"is now called '{new}'")
    within = [key for key in keys_of_mappings() if key.startswith(f"{name.rpartition('.')[0]}.")]
    near = near_miss(name, within or keys)
    return InputError(
        COMMAND, name, near_miss=near, allowed="" if near else ", ".join(within or keys), message="unknown key"
    )
