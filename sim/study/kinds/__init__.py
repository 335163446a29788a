"""The kinds of study, each with how it begins, runs and what it leaves."""
