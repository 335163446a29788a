"""Page 2: options to compare, each with its evidence, today's places and a reason; and options of the planner's own."""

import streamlit as st

from sim.app.catalogue import (
    Capacity,
    capacities,
    cost_lines,
    effect_rows,
    interventions_of,
    is_own,
    option_of,
    options,
    places,
    reach,
)
from sim.app.draft import LONGEST_REASON, MOST_OPTIONS, DraftFolder
from sim.app.own_option_form import own_option_form
from sim.app.page_parts import faults, note, plain, table
from sim.app.results import baseline_use
from sim.app.session import widget_key
from sim.description.adjustments import CapacityAdjustment
from sim.description.input_errors import InputErrors
from sim.description.interventions import Option

TITLE, ADDRESS = "Levers", "levers"
MARKS = "Each figure says what it rests on: evidence, weak evidence, or an assumption, which no source bears."
OWN, CAPACITY = "Your own options", "Places, hours and people"


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    draft = folder.draft
    st.title("Which levers?")
    title = places().get(draft.place, draft.place)
    st.write(
        plain(
            f"Choose the options to compare in {title}. Each is run beside the baseline, which is the place as it is, "
            "with the same people and the same random numbers."
        )
    )
    note(MARKS)
    known = options(folder, draft.place)
    _chosen_reasons(folder, known)
    for heading, names in _grouped(folder, draft.place, known).items():
        st.header(heading)
        for name in names:
            _card(folder, draft.place, name, known[name])
    own_option_form(folder, draft.place)


def _grouped(folder: DraftFolder, place: str, known: dict[str, Option]) -> dict[str, list[str]]:
    """Return the names of options by the system of their first intervention; those of capacities apart."""
    groups: dict[str, list[str]] = {}
    for name, option in known.items():
        systems = {one.system for one in interventions_of(place, option).values()}
        heading = CAPACITY if not systems else "Packages" if len(systems) > 2 else min(systems).replace("_", " ")
        groups.setdefault(OWN if is_own(folder, name) else heading[:1].upper() + heading[1:], []).append(name)
    return dict(sorted(groups.items(), key=lambda entry: (entry[0] != OWN, entry[0])))


def _card(folder: DraftFolder, place: str, name: str, option: Option) -> None:
    """Show an option: whether it is compared, and what it rests on."""
    draft, key = folder.draft, widget_key(folder, f"option-{name}")
    st.session_state.setdefault(key, name in draft.options)
    wanted = st.checkbox(plain(option.title), key=key, on_change=_keep_choice, args=(folder, name, key))
    if wanted and name not in draft.options:
        st.error(f"At most {MOST_OPTIONS} options are compared.")
    with st.expander(f"What it rests on: {plain(option.title)}"):
        _evidence(folder, place, option)


def _keep_choice(folder: DraftFolder, name: str, key: str) -> None:
    """Keep a tick in the draft, also where another page is opened at once."""
    others = tuple(other for other in folder.draft.options if other != name)
    if not st.session_state[key]:
        folder.change(options=others)
    elif len(others) < MOST_OPTIONS:
        folder.change(options=(*others, name))


def _keep_reason(folder: DraftFolder, name: str, key: str) -> None:
    """Keep a reason in the draft."""
    folder.change(reasons={**folder.draft.reasons, name: st.session_state[key]})


def _evidence(folder: DraftFolder, place: str, option: Option) -> None:
    """Show description, effects with interval and basis, whom it reaches, cost, and today's places."""
    for text in filter(None, (option.description, option.why)):
        st.write(plain(text))
    for intervention in interventions_of(place, option).values():
        table(
            intervention.title,
            ["What changes", "By", "Interval", "Basis", "Source"],
            [row.cells for row in effect_rows(intervention)],
        )
        st.write(plain(reach(intervention)))
        for line in cost_lines(intervention):
            st.write(plain(line))
    lines = _capacity_lines(folder, place, option)
    if option.changes or option.buildings or option.set:
        st.write(plain("Sizes and dates are an assumption: " + (option.source or "A planner's choice")))
    for line in lines:
        st.write(plain(line))


def _capacity_lines(folder: DraftFolder, place: str, option: Option) -> list[str]:
    """Return a line for each capacity that an option changes: today, its use, and what is asked."""
    there, use = capacities(place), baseline_use(folder, place)
    effects = [effect for one in interventions_of(place, option).values() for effect in one.effects]
    moved = dict.fromkeys(name for effect in effects if effect.changes in ("capacity", "hours") for name in effect.of)
    today = [f"{there[name].text}{_used(there[name], use)}." for name in moved if name in there]
    named = [(there.get(change.capacity_of or ""), change) for change in option.changes]
    lines = today + [_capacity_line(capacity, change, use) for capacity, change in named if capacity]
    lines += [f"{building.label}: a building with {building.places:g} places" for building in option.buildings.values()]
    return lines + [f"sets {path} to {value}" for path, value in option.set.items()]


def _capacity_line(capacity: Capacity, change: CapacityAdjustment, use: dict[str, str]) -> str:
    stated = {
        "places": change.places, "hours a week": change.hours, "": change.by, "in all": change.to,
        "closed for": change.closed,
    }  # fmt: skip
    sizes = [f"{_signed(value)} {unit}".strip() for unit, value in stated.items() if value is not None]
    dates = {"from": change.from_, "over": change.over, "until": change.until, "lasting": change.lasts}
    when = " ".join(f"{word} {value}" for word, value in dates.items() if value is not None)
    return f"{capacity.text}{_used(capacity, use)}. Asked: {' '.join(sizes)} {when}".strip() + "."


def _used(capacity: Capacity, use: dict[str, str]) -> str:
    return f", {use[capacity.name]} of them used in the baseline" if capacity.name in use else ""


def _signed(value: object) -> str:
    return f"{value:+g}" if isinstance(value, int | float) else str(value)


def _chosen_reasons(folder: DraftFolder, known: dict[str, Option]) -> None:
    """Show what is chosen, with a box for the reason of each."""
    draft = folder.draft
    st.header("Chosen")
    if not draft.options:
        st.write("No option is chosen yet: a run would show the baseline alone.")
    for name in draft.options:
        if name not in known:
            st.error(plain(f"options: {name!r} is none that fits this place; it was left out"))
            folder.change(options=tuple(other for other in draft.options if other != name))
            continue
        key = widget_key(folder, f"reason-{name}")
        st.session_state.setdefault(key, draft.reasons.get(name, ""))
        st.text_area(
            f"Why: {plain(known[name].title)}", key=key, max_chars=LONGEST_REASON, height=68,
            placeholder="Who asked for it, what it is to show, why at this size",
            on_change=_keep_reason, args=(folder, name, key),
        )  # fmt: skip


def chosen_titles(folder: DraftFolder) -> dict[str, str]:
    """Return the titles of the options chosen, by name."""
    draft = folder.draft
    return {name: option_of(folder, draft.place, name).title for name in draft.options}


def chosen_or_told(folder: DraftFolder) -> dict[str, str] | None:
    """Return the titles of the options chosen, by name; None where one cannot be used here, which is then shown."""
    try:
        return chosen_titles(folder)
    except InputErrors as error:
        faults(error)
        st.write("Choose again on the page Levers.")
        return None
