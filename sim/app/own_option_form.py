"""The forms for an option of the planner's own: places, hours or an intervention by fields, or a file uploaded."""

import streamlit as st

from sim.app.catalogue import capacities, scenario
from sim.app.draft import LONGEST_REASON, DraftFolder
from sim.app.own_option import LARGEST, content_of_form, keep_form, keep_upload
from sim.app.page_parts import faults, plain
from sim.app.session import widget_key
from sim.description.input_errors import InputErrors

NOTHING = ""
SIZES = {"places": "places or people", "hours": "hours a week", "by": "percent of today's"}


def own_option_form(folder: DraftFolder, place: str) -> None:
    """Show both forms; what passes the checks is kept and chosen."""
    st.header("An option of your own")
    if added := st.session_state.pop(widget_key(folder, "added"), None):
        st.success(plain(f"Added and chosen: {added}"))
    with st.form(widget_key(folder, "own")):
        content = _fields(place)
        if st.form_submit_button("Add this option"):
            _keep(folder, place, content)
    with st.form(widget_key(folder, "upload")):
        st.write("Or upload an option as a YAML file, as it stands in a scenario folder.")
        file = st.file_uploader("Option (YAML)", type=["yaml", "yml"], max_upload_size=1)
        if st.form_submit_button("Check and add the file"):
            if file is None:
                st.error("Choose a file first.")
            else:
                _keep(folder, place, file.read(LARGEST + 1))


def _fields(place: str) -> dict[str, object]:
    """Show the fields; return the option that they make."""
    title = st.text_input("Title", max_chars=80)
    why = st.text_area("Why this option?", max_chars=LONGEST_REASON, height=68)
    there = {NOTHING: "no places or hours"} | {name: one.text for name, one in capacities(place).items()}
    capacity = st.selectbox("Add to, or take from", list(there), format_func=lambda name: there[name])
    key = st.selectbox("Counted in", list(SIZES), format_func=lambda name: SIZES[name])
    size = st.number_input("How many more (below 0: fewer)", min_value=-1e6, max_value=1e6, value=0.0, step=1.0)
    known = {NOTHING: "no intervention"}
    known |= {name: one.title for name, one in scenario(place).description.interventions.items()}
    intervention = st.selectbox("Intervention", list(known), format_func=lambda name: known[name])
    coverage = st.number_input("Share of those eligible that it reaches, percent", 0.0, 100.0, 20.0, step=5.0)
    start = st.text_input("From, a date such as 2023-10-01 (left out: the first day that counts)", max_chars=10)
    months = st.number_input("Months from nothing to the whole", 0, 36, 0)
    return content_of_form(
        title, why, capacity=capacity or None, key=key, size=size,
        start=start.strip(), months=int(months),
        intervention=intervention or None, coverage=coverage,
    )  # fmt: skip


def _keep(folder: DraftFolder, place: str, content: dict[str, object] | bytes) -> None:
    """Keep an option and choose it, or show what is wrong with it."""
    try:
        name = keep_upload(folder, place, content) if isinstance(content, bytes) else keep_form(folder, place, content)
    except InputErrors as error:
        faults(error)
        return
    draft = folder.draft
    folder.change(options=(*(other for other in draft.options if other != name), name))
    st.session_state.pop(widget_key(folder, f"option-{name}"), None)
    st.session_state[widget_key(folder, "added")] = name
    st.rerun()
