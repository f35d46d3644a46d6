//! The one error of the crate.

/// Why a model was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Fault);

impl Error {
    /// A stable name for what went wrong, as [`vigie::Error::code`]; `invalid_model` unless the signature is at fault.
    pub const fn code(&self) -> &'static str {
        match &self.0 {
            Fault::Signed(error) => error.code(),
            _ => "invalid_model",
        }
    }

    /// What is wrong with the signature of a fetched model, when that is why it was refused.
    pub fn signature(&self) -> Option<&vigie::Error> {
        match &self.0 {
            Fault::Signed(error) => Some(error),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Signed(vigie::Error),
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
