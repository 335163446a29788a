"""Reports: a results folder in; pictures, a two-page brief for a board and a table on screen out. Runs nothing.

What enters: the plain files of one results folder (`results_folder.py` says which may be missing).
What leaves: `figures/NAME.svg`, `.png` and `.csv`, with `figures/alternative_texts.csv`, and `brief.html`.
Words of this package: a *picture* is a figure with its title (the finding), its alternative text and the table behind
it; a *finding* is a sentence whose words follow from the numbers; *sure* speaks of what the 95 % interval holds.
"""
