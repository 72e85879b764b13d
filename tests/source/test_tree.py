"""The tree of a text: how each value is found again by where it stands."""

from __future__ import annotations

from mockserver.source import tree
from mockserver.source.read import read


def test_each_place_has_its_way() -> None:
    root, _ = read("a: 1\nb:\n  - c: x\n", "a.yaml")
    assert root is not None
    found = dict(tree.ways(root))
    assert (found[1, 1], found[1, 4]) == (("a",), ("a",))
    assert (found[3, 5], found[3, 8]) == (("b", 0, "c"), ("b", 0, "c"))
