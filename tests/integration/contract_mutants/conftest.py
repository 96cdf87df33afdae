"""Runs a contract suite on plugins that are deliberately wrong."""

from __future__ import annotations

import textwrap

import pytest


@pytest.fixture
def caught(failures):
    """Runs a suite on a mutant, which must fail, and in words: what is wrong, and what to do."""

    def run(name):
        told = failures(name)
        assert told
        for message in told:
            assert message.startswith("AssertionError: ")
            assert len(message.removeprefix("AssertionError: ").partition("\nassert")[0]) > 50

    return run


@pytest.fixture
def failures(request, tmp_path):
    """Runs the `suite` of a module on one of its `MUTANTS`, in a pytest of its own; what the tests
    that failed say.
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
        assert counts.passed or counts.told
        return counts.told

    return run


class _Counts:
    passed = 0

    def __init__(self):
        self.told = []

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.told.append(report.longrepr.reprcrash.message)
        elif report.when == "call":
            self.passed += report.passed
