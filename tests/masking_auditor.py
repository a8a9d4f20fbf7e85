"""The tests' own auditor: from contributions and what was published, how closely each hidden cell can be worked out.

Written from the definitions alone (cells, additivity, non-negative contributions, what lone contributors know); it imports
nothing of the package.
"""

from __future__ import annotations

import itertools

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp


def uplines(code, tree):
    line = [code]
    while line[-1] in tree:
        line.append(tree[line[-1]])
    return [*line, "total"]


class Auditor:
    """``rows``: dictionaries with the dimensions, ``unit`` and ``amount``. ``hidden``/``shown``: sets of cells."""

    def __init__(self, rows, dims, trees, shown, hidden):
        self.shown, self.hidden = set(shown), set(hidden)
        fine = sorted({tuple(row[dim] for dim in dims) for row in rows})
        self.amounts = np.zeros(len(fine))
        self.inside, self.units, self.parts = {}, {}, {}
        for place, combination in enumerate(fine):
            lines = [uplines(code, trees.get(dim, {})) for dim, code in zip(dims, combination, strict=True)]
            for cell in itertools.product(*lines):
                self.inside.setdefault(cell, np.zeros(len(fine)))[place] = 1
        for row in rows:
            combination = tuple(row[dim] for dim in dims)
            self.amounts[fine.index(combination)] += row["amount"]
            lines = [uplines(code, trees.get(dim, {})) for dim, code in zip(dims, combination, strict=True)]
            for cell in itertools.product(*lines):
                mine = self.parts.setdefault(cell, {})
                mine[row["unit"]] = mine.get(row["unit"], 0) + row["amount"]

    def value(self, cell):
        return float(self.inside[cell] @ self.amounts)

    def lone(self):
        """unit → cells of which it is the only contributor."""
        found = {}
        for cell, mine in self.parts.items():
            if len(mine) == 1:
                found.setdefault(next(iter(mine)), []).append(cell)
        return found

    def bounds(self, cells, known=()):
        """Least and greatest value of each cell for a reader who also knows the cells ``known``: one programme in blocks."""
        fixed = [self.inside[name] for name in {*self.shown, *known} if name in self.inside]
        left = sparse.csr_array(np.array(fixed).reshape(len(fixed), len(self.amounts)))
        aims = [sign * self.inside[cell] for cell in cells for sign in (1, -1)]
        far = 100 * self.amounts.sum() + 1000  # stands for « without limit »
        same = np.tile(left @ self.amounts, len(aims))
        blocks = sparse.kron(sparse.eye_array(len(aims)), left, format="csr")
        equal = [LinearConstraint(blocks, same, same)] if fixed else []
        found = milp(np.concatenate(aims), constraints=equal, bounds=Bounds(0, far))
        assert found.status == 0, found.message
        ends = [abs(aim @ part) for aim, part in zip(aims, np.split(found.x, len(aims)), strict=True)]
        return dict(zip(cells, zip(ends[::2], ends[1::2], strict=True), strict=True))

    def breaches(self, needs):
        """What can be worked out: unsafe cells closer than ``needs`` allows, for outsiders and for lone contributors."""
        found = [(cell, "published") for cell in needs if cell not in self.hidden]
        for who, known in [(None, []), *self.lone().items()]:
            secrets = [cell for cell in needs if cell not in known]
            if not secrets or (who is not None and not self.hidden & {*known}):  # an insider with no news
                continue
            own = np.sum([self.inside[name] for name in known], axis=0) > 0 if known else np.zeros(len(self.amounts))
            for cell, (low, high) in self.bounds(secrets, known).items():
                value, need = self.value(cell), needs[cell]
                room = min(need, value - (self.amounts * own) @ self.inside[cell])
                if high - value < need * 0.999 or value - low < room * 0.999 - 1e-6:
                    found.append((cell, who, value, low, high, need))
        return found

    def determined(self, cells):
        """The cells whose value outsiders know exactly."""
        return [cell for cell, (low, high) in self.bounds(sorted(cells)).items() if high - low < 1e-6] if cells else []
