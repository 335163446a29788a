"""Synthetic samples: a run's events written in the format of sample data, with named faults and a hidden truth.

In: a recipe, a scenario and a run of it. Out: the tables as a collector of data would have them, and the parameters
that made them, kept apart and sealed by a salted hash.
"""
