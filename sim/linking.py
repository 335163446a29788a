"""Functions that compiled functions call and Python does not: compiled as part of those, once.

Numba makes machine code of every function by itself, and optimises it again inside each function that calls it. Here a
function is kept as it was written down for LLVM, and only the whole that Python calls is optimised: a quarter of the
time. It stands on parts of Numba that may change with its version, hence the narrow range in pyproject.toml.
"""

from collections.abc import Callable
from typing import Any

from numba.core import typed_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.registry import CPUDispatcher


class _Library(JITCodeLibrary):  # type: ignore[misc]
    """The code of one function with that of all it calls, as it was written down."""

    def finalize(self) -> None:
        """Put the code together, and leave out the making of machine code."""
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(typed_passes.NativeLowering):  # type: ignore[misc]
    """Write a function down for LLVM, without the wrappers by which Python calls it."""

    _name = "lowering_of_a_part"
    apart = False

    def run_pass(self, state: Any) -> bool:
        flags, context = state.flags, state.targetctx
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        if self.apart:
            flags.forceinline = False
        state.library = _Library(context.codegen(), state.func_id.func_qualname)
        super().run_pass(state)
        lowered = state["cr"]._replace(cfunc=object())
        if self.apart:
            state.library.get_function(lowered.fndesc.llvm_func_name).add_function_attribute("noinline")
        context.insert_user_function(lowered.cfunc, lowered.fndesc, [state.library])
        state["cr"] = lowered
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LoweringApart(_Lowering):
    """The same for a function that is called wherever it is used, and never put in place."""

    _name = "lowering_of_a_part_apart"
    apart = True


def _compiler(lowering: type) -> type:
    class Compiler(CompilerBase):  # type: ignore[misc]
        def define_pipelines(self) -> list[Any]:
            """Return Numba's own passes, with another lowering."""
            passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
            usual = typed_passes.NativeLowering
            passes.passes = [(lowering if step is usual else step, about) for step, about in passes.passes]
            passes._finalized = False
            passes.finalize()
            return [passes]

    return Compiler


_COMPILERS = {apart: _compiler(_LoweringApart if apart else _Lowering) for apart in (False, True)}


class _Part(CPUDispatcher):  # type: ignore[misc]
    """A function that compiled functions call, and nothing else."""

    def add_overload(self, cres: Any) -> None:
        self.overloads[tuple(cres.signature.args)] = cres

    def __call__(self, *_: object) -> None:
        raise TypeError(f"{self.py_func.__qualname__} is called by compiled functions only")


def part(function: Callable[..., Any], *, apart: bool = False, **options: Any) -> Any:
    """Return a function for compiled functions to call; `apart`: called and never put in place; options as for njit."""
    return _Part(function, {}, {"nopython": True, **options}, pipeline_class=_COMPILERS[apart])
