"""A rule or an observer that failed was recorded, and the command that went on without it said nothing."""

import os
import subprocess
import sys
from pathlib import Path

KITH = str(Path(sys.executable).with_name("kith"))
PLUGIN = '''
from kithkeeper.hooks import Plugin, RuleSpec


def blocks(facts, day):
    raise RuntimeError("no moon today")


class Moon(Plugin):
    """Plans by the moon."""

    def rules(self, ctx):
        return [RuleSpec("moon", "By the moon", blocks=blocks)]

    def contact_changed(self, ctx):
        raise SystemExit(9)
'''


def test_a_failed_hook_is_said_once_on_standard_error(tmp_path):
    """With the plugin's name, what failed and what to do; the work is done and the exit code 0."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "moon.py").write_text(PLUGIN)
    assert _kith(tmp_path, "add", "Ada", "--circle", "inner") == (
        "kith: plugin moon failed at contact_changed: SystemExit: 9; the rest was done without it. "
        "`kith plugins check moon` looks into it.\n"
    )
    assert _kith(tmp_path, "plan", "--weeks", "6") == (
        "kith: plugin moon failed at rules (moon blocks): RuntimeError: no moon today; the rest was "
        "done without it. `kith plugins check moon` looks into it.\n"
    )
    assert _kith(tmp_path, "list") == ""


def _kith(home, *words):
    environ = {"PATH": os.defpath, "TZ": "UTC", "HOME": str(home), "LANG": "C.UTF-8"}
    environ |= {"KITHKEEPER_HOME": str(home), "KITHKEEPER_TODAY": "2026-03-04"}
    done = subprocess.run(
        [KITH, *words], capture_output=True, text=True, check=False, timeout=60, env=environ
    )
    assert done.returncode == 0, done.stderr
    return done.stderr
