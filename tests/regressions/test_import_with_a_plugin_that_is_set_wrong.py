"""A wrong setting of the plugin for tables made every table one that no plugin recognises."""

CONFIG = '[plugins.csv.columns]\nFoo = "nosuch"\n'


def test_import_with_a_plugin_that_is_set_wrong(kith, tmp_path):
    """The file's problem names the setting and what is wrong with it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(CONFIG)
    (problem,) = kith("import", "-", stdin=b"Name,Email\nAda,ada@example.org\n", code=1)["problems"]
    assert (
        "plugin csv can't be asked: plugins.csv.columns: Foo: 'nosuch' is none of"
        in (problem["reason"])
    )
