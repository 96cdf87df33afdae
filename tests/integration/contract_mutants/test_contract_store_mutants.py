"""The suite of stores passes what is right, and catches stores that are deliberately wrong."""

from __future__ import annotations

import pytest

from kithkeeper.store import SqliteStore
from kithkeeper.testing.store_contract import StoreContract


class StoreUnderTest(StoreContract):
    @pytest.fixture
    def open_store(self, tmp_path):
        return lambda owner: SqliteStore(str(tmp_path / "kith.db"), owner=owner)


class TestSqlite(StoreUnderTest):
    """SQLite keeps to the contract."""


# What follows is wrong on purpose.


class NoRollback(SqliteStore):
    """Keeps what a failed transaction wrote."""

    def write(self, **how):
        return _Keeping(super().write(**how), self)


class _Keeping:
    def __init__(self, inner, store):
        self.inner, self.store = inner, store

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *why):
        self.inner.__exit__(None, None, None)
        return False


class SharedByAll(SqliteStore):
    """Shows everyone's rows to everyone."""

    def __init__(self, path, owner):
        super().__init__(path, owner="all")


class Forgetful(SqliteStore):
    """Has no history."""

    def entries(self, **how):
        return []


class StaleSearch(SqliteStore):
    """Finds what is deleted."""

    def search(self, text, limit=100):
        found = super().search(text, limit)
        self.__dict__.setdefault("_found", {}).setdefault(text, found)
        return self._found[text] or found


MUTANTS = {
    "no-rollback": NoRollback,
    "shared": SharedByAll,
    "forgetful": Forgetful,
    "stale-search": StaleSearch,
}


def suite(wrong):
    """The suite on a wrong one."""

    class TestMutant(StoreUnderTest):
        @pytest.fixture
        def open_store(self, tmp_path):
            return lambda owner: wrong(str(tmp_path / "kith.db"), owner=owner)

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_stores_are_caught(name, failures):
    """A suite that lets a wrong store pass is itself wrong."""
    assert failures(name)
