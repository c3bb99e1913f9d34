"""The tests that can run under wasm, and what the shipped histories must be there: run by `.ci/deep wasm`.

    node tests/wasm/run.mjs PYODIDE PACKAGES tests/wasm/suite.py FINGERPRINT...

The fingerprints are those of the shipped histories in order, as another Python took them.
"""

import sys
from typing import Final

import pytest

NOT_COLLECTED: Final = {
    "tests/site": "starts processes and Chromium",
    "tests/test_anywhere.py": "starts processes and threads",
    "tests/test_frames.py": "needs numpy, pandas, Polars, PyArrow and DuckDB",
    "tests/test_tables.py": "needs PyArrow",
    "tests/test_visit_files.py": "needs PyArrow, and starts processes",
    "tests/laws/test_screens.py": "needs pandas, Polars and DuckDB",
    "tests/typing": "needs Polars",
    "tests/screening_cases.py": "needs pandas, Polars and DuckDB",
    "tests/hostile/test_hostile_sizes.py": "needs the module resource, and starts processes",
}
"""Files and folders of tests that cannot be collected under wasm, and why."""
_FRAMES: Final = "needs numpy and PyArrow"
_JSON: Final = "the stack of node is made so large that JSON is followed to its end, and refused for what it holds"
_KINDS: Final = "makes pipes, sockets and devices"
_PROCESSES: Final = "starts processes"
CANNOT_RUN: Final = {
    "tests/hostile/test_hostile_documents.py::TestNesting::test_json": _JSON,
    "tests/hostile/test_hostile_documents.py::TestNesting::test_shown": _JSON,
    "tests/hostile/test_hostile_files.py::TestLargeFiles::test_hollow_file": "takes a tebibyte of memory there",
    "tests/hostile/test_hostile_files.py::TestNoRegularFiles": _KINDS,
    "tests/test_cli.py::TestFiles": _FRAMES,
    "tests/test_cli.py::TestProcess": _PROCESSES,
    "tests/test_documents.py::TestSentences::test_json[text4": _JSON,
    "tests/test_documents.py::TestShipped::test_needs_no_reader": _PROCESSES,
    "tests/test_documents.py::TestSyntax::test_deep_json": _JSON,
    "tests/test_history.py::TestQuestions::test_threads_agree": "starts threads",
    "tests/test_public_api.py::TestBaseInstall": _PROCESSES,
    "tests/test_public_api.py::TestNames::test_example": _FRAMES,
    "tests/test_public_api.py::TestNames::test_import_is_lazy": _PROCESSES,
    "tests/test_public_api.py::TestNames::test_same_object": _FRAMES,
    "tests/test_public_api.py::TestNames::test_type_hints_resolve": _FRAMES,
    "tests/test_trace.py::TestScript::test_run_by_itself": _PROCESSES,
}
"""Tests of the other files that cannot pass there, and why."""


def main() -> int:
    """Compare the fingerprints, then run the tests."""
    import dprk_tourism as dt
    from dprk_tourism._io import SHIPPED

    here = [dt.fingerprint(dt.load(name)) for name in SHIPPED]
    print(f"Python {sys.version}", *here, sep="\n")  # noqa: T201
    if here != sys.argv[1:]:
        sys.exit(f"the fingerprints are others here, expected {sys.argv[1:]}")
    less = [f"--ignore={path}" for path in NOT_COLLECTED] + [f"--deselect={name}" for name in CANNOT_RUN]
    words = ["-p", "no:cacheprovider", "-q", "--tb=short", *less, "tests"]
    return pytest.main(words)


if __name__ == "__main__":
    sys.exit(main())
