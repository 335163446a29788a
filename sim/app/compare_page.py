"""Page 4: what a comparison says: bed days returned, how sure, what else changes, and what it rests on."""

from pathlib import Path

import pandas as pd
import streamlit as st

from sim.app.comparison_tables import doubt_rows, other_rows, returned_rows
from sim.app.draft import Draft, DraftFolder
from sim.app.page_parts import Badge, faults, note, picture, plain, table
from sim.app.results import csv_table, finished_results, pictures
from sim.app.shares_part import fair_shares
from sim.report.changes import change_words
from sim.report.findings import finding
from sim.report.futures_text import best_lines
from sim.report.labels import BASIS
from sim.report.results_folder import ReportError, Results

TITLE, ADDRESS = "Compare", "compare"
SOURCES = (
    "Half the 95 % interval from each source alone; together: the root of the sum of squares. Random variation: "
    "luck, which more replications narrow. Baseline itself: what published figures leave open of it. Effects: what "
    "is not known of the effects of options."
)


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("Compare the options")
    try:
        results = finished_results(folder, "compare")
    except ReportError as error:
        faults(error)
        return
    if results is None:
        st.write("Nothing has been run yet in this draft. Choose a place and options, and run the comparison.")
        st.page_link(st.session_state["pages"]["run"], label="To the run", query_params={"draft": folder.key})
        fair_shares(folder)
        return
    st.write(plain(finding(results)))
    runs = results.number_of_replications
    note(f"{results.place}, mean of {runs} replication{'s' * (runs != 1)}; folder {results.folder.name}.")
    if _has_changed(folder.draft, results):
        st.warning("The draft has changed since this run: run it again to see what it asks now.")
    _options(folder, results)
    fair_shares(folder)
    _changes(results.folder, results)
    _rests_on(results)
    st.header("Pictures")
    for path, title, words in pictures(results.folder):
        picture(path, title, words)
    _warnings(results)


def _has_changed(draft: Draft, results: Results) -> bool:
    """Tell whether a draft asks something else than its latest results answer."""
    answered = (results.asked.get("place"), set(results.titles), results.number_of_replications)
    return (draft.place, set(draft.options), draft.replications) != answered


def _options(folder: DraftFolder, results: Results) -> None:
    """Show what options give back, what the intervals are made of, and what else changes."""
    if not results.options:
        return
    st.header("Bed days returned")
    headings = [
        "Option", "Bed days returned a year", "95 % interval", "How sure", "Group", "Admissions avoided",
        "Shorter stays", "Delay removed", "Part of the 200,000", "Net cost a year",
    ]  # fmt: skip
    table("Hospital bed days returned a year, by option", headings, returned_rows(results), (1, 2, 5, 6, 7, 8, 9))
    note("Options of one group cannot be told apart from its first, and are not ranked.")
    for line in best_lines(results.futures, results.titles):
        st.write(plain(line))
    reasons = {name: reason for name, reason in folder.draft.reasons.items() if reason and name in results.titles}
    if reasons:
        asked_for = [(results.titles[name], reason) for name, reason in reasons.items()]
        table("Why these options were asked for", ["Option", "Reason"], asked_for)
    st.header("Three sources of doubt")
    rows = doubt_rows(results)
    if rows:
        headings = [
            "Option",
            "Random variation",
            "Baseline itself",
            "Effects",
            "Group",
            "Most bed days in",
            "Part reached in",
        ]
        table("What the intervals are made of, and possible futures", headings, rows, (1, 2, 3))
        note(SOURCES)
    else:
        st.write("The intervals hold random variation only, or there are too few replications to tell.")
    st.header("What else changes")
    headings, rows = other_rows(results)
    if rows:
        table("The baseline's level, then each option's change", ["Option", *headings], rows, range(1, 20))


def _changes(path: Path, results: Results) -> None:
    """Show places of today with their use, and what options add or take away."""
    changes = csv_table(path, "option_changes")
    if changes is None:
        return
    st.header("What the options change")
    rows = [
        (
            results.titles.get(str(row["option"]), str(row["option"])),
            change_words({str(name): value for name, value in row.items()} | {"until": _known(row["until"])}),
            "" if pd.isna(row["note"]) else str(row["note"]),
        )
        for row in changes.to_dict("records")
    ]
    table("Places of today and their use, and what is added or taken away", ["Option", "Change", "Note"], rows)


def _rests_on(results: Results) -> None:
    """Show every effect behind the options, with its basis."""
    assumptions = results.assumptions
    if assumptions is None or assumptions.empty:
        return
    st.header("What it rests on")
    rows = []
    for row in assumptions.to_dict("records"):
        basis = Badge(BASIS.get(str(row["basis"]), str(row["basis"])))
        title = results.titles.get(str(row["option"]), "Today, in every option")
        ends = [str(row[end]) for end in ("low", "high") if not pd.isna(row[end])]
        what = f"{row['intervention']}: {row['effect']}"
        size = "" if pd.isna(row["value"]) else f"{row['value']:g} {row['unit']}"
        rows.append((title, what, size, " to ".join(ends), basis, str(row["source"])))
    with st.expander("Every effect, with its interval, what it rests on and where it comes from"):
        table("Effects behind the options", ["Option", "Effect", "Size", "Interval", "Basis", "Source"], rows)


def _warnings(results: Results) -> None:
    if results.warnings:
        st.header("To know of this run")
        for line in results.warnings:
            st.warning(plain(line))


def _known(value: object) -> object:
    """Return a cell, or None where it is empty."""
    return None if str(value) in ("nan", "None") else value
