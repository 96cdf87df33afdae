"""A full disk was called a broken store, to be moved aside."""

import subprocess

import pytest


@pytest.fixture
def small(tmp_path):
    """A disk of one megabyte."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("this user may mount nothing")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_it_says_so_and_loses_nothing(kith, small):
    """And once there is room again, all is there."""
    home = small / "home"
    kith("add", "Ada Lovelace", home=home)
    rest = small / "rest"
    with pytest.raises(OSError, match="No space left"):
        rest.write_bytes(bytes(2 << 20))
    error = kith("add", "Bob Frost", home=home, code=6)["error"]
    assert "full" in error["message"]
    assert "Make room on that disk" in error["message"]
    rest.unlink()
    assert [row["name"] for row in kith("list", home=home)] == ["Ada Lovelace"]
