"""Sample data: the format of person-level tables, their reader and checker, and the gate before anything leaves.

In: a folder of tables and a manifest, which stays where it is. Out: what is wrong with it, by row and column and never
by value, or counts that the disclosure rules let through.
"""
