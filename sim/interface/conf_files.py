"""The conf of a study from the shipped files, for use in Python and not on the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sim
from sim.description.files import file_named, path_of
from sim.description.input_errors import InputErrors
from sim.description.yaml_files import read_yaml

CHOICES = {"period": "one_year", "engine": "compiled", "report": "none", "study": "compare"}
"""Files of conf/ that are used where no other is named."""
_OF_HYDRA = ("defaults", "hydra")


def shipped_conf(study: str = "compare", **changes: Any) -> dict[str, Any]:
    """Return the whole conf of a study, with some values changed.

    ``changes`` may name a file of conf/period, conf/engine or conf/report, or be the value of any key.

    Raises
    ------
    InputErrors
        If no file of conf/ has a name that is given.
    """
    choices = CHOICES | {"study": study}
    choices |= {group: name for group, name in changes.items() if group in choices and isinstance(name, str)}
    content = _read(".", "config")
    for group, name in choices.items():
        values = _read(group, name)
        content |= values if group in values else {group: values}
    named = {key for key in choices if isinstance(changes.get(key), str)}
    return content | {key: value for key, value in changes.items() if key not in named}


def roots_of(folders: Sequence[Path | str]) -> list[Path]:
    """Return the scenario folders of a user, then the shipped one."""
    return [*(path_of(str(folder)) for folder in folders), sim.shipped() / "scenarios"]


def _read(folder: str, name: str) -> dict[str, Any]:
    content, errors = read_yaml(file_named([sim.shipped() / "conf"], folder, name))
    if errors:
        raise InputErrors(errors)
    return {key: value for key, value in content.items() if key not in _OF_HYDRA}
