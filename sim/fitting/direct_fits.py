"""All direct fits of one sample, through the disclosure gate: what is written is here, and nothing else of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.description.system import Description
from sim.fitting.collection_rules import Rule
from sim.fitting.counts import admissions, delays_of, package_hours, ways_out
from sim.fitting.estimates import Estimate
from sim.fitting.hospital_stays import Stays, stays_of, ward_rows
from sim.fitting.monthly_targets import targets
from sim.fitting.sample_rows import Frames
from sim.fitting.social_care import spans_of
from sim.fitting.spans import Clock
from sim.fitting.stay_fits import SHARES, StayFit, fit_of
from sim.sample.disclosure import Gate
from sim.sample.manifest import Manifest

OLD, OLDEST = 75.0, 85.0
KINDS = {"care_home": "long_stay", "intermediate_care": "intermediate_care"}
"""By type of setting: the kind of stay in the table of care homes."""
COUNTS = "counts"


def parts_of(description: Description) -> list[str]:
    """Return the parts that are fitted one after the other: settings whose stays a sample may tell, then the counts."""
    kinds = ("hospital", "home_support", *KINDS)
    return [*(name for name, setting in description.settings.items() if setting.type in kinds), COUNTS]


@dataclass
class DirectFits:
    """The fits of a sample: made one after the other, then told as tables."""

    tables: Frames
    manifest: Manifest
    description: Description
    gate: Gate
    stays: list[StayFit] = field(default_factory=list)
    estimates: list[Estimate] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What is not fitted, and why, a line each."""

    def fit(self, part: str) -> None:
        """Fit one of the `parts_of` the scenario; a part that the sample has no rows of is passed over."""
        if part == COUNTS:
            wards = [name for name, setting in self.description.settings.items() if setting.type == "hospital"]
            if "stays" not in self.tables and len(wards) > 1:
                self.left_out.append("stays on wards: the sample has no table of ward stays")
            if not set(self._wards["setting"]) <= {"", *self.description.settings}:
                self.left_out.append("some ward stays: in no setting of this place's scenario")
            self.estimates += [estimate for fit in self.stays for estimate in fit.estimates()]
            self.estimates += self._counts()
            return
        kind = self.description.settings[part].type
        stays = self._of_ward(part) if kind == "hospital" else self._spans(part, kind)
        if stays is None or not len(stays.spans):
            return
        fit = fit_of(stays, self.gate)
        if fit is not None:
            self.stays.append(fit)
        else:
            self.left_out.append(f"{part}: too few stays that ended, or too wide an interval")

    # --- stays -------------------------------------------------------------------------------------------------------

    @property
    def _wards(self) -> pd.DataFrame:
        """The ward stays with frailty and age; of a spell without ward stays, the one ward of a small model."""
        if "wards" not in self.tables:
            rows = ward_rows(self.tables, Rule.of(self.manifest, "spells"))
            wards = [name for name, setting in self.description.settings.items() if setting.type == "hospital"]
            if len(wards) == 1:
                rows["setting"] = rows["setting"].replace("", wards[0])
            self.tables["wards"] = self._with_people(rows)
        return self.tables["wards"]

    def _with_people(self, rows: pd.DataFrame) -> pd.DataFrame:
        people = self.tables.get("people")
        if people is None:
            return rows
        by_number = people.set_index("person")
        if "frailty" in people:
            rows["frailty"] = rows["person"].map(by_number["frailty"]).fillna("")
        if "birth_year" in people:
            year = 1970 + rows["arrived"] / 365.25
            age = year - rows["person"].map(by_number["birth_year"]) - 0.5
            rows["age"] = np.select([age.isna(), age < OLD, age < OLDEST], ["", "65_74", "75_84"], "85_plus")
        return rows

    def _of_ward(self, name: str) -> Stays | None:
        """Return the stays of people treated on the ward of their need; not of those boarded there."""
        rows, needs = self._wards, self.description.needs
        at_home = np.array([not need or need not in needs or needs[need].ward in (None, name) for need in rows["need"]])
        ours = rows[at_home & rows["setting"].eq(name)].reset_index(drop=True)
        clock = Clock(self.description.settings[name].ready_by_weekday)
        stays = stays_of(ours, name, Rule.of(self.manifest, "spells"), clock)
        if stays is None and rows["setting"].eq(name).any():
            self.left_out.append(
                f"{name}: people pass through, or come from other wards: when they were ready is not known"
            )
        if stays is not None:
            stays = replace(stays, own=frozenset(needs.keys() & self.description.settings[name].stay.keys()))
            for column in {"frailty", "age"} & set(ours):
                stays.rows[column] = ours[column].to_numpy()
        return stays

    def _spans(self, name: str, kind: str) -> Stays | None:
        """Return the stays in a setting of social care, where the sample has them."""
        if kind == "home_support" and "home_support" in self.tables:
            return spans_of(self.tables["home_support"], name, Rule.of(self.manifest, "home_support"))
        if kind in KINDS and "care_home" in self.tables:
            rows = self.tables["care_home"]
            if "kind" in rows:
                rows = rows[rows["kind"] == KINDS[kind]]
            elif kind != "care_home":
                return None
            return spans_of(rows, name, Rule.of(self.manifest, "care_home")) if len(rows) else None
        return None

    # --- counts, and the tables --------------------------------------------------------------------------------------

    def _counts(self) -> Iterator[Estimate]:
        spells, rule = self.tables["spells"], Rule.of(self.manifest, "spells")
        yield from admissions(spells, rule, self.gate)
        yield from ways_out(spells, rule, self.gate)
        if "delays" in self.tables:
            yield from delays_of(self.tables, self.manifest, self.gate)
        if "home_support" in self.tables:
            yield from package_hours(self.tables["home_support"], self.gate)

    def parameters(self) -> pd.DataFrame:
        """Return a row for each estimate."""
        return pd.DataFrame([estimate.row() for estimate in self.estimates]).astype({"people": "Int64"})

    def quantiles(self) -> pd.DataFrame:
        """Return a row for each setting, group and share: the days by which so many were ready or had left."""
        rows = [
            {"setting": fit.setting, "group": group, "share": share, "days": days}
            for fit in self.stays
            for number, group in enumerate(fit.groups)
            for share, days in zip(SHARES, fit.quantiles(number).tolist(), strict=True)
        ]
        return pd.DataFrame(rows, columns=["setting", "group", "share", "days"])

    def survival(self) -> pd.DataFrame:
        """Return the product-limit curve of each setting beside its fit, cut where few are watched; whole percent."""
        rows = [
            {"setting": fit.setting, "days": day, "still_there": round(share, 2), "by_the_fit": round(drawn, 2)}
            for fit in self.stays
            for day, share, drawn in zip(fit.curve.days, fit.curve.share, fit.drawn, strict=True)
        ]
        return pd.DataFrame(rows, columns=["setting", "days", "still_there", "by_the_fit"])

    def goodness(self) -> pd.DataFrame:
        """Return by setting the family, and how far the fit lies from the product-limit estimate at most."""
        rows = [
            {"setting": fit.setting, "family": fit.fit.family.name, "greatest_difference": round(fit.furthest, 3)}
            for fit in self.stays
        ]
        return pd.DataFrame(rows, columns=["setting", "family", "greatest_difference"])

    def targets(self) -> pd.DataFrame:
        """Return the monthly aggregates."""
        return targets(self.tables, self.manifest, self.gate)
