"""What is documented is what is there."""

import re
import subprocess
import sys
from pathlib import Path

from kithkeeper.hooks import HOOKS

ROOT = Path(__file__).parents[2]


def test_the_pages_made_from_docstrings_are_up_to_date():
    """A hook or a setting can't be added without its documentation."""
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "build.py", "--check"], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_every_hook_has_an_example():
    """Each hook's section shows how it is used."""
    page = (ROOT / "docs" / "hooks.md").read_text()

    for name in HOOKS:
        section = page.split(f"## `{name}(")[1].split("## `")[0]
        assert "Example:" in section


def test_every_link_in_the_documents_leads_somewhere():
    """Relative links of README, CONTRIBUTING and docs point at files that exist."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
