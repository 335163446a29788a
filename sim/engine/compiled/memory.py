"""Structs: named numbers and arrays behind one pointer, so that a compiled function takes a state as one argument.

A `Struct` gives the place of each field; a `Held` is one such struct in memory, filled from Python. In compiled code
`state.now` reads a number, `state.now = day` writes it, and `state.capacity[place]` is an element of the very array
that Python holds. References are not counted there: `Held` keeps its arrays alive for as long as it lives itself.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np import arrayobj
from numpy.typing import NDArray

from sim.engine.compiled.columns import of_field
from sim.engine.compiled.spare import copied_rows, full

WORD = 8
"""Bytes of a number, of an address, and of the length of one axis."""


class Struct(types.Type):  # type: ignore[misc]
    """The type of a struct: its fields in order, each with its type and the place where it stands.

    Numbers in ``fixed`` never change while compiled code runs; nor does where an array stands, or how long it is.
    For Python, by field: ``axes`` of an array, 0 of a number, and ``dtypes`` (None: another struct).
    """

    def __init__(self, title: str, fields: Mapping[str, Any], fixed: Collection[str] = ()) -> None:
        self.fixed = frozenset(fixed)
        self.fields: dict[str, tuple[Any, int]] = {}
        self.axes: dict[str, int] = {}
        self.dtypes: dict[str, Any] = {}
        self.words = 0
        for name, kind in fields.items():
            self.fields[name] = (kind, self.words * WORD)
            self.axes[name] = kind.ndim if isinstance(kind, types.Array) else 0
            self.dtypes[name] = _dtype(kind)
            self.words += 1 + self.axes[name]
        super().__init__(name=title)


class Held:
    """A struct in memory."""

    def __init__(self, struct: Struct) -> None:
        """Allocate it, with nothing in it."""
        self.struct = struct
        self.words = np.zeros(struct.words, dtype=np.int64)
        self.memory = self.words.data
        self.address = int(self.words.ctypes.data)
        self.arrays: dict[str, NDArray[Any]] = {}
        self.inner: list[Held] = []

    def put(self, name: str, value: object) -> None:
        """Put a number, an array (of the kind stated, or copied into it) or another struct into a field."""
        at, axes, dtype = self.struct.fields[name][1] // WORD, self.struct.axes[name], self.struct.dtypes[name]
        if isinstance(value, Held):
            self.inner.append(value)
            self.point(name, value)
        elif axes:
            array = np.ascontiguousarray(value, dtype=dtype)
            if array.ndim != axes:
                array = array.reshape((0,) * axes)  # only an array with nothing in it may lack axes
            self.arrays[name] = array
            for word, number in enumerate((array.ctypes.data, *array.shape), at):
                self.memory[word] = number
        else:
            self.words[at : at + 1].view(dtype)[0] = value

    def point(self, name: str, inner: "Held") -> None:
        """Let a field point to another struct, which `inner` of this one must hold."""
        self.words[self.struct.fields[name][1] // WORD] = inner.address

    def fill(self, name: str, shape: tuple[int, ...], value: float = 0) -> None:
        """Put a new array of one value into a field."""
        dtype = self.struct.dtypes[name]
        self.put(name, full(shape, value, dtype))

    def copy(self, shared: Collection[str] = (), given: Mapping[str, NDArray[Any]] = MappingProxyType({})) -> "Held":
        """Return it once more, in memory of its own but for the arrays of `shared` fields and other structs.

        `given`: arrays that are copied already.
        """
        copied = Held(self.struct)
        copied.words[:] = self.words
        copied.inner = list(self.inner)
        for name, array in self.arrays.items():
            if name in shared or name in given:
                copied.put(name, given.get(name, array))
            else:
                copied.put(name, copied_rows(array, len(array)))
        return copied

    def get(self, name: str) -> Any:
        """Return a number that a field holds now."""
        at = self.struct.fields[name][1] // WORD
        return self.words[at : at + 1].view(self.struct.dtypes[name])[0].item()


def _dtype(kind: Any) -> Any:
    if isinstance(kind, Struct):
        return None
    if isinstance(kind, types.Array):
        return _dtype(kind.dtype)
    return kind.dtype if isinstance(kind, types.Record) else np.dtype("?" if kind == types.boolean else kind.name)


register_model(Struct)(models.OpaqueModel)


@typeof_impl.register(Held)  # type: ignore[untyped-decorator]
def _type_of(value: Held, _: Any) -> Struct:
    return value.struct


@unbox(Struct)  # type: ignore[untyped-decorator]
def _address(_: Struct, value: Any, c: Any) -> Any:
    number = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address)


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    """What a field of a struct is."""

    key = Struct

    def generic_resolve(self, struct: Struct, name: str) -> Any:
        """Return the type of a field; None: there is no such field."""
        return struct.fields[name][0] if name in struct.fields else None


def _where(builder: Any, value: Any, offset: int, kind: Any) -> Any:
    return builder.bitcast(cgutils.pointer_add(builder, value, offset), kind)


def _fixed(builder: Any, place: Any) -> Any:
    """Return what stands at a place and never changes while compiled code runs."""
    loaded = builder.load(place)
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


@lower_getattr_generic(Struct)  # type: ignore[untyped-decorator]
def _read(context: Any, builder: Any, struct: Struct, value: Any, name: str) -> Any:
    kind, offset = struct.fields[name]
    if not isinstance(kind, types.Array):
        place = _where(builder, value, offset, context.get_value_type(kind).as_pointer())
        if isinstance(kind, Struct) or name in struct.fixed:
            return _fixed(builder, place)
        with of_field(builder, name):
            return builder.load(place)
    array = context.make_array(kind)(context, builder)
    word = context.get_value_type(types.intp)
    data = _fixed(builder, _where(builder, value, offset, array.data.type.as_pointer()))
    shape = [
        _fixed(builder, _where(builder, value, offset + WORD * (1 + axis), word.as_pointer()))
        for axis in range(kind.ndim)
    ]
    size = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    strides = [size]
    for length in shape[:0:-1]:
        strides.insert(0, builder.mul(strides[0], length))
    arrayobj.populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return array._getvalue()


@lower_setattr_generic(Struct)  # type: ignore[untyped-decorator]
def _write(context: Any, builder: Any, sig: Any, values: Any, name: str) -> None:
    struct, given = sig.args
    kind, offset = struct.fields[name]
    number = context.cast(builder, values[1], given, kind)
    place = _where(builder, values[0], offset, context.get_value_type(kind).as_pointer())
    with of_field(builder, name):
        builder.store(number, place)
