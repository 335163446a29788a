"""A synthetic sample while it is made: truth drawn, model run, record taken; tables and truth written whole."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from sim.description.input_errors import InputError, InputErrors, shown
from sim.description.interventions import Option
from sim.description.read import read_model, read_system
from sim.description.system import Description
from sim.description.worlds import world_of
from sim.engine.engines import run
from sim.sample.manifest import FILE
from sim.study.question.conf import COMMAND
from sim.study.question.question import BASE, Period, Question
from sim.study.run.replication import Work
from sim.study.run.results_store import model_hash
from sim.study.run.whole_files import whole_folder, write_into, write_table_into, write_whole
from sim.synthetic.broken_rows import spoilt
from sim.synthetic.chances import Chances
from sim.synthetic.collection import Window
from sim.synthetic.realised import realised, shares_of_ways_out
from sim.synthetic.recipe import Recipe, read_recipe
from sim.synthetic.record import Record, record_of
from sim.synthetic.sample_tables import Frames, Maker, as_arrow
from sim.synthetic.truth import Draw, parameters_of, settings_of, truth_text
from sim.tables.capacity import capacity_today

STEPS = ("truth", "run", "tables", "files")


@dataclass
class SampleMaking:
    """The making of a synthetic sample, step by step."""

    recipe: Recipe
    name: str
    description: Description
    """The scenario, as it is before the truth is drawn."""
    seed: int
    rates: Mapping[str, float]
    out: Path | None
    """Folder that the sample's folder and its truth are written to; none: they are only made."""
    tables: Frames = field(default_factory=dict)
    truth: str = ""
    written: Path | None = None
    taken_up: int = 0
    latest: str = ""
    unit = "step"
    exit_code = 0
    total = len(STEPS)
    _count: int = field(default=0, init=False)

    @classmethod
    def begin(
        cls, name: str, roots: Sequence[Path], seed: int, rates: Mapping[str, float] | None, out: Path | None
    ) -> "SampleMaking":
        """Read the recipe and the scenario that it names; refuse to write over something else.

        Raises
        ------
        InputErrors
            If one of them is at fault, or the place is taken.
        """
        recipe = read_recipe(roots, name)
        if recipe.model is not None:
            description = read_model(roots, recipe.model)
        else:
            description = read_system(roots, str(recipe.partnership))
        making = cls(recipe, name, description, seed, recipe.rates if rates is None else rates, out)
        if out is not None and (out / name).exists() and not (out / name / FILE).is_file():
            message = f"holds a folder '{name}' that is no sample: name another"
            raise InputErrors([InputError(COMMAND, "out", shown(out.name), message=message)])
        return making

    @property
    def share(self) -> float:
        """What part of the steps is done."""
        return self._count / self.total

    @property
    def warnings(self) -> list[str]:
        """Which of the tables that the recipe names the model has no rows for."""
        empty = [name for name in self.recipe.collected if self.tables and name not in self.tables]
        return [f"the model has no rows for {', '.join(empty)}"] if empty else []

    @cached_property
    def draw(self) -> Draw:
        """The draw of the truth."""
        return Draw(self.seed, self.name)

    @property
    def hash(self) -> str:
        """The salted hash of the truth."""
        return hashlib.sha256(self.truth.encode()).hexdigest()

    def run(self, processes: int) -> Iterator[int]:
        """Draw the truth, run the model, take its record as the recipe says, and write what is asked for."""
        words = settings_of(self.description, self.recipe.prior, self.draw)
        world = world_of(self.description, Option(title="Truth", set=words), self.name)
        yield self._done("truth")
        work = Work(self._question(world))
        demand = work.demand(1)
        outcome = run(work.tables[BASE], demand, float(work.question.period.from_day), "compiled", True)
        yield self._done("run")
        record = record_of(demand, outcome, work.tables[BASE])
        window = Window.of(self.recipe, work.question.period.start_date)
        chances = Chances(self.seed, self.name, dict(self.rates))
        maker = Maker(self.recipe, window, chances, record, demand, _capacities(world))
        self.tables = spoilt(maker.tables(), chances)
        self._keep_truth(words, world, record, window)
        yield self._done("tables")
        if self.out is not None:
            try:
                self._write(self.out)
            except OSError as error:
                rule = f"cannot be written: {error.strerror or type(error).__name__}"
                raise InputErrors([InputError(COMMAND, "out", shown(self.out.name), message=rule)]) from None
        yield self._done("files")

    def _done(self, step: str) -> int:
        self._count, self.latest = self._count + 1, step
        return self._count

    def _question(self, world: Description) -> Question:
        """Return the question of which one replication is the sample, up to the day of the extract."""
        recipe = self.recipe
        days = (recipe.extracted - recipe.from_).days + 1
        period = Period.of(recipe.from_, recipe.warmup_days, 0, days)
        world = world.model_copy(update={"start_date": period.start_date})
        model = model_hash()
        return Question("sample", recipe.place, world, {}, period, self.seed, 1, "compiled", model)

    def _keep_truth(self, words: Mapping[str, object], world: Description, record: Record, window: Window) -> None:
        parameters = parameters_of(world) | shares_of_ways_out(world)
        shown_words = {key: _rounded(value) for key, value in words.items()}
        self.truth = truth_text(self.draw, shown_words, parameters, realised(record, window))

    def manifest(self) -> str:
        """Return the manifest of the sample."""
        recipe = self.recipe
        content: dict[str, object] = {
            "partnership": recipe.place,
            "from": recipe.from_,
            "to": recipe.to,
            "extracted": recipe.extracted,
            "collected": {table: word for table, word in recipe.collected.items() if table in self.tables},
        }
        if census := {table: list(days) for table, days in recipe.census_dates.items() if table in self.tables}:
            content["census_dates"] = census
        content |= {"origin": "synthetic", "truth": self.hash}
        return yaml.safe_dump(content, sort_keys=False, width=120)

    def _write(self, out: Path) -> None:
        """Write the folder of the sample and its truth beside it; what stood there before goes when both are whole."""
        with whole_folder(out / self.name) as under_way:
            for table, frame in self.tables.items():
                write_table_into(under_way, table, as_arrow(frame))
            write_into(under_way, FILE, self.manifest())
        write_whole(out / f"{self.name}.truth.json", self.truth)
        self.written = out / self.name


def _capacities(description: Description) -> dict[str, tuple[str, float]]:
    """Return type and places of each setting that has a limit."""
    places = capacity_today(description)
    return {
        name: (setting.type, places[name])
        for name, setting in description.settings.items()
        if name in places and places[name] < 1e9
    }


def _rounded(value: object) -> object:
    """Return a value with its numbers to 12 digits, inside lists and mappings too."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value
