"""An option of the planner's own, from a form or an uploaded file: checked as the command line checks it, then kept."""

import datetime
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from sim.app.catalogue import EXAMPLE, scenario
from sim.app.draft import MOST_OPTIONS, DraftFolder
from sim.description.files import Source
from sim.description.input_errors import InputError, InputErrors
from sim.description.read import read_option
from sim.description.table_files import SCOTLAND
from sim.description.yaml_files import read_yaml
from sim.interface.conf_files import roots_of
from sim.study.run.whole_files import write_into

LARGEST = 64_000
"""Bytes of an uploaded option; the shipped ones are thirty times smaller."""
UPLOADED = "uploaded"
PREFIX = "own_"


def content_of_form(  # noqa: PLR0913 - the fields of the form
    title: str,
    why: str,
    *,
    capacity: str | None = None,
    key: str = "places",
    size: float = 0.0,
    start: str = "",
    months: int = 0,
    intervention: str | None = None,
    coverage: float = 0.0,
) -> dict[str, object]:
    """Return an option as it is written in a file, from the fields of the form; those left empty are left out."""
    content: dict[str, object] = {"title": title.strip(), "why": why.strip(), "source": "A planner's choice"}
    dates: dict[str, object] = {}
    dates |= {"from": _date(start)} if start else {}
    dates |= {"over": f"{months} months"} if months else {}
    if capacity and size:
        amount = f"{size:.10g}%" if key == "by" else _whole(size)
        content["changes"] = [{"capacity_of": capacity, key: amount, **dates}]
    if intervention:
        content["interventions"] = {intervention: {"coverage": _whole(coverage / 100), **dates}}
    return content


def _date(text: str) -> datetime.date | str:
    """Return a date where the text is one; else the text, of which the check says what is wrong."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def _whole(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 6)


def keep_form(folder: DraftFolder, place: str, content: Mapping[str, object]) -> str:
    """Check and keep an option of the form; return its name. Raises InputErrors with a line for each fault."""
    return keep_upload(folder, place, _text(content).encode())


def keep_upload(folder: DraftFolder, place: str, data: bytes) -> str:
    """Check the bytes of an option's file and keep them in the draft; return the name that its title gives it.

    The name of the uploaded file is used for nothing.

    Raises
    ------
    InputErrors
        With a line for each fault; nothing is kept then.
    """
    if len(data) > LARGEST:
        raise _refused(f"is larger than {LARGEST // 1000} kB")
    if len(folder.own_options) >= MOST_OPTIONS:
        raise _refused(f"a draft holds {MOST_OPTIONS} options of its own at most")
    with tempfile.TemporaryDirectory() as place_apart:
        root = Path(place_apart) / "own"
        file = root / "options" / f"{UPLOADED}.yaml"
        file.parent.mkdir(parents=True)
        file.write_bytes(data)
        option = read_option(
            [root, *roots_of([])], UPLOADED, scenario(EXAMPLE if place == SCOTLAND else place).description
        )
        written, _ = read_yaml(Source(root, file))
    if not option.title.strip():
        raise _refused("title: is empty")
    name = PREFIX + (re.sub(r"[^a-z0-9]+", "_", option.title.lower()).strip("_")[:40].strip("_") or "option")
    write_into(folder.path / "options", f"{name}.yaml", _text(written))
    return name


class _WrittenOut(yaml.SafeDumper):
    """Writes every value out: a file of a scenario has no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Take no value for the same as another."""
        return True


def _text(content: Mapping[str, object]) -> str:
    return str(yaml.dump(dict(content), Dumper=_WrittenOut, sort_keys=False, allow_unicode=True, width=110))


def _refused(rule: str) -> InputErrors:
    return InputErrors([InputError(f"own/options/{UPLOADED}.yaml", message=rule)])
