"""Memory used again: what the arrays of a finished run lay in is lent to the next, and need not be cleared anew."""

import threading
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


class _Kept(threading.local):
    """The pieces that are kept: each thread has its own, since two that took the same would write over each other."""

    def __init__(self) -> None:
        self.pieces: list[NDArray[np.uint8]] = []


_KEPT = _Kept()


class _Lent:
    """A piece of memory in use: the arrays in it hold it, and after the last of them it is kept for others."""

    def __init__(self, memory: NDArray[np.uint8]) -> None:
        self.__array_interface__ = memory.__array_interface__
        finalize(self, _keep, memory).atexit = False


def keep_while(demand: object) -> None:
    """Keep memory for the runs of a demand, which share its length, and let go of it with the demand."""
    finalize(demand, _let_go).atexit = False


def empty(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Return an array with anything in it, as `numpy.empty` does."""
    kind = np.dtype(dtype)
    size = prod(shape if isinstance(shape, tuple) else (shape,)) * kind.itemsize
    if size < LEAST:
        return np.empty(shape, dtype=kind)
    return np.asarray(_Lent(_memory(size)))[:size].view(kind).reshape(shape)


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
    for at, memory in enumerate(_KEPT.pieces):
        if size <= len(memory) <= size + (size >> 3):
            return _KEPT.pieces.pop(at)
    memory = np.empty(size + (size >> 4) + LINE, dtype=np.uint8)
    return memory[-memory.ctypes.data % LINE :]


def _keep(memory: NDArray[np.uint8]) -> None:
    _KEPT.pieces.append(memory)
    del _KEPT.pieces[:-MOST]


def _let_go() -> None:
    _KEPT.pieces.clear()
