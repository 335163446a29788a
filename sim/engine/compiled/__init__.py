"""The compiled engine, on Numba: the twin of `readable`, the same events in a fraction of the time.

The same files hold the same functions: `world` (the state of a run), `run` (calendar and start), `home`, `hospital`,
`delay` and `places`; they read alike, with arrays for objects. Three more files stand for what SimPy and Python give
the other engine: `memory` (structs of arrays in machine code, without counting references), `layout` (filling them and
reading the Outcome from them) and `calendar` (what is due, in the written order).
"""
