"""The engine on SimPy: the definition of behaviour.

SimPy gives the clock and the calendar. Each happening is a SimPy event scheduled with a priority made of its rank and
the person, so simultaneous events keep the written order; waiting lists are our own, since a library's list breaks ties
by order of insertion. The files: `state` (the state of a run), `start` (who is where on day 0), `run` (calendar and
streams), `home` (life at home, a need and its response, death), `hospital` (the spell up to *ready*, boarding), `delay`
(from *ready* to gone), `doors` (when one may leave), `places` (capacity, queues, counting).
"""
