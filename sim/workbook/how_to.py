"""What the template tells whoever fills it in."""

from sim.workbook.layout import AXES, CLOSED, IN_ALL, LEVERS, MORE, OPTIONS, PERCENT, PLACE, SWEEPS

STEPS: tuple[tuple[str, str], ...] = (
    ("Everywhere", "Fill in the framed yellow cells only. Leave a cell empty where it does not apply."),
    ("Everywhere", "Type values, no formulas: paste a result as a value. Do not merge cells, hide rows that are filled"
     " in, or rename worksheets and headings. Worksheets are protected without a password, against slips only."),
    ("Everywhere", "Numbers and dates are typed as numbers and dates, as your spreadsheet program shows them, not as"
     " text. Percentages are typed with their sign, such as 10%."),
    (OPTIONS.name, "One row for each option: a short name, a title, and the question that it answers. Start date and"
     " ramp hold for every lever of the option that has none of its own. The measured year of the shipped study begins"
     " on 1 April 2023: dates are of the model's calendar."),
    ("Option 1, Option 2, …", f"One row for each lever. Fill in one of {MORE}, {PERCENT}, {IN_ALL} and {CLOSED} in the"
     " rows of levers that the option changes, and nothing in the others. Evidence and its quality stand beside it."),
    ("Option 1, Option 2, …", f"{MORE}: places (of a team: people) or hours a week, below 0 to take away; nobody is"
     f" sent away, places are not filled again. {PERCENT}: of a capacity, more or less than today; of an intervention,"
     " the share reached of those who may be reached."),
    ("Option 1, Option 2, …", f"{IN_ALL}: what there is from the start date on. {CLOSED}: all places away for so long."
     " Ramp: months in which a change comes from nothing to the whole, in equal steps; 0: at once. End date: the last"
     " day on which it holds, after which things are as before."),
    (SWEEPS.name, "One row for each sweep. A condition leaves out the combinations that do not meet it; it names levers"
     " by their name, such as home_support + intermediate_care <= 30, with the percentage of a capacity as"
     " a number (10% is 10) and the share reached by an intervention as a part of 1 (30% is 0.3)."),
    (AXES.name, f"One row for each lever that varies: values in columns, or {'lowest, highest and step'}. With today's"
     " value among them (0, or 0%) each combination is seen beside the others as they are."),
    (PLACE.name, "Only for a place of your own: figures in column H of every row that says yes under Needed, as in"
     " column E; rows that say calibration are needed to calibrate its baseline (study=calibrate). A figure left empty"
     " is not known: none is taken from another partnership."),
    (LEVERS.name, "For reading: every lever with its evidence in full. ASSUMPTION: some of its figures have no source"
     " that bears them."),
    ("When it is filled in", "python -m sim workbook=FILE runs its options; with sweep=NAME, one of its sweeps."
     " python -m sim study=workbook workbook=FILE only checks it, and out=FOLDER writes it as scenario files."),
)  # fmt: skip
"""Where, and what to do."""
