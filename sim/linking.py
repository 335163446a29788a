"""Functions that compiled functions call and Python does not: linked into those, and optimised once, with them.

Numba makes machine code of every function by itself, and optimises it again inside each function that calls it. Here a
function stays in LLVM's intermediate representation, and only the whole that Python calls is optimised and made machine
code: a quarter of the time. This stands on parts of Numba that may change, hence the narrow range in pyproject.toml.
"""

from collections.abc import Callable
from typing import Any

from numba.core import typed_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.registry import CPUDispatcher


class _Library(JITCodeLibrary):  # type: ignore[misc]
    """The intermediate representation of one function, with that of all it calls."""

    def finalize(self) -> None:
        """Link what the function calls; no optimisation, no machine code."""
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(typed_passes.NativeLowering):  # type: ignore[misc]
    """Lower a function to intermediate representation, without the wrappers by which Python calls it."""

    _name = "linked_lowering"
    noinline = False

    def run_pass(self, state: Any) -> bool:
        flags, context = state.flags, state.targetctx
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        if self.noinline:
            flags.forceinline = False
        state.library = _Library(context.codegen(), state.func_id.func_qualname)
        super().run_pass(state)
        lowered = state["cr"]._replace(cfunc=object())
        if self.noinline:
            state.library.get_function(lowered.fndesc.llvm_func_name).add_function_attribute("noinline")
        context.insert_user_function(lowered.cfunc, lowered.fndesc, [state.library])
        state["cr"] = lowered
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LoweringNoinline(_Lowering):
    """The same for a function that is called wherever it is used, and never inlined."""

    _name = "linked_lowering_noinline"
    noinline = True


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


_COMPILERS = {False: _compiler(_Lowering), True: _compiler(_LoweringNoinline)}
"""By whether a function is never inlined."""


class _Linked(CPUDispatcher):  # type: ignore[misc]
    """A function that compiled functions call, and nothing else."""

    def add_overload(self, cres: Any) -> None:
        kept = cres._replace(type_annotation=None, metadata=None)  # large, and nobody reads them
        self.overloads[tuple(cres.signature.args)] = kept

    def __call__(self, *_: object) -> None:
        raise TypeError(f"{self.py_func.__qualname__} is called by compiled functions only")


def linked(function: Callable[..., Any], *, noinline: bool = False, **options: Any) -> Any:
    """Return a function for compiled functions to call; `noinline`: never inlined in them; options as for njit."""
    return _Linked(function, {}, {"nopython": True, **options}, pipeline_class=_COMPILERS[noinline])
