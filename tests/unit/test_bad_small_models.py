"""What a bad small model gets: faults in a variant and in what it is like, of who is there, of capacity over time."""

from pathlib import Path

import pytest

from sim.description.faults import Faulty
from sim.description.read import read_teaching
from sim.description.system import MOST
from tests.unit.test_bad_input import RANGE, UNIT, WARD, spoil

LIKE = "title: Like one ward\nlike: one_ward\n"


def variant_faults(scenarios: Path, text: str, **more: str) -> list[str]:
    """Return what comes back for `teaching/other.yaml`, beside further small models."""
    for name, other in {"other": text, **more}.items():
        (scenarios / f"teaching/{name}.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(Faulty) as raised:
        read_teaching([scenarios], "other")
    return [str(fault).removeprefix("scenarios/teaching/") for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("like: one_wrad\n", "other.yaml: like: unknown name 'one_wrad' (did you mean 'one_ward'?)"),
        ("like: 24\n", "other.yaml: like: 24: must be the name of a small model"),
        ("like: ../base/needs\n", "other.yaml: like: unknown name '../base/needs' (allowed: one_ward, other)"),
        ("like: other\n", "other.yaml: like: 'other': goes round in a circle: other, other"),
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
            "other.yaml: settings.ward.stay.default.mean: -1: must be above 0 (allowed: above 0, up to 1,000,000)",
        ),
        (
            LIKE + "settings: {ward: {stay: {default: {sd: 2}}}}\n",
            "other.yaml: settings.ward.stay.default: a exponential needs mean (got mean, sd)",
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
    middle = "like: one_ward\nsettings: {ward: {stay: {default: {mean: -1}}}, wing: {capacity: -3}}\n"
    assert variant_faults(
        scenarios, "like: middle\nsettings: {ward: {stay: {default: {mean: 2}}}}\n", middle=middle
    ) == [f"middle.yaml: settings.wing.capacity: -3 {UNIT}: must be at least 0 {RANGE}"]


def test_a_fault_where_something_was_taken_away_in_between_names_the_last_file(scenarios: Path) -> None:
    first = "like: one_ward\nsettings: {ward: {stay: {default: {mean: 5}}}}\n"
    second = "like: first\nsettings: {ward: {stay: null}}\n"
    text = "like: second\nsettings: {ward: {stay: {default: {shape: constant, mean: -1}}}}\n"
    (line,) = variant_faults(scenarios, text, first=first, second=second)
    assert line.startswith("other.yaml: settings.ward.stay.default.mean: -1: must be above 0")


def test_a_circle_of_variants(scenarios: Path) -> None:
    (line,) = variant_faults(scenarios, "like: first\n", first="like: second\n", second="like: first\n")
    assert line == "second.yaml: like: 'first': goes round in a circle: first, second, first"


def test_a_variant_of_a_file_that_cannot_be_read(scenarios: Path) -> None:
    spoil(scenarios, WARD, None, "settings: [")
    (line,) = variant_faults(scenarios, LIKE)
    assert line.startswith("one_ward.yaml, line ")


ILL = "present: [{need: illness, people: 3"
ELSEWHERE = "must be without limit, no residence, and not where the route leads"
LOUNGE = "settings: {lounge: {label: Lounge, counts_as: other}}\n"
HOME = "settings: {home: {label: Home, counts_as: home, residence: true}}\n"


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
        ("routes: {outside: {waits_in: wing}}\n", f"routes.outside.waits_in: 'wing' {ELSEWHERE}"),
        (HOME + "routes: {outside: {waits_in: home}}\n", f"routes.outside.waits_in: 'home' {ELSEWHERE}"),
        (
            LOUNGE + "routes: {on: {label: On, to: lounge, waits_in: lounge}}\n",
            f"routes.on.waits_in: 'lounge' {ELSEWHERE}",
        ),
        (
            "answers: {illness: {label: A visit}}\nsettings: {ward: {stay: {illness: {shape: constant, mean: 3}}}}\n",
            "settings.ward.stay.illness: 'illness' names both a need and an answer",
        ),
        (
            ILL + ", setting: ward, answer: visit}]\nanswers: {visit: {label: A visit}}\n",
            "present.#1.answer: 'illness' is never answered by 'visit'",
        ),
        (
            ILL + ", setting: outside}]\nanswers: {stay: {path: []}}\n",
            "present.#1.setting: no answer leads along a path: there is no door to wait at",
        ),
        (
            HOME + ILL + ", setting: home}]\n",
            "present.#1.setting: people live in 'home': let them stand in people.starts",
        ),
        (
            ILL + ", setting: outside, waits_for: outside}]\n",
            "present.#1: outside they wait at the door, and not for a route",
        ),
        (
            ILL + ", setting: ward, waited_days: 2}]\n",
            "present.#1: only those who wait have waited: outside, or with waits_for",
        ),
        (
            "present: [{need: ilness, people: 3, setting: ward}]\n",
            "present.#1.need: unknown name 'ilness' (did you mean 'illness'?)",
        ),
        (
            ILL + ", setting: ward, waits_for: outsid}]\n",
            "present.#1.waits_for: unknown name 'outsid' (did you mean 'outside'?)",
        ),
    ],
)
def test_a_fault_in_what_only_small_models_say(scenarios: Path, text: str, line: str) -> None:
    assert variant_faults(scenarios, LIKE + text) == [f"other.yaml: {line}"]


STAYS = "stay: {default: {shape: constant, mean: 1}}"
LEADS_ON = {
    "for another answer only": (
        "answers: {other: {label: Other, path: [ward]}}\n"
        "needs: {illness: {answered: {shares: {stay: 0.5, other: 0.5}}}}\n"
        "destinations: {from_the_ward: {answers: [stay]}}\n",
        "ward",
    ),
    "for those there on day 0": (f"settings: {{wing: {{{STAYS}}}}}\n{ILL}, setting: wing}}]\n", "wing"),
    "where those there on day 0 wait to go": (
        f"settings: {{lounge: {{label: Lounge, counts_as: other, {STAYS}}}}}\n"
        "routes: {on: {label: On, to: lounge}}\n"
        f"{ILL}, setting: ward, waits_for: on}}]\n",
        "lounge",
    ),
}


@pytest.mark.parametrize("where", LEADS_ON)
def test_a_stay_that_ends_with_no_way_on(scenarios: Path, where: str) -> None:
    text, setting = LEADS_ON[where]
    (line,) = variant_faults(scenarios, LIKE + text)
    assert line.partition(": ")[2] == f"destinations: nothing leads on from '{setting}', where a stay ends"


@pytest.mark.parametrize("things", ["settings", "processes", "routes"])
def test_more_settings_processes_or_routes_than_there_is_luck_for(scenarios: Path, things: str) -> None:
    one = {
        "settings": "{label: One, counts_as: other}",
        "processes": "{label: One, reason: none, duration: {shape: constant, mean: 1}}",
        "routes": "{label: One, to: outside}",
    }[things]
    many = ", ".join(f"one_{number}: {one}" for number in range(MOST + 1))
    there = len(getattr(read_teaching([scenarios], "one_ward"), things))
    (line,) = variant_faults(scenarios, f"{LIKE}{things}: {{{many}}}\n")
    assert line == f"other.yaml: {things}: may hold {MOST} entries (got {MOST + 1 + there})"
