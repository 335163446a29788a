"""Memory asked for ahead: what an event to come will read comes from far away while other events happen."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.engine.compiled.records import record
from sim.engine.compiled.tables import State
from sim.jit import jit_inline

LINE = 64
"""Bytes that come together."""
NEEDS = 8
"""How many needs ahead a record is asked for."""


@intrinsic  # type: ignore[untyped-decorator]
def ask_for(_: Any, array: Any, at: Any) -> Any:
    """Ask for an element of an array: nothing is read yet, and nothing changes."""

    def ask(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        column = context.make_array(sig.args[0])(context, builder, args[0])
        place = builder.bitcast(builder.gep(column.data, [args[1]]), cgutils.voidptr_t)
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, word, word, word])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        for offset in range(0, context.get_abi_sizeof(context.get_data_type(sig.args[0].dtype)), LINE):
            builder.call(prefetch, [cgutils.pointer_add(builder, place, offset), word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), ask


@jit_inline
def ask_for_need(state: State, row: int) -> None:
    """Ask for the record of the resident in whom a need will arise."""
    if row < len(state.demand.needs) and state.demand.needs[row].person < state.population:
        ask_for(state.people, state.demand.needs[row].person)


@jit_inline
def ask_for_person(state: State, identity: int) -> None:
    """Ask for the record of somebody to whom something will happen."""
    at = record(state, identity)
    if at >= 0:
        ask_for(state.people, at)
        ask_for(state.spell, at)
        ask_for(state.visits, at * state.settings)
