"""Page 6: the cheapest mix of levers that gives back so many bed days in so many of 100 futures, within budgets."""

import streamlit as st
from pydantic import ValidationError

from sim.app.best_mix_tables import STEP_HEADINGS, frontier_headings, frontier_rows, step_rows
from sim.app.command_words import command_words
from sim.app.draft import DraftFolder, MixDraft
from sim.app.job_status import job_status
from sim.app.levers_page import chosen_titles
from sim.app.mix_catalogue import mix_file, mix_names, payers
from sim.app.page_parts import faults, first_fault, note, picture, plain, table
from sim.app.results import pictures, place_of, results_folder
from sim.app.session import widget_key
from sim.description.input_errors import InputErrors
from sim.description.table_files import SCOTLAND
from sim.report.best_mix_results import BestMixResults
from sim.report.best_mix_text import LESS, MORE, findings, first_step

TITLE, ADDRESS = "Best mix", "best_mix"
CHOSEN = ""
BOUNDLESS = "name bed days that are wanted, a budget, or how many levers at most: without, all levers are best"


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("The best mix")
    st.write(
        "Which levers, and how much of each, give back so many bed days a year at least cost, in so many of 100 "
        "possible futures, within budgets? Mixes are run with the same people and the same random numbers, predicted, "
        "searched and run again; the chance of the one chosen comes from futures that had no part in the choice."
    )
    if folder.draft.place == SCOTLAND:
        st.info("Levers are a partnership's own: choose one for a best mix.")
        return
    try:
        _form(folder)
        if folder.draft.mix is not None:
            job_status(folder, "best_mix", command_words(folder, "best_mix"))
    except InputErrors as error:
        faults(error)
    _answer(folder)


def _form(folder: DraftFolder) -> None:
    """Show what is asked, and keep it when it is in order."""
    place, asked = folder.draft.place, folder.draft.mix or MixDraft()
    chosen = chosen_titles(folder)
    sources = {name: mix_file(place, name).title for name in mix_names()}
    sources |= {CHOSEN: f"the options chosen on the page Levers ({len(chosen)})"}
    with st.form(widget_key(folder, "mix")):
        names = list(sources)
        at = names.index(asked.file) if asked.file in names else 0
        key = widget_key(folder, "mix-file")
        file = st.selectbox("Levers to choose from", names, at, lambda name: sources[name], key)
        typed: dict[str, object] = {"file": file, **_numbers(folder, asked), "budgets": _budgets(folder, asked)}
        if st.form_submit_button("Keep these settings"):
            _keep(folder, typed, len(chosen))
    for name in mix_names():
        with st.expander(f"Levers and values: {plain(sources[name])}"):
            st.write(plain(mix_file(place, name).why))
            table(sources[name], ["Lever", "Values"], mix_file(place, name).levers)


def _numbers(folder: DraftFolder, asked: MixDraft) -> dict[str, object]:
    """Show the target, how sure, how many levers and how many futures; return what is typed."""
    keys = [widget_key(folder, f"mix-{field}") for field in ("target", "chance", "most", "first", "check")]
    target = st.number_input(
        "Bed days returned a year that are wanted (0: as many as the budgets allow)",
        0.0, 1e6, asked.target or 0.0, step=100.0, format="%.0f", key=keys[0],
    )  # fmt: skip
    chance = st.number_input("In how many of 100 futures", 1, 99, asked.chance, step=5, key=keys[1])
    most = st.number_input("Levers at most (0: any number)", 0, 25, asked.at_most or 0, step=1, key=keys[2])
    first = st.number_input("Futures in which mixes are looked for", 10, 200, asked.replications, step=1, key=keys[3])
    check = st.number_input("Futures in which the best few are run again", 10, 200, asked.check, step=1, key=keys[4])
    return {
        "target": float(target) or None, "chance": int(chance), "at_most": int(most) or None,
        "replications": int(first), "check": int(check),
    }  # fmt: skip


def _budgets(folder: DraftFolder, asked: MixDraft) -> dict[str, float]:
    """Show a field for the budget of each payer; return those that are given."""
    given = {
        payer: st.number_input(
            f"Net cost a year at most, {plain(words)}, £ (left empty: no budget)", -1e12, 1e12,
            asked.budgets.get(payer), step=10_000.0, format="%.0f", key=widget_key(folder, f"mix-budget-{payer}"),
        )
        for payer, words in payers(folder.draft.place).items()
    }  # fmt: skip
    return {payer: pounds for payer, pounds in given.items() if pounds is not None}


def _keep(folder: DraftFolder, typed: dict[str, object], chosen: int) -> None:
    """Keep what is asked, or say what is wrong with it."""
    try:
        mix = MixDraft.model_validate(typed)
        if mix.target is None and not mix.budgets and mix.at_most is None:
            raise ValueError(BOUNDLESS)
        if mix.file == CHOSEN and not 2 <= chosen <= 25:
            raise ValueError(f"{chosen} options are chosen on the page Levers: a mix needs 2 to 25")
    except (ValidationError, ValueError) as error:
        st.error(plain(first_fault(error)))
        return
    folder.change(mix=mix)
    st.success("Kept.")


def _answer(folder: DraftFolder) -> None:
    """Show what the latest finished search found."""
    path = results_folder(folder, "best_mix")
    if path is None:
        return
    results = BestMixResults(path)
    place = place_of(results.asked)
    st.header(plain(f"{results.heading}, {place}"))
    if folder.draft.place != results.asked.get("place"):
        st.warning(plain(f"These results are of {place}, not of the place chosen now."))
    for sentence in findings(results):
        st.write(plain(sentence))
    table(
        "What more money buys: cheapest mixes, as checked", frontier_headings(results), frontier_rows(results),
        (1, 2, 3, 4),
    )  # fmt: skip
    _steps(results)
    for file, title, words in pictures(path):
        picture(file, title, words)
    for line in results.asked.get("warnings") or []:
        st.warning(plain(line))


def _steps(results: BestMixResults) -> None:
    """Show what one step less or more of each lever changes, and which is the first, if that can be told."""
    for step, title in ((LESS, "One step less"), (MORE, "One step more")):
        rows = step_rows(results, step)
        if rows:
            table(f"{title} of each lever, beside the mix chosen", STEP_HEADINGS, rows, (1, 2, 4, 5, 6))
            note(first_step(results, step))
