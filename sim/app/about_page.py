"""Page 7: what Homefirst is, how far to trust it, accessibility, licence and citation."""

import streamlit as st

import sim

TITLE, ADDRESS = "About", "about"


def show_page() -> None:
    """Show the page."""
    st.title("About Homefirst")
    st.write(
        "Homefirst is a discrete-event simulation of the patient flow of older people in Scotland's 31 health and "
        "social care partnerships: hospital, intermediate care, care homes, home support and home. Wards and community "
        "services block one another, so delayed discharge comes out of the model and is not put into it."
    )
    st.header("How far to trust it")
    st.write(
        "Most effects are weak evidence or assumptions, carried at half their published size where the studies "
        "were uncontrolled. A 95 % interval holds random variation, what is not known of effects, and what published "
        "figures leave open of the baseline. Options that cannot be told apart are not ranked. The model is "
        "calibrated to one year, 2023/24."
    )
    st.header("Accessibility")
    st.write(
        "The app is meant to meet WCAG 2.2, level AA. Every page can be used with the keyboard alone and at a width of "
        "320 pixels; every picture has its words, and the tables behind it. It has been checked with axe-core in "
        "Chromium, in light and dark. It has not been tried with a screen reader."
    )
    st.header("Your data")
    st.write(
        "Drafts, runs and results are files in the folder of results on the computer on which the app runs. Nothing is "
        "sent elsewhere. Whoever has the address of a draft can change it."
    )
    st.header("Version, licence, citation")
    st.write(
        f"Version {sim.__version__}. MIT licence. Contains public sector information licensed under the Open "
        "Government Licence v3.0 (Public Health Scotland, National Records of Scotland). Please cite as in "
        "CITATION.cff; changes are in CHANGELOG.md."
    )
