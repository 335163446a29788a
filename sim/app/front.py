"""The script that Streamlit runs: the pages, in the order in which a planner works."""

import streamlit as st

import sim
from sim.app import (
    about_page,
    animation_page,
    best_mix_page,
    compare_page,
    levers_page,
    place_page,
    run_page,
    sweep_page,
    take_away_page,
)
from sim.app.job_status import note_results
from sim.app.page_parts import note, sheet
from sim.app.session import ADDRESS, this_draft
from sim.app.settings import LOCAL, OPEN

PAGES = (
    place_page,
    levers_page,
    run_page,
    compare_page,
    sweep_page,
    best_mix_page,
    animation_page,
    take_away_page,
    about_page,
)


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="Homefirst", layout="wide")
    pages = [st.Page(module.show_page, title=module.TITLE, url_path=module.ADDRESS) for module in PAGES]
    bare = st.Page(_first_page, title="Homefirst", default=True, visibility="hidden")
    page = st.navigation([bare, *pages], position="top")
    sheet()
    folder = this_draft()
    st.session_state["pages"] = {module.ADDRESS: shown for module, shown in zip(PAGES, pages, strict=True)}
    st.session_state["folder"] = folder
    note_results(folder)
    page.run()
    numbers = [number for number, shown in enumerate(pages[:-1]) if shown is page]
    for number in numbers:
        following = pages[number + 1]
        st.page_link(following, label=f"Next: {following.title}", query_params={ADDRESS: folder.key})
    if str(st.get_option("server.address")) not in LOCAL:
        st.warning(OPEN)
    note(
        f"Homefirst {sim.__version__}. Figures are of a model: each page says what they rest on. "
        "Everything stays on the computer on which this app runs."
    )


def _first_page() -> None:
    """Go on to the first page: the bare address of the app has none of its own."""
    st.switch_page(st.session_state["pages"][PAGES[0].ADDRESS], query_params={ADDRESS: st.session_state[ADDRESS]})


if __name__ == "__main__":
    main()
