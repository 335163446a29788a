"""What it means: one run's outcome, or two runs with common random numbers, as tidy rows.

Enters: an `Outcome` with the `Demand` and `Tables` it came from, and the `Description` for labels and prices. Leaves:
rows of measure, breakdown, level, value and unit (`tidy.Row`), tables by day and of flows, and the event log. Nothing
is read from disc, nothing is drawn. Every measure stands in `registry` with its unit, definition and source; `outcomes`
maps the nine national health and wellbeing outcomes to the measures that speak to them.

A year is 365.25 days; the period is the part of the run after the warm-up; people are the residents aged 65 and over
(in a model without a population: everybody who arrives). Start at `measure.measure` (one run) and
`measure.compare_runs` (an option against its baseline).
"""
