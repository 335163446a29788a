"""A sweep: its axes, its design and its conditions become cells, and every cell is an option."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite, prod
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from sim.description.files import file_named
from sim.description.input_errors import InputError, InputErrors, shown, shown_key, unknown
from sim.description.interventions import Option
from sim.description.sweep_axes import Axis, Entry, Value, entries_of
from sim.description.sweep_conditions import Condition
from sim.description.system import Description
from sim.description.units import InputModel, ListOf
from sim.description.validation import validated
from sim.description.worlds import world_of
from sim.description.yaml_files import read_yaml

FOLDER = "sweeps"
Design = Literal["full_grid", "latin_hypercube", "sobol", "one_at_a_time"]
DESIGNS: tuple[Design, ...] = get_args(Design)
SCATTERED = ("latin_hypercube", "sobol")
"""Designs of so many points (`size`) anywhere between the ends of the axes."""
MOST_CELLS, MOST_POINTS, MOST_AXES = 2_000, 100_000, 12
"""Cells of one sweep, points of its grid before conditions leave any out, and axes, at most."""
COLUMNS = (
    "cell", "title", "measure", "breakdown", "level", "unit", "baseline_mean", "mean", "difference", "lower", "upper",
    "sd", "sd_random", "sd_effects", "sd_calibration", "replications", "grade", "note", "option",
)  # fmt: skip
"""Columns of tables of cells besides the axes."""
SHUFFLE = 20240401
"""Seed of the designs that are drawn: the same points whatever the seed of the runs."""
Target = Annotated[float, Field(gt=0, le=1e9, title="bed days a year")]
Size = Annotated[int, Field(ge=1, le=MOST_CELLS, title="cells")]


class Sweep(InputModel):
    """A sweep as a file, ``scenarios/sweeps/NAME.yaml``, or as words of the command line."""

    title: str = ""
    description: str = ""
    why: str = ""
    """The question that it answers."""
    source: str = ""
    options: ListOf[str] = ()
    """Options that every cell has besides what the axes change."""
    axes: dict[str, Any]
    """What varies, each entry as an option states it, with a list of values or a range."""
    design: Design = "full_grid"
    """Which cells: all combinations, points of a Latin hypercube or a Sobol sequence, or one axis at a time."""
    size: Size | None = None
    """How many cells, for a Latin hypercube or a Sobol sequence."""
    where: ListOf[str] = ()
    """Conditions that every cell meets; others are left out."""
    named: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Cells besides those of the design, by name: a value for each axis."""
    target: Target | None = None
    """Bed days returned a year that are wanted."""
    outlooks: ListOf[str] = ()
    """Names of outlooks under which all cells are run too, each beside its own baseline."""


@dataclass(frozen=True)
class Cell:
    """One cell: its name in tables, and its value of each axis, in their order."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Grid:
    """The cells of a sweep, its axes, and how many cells its conditions leave out."""

    entries: tuple[Entry, ...]
    cells: tuple[Cell, ...]
    left_out: int = 0

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes, in the order written."""
        return tuple(axis for entry in self.entries for axis in entry.axes)

    @property
    def columns(self) -> list[str]:
        """The column of each axis in tables: its name, or `axis_NAME` where a column of another meaning has it."""
        return [f"axis_{axis.name}" if axis.name in COLUMNS else axis.name for axis in self.axes]

    def words(self, cell: Cell) -> str:
        """Return what a cell is, in words."""
        if all(axis.number(value) == 0 and axis.is_added for axis, value in zip(self.axes, cell.values, strict=True)):
            return "As today"
        return ", ".join(axis.in_words(value) for axis, value in zip(self.axes, cell.values, strict=True))

    def options(self, common: Mapping[str, Option], others: Mapping[str, Option], file: str) -> dict[str, Option]:
        """Return each cell as an option by name; raise InputErrors where the language of options refuses one.

        ``common`` are the options that every cell has, ``others`` those that an axis of options names.
        """
        options: dict[str, Option] = {}
        errors: list[InputError] = []
        for cell in self.cells:
            values = dict(zip((axis.name for axis in self.axes), cell.values, strict=True))
            parts = [entry.part(values) for entry in self.entries]
            chosen = [others[part["option"]] for part in parts if "option" in part]
            contents = [content_of(option) for option in (*common.values(), *chosen)]
            contents += [part for part in parts if "option" not in part]
            words = {"title": self.words(cell), "description": "A cell of a sweep."}
            option, invalid = validated(Option, together(contents) | words, {"": file})
            errors += [replace(fault, key=f"named.{cell.name}") for fault in invalid]
            options |= {} if option is None else {cell.name: option}
        if errors:
            raise InputErrors(errors)
        return options


def read_sweep(roots: Sequence[Path], name: str) -> Sweep:
    """Return a sweep, ``sweeps/NAME.yaml``; raise InputErrors with its faults."""
    source = file_named(roots, FOLDER, name)
    content, errors = read_yaml(source)
    sweep, invalid = validated(Sweep, content, {"": str(source)})
    if sweep is None or errors:
        raise InputErrors([*errors, *invalid])
    return sweep


def grid_of(sweep: Sweep, description: Description, file: str) -> Grid:
    """Return the cells of a sweep; raise InputErrors with what is wrong: axes, design, conditions, named cells."""
    entries, errors = entries_of(sweep.axes, description, file)
    axes = [axis for entry in entries for axis in entry.axes]
    if not errors:
        errors += _too_many(sweep, axes, file)
    if errors:
        raise InputErrors(errors)
    conditions = _conditions(sweep, axes, file)
    points = list(dict.fromkeys(_points(sweep, axes)))
    kept = [point for point in points if _meets(conditions, axes, point)]
    named = {name: _named(name, given, axes, file) for name, given in sweep.named.items()}
    if not kept and not named:
        rule = f"leaves no cell of {len(points):,}: {'; '.join(sweep.where)}"
        raise InputErrors([InputError(file, "where", message=rule)])
    width = len(str(len(kept)))
    cells = [
        Cell(f"cell_{at:0{max(width, 2)}d}", point) for at, point in enumerate(kept, 1) if point not in named.values()
    ]
    cells += [Cell(name, point) for name, point in named.items()]
    if len(cells) > MOST_CELLS:
        raise InputErrors([_too_large(file, len(cells))])
    return Grid(entries, tuple(cells), len(points) - len(kept))


def check_worlds(grid: Grid, description: Description, file: str) -> list[InputError]:
    """Return what the scenario refuses of each value of each axis: names and paths that do not exist, among others."""
    errors: dict[str, InputError] = {}
    for entry in grid.entries:
        for axis, values in entry.combinations():
            part = entry.part(values)
            part.pop("option", None)  # which has been checked when it was read
            try:
                world_of(description, Option.model_validate(part | {"title": entry.name}), file)
            except InputErrors as faulty:
                key = shown_key("axes", entry.name)
                for fault in faulty.errors:
                    which = fault.key.rsplit(".", 1)[-1] if fault.key.startswith("changes.") else axis.key
                    errors.setdefault(fault.message, replace(fault, file=file, key=f"{key}.{which}"))
    return list(errors.values())


def named_options(axes: Mapping[str, Any]) -> list[str]:
    """Return the options that axes of options name, as far as they are written as lists."""
    lists = [content.get("option") for content in axes.values() if isinstance(content, dict)]
    names = [name for values in lists if isinstance(values, list | tuple) for name in values if isinstance(name, str)]
    return [name for name in dict.fromkeys(names) if name != "none"]


def content_of(option: Option) -> dict[str, Any]:
    """Return what an option does, as it is written."""
    written = option.model_dump(exclude_unset=True)
    return {key: written[key] for key in ("interventions", "changes", "buildings", "set") if key in written}


def together(contents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what several parts of an option state together; of the same intervention or path, the later holds."""
    whole: dict[str, Any] = {"interventions": {}, "changes": [], "buildings": {}, "set": {}}
    for content in contents:
        whole["changes"] += content.get("changes", [])
        for name, chosen in content.get("interventions", {}).items():
            whole["interventions"][name] = {**whole["interventions"].get(name, {}), **chosen}
        for key in ("buildings", "set"):
            whole[key] |= content.get(key, {})
    return {key: value for key, value in whole.items() if value}


def _too_many(sweep: Sweep, axes: Sequence[Axis], file: str) -> Iterator[InputError]:
    """Yield what keeps a design from being laid out, its size among it."""
    if not axes:
        yield InputError(file, "axes", message="is empty: name what varies, such as axes.home_support.by=[0%,5%,10%]")
        return
    if len(axes) > MOST_AXES:
        yield InputError(file, "axes", message=f"there are {len(axes)} axes, at most {MOST_AXES}")
    scattered = sweep.design in SCATTERED
    if scattered and sweep.size is None:
        yield InputError(file, "size", message=f"design {sweep.design} needs a number of cells, such as size: 64")
    elif not scattered and sweep.size is not None:
        rule = f"is for design {' and '.join(SCATTERED)} only"
        yield InputError(file, "size", shown(sweep.size), message=rule)
    if sweep.design == "sobol" and sweep.size and sweep.size & (sweep.size - 1):
        lower = 1 << (sweep.size.bit_length() - 1)
        rule = f"must be a power of two for a Sobol sequence: {lower} or {2 * lower}"
        yield InputError(file, "size", shown(sweep.size), message=rule)
    for axis in axes:
        if axis.is_range and not scattered:
            rule = f"a range without step is for design {' and '.join(SCATTERED)} only"
            yield InputError(file, f"axes.{axis.entry}.{axis.key}", message=rule)
    if sweep.design == "full_grid" and (count := prod(len(axis.values) for axis in axes)) > MOST_POINTS:
        yield _too_large(file, count)


def _too_large(file: str, count: int) -> InputError:
    rule = f"make {count:,} cells, at most {MOST_CELLS:,}: leave values out, or design=latin_hypercube with a size"
    return InputError(file, "axes", message=rule)


def _points(sweep: Sweep, axes: Sequence[Axis]) -> Iterator[tuple[Value, ...]]:
    """Yield the points of the design before conditions leave any out."""
    match sweep.design:
        case "full_grid":
            yield from product(*(axis.values for axis in axes))
        case "one_at_a_time":
            first = tuple(axis.values[0] for axis in axes)
            yield first
            for at, axis in enumerate(axes):
                yield from ((*first[:at], value, *first[at + 1 :]) for value in axis.values[1:])
        case "latin_hypercube" | "sobol":
            for row in _unit_points(sweep, len(axes)):
                yield tuple(_at(axis, part) for axis, part in zip(axes, row, strict=True))


def _unit_points(sweep: Sweep, axes: int) -> list[list[float]]:
    """Return points of the unit cube, spread evenly."""
    from scipy.stats import qmc  # noqa: PLC0415 - takes half a second to load

    size = sweep.size or 1
    if sweep.design == "sobol":
        return [list(map(float, row)) for row in qmc.Sobol(axes, scramble=False).random(size)]
    return [list(map(float, row)) for row in qmc.LatinHypercube(axes, rng=SHUFFLE).random(size)]


def _at(axis: Axis, part: float) -> Value:
    """Return the value of an axis at a part of its way: between its ends, or one of those listed."""
    if not axis.is_range:
        return axis.values[min(int(part * len(axis.values)), len(axis.values) - 1)]
    return axis.value_at(axis.low + part * (axis.high - axis.low))


def _conditions(sweep: Sweep, axes: Sequence[Axis], file: str) -> list[Condition]:
    names = {axis.name: axis.has_numbers for axis in axes}
    return [
        Condition.read(text, names, file, shown_key("where", at) if len(sweep.where) > 1 else "where")
        for at, text in enumerate(sweep.where)
    ]


def _meets(conditions: Sequence[Condition], axes: Sequence[Axis], point: Sequence[Value]) -> bool:
    numbers = {axis.name: axis.number(value) for axis, value in zip(axes, point, strict=True)}
    return all(condition.holds(numbers) for condition in conditions)


def _named(name: str, given: Mapping[str, Any], axes: Sequence[Axis], file: str) -> tuple[Value, ...]:
    """Return the point of a named cell; raise InputErrors unless it has one value for each axis."""
    known, key = [axis.name for axis in axes], shown_key("named", name)
    errors = [unknown(file, key, word, known, what="axis") for word in given if word not in known]
    errors += [InputError(file, key, message=f"has no value for axis '{word}'") for word in known if word not in given]
    if not name.isidentifier() or name == "baseline":
        errors.append(InputError(file, key, message="is no name for a cell: letters, digits and _ only, not baseline"))
    for axis in axes:
        value = given.get(axis.name)
        if axis.has_numbers and axis.name in given and not isfinite(axis.number(value)):
            errors.append(
                InputError(file, f"{key}.{axis.name}", shown(value), message="must be a number, as on the axis")
            )
    if errors:
        raise InputErrors(errors)
    return tuple(given[axis.name] for axis in axes)
