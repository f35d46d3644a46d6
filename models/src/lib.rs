//! The models that Vigie ships, as bytes. Each version has a folder with its model card and its evaluation.

/// The message model and the conversation model, for `vigie_model::Model::from_bytes`.
pub const MODEL: &[u8] = include_bytes!("../0.9.0/vigie.vgm");

/// The policy weights that were fitted together with them, for `vigie::Policy::from_toml`.
pub const WEIGHTS: &str = include_str!("../0.9.0/weights.toml");

/// Their version.
pub const VERSION: &str = "0.9.0";
