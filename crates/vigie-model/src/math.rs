//! Exponentials that are the same to the bit on every machine: std's come from the platform's own library.

/// e^x, to about seven digits. Beyond ±40 it stays where it is.
pub(crate) fn exp(x: f32) -> f32 {
    let scaled = x.clamp(-40.0, 40.0) * std::f32::consts::LOG2_E;
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f32::consts::LN_2;
    // The series of e^part for part in [0, ln 2): the next term is below 2e-8.
    let series = 1.0
        + part
            * (1.0
                + part / 2.0
                    * (1.0
                        + part / 3.0
                            * (1.0
                                + part / 4.0
                                    * (1.0
                                        + part / 5.0
                                            * (1.0
                                                + part / 6.0 * (1.0 + part / 7.0 * (1.0 + part / 8.0)))))));
    series * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

pub(crate) fn tanh(x: f32) -> f32 {
    2.0 * sigmoid(2.0 * x) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_std() {
        for step in -3000..=3000i16 {
            let x = f32::from(step) / 100.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "exp {x}");
            assert!((sigmoid(x) - 1.0 / (1.0 + (-x).exp())).abs() < 1e-6, "sigmoid {x}");
            assert!((tanh(x) - x.tanh()).abs() < 1e-6, "tanh {x}");
        }
        assert!(exp(f32::MAX).is_finite() && exp(f32::MIN) >= 0.0);
        assert!(sigmoid(f32::NAN).is_nan());
    }
}
