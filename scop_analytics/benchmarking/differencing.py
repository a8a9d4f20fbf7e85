"""What the sums of several groups give away together: linear algebra over everything published about one figure.

The rows of ``groups`` are published groups, its columns co-operatives. Whoever knows the sum of each group knows every
combination of them. A co-operative is exposed when one combination leaves it alone, when one leaves it with a single other,
or when another co-operative, who knows itself, is left alone with it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
TOLERANCE: Final = 1e-8


def exposed(groups: Flags) -> Ints:
    """The columns that the published sums give away."""
    if not groups.size:
        return np.empty(0, dtype=np.int64)
    # Co-operatives that stand in the same groups cannot be told apart: only those nearly alone can be exposed.
    packed = np.ascontiguousarray(np.packbits(groups, axis=0).T)
    _, first, which, alike = np.unique(
        packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True, return_counts=True
    )
    risky = np.flatnonzero((alike[which] <= 2) & groups.any(axis=0))  # noqa: PLR2004 - alone, or in a pair
    if not len(risky):
        return np.empty(0, dtype=np.int64)
    spanned = _basis(groups[:, first].astype(np.float64) * np.sqrt(alike))[:, which[risky]] / np.sqrt(
        alike[which[risky]]
    )
    return risky[_exposed(np.einsum("ri,rj->ij", spanned, spanned))]


def _basis(rows: Floats) -> Floats:
    """Orthonormal rows that span the same space, one row after the other.

    Small steps on purpose: a library of linear algebra would start threads for matrices that need none.
    """
    basis = np.empty((min(rows.shape), rows.shape[1]))
    rank = 0
    for row in rows:
        left = row - basis[:rank].T @ (basis[:rank] @ row)
        left -= basis[:rank].T @ (basis[:rank] @ left)  # once more: rounding of the first pass
        length, whole = float(np.sqrt(np.sum(left**2))), float(np.sqrt(np.sum(row**2)))
        if length > TOLERANCE * max(whole, 1.0):
            basis[rank] = left / length
            rank += 1
    return basis[:rank]


def _exposed(known: Floats) -> Flags:
    own = np.diag(known)
    pair = own[:, None] + own[None, :] + 2 * known
    np.fill_diagonal(pair, 0.0)
    rest = 1 - own[:, None]  # what an insider adds by knowing itself
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = own[None, :] + np.where(rest > TOLERANCE, known**2 / rest, 0.0)
    np.fill_diagonal(inside, 0.0)
    return np.asarray((own > 1 - TOLERANCE) | (pair > 2 - TOLERANCE).any(axis=1) | (inside > 1 - TOLERANCE).any(axis=0))
