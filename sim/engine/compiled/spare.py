"""Memory used again: what the arrays of a finished run lay in is lent to the next, and need not be cleared anew."""

from collections.abc import Callable
from math import prod
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import DTypeLike, NDArray

LEAST = 1 << 20
"""Bytes below which memory is not kept: to get as much anew costs nothing."""
MOST = 8
"""How many pieces are kept at most; beyond them the oldest goes."""
LINE = 64
"""Arrays begin where a line of the processor's memory begins."""
_KEPT: list[NDArray[np.uint8]] = []


class _Lent:
    """A piece of memory in use: the arrays in it hold it, and after the last of them it is kept for others."""

    def __init__(self, memory: NDArray[np.uint8], keep: Callable[[NDArray[np.uint8]], None]) -> None:
        self.__array_interface__ = memory.__array_interface__
        finalize(self, keep, memory).atexit = False


class Original:
    """An array as it was at a moment, and copies of it, of which only some rows are written to.

    What a copy lay in is lent to the next, which is made anew in those rows alone.
    """

    def __init__(self, array: NDArray[Any], rows: int, written: NDArray[np.int64]) -> None:
        """Keep the first `rows`, of which `written` may differ in copies; behind them anything may stand."""
        self._array, self._rows, self._written = copied_rows(array, rows), rows, written
        self._returned: list[NDArray[np.uint8]] = []
        finalize(self, _keep_all, self._returned).atexit = False

    def copy(self) -> NDArray[Any]:
        """Return a copy, in memory of its own for as long as it is in use."""
        memory = self._returned.pop() if self._returned else None
        copy = _within(_memory(self._array.nbytes) if memory is None else memory, self._array, self._returned.append)
        if memory is None:
            copy[: self._rows].view(np.uint8)[...] = self._array[: self._rows].view(np.uint8)
        else:
            copy[self._written] = self._array[self._written]
        return copy


def _within(memory: NDArray[np.uint8], like: NDArray[Any], keep: Callable[[NDArray[np.uint8]], None]) -> NDArray[Any]:
    """Return an array of the form of another in a piece of memory."""
    return np.asarray(_Lent(memory, keep))[: like.nbytes].view(like.dtype).reshape(like.shape)


def empty(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Return an array with anything in it, as `numpy.empty` does."""
    kind = np.dtype(dtype)
    size = prod(shape if isinstance(shape, tuple) else (shape,)) * kind.itemsize
    if size < LEAST:
        return np.empty(shape, dtype=kind)
    return np.asarray(_Lent(_memory(size), _keep))[:size].view(kind).reshape(shape)


def full(shape: int | tuple[int, ...], value: float, dtype: DTypeLike) -> NDArray[Any]:
    """Return an array of one value, as `numpy.full` does."""
    array = empty(shape, dtype)
    array[...] = value
    return array


def copied_rows(array: NDArray[Any], rows: int) -> NDArray[Any]:
    """Return a copy of the first rows, with anything after them; byte by byte, for they may be of several fields."""
    copy = empty(array.shape, array.dtype)
    copy[:rows].view(np.uint8)[...] = array[:rows].view(np.uint8)
    return copy


def _memory(size: int) -> NDArray[np.uint8]:
    """Return so many bytes or a few more, of what is kept or new."""
    for at, memory in enumerate(_KEPT):
        if size <= len(memory) <= size + (size >> 3):
            return _KEPT.pop(at)
    memory = np.empty(size + (size >> 4) + LINE, dtype=np.uint8)
    return memory[-memory.ctypes.data % LINE :]


def _keep_all(pieces: list[NDArray[np.uint8]]) -> None:
    for memory in pieces:
        _keep(memory)


def _keep(memory: NDArray[np.uint8]) -> None:
    _KEPT.append(memory)
    del _KEPT[:-MOST]
