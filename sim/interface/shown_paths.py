"""Paths as they are shown, and the error of one that cannot be written to."""

from pathlib import Path

from sim.description.input_errors import InputError, InputErrors, shown


def unwritable(key: str, path: str, error: OSError | ValueError) -> InputErrors:
    """Return the error of a path that cannot be written to."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return InputErrors([InputError("command line", key, shown(path), message=f"cannot be written: {reason}")])


def shown_path(path: Path) -> str:
    """Return a path relative to the working directory, where it lies within."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
