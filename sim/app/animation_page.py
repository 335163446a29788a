"""Page 7: people moving and beds blocked: one replication of two options side by side, as a page within the page."""

from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from sim.app.command_words import command_words
from sim.app.draft import AnimationDraft, DraftFolder
from sim.app.job_status import job_status
from sim.app.levers_page import chosen_or_told
from sim.app.page_parts import first_fault, note, plain
from sim.app.results import results_folder
from sim.app.session import widget_key
from sim.description.table_files import SCOTLAND

TITLE, ADDRESS = "Animation", "animation"
BASELINE, PAGE, HEIGHT = "", "animation.html", 1_100


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("Animation: people moving, beds blocked")
    st.write(
        "One replication, day by day: every bed of hospital and step-down, and who blocks which. Both sides meet the "
        "same people with the same random numbers. It is one possible future and no evidence of an effect: for that "
        "see the page Compare."
    )
    if folder.draft.place == SCOTLAND:
        st.info("An animation is of one partnership: choose one.")
        return
    titles = chosen_or_told(folder)
    if titles is None:
        return
    _form(folder, titles)
    job_status(folder, "animation", command_words(folder, "animation"))
    path = results_folder(folder, "animation")
    if path is not None and (path / PAGE).is_file():
        _shown(folder, path)


def _form(folder: DraftFolder, titles: dict[str, str]) -> None:
    """Show what is asked, and keep it when it is in order."""
    asked = folder.draft.animation
    names = [BASELINE, *titles]
    called = {BASELINE: "Baseline"} | titles
    sides = [name for name in asked.sides if name in titles] or names[1:2]
    left, right = (BASELINE, *sides, BASELINE)[:2] if len(sides) < 2 else sides
    with st.form(widget_key(folder, "animation")):
        keys = [widget_key(folder, f"animation-{name}") for name in ("left", "right", "first", "days", "number")]
        first = st.selectbox("Left side", names, names.index(left), lambda name: plain(called[name]), keys[0])
        second = st.selectbox("Right side", names, names.index(right), lambda name: plain(called[name]), keys[1])
        date = st.text_input("First day, a date such as 2024-01-01 (left out: 1 January)", asked.first, 10, keys[2])
        days = st.number_input("Days", 1, 92, asked.days, step=1, key=keys[3])
        number = st.number_input("Number of the replication", 1, 200, asked.replication, step=1, key=keys[4])
        if not st.form_submit_button("Keep these settings"):
            return
    if first == second and titles:
        st.error("Choose two different sides.")
        return
    chosen = tuple(name for name in (first, second) if name != BASELINE)
    try:
        kept = AnimationDraft(sides=chosen, first=date.strip(), days=int(days), replication=int(number))
    except ValidationError as error:
        st.error(plain(first_fault(error)))
        return
    folder.change(animation=kept)
    st.success("Kept.")


def _shown(folder: DraftFolder, path: Path) -> None:
    """Show the page of a results folder, and give it to be taken away."""
    note(f"From the folder {path.name}. Everybody is simulated. The file opens in any browser without a network.")
    content = (path / PAGE).read_bytes()
    st.download_button(
        "The animation, one web page",
        content,
        f"{path.name}.html",
        "text/html",
        key=widget_key(folder, "file-animation"),
        on_click="ignore",
        icon=None,
    )
    st.iframe(path / PAGE, height=HEIGHT, alt="The animation, with its controls and tables")
