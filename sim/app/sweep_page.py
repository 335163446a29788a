"""Page 5: many combinations at once: one or two levers by values, every cell with its interval."""

import streamlit as st
from pydantic import ValidationError

from sim.app.catalogue import capacities
from sim.app.command_words import command_words, values_of
from sim.app.draft import AxisDraft, DraftFolder
from sim.app.job_status import job_status
from sim.app.own_option_form import SIZES
from sim.app.page_parts import first_fault, note, picture, plain, table
from sim.app.results import pictures, results_folder
from sim.app.session import widget_key
from sim.app.sweep_tables import cell_rows
from sim.description.table_files import SCOTLAND
from sim.report.sweep_results import SweepResults
from sim.report.sweep_text import findings

TITLE, ADDRESS = "Sweep", "sweep"
NONE = ""
USUAL = (AxisDraft(), AxisDraft(of="intermediate_care", key="places", values="0, 10, 20, 30"))


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("Sweep over values")
    st.write(
        "A sweep runs every combination of values of one or two levers, each beside the baseline and the others, "
        "with the same people and the same random numbers. 0 is as today."
    )
    if folder.draft.place == SCOTLAND:
        st.info("A sweep of all Scotland is for the command line: choose a partnership.")
        return
    _form(folder)
    if folder.draft.axes:
        job_status(folder, "sweep", command_words(folder, "sweep"))
    _cells(folder)


def _form(folder: DraftFolder) -> None:
    """Show the axes, and keep them when they are in order."""
    draft = folder.draft
    axes = [*draft.axes, *USUAL[len(draft.axes) :]] if not draft.axes else [*draft.axes, None][:2]
    with st.form(widget_key(folder, "axes")):
        first = _axis(folder, 1, axes[0], optional=False)
        second = _axis(folder, 2, axes[1], optional=True)
        wanted = st.number_input(
            "Bed days returned a year that are wanted (0: none)",
            0.0, 1e6, draft.target or 0.0, step=100.0, format="%.0f", key=widget_key(folder, "sweep-target"),
        )  # fmt: skip
        number = widget_key(folder, "sweep-replications")
        replications = st.number_input("Replications", 1, 200, draft.replications, step=1, key=number)
        if st.form_submit_button("Keep these levers"):
            try:
                chosen = [AxisDraft.model_validate(axis) for axis in (first, second) if axis is not None]
                if len({axis.of for axis in chosen}) < len(chosen):
                    raise ValueError("name two different levers")
                cells = [len(values_of(axis)) for axis in chosen]
            except (ValidationError, ValueError) as error:
                st.error(plain(first_fault(error)))
                return
            folder.change(axes=tuple(chosen), target=wanted or None, replications=int(replications))
            st.session_state.pop(widget_key(folder, "replications"), None)
            st.success(f"Kept: {cells[0] * (cells[1] if len(cells) > 1 else 1)} cells.")


def _axis(folder: DraftFolder, number: int, axis: AxisDraft | None, *, optional: bool) -> dict[str, object] | None:
    """Show the fields of one axis; return what is typed, or None where it is left out."""
    st.subheader(f"Lever {number}")
    there = ({NONE: "no second lever"} if optional else {}) | {
        name: one.text for name, one in capacities(folder.draft.place).items()
    }
    shown = axis or USUAL[number - 1]
    names, keys = list(there), list(SIZES)
    at = names.index(axis.of) if axis and axis.of in names else 0
    lever, own = f"Lever {number}:", [widget_key(folder, f"sweep-{number}-{field}") for field in range(5)]
    of = st.selectbox(f"{lever} of what", names, at, lambda name: there[name], own[0])
    key = st.selectbox(f"{lever} counted in", keys, keys.index(shown.key), lambda name: SIZES[name], own[1])
    values = st.text_input(f"{lever} values, with commas", shown.values, 200, own[2])
    start = st.text_input(f"{lever} from, a date such as 2023-10-01 (left out: at once)", shown.start, 10, own[3])
    over = st.number_input(f"{lever} months from nothing to the whole", 0, 36, shown.over, key=own[4])
    typed: dict[str, object] = {"of": of, "key": key, "values": values, "over": int(over), "start": start.strip()}
    return typed if of else None


def _cells(folder: DraftFolder) -> None:
    """Show the cells of the latest finished sweep."""
    path = results_folder(folder, "sweep")
    if path is None:
        return
    results = SweepResults.read(path)
    st.header(plain(results.heading))
    if folder.draft.place != results.asked.get("place"):
        st.warning(
            plain(f"These results are of {results.asked.get('partnership_title')}, not of the place chosen now.")
        )
    headings, rows = cell_rows(results)
    table(f"Bed days returned a year, {results.runs}", headings, rows, range(len(headings) - 5, len(headings) - 2))
    note("Cells stand in the order of their values, and are not ranked.")
    st.write(plain(" ".join(findings(results))))
    for file, title, words in pictures(path):
        picture(file, title, words)
