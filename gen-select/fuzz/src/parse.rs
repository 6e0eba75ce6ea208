//! A program for fuzzers.
//!
//! With the feature `libfuzzer`, libFuzzer drives it (`cargo fuzz run parse --features libfuzzer`, in `gen-select`).
//! Without, it takes one input from the standard input, as AFL++ and honggfuzz give it, and as one looks at an input
//! that failed: `cargo run -p gen-select-fuzz --bin parse < input`.

#![cfg_attr(feature = "libfuzzer", no_main)]

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|input: &[u8]| gen_select_fuzz::any_input(input));

#[cfg(not(feature = "libfuzzer"))]
fn main() -> std::io::Result<()> {
    let mut input = Vec::new();
    std::io::Read::read_to_end(&mut std::io::stdin(), &mut input)?;
    gen_select_fuzz::any_input(&input);
    Ok(())
}
