"""Our plugins pass the check that any author's plugin is given."""

from pathlib import Path

import pytest

from kithkeeper import Network
from kithkeeper.hooks.check import check

NAMES = sorted(
    path.name.removeprefix("kithkeeper-")
    for path in (Path(__file__).parents[2] / "plugins").iterdir()
)


@pytest.mark.parametrize("name", NAMES)
def test_a_first_party_plugin_passes_the_check(name, tmp_path):
    """It loads, overrides hooks as they are declared, explains its settings, and imports little."""
    with Network.open(home=tmp_path) as net:
        failed = [each for each in check(net.host, name) if not each.ok]

    assert failed == []
