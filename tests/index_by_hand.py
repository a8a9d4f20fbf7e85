"""The index written again from the text of the law, in plain fractions: an independent reference for the tests.

Nothing of the package is imported; the numbers of the law are typed again.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

GAP_POINTS = [40, 39, 38, 37, 36, 35, 34, 33, 31, 29, 27, 25, 23, 21, 19, 17, 14, 11, 8, 5, 2]


def half_up(value, digits=0):
    """Halves away from zero, in fractions."""
    scale = 10**digits
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return -size if value < 0 else size


def favoured(result):
    return "equal" if result == 0 else "men" if result > 0 else "women"


def pay_gap(groups, threshold):
    """``groups``: (women, men, women's mean, men's mean) as fractions; the signed rounded result and its points, or None."""
    valid = [group for group in groups if group[0] >= 3 and group[1] >= 3]
    everybody = sum(women + men for women, men, *_ in groups)
    heads = sum(women + men for women, men, *_ in valid)
    if not heads or Fraction(heads, everybody) < Fraction(40, 100):
        return None
    weighted = Fraction(0)
    for women, men, women_mean, men_mean in valid:
        gap = 100 * (men_mean - women_mean) / men_mean
        kept = max(gap - threshold, Fraction(0)) if gap > 0 else min(gap + threshold, Fraction(0))
        weighted += kept * Fraction(women + men, heads)
    result = half_up(weighted, 1)
    step = ceil(abs(result))
    return result, GAP_POINTS[step] if step <= 20 else 0


def by_steps(size, points):
    for bound, given in zip((2, 5, 10), points, strict=False):
        if abs(size) <= bound:
            return given
    return 0


def corrects(gap, result):
    return gap is not None and gap[1] < 40 and {favoured(gap[0]), favoured(result)} == {"women", "men"}


def rate_gap(categories, points, gap):
    """``categories``: (women, men, women who, men who); more than 250 employees."""
    valid = [one for one in categories if one[0] >= 10 and one[1] >= 10]
    everybody, heads = (sum(one[0] + one[1] for one in some) for some in (categories, valid))
    if not sum(one[2] + one[3] for one in categories) or not heads or 100 * heads < 40 * everybody:
        return None
    weighted = sum(
        (Fraction(100 * men_who, men) - Fraction(100 * women_who, women)) * (women + men)
        for women, men, women_who, men_who in valid
    )
    result = half_up(Fraction(weighted, heads), 1)
    return result, points[0] if corrects(gap, result) else by_steps(result, points)


def joined(women, men, women_who, men_who, gap):
    """50 to 250 employees."""
    if women < 5 or men < 5 or women_who + men_who == 0:
        return None
    difference = Fraction(men_who, men) - Fraction(women_who, women)
    in_points, in_people = half_up(100 * difference, 1), half_up(difference * min(women, men), 1)
    best = max(by_steps(in_points, (35, 25, 15)), by_steps(in_people, (35, 25, 15)))
    return in_points, in_people, 35 if corrects(gap, in_points) else best


def total(scored):
    """``scored``: (points, maximum) of the computable indicators."""
    points, most = sum(one[0] for one in scored), sum(one[1] for one in scored)
    return int(half_up(Fraction(100 * points, most))) if most >= 75 else None


def index(company):
    """Everything of one company described as the tests describe it."""
    gap = pay_gap(company["groups"], 5 if company["mode"] == "csp" else 2)
    scored = [] if gap is None else [(gap[1], 40)]
    found = {"pay_gap": gap}
    if company["small"]:
        found["joined"] = joined(*company["joined"], gap)
        scored += [] if found["joined"] is None else [(found["joined"][2], 35)]
    else:
        for name, points in (("raise", (20, 10, 5)), ("promotion", (15, 10, 5))):
            found[name] = rate_gap(company[name], points, gap)
            scored += [] if found[name] is None else [(found[name][1], points[0])]
    back, rewarded = company["returns"]
    scored += [(15 if back == rewarded else 0, 15)] if back else []
    rarer = min(company["top"])
    scored.append((0 if rarer <= 1 else 5 if rarer <= 3 else 10, 10))
    return {
        **found,
        "points": sum(one[0] for one in scored),
        "maximum": sum(one[1] for one in scored),
        "index": total(scored),
    }
