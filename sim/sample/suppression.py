"""Secondary suppression as a flow: a table with its margins is a network, and what can be worked out is a lone path.

Every cell is an arc from its row to its column, every row total an arc into its row, every column total an arc out of
its column, the grand total the arc that closes the ring. The flow on each arc is the count. Who knows all shown counts
can change the hidden ones only along rings of hidden arcs; a hidden arc on no such ring has one possible value, and is
given away. Bounds are integers, and so are the flows at the bounds: for one table, this finds all that can be found.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNBOUNDED = 10**15


@dataclass(slots=True)
class Arc:
    """One count of a table: its nodes, its value, and whether it is hidden, within which bounds."""

    tail: int
    head: int
    count: int
    cost: int = 0
    """What it costs to hide it as well."""
    hidden: bool = False
    low: int = 0
    high: int = UNBOUNDED
    """Bounds that everybody knows where it is hidden."""

    def may_rise(self) -> bool:
        """Whether it could be more than it is, were it hidden."""
        return not self.hidden or self.count < self.high

    def may_fall(self) -> bool:
        """Whether it could be less than it is, were it hidden."""
        return self.count > (self.low if self.hidden else 0)


def hide_more(arcs: Sequence[Arc]) -> None:
    """Hide further arcs, as cheap ones as possible, until no hidden count follows from what is shown."""
    for at in sorted(range(len(arcs)), key=lambda at: -arcs[at].count):
        if arcs[at].hidden:
            ring = _ring(arcs, at)
            for other in range(len(arcs)) if ring is None else ring:
                arcs[other].hidden = True


def _ring(arcs: Sequence[Arc], at: int) -> list[int] | None:
    """Return the cheapest ring along which an arc's count could change, as the other arcs on it; None if there is none.

    Hidden arcs cost nothing; a shown arc costs what it costs to hide it.
    """
    arc, rings = arcs[at], []
    if arc.may_rise():
        rings.append(_path(arcs, at, arc.head, arc.tail))
    if arc.may_fall():
        rings.append(_path(arcs, at, arc.tail, arc.head))
    return min(filter(None, rings), default=(0, None))[1]


def _path(arcs: Sequence[Arc], without: int, start: int, end: int) -> tuple[int, list[int]] | None:
    """Return the cheapest way from a node to another on which every count may change, with its cost."""
    steps = _steps(arcs, without)
    queue: list[tuple[int, int, list[int]]] = [(0, start, [])]
    reached: set[int] = set()
    while queue:
        cost, node, way = heapq.heappop(queue)
        if node == end:
            return cost, way
        if node not in reached:
            reached.add(node)
            for more, other, at in steps.get(node, ()):
                if other not in reached:
                    heapq.heappush(queue, (cost + more, other, [*way, at]))
    return None


def _steps(arcs: Sequence[Arc], without: int) -> dict[int, list[tuple[int, int, int]]]:
    """Return by node the steps from it: cost, next node, arc."""
    steps: dict[int, list[tuple[int, int, int]]] = {}
    for at, arc in enumerate(arcs):
        if at != without:
            for start, end in _directions(arc):
                steps.setdefault(start, []).append((0 if arc.hidden else arc.cost, end, at))
    return steps


def _directions(arc: Arc) -> Iterator[tuple[int, int]]:
    if arc.may_rise():
        yield arc.tail, arc.head
    if arc.may_fall():
        yield arc.head, arc.tail
