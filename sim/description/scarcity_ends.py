"""A scenario at an end of the interval of its scarcity: another elasticity, and as many asks on the list of day 0."""

from collections.abc import Iterator
from typing import Literal

from sim.description.needs import Need, Response
from sim.description.openings import places
from sim.description.scarcity import Scarcity
from sim.description.system import Description

ScarcityEnd = Literal["centre", "low", "high"]


def at_end(description: Description, end: ScarcityEnd) -> Description:
    """Return the description with each elasticity at that end of its interval, where one is stated.

    The rates of those needs to which everybody would ask are moved so that as many ask as at the centre while the list
    is as on day 0 (`people.waiting`): what differs is how asking answers to a list that grows or shrinks.
    """
    if end == "centre":
        return description
    responses, needs = dict(description.responses), dict(description.needs)
    for name, response in with_scarcity(description):
        scarcity = response.scarcity
        elasticity = getattr(scarcity, end) if scarcity else None
        if scarcity is None or elasticity is None:
            continue
        responses[name] = response.model_copy(
            update={"scarcity": scarcity.model_copy(update={"elasticity": elasticity})}
        )
        for need in _asking_only(description, name):
            times = _list_over_reference(description, response, scarcity) ** (elasticity - scarcity.elasticity)
            needs[need] = _with_rate_times(needs[need], times)
    return description.model_copy(update={"responses": responses, "needs": needs, "title": _title(description, end)})


def with_scarcity(description: Description) -> Iterator[tuple[str, Response]]:
    """Yield the responses for which scarcity is stated."""
    for name, response in description.responses.items():
        if response.scarcity is not None:
            yield name, response


def _title(description: Description, end: str) -> str:
    values = [getattr(response.scarcity, end) for _, response in with_scarcity(description)]
    shown = ", ".join(f"{value:g}" for value in dict.fromkeys(values) if value is not None)
    return f"{description.title} (scarcity {end}: elasticity {shown})"


def _asking_only(description: Description, response: str) -> list[str]:
    """Return the needs that arise in people and to which this is the only response."""
    return [
        name
        for name, need in description.needs.items()
        if need.rate is not None and [one for one, shares in need.response.shares.items() if any(shares)] == [response]
    ]


def _list_over_reference(description: Description, response: Response, scarcity: Scarcity) -> float:
    """Return how many times the reference wait on day 0; 1 where fewer do, or nobody is stated."""
    waiting = description.people.waiting if description.people else ()
    rate = sum(one.per_1000_people for one in waiting if one.pathway == response.pathway)
    people = float(description.published.get("people_65_plus", 0.0)) * rate / 1000
    reference = places(description, scarcity.reference)
    return max(people / reference, 1.0) if reference > 0 else 1.0


def _with_rate_times(need: Need, times: float) -> Need:
    if need.rate is None:
        return need
    rate = need.rate.model_copy(update={"per_1000_a_year": tuple(one * times for one in need.rate.per_1000_a_year)})
    return need.model_copy(update={"rate": rate})
