"""Whole tables at once: a data frame, or a mapping of columns."""

from __future__ import annotations

import datetime
import enum
import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, overload

from . import _native
from ._native import MediaKind, Role
from .detector import Detector

if TYPE_CHECKING:
    import pandas

_ROLES = {"": Role.UNKNOWN, "protected": Role.PROTECTED, "contact": Role.CONTACT, "unknown": Role.UNKNOWN}


@overload
def scan(
    messages: pandas.DataFrame, detector: Detector | None = None, *, protected: str | None = None
) -> pandas.DataFrame: ...
@overload
def scan(
    messages: Mapping[str, Iterable[Any]], detector: Detector | None = None, *, protected: str | None = None
) -> dict[str, list[Any]]: ...
def scan(messages: Any, detector: Detector | None = None, *, protected: str | None = None) -> Any:
    """Assesses a table of messages, every conversation from its beginning, on all cores.

    Columns: ``sender`` and ``text``; where there is more than one chat, ``conversation``; as far as known ``role``
    (``protected``, ``contact``, ``unknown``), ``sent_at`` (a datetime, or milliseconds since 1970), ``id``, ``age``, ``to``,
    ``reply_to``, ``edited``, ``forwarded``, ``deleted`` (true or false) and ``media`` (``photo``, ``video``, ``audio``,
    ``file``). Conversations may be interleaved; within one, the order of the rows counts.

    :param messages: a pandas data frame, or a mapping of columns
    :param detector: the one to use; none: everything embedded
    :param protected: the sender who is the protected person, in place of a column ``role``
    :returns: a data frame with the index of ``messages``, or a mapping: ``level``, ``coverage``, ``coverage_gap``, ``score``,
        ``alert``, ``alerting``, ``concern``, ``about``, ``leading_threat``, the probability of each threat (``grooming``,
        ``sextortion_content``, ``sextortion_money``, ``exposure``), ``stage``, ``moment``, ``kinds``; the text is not
        repeated
    :raises VigieError.Table: the columns differ in length
    :raises KeyError: ``sender`` or ``text`` is missing, or a role or a medium has another name
    """
    columns = {name: list(messages[name]) for name in messages.keys()}
    text = [_text(value) for value in columns["text"]]
    sender = [_text(value) for value in columns["sender"]]
    table = _native.MessageTable(
        conversation=[_text(value) for value in columns.get("conversation", [""] * len(text))],
        sender=sender,
        text=text,
        role=_roles(columns.get("role"), sender, protected),
        sent_at=_each(columns.get("sent_at"), _milliseconds),
        id=_each(columns.get("id"), str),
        age=_each(columns.get("age"), _age),
        to=_each(columns.get("to"), str),
        reply_to=_each(columns.get("reply_to"), str),
        edited=_flags(columns.get("edited")),
        forwarded=_flags(columns.get("forwarded")),
        deleted=_flags(columns.get("deleted")),
        media=_each(columns.get("media"), _medium),
    )
    found = (detector or _embedded()).assess_table(table)
    result = {name: [_plain(value) for value in column] for name, column in vars(found).items()}
    if isinstance(messages, Mapping):
        return result
    import pandas

    return pandas.DataFrame(result, index=messages.index)


@functools.cache
def _embedded() -> Detector:
    return Detector()


def _missing(value: Any) -> bool:
    # None, NaN and NaT; the last two differ from themselves.
    return value is None or value != value


def _text(value: Any) -> str:
    return "" if _missing(value) else str(value)


def _each(column: list[Any] | None, turn: Any) -> list[Any] | None:
    return None if column is None else [None if _missing(value) else turn(value) for value in column]


def _roles(column: list[Any] | None, senders: list[str], protected: str | None) -> list[Role] | None:
    if protected is not None:
        return [Role.PROTECTED if sender == protected else Role.CONTACT for sender in senders]
    if column is None:
        return None
    return [value if isinstance(value, Role) else _ROLES[_text(value)] for value in column]


def _flags(column: list[Any] | None) -> list[bool] | None:
    return None if column is None else [not _missing(value) and bool(value) for value in column]


def _medium(value: Any) -> MediaKind | None:
    if isinstance(value, MediaKind):
        return value
    return MediaKind[value.upper()] if value else None


def _milliseconds(value: Any) -> int:
    if isinstance(value, datetime.datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return round(moment.timestamp() * 1000)
    return int(value)


def _age(value: Any) -> int | None:
    years = int(value)
    return years if 0 <= years <= 255 else None


def _plain(value: Any) -> Any:
    return value.name.lower() if isinstance(value, enum.Enum) else value
