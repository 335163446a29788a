"""Page 3: how often and how long to run, the run itself with its progress, and the command that does the same."""

import streamlit as st

from sim.app.command_words import command_words
from sim.app.draft import DraftFolder
from sim.app.job_status import job_status
from sim.app.levers_page import chosen_or_told
from sim.app.page_parts import note, plain
from sim.app.session import widget_key

TITLE, ADDRESS = "Run", "run"


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("Run the comparison")
    titles = chosen_or_told(folder)
    if titles is None:
        return
    st.write(
        plain("Compared with the baseline: " + ("; ".join(titles.values()) or "no option, the baseline alone") + ".")
    )
    _numbers(folder)
    job_status(folder, "compare", command_words(folder, "compare"))


def _numbers(folder: DraftFolder) -> None:
    """Show the numbers of a run, and keep what is typed."""
    draft = folder.draft
    asked = {
        "replications": ("Replications", 1, 200, "More narrow the random variation only. One gives no interval."),
        "years": ("Years measured", 1, 5, "The model is calibrated to 2023/24; what comes after rests on assumptions."),
        "seed": ("Seed of the random numbers", 1, 1_000_000, "Another seed: other people, other luck."),
    }  # fmt: skip
    columns = st.columns(len(asked))
    for column, (name, (words, least, most, below)) in zip(columns, asked.items(), strict=True):
        key = widget_key(folder, name)
        st.session_state.setdefault(key, getattr(draft, name))
        column.number_input(
            words, least, most, step=1, key=key, on_change=_keep_number, args=(folder, name, key)
        )  # fmt: skip
        with column:
            note(below)


def _keep_number(folder: DraftFolder, name: str, key: str) -> None:
    """Keep a number in the draft."""
    folder.change(**{name: int(st.session_state[key])})
