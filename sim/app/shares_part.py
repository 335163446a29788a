"""Fair shares on the page Compare: what each option adds to all chosen ones together, whatever the order."""

from pathlib import Path

import streamlit as st

from sim.app.command_words import command_words
from sim.app.draft import DraftFolder
from sim.app.job_status import job_status
from sim.app.page_parts import note, picture, plain, table
from sim.app.results import asked_of, pictures, place_of, results_folder
from sim.report.shares_text import MARKS, SharesResults, findings, table_rows

FEWEST, MOST = 2, 25
HEADINGS = (
    "Option", "Bed days returned", "95 % interval", "How sure", "Net cost in cash", "Delayed days",
    "Waiting in the community",
)  # fmt: skip


def fair_shares(folder: DraftFolder) -> None:
    """Show what shares are, a run of them for the options chosen, and the latest that there are."""
    if not FEWEST <= len(folder.draft.options) <= MOST:
        return
    st.header("Fair shares: all chosen options together")
    st.write(
        "Options work on the same people and the same queues, so what each returns alone need not sum to what they "
        "return together. A share is what an option adds, averaged over the orders in which they could be put in."
    )
    job_status(folder, "shares", command_words(folder, "shares"))
    path = results_folder(folder, "shares")
    if path is not None:
        _shares(folder, path)


def _shares(folder: DraftFolder, path: Path) -> None:
    """Show the shares of a results folder."""
    results, asked = SharesResults(path), asked_of(path)
    place = place_of(asked)
    names = [str(option["name"]) for option in asked.get("options") or []]
    if folder.draft.place != asked.get("place") or {*folder.draft.options} != {*names}:
        st.warning("The draft has changed since these shares were run: run them again to see what it asks now.")
    caption = f"Shares of the package in {place}, mean of {results.replications} replications"
    rows = [(title, share, ends, grade, *(cell.strip() for cell in others))
            for title, share, ends, grade, *others in table_rows(results)]  # fmt: skip
    table(caption, HEADINGS, rows, (1, 2, 4, 5, 6))
    note("; ".join(f"{mark}: {grade}" for grade, mark in MARKS.items()))
    st.write(plain(" ".join(findings(results))))
    for file, title, words in pictures(path):
        picture(file, title, words)
