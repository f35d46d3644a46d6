//! The one error of the crate.

/// Why a model was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Fault);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("these bytes are no model")]
    NotAModel,
    #[error("the model's bytes end too early")]
    Truncated,
    #[error("the model is damaged: its checksum does not fit")]
    Checksum,
    #[error("the model is of schema {0}, which this version does not read")]
    Version(u8),
    #[error("the model's shape is not one that can be run")]
    Shape,
    #[error("a number in the model is not finite")]
    NotFinite,
    #[error("the model's output {0:?} is missing or unknown")]
    Output(String),
}
