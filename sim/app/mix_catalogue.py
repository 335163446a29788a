"""What a best mix may be chosen from: the shipped files of levers, each with the values of its levers in words."""

from dataclasses import dataclass
from functools import lru_cache

from sim.app.catalogue import scenario
from sim.description.mixes import FOLDER, levers_of, read_mix
from sim.interface.conf_files import roots_of


@dataclass(frozen=True)
class MixFile:
    """A file of levers: its title, the question that it answers, and what each lever may be set to."""

    title: str
    why: str
    levers: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def mix_names() -> tuple[str, ...]:
    """Return the names of the shipped files of levers."""
    return tuple(sorted({path.stem for root in roots_of([]) for path in (root / FOLDER).glob("*.yaml")}))


@lru_cache(maxsize=200)
def mix_file(place: str, name: str) -> MixFile:
    """Return a file of levers as it fits a place; raise InputErrors where it does not."""
    content, subject = read_mix(roots_of([]), name), scenario(place)
    options = {option: subject.option(option) for option in content.options}
    levers = levers_of(content.levers, options, subject.description, f"{FOLDER}/{name}.yaml").levers
    rows = tuple((lever.title, "; ".join(["none", *(part.title for part in lever.parts)])) for lever in levers)
    return MixFile(content.title, content.why, rows)


def payers(place: str) -> dict[str, str]:
    """Return who pays in a place by name, all together first."""
    return {"all": "all payers together"} | dict(scenario(place).description.payers)
