"""A package to be shared out: its parts, the orders in which they are put in, and the mixes that are run."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.description.interventions import Option
from sim.description.option_parts import Part, mix_of
from sim.study.analysis.orders import (
    Groups,
    Order,
    alone_and_last,
    mixes_of,
    mixes_of_all_orders,
    order_of,
    pairs,
)


@dataclass(frozen=True)
class Package:
    """The parts of a package, and which of their mixes are run."""

    parts: tuple[Part, ...]
    by_system: bool
    interactions: bool
    exact: bool

    @cached_property
    def groups(self) -> Groups:
        """The numbers of the parts of each group, in the order of the parts."""
        if not self.by_system:
            return [[at] for at in range(len(self.parts))]
        names = dict.fromkeys(part.group for part in self.parts)
        return [[at for at, part in enumerate(self.parts) if part.group == name] for name in names]

    def order(self, seed: int, number: int) -> Order:
        """Return the order of the parts in a replication."""
        return order_of(self.groups, seed, number)

    def mixes(self, seed: int, number: int) -> list[int]:
        """Return the mixes that are run in a replication."""
        mixes = mixes_of_all_orders(self.groups) if self.exact else mixes_of(self.order(seed, number))
        if self.interactions:
            both = [1 << first | 1 << second for first, second in pairs(len(self.parts))]
            mixes = [*mixes, *alone_and_last(len(self.parts)), *both]
        return list(dict.fromkeys(mixes))

    def name(self, mix: int) -> str:
        """Return the name of a mix: a digit for each part, 1 where it is in."""
        return "mix_" + "".join(str(mix >> at & 1) for at in range(len(self.parts)))

    def option(self, mix: int) -> Option:
        """Return a mix as an option."""
        chosen = [part for at, part in enumerate(self.parts) if mix >> at & 1]
        return mix_of(chosen, " + ".join(part.title for part in chosen), "options")

    def options(self, mixes: Sequence[int]) -> dict[str, Option]:
        """Return mixes as options by name."""
        return {self.name(mix): self.option(mix) for mix in mixes}
