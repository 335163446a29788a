"""The browser app: pages on which a planner names a place, chooses options, runs a study and reads its results folder.

It runs the command line in a process of its own and shows what stands in the results folder: no figure is its own.
"""
