"""The tables of an animation's results folder, as its page and its text read them."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import yaml

from sim.report.labels import REASONS, label
from sim.report.setting_types import CARE_HOME, HOSPITAL, ShownSetting, shown_settings

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLACES, HOURS, LIVING, HOME = "places", "hours", "living", "home"
"""How a setting is drawn: each numbered place; hours a week; places that people live in; people without a limit."""


@dataclass(frozen=True)
class AnimationResults:
    """What a results folder of an animation holds."""

    folder: Path

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked (question.yaml)."""
        return dict(yaml.load((self.folder / "question.yaml").read_text(encoding="utf-8"), Loader=_LOADER))

    @cached_property
    def stays(self) -> pd.DataFrame:
        """Numbered places held by one person in one state."""
        return self._table("stays")

    @cached_property
    def moves(self) -> pd.DataFrame:
        """People from one setting to another."""
        return self._table("moves")

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Values of capacity, of what is used and of who waits, each from a minute on."""
        return self._table("counts")

    @cached_property
    def days(self) -> pd.DataFrame:
        """A row for each side, day and setting."""
        return self._table("days")

    @property
    def place(self) -> str:
        """The place by its title."""
        return str(self.asked.get("partnership_title") or self.asked["title"])

    @property
    def first_date(self) -> datetime.date:
        """The first day shown."""
        return datetime.date.fromisoformat(self.asked["shown"]["first_date"])

    @property
    def number_of_days(self) -> int:
        """How many days are shown."""
        return int(self.asked["shown"]["days"])

    @property
    def sides(self) -> dict[str, str]:
        """Titles of the options shown side by side, by name."""
        titles = {option["name"]: str(option["title"]) for option in self.asked["options"]}
        return {name: titles.get(name, "Baseline") for name in self.asked["sides"]}

    @cached_property
    def settings(self) -> dict[str, ShownSetting]:
        """The settings that somebody is in, waits for or moves to, from the front door to where people live."""
        there = set(self.days["setting"])
        shown = {name: setting for name, setting in shown_settings(self.asked).items() if name in there}
        return dict(sorted(shown.items(), key=lambda item: (self.drawn_as(item[0]) != PLACES, item[1].column)))

    @property
    def hospitals(self) -> list[str]:
        """The settings whose places are hospital beds."""
        return [name for name, one in self.settings.items() if one.type == HOSPITAL and not one.at_home]

    @property
    def waited_for(self) -> list[str]:
        """Home support and care homes: the settings that people outside and in hospital wait to live in, or with."""
        return [name for name, one in self.settings.items() if one.type in ("home_support", CARE_HOME)]

    def drawn_as(self, name: str) -> str:
        """Return how a setting is drawn."""
        written = self.asked["description"]["settings"][name]
        if not written.get("residence"):
            return PLACES
        limited = bool(self.days.loc[self.days["setting"] == name, "capacity"].notna().any())
        return (HOURS if written.get("hours") is not None else LIVING) if limited else HOME

    @property
    def words(self) -> dict[str, str]:
        """What settings, teams and reasons are called."""
        description = self.asked["description"]
        teams = {name: str(team.get("label") or label(name, {})) for name, team in description["teams"].items()}
        return teams | {name: one.label for name, one in self.settings.items()} | REASONS

    def _table(self, name: str) -> pd.DataFrame:
        return pd.DataFrame(pq.read_table(self.folder / f"{name}.parquet").to_pandas())
