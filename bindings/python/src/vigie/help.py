"""What to show when help is due, with Python's own manners: mappings for documents, datetimes for times."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from . import _native
from ._native import Action, FoundLine, HelpSubject, Need
from .detector import documents


class Help(_native.Help):
    """The words to show when help is due, and whom one can call, write to or report to. Immutable: build one."""

    def __init__(
        self,
        *,
        words: Mapping[str, bytes] | None = None,
        lines: Mapping[str, bytes] | None = None,
        without: Iterable[str] = (),
    ) -> None:
        """Takes the embedded words and lines, and adds your own.

        :param words: documents by name, each of which replaces the words of its language
        :param lines: documents by name; an entry replaces one of the same identifier
        :param without: identifiers of lines to take out
        :raises VigieError.Guidance: a document does not parse; the message names the entry
        """
        super().__init__(documents(words), documents(lines), list(without))

    def find_lines(  # type: ignore[override]
        self,
        need: Need,
        *,
        region: str,
        language: str,
        about: HelpSubject | None = None,
        age: int | None = None,
        by: Action | None = None,
        at: datetime.datetime | None = None,
    ) -> list[FoundLine]:
        """The lines that fit, the best first. A number of another country is never among them, unless it says so.

        :param need: what for, as a step says
        :param region: ISO 3166 country code; empty where it is not known
        :param language: BCP 47 tag of the reader's language
        :param about: what it is about: lines for it come first
        :param age: of the person concerned, in years; lines for others are left out
        :param by: how to reach it: `CALL` needs a number, `CHAT` somebody who answers in writing
        :param at: now, with the time zone of the region: lines that are closed come last
        :raises ValueError: the time has no zone
        :raises VigieError.Guidance: there is no such moment
        """
        search = _native.LineSearch(
            need=need, region=region, language=language, about=about, age=age, by=by, at=_in_region(at)
        )
        return super().find_lines(search)


def _in_region(at: datetime.datetime | None) -> _native.TimeInRegion | None:
    if at is None:
        return None
    ahead = at.utcoffset()
    if ahead is None:
        raise ValueError("the time needs the zone of the region: datetime.now(ZoneInfo('Europe/Paris'))")
    milliseconds = round(at.timestamp() * 1000)
    return _native.TimeInRegion(milliseconds=milliseconds, minutes_ahead=ahead // datetime.timedelta(minutes=1))
