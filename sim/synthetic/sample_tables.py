"""The ten tables of a synthetic sample in the columns of the format, from the complete record and a recipe."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.synthetic.chances import Chances
from sim.synthetic.collection import Window, collected, listed, month_text, quarter_start, reason_on, submissions
from sim.synthetic.recipe import Recipe
from sim.synthetic.record import Record

Frames = dict[str, pd.DataFrame]
FRAILTY = np.array(["fit", "mild", "moderate", "severe"], dtype=object)
PLACES = {
    "hospital": "hospital", "emergency_department": "hospital", "care_home": "care_home", "home": "home",
    "home_support": "home",
}  # fmt: skip
YEAR = 365.25
UNITS = {"home_support": "hours_a_week"}
LATE_DAYS = 90.0
"""Days before the extract in which a spell may not have come in yet."""
STRANGER = 900_000_000
"""Numbers of people who are nobody begin here."""
LEAST = 5
"""People behind a monthly figure below which its publisher suppressed it."""


@dataclass(frozen=True)
class Maker:
    """What the tables of one sample are made from."""

    recipe: Recipe
    window: Window
    chances: Chances
    record: Record
    demand: Demand
    capacities: Mapping[str, tuple[str, float]]
    """By setting: its type and its places."""

    def tables(self) -> Frames:
        """Return every table that the recipe asks for and that has rows, with people numbered anew."""
        how = self.recipe.collected
        tables: Frames = {}
        spells = self._spells()
        tables["spells"], tables["stays"] = spells, self._stays(spells)
        others = {
            "delays": self._delays, "home_support": self._home_support, "care_home": self._care_home,
            "waiting": self._waiting, "attendances": self._attendances,
        }  # fmt: skip
        tables |= {name: make() for name, make in others.items() if name in how}
        if self.demand.population:
            tables["people"] = self._people()
        tables["capacity"], tables["monthly"] = self._capacity(), self._monthly()
        tables = {name: table for name, table in tables.items() if len(table)}
        return self._renumbered(tables)

    # --- one table each ----------------------------------------------------------------------------------------------

    def _rows(self, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table as its rule collects them."""
        return collected(rows, self.recipe.collected[table], self.window, self.recipe.census_dates.get(table, ()))

    def _when(self, days: pd.Series) -> NDArray[np.datetime64]:
        """Return moments, or whole days, as the recipe has them."""
        make = self.window.moments if self.recipe.times else self.window.dates
        return make(days.to_numpy(dtype=np.float64))

    def _spells(self) -> pd.DataFrame:
        rows = self.record.spells.rename(columns={"admitted": "begins", "left": "ends"})
        rows = self._rows("spells", rows)
        late = self.chances.has("late", len(rows)) & (rows["ends"] >= self.window.known_to - LATE_DAYS)
        rows = rows[~late].reset_index(drop=True)
        ready = rows["ready"].where(rows["ready"] < self.window.known_to)
        ready = ready.mask(self.chances.has("ready_missing", len(rows)))
        ready = ready.mask(self.chances.has("ready_is_left", len(rows)) & rows["ends"].notna(), rows["ends"])
        spells = pd.DataFrame(
            {
                "spell": rows["spell"], "person": rows["person"],
                "admitted": self._when(rows["begins"]), "left": self._when(rows["ends"]), "kind": "emergency",
                "came_from": rows["came_from"], "need": rows["need"], "ready": self.window.dates(ready.to_numpy()),
                "left_to": rows["left_to"].where(rows["ends"].notna(), ""),
            }
        )  # fmt: skip
        return spells if (spells["need"] != "").any() else spells.drop(columns="need")

    def _stays(self, spells: pd.DataFrame) -> pd.DataFrame:
        rows = self.record.stays[self.record.stays["spell"].isin(spells["spell"])]
        known = rows["begins"] < self.window.known_to
        rows = rows[known]
        ends = rows["ends"].where(rows["ends"] < self.window.known_to)
        return pd.DataFrame(
            {
                "spell": rows["spell"], "order": rows["place"], "setting": rows["ward"],
                "arrived": self._when(rows["begins"]), "left": self._when(ends),
            }
        ).reset_index(drop=True)  # fmt: skip

    def _delays(self) -> pd.DataFrame:
        rows = self.record.delays.rename(columns={"ready": "begins", "ended": "ends"})
        rows = rows[np.floor(rows["ends"]) > np.floor(rows["begins"])]
        rows = self._rows("delays", rows[rows["begins"] < self.window.known_to])
        died = rows["next"].eq("died") & rows["ends"].notna()
        rows["end_reason"] = np.select([rows["ends"].isna(), died], ["", "died"], "discharged")
        monthly = self.recipe.collected["delays"] == "monthly_submissions"
        rows["changed"] = self.chances.has("reason_changes", len(rows))
        rows["stranger"] = self.chances.has("unlinked", len(rows))
        rows["lost"] = self.chances.has("end_missing", len(rows))
        rows["number"] = np.arange(len(rows))
        if monthly:
            rows = submissions(rows, self.window)
            earlier = rows["changed"] & rows["number"].eq(rows["number"].shift(-1))
            rows["reason"] = rows["reason"].mask(earlier, "assessment")
        else:
            at = rows["ends"].fillna(self.window.known_to)
            rows["reason"] = [reason_on(pairs, day) for pairs, day in zip(rows["reasons"], at, strict=True)]
        ends = rows["ends"].mask(rows["lost"])
        delays = pd.DataFrame(
            {
                "person": rows["person"].mask(rows["stranger"], STRANGER + rows["number"]),
                "ready": self.window.dates(rows["begins"].to_numpy()), "ended": self.window.dates(ends.to_numpy()),
                "reason": rows["reason"], "end_reason": rows["end_reason"].where(ends.notna(), ""),
                "counts_in_census": "yes",
            }
        )  # fmt: skip
        if monthly:
            delays["month"] = [month_text(number) for number in rows["month_number"]]
        return delays.drop_duplicates(["person", "ready", *(["month"] if monthly else [])]).reset_index(drop=True)

    def _heaped(self, rows: pd.DataFrame, fault: str, key: list[str]) -> pd.Series:
        """Return the days of beginning, of some the first day of the quarter instead."""
        heaped = quarter_start(self.window, rows["begins"].to_numpy())
        begins = rows["begins"].mask(self.chances.has(fault, len(rows)), heaped)
        return begins.where(
            ~rows.assign(begins=np.floor(begins)).duplicated(["begins", *key], keep=False), rows["begins"]
        )

    def _home_support(self) -> pd.DataFrame:
        rows = self._rows("home_support", self.record.home_support)
        begins = self._heaped(rows, "starts_heaped", ["person"])
        table = pd.DataFrame(
            {
                "person": rows["person"], "from": self.window.dates(begins.to_numpy()),
                "to": self.window.dates(rows["ends"].to_numpy()), "hours_per_week": rows["hours"].round(2),
            }
        )  # fmt: skip
        table = table.drop_duplicates(["person", "from", "to", "hours_per_week"]).reset_index(drop=True)
        return table if table["hours_per_week"].notna().any() else table.drop(columns="hours_per_week")

    def _care_home(self) -> pd.DataFrame:
        rows = self._rows("care_home", self.record.care_home)
        begins = self._heaped(rows, "care_home_starts_heaped", ["person", "kind"])
        asked = rows["asked"].where(np.floor(rows["asked"]) <= np.floor(begins))
        ended = rows["ends"].notna()
        table = pd.DataFrame(
            {
                "person": rows["person"], "asked": self.window.dates(asked.to_numpy()),
                "from": self.window.dates(begins.to_numpy()), "to": self.window.dates(rows["ends"].to_numpy()),
                "kind": rows["kind"], "left_to": rows["left_to"].where(ended, ""),
                "died_there": np.where(ended, np.where(rows["left_to"].eq("died"), "yes", "no"), ""),
            }
        )  # fmt: skip
        return table.drop_duplicates(["person", "from", "kind"]).reset_index(drop=True)

    def _waiting(self) -> pd.DataFrame:
        rows = self.record.waiting.rename(columns={"since": "begins", "until": "ends"})
        how = self.recipe.collected["waiting"]
        if how == "census":
            rows = listed(rows, self.window, self.recipe.census_dates["waiting"])
        else:
            rows = self._rows("waiting", rows)
        waiting = pd.DataFrame(
            {
                "person": rows["person"], "for": rows["for"], "since": self.window.dates(rows["begins"].to_numpy()),
                "until": self.window.dates(rows["ends"].to_numpy()),
                "outcome": rows["outcome"].where(rows["ends"].notna(), "still_waiting"),
            }
        )  # fmt: skip
        key = ["person", "for", "since"]
        if how == "census":
            waiting["as_of"] = self.window.dates(rows["as_of"].to_numpy(dtype=np.float64))
            key.append("as_of")
        return waiting.drop_duplicates(key).reset_index(drop=True)

    def _attendances(self) -> pd.DataFrame:
        rows = self._rows("attendances", self.record.attendances)
        return pd.DataFrame(
            {
                "person": rows["person"], "arrived": self.window.moments(rows["begins"].to_numpy()),
                "left": self.window.moments(rows["ends"].to_numpy()), "left_to": rows["left_to"],
            }
        ).drop_duplicates(["person", "arrived"]).reset_index(drop=True)  # fmt: skip

    def _people(self) -> pd.DataFrame:
        """Return who is alive and at least 65 years old on some day of the window; frailty as an instrument has it."""
        people, first = self.demand.people, self.window.first
        died = self.record.died.set_index("person")
        day = died["day"].reindex(np.arange(self.demand.population)).to_numpy()
        here = (people.enters_day < self.window.after) & ~(day < first)
        at = np.flatnonzero(here)
        known = day[at] < self.window.known_to
        place = died["type"].map(PLACES).fillna("other").reindex(at).to_numpy()
        start_year = self.window.start.year + (self.window.start.timetuple().tm_yday - 1) / YEAR
        frailty = (people.frail_day[at] <= first).sum(axis=1)
        return pd.DataFrame(
            {
                "person": at, "sex": np.where(people.woman[at], "woman", "man"),
                "birth_year": np.floor(start_year - people.age[at]).astype(np.int64),
                "simd_quintile": people.quintile[at],
                "died": self.window.dates(np.where(known, day[at], np.nan)),
                "place_of_death": np.where(known, place, ""), "frailty": self._measured(frailty),
                "frailty_by": "efi", "dementia": np.where(people.dementia_day[at] <= first, "yes", "no"),
                "lives_alone": np.where(people.alone_day[at] <= first, "yes", "no"),
            }
        )  # fmt: skip

    def _measured(self, frailty: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return frailty as it was measured: at times not at all, at times one state off."""
        up = np.where(self.chances.numbers("frailty_up", len(frailty)) < 0.5, 1, -1)
        off = self.chances.has("frailty_one_off", len(frailty))
        seen = np.clip(frailty + np.where(off, up, 0), 0, 3)
        return np.where(self.chances.has("frailty_missing", len(frailty)), "", FRAILTY[seen])

    def _capacity(self) -> pd.DataFrame:
        from_day = self.window.dates(np.asarray([self.window.first]))[0]
        rows = [
            (name, from_day, places, UNITS.get(kind, "beds" if kind == "hospital" else "places"), "yes")
            for name, (kind, places) in self.capacities.items()
        ]
        return pd.DataFrame(rows, columns=["setting", "from", "value", "unit", "staffed"])

    def _monthly(self) -> pd.DataFrame:
        """Return what is published of each month: delayed bed days at the rate of a year, small ones suppressed."""
        rows = self.record.delays
        first = self.window.first
        months = pd.date_range(self.recipe.from_, self.recipe.to, freq="MS", inclusive="left")
        table = []
        for month in months:
            length = month.days_in_month
            begins = self.window.number(month.date())
            days = np.minimum(np.floor(rows["ended"]), begins + length) - np.maximum(np.floor(rows["ready"]), begins)
            people = int((days > 0).sum())
            value = float(days.clip(lower=0).sum()) * YEAR / length
            hidden = 0 < people < LEAST or begins < first
            table.append((f"{month:%Y-%m}", "delayed_bed_days", np.nan if hidden else round(value, 1),
                          "bed days a year", "yes" if hidden else "no", "synthetic"))  # fmt: skip
        return pd.DataFrame(table, columns=["month", "measure", "value", "unit", "suppressed", "source"])

    def _renumbered(self, tables: Frames) -> Frames:
        """Return the tables with people and spells numbered anew, in an order that means nothing."""
        for column in ("person", "spell"):
            numbers = np.unique(np.concatenate([t[column].to_numpy() for t in tables.values() if column in t]))
            new = pd.Series(self.chances.order(column, len(numbers)), index=numbers)
            for name, table in tables.items():
                if column in table:
                    tables[name] = table.assign(**{column: table[column].map(new).to_numpy()})
        return {name: table.sort_values(list(table.columns[:2]), kind="stable") for name, table in tables.items()}


def as_arrow(table: pd.DataFrame) -> pa.Table:
    """Return a table as it is written: dates, whole numbers and codes, with nothing in place of an empty text."""
    columns = {}
    for name, values in table.items():
        if values.dtype == object or str(values.dtype) in ("str", "string"):
            columns[str(name)] = pa.array([None if value == "" else value for value in values], pa.string())
        elif values.dtype.kind == "M":
            days = values.to_numpy().astype("datetime64[s]")
            whole = np.all((days.astype("datetime64[D]") == days) | np.isnat(days))
            columns[str(name)] = pa.array(days.astype("datetime64[D]") if whole else days)
        else:
            columns[str(name)] = pa.array(values.to_numpy(), from_pandas=True)
    return pa.table(columns)
