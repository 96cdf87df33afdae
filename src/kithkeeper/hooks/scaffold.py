"""`kith plugins new`: a plugin to start from, as one file or as a distribution of its own."""

from __future__ import annotations

import keyword
from importlib.resources import files
from pathlib import Path
from string import Template

from kithkeeper.errors import Invalid, Refused

_ONE_FILE = {"one_file.py.txt": "$module.py"}
_DISTRIBUTION = {
    "pyproject.toml.txt": "kithkeeper-$name/pyproject.toml",
    "README.md.txt": "kithkeeper-$name/README.md",
    "plugin.py.txt": "kithkeeper-$name/src/kithkeeper_$module/__init__.py",
    "test_plugin.py.txt": "kithkeeper-$name/tests/test_${module}_plugin.py",
}


def one_file(name: str, folder: Path) -> list[Path]:
    """Write a one-file plugin into a folder, such as the home's `plugins`; see `distribution`.

    The plugin goes by the name of its file, in which hyphens become underscores.
    """
    return _write(_ONE_FILE, name, folder)


def distribution(name: str, folder: Path) -> list[Path]:
    """Write `kithkeeper-NAME` with pyproject, README, source and test into a folder.

    Returns:
        The files written.

    Raises:
        Invalid: The name is not made of lower-case letters, digits and single hyphens.
        Refused: A file is there already; nothing was written.
    """
    return _write(_DISTRIBUTION, name, folder)


def _write(plan: dict[str, str], name: str, folder: Path) -> list[Path]:
    values = _values(name)
    texts = files("kithkeeper.hooks") / "templates"
    made = {
        folder / Template(target).substitute(values): Template(
            (texts / template).read_text(encoding="utf-8")
        ).substitute(values)
        for template, target in plan.items()
    }
    for path in made:
        if path.exists():
            raise Refused(f"{path} is there already; nothing was written.")
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(made)


def _values(name: str) -> dict[str, str]:
    from importlib.metadata import version

    words = name.split("-")
    fits = all(word.isascii() and word.isalnum() and word == word.lower() for word in words)
    if not fits or not name[0].isalpha() or keyword.iskeyword(name):
        raise Invalid("name", f"{name!r} is no name for a plugin; use one like 'quiet-fridays'")
    return {
        "name": name,
        "module": "_".join(words),
        "class_name": "".join(word.capitalize() for word in words),
        "title": " ".join(words).capitalize(),
        "version": ".".join(version("kithkeeper").split(".")[:2]) + ".0",
    }
