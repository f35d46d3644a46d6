"""Reads a chat as it happens, on the device, and says when it turns into grooming or sextortion.

Build one :class:`Detector`, keep one :class:`Conversation` for each chat, hand in :class:`Message` after
:class:`Message`, and show help when an :class:`Assessment` says ``alert``. For data frames there is :func:`scan`.
"""

from ._native import (
    AgeBand,
    Assessment,
    Concern,
    Conversation,
    Coverage,
    CoverageGap,
    DetectorInfo,
    DraftAssessment,
    DraftContent,
    MediaKind,
    Message,
    ModelDocument,
    RiskLevel,
    Role,
    Sensitivity,
    Signal,
    Source,
    Stage,
    StateAssessed,
    Threat,
    Threats,
    VigieError,
    signal_kinds,
    version,
)
from . import kinds
from .detector import Detector
from .frames import scan

__version__ = version()

__all__ = [
    "AgeBand",
    "Assessment",
    "Concern",
    "Conversation",
    "Coverage",
    "CoverageGap",
    "Detector",
    "DetectorInfo",
    "DraftAssessment",
    "DraftContent",
    "MediaKind",
    "Message",
    "ModelDocument",
    "RiskLevel",
    "Role",
    "Sensitivity",
    "Signal",
    "Source",
    "Stage",
    "StateAssessed",
    "Threat",
    "Threats",
    "VigieError",
    "kinds",
    "scan",
    "signal_kinds",
    "version",
]
