"""Variants: a small model with `based_on: another`, which holds only what differs from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.description.files import Source
from sim.description.input_errors import InputError, InputErrors, shown, shown_key, unknown
from sim.description.validation import file_named_for
from sim.description.yaml_files import Plain, read_yaml

LIKE = "based_on"


@dataclass
class Variant:
    """A small model as written: its keys, the file of each (of the nearest path above it), and the faults met."""

    written: dict[str, Plain] = field(default_factory=dict)
    file_of: dict[str, str] = field(default_factory=dict)
    errors: list[InputError] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source, known: Mapping[str, Source]) -> "Variant":
        """Read a file and those it is based on, and lay each over the one it is based on.

        Raises
        ------
        InputErrors
            If a file cannot be read to its end, or is based on one that does not exist, or, in the end, on itself.
        """
        variant, files = cls(), [source]
        contents = [variant.read(source)]
        while (name := contents[-1].pop(LIKE, None)) is not None:
            files.append(_named(name, files, known))
            contents.append(variant.read(files[-1]))
        variant.written = contents.pop()
        variant.file_of = {"": str(source)} | dict.fromkeys(variant.written, str(files.pop()))
        for file, content in zip(reversed(files), reversed(contents), strict=True):
            variant.lay_over(variant.written, content, str(file))
        return variant

    def read(self, source: Source) -> dict[str, Plain]:
        """Return what a file holds, and note the faults that did not stop the reading."""
        content, errors = read_yaml(source)
        self.errors += errors
        return content

    def lay_over(
        self, below: dict[str, Plain], differs: Mapping[str, Plain], file: str, above: tuple[str, ...] = ()
    ) -> None:
        """Merge a file into what it is based on: mappings key by key; null removes an entry; all else replaces.

        ``below`` holds the entries so far, at the keys ``above``. Entries that are not changed keep their own file.
        """
        owner = file_named_for(above, self.file_of)
        for key in below:
            self.file_of.setdefault(".".join((*above, key)), owner)
        for key, value in differs.items():
            keys, stands = (*above, key), below.get(key)
            path = ".".join(keys)
            if isinstance(stands, dict) and isinstance(value, dict):
                self.lay_over(stands, value, file, keys)
            else:
                self.file_of = {
                    name: owner_file for name, owner_file in self.file_of.items() if not name.startswith(f"{path}.")
                }
                self.put(below, keys, value, file)
            self.file_of[path] = file

    def put(self, below: dict[str, Plain], keys: tuple[str, ...], value: Plain, file: str) -> None:
        """Write a new value, or remove the entry."""
        if value is not None:
            below[keys[-1]] = value
        elif keys[-1] in below:
            del below[keys[-1]]
        else:
            self.errors.append(unknown(file, shown_key(*keys), keys[-1], below, what="entry to take away"))


def _named(name: Plain, files: Sequence[Source], known: Mapping[str, Source]) -> Source:
    """Return the file that the last of these is based on."""
    file = str(files[-1])
    if not isinstance(name, str):
        raise InputErrors([InputError(file, LIKE, shown(name), message="must be the name of a small model")])
    if name not in known:
        raise InputErrors([unknown(file, LIKE, name, known)])
    if known[name] in files:
        ring = [*files[files.index(known[name]) :], known[name]]
        message = f"goes round in a circle: {', '.join(source.path.stem for source in ring)}"
        raise InputErrors([InputError(file, LIKE, shown(name), message=message)])
    return known[name]
