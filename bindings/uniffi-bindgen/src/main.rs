//! UniFFI's own program, in the version that `crates/vigie-ffi` uses.

fn main() {
    uniffi::uniffi_bindgen_main();
}
