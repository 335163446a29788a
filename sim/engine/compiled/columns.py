"""Arrays of a struct in machine code, and rows of several fields, and that no two fields are aliases.

No two fields of the structs and of the rows share memory, and the compiler is told by LLVM's type-based alias analysis
(TBAA): what is written to one leaves what was read of another as it is, so that it need not be read again.
"""

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)
from numba.np import arrayobj

from sim.jit import CHECKED


class Column(types.Array):  # type: ignore[misc]
    """The type of an array in which no index is below 0, but for -1, the last, along the axis ``ends``, if any.

    ``title`` names the field: for alias analysis, and in the IndexError of the checked build.
    """

    def __init__(self, dtype: Any, axes: int, ends: int | None, title: str) -> None:
        self.ends, self.title = ends, title
        super().__init__(dtype, axes, "C", name=f"Column({dtype}, {axes}, {ends}, {title})")

    @property
    def key(self) -> Any:
        """Return what tells this type from others."""
        return (*super().key, self.ends, self.title)


def numbers(dtype: np.dtype[Any] | type, axes: int, ends: int | None = None, title: str = "") -> Any:
    """Return the type of a field that is an array; index -1 along the axis `ends` is the last."""
    kind = from_dtype(np.dtype(dtype))
    return Column(Row(kind) if isinstance(kind, types.Record) else kind, axes, ends, title)


class Row(types.Record):  # type: ignore[misc]
    """The type of a row of an array of several fields."""

    def __init__(self, record: types.Record) -> None:
        fields = [(name, field._asdict()) for name, field in record.fields.items()]
        super().__init__(fields, record.size, record.aligned)


register_model(Column)(models.ArrayModel)
register_model(Row)(models.RecordModel)


@contextmanager
def of_field(builder: Any, field: str) -> Iterator[None]:
    """Mark what is read and written here as of one field, which is no alias of another."""
    before = len(builder.block.instructions)
    yield
    for instruction in builder.block.instructions[before:]:
        if isinstance(instruction, ir.LoadInstr | ir.StoreInstr) and "invariant.load" not in instruction.metadata:
            instruction.set_metadata("tbaa", _tag(builder.module, field))


def _tag(module: Any, field: str) -> Any:
    zero = ir.Constant(ir.IntType(64), 0)
    kind = module.add_metadata([field, module.add_metadata(["fields"]), zero])
    return module.add_metadata([kind, kind, zero])


def _element(context: Any, builder: Any, column: Column, value: Any, indices: Any, kinds: Any) -> Any:
    """Return the address of an element: the data are in one piece, row by row."""
    array = context.make_array(column)(context, builder, value)
    at = context.get_constant(types.intp, 0)
    lengths = cgutils.unpack_tuple(builder, array.shape)
    for axis, (length, index, kind) in enumerate(zip(lengths, indices, kinds, strict=True)):
        place = context.cast(builder, index, kind, types.intp)
        if CHECKED:
            _check(context, builder, column, place, length, axis)
        if axis == column.ends:
            place = arrayobj.fix_integer_index(context, builder, types.intp, place, length)
        at = builder.add(builder.mul(at, length), place)
    return builder.gep(array.data, [at])


def _check(context: Any, builder: Any, column: Column, place: Any, length: Any, axis: int) -> None:
    """Raise IndexError, in the checked build, unless 0 <= place < length (from -1 along the axis `ends`)."""
    if axis == column.ends:
        place, length = (builder.add(number, number.type(1)) for number in (place, length))
    word = f"index out of range: axis {axis} of {column.title or 'an array'}"
    with cgutils.if_unlikely(builder, builder.icmp_unsigned(">=", place, length)):
        context.call_conv.return_user_exc(builder, IndexError, (word,))


def _check_part(context: Any, builder: Any, column: Column, value: Any, indices: Any, kinds: Any) -> None:
    """Check the whole numbers among the indices of a part of an array, such as a row."""
    lengths = cgutils.unpack_tuple(builder, context.make_array(column)(context, builder, value).shape)
    for axis, (length, index, kind) in enumerate(zip(lengths, indices, kinds, strict=False)):
        if isinstance(kind, types.Integer):
            _check(context, builder, column, context.cast(builder, index, kind, types.intp), length, axis)


def _along(builder: Any, index: Any, kind: Any) -> tuple[Any, Any]:
    """Return an index as one number for each axis, with their types."""
    if isinstance(kind, types.BaseTuple):
        return cgutils.unpack_tuple(builder, index), tuple(kind)
    return [index], [kind]


def _is_element(column: Column, kinds: Any) -> bool:
    return len(kinds) == column.ndim and all(isinstance(kind, types.Integer) for kind in kinds)


def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column = sig.args[0]
    indices, kinds = _along(builder, args[1], sig.args[1])
    if not _is_element(column, kinds):
        if CHECKED:
            _check_part(context, builder, column, args[0], indices, kinds)
        several = isinstance(sig.args[1], types.BaseTuple)
        part = arrayobj.getitem_array_tuple if several else arrayobj.getitem_arraynd_intp
        return part(context, builder, sig, args)
    place = _element(context, builder, column, args[0], indices, kinds)
    with of_field(builder, column.title):
        return arrayobj.load_item(context, builder, column, place)


def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column, _, given = sig.args
    indices, kinds = _along(builder, args[1], sig.args[1])
    if not _is_element(column, kinds):
        if CHECKED:
            _check_part(context, builder, column, args[0], indices, kinds)
        return arrayobj.setitem_array(context, builder, sig, args)
    value = context.cast(builder, args[2], given, column.dtype)
    place = _element(context, builder, column, args[0], indices, kinds)
    with of_field(builder, column.title):
        arrayobj.store_item(context, builder, column, value, place)
    return context.get_dummy_value()


for _index in (types.Integer, types.BaseTuple):
    lower_builtin(operator.getitem, Column, _index)(_get)
    lower_builtin(operator.setitem, Column, _index, types.Any)(_set)


@infer_getattr
class _RowFields(AttributeTemplate):  # type: ignore[misc]
    """What a field of a row is."""

    key = Row

    def generic_resolve(self, row: Row, name: str) -> Any:
        """Return the type of a field; None: there is no such field."""
        if name not in row.fields:
            return None
        kind = row.typeof(name)
        return Column(kind.dtype, kind.ndim, None, name) if isinstance(kind, types.NestedArray) else kind


@lower_getattr_generic(Row)  # type: ignore[untyped-decorator]
def _read_row(context: Any, builder: Any, row: Row, value: Any, name: str) -> Any:
    kind = row.typeof(name)
    if not isinstance(kind, types.NestedArray):
        place = cgutils.get_record_member(builder, value, row.offset(name), context.get_data_type(kind))
        with of_field(builder, f"row {name}"):
            return context.unpack_value(builder, kind, place)
    array = context.make_array(Column(kind.dtype, kind.ndim, None, name))(context, builder)
    data = cgutils.get_record_member(builder, value, row.offset(name), context.get_data_type(kind.dtype))
    size, shape = context.get_constant(types.intp, kind.size), [context.get_constant(types.intp, n) for n in kind.shape]
    arrayobj.populate_array(array, data=data, shape=shape, strides=[size], itemsize=size, meminfo=None)
    return array._getvalue()


@lower_setattr_generic(Row)  # type: ignore[untyped-decorator]
def _write_row(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    row, given = sig.args
    kind = row.typeof(name)
    place = cgutils.get_record_member(builder, args[0], row.offset(name), context.get_data_type(kind))
    number = context.cast(builder, args[1], given, kind)
    with of_field(builder, f"row {name}"):
        context.pack_value(builder, kind, number, place)
