"""Fuzz one reader, led by coverage. Needs atheris, which is no requirement of the tests.

    python tests/fuzz/fuzz.py toml tests/fuzz/corpus/toml -max_total_time=600

What follows the name of the target goes to libFuzzer as it is.
"""

import sys
from pathlib import Path

WORDS = Path(__file__).with_name("words.dict")


def main() -> None:
    """Fuzz the target that the command names."""
    import atheris

    with atheris.instrument_imports(include=["dprk_tourism", "tomllib", "json"]):
        from targets import TARGETS, run

    if sys.argv[1:2] == [] or sys.argv[1] not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    target = sys.argv.pop(1)
    atheris.enabled_hooks.add("RegEx")
    atheris.Setup([*sys.argv, f"-dict={WORDS}", "-timeout=10"], lambda data: run(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
