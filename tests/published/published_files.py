"""The published files that the partnership tables are made from, and how each is read.

All figures are official statistics of Public Health Scotland (PHS, with ScotPHO) or National
Records of Scotland (NRS), under the Open Government Licence v3.0. Stored copies are found in
these public GitHub repositories. Put each file in one folder under the name on the left.

  healthyr/scotland_delayed_discharge_ltla.csv
      humaniverse/healthyr: .broadcast/scotland_delayed_discharge_ltla.csv @ ed2003ef
  healthyr/scotland_beds.csv
      humaniverse/healthyr: .broadcast/scotland_beds.csv @ ed2003ef
  healthyr/scotland-care-at-home_raw.csv
      humaniverse/healthyr: data-raw/scotland-care-at-home.csv @ ed2003ef
  phs_social_care/pub2021__NAME.csv, NAME being data_care_home_trend, data_care_home_resident_type,
  data_care_home_emergency_care, data_homecare_hscp or data_homecare_emergency_care
      Public-Health-Scotland/social-care: "201920 - 202021 Publication/{Care Home,Home Care}/data/"
      @ 21fe03d3. Three other care-home files there hold dummy figures (each year exactly 1.2 times
      the year before): data_care_home_emergency_admissions, _short_long_stay and _residents.
  scotpho/scotpho_health_care_and_population_council.csv
      humaniverse/healthindexscotland: data-raw/healthy-lives/data/scotpho_data.csv @ 71b73dd2
      (council rows for hospital use, dying in hospital and deaths kept)
  acute/weekly_emergency_admissions_hscp_simd_2020-2023.csv
      npscience/PHS_penguin_team_project:
      data/covid/hospital_admissions/hospital_admissions_hscp_simd_20230706.csv @ f7c3140a
      (emergency rows kept)
  acute/weekly_emergency_admissions_hb_age_2020-2023.csv
      stenhousestuart/phs_dashboard_codeclan_project:
      data/hospital_admissions_hb_agesex_20230504.csv @ 5b0973ed (emergency, both sexes kept)
  acute/inpatient_daycase_by_nhs_board_of_treatment_2017Q3-2022Q3.csv
      the same repository: data/inpatient_and_daycase_by_nhs_board_of_treatment.csv
  acute/all_acute_beds_by_board_quarterly_2019Q4-2024Q4.csv (read for the names of NHS boards)
      DCTdatateam/Hospitals-Tracker_NHS-Scotland: data/beds-information/bed_numbers.csv @ b0cfe2d2
  acute/unintentional_injury_falls_admissions_council_age_2011-2021.csv
      bblankinship/HDS_AY21-22_ProgAssignment: "data files (3).zip" > ui_admissions_2022.csv
      @ 471660c7 (falls and all injuries, both sexes kept)
  nrs/population_mid2022_council_single_year_persons.csv
      humaniverse/demographr: data/population22_ltla19_scotland.rda @ d0417101 (as CSV)
  nrs/population_2010-2018_council_sex_age_bands.csv
      ScotGovAnalysis/population_estimates: "Mid-year population estimates.xlsx" @ fe285fa1
      (added up into bands; columns Area, Year, Sex, band, Population)
  derived/council_to_partnership_lookup.csv
      Public-Health-Scotland/scotpho-profiles-tool: shiny_app/data/geo_lookup.rds @ 05985b39
      (columns council_code, council, hscp, hscp_code)
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FILES = {
    "delays": "healthyr/scotland_delayed_discharge_ltla.csv",
    "beds": "healthyr/scotland_beds.csv",
    "home_care": "healthyr/scotland-care-at-home_raw.csv",
    "care_home_quarters": "phs_social_care/pub2021__data_care_home_trend.csv",
    "care_home_years": "phs_social_care/pub2021__data_care_home_resident_type.csv",
    "care_home_emergency": "phs_social_care/pub2021__data_care_home_emergency_care.csv",
    "home_care_quarters": "phs_social_care/pub2021__data_homecare_hscp.csv",
    "home_care_emergency": "phs_social_care/pub2021__data_homecare_emergency_care.csv",
    "scotpho": "scotpho/scotpho_health_care_and_population_council.csv",
    "weekly_by_deprivation": "acute/weekly_emergency_admissions_hscp_simd_2020-2023.csv",
    "weekly_by_age": "acute/weekly_emergency_admissions_hb_age_2020-2023.csv",
    "stays": "acute/inpatient_daycase_by_nhs_board_of_treatment_2017Q3-2022Q3.csv",
    "boards": "acute/all_acute_beds_by_board_quarterly_2019Q4-2024Q4.csv",
    "falls": "acute/unintentional_injury_falls_admissions_council_age_2011-2021.csv",
    "people": "nrs/population_mid2022_council_single_year_persons.csv",
    "people_by_sex": "nrs/population_2010-2018_council_sex_age_bands.csv",
    "lookup": "derived/council_to_partnership_lookup.csv",
}
Flags = list[tuple[str, str, str]]  # partnership, column, why the cell is not as published

SCOTLAND = "S92000003"
OTHER_COUNCIL_NAMES = {
    "Comhairle nan Eilean Siar": "Na h-Eileanan Siar",
    "Shetland": "Shetland Islands",
}
BANDS = ["65-69", "70-74", "75-79", "80-84", "85-89", "90+"]
OLDER_AGES = ["65-74 years", "75-84 years", "85+ years"]


def column_form(text: str) -> str:
    """Write an age or a place as part of a column name: '85+ years' becomes '85_plus'."""
    short = text.replace(" years", "").replace("+", "_plus").replace("&", "and")
    return short.replace(" and over", "_plus").replace("-", "_").replace(" ", "_").lower()


class PublishedFiles:
    """A folder of published files, each read as text once and checked for being there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        absent = [name for name in FILES.values() if not (folder / name).is_file()]
        if absent:
            wanted = "\n  ".join(absent)
            raise SystemExit(
                f"Published files not found under {folder}:\n  {wanted}\n"
                "The top of published_files.py says where each can be fetched."
            )
        self.areas = self._areas()

    def read(self, key: str) -> pd.DataFrame:
        """One published file, as it stands."""
        return pd.read_csv(self.folder / FILES[key], dtype={"WeekEnding": str, "date": str}, low_memory=False)

    def _areas(self) -> pd.DataFrame:
        """The 32 councils with their partnership, its key and code, and their NHS board."""
        areas = self.read("lookup")
        falls = self.read("falls")[["HBR", "CA"]].dropna().drop_duplicates()
        names = self.read("boards").drop_duplicates("HB").set_index("HB")["HBName"]
        areas["board_code"] = areas["council_code"].map(falls.set_index("CA")["HBR"])
        areas["board"] = areas["board_code"].map(names)
        areas["partnership"] = areas["hscp"].map(column_form)
        areas["name"] = areas["hscp"].str.replace("&", "and")
        isles = areas["partnership"] == "western_isles"
        areas.loc[isles, "name"] = "Na h-Eileanan Siar (Western Isles)"
        if areas.isna().any(axis=None) or areas["partnership"].nunique() != 31:
            raise SystemExit("The council lookup does not give 31 partnerships with their boards.")
        return areas.sort_values("partnership", ignore_index=True)

    def partnerships(self) -> pd.DataFrame:
        """One row for each partnership, by its key: name, code, NHS board."""
        rows = self.areas.drop_duplicates("partnership").set_index("partnership")
        return rows.rename(columns={"hscp_code": "code"})[["name", "code", "board", "board_code"]]

    def add_councils(self, values: pd.DataFrame) -> pd.DataFrame:
        """Add council rows (by code or name) up to partnerships; a gap stays a gap."""
        by_code = values.index.astype(str).str.startswith("S12").any()
        column = "council_code" if by_code else "council"
        known = values.rename(index=OTHER_COUNCIL_NAMES)
        aligned = known.reindex(self.areas[column])
        aligned.index = pd.Index(self.areas["partnership"])
        return aligned.groupby(level=0).sum(skipna=False)

    def board_of(self) -> pd.Series:
        """The code of each partnership's NHS board."""
        return self.partnerships()["board_code"]


def people_by_age(files: PublishedFiles, edges: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Mid-2022 persons of each council in the age groups given by first and last age."""
    table = files.read("people").set_index("ltla19_code")
    table = table.rename(columns={"90 and over": "90"})
    ages = {
        group: table[[str(age) for age in range(first, last + 1)]].sum(axis=1) for group, (first, last) in edges.items()
    }
    return pd.DataFrame(ages)


def calendar_year(weekly: pd.DataFrame, year: str) -> pd.DataFrame:
    """The weeks of a weekly file that end in one calendar year."""
    return weekly[weekly["WeekEnding"].str.startswith(year)]


def quarters(table: pd.DataFrame, year: str) -> pd.DataFrame:
    """The four quarters of a financial year, people aged 65 and over by band."""
    in_year = table["financial_quarter"].str.startswith(year)
    return table[in_year & table["age_group"].isin(OLDER_AGES)]
