"""Where things live: the config, the store, the user's plugins, and what can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

VARIABLE = "KITHKEEPER_HOME"


class Home(NamedTuple):
    """The places of one user's network; none of them needs to exist.

    Attributes:
        folder_config: The folder that holds the config.
        config: The `config.toml`.
        store: The database.
        plugins: The folder of one-file plugins.
        cache: A folder whose content can be made again.
    """

    folder_config: Path
    config: Path
    store: Path
    plugins: Path
    cache: Path

    @classmethod
    def at(cls, folder: Path) -> Home:
        """Everything in one folder."""
        return cls(
            folder_config=folder,
            config=folder / "config.toml",
            store=folder / "kith.db",
            plugins=folder / "plugins",
            cache=folder / "cache",
        )

    @classmethod
    def find(cls, home: str | Path | None, environ: Mapping[str, str]) -> Home:
        """The one folder that `home` or KITHKEEPER_HOME names, else the platform's own folders.

        An empty name counts as none; `~` is expanded, a relative path made absolute.
        """
        named = str(home or environ.get(VARIABLE) or "")
        if named:
            return cls.at(Path(named).expanduser().absolute())
        import platformdirs

        folder = platformdirs.user_config_path("kithkeeper", appauthor=False)
        data = platformdirs.user_data_path("kithkeeper", appauthor=False)
        return cls(
            folder_config=folder,
            config=folder / "config.toml",
            store=data / "kith.db",
            plugins=data / "plugins",
            cache=platformdirs.user_cache_path("kithkeeper", appauthor=False),
        )
