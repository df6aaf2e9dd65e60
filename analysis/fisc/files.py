# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening run files: on file systems without locks, too, and never a damaged one without a word.

The last 32 bytes of a run file are a hash of all before them (docs/file_formats.md).  It is checked when a file is
first opened, up to LARGE_BYTES; of larger files each dataset's own hash is checked when it is read."""
import builtins
import ctypes
import ctypes.util
import os
import warnings
from typing import Callable, Optional, Set, Tuple

# Files get their names when they are finished, so no lock is needed.  HDF5 reads this when it is loaded.
os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")

import h5py  # noqa: E402
import numpy as np  # noqa: E402

LARGE_BYTES = 10**9
SEAL_BYTES = 32
SEAL_BEGIN = b"\nfisc-xxh3-64 "
PIECE_BYTES = 1 << 20

Hash = Callable[[bytes, int], int]


class _Library:
    """XXH3-64 of the C library that fisc itself is linked with."""

    def __init__(self, library: ctypes.CDLL):
        self._library = library
        for name, result, arguments in (
                ("XXH3_createState", ctypes.c_void_p, []), ("XXH3_freeState", ctypes.c_int, [ctypes.c_void_p]),
                ("XXH3_64bits_reset_withSeed", ctypes.c_int, [ctypes.c_void_p, ctypes.c_uint64]),
                ("XXH3_64bits_update", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]),
                ("XXH3_64bits_digest", ctypes.c_uint64, [ctypes.c_void_p])):
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments

    def start(self, seed: int) -> "_Library":
        made = _Library(self._library)
        made._state = self._library.XXH3_createState()
        self._library.XXH3_64bits_reset_withSeed(made._state, seed)
        return made

    _state: Optional[int] = None

    def update(self, content: bytes) -> None:
        self._library.XXH3_64bits_update(self._state, content, len(content))

    def intdigest(self) -> int:
        return int(self._library.XXH3_64bits_digest(self._state))

    def __del__(self) -> None:
        if self._state:
            self._library.XXH3_freeState(self._state)


def _find_hasher():
    """A function from a seed to something with update() and intdigest(); None if there is no XXH3 here."""
    try:
        import xxhash

        return lambda seed: xxhash.xxh3_64(seed=seed)
    except ImportError:
        pass
    name = ctypes.util.find_library("xxhash")
    try:
        return _Library(ctypes.CDLL(name)).start if name else None
    except (OSError, AttributeError):
        return None


_hasher = _find_hasher()
_checked: Set[Tuple[int, int, int, int]] = set()
_unchecked: Set[str] = set()


def _damaged(path: str, what: str) -> OSError:
    return OSError(f"{path}: damaged: {what}; remove it, and 'fisc resume' makes it again from the journal")


def _check_seal(path: str) -> None:
    with builtins.open(path, "rb") as file:
        found = os.fstat(file.fileno())
        identity = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        if identity in _checked or found.st_size <= SEAL_BYTES or found.st_size > LARGE_BYTES:
            return
        file.seek(-SEAL_BYTES, os.SEEK_END)
        seal = file.read(SEAL_BYTES)
        if not seal.startswith(SEAL_BEGIN):
            return  # written anew by another program
        if _hasher is None:
            if path not in _unchecked:
                _unchecked.add(path)
                warnings.warn(f"{path}: whether it is whole was not checked: no xxhash here", stacklevel=4)
            return
        state = _hasher(0)
        file.seek(0)
        left = found.st_size - SEAL_BYTES
        while left > 0:
            piece = file.read(min(left, PIECE_BYTES))
            if not piece:
                raise _damaged(path, "it ends while it is read")
            state.update(piece)
            left -= len(piece)
        if seal != SEAL_BEGIN + f" {state.intdigest():016x}\n".encode():
            raise _damaged(path, "its content is not what was sealed")
        _checked.add(identity)


def open_file(path: str) -> h5py.File:
    """A run file for reading; OSError if it is damaged or none."""
    _check_seal(path)
    try:
        try:
            return h5py.File(path, "r", locking=False)
        except (TypeError, ValueError):  # an h5py or an HDF5 that cannot be told
            return h5py.File(path, "r")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise OSError(f"{path}: not a readable run file ({error}); "
                      "'fisc resume' makes it again from the journal") from error


def open_dataset(path: str, group: Optional[str] = None):
    """The same as a Dataset of xarray, whose numbers are read when they are used."""
    import xarray

    _check_seal(path)
    try:
        return xarray.open_dataset(path, engine="h5netcdf", group=group)
    except OSError as error:
        if isinstance(error, FileNotFoundError) or "lock" not in str(error):
            raise
        return xarray.open_dataset(builtins.open(path, "rb"), engine="h5netcdf", group=group)  # noqa: SIM115


def _hash_of(values: np.ndarray) -> int:
    if values.dtype.kind != "O":
        state = _hasher(0)
        state.update(np.ascontiguousarray(values).tobytes())
        return state.intdigest()
    seed = 0
    for word in values.ravel():
        state = _hasher(seed)
        state.update(word if isinstance(word, bytes) else str(word).encode())
        seed = state.intdigest()
    return seed


def read_all(dataset: h5py.Dataset):
    """All values of a dataset; of a file too large for its seal, against the dataset's own hash."""
    values = dataset[()]
    stored = dataset.attrs.get("xxh3_64")
    path = dataset.file.filename
    if stored is not None and _hasher is not None and os.path.getsize(path) > LARGE_BYTES:
        stored = stored.decode() if isinstance(stored, bytes) else str(stored)
        if stored != f"{_hash_of(np.asarray(values)):016x}":
            raise _damaged(path, f"the dataset '{dataset.name}' is not what was stored")
    return values
