"""What the user set: `config.toml` as typed settings, and where things live.

Reading needs the standard library only; `config.edit` and `config.template` change the file.
"""

from kithkeeper.config.paths import Home
from kithkeeper.config.reading import load, read
from kithkeeper.config.shared import Shared, shared
from kithkeeper.config.values import Config, Profile

__all__ = ["Config", "Home", "Profile", "Shared", "load", "read", "shared"]
