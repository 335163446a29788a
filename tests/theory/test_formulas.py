"""The formulas themselves, against figures worked out independently of this project."""

import pytest

from tests.theory import formulas


@pytest.mark.parametrize(
    ("rate", "mean", "beds", "chance", "waiting", "wait", "people"),
    [
        (0.25, 10, 3, 0.702247, 3.511236, 14.044944, 6.011236),
        (0.25, 10, 5, 0.130371, 0.130371, 0.521485, 2.630371),
        (1 / 3, 10, 6, 0.148217, 0.185271, 0.555812, 3.518604),
        (0.9, 1, 1, 0.9, 8.1, 9.0, 9.0),
        (1.8, 1, 2, 0.852632, 7.673684, 4.263158, 9.473684),
        (3, 7, 24, 0.424894, 2.974258, 0.991419, 23.974258),
        (2, 30, 66, 0.345458, 3.454583, 1.727291, 63.454583),
    ],
)
def test_queue(rate: float, mean: float, beds: int, chance: float, waiting: float, wait: float, people: float) -> None:
    found = formulas.queue(rate, mean, beds)
    assert (found.wait_chance, found.waiting, found.wait, found.people) == pytest.approx(
        (chance, waiting, wait, people), abs=1e-6
    )


@pytest.mark.parametrize(
    ("load", "beds", "lost"),
    [(8.145524, 10, 0.128274), (20, 24, 0.066097), (84, 100, 0.009873), (100, 110, 0.027463), (11, 15, 0.058797)],
)
def test_loss(load: float, beds: int, lost: float) -> None:
    assert formulas.loss(load, beds) == pytest.approx(lost, abs=1e-6)


def test_waiting_room() -> None:
    found = formulas.waiting_room(3, 7, 24, 6)
    assert (found.lost, found.waiting, found.people, found.wait, found.in_beds / 24) == pytest.approx(
        (0.028610, 0.766133, 21.165322, 0.262899, 0.849966), abs=1e-6
    )


def test_waiting_room_without_room_or_without_limit() -> None:
    assert formulas.waiting_room(4, 5, 24, 0).lost == pytest.approx(formulas.loss(20, 24))
    assert formulas.waiting_room(3, 7, 24, 2000).wait == pytest.approx(formulas.queue(3, 7, 24).wait)


@pytest.mark.parametrize(
    ("rates", "mean", "beds", "waits"),
    [
        ([1.0, 1.2], 9, 22, (0.368815, 3.688155)),
        ([0.5, 0.4], 2, 2, (1.705263, 17.052632)),
        ([1.5, 1.0], 10, 30, (0.166595, 0.999573)),
    ],
)
def test_priority_waits(rates: list[float], mean: float, beds: int, waits: tuple[float, float]) -> None:
    assert formulas.priority_waits(rates, mean, beds) == pytest.approx(waits, abs=1e-6)


def test_filling() -> None:
    found = [formulas.filling(3, 7, day) for day in (1, 7, 14, 28)]
    assert found == pytest.approx([2.795564, 13.274532, 18.157959, 20.615372], abs=1e-6)


def test_weekly() -> None:
    found = formulas.weekly([1.88, 2.58, 4.19, 3.12, 3.74, 4.47, 1.53], 10)
    assert found == pytest.approx([29.7606, 29.3837, 30.5748, 30.6343, 31.2781, 32.5554, 30.9133], abs=1e-4)
