"""The compiled engine, on Numba: the twin of `simpy`, the same events in a fraction of the time.

The same files hold the same functions: `state`, `start`, `run`, `home`, `hospital`, `delay`, `doors` and `places`; they
read alike, with arrays for objects. Six more files stand for what SimPy and Python give the other engine: `memory`
(structs of arrays in machine code, without counting references), `layout` (filling them and reading the Outcome from
them), `records` (one for each person in the model), `calendar` (what is due, in the written order), `arrays` (types
of arrays, for the type checker) and `checkpoint` (a state kept, and gone on from).

What is faster here than a translation would be: what is due on later days lies in a list for each day, so the heap
holds one day; needs come in order and are in no heap; whoever is alone in line for a free place does not stand in it;
people from outside have a record only while they are in the model.
"""
