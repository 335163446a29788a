"""Studies: one question, answered by many replications, with a confidence interval for every mean.

Input: a `Question` (a description, options, a period, a seed). Output: a results folder, which alone is enough to draw
every picture again and to repeat any one run. A *replication* is one drawing of demand on which the baseline and every
option run, so that all use the same random numbers; a *run* is one option in one replication. Each finished replication
is kept at once under a key made of everything that decides it, so a question asked again takes up what is there.

`request` checks conf and scenario and makes the `question`; `run` runs replications, by worker processes, and keeps
them; `analysis` turns them into tables; `kinds` holds the kinds of study, listed in `studies`: comparison (of one
partnership or of all Scotland), calibration, verification of the engines, and reproduction of published figures.
"""
