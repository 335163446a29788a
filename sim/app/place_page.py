"""Page 1: which place, what there is today, and how the model's baseline compares with published figures."""

import pandas as pd
import streamlit as st

from sim.amounts import amount
from sim.app.catalogue import capacities, places, scenario
from sim.app.draft import DraftFolder
from sim.app.page_parts import note, plain, table
from sim.app.results import baseline_use, results_of_place
from sim.app.session import widget_key
from sim.description.table_files import SCOTLAND
from sim.report.labels import exact

TITLE, ADDRESS = "Place", "place"


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("Which place?")
    st.write(
        "How many hospital bed days a year would an option give back, how sure is that, where do they come from, and "
        "what does it cost? Choose a place here; then levers, a run, and what comes out."
    )
    draft, titles = folder.draft, places()
    key = widget_key(folder, "place")
    if draft.place not in titles:
        st.error(plain(f"partnership: there is no {draft.place!r}; Glasgow City was taken"))
        draft = folder.change(place="glasgow_city")
    st.session_state.setdefault(key, draft.place)
    st.selectbox(
        "Health and social care partnership", list(titles), format_func=lambda name: titles[name], key=key,
        on_change=_keep_place, args=(folder, key),
    )  # fmt: skip
    if draft.place == SCOTLAND:
        st.info(
            "All 31 partnerships are run, each by itself, and summed. That takes many times as long as one: about 10 "
            "minutes of a processor for one option with 20 replications."
        )
        return
    _today(folder, draft.place)
    _baseline(folder, draft.place)


def _keep_place(folder: DraftFolder, key: str) -> None:
    """Keep the place in the draft."""
    folder.change(place=st.session_state[key])


def _today(folder: DraftFolder, place: str) -> None:
    """Show people, and places of today with their use."""
    description = scenario(place).description
    st.header(plain(f"{description.title} today"))
    people = description.published.get("people_65_plus")
    if isinstance(people, float):
        st.write(plain(f"{people:,.0f} people aged 65 and over."))
    use = baseline_use(folder, place)
    rows = [
        (one.label, one.unit, amount(one.today), use.get(one.name, "not run yet")) for one in capacities(place).values()
    ]
    table(
        "Places, hours and people of today, and how many are used in the model's baseline",
        ["Setting or team", "Counted in", "Today", "Used, mean of the baseline"],
        rows,
        numbers=(2, 3),
    )
    note("Today: published figures, calibrated where the model needs it. Used: from your latest run of this place.")


def _baseline(folder: DraftFolder, place: str) -> None:
    """Show the baseline beside published figures, as far as it has been run."""
    st.header("What to trust here")
    results = results_of_place(folder, place)
    if results is None or results.baseline is None:
        st.write(
            "Once something has been run for this place, the model's baseline stands here beside published figures. "
            "On the page Run you may run the baseline alone: choose no option."
        )
        return
    table(
        "Modelled beside published figures, worst first",
        ["Figure", "Published", "Modelled", "Off", "Grade", "Role in calibration"],
        _baseline_rows(results.baseline),
        numbers=(1, 2, 3),
    )
    note(
        "Fit: calibration moves the baseline towards it. Hold-out and watch: not used in calibration. Close: within "
        "10 %; rough: within 20 %."
    )


def _baseline_rows(baseline: pd.DataFrame) -> list[tuple[str, ...]]:
    known = baseline.dropna(subset=["published", "modelled"])
    order = known["difference_percent"].abs().sort_values(ascending=False, kind="stable").index
    return [
        (
            str(row["figure"]),
            f"{exact(float(row['published']))} {row['unit']}",
            exact(float(row["modelled"])),
            f"{float(row['difference_percent']):+.0f} %",
            str(row.get("grade", "")),
            str(row.get("role", "")).replace("hold_out", "hold-out"),
        )
        for row in known.loc[order].to_dict("records")
    ]
