"""Who is served next, and what becomes of a package of home support while its owner is away: small histories."""

from itertools import pairwise

import numpy as np
import pytest

from sim.description.system import Description
from sim.outcome import Kind
from tests.behaviour.village import ALWAYS, EVERYBODY_ILL, MONDAYS, OPEN, Lived, Told, live, village


class TestPackage:
    """Retention: kept for some days, then given up whole and queued for again."""

    def lived(self, kept: float, engine: str, discharges: dict[str, object] = ALWAYS, need: str = "illness") -> Lived:
        changes = OPEN | {"settings.home_support.hold_days": kept, "settings.ward.discharges": discharges}
        told = Told(needs=[(0.75, 3, need)], homes={3: ("home_support", 2.0)})
        return live(village(changes), told, 20.0, engine)

    def test_a_place_given_up_before_the_door_opened_adds_nothing_to_the_package(self, engine: str) -> None:
        """Offered a place in a care home that is shut till Monday; ill before, with no bed; then turned away there."""
        told = Told(
            needs=[(day, one, "long_term_care") for day, one in ((1.0, 3), (4.0, 6), (5.0, 3))]
            + [(0.5, 1, "stroke"), (2.0, 3, "illness")],
            homes={3: ("home_support", 2.0)},
        )
        soon = {"settings.ward.patience_at_door": {"shape": "constant", "mean": 1.0}, "settings.ward.capacity": 1}
        full = {"settings.care_home.admits": MONDAYS, "settings.care_home.queue_limit": {"home": 0, "default": 0}}
        lived = live(village(OPEN | soon | full), told, 20.0, engine)
        assert (1.0, "OFFERED", 3, "care_home", 1.0) in lived.events()
        assert (5.0, "TURNED_AWAY", 3, "care_home", 1.0) in lived.events()
        assert (5.0, "ENTER", 3, "home_support", 2.0) in lived.events()

    def test_within_the_days_the_package_is_there(self, engine: str) -> None:
        lived = self.lived(2.5, engine)
        assert lived.events(Kind.HOLD_EXPIRES) == []
        assert lived.events(Kind.ENTER)[-1] == (2.75, "ENTER", 3, "home_support", 2.0)
        assert set(lived.held("home_support")) == {2.0}

    def test_ready_on_the_very_moment_it_lapses_is_in_time(self, engine: str) -> None:
        assert self.lived(2.0, engine).events(Kind.HOLD_EXPIRES) == []

    def test_after_the_days_it_is_free_for_others(self, engine: str) -> None:
        told = Told(needs=[(0.75, 3, "illness")], homes={3: ("home_support", 8.0)}, waiting=[(5, WAITED, 2.0)])
        content = village(OPEN | {"settings.home_support.hold_days": 1.0}).model_dump()
        content["pathways"][WAITED] = {"label": "Support from home", "to": "home_support", "new_package": True}
        content["people"]["waiting"] = ({"pathway": WAITED, "per_1000_people": 0.0, "waited_days": 1.0},)
        lived = live(Description.model_validate(content), told, 20.0, engine)
        mine = [event for event in lived.events() if event[0] > 1 and event[3] == "home_support"]
        assert mine[:2] == [(1.75, "HOLD_EXPIRES", 3, "home_support", 8.0), (1.75, "OFFERED", 5, "home_support", 4.0)]
        assert lived.outcome.waited_days[lived.place("home_support")] == 2.0 + 1.75 + lived_wait(lived, 3)
        # 3 comes back to a queue: 8 hours do not fit beside 4 until those shrink to 2 in the review of day 8.75.
        assert (8.75, "OFFERED", 3, "home_support", 8.0) in lived.events()

    @pytest.mark.parametrize(("need", "hours"), [("illness", 2.0), ("fracture", 4.0)])
    def test_lapsing_on_the_way_home_the_whole_package_is_queued_for(
        self, need: str, hours: float, engine: str
    ) -> None:
        """Ready before it lapses, but the door of the ward is shut till Monday: nobody comes home to half a package."""
        lived = self.lived(5.0, engine, MONDAYS, need)
        hold_expires = (5.75, "HOLD_EXPIRES", 3, "home_support", 2.0)
        again = [(5.75, kind, 3, "home_support", hours) for kind in ("WAIT", "OFFERED")]
        at = lived.events().index(hold_expires)
        assert lived.events()[at : at + 3] == [hold_expires, *again]
        assert lived.events(Kind.ENTER)[-1] == (7.375, "ENTER", 3, "home_support", hours)
        assert lived.held("home_support")[6:13] == [hours] * 7


WAITED = "support_from_home"


def lived_wait(lived: Lived, person: int) -> float:
    """Return the days that a person waited for home support."""
    mine = [e for e in lived.events(Kind.WAIT, Kind.OFFERED) if e[2] == person and e[3] == "home_support"]
    return sum(offer[0] - wait[0] for wait, offer in pairwise(mine) if wait[1] == "WAIT")


class TestQueueOrder:
    """First by priority, then by time waited, some as if they had waited longer."""

    def offers(self, order: dict[str, object], engine: str) -> list[int]:
        """Return who moves into the care home in turn, when 0 asks from home on day 1 and 1 is ready on day 7.5."""
        told = Told(
            needs=[(0.5, 1, "stroke"), (1.0, 0, "long_term_care")],
            homes={8: ("care_home", 0.0), 9: ("care_home", 0.0)},
            deaths={8: 14.5, 9: 15.5},
        )
        changes = OPEN | {"settings.care_home.order": order, "settings.care_home.patience": None}
        changes |= {"settings.care_home.capacity": 2.0}
        lived = live(village(changes), told, 30.0, engine)
        return [event[2] for event in lived.events(Kind.OFFERED) if event[3] == "care_home"]

    @pytest.mark.parametrize(
        ("order", "first"),
        [
            ({}, 0),
            ({"ward": {"priority": 0}, "home": {"priority": 1}}, 1),
            ({"ward": {"priority": 2}, "home": {"priority": 1}}, 0),
            ({"ward": {"priority_days": 6.0}}, 0),  # 0 asked 6.5 days before 1
            ({"ward": {"priority_days": 7.0}}, 1),
            ({"hospital": {"priority_days": 7.0}}, 1),  # what a setting counts as, where it is not named
            ({"ward": {"priority_days": 7.0}, "own_home": {"priority_days": 1.0}}, 0),
            ({"ward": {"priority_days": 36.0}, "home": {"priority": 0}, "hospital": {"priority": 1}}, 1),
            ({"hospital": {"priority": 1, "priority_days": 36.0}}, 0),  # priority goes before time
        ],
    )
    def test_who_is_first(self, order: dict[str, object], first: int, engine: str) -> None:
        assert self.offers(order, engine) == [first, 1 - first]

    def test_by_need_at_the_ward(self, engine: str) -> None:
        urgent = OPEN | {"settings.ward.capacity": 1.0, "needs.illness.priority": 1, "needs.stroke.priority": 0}
        told = Told(needs=[(0.5, 0, "illness"), (0.75, 1, "illness"), (1.0, 2, "stroke"), (1.25, 3, "illness")])
        lived = live(village(urgent), told, 40.0, engine)
        assert [event[2] for event in lived.events(Kind.OFFERED) if event[3] == "ward"][:2] == [0, 2]

    def test_first_come_first_served_without_an_order(self, engine: str) -> None:
        lived = live(village(OPEN | {"settings.ward.capacity": 1.0}), EVERYBODY_ILL, 40.0, engine)
        assert [event[2] for event in lived.events(Kind.OFFERED)] == list(range(10))
        days = [event[0] for event in lived.events(Kind.OFFERED)]
        assert np.diff(days).tolist() == [2.0] * 9


class TestLongestList:
    """A free place goes to the longest list; of lists equally long, to whoever has waited longest."""

    @pytest.mark.parametrize(
        ("lists", "turns"),
        [(None, [0, 1, 2, 3, 4]), ("need", [0, 2, 1, 3, 4]), ("origin", [0, 3, 1, 2, 4])],
    )
    def test_of_a_ward(self, lists: str | None, turns: list[int], engine: str) -> None:
        """2 and 4 have the same illness, 3 and 4 live in the same care home."""
        needs = ["illness", "fracture", "illness", "stroke", "illness"]
        care_home = {"settings.care_home.capacity": 2.0}
        told = Told(
            needs=[(0.25 + person / 4, person, need) for person, need in enumerate(needs)],
            homes={2: ("home_support", 4.0), 3: ("care_home", 0.0), 4: ("care_home", 0.0)},
        )
        one_bed = OPEN | care_home | {"settings.ward.capacity": 1.0, "settings.ward.longest_list_by": lists}
        lived = live(village(one_bed), told, 60.0, engine)
        assert [event[2] for event in lived.events(Kind.OFFERED) if event[3] == "ward"] == turns

    @pytest.mark.parametrize(
        ("longest_first", "ill", "place", "person"),
        [(False, [2, 3], "care_home", 1), (True, [2, 3], "ward", 2), (True, [2], "care_home", 1)],
    )
    def test_of_a_pool(self, longest_first: bool, ill: list[int], place: str, person: int, engine: str) -> None:
        """9 dies in the one place that ward and care home share, while 1 waits for the care home and others for the
        ward."""
        told = Told(
            needs=[(0.25, 0, "illness"), (0.5, 1, "long_term_care"), *((0.75, one, "illness") for one in ill)],
            homes={8: ("care_home", 0.0), 9: ("care_home", 0.0)},
            deaths={9: 1.0},
        )
        pool = {"shared": {"capacity": 1.0, "longest_list_first": longest_first}}
        places = {"settings.ward.capacity": 1.0, "settings.care_home.pool": "shared", "settings.ward.pool": "shared"}
        lived = live(village(OPEN | places | {"pools": pool}), told, 3.0, engine)
        after = [event for event in lived.events(Kind.OFFERED) if event[0] >= 1.0]
        assert after[0] == (1.0, "OFFERED", person, place, 1.0)


def test_going_straight_back_asks_whether_the_place_is_still_there(engine: str) -> None:
    """No pathway is open to person 3, whose place in the care home has been given up, and taken by person 5."""
    content = village(OPEN | {"settings.care_home.hold_days": 0.5}).model_dump()
    closed = {"changes": "destination", "of": ["home"], "value": 0.0, "basis": "assumption", "source": "Made up"}
    lever = {"title": "No way home", "description": "No way home", "system": "falls", "coverage": 1.0}
    content["interventions"] = {"no_way_home": lever | {"effects": [closed]}}
    told = Told(
        needs=[(0.75, 3, "illness")], homes={3: ("care_home", 0.0)}, waiting=[(5, "care_home_from_community", 2.0)]
    )
    lived = live(Description.model_validate(content), told, 20.0, engine)
    mine = [event for event in lived.events() if event[0] > 1 and event[3] == "care_home"]
    assert mine[:2] == [(1.25, "HOLD_EXPIRES", 3, "care_home", 1.0), (1.25, "OFFERED", 5, "care_home", 1.0)]
    assert (2.75, "WAIT", 3, "care_home", 1.0) in mine
    assert lived.held("care_home") == [1.0] * 20
