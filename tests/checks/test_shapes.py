"""Sites as other people build them: nothing right is reported, and one thing broken in each is."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.checks.books import check_book, found, write_book

FENCES = """
    - pymdownx.superfences:
        custom_fences:
          - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }
"""


def shape(config: str, **files: str) -> dict[str, str]:
    names = {name.replace("__", "/").replace("_md", ".md"): dedent(text) for name, text in files.items()}
    return {"mkdocs.yml": dedent(config), **names}


SHAPES: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    # name: (files, files that break it, what must then be found)
    "directory urls": (
        shape(
            "site_name: A\nuse_directory_urls: true\ntheme: mkdocs\n",
            docs__index_md="# A\n\n[b](sub/b.md#part) <a href='sub/b/'>b</a> <a href='sub/b/#part'>b</a>\n",
            docs__sub__b_md="# B\n\n## Part\n\n[a](../index.md) [c](./c.md) "
            "<a href='../../'>a</a> <a href='../c/'>c</a>\n",
            docs__sub__c_md="# C\n\n[a](../index.md?x=1#a) [self](#c) [self](c.md)\n",
        ),
        {"docs/sub/c.md": "# C\n\n<a href='../index.md'>a</a>\n\n[b](../b/)\n"},
        ["docs/sub/c.md:3:10 link-raw-html", "docs/sub/c.md:5:5 link-directory"],
    ),
    "flat urls": (
        shape(
            "site_name: A\nuse_directory_urls: false\ntheme: mkdocs\n",
            docs__index_md="# A\n\n[b](sub/b.md#part) <a href='sub/b.html#part'>b</a> <img src='img/favicon.ico'>\n",
            docs__sub__b_md="# B\n\n## Part\n\n[a](../index.md) <a href='../index.html'>a</a> <a href='b.html'>b</a>\n",
        ),
        {"docs/sub/b.md": "# B\n\n## Part\n\n<a href='../b/'>x</a>\n"},
        ["docs/sub/b.md:5:10 link-raw-html"],
    ),
    "docs elsewhere": (
        shape(
            "site_name: A\ndocs_dir: content/en\ntheme: mkdocs\nnav: [index.md, {B: b.md}]\n",
            content__en__index_md="# A\n\n[b](b.md)\n",
            content__en__b_md="# B\n\n![x](x.svg)\n",
            **{"content__en__x.svg": "<svg/>"},
        ),
        {"content/en/b.md": "# B\n\n![x](y.svg)\n"},
        ["content/en/b.md:3:6 image-missing"],
    ),
    "language folders": (
        shape(
            "site_name: A\ntheme: mkdocs\n",
            docs__en__index_md="# A\n\n[fr](../fr/index.md) [b](b.md#überblick)\n",
            docs__en__b_md="# B\n\n## Überblick {#überblick}\n\n[x](b.md#%C3%BCberblick)\n",
            docs__fr__index_md="# A\n\n[en](../en/index.md) [日本](../ja/日本.md)\n",
            docs__ja__日本_md="# 日本\n\n[a](../en/b.md)\n",
        )
        | {"mkdocs.yml": "site_name: A\ntheme: mkdocs\nmarkdown_extensions: [attr_list]\nplugins: [search, i18n]\n"},
        {"docs/fr/index.md": "# A\n\n[en](../en/accueil.md)\n"},
        ["docs/fr/index.md:3:6 link-missing-file"],
    ),
    "language suffixes": (
        shape(
            "site_name: A\ntheme: mkdocs\nplugins:\n  - i18n: {docs_structure: suffix}\nnav: [index.md]\n",
            docs__index_md="# A\n\n[b](b.md)\n",
            docs__b_md="# B\n",
            **{"docs__index.fr_md": "# A\n\n[b](b.md)\n", "docs__b.fr_md": "# B\n"},
        ),
        {"docs/index.fr.md": "# A\n\n[b](c.md)\n"},
        ["docs/index.fr.md:3:5 link-missing-file"],
    ),
    "no diagrams, no nav": (
        shape("site_name: A\n", docs__index_md="# A\n\n[a](#a)\n"),
        {"docs/index.md": "# A\n\n[a](#b)\n"},
        ["docs/index.md:3:5 link-missing-anchor"],
    ),
    "awesome-nav": (
        {
            **shape(
                "site_name: A\ntheme: mkdocs\nplugins: [search, awesome-nav]\n",
                docs__index_md="# A\n\n[b](g/b.md)\n",
                docs__g__b_md="# B\n",
            ),
            "docs/.nav.yml": "nav: ['*', g]\n",
            "docs/g/.pages": "title: G\n",
        },
        {"docs/index.md": "# A\n\n[b](g/)\n"},
        ["docs/index.md:3:5 link-missing-file"],
    ),
    "literate-nav": (
        {
            **shape(
                "site_name: A\ntheme: mkdocs\nplugins: [search, literate-nav]\nnav: ['*.md', {G: g/}]\n",
                docs__index_md="# A\n\n[b](g/b.md)\n",
                docs__g__b_md="# B\n",
            ),
            "docs/g/SUMMARY.md": "* [B](b.md)\n* [More](more/)\n* *.md\n",
        },
        {"docs/index.md": "# A\n\n[b](g/c.md)\n"},
        ["docs/index.md:3:5 link-missing-file"],
    ),
    "generated pages": (
        shape(
            "site_name: A\ntheme: mkdocs\nplugins:\n  - gen-files: {scripts: [x.py]}\n",
            docs__index_md="# A\n\n[a](#a)\n",
        ),
        {"docs/index.md": "# A\n\n[api](api/x.md)\n"},
        ["docs/index.md:3:7 link-missing-file"],
    ),
    "macros": (
        shape(
            "site_name: A\ntheme: mkdocs\nplugins: [macros]\n",
            docs__index_md="# A\n\n[a](#a) [x]({{ url }}/x.md) ![y]({% if a %}y.png{% endif %})\n",
        ),
        {"docs/index.md": "# A\n\n[a](#b)\n"},
        ["docs/index.md:3:5 link-missing-anchor"],
    ),
    "hooks and plugins that are not installed": (
        shape(
            "site_name: A\ntheme: mkdocs\nhooks: [hook.py]\nplugins:\n  - nobody-has-this: {a: 1}\n  - search\n",
            docs__index_md="# A\n\n[a](#a)\n",
            **{"hook.py": "raise SystemExit('a hook ran')\n"},
        ),
        {"docs/index.md": "# A\n\n[a](#b)\n"},
        ["docs/index.md:3:5 link-missing-anchor"],
    ),
    "absolute links": (
        shape(
            "site_name: A\ntheme: mkdocs\nvalidation: {links: {absolute_links: relative_to_docs}}\n",
            docs__index_md="# A\n\n[b](/sub/b.md#b) ![x](/x.svg)\n",
            docs__sub__b_md="# B\n\n[a](/index.md)\n",
            **{"docs__x.svg": "<svg/>"},
        ),
        {"docs/sub/b.md": "# B\n\n[a](/indx.md)\n"},
        ["docs/sub/b.md:3:5 link-missing-file"],
    ),
    "inherited configuration": (
        shape(
            "INHERIT: base.yml\nsite_name: A\n",
            docs__index_md="# A\n\n!!! note\n    [a](#a)\n",
            **{"base.yml": "theme: mkdocs\nmarkdown_extensions: [admonition]\n"},
        ),
        {"docs/index.md": "# A\n\n!!! note\n    [a](#b)\n"},
        ["docs/index.md:4:9 link-missing-anchor"],
    ),
    "readme as index": (
        shape(
            "site_name: A\ntheme: mkdocs\n",
            docs__README_md="# A\n\n[b](sub/README.md) [b](sub/README.md#b)\n",
            docs__sub__README_md="# B\n\n[a](../README.md)\n",
        ),
        {"docs/sub/README.md": "# B\n\n[a](../index.md)\n"},
        ["docs/sub/README.md:3:5 link-missing-file"],
    ),
}

MATERIAL = {
    "mkdocs.yml": """\
site_name: A
site_url: https://example.org/a/
theme:
  name: material
  custom_dir: overrides
  logo: assets/logo.svg
  features: [content.code.annotate, navigation.instant]
extra_css: [stylesheets/extra.css]
extra_javascript: ["https://unpkg.com/x@1/x.js", {path: js/a.mjs, type: module}]
plugins: [search, tags, meta, offline]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.betterem
  - pymdownx.caret
  - pymdownx.critic
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.smartsymbols
  - pymdownx.snippets: {auto_append: [includes/abbr.md]}
  - pymdownx.tabbed:
      alternate_style: true
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.tilde
  - pymdownx.superfences:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }
nav:
  - index.md
  - Guide: [guide/index.md, guide/setup.md]
  - Site: https://example.org
""",
    "includes/abbr.md": "*[ANN]: Approximate nearest neighbors\n",
    "docs/assets/logo.svg": "<svg/>",
    "docs/stylesheets/extra.css": "a{}",
    "docs/js/a.mjs": "1",
    "docs/assets/a-dark.png": "x",
    "docs/assets/a.png": "x",
    "overrides/main.html": "{% extends 'base.html' %}",
    "docs/index.md": """\
---
title: Home
hide: [toc]
---
# Home

![A](assets/a.png#only-light){ loading=lazy } ![A](assets/a-dark.png#only-dark)
[Start :material-arrow-right:](guide/setup.md){ .md-button } ANN[^1] https://example.org/x ++ctrl+c++

<div class="grid cards" markdown>

- :material-clock: __Fast__ [Tabs](guide/setup.md#windows "Title (here)")
- [Details](guide/setup.md#more){ data-preview }

</div>

[^1]:
    A note with [a link](<guide/index.md>) and `[code](nowhere.md)`.

| a | b |
|---|---|
| [x](guide/index.md#an-id) | `a[i][j]` and x[i][j] |

``` py title="a.py" hl_lines="1" linenums="1"
x = a["[b](nowhere.md)"]  # (1)!
```

1. An annotation with [a link][setup].

$$ f[^2](x) $$

[setup]: guide/setup.md 'Set-up'
""",
    "docs/guide/index.md": """\
# Guide
## An *odd* `Heading` & more { #an-id .cls }
??? note "Closed"
    ## Inside details
    [x](#inside-details) [y](setup.md#more)

<figure markdown="span">
  ![A](../assets/a.png){ width="300" }
  <figcaption>Here</figcaption>
</figure>

<video controls><source src="../assets/a.png"></video>

- [x] done
    ```mermaid
    ---
    title: T
    config: {look: handDrawn}
    ---
    graph LR
      A[Start] -->|ok; go| B{{"End #35;1"}}
      A --> C@{ shape: cyl, label: "x" }
      click A "setup/" "Tip"
      classDef big font-size:20px
      class A,B big
    ```
    == marked ==
""",
    "docs/guide/setup.md": """\
# Setup
=== "Windows"
    ### Windows
    text
=== "macOS"
    ### macOS
    [win](#windows) [tab](#macos)

<details markdown id="more"><summary>More</summary>
[home](../index.md) <a href="../../assets/a.png">pic</a> <a href="..">up</a>
</details>

Setup
: A [term](#setup)

--8<-- "includes/abbr.md"
""",
}
SHAPES["Material's conventions"] = (
    MATERIAL,
    {"docs/guide/setup.md": MATERIAL["docs/guide/setup.md"].replace("(#windows)", "(#linux)")},
    ["docs/guide/setup.md:7:11 link-missing-anchor"],
)


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_right_is_left_alone(name: str, tmp_path: Path) -> None:
    result = check_book(write_book(tmp_path, SHAPES[name][0], bare=True))
    assert [(each, issue.message) for each, issue in zip(found(result), result.issues, strict=True)] == []


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_broken_is_found(name: str, tmp_path: Path) -> None:
    files, broken, expected = SHAPES[name]
    assert found(check_book(write_book(tmp_path, {**files, **broken}, bare=True))) == expected
