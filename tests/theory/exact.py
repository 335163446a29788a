"""Exact results for small wards, worked out from textbook formulas independently of this project; times in days."""

WAITING = {
    "3 beds": ((0.25, 10.0, 3), (0.702247, 3.511236, 14.044944, 24.044944, 6.011236)),
    "5 beds": ((0.25, 10.0, 5), (0.130371, 0.130371, 0.521485, 10.521485, 2.630371)),
    "6 beds": ((1 / 3, 10.0, 6), (0.148217, 0.185271, 0.555812, 10.555812, 3.518604)),
    "1 bed": ((0.9, 1.0, 1), (0.9, 8.1, 9.0, 10.0, 9.0)),
    "2 busy beds": ((1.8, 1.0, 2), (0.852632, 7.673684, 4.263158, 5.263158, 9.473684)),
    "3 busy beds": ((2.7, 1.0, 3), (0.817061, 7.353549, 2.723537, 3.723537, 10.053549)),
    "24 beds": ((3.0, 7.0, 24), (0.424894, 2.974258, 0.991419, 7.991419, 23.974258)),
    "66 beds": ((2.0, 30.0, 66), (0.345458, 3.454583, 1.727291, 31.727291, 63.454583)),
}
"""M/M/c: (rate a day, mean stay, beds), (chance of a wait, waiting, wait, wait and stay, waiting or in a bed)."""

LOSS = {
    (8.145524, 10): 0.128274,
    (9.718236, 12): 0.109058,
    (20.0, 24): 0.066097,
    (24.0, 28): 0.066612,
    (84.0, 100): 0.009873,
    (100.0, 110): 0.027463,
    (11.0, 15): 0.058797,
}
"""Erlang's loss formula: (load, beds) to the share turned away."""

ROOM = ((3.0, 7.0, 24, 6), (0.028610, 0.766133, 21.165322, 2.914170, 0.262899, 7.262899, 0.849966))
"""M/M/24/30: (rate, mean stay, beds, room), (lost, waiting, in all, admissions, wait, wait and stay, beds in use)."""

PRIORITIES = {
    "1 bed": (((0.3, 0.3), 1.0, 1), (0.6, 0.857143, 2.142857)),
    "22 beds": (((1.0, 1.2), 9.0, 22), (0.532733, 0.368815, 3.688155)),
    "2 beds": (((0.5, 0.4), 2.0, 2), (0.852632, 1.705263, 17.052632)),
    "30 beds": (((1.5, 1.0), 10.0, 30), (0.249893, 0.166595, 0.999573)),
}
"""Nobody moved out: ((rate of the urgent, of the others), mean stay, beds), (chance of a wait, wait of each)."""

FILLING = ((3.0, 7.0), {1: 2.795564, 7: 13.274532, 14: 18.157959, 28: 20.615372})
"""M/M/∞ from empty: (rate, mean stay), people by day."""

WEEK = (1.88, 2.58, 4.19, 3.12, 3.74, 4.47, 1.53)
WEEK_STAY = 10.0
WEEK_ENDS = (29.7606, 29.3837, 30.5748, 30.6343, 31.2781, 32.5554, 30.9133)
WEEK_AVERAGES = (30.3273, 29.5690, 29.9891, 30.6050, 30.9615, 31.9274, 31.7206)
WEEK_MEAN = 30.728571
"""Endless beds through a week that repeats, Monday to Sunday: arrivals, mean stay, people at midnight and by day."""
