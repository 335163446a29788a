"""Classes of a queue: people who wait in the same places, with a share of the offers of their own."""

from typing import Annotated

from pydantic import AfterValidator, Field

from sim.description.units import InputModel, ListOf


class QueueClass(InputModel):
    """People who wait in certain places, as a class of a queue: where several classes wait, they take turns.

    Each class that has people waiting earns its share of an offer with every offer taken, shares being normalised over
    these classes; the class that has earned most is next, and pays one offer. Within it the order is that of `order`.
    """

    waiting_in: ListOf[str] = ()
    """Settings, types of settings, or `outside`; a setting that is named goes before its type. Left out in one class:
    everybody else."""
    share_of_offers: Annotated[float, Field(gt=0, le=1, title="share (0 to 1)")]
    """Share of the offers, while all classes have people waiting; over the classes they sum to 1."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of the odds of this share."""


def _whole(classes: dict[str, QueueClass]) -> dict[str, QueueClass]:
    """Return the classes if everybody belongs to one of them, and the shares are those of a whole."""
    if not classes:
        return classes
    places = [place for one in classes.values() for place in one.waiting_in]
    if [bool(one.waiting_in) for one in classes.values()].count(False) != 1 or len(classes) < 2:
        raise ValueError(
            "a queue has at least two classes, and just one of them, for everybody else, has no waiting_in"
        )
    if twice := sorted({place for place in places if places.count(place) > 1}):
        raise ValueError(f"'{twice[0]}' stands in more than one class")
    if abs((total := sum(one.share_of_offers for one in classes.values())) - 1) > 1e-6:
        raise ValueError(f"the shares of offers must sum to 1 (got {total:g})")
    return classes


QueueClasses = Annotated[dict[str, QueueClass], AfterValidator(_whole)]
