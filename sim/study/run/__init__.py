"""Replications as they are run, kept and taken up."""
