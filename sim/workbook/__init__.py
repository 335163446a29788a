"""A workbook that a planner fills in: its template, and what stands in a filled-in one as options, sweeps and a place.

A template is made from the description of a partnership, so that whatever lever the model has is in it. What is filled
in becomes the text of scenario files, or a fault that names sheet and cell. Nothing in a workbook is ever executed.
"""
