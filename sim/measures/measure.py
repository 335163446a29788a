"""The two questions asked of outcomes: what one run shows, and what an option changes against its baseline."""

from sim.demand.contract import Demand
from sim.description.system import Description
from sim.measures import bed_days, costs, end_of_life, flows, indicators
from sim.measures.run import Run
from sim.measures.tidy import Row, told
from sim.outcome import Outcome
from sim.tables.contract import Tables


def measure(outcome: Outcome, demand: Demand, tables: Tables, description: Description) -> list[Row]:
    """Return all measures of one run; `tables` and `description` are those it ran with."""
    run = Run(outcome, demand, tables)
    found = [
        *bed_days.in_use(run),
        *bed_days.delayed(run),
        *flows.admissions(run),
        *flows.settings(run),
        *indicators.stays(run),
        *indicators.at_home(run),
        *indicators.long_stays(run),
        *end_of_life.end_of_life(run),
        *indicators.national(run),
        *costs.own_costs(run, description),
    ]
    return told(found)


def compare_runs(
    baseline: Outcome, option: Outcome, demand: Demand, tables: Tables, description: Description
) -> list[Row]:
    """Return what an option changes on the same luck: bed days returned and net cost; `tables` are the option's."""
    before, after = Run(baseline, demand, tables), Run(option, demand, tables)
    return told([*bed_days.returned(baseline, option, demand, tables), *costs.net_cost(before, after, description)])
