"""The project under test: its configuration, as MkDocs reads it, without running any of its plugins or hooks."""

from __future__ import annotations

import importlib
import logging
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader, yaml_load
from pydantic import ValidationError

from scripts.checks.files import DocFiles, find_files, read_text, relative
from scripts.checks.issues import Issue, Place, issue
from scripts.checks.settings import Settings
from scripts.checks.yaml_places import YamlPlaces

#: Plugins that write the navigation themselves; ``nav`` then has a grammar of theirs.
NAV_PLUGINS = {
    "awesome-nav",
    "awesome-pages",
    "literate-nav",
    "i18n",
    "monorepo",
    "multirepo",
    "api-autonav",
    "mkdocs-nav-weight",
    "navsorted",
    "exclude-unused-files",
    "auto-nav",
}
#: Plugins that add pages or rewrite their text, so that what the source lacks may be on the site.
PAGE_PLUGINS = {
    "gen-files",
    "macros",
    "blog",
    "tags",
    "monorepo",
    "multirepo",
    "api-autonav",
    "mkdocs-jupyter",
    "jupyter",
    "redirects",
    "i18n",
    "include-markdown",
    "techdocs-core",
    "mike",
    "versioning",
}


class ProjectError(Exception):
    """The project cannot be checked at all; the message is one sentence."""


@dataclass(frozen=True)
class Project:
    """A loaded project. ``root`` is the folder of the configuration file and the base of all places."""

    root: Path
    config_file: Path
    config: MkDocsConfig
    raw: Mapping[str, Any]
    places: YamlPlaces
    settings: Settings
    plugins: Mapping[str, Any]
    issues: list[Issue] = field(default_factory=list)
    foreign: frozenset[str] = frozenset()  # modules of the Python objects that the configuration names

    @property
    def docs(self) -> Path:
        """The documentation folder."""
        return Path(self.config.docs_dir)

    @cached_property
    def files(self) -> DocFiles:
        """All files of the documentation folder, as MkDocs will publish them."""
        return find_files(self.config, self.root)

    @cached_property
    def data(self) -> list[tuple[str, str]]:
        """Names and texts of data files in the documentation folder, from which extensions may make links."""
        found = []
        for file in self.files.all:
            path = Path(str(file.abs_src_path))
            if path.suffix in (".yml", ".yaml", ".json", ".toml", ".csv", ".bib") and path.stat().st_size < 1_000_000:
                text = read_text(path, self.name(path))
                found += [(text.name, text.text)] if text.usable else []
        return found

    def name(self, path: str | Path) -> str:
        """Return ``path`` as places name it."""
        return relative(path, self.root)

    def extension(self, name: str) -> Mapping[str, Any] | None:
        """Return the settings of a Markdown extension, or ``None`` when it is not in use."""
        if name not in self.config.markdown_extensions:
            return None
        return (self.config.mdx_configs or {}).get(name) or {}


class _Missing:
    """Stands for a Python object of the configuration that cannot be imported."""


def _loader(problems: list[tuple[int, str]], modules: set[str]) -> Any:
    class Loader(get_yaml_loader()):  # type: ignore[misc]
        """MkDocs' loader, except that an object that cannot be imported is noted and left out."""

    def construct(loader: yaml.Loader, suffix: str, node: yaml.Node) -> Any:
        module, _, name = suffix.rpartition(".")
        modules.add(module)
        try:
            return getattr(importlib.import_module(module), name)
        except Exception as error:  # an import runs foreign code, which may raise anything
            problems.append((node.start_mark.line + 1, f"'{suffix}' cannot be imported: {error}"))
            return _Missing

    Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", construct)
    return Loader


def _without_missing(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_missing(item) for key, item in value.items() if item is not _Missing}
    if isinstance(value, list):
        return [_without_missing(item) for item in value if item is not _Missing]
    return value


def _names(entries: Any) -> dict[str, Any]:
    """Return the names and options of ``plugins`` or ``markdown_extensions``, both of which have three notations."""
    if isinstance(entries, dict):
        return {str(name): options or {} for name, options in entries.items()}
    found: dict[str, Any] = {}
    for entry in entries or []:
        found.update(_names(entry) if isinstance(entry, dict) else {str(entry): {}})
    return found


def _importable_extensions(raw: dict[str, Any]) -> list[tuple[str, str]]:
    """Drop extensions that cannot be imported from ``raw``; return their names with the reason."""
    import markdown

    dropped = []
    for name, options in _names(raw.get("markdown_extensions")).items():
        try:
            markdown.Markdown().build_extension(name, options)
        except Exception as error:  # the extension's own code runs here
            dropped.append((name, str(error).splitlines()[0] if str(error) else type(error).__name__))
    if dropped:
        names = {name for name, _ in dropped}
        kept = _names(raw["markdown_extensions"])
        raw["markdown_extensions"] = [{name: kept[name]} for name in kept if name not in names]
    return dropped


def _theme(raw: dict[str, Any]) -> str:
    """Replace a theme that is not installed by MkDocs' own; return the name of the missing one."""
    from mkdocs.utils import get_theme_names

    theme = raw.get("theme")
    name = theme.get("name", "mkdocs") if isinstance(theme, dict) else theme
    if name is None or name in get_theme_names():
        return ""
    raw["theme"] = "mkdocs"
    return str(name)


def _yaml_sentence(path: Path, error: Exception) -> str:
    """Return what is wrong with the YAML of ``path``, with line and column where the library says them."""
    mark = getattr(error, "problem_mark", None)
    what = " ".join(str(getattr(error, "problem", None) or error).split())
    spot = re.search(r"\s*in \"[^\"]*\", line (\d+), column (\d+)", what)  # MkDocs keeps only the text
    where = f":{mark.line + 1}:{mark.column + 1}" if mark else f":{spot[1]}:{spot[2]}" if spot else ""
    what = what.replace(spot[0], "") if spot else what
    return f"{path}{where}: the configuration is not valid YAML: {what}"


def _read(path: Path, problems: list[tuple[int, str]], modules: set[str]) -> tuple[dict[str, Any], YamlPlaces]:
    try:
        text = path.read_text("utf-8-sig")
        places = YamlPlaces(text)  # first, since its errors know their line
        with path.open("rb") as stream:
            data = yaml_load(stream, loader=_loader(problems, modules))
    except FileNotFoundError as error:
        raise ProjectError(f"no configuration file '{error.filename}'") from error
    except OSError as error:
        raise ProjectError(f"the configuration file '{path}' cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"the configuration file '{path}' is not UTF-8 (byte {error.start})") from error
    except (yaml.YAMLError, ConfigurationError) as error:
        raise ProjectError(_yaml_sentence(path, error)) from error
    except RecursionError as error:
        raise ProjectError(f"{path}: the configuration is nested too deeply") from error
    if not isinstance(data, dict) or not data:
        raise ProjectError(f"{path}: the configuration is empty or not a list of 'name: value' lines")
    return data, places


def load_project(config_file: Path) -> Project:
    """Return the project of ``config_file``. The working folder must be the one that holds it.

    Raises:
        ProjectError: the configuration is missing, unreadable, not valid YAML or refused by MkDocs.
    """
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)
    config_file = config_file.absolute()
    if str(config_file.parent) not in sys.path:
        sys.path.append(str(config_file.parent))  # extensions that live in the project
    problems: list[tuple[int, str]] = []
    modules: set[str] = set()
    raw, places = _read(config_file, problems, modules)
    raw = _without_missing(raw)
    name = relative(config_file, config_file.parent)
    issues = [issue(Place(name, line), "extension-missing", text) for line, text in problems]
    for extension, reason in _importable_extensions(raw):
        issues.append(
            issue(
                Place(name, *places.of_text(extension)),
                "extension-missing",
                f"the Markdown extension '{extension}' cannot be used: {reason}",
            )
        )
    if theme := _theme(raw):
        issues.append(
            issue(
                Place(name, *places.of_text(theme)),
                "theme-missing",
                f"the theme '{theme}' is not installed, its files are not known",
            )
        )
    plugins = _names(raw.get("plugins", ["search"]))
    # Neither plugins nor hooks run: they may write files, ask the network or print.
    config = MkDocsConfig(config_file_path=str(config_file))
    try:
        config.load_dict({key: value for key, value in raw.items() if key not in ("hooks", "watch")} | {"plugins": []})
        errors, _ = config.validate()
    except Exception as error:  # options of a project reach many third-party constructors
        raise ProjectError(f"{config_file}: MkDocs refuses the configuration: {error}") from error
    if errors:
        key, cause = errors[0]
        line = places.of_path((key,))[0]
        raise ProjectError(f"{config_file}:{line}: '{key}': {' '.join(str(cause).split())}")
    snippets = (config.mdx_configs or {}).get("pymdownx.snippets")
    if snippets:
        snippets["check_paths"] = False  # a missing include is reported here, and the rest of the page is checked too
    extra: Any = (raw.get("extra") or {}).get("validator") or {}
    try:
        settings = Settings.model_validate(extra)
    except ValidationError as error:
        first = error.errors()[0]
        path = ("extra", "validator", *first["loc"])
        line = places.of_path(path)[0]
        raise ProjectError(f"{config_file}:{line}: '{'.'.join(map(str, path))}': {first['msg']}") from error
    left_out = set(settings.without_extensions)
    config.markdown_extensions = [name for name in config.markdown_extensions if name not in left_out]
    return Project(config_file.parent, config_file, config, raw, places, settings, plugins, issues, frozenset(modules))
