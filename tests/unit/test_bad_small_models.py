"""What a bad small model gets: faults in a variant and in what it is like, of who is there, of capacity over time."""

from pathlib import Path

import pytest

from sim.description.input_errors import InputErrors
from sim.description.read import read_model
from sim.description.system import MOST
from tests.unit.test_bad_input import RANGE, UNIT, WARD, spoil

LIKE = "title: Like one ward\nbased_on: one_ward\n"


def variant_faults(scenarios: Path, text: str, **more: str) -> list[str]:
    """Return what comes back for `models/other.yaml`, beside further small models."""
    for name, other in {"other": text, **more}.items():
        (scenarios / f"models/{name}.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(InputErrors) as raised:
        read_model([scenarios], "other")
    return [str(fault).removeprefix("scenarios/models/") for fault in raised.value.errors]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("based_on: one_wrad\n", "other.yaml: based_on: unknown name 'one_wrad' (did you mean 'one_ward'?)"),
        ("based_on: 24\n", "other.yaml: based_on: 24: must be the name of a small model"),
        ("based_on: ../base/needs\n", "other.yaml: based_on: unknown name '../base/needs' (allowed: one_ward, other)"),
        ("based_on: other\n", "other.yaml: based_on: 'other': goes round in a circle: other, other"),
        (LIKE + "settings: 7\n", "other.yaml: settings: 7: must be a mapping"),
        (
            LIKE + "settings: {ward: {capacty: 7}}\n",
            "other.yaml: settings.ward.capacty: unknown key 'capacty' (did you mean 'capacity'?)",
        ),
        (
            LIKE + "settings: {wign: null}\n",
            "other.yaml: settings.wign: unknown entry to take away 'wign' (did you mean 'wing'?)",
        ),
        (LIKE + "settings: {ward: {label: null}}\n", "other.yaml: settings.ward.label: is missing: must be text"),
        (
            LIKE + "settings: {ward: {stay: {default: {shape: constant, mean: -1}}}}\n",
            "other.yaml: settings.ward.stay.default.mean: -1: must be at least 0 (allowed: 0 to 1,000,000)",
        ),
        (
            LIKE + "settings: {ward: {stay: {default: {sd: 2}}}}\n",
            "other.yaml: settings.ward.stay.default: an exponential needs mean or rate or median (got mean, sd)",
        ),
    ],
)
def test_a_fault_in_a_variant_names_its_file(scenarios: Path, text: str, line: str) -> None:
    assert variant_faults(scenarios, text) == [line]


def test_a_fault_in_what_a_variant_is_like_names_the_file_there(scenarios: Path) -> None:
    spoil(scenarios, WARD, "capacity: 24", "capacity: -1")
    text = LIKE + "settings: {ward: {surge: -2}, wing: {capacity: -3}}\n"
    assert variant_faults(scenarios, text) == [
        f"one_ward.yaml: settings.ward.capacity: -1 {UNIT}: must be at least 0 {RANGE}",
        f"other.yaml: settings.ward.surge: -2 {UNIT}: must be at least 0 {RANGE}",
        f"other.yaml: settings.wing.capacity: -3 {UNIT}: must be at least 0 {RANGE}",
    ]


def test_a_fault_that_is_mended_by_a_later_variant_is_none(scenarios: Path) -> None:
    middle = "based_on: one_ward\nsettings: {ward: {stay: {default: {mean: -1}}}, wing: {capacity: -3}}\n"
    assert variant_faults(
        scenarios, "based_on: middle\nsettings: {ward: {stay: {default: {mean: 2}}}}\n", middle=middle
    ) == [f"middle.yaml: settings.wing.capacity: -3 {UNIT}: must be at least 0 {RANGE}"]


def test_a_fault_where_something_was_taken_away_in_between_names_the_last_file(scenarios: Path) -> None:
    first = "based_on: one_ward\nsettings: {ward: {stay: {default: {mean: 5}}}}\n"
    second = "based_on: first\nsettings: {ward: {stay: null}}\n"
    text = "based_on: second\nsettings: {ward: {stay: {default: {shape: constant, mean: -1}}}}\n"
    (line,) = variant_faults(scenarios, text, first=first, second=second)
    assert line.startswith("other.yaml: settings.ward.stay.default.mean: -1: must be at least 0")


def test_a_circle_of_variants(scenarios: Path) -> None:
    (line,) = variant_faults(scenarios, "based_on: first\n", first="based_on: second\n", second="based_on: first\n")
    assert line == "second.yaml: based_on: 'first': goes round in a circle: first, second, first"


def test_a_variant_of_a_file_that_cannot_be_read(scenarios: Path) -> None:
    spoil(scenarios, WARD, None, "settings: [")
    (line,) = variant_faults(scenarios, LIKE)
    assert line.startswith("one_ward.yaml, line ")


ILL = "initial_occupancy: [{need: illness, people: 3"
ELSEWHERE = "must be without limit, no residence, and not where the pathway leads"
LOUNGE = "settings: {lounge: {label: Lounge, type: other}}\n"
HOME = "settings: {home: {label: Home, type: home, residence: true}}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "settings: {ward: {changes: [{day: 3, date: 2023-05-01, capacity: 5}]}}\n",
            "settings.ward.changes.#1: state either the day of the run or a date",
        ),
        (
            "settings: {ward: {changes: [{capacity: 5}]}}\n",
            "settings.ward.changes.#1: state either the day of the run or a date",
        ),
        (
            "settings: {ward: {changes: [{day: 3, capacity: 5}], weekly: [{capacity: 3}]}}\n",
            "settings.ward.weekly: a capacity has either changes or a weekly pattern",
        ),
        (
            "settings: {ward: {capacity: no_limit, weekly: [{capacity: 3}]}}\n",
            "settings.ward.capacity: 'no_limit' cannot change: state the places there are at first",
        ),
        ("pathways: {outside: {waits_in: wing}}\n", f"pathways.outside.waits_in: 'wing' {ELSEWHERE}"),
        (HOME + "pathways: {outside: {waits_in: home}}\n", f"pathways.outside.waits_in: 'home' {ELSEWHERE}"),
        (
            LOUNGE + "pathways: {on: {label: On, to: lounge, waits_in: lounge}}\n",
            f"pathways.on.waits_in: 'lounge' {ELSEWHERE}",
        ),
        (
            "responses: {illness: {label: A visit}}\nsettings: {ward: {stay: {illness: {shape: constant, mean: 3}}}}\n",
            "settings.ward.stay.illness: 'illness' names both a need and a response",
        ),
        (
            ILL + ", setting: ward, response: visit}]\nresponses: {visit: {label: A visit}}\n",
            "initial_occupancy.#1.response: 'illness' is never answered by 'visit'",
        ),
        (
            ILL + ", setting: outside}]\nresponses: {stay: {settings: []}}\n",
            "initial_occupancy.#1.setting: no response leads along a path: there is no door to wait at",
        ),
        (
            HOME + ILL + ", setting: home}]\n",
            "initial_occupancy.#1.setting: people live in 'home': let them stand in people.starts",
        ),
        (
            ILL + ", setting: outside, waits_for: outside}]\n",
            "initial_occupancy.#1: outside they wait at the door, and not for a pathway",
        ),
        (
            ILL + ", setting: ward, waited_days: 2}]\n",
            "initial_occupancy.#1: only those who wait have waited: outside, or with waits_for",
        ),
        (
            "initial_occupancy: [{need: ilness, people: 3, setting: ward}]\n",
            "initial_occupancy.#1.need: unknown name 'ilness' (did you mean 'illness'?)",
        ),
        (
            ILL + ", setting: ward, waits_for: outsid}]\n",
            "initial_occupancy.#1.waits_for: unknown name 'outsid' (did you mean 'outside'?)",
        ),
    ],
)
def test_a_fault_in_what_only_small_models_say(scenarios: Path, text: str, line: str) -> None:
    assert variant_faults(scenarios, LIKE + text) == [f"other.yaml: {line}"]


STAYS = "stay: {default: {shape: constant, mean: 1}}"
LEADS_ON = {
    "for another response only": (
        "responses: {other: {label: Other, settings: [ward]}}\n"
        "needs: {illness: {response: {shares: {stay: 0.5, other: 0.5}}}}\n"
        "discharge_destinations: {from_the_ward: {responses: [stay]}}\n",
        "ward",
    ),
    "for those there on day 0": (f"settings: {{wing: {{{STAYS}}}}}\n{ILL}, setting: wing}}]\n", "wing"),
    "where those there on day 0 wait to go": (
        f"settings: {{lounge: {{label: Lounge, type: other, {STAYS}}}}}\n"
        "pathways: {on: {label: On, to: lounge}}\n"
        f"{ILL}, setting: ward, waits_for: on}}]\n",
        "lounge",
    ),
}


@pytest.mark.parametrize("where", LEADS_ON)
def test_a_stay_that_ends_with_no_way_on(scenarios: Path, where: str) -> None:
    text, setting = LEADS_ON[where]
    (line,) = variant_faults(scenarios, LIKE + text)
    assert line.partition(": ")[2] == f"discharge_destinations: nothing leads on from '{setting}', where a stay ends"


@pytest.mark.parametrize("things", ["settings", "processes", "pathways"])
def test_more_settings_processes_or_pathways_than_have_random_numbers(scenarios: Path, things: str) -> None:
    one = {
        "settings": "{label: One, type: other}",
        "processes": "{label: One, reason: none, duration: {shape: constant, mean: 1}}",
        "pathways": "{label: One, to: outside}",
    }[things]
    many = ", ".join(f"one_{number}: {one}" for number in range(MOST + 1))
    there = len(getattr(read_model([scenarios], "one_ward"), things))
    (line,) = variant_faults(scenarios, f"{LIKE}{things}: {{{many}}}\n")
    assert line == f"other.yaml: {things}: may hold {MOST} entries (got {MOST + 1 + there})"
