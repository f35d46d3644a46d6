"""The detector with Python's own manners: keyword arguments, offsets that count code points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import _native
from ._native import AgeBand, Keyring, ModelDocument, Sensitivity, SignedModel


class Detector(_native.Detector):
    """Reads messages. Immutable: build one, and share it between threads; calls let go of the interpreter lock.

    ``start`` and ``end`` of its signals count code points, as Python's strings do.

    To take new packs into use while chats go on, build a second one and bind the name to it: a conversation goes on with
    the new one. When building fails, nothing has changed.
    """

    def __init__(
        self,
        *,
        age_band: AgeBand | None = None,
        sensitivity: Sensitivity | None = None,
        rules_only: bool = False,
        embedded_packs: bool = True,
        packs: Mapping[str, bytes] | None = None,
        added_packs: Mapping[str, bytes] | None = None,
        signed_packs: Iterable[bytes] = (),
        model: ModelDocument | None = None,
        signed_model: SignedModel | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        """Builds a detector of what the package brings along, and of what is added.

        :param age_band: the protected person's, until a message tells it; none: 13 to 15
        :param sensitivity: how early help is shown; none: standard
        :param rules_only: leave the models out: faster, and it recognises less
        :param embedded_packs: use the packs that the package brings along
        :param packs: packs and allow-lists that you vouch for, by the name that errors call them
        :param added_packs: packs of somebody else's that nobody signed: bounded, and no danger to an open threat's alert
        :param signed_packs: signed packs, as fetched from anywhere; bounded in the same way
        :param model: a model of your own, in place of the embedded one
        :param signed_model: a signed model, as fetched from anywhere
        :param keyring: checks what is signed; without one, nothing signed is taken
        :raises VigieError.Pack: a pack does not parse; the message names pack, rule and field. `Conflict`, `Forbidden`,
            `TooWide`, `TooLarge` and `UnknownKind` name other faults of packs
        :raises VigieError.Model: a model or its weights cannot be read
        :raises VigieError.Tampered: a signed file was changed; `NotSigned`, `Truncated`, `UnknownKey`, `OtherContent` and
            `Older` name other reasons to refuse it
        """
        options = _native.DetectorOptions(
            age_band=age_band,
            sensitivity=sensitivity,
            rules_only=rules_only,
            offsets=_native.OffsetUnit.SCALARS,
            embedded_packs=embedded_packs,
            packs=documents(packs),
            added_packs=documents(added_packs),
            signed_packs=list(signed_packs),
            model=model,
            signed_model=signed_model,
        )
        super().__init__(options, keyring)


def documents(texts: Mapping[str, bytes] | None) -> list[_native.TomlDocument]:
    """Documents by name, as the border takes them."""
    return [_native.TomlDocument(name=name, bytes=text) for name, text in (texts or {}).items()]
