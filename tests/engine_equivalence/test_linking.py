"""Functions that only compiled functions call are linked into those, and are no machine code by themselves."""

from typing import Any

import numba
import pytest

from sim.jit import jit, jit_inline, jit_noinline


@jit_inline
def _half(number: float) -> float:
    return number / 2.0


@jit
def _quarter(number: float) -> float:
    return _half(_half(number))


@jit_noinline
def _eighth(number: float) -> float:
    return _half(_quarter(number))


@numba.njit  # type: ignore[untyped-decorator]
def _sum(number: float) -> float:
    return _quarter(number) + _eighth(number)


def _machine_code() -> Any:
    _sum(8.0)
    return next(iter(_sum.inspect_llvm().values()))


def test_called_by_a_compiled_function() -> None:
    assert _sum(8.0) == 3.0


def test_not_called_by_python() -> None:
    with pytest.raises(TypeError, match="_quarter is called by compiled functions only"):
        _quarter(8.0)


def test_noinline_is_called_and_the_rest_is_inlined() -> None:
    calls = [line for line in _machine_code().splitlines() if "call" in line and "test_linking" in line]
    assert any("_eighth" in line for line in calls)
    assert not any("_quarter" in line or "_half" in line for line in calls)


def test_what_is_inlined_has_no_machine_code_of_its_own() -> None:
    _machine_code()
    for function in (_half, _quarter):
        compiled = next(iter(function.overloads.values()))  # type: ignore[attr-defined]
        name = compiled.fndesc.llvm_func_name
        assert not compiled.library.codegen._engine.is_symbol_defined(name)
    whole = next(iter(_sum.overloads.values()))
    assert whole.library.codegen._engine.is_symbol_defined(whole.fndesc.llvm_func_name)
