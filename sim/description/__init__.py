"""The description of a system as inert, validated data.

Enters: YAML and CSV that a planner or a researcher writes. Leaves: one `Description`, frozen, with every number
in it. No clock, no random numbers, no arrays. The words: a *setting* has *places*; a *need* arises in a person and gets
a *response*, which leads along a *path* of settings; at the end of a *stay* the person is *ready* and takes a
*pathway*, whose *processes* and wait for a place make up the *delay*; *interventions* change rates, odds and times; an
*option* is a choice of interventions.
"""
