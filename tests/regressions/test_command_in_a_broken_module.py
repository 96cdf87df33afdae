"""A plugin's command in a module that broke as it was imported ended `kith` in a traceback."""

from __future__ import annotations

import pytest

PLUGIN = '''
import sys
from pathlib import Path

from kithkeeper.hooks import CommandSpec, Plugin

sys.path.append(str(Path(__file__).parent / "lib"))


class Moody(Plugin):
    """Has a command."""

    def commands(self, ctx):
        return [CommandSpec("sulk", "Sulk.", "moody_commands:sulk")]
'''


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise ValueError('no luck')", "moody: ValueError: no luck"),
        ("def (", "moody: SyntaxError: invalid syntax"),
        ("raise SystemExit(3)", "moody: SystemExit: 3"),
        ("import nowhere", "moody: moody_commands:sulk is not there: ModuleNotFoundError"),
        ("print('here')", "moody: moody_commands:sulk is not there: AttributeError"),
    ],
)
def test_command_in_a_broken_module_is_an_error_of_its_plugin(kith, tmp_path, code, said):
    """It says whose it is and why, and exits as any plugin's error does."""
    library = tmp_path / "home" / "plugins" / "lib"
    library.mkdir(parents=True)
    (library / "moody_commands.py").write_text(code)
    (library.parent / "moody.py").write_text(PLUGIN)
    error = kith("sulk", code=1)["error"]
    assert error["code"] == "plugin_error"
    assert error["message"].startswith(said)
