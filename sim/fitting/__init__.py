"""Direct fits: what a sample tells by itself, by the likelihood of how its rows were collected, without any simulation.

In: a checked sample. Out: lengths of stay, ways out, rates and monthly targets with standard errors, through the
disclosure gate; and the judge, which holds them against the truth of a synthetic sample.
"""
