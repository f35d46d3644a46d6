//! A run as a document: tables in Markdown, and the same with plots in HTML.

pub mod html;
pub mod markdown;
mod plot;
mod tables;
