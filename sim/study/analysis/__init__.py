"""Statistics over replications: comparison, confidence intervals, steady state, baseline validation."""
