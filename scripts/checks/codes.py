"""Every code the validator can report. Codes are stable: they are never renamed or reused."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Code(NamedTuple):
    """How bad a finding is, and what it is in a few words."""

    severity: Literal["error", "warning"]
    summary: str


CODES: dict[str, Code] = {
    # The project and its files
    "nothing-to-check": Code("error", "no page, no link or no diagram was found where there should be some"),
    "asset-missing": Code("error", "a file named in the configuration does not exist"),
    "extension-missing": Code("error", "a Markdown extension of the configuration cannot be imported"),
    "theme-missing": Code("warning", "the theme of the configuration is not installed"),
    "file-encoding": Code("error", "a text file is not UTF-8"),
    "file-bom": Code("warning", "a text file starts with a byte order mark"),
    "file-nul": Code("error", "a text file holds NUL characters"),
    "file-crlf": Code("warning", "a text file has Windows or mixed line ends"),
    "file-empty": Code("warning", "a page or diagram has no content"),
    "file-too-large": Code("error", "a text file is too large to be a page"),
    "file-unreadable": Code("error", "a file cannot be read"),
    "symlink-loop": Code("error", "a symbolic link leads back to a folder above it"),
    "page-conflict": Code("error", "two pages have the same address on the site"),
    "page-render": Code("error", "the Markdown library cannot render the page"),
    "page-slow": Code("error", "rendering the page was stopped at the time limit"),
    "page-front-matter": Code("error", "the front matter of a page is not valid YAML"),
    "content-error": Code("error", "a fence or extension of the project refused its content"),
    # Links
    "link-missing-file": Code("error", "the target file does not exist"),
    "link-missing-anchor": Code("error", "the target page has no such anchor"),
    "link-case": Code("error", "the target exists with other capital letters"),
    "link-built-page": Code("error", "the link names the built page instead of its source"),
    "link-directory": Code("warning", "the link names a folder of the site instead of a source file"),
    "link-absolute": Code("warning", "the link starts at the root of the host"),
    "link-outside-docs": Code("error", "the link leaves the documentation folder"),
    "link-excluded": Code("error", "the target is excluded from the site"),
    "link-encoding": Code("error", "the address is badly percent-encoded or uses backslashes"),
    "link-empty": Code("error", "the link has no target"),
    "link-unsafe-scheme": Code("error", "the address runs code or opens a local file"),
    "link-unknown-scheme": Code("error", "the scheme of the address is not one in use"),
    "link-malformed": Code("error", "the external address cannot be one"),
    "link-raw-html": Code("error", "an address in raw HTML does not exist on the site"),
    "link-not-rendered": Code("error", "the reader sees the brackets of a broken link"),
    "image-missing": Code("error", "the image file does not exist"),
    "anchor-duplicate": Code("error", "an id is given twice on one page"),
    "anchor-attribute-lost": Code("error", "the reader sees the braces of an attribute list"),
    "reference-undefined": Code("error", "a reference link has no definition"),
    "reference-unused": Code("warning", "a link definition is never used"),
    "reference-duplicate": Code("warning", "a link definition is given twice"),
    "footnote-undefined": Code("error", "a footnote has no text"),
    "footnote-unused": Code("warning", "a footnote text is never referred to"),
    "footnote-duplicate": Code("error", "a footnote text is given twice"),
    # Snippets
    "snippet-missing": Code("error", "the included file does not exist"),
    "snippet-cycle": Code("error", "a file includes itself"),
    "snippet-outside": Code("error", "the included file is outside the base paths"),
    "snippet-section": Code("error", "the included file has no such section"),
    "snippet-lines": Code("error", "the included lines do not exist"),
    "snippet-url": Code("error", "an included address that is not downloaded"),
    "snippet-unclosed": Code("error", "an include block is not closed"),
    "snippet-unreadable": Code("error", "the included file is not readable text"),
    # Navigation
    "nav-missing": Code("error", "a navigation entry names a file that does not exist"),
    "nav-duplicate": Code("warning", "a page is in the navigation twice"),
    "nav-omitted": Code("warning", "a page is not in the navigation"),
    "page-orphan": Code("warning", "no link and no navigation entry leads to a page"),
    # Diagrams
    "fence-unclosed": Code("error", "a fenced block is not closed"),
    "diagram-syntax": Code("error", "Mermaid cannot read the diagram"),
    "diagram-unknown-type": Code("error", "the first word is not a diagram type of this Mermaid"),
    "diagram-empty": Code("error", "a diagram has no content"),
    "diagram-timeout": Code("error", "Mermaid did not finish within the time limit"),
    "diagram-too-large": Code("error", "the diagram is over Mermaid's limits and is not drawn"),
    "diagram-render": Code("error", "Mermaid reads the diagram but cannot draw it"),
    "diagram-front-matter": Code("error", "the front matter of a diagram is broken or not at its start"),
    "diagram-directive": Code("error", "a directive is broken and ignored"),
    "diagram-unsafe-directive": Code("error", "a directive sets what a page may not set"),
    "diagram-external-style": Code("error", "a diagram loads styles from elsewhere"),
    "diagram-label-lost": Code("error", "a part of a label vanishes because it looks like HTML"),
    "diagram-text-cut": Code("error", "a text is cut at a hash or semicolon"),
    "diagram-description": Code("error", "the description of a diagram swallows statements"),
    "diagram-open-card": Code(
        "error", "a card's bracket is not closed on its line, so the next card runs into its label"
    ),
    "diagram-stray-arrow": Code("error", "a word that looks like an arrow is drawn as a state of its own"),
    "diagram-unknown-node": Code("error", "a style, class or click names a node that does not exist"),
    "diagram-unknown-class": Code("warning", "a class is used that is not defined"),
    "diagram-self-nested": Code("error", "a group contains itself"),
    "diagram-unsafe-link": Code("error", "a click target runs code"),
    "diagram-link-missing": Code("error", "a click target does not exist on the site"),
    "diagram-link-dead": Code("warning", "a click statement that draws no link"),
    "diagram-not-drawn": Code("error", "a Mermaid fence is shown as code"),
    # House rules of a project, off unless configured
    "house-no-title": Code("error", "a diagram has no accTitle"),
    "house-no-description": Code("error", "a diagram has no accDescr"),
    "house-too-many-boxes": Code("error", "a diagram has more boxes than its view allows"),
    "house-class": Code("error", "a class is not one of the palette"),
    "house-statement": Code("error", "a statement is not allowed in diagrams of this project"),
    "house-unused-diagram": Code("warning", "no page uses a diagram file"),
    # The built site
    "site-missing-page": Code("error", "a page was not built"),
    "site-dead-link": Code("error", "a link of the built site leads nowhere"),
    "site-dead-anchor": Code("error", "an anchor of the built site does not exist"),
    # External links
    "external-dead": Code("error", "the server says that the page does not exist"),
    "external-unreachable": Code("error", "the server cannot be reached"),
    "external-tls": Code("error", "the certificate of the server is not valid"),
    "external-server-error": Code("warning", "the server keeps failing"),
    "external-forbidden": Code("warning", "the server refuses robots; look by hand"),
    "external-rate-limited": Code("warning", "the server keeps asking to wait"),
    "external-timeout": Code("warning", "the server did not answer in time"),
    "external-moved": Code("warning", "the page has moved for good"),
    "external-redirect-loop": Code("error", "the redirects never end"),
    "external-anchor": Code("warning", "the page has no such anchor"),
    "external-unchecked": Code("warning", "the deadline came before the answer"),
}
