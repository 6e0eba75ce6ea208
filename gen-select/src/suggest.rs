//! What somebody may have meant.

/// The word nearest to one that is unknown, if any is near: by what people write for it elsewhere, by its beginning,
/// or by the slips between them.
pub(crate) fn nearest(
    unknown: &str,
    known: impl IntoIterator<Item = &'static str> + Clone,
) -> Option<&'static str> {
    let lower = unknown.to_lowercase();
    let meant = match lower.as_str() {
        "or" => "any",
        "all" => "and",
        "env" => "environment",
        "id" | "equals" => "is",
        "in" | "inside" | "below" => "within",
        "label" => "tag",
        "true" | "everything" => "star",
        other => other,
    };
    if let Some(word) = known.clone().into_iter().find(|&word| word == meant) {
        return Some(word);
    }
    let limit = (lower.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter_map(|word| {
            let begins = lower.len() >= 3 && word.starts_with(&lower);
            let distance = strsim::osa_distance(&lower, &word.to_lowercase());
            (begins || distance <= limit).then_some((!begins, distance, word))
        })
        .min()
        .map(|(_, _, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_a_beginning_and_a_synonym_are_understood() {
        let known = ["tag", "environment", "any", "hasWithin"];
        assert_eq!(nearest("tga", known), Some("tag"));
        assert_eq!(nearest("envi", known), Some("environment"));
        assert_eq!(nearest("or", known), Some("any"));
        assert_eq!(nearest("has-within", known), Some("hasWithin"));
        assert_eq!(nearest("colour", known), None);
    }
}
