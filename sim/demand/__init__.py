"""Who comes: people, their life courses, and the moments at which a need could arise.

Enters: a Description, its Tables, a seed and a replication. Leaves: `Demand`, drawn once per replication and the same
for every option of it. Random numbers are defined in this package only: each is a pure function of what it is for.
Candidate needs are drawn at a ceiling rate, each with a mark; whether a candidate becomes real is decided in the
engine, by thinning. Lives and moments are drawn in machine code, one person and one day at a time.
"""
