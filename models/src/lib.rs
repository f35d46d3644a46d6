//! The models that Vigie ships, as bytes. Each version has a folder with its model card and its evaluation.

/// The message model, for `vigie_model::MessageModel::from_bytes`.
pub const MESSAGE: &[u8] = include_bytes!("../0.1.0/message.vgm");

/// The policy weights that were fitted together with it, for `vigie::Policy::from_toml`.
pub const WEIGHTS: &str = include_str!("../0.1.0/weights.toml");

/// Their version.
pub const VERSION: &str = "0.1.0";
