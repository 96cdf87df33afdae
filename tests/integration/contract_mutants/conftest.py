"""Runs a contract suite on plugins that are deliberately wrong."""

from __future__ import annotations

import textwrap

import pytest


@pytest.fixture
def failures(request, tmp_path):
    """Runs the `suite` of a module on one of its `MUTANTS`, in a pytest of its own; how many tests
    failed.
    """

    def run(name):
        source = tmp_path / "test_mutant.py"
        source.write_text(textwrap.dedent(f"""
            import importlib.util
            spec = importlib.util.spec_from_file_location("mutants", {str(request.path)!r})
            mutants = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(mutants)
            TestMutant = mutants.suite(mutants.MUTANTS[{name!r}])
        """))  # fmt: skip
        counts = _Counts()
        pytest.main(
            ["-x", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist", "--rootdir", str(tmp_path), "-c", "/dev/null", "--import-mode=importlib", str(source)],
            plugins=[counts],
        )  # fmt: skip
        assert counts.passed + counts.failed > 0
        return counts.failed

    return run


class _Counts:
    passed = failed = 0

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed:
            self.passed += report.passed
            self.failed += report.failed
