"""Classes of a queue that take turns: offers are taken in the shares stated, at any time to within one offer."""

import datetime
from collections import Counter
from typing import Any

import pytest

from sim.description.consistency import check
from sim.description.system import Description
from sim.outcome import Kind
from tests.theory.small_worlds import Run, run

HOW = {"label": "Made up", "source": "Made up"}
SHARES = [(0.5, 0.5), (0.6, 0.4), (0.9, 0.1), (1 / 3, 2 / 3)]
FULL, SCARCE = 2.5, 0.9
"""People a day who join each class: each alone more than the six places serve (two a day), and both a few less."""


def waiting_rooms(shares: tuple[float, ...], per_day: float, word: str = "share_of_offers", **more: Any) -> Description:
    """Return a model in which people come to two places, and from each wait for the same six places."""
    rooms = ("first", "second")
    stay = {"default": {"shape": "exponential", "mean": 1.0}}
    settings: dict[str, Any] = {room: HOW | {"type": "other", "stay": stay} for room in rooms}
    classes = {
        "first": {"waiting_in": ("first",), word: shares[0]},
        "rest": {word: shares[1]},
    }
    stay_of_three = {"default": {"shape": "exponential", "mean": 3.0}}
    settings["shared"] = HOW | {"type": "intermediate_care", "capacity": 6.0, "stay": stay_of_three, "classes": classes}
    needs = {
        room: HOW | {"arrivals": {"per_day": per_day}, "response": {"shares": {room: (1.0,) * 4}}} for room in rooms
    }
    weight = {"by_frailty": (1.0,) * 4}
    content: dict[str, Any] = {
        "title": "Made up",
        "start_date": datetime.date(2023, 4, 1),
        "settings": settings,
        "needs": needs,
        "responses": {room: {"label": room, "settings": (room,)} for room in rooms},
        "pathways": {"on": {"label": "On", "to": "shared"}, "out": {"label": "Out", "to": "outside"}},
        "discharge_destinations": {
            "rooms": {"settings": rooms, "pathways": {"on": weight}, "source": "Made up"},
            "shared": {"settings": ("shared",), "pathways": {"out": weight}, "source": "Made up"},
        },
    }
    description = Description.model_validate(content | more)
    assert check(description, {"": "rooms"})[0] == []
    return description


def lists_at_offers(lived: Run) -> list[tuple[float, int, int, int]]:
    """Return the offers of the shared places: the day, the class that took it, and how many of each waited then."""
    shared, waiting, offers, class_of = 2, Counter[int](), list[tuple[float, int, int, int]](), dict[int, int]()
    for day, kind, person, _, setting, _ in lived.outcome.events.tolist():
        if kind == Kind.ENTER and setting < shared:
            class_of[person] = setting
        elif kind == Kind.WAIT and setting == shared:
            waiting[class_of[person]] += 1
        elif kind == Kind.OFFERED and setting == shared:
            offers.append((day, class_of[person], waiting[0], waiting[1]))
            waiting[class_of[person]] -= 1
    return offers


def taken(lived: Run) -> list[tuple[float, int, bool]]:
    """Return the offers of the shared places: the day, the class that took it, and whether both waited then."""
    return [(day, one, min(waiting) > 0) for day, one, *waiting in lists_at_offers(lived)]


def lived(engine: str, description: Description, days: float = 400.0) -> Run:
    return run(engine, description, 1, seed=1, warm_up=0.0, days=days, log=1)


@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("per_day", [FULL, SCARCE])
def test_within_one_offer_of_its_share_at_any_time(engine: str, shares: tuple[float, ...], per_day: float) -> None:
    contested = [one for _, one, both in taken(lived(engine, waiting_rooms(shares, per_day))) if both]
    assert len(contested) > (600 if per_day == FULL else 30)
    had = 0
    for count, one in enumerate(contested, 1):
        had += one == 0
        assert abs(had - shares[0] * count) < 1 + 1e-9, (count, had)


@pytest.mark.parametrize("shares", SHARES)
def test_a_full_place_gives_each_class_its_share_in_the_long_run(engine: str, shares: tuple[float, ...]) -> None:
    offers = [one for day, one, _ in taken(lived(engine, waiting_rooms(shares, FULL))) if day > 40]
    assert offers.count(0) / len(offers) == pytest.approx(shares[0], abs=1.5 / len(offers))


@pytest.mark.parametrize("counts", [(1.0, 1.0), (6.0, 1.0), (0.5, 3.0)])
@pytest.mark.parametrize("per_day", [FULL, SCARCE])
def test_where_each_person_counts_a_class_earns_by_its_list(
    engine: str, counts: tuple[float, ...], per_day: float
) -> None:
    """At any time within one offer of the sum of its shares, each by how many of both classes waited at the time."""
    description = waiting_rooms(counts, per_day, "each_counts")
    earned = had = 0.0
    for _, one, *waiting in lists_at_offers(lived(engine, description)):
        if min(waiting) > 0:
            first, rest = (each * people for each, people in zip(counts, waiting, strict=True))
            earned += first / (first + rest)
            had += one == 0
            assert abs(had - earned) < 1 + 1e-9, (earned, had)
    assert had > 20


def test_whoever_waits_alone_pays_nothing(engine: str) -> None:
    """What a class takes while nobody else waits does not count against it later: it is not behind its share then."""
    offers = taken(lived(engine, waiting_rooms((0.5, 0.5), SCARCE), 1000.0))
    alone = [one for _, one, both in offers if not both]
    assert len(alone) > 300
    contested = [one for _, one, both in offers if both]
    assert abs(contested.count(0) - contested.count(1)) <= 1


def test_an_effect_changes_the_odds_of_a_share_from_its_day_on(engine: str) -> None:
    """Odds of 1 to 1, times 4 from day 200 on, of which half is delivered: 1 + 3 / 2 to 1."""
    effect = {"changes": "share_of_offers", "of": ("shared",), "classes": ("first",), "value": 4.0}
    lever = {"title": "T", "system": "falls", "description": "D", "coverage": 0.5, "start_day": 200.0}
    lever |= {"effects": (effect | {"basis": "assumption", "source": "Made up"},)}
    offers = taken(lived(engine, waiting_rooms((0.5, 0.5), FULL, interventions={"lever": lever})))
    before, after = ([one for day, one, _ in offers if 40 < day < 200], [one for day, one, _ in offers if day > 200])
    for share, of in ((0.5, before), (2.5 / 3.5, after)):
        assert of.count(0) / len(of) == pytest.approx(share, abs=1.5 / len(of))


def test_a_multiplier_is_of_the_odds(engine: str) -> None:
    description = waiting_rooms((0.5, 0.5), FULL)
    content = description.model_dump()
    content["settings"]["shared"]["classes"]["first"]["calibrated"] = "ahead"
    content["calibrated"] = {"ahead": 3.0}
    offers = [one for day, one, _ in taken(lived(engine, Description.model_validate(content))) if day > 40]
    assert offers.count(0) / len(offers) == pytest.approx(0.75, abs=1.5 / len(offers))
