"""Which keys a record has at a place of the file; knows the records' types and no file."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag

Loc = tuple[int | str, ...]


def keys_at(kind: Any, loc: Loc) -> tuple[str, ...]:
    """The keys that the record at a pydantic location may have; () where no record is there.

    A record's own keys come before those that several records share.
    """
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        own = [name for name in kind.model_fields if name in kind.__annotations__]
        fields = {
            kind.model_fields[name].alias or name: kind.model_fields[name]
            for name in dict.fromkeys((*own, *kind.model_fields))
        }
        if not loc:
            return tuple(fields)
        return keys_at(fields[str(loc[0])].annotation, loc[1:]) if loc[0] in fields else ()
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return keys_at(arguments[0], loc)
    if origin in (Union, UnionType):
        return _of_member(arguments, loc)
    if origin is dict and loc:
        return keys_at(arguments[1], loc[1:])
    if origin in (tuple, list) and loc and isinstance(loc[0], int):
        return keys_at(arguments[0], loc[1:])
    return ()


def _of_member(members: tuple[Any, ...], loc: Loc) -> tuple[str, ...]:
    """Of a union: the member whose tag is next in the location, or the first that knows it."""
    for member in members:
        tags = [part.tag for part in get_args(member)[1:] if isinstance(part, Tag)]
        if tags and loc and tags[0] == loc[0]:
            return keys_at(member, loc[1:])
    return next((keys for member in members if (keys := keys_at(member, loc))), ())
