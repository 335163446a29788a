"""The formulas themselves, against figures worked out independently of this project."""

import pytest

from tests.theory import formulas
from tests.theory.exact import FILLING, LOSS, PRIORITIES, ROOM, WAITING, WEEK, WEEK_AVERAGES, WEEK_ENDS, WEEK_MEAN
from tests.theory.exact import WEEK_STAY as STAY


@pytest.mark.parametrize(("ward", "figures"), WAITING.values(), ids=WAITING)
def test_queue(ward: tuple[float, float, int], figures: tuple[float, ...]) -> None:
    found = formulas.queue(*ward)
    known = (found.wait_chance, found.waiting, found.wait, found.wait + ward[1], found.people)
    assert known == pytest.approx(figures, abs=1e-6)


@pytest.mark.parametrize(("load", "beds"), LOSS)
def test_loss(load: float, beds: int) -> None:
    assert formulas.loss(load, beds) == pytest.approx(LOSS[load, beds], abs=1e-6)


def test_waiting_room() -> None:
    (rate, mean, beds, room), figures = ROOM
    found = formulas.waiting_room(rate, mean, beds, room)
    admitted = rate * (1 - found.lost)
    known = (found.lost, found.waiting, found.people, admitted, found.wait, found.wait + mean, found.in_beds / beds)
    assert known == pytest.approx(figures, abs=1e-6)


def test_waiting_room_without_room_or_without_limit() -> None:
    assert formulas.waiting_room(4, 5, 24, 0).lost == pytest.approx(formulas.loss(20, 24))
    assert formulas.waiting_room(3, 7, 24, 2000).wait == pytest.approx(formulas.queue(3, 7, 24).wait)


@pytest.mark.parametrize(("ward", "figures"), PRIORITIES.values(), ids=PRIORITIES)
def test_priority_waits(ward: tuple[tuple[float, float], float, int], figures: tuple[float, ...]) -> None:
    rates, mean, beds = ward
    chance = formulas.queue(sum(rates), mean, beds).wait_chance
    assert (chance, *formulas.priority_waits(rates, mean, beds)) == pytest.approx(figures, abs=1e-6)


def test_filling() -> None:
    ward, figures = FILLING
    assert [formulas.filling(*ward, day) for day in figures] == pytest.approx([*figures.values()], abs=1e-6)


def test_weekly() -> None:
    assert formulas.weekly(WEEK, STAY) == pytest.approx(WEEK_ENDS, abs=1e-4)
    averages = formulas.weekly_averages(WEEK, STAY)
    assert averages == pytest.approx(WEEK_AVERAGES, abs=1e-4)
    assert sum(averages) / 7 == pytest.approx(WEEK_MEAN, abs=1e-6)
