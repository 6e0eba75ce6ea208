//! What must hold of any text that is given to gen-select.
//!
//! A fuzzer calls [`any_input`] by the program `parse`; the tests of gen-select call it with texts that proptest
//! makes. So what the fuzzer runs is compiled, and its assertions are tested, with every other test and on stable
//! Rust.

use gen_select::Selector;

/// Whatever bytes come: as the text form, and as the JSON form.
///
/// # Panics
///
/// When something does not hold that must.
pub fn any_input(bytes: &[u8]) {
    let Ok(input) = std::str::from_utf8(bytes) else {
        return;
    };
    text(input);
    json(input);
}

/// The text is refused with its place, or what it says can be written and read again.
fn text(input: &str) {
    let parsed = match Selector::parse(input) {
        Ok(parsed) => parsed,
        Err(error) => {
            let (start, end) = (error.span.start, error.span.end);
            assert!(input.get(start..end).is_some(), "{error}: no span");
            assert_eq!(error.column, input[..start].chars().count() + 1);
            return;
        }
    };
    let selector = parsed.selector();
    assert_eq!(selector.nodes().len(), parsed.spans().len());
    for span in parsed.spans() {
        assert!(
            input
                .get(span.start..span.end)
                .is_some_and(|text| !text.is_empty())
        );
    }
    for mention in parsed.mentions() {
        let span = mention.span.unwrap_or_default();
        let again = Selector::parse(&input[span.start..span.end]).ok();
        let alone = again
            .as_ref()
            .and_then(|parsed| parsed.mentions().first().map(|found| found.atom.clone()));
        assert_eq!(
            alone.as_ref(),
            Some(mention.atom),
            "what a span covers is the atom"
        );
    }
    assert_eq!(selector, &selector.flatten(), "what is read is flat");
    every_form(selector);
}

fn json(input: &str) {
    match Selector::from_json(input) {
        Ok(selector) => every_form(&selector),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn every_form(selector: &Selector) {
    let printed = selector.to_string();
    assert_eq!(
        printed.parse().as_ref(),
        Ok(&selector.flatten()),
        "{printed}"
    );
    let written = serde_json::to_string(selector).unwrap_or_default();
    let read = Selector::from_json(&written).ok();
    assert_eq!(read.as_ref(), Some(selector), "{written}");
    let simple = selector.simplify();
    assert!(simple.nodes().len() <= selector.nodes().len());
    assert_eq!(simple.simplify(), simple);
}
