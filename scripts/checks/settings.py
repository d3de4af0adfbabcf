"""The validator's own settings: ``extra.validator`` in ``mkdocs.yml``. Without it no house rule applies."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class HouseRules(BaseModel):
    """Rules that only the project itself can want."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    require_title: bool = Field(default=False, description="every diagram has an accTitle")
    require_description: bool = Field(default=False, description="every diagram has an accDescr")
    classes: tuple[str, ...] = Field(default=(), description="the only classes a diagram may use")
    forbid: tuple[str, ...] = Field(default=(), description="statements no .mmd file may have; `init` is a directive")
    max_boxes: dict[str, int] = Field(default={}, description="most boxes, by name of the .mmd file without its end")
    report_unused: bool = Field(default=False, description="report .mmd files that no page names")


class Settings(BaseModel):
    """Everything a project may set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ignore: tuple[str, ...] = Field(default=(), description="codes that are not reported")
    ignore_files: tuple[str, ...] = Field(default=(), description="glob patterns of files without reports")
    diagram_folders: tuple[str, ...] = Field(default=(), description="more folders with .mmd files")
    require_diagrams: bool = Field(default=False, description="no diagram at all is an error")
    without_extensions: tuple[str, ...] = Field(
        default=(), description="Markdown extensions left out, such as one that adds links of its own to every page"
    )
    external_skip: tuple[str, ...] = Field(default=(), description="glob patterns of addresses never asked for")
    diagrams: HouseRules = HouseRules()
