"""Classes of a queue: people who wait in the same places, with a share of the offers of their own."""

from typing import Annotated

from pydantic import AfterValidator, Field

from sim.description.units import InputModel, ListOf


class QueueClass(InputModel):
    """People who wait in certain places, as a class of a queue: where several classes wait, they take turns.

    Each class that has people waiting earns its share of an offer with every offer taken, shares being normalised over
    these classes; the class that has earned most is next, and pays one offer. Within it the order is that of `order`.
    All classes of a queue state `share_of_offers`, or all state `each_counts`.
    """

    waiting_in: ListOf[str] = ()
    """Settings, types of settings, or `outside`; a setting that is named goes before its type. Left out in one class:
    everybody else."""
    share_of_offers: Annotated[float, Field(gt=0, le=1, title="share (0 to 1)")] | None = None
    """Share of the offers, while all classes have people waiting; over the classes they sum to 1."""
    each_counts: Annotated[float, Field(gt=0, le=1000, title="relative weight")] | None = None
    """Instead: what each person waiting counts, so that a class earns more the longer its list; beside a class in which
    each counts 1, people wait about so many times as short."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of the odds of this share, or of what each counts."""

    @property
    def weight(self) -> float:
        """The share of offers, or what each person counts."""
        return self.share_of_offers or self.each_counts or 0.0


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
    stated = {(one.share_of_offers is None, one.each_counts is None) for one in classes.values()}
    if stated not in ({(False, True)}, {(True, False)}):
        raise ValueError("all classes of a queue state share_of_offers, or all state each_counts")
    total = sum(one.share_of_offers or 0.0 for one in classes.values())
    if stated == {(False, True)} and abs(total - 1) > 1e-6:
        raise ValueError(f"the shares of offers must sum to 1 (got {total:g})")
    return classes


QueueClasses = Annotated[dict[str, QueueClass], AfterValidator(_whole)]
