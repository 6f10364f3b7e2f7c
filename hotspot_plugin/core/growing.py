"""Columns that grow at their end: of what is read batch by batch no more than one column is ever there twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_SPARE = 1 << 16


class Growing:
    """One column. A list of batches would be joined at the end, and joining needs all of it a second time.

    Args:
        kind: what values are cast to; None for what they are, or what holds the values of all batches (whole numbers
            become floats with the first null).
    """

    def __init__(self, kind: DTypeLike | None = None) -> None:
        self._kind = kind
        self._room: NDArray[Any] = np.empty(0, dtype=kind)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, values: NDArray[Any]) -> None:
        """Put values, shape (n,), at the end."""
        if self._kind is None and values.dtype != self._room.dtype:
            wanted = np.promote_types(values.dtype, self._room.dtype) if self._count else values.dtype
            self._room = self._room.astype(wanted)
        end = self._count + len(values)
        if end > len(self._room):
            # nobody else has a view of it; before NumPy 2.5 the system's tables of memory move it, without a copy
            self._room.resize(max(end, len(self._room) + len(self._room) // 8 + _SPARE), refcheck=False)
        self._room[self._count : end] = values
        self._count = end

    def fill(self, value: Any, count: int) -> None:
        """Put one value at the end, `count` times."""
        self.add(np.broadcast_to(np.asarray(value, dtype=self._kind), count))

    def cut(self, count: int) -> None:
        """Forget what is after the first `count` values."""
        self._count = count

    def held(self) -> NDArray[Any]:
        """Return a copy of the column, to be looked at while it grows on."""
        return self._room[: self._count].copy()

    def take(self) -> NDArray[Any]:
        """Return the column; this one is empty then."""
        room, self._room = self._room, np.empty(0, dtype=self._room.dtype)
        room.resize(self._count, refcheck=False)
        self._count = 0
        return room
