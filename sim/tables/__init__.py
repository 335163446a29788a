"""Tables: a Description compiled once into plain, named, read-only numpy arrays.

Enters: a `Description` and the interventions chosen. Leaves: `Tables`. Here, and only here, names become integers and
distributions become quantile tables. Engines read Tables and Demand, and nothing else.
"""
