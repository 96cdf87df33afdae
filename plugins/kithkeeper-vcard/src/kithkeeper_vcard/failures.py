"""Address books of an account that can't be read: each is told of, and the others are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kithkeeper.errors import LoginNeeded, PluginError, Problem, TryLater
from kithkeeper_vcard.listing import BookMissing


class Failures:
    """What went wrong in one pull of an account.

    Args:
        of: How many books are read. The failure of the only one, or of the last one that is left, is
            that of the account.

    Attributes:
        problems: One for each book that failed.
    """

    def __init__(self, of: int) -> None:
        self.problems: list[Problem] = []
        self._left = of

    def _ends_all(self, error: PluginError) -> bool:
        return False

    @contextmanager
    def of_book(self, url: str) -> Iterator[None]:
        """Note that a book failed, unless the whole account did.

        Raises:
            LoginNeeded, TryLater: That concerns every book.
            PluginError: No book is left.
        """
        try:
            yield
        except (LoginNeeded, TryLater):
            raise
        except PluginError as error:
            self._left -= 1
            if not self._left or self._ends_all(error):
                raise
            self.problems.append(Problem(url, None, "", error.reason, rejected=False))


class MissingBooks(Failures):
    """The same for books that were there before: the account is asked anew if one is not."""

    def _ends_all(self, error: PluginError) -> bool:
        return isinstance(error, BookMissing)
