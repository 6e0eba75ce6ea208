//! What the fuzzer runs, with texts that proptest makes.

mod support;

use gen_select_fuzz::any_input;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::sample::{Index, select};

/// What the text form and the JSON form are made of.
const TOKENS: [&str; 40] = [
    "tag:",
    "name:",
    "is:",
    "kind:",
    "env:",
    "environment:",
    "tga:",
    "k=",
    "tag=",
    "\"k k\"=",
    "=",
    ":",
    "a",
    "web*",
    "80",
    "-0",
    "null",
    "\"",
    "\"a b\"",
    "\"\\u00e9\"",
    "\\",
    "&",
    "|",
    "!",
    "(",
    ")",
    "parent(",
    "within(",
    "has-within(",
    " ",
    "\n",
    ",",
    "*",
    "é",
    "{\"not\":",
    "{\"and\":[",
    "]",
    "}",
    "{\"attrs\":{\"k\":",
    "true",
];

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        any_input(text.as_bytes());
    }

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..40)) {
        any_input(&bytes);
    }

    #[test]
    fn any_tokens(tokens in vec(select(TOKENS.as_slice()), 0..16)) {
        any_input(tokens.concat().as_bytes());
    }

    #[test]
    fn any_selector_with_a_slip(selector in support::awkward(), json in any::<bool>(), at in any::<Index>(), length in 0..3_usize, slip in select(TOKENS.as_slice())) {
        let text = if json { serde_json::to_string(&selector).unwrap() } else { selector.to_string() };
        any_input(text.as_bytes());
        let mut characters: Vec<char> = text.chars().collect();
        let start = at.index(characters.len() + 1);
        let end = (start + length).min(characters.len());
        characters.splice(start..end, slip.chars());
        any_input(characters.into_iter().collect::<String>().as_bytes());
    }
}
