//! Named laws as property tests, each with a *twin*: a deliberately broken subject that the same property must reject.
//!
//! | concept | is |
//! |---|---|
//! | subject | the operations that a law speaks of, as a value: a struct of functions |
//! | [`Law`] | a label, an equation, and what was broken to see that the law can fail |
//! | [`laws!`] | declares laws: a constant that lists them, a test that each holds, and a test for each twin |
//! | [`table!`] | a test that the crate's README has the table of its laws; `LAWS=overwrite` writes it |
//!
//! A law that cannot fail says nothing, so a law without a twin does not compile.
//!
//! ```
//! use laws::proptest::prelude::*;
//!
//! struct Numbers {
//!     add: fn(u32, u32) -> u32,
//! }
//!
//! const REAL: Numbers = Numbers { add: u32::wrapping_add };
//!
//! laws::laws! {
//!     /// What addition promises.
//!     pub const LAWS for Numbers = REAL;
//!
//!     N1 "x + y = y + x"
//!     fn addition_commutes(numbers, (x, y) in any::<(u32, u32)>()) {
//!         prop_assert_eq!((numbers.add)(x, y), (numbers.add)(y, x));
//!     }
//!     twin subtraction "subtraction in its place" = Numbers { add: u32::wrapping_sub },
//!     twin left "the left one of both" = Numbers { add: |x, _| x };
//! }
//!
//! assert_eq!(LAWS[0].test, "addition_commutes");
//! ```

mod run;
mod table;

pub use proptest;
pub use run::{Outcome, Run, holds, rejects, run};
pub use table::check_table;

/// A law, as a README lists it.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// Its label, such as `G1`.
    pub label: &'static str,
    /// What it says.
    pub equation: &'static str,
    /// The name of its property.
    pub test: &'static str,
    /// What its twins break.
    pub twins: &'static [&'static str],
}

/// Declares laws of one subject.
///
/// Each is a label, an equation, a property (a function of the subject and a generated input, whose body asserts with
/// `prop_assert!` and its kin), and one twin or more, between commas: a name, what is broken about it, and the broken
/// subject.
#[macro_export]
macro_rules! laws {
    (
        $(#[$attribute:meta])*
        $visibility:vis const $name:ident for $subject:ty = $real:expr;
        $(
            $label:ident $equation:literal
            fn $law:ident($operations:ident, $input:pat in $strategy:expr) $body:block
            $( twin $twin:ident $broken:literal = $impostor:expr ),+;
        )+
    ) => {
        $(#[$attribute])*
        $visibility const $name: &[$crate::Law] = &[$(
            $crate::Law {
                label: stringify!($label),
                equation: $equation,
                test: stringify!($law),
                twins: &[$($broken),+],
            }
        ),+];
        $(
            #[cfg(test)]
            mod $law {
                #[allow(unused_imports)]
                use super::*;

                fn property(cases: $crate::Run, $operations: &$subject) -> $crate::Outcome {
                    $crate::run(cases, $strategy, |$input| {
                        $body
                        Ok(())
                    })
                }

                #[test]
                fn holds() {
                    $crate::holds($equation, property($crate::Run::Search, &$real));
                }

                $(
                    #[test]
                    fn $twin() {
                        $crate::rejects($equation, $broken, property($crate::Run::Refute, &$impostor));
                    }
                )+
            }
        )+
    };
}

/// Declares the test that a README next to the crate's manifest has the table of these laws.
#[macro_export]
macro_rules! table {
    ($($laws:expr),+ $(,)?) => {
        #[test]
        fn law_table() {
            $crate::check_table(env!("CARGO_MANIFEST_DIR"), &[$($laws),+]);
        }
    };
}
