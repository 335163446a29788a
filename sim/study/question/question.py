"""A question: everything that decides the results of a study, and nothing else."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from sim.description.interventions import Intervention, Option
from sim.description.milestones import Milestone, milestones_of
from sim.description.options import BASELINE, chosen, interventions_in_days, plans_in_days
from sim.description.outlooks import AS_EXPECTED, Outlook
from sim.description.posteriors import Draws, posterior_text
from sim.description.system import Description
from sim.description.worlds import world_of
from sim.study.question import draws
from sim.study.question.plain_values import WORDS, hash_of, option_content, plain, plain_outlooks
from sim.tables.tables import TICK, YEAR

BASE = "baseline"
DrawnOrFixed = Literal["drawn", "fixed"]


@dataclass(frozen=True, slots=True)
class Period:
    """Which days are run and counted: day 0 is `start_date`; counted from `from_day` to `to_day`, half-open.

    Both are whole days unless hours were asked for; then they lie on the grid of time.
    """

    start_date: datetime.date
    from_day: float
    to_day: float

    @classmethod
    def of(
        cls,
        measured_from: datetime.date,
        warmup_days: int,
        years: int,
        days: int = 0,
        hours: tuple[float, float] = (0, 0),
    ) -> "Period":
        """Return the period that counts whole calendar years (and days) from a date, after a warm-up before it.

        ``hours`` are added to the warm-up and to what is counted: both begin at midnight, or later by the first.
        """
        start = measured_from - datetime.timedelta(days=warmup_days)
        end = years_later(measured_from, years) + datetime.timedelta(days=days)
        warmup, counted = (_in_days(hour) for hour in hours)
        from_day = warmup_days + warmup
        return cls(start, from_day, (end - measured_from).days + from_day + counted)

    @property
    def measured_from(self) -> datetime.date:
        """First day that counts."""
        return self.start_date + datetime.timedelta(days=self.from_day)

    @property
    def years(self) -> float:
        """Length of the measured period in years of 365.25 days."""
        return (self.to_day - self.from_day) / YEAR


def _in_days(hours: float) -> float:
    """Return hours as days on the grid of time."""
    days = round(hours / 24 / TICK) * TICK
    return int(days) if days == int(days) else days


def years_later(date: datetime.date, years: int) -> datetime.date:
    """Return the same day so many years later; of 29 February in a year without one, the 28th."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)


@dataclass(frozen=True)
class Question:
    """What is asked: options against the baseline of one place, over a period, by so many replications.

    `place` is the partnership (or small model) by name; `options` leaves the baseline out; `model` is the hash of the
    code that decides the results. The number of replications (unless `replications_decide`), and whether event logs are
    kept, do not change what is asked.
    """

    study: str
    place: str
    description: Description
    options: dict[str, Option]
    period: Period
    seed: int
    replications: int
    engine: str
    model: str
    event_log: bool = False
    effects: DrawnOrFixed = "fixed"
    """`drawn`: what is uncertain in options is drawn anew in each replication (`draws`)."""
    posterior: Draws = ()
    """Draws of the multipliers of the baseline (`posteriors`); none: they stand as calibrated."""
    draw: int | None = None
    """Number of the replication whose draw the descriptions of the options are at; none: all is at its value."""
    scores: Mapping[str, float] | None = None
    """Scores of uncertain things that the options are at instead, by name; those not named are at their middle."""
    only: int | None = None
    """Number of the one replication that is run; none: all of them, from 1 on."""
    replications_decide: bool = False
    """True where what comes next is decided by the mean of all replications (the steps of a calibration)."""
    besides: Mapping[str, Any] = field(default_factory=dict)
    """What else decides the results of a kind of study, in plain values (a target, constraints, a sample)."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Hashes of the questions, by place, whose results are added up to this one's (the partnerships of Scotland)."""
    outlooks: Mapping[str, Outlook] = field(default_factory=dict)
    """Outlooks by name under which the same is asked, besides the scenario as it stands."""

    @property
    def milestones(self) -> list[Milestone]:
        """The points of the target path of this place."""
        return milestones_of(self.description.milestones, self.place)

    @property
    def names(self) -> tuple[str, ...]:
        """The baseline, then the options in the order asked."""
        return (BASE, *self.options)

    def option(self, name: str) -> Option:
        """Return an option by name, the baseline too."""
        return BASELINE if name == BASE else self.options[name]

    def description_of(self, name: str) -> Description:
        """Return the description of an option, every date in it as a day of the run."""
        return self._worlds[name]

    @cached_property
    def _worlds(self) -> dict[str, Description]:
        worlds = {name: self._world(name) for name in self.names}
        start, first = self.period.start_date, float(self.period.from_day)
        return {name: plans_in_days(world, start, first) for name, world in worlds.items()}

    def _world(self, name: str) -> Description:
        option = self.option(name)
        if self.draw is None and self.scores is None:
            return world_of(self.description, option, whole=False)
        staffed = draws.with_staffed(self.description, option, self._score_of)
        return draws.with_effects(world_of(self.description, staffed, whole=False), option, self._score_of)

    def _score_of(self, name: str) -> float:
        """Return the score that an uncertain thing is at."""
        if self.scores is not None:
            return self.scores.get(name, 0.0)
        return draws.score(self.seed, self.draw or 0, name)

    def under(self, outlook: str) -> "Question":
        """Return the question under one outlook alone, or in the scenario as it stands."""
        world = self.description if outlook == AS_EXPECTED else self.outlooks[outlook].world(self.description)
        return replace(self, description=world, outlooks={})

    def at_draw(self, number: int) -> "Question":
        """Return the question with what is uncertain in options at the draw of a replication; itself if it is fixed."""
        return replace(self, draw=number) if self.effects == "drawn" and self.options else self

    def calibrated_at(self, number: int) -> "Question":
        """Return the question with the multipliers of its baseline as a replication draws them; itself if not drawn."""
        if not self.draws_multipliers:
            return self
        multipliers = self.posterior[draws.draw_of(number, len(self.posterior))]
        calibrated = {**self.description.calibrated, **multipliers}
        return replace(self, description=self.description.model_copy(update={"calibrated": calibrated}), posterior=())

    def uncertain_things(self, name: str) -> list[draws.Uncertain]:
        """Return what is drawn anew in each replication of an option; nothing where effects are fixed."""
        if self.effects == "fixed" or name not in self.options:
            return []
        option = self.options[name]
        return draws.uncertain_things(self.description_of(name) if option.set else self.description, option)

    def drawn(self, name: str, numbers: Sequence[int]) -> draws.Drawn:
        """Return what some replications of an option drew: scores of its uncertain things, and draws of multipliers."""
        groups = [draws.draw_of(number, len(self.posterior)) for number in numbers] if self.draws_multipliers else None
        scores = draws.scores(self.uncertain_things(name), self.seed, numbers)
        return draws.Drawn(scores, None if groups is None else np.asarray(groups, dtype=np.int64))

    @property
    def draws_multipliers(self) -> bool:
        """Whether the multipliers of the baseline are drawn: the question has draws of them."""
        return bool(self.posterior)

    @property
    def numbers(self) -> list[int]:
        """Numbers of the replications that are run."""
        return [self.only] if self.only is not None else list(range(1, self.replications + 1))

    def interventions(self, name: str) -> dict[str, Intervention]:
        """Return the interventions at work in an option, every date in them as a day of the run."""
        at_work = chosen(self.description_of(name), self.option(name))
        return interventions_in_days(at_work, self.period.start_date, float(self.period.from_day))

    @property
    def hash(self) -> str:
        """First eight digits of the hash of the question: the same hash, the same answer."""
        return self._whole_hash[:8]

    def key(self, replication: int) -> str:
        """Return what a replication is kept under: it changes with anything that could change the result."""
        return hash_of({"question": self._whole_hash, "replication": replication})[:16]

    @property
    def without_options(self) -> "Question":
        """The question of the baseline alone, as calibrated: the same for all that is compared with it."""
        bare = replace(self, options={}, only=None, draw=None, event_log=False, replications=1)
        return replace(bare, besides={}, outlooks={}, posterior=())

    def option_key(self, name: str) -> str:
        """Return what runs of an option are kept under beside those of the same baseline, whatever its name is."""
        return "baseline" if name == BASE else hash_of({"does": self._decides_of(name), "effects": self.effects})[:16]

    @cached_property
    def _whole_hash(self) -> str:
        return hash_of(self._decides())

    def _decides(self) -> dict[str, Any]:
        description = self.description.model_dump(
            mode="json", exclude={"title", "description", "source", "interventions", "milestones"}
        )
        replications = {"replications": self.replications} if self.replications_decide else {}
        only = {} if self.only is None else {"only": self.only}
        parts = {"parts": dict(self.parts)} if self.parts else {}
        besides = ({"besides": dict(self.besides)} if self.besides else {}) | plain_outlooks(self.outlooks, *WORDS)
        effects = {"effects": self.effects} if self.effects == "drawn" and self.options else {}
        posterior = {"posterior": [dict(draw) for draw in self.posterior]} if self.draws_multipliers else {}
        return (
            replications
            | parts
            | besides
            | only
            | effects
            | posterior
            | {
                "study": self.study,
                "place": self.place,
                "description": description,
                "options": {name: self._decides_of(name) for name in self.names},
                "period": [self.period.start_date.isoformat(), self.period.from_day, self.period.to_day],
                "seed": self.seed,
                "engine": self.engine,
                "model": self.model,
            }
        )

    def _decides_of(self, name: str) -> dict[str, Any]:
        """Return what an option does, in plain values: interventions, and what it makes of the scenario."""
        changes = self.option(name).model_dump(mode="json", include={"changes", "buildings", "set"})
        at_work = plain(self.interventions(name))
        return {"interventions": at_work} | {key: value for key, value in changes.items() if value}

    def asked(self) -> dict[str, Any]:
        """Return the whole question in plain values, every number of the description included."""
        published = self.description.published
        start, period = self.period.start_date, self.period
        return {
            "study": self.study,
            "place": self.place,
            "partnership": self.place if published else None,
            "partnership_title": self.description.title if published else None,
            "title": self.description.title,
            "people_65_plus": published.get("people_65_plus"),
            **({"partnerships": list(self.parts)} if self.parts else {}),
            "options": [option_content(name, option, self._decides_of(name)) for name, option in self.options.items()],
            "period": {
                "start_date": start.isoformat(),
                "warmup_days": period.from_day,
                "measured_from": period.measured_from.isoformat(),
                "measured_to": (start + datetime.timedelta(days=period.to_day)).isoformat(),
                "to_day": period.to_day,
                "years": round(period.years, 4),
            },
            "replications": self.replications,
            **({} if self.only is None else {"replication": self.only}),
            "seed": self.seed,
            "engine": self.engine,
            "event_log": self.event_log,
            "effects": self.effects,
            "calibration": "drawn" if self.draws_multipliers else "fixed",
            **({"posterior": self._posterior_text()} if self.draws_multipliers and not self.parts else {}),
            **plain_outlooks(self.outlooks),
            "milestones": [milestone.model_dump(mode="json") for milestone in self.milestones],
            "description": self.description.model_dump(mode="json", exclude_defaults=False),
        }

    def _posterior_text(self) -> str:
        """Return the draws as the table that scenarios keep."""
        names = list(self.posterior[0])
        return posterior_text({name: self.description.calibrated.get(name, 1.0) for name in names}, self.posterior)
