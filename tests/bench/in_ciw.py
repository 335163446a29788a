"""The chain in Ciw: a node without a queue blocks the node before it; each node keeps sums in place of records."""

from math import inf

import ciw

from tests.bench.figures import BETWEEN, PLACES, WARD, Chain, Totals

NODES = (*PLACES, BETWEEN)


class Summed(ciw.Node):
    """A node that adds each stay to the totals of its simulation."""

    def write_individual_record(self, individual: ciw.Individual) -> None:
        """Count a stay that ends now, and the waits before and after it."""
        self.simulation.totals.events += 1
        self.count(individual, individual.exit_date)
        self.count_blocked(individual, individual.exit_date)

    def count(self, individual: ciw.Individual, until: float) -> None:
        """Add the days waited for this node and the days in it."""
        name, totals = NODES[self.id_number - 1], self.simulation.totals
        if name == BETWEEN:
            return
        if individual.service_start_date is False:
            totals.waiting[name] += until - individual.arrival_date
            return
        totals.waiting[name] += individual.service_start_date - individual.arrival_date
        totals.occupied[name] += until - individual.service_start_date
        totals.admissions[name] += 1

    def count_blocked(self, individual: ciw.Individual, until: float) -> None:
        """Add the days waited here for the next node, if that may be full."""
        if 0 < individual.destination <= len(PLACES):
            name = PLACES[individual.destination - 1]
            self.simulation.totals.waiting[name] += until - individual.service_end_date


def run(chain: Chain, days: float, seed: int) -> Totals:
    """Return what happens in so many days from an empty start."""
    ciw.seed(seed)
    simulation = ciw.Simulation(_network(chain), node_class=Summed)
    simulation.totals = Totals()
    simulation.simulate_until_max_time(days)
    for node in simulation.transitive_nodes:
        for individual in node.all_individuals:  # those who are there, or wait, at the end
            node.count(individual, days)
            if individual.is_blocked:
                node.count_blocked(individual, days)
    simulation.totals.events += simulation.nodes[0].number_of_individuals
    return simulation.totals


def _network(chain: Chain) -> ciw.Network:
    stays = {name: ciw.dists.Exponential(1 / mean) for name, mean in chain.means.items()}
    stays |= {name: ciw.dists.Lognormal(*chain.normal(name)) for name in chain.spreads}
    arrivals = {WARD: ciw.dists.Exponential(chain.per_day)}
    return ciw.create_network(
        arrival_distributions=[arrivals.get(name) for name in NODES],
        service_distributions=[stays[name] for name in NODES],
        number_of_servers=[chain.places.get(name, inf) for name in NODES],
        queue_capacities=[inf if name in (WARD, BETWEEN) else 0 for name in NODES],
        routing=[[chain.ways[name].get(to, 0.0) for to in NODES] for name in NODES],
    )
