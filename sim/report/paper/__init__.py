"""The board's paper: an options appraisal with one content in three forms, from a results folder alone.

`content` is what a paper is made of; `evidence` is what the folder says of each option; `options` and the files named
after a question (`recommendation`, `money`, `people`, `switching`, `criteria`, `national`, `trust`) answer it;
`compose` and `annexes` put the answers in order; `html`, `word` and `excel` write them down; `write` leaves the three
files in the folder.
"""
