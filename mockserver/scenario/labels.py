"""What a scenario file says of itself: evidence, tags, warnings that are meant; sends nothing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Tag

from .values import by_shape

Text = Annotated[str, Field(min_length=1, max_length=1000)]

Source = Annotated[
    Annotated[Text, Tag("<text>")]
    | Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=100), Tag("<list>")],
    by_shape("text, or a list of texts"),
]
"""One piece of evidence or several; mostly links."""

Tags = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...],
    Field(strict=False, max_length=100),
]
"""Words to find a scenario by."""
