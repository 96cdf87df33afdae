"""A write that a limit of file sizes cut off was called a broken store, to be moved aside."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

KITH = Path(sys.executable).with_name("kith")
LONG = "x" * 100_000


def test_it_says_so_and_loses_nothing(kith, tmp_path):
    """The limit is named, nothing was written, and without the limit all goes on."""
    home = tmp_path / "home"
    kith("add", "Ada Lovelace", home=home)
    words = shlex.join(
        [str(KITH), "--home", str(home), "add", "Bob Frost", "--met", LONG, "--json"]
    )
    environ = {"PATH": os.defpath, "TZ": "UTC", "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["/bin/sh", "-s"], input=f"ulimit -f 100\nexec {words}\n".encode(), capture_output=True,
        check=False, timeout=60, env=environ,
    )  # fmt: skip
    assert done.returncode == 6, done.stderr.decode()
    message = json.loads(done.stdout)["error"]["message"]
    assert message.endswith(
        "(it took no more data). See whether a quota or a limit of file sizes (ulimit -f) stands "
        "in the way, and the disk is well; nothing was changed."
    )
    assert [row["name"] for row in kith("list", home=home)] == ["Ada Lovelace"]
    kith("add", "Bob Frost", "--met", LONG, home=home)
