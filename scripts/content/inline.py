"""Records that authors write on one line between braces, where an unquoted comma silently ends a text."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scripts.content.records import Record


class InlineRecord(Record):
    """Base of such records: names the part of a text that a comma has cut off."""

    @model_validator(mode="before")
    @classmethod
    def _no_cut_text(cls, data: Any) -> Any:
        if isinstance(data, dict):
            known = {*cls.model_fields, *(field.alias for field in cls.model_fields.values())}
            for key, value in data.items():
                if value is None and key not in known:
                    raise PydanticCustomError(
                        "comma", "a comma cut off '{rest}'; put the text between quotes", {"rest": str(key)}
                    )
        return data
