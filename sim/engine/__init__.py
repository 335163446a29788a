"""What happens: an engine moves people through settings.

Enters: `Tables`, `Demand`, the day from which to count. Leaves: an `Outcome`. Engines look nothing up by name and draw
no random numbers of their own: every uniform number is a pure function of what it is for. Simultaneous events have a
written order (time, `Rank`, person). A place that falls free is offered at once, inside the event that freed it.
"""
