"""The detector with Python's own manners: keyword arguments, offsets that count code points."""

from __future__ import annotations

from collections.abc import Mapping

from . import _native
from ._native import AgeBand, ModelDocument, Sensitivity


class Detector(_native.Detector):
    """Reads messages. Immutable: build one, and share it between threads; calls let go of the interpreter lock.

    ``start`` and ``end`` of its signals count code points, as Python's strings do.
    """

    def __init__(
        self,
        *,
        age_band: AgeBand | None = None,
        sensitivity: Sensitivity | None = None,
        rules_only: bool = False,
    ) -> None:
        """Builds a detector of everything that the package brings along.

        :param age_band: the protected person's, until a message tells it; none: 13 to 15
        :param sensitivity: how early help is shown; none: standard
        :param rules_only: leave the message model out: faster, and it recognises less
        """
        super().__init__(_options(age_band, sensitivity, rules_only))

    @classmethod
    def from_packs(  # type: ignore[override]
        cls,
        packs: Mapping[str, bytes],
        *,
        model: ModelDocument | None = None,
        age_band: AgeBand | None = None,
        sensitivity: Sensitivity | None = None,
    ) -> Detector:
        """Builds a detector of your own packs, by name, and nothing that is embedded.

        :raises VigieError.Pack: a pack does not parse; the message names pack, rule and field
        :raises VigieError.Model: the model or its weights cannot be read
        """
        documents = [_native.PackDocument(name=name, bytes=text) for name, text in packs.items()]
        return super().from_packs(documents, model, _options(age_band, sensitivity, False))


def _options(
    age_band: AgeBand | None, sensitivity: Sensitivity | None, rules_only: bool
) -> _native.DetectorOptions:
    return _native.DetectorOptions(
        age_band=age_band,
        sensitivity=sensitivity,
        rules_only=rules_only,
        offsets=_native.OffsetUnit.SCALARS,
    )
