"""The files of a documentation folder, and the text of each, whatever state they are in."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions

from scripts.checks.issues import Edit, Issue, Place, issue

#: More than ten times the longest chapter anyone reads; python-markdown needs minutes for more.
MAX_BYTES = 2_000_000


def relative(path: str | Path, root: Path) -> str:
    """Return ``path`` relative to ``root`` with forward slashes, or unchanged when it is elsewhere."""
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return Path(os.path.relpath(path, root)).as_posix()


def published(file: File) -> bool:
    """Tell whether ``file`` is part of the built site."""
    return file.inclusion in (InclusionLevel.INCLUDED, InclusionLevel.NOT_IN_NAV)


@dataclass
class DocFiles:
    """What is in the documentation folder."""

    all: Files
    pages: list[File]
    excluded: dict[str, File]
    issues: list[Issue] = field(default_factory=list)

    def uris(self) -> set[str]:
        """Return the source paths of everything published."""
        return {file.src_uri for file in self.all if published(file)}


def _walk(folder: Path, above: frozenset[str], found: list[Path], loops: list[Path]) -> None:
    real = os.path.realpath(folder)
    if any(each == real or each.startswith(real.rstrip(os.sep) + os.sep) for each in above):
        loops.append(folder)
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        loops.append(folder)
        return
    for entry in entries:
        path = Path(entry.path)
        try:
            is_folder = entry.is_dir()
        except OSError:
            loops.append(path)
            continue
        if is_folder:
            _walk(path, above | {real}, found, loops)
        else:
            found.append(path)


def walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files below ``folder``, links followed, and the paths that lead back to a folder above themselves."""
    found: list[Path] = []
    loops: list[Path] = []
    if folder.is_dir():
        _walk(folder, frozenset(), found, loops)
    return found, loops


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def find_files(config: MkDocsConfig, root: Path) -> DocFiles:
    """Return the files of ``docs_dir`` as MkDocs would publish them, with faults of the folder itself."""
    docs = Path(config.docs_dir)
    paths, loops = walk(docs)
    issues = [
        issue(Place(relative(path, root)), "symlink-loop", "this link leads back to a folder above it, or nowhere")
        for path in loops
    ]
    for path in [path for path in paths if not _is_text(str(path))]:
        message = "the name of this file is not UTF-8, so it has no address on a site"
        issues.append(issue(Place(relative(path, root)), "file-encoding", message))
        paths.remove(path)
    files = [File(relative(path, docs), str(docs), config.site_dir, config.use_directory_urls) for path in paths]
    set_exclusions(files, config)
    kept: dict[str, File] = {}
    for file in files:
        if not published(file):
            continue
        other = kept.setdefault(file.dest_uri, file)
        if other is file:
            continue
        loser = other if file.name == "index" and Path(file.src_uri).stem.lower() == "index" else file
        winner = file if loser is other else other
        kept[file.dest_uri] = winner
        issues.append(
            issue(
                Place(relative(docs / loser.src_uri, root)),
                "page-conflict",
                f"'{loser.src_uri}' and '{winner.src_uri}' both become '{file.dest_uri}'; only the second is published",
            )
        )
    kept_files = [file for file in files if kept.get(file.dest_uri) is file or not published(file)]
    return DocFiles(
        all=Files(kept_files),
        pages=[file for file in kept_files if file.is_documentation_page() and published(file)],
        excluded={file.src_uri: file for file in kept_files if not published(file)},
        issues=issues,
    )


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file with line ends ``\\n``, and what is wrong with its bytes. ``usable`` is false without text."""

    name: str
    text: str
    usable: bool
    issues: tuple[Issue, ...] = ()


def read_text(path: Path, name: str, *, max_bytes: int = MAX_BYTES) -> Text:
    """Return the text of ``path``; every fault of its bytes becomes an issue, none is raised."""
    place = Place(name)
    try:
        if not path.is_file():  # a device or pipe would never end
            return Text(
                name, "", False, (issue(place, "file-unreadable", "this is not a regular file, or a dead link"),)
            )
        size = path.stat().st_size
        if size > max_bytes:
            message = f"{size / 1e6:.1f} MB are too much for one page (limit {max_bytes / 1e6:.1f} MB)"
            return Text(name, "", False, (issue(place, "file-too-large", message),))
        return decode(path.read_bytes(), name)
    except OSError as error:
        return Text(name, "", False, (issue(place, "file-unreadable", f"cannot be read: {error.strerror or error}"),))


def decode(data: bytes, name: str) -> Text:
    """Return the text of ``data``, the content of the file ``name``; every fault of the bytes becomes an issue."""
    place, found = Place(name), []
    if data.startswith(b"\xef\xbb\xbf"):
        found.append(
            issue(
                place,
                "file-bom",
                "starts with a byte order mark",
                suggestion="save as UTF-8 without BOM",
                edit=Edit(place, "\ufeff", ""),
            )
        )
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        where = Place(name, line, column)
        message = f"is not UTF-8: byte 0x{data[error.start]:02x}"
        encoded = issue(where, "file-encoding", message, suggestion="save the file as UTF-8")
        return Text(name, "", False, (*found, encoded))
    if "\0" in text:
        at = text.index("\0")
        where = Place(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        return Text(name, "", False, (*found, issue(where, "file-nul", "holds a NUL character")))
    if "\r" in text and os.linesep != "\r\n":
        at = text.index("\r")
        where = Place(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        found.append(
            issue(
                where,
                "file-crlf",
                "has Windows or mixed line ends",
                suggestion="end lines with \\n",
                edit=Edit(where, "\r", "\n"),
            )
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        found.append(issue(place, "file-empty", "is empty"))
    return Text(name, text, True, tuple(found))
