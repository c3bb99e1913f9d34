"""The comparison of surviving mutants with their explanations."""

from check import asked, change, faults

NAME = "dprk_tourism.days.x_to_day__mutmut_1"
WRITTEN = "return value"
EXPLAINED = {NAME: {"change": WRITTEN, "reason": "It is the same."}}


class TestFaults:
    """`faults`: what survives without an explanation, and explanations of nothing."""

    def test_explained(self) -> None:
        """A survivor that is explained as what it writes is no fault, nor is a run without survivors."""
        assert [] == list(faults({NAME: WRITTEN}, EXPLAINED, ["days"]))
        assert [] == list(faults({}, {}, ["days"]))

    def test_unexplained(self) -> None:
        """A survivor that nobody explained is told with what it writes."""
        assert [f"{NAME} survives: {WRITTEN}"] == list(faults({NAME: WRITTEN}, {}, ["days"]))

    def test_something_else(self) -> None:
        """An explanation of another change does not count, as the numbers of mutants move."""
        assert [f"{NAME} is explained as something else: pass"] == list(faults({NAME: "pass"}, EXPLAINED, ["days"]))

    def test_explained_and_killed(self) -> None:
        """An explanation of what does not survive is a fault, unless its module was not mutated."""
        assert [f"{NAME} is explained, but it is killed or gone"] == list(faults({}, EXPLAINED, ["days"]))
        assert [] == list(faults({}, EXPLAINED, ["wire"]))


class TestAsked:
    """`asked` and `change`: what is mutated, and what a mutant writes."""

    def test_modules(self) -> None:
        """Modules that are named, in their order, or all that the settings name."""
        assert ["wire", "days"] == asked(["wire", "days"])
        assert ["days", "travellers", "policies", "rules", "timelines", "history", "wire"] == asked([])

    def test_change(self) -> None:
        """What a mutant writes is the lines that the difference adds, without their indentation."""
        shown = "# name: survived\n--- a.py\n+++ a.py\n@@ -1 +1 @@\n def f():\n-    return 1\n+    return 2\n"

        assert "return 2" == change(shown)
