//! Enums that have the same variants on both sides of the border.

/// From the library to the border; with `both`, also back.
macro_rules! same {
    (both $name:ident: $($variant:ident)*) => {
        $crate::same::same!($name: $($variant)*);
        $crate::same::same!(in $name: $($variant)*);
    };
    (in $name:ident: $($variant:ident)*) => {
        impl From<$name> for vigie::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant,)* }
            }
        }
    };
    ($name:ident: $($variant:ident)*) => {
        impl From<vigie::$name> for $name {
            fn from(value: vigie::$name) -> Self {
                match value { $(vigie::$name::$variant => Self::$variant,)* }
            }
        }
    };
}
pub(crate) use same;
