//! Patterns for names.

use std::fmt;

use smol_str::SmolStr;

/// A pattern for names: `*` stands for any run of characters, also for none, `?` for any one character, and everything
/// else for itself. There are no brackets, and nothing that takes the meaning of `*` away: a name that contains one is
/// asked for exactly (`is:…`).
///
/// ```
/// use gen_select::Glob;
///
/// assert!(Glob::new("web*").matches("web1"));
/// assert!(!Glob::new("web?").matches("web10"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Glob(SmolStr);

impl Glob {
    /// The pattern that is written so.
    pub fn new(pattern: impl Into<SmolStr>) -> Self {
        Self(pattern.into())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What every name of this pattern begins with.
    pub fn prefix(&self) -> &str {
        let end = self.0.find(['*', '?']).unwrap_or(self.0.len());
        &self.0[..end]
    }

    /// Whether only one name is of this pattern.
    pub fn is_exact(&self) -> bool {
        !self.0.contains(['*', '?'])
    }

    /// Whether every name is of this pattern.
    pub fn is_any(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte == b'*')
    }

    /// Whether a name is of this pattern.
    ///
    /// When the rest does not fit, only the last `*` may have been too short: what stands before it fitted as early as
    /// possible. So nothing is tried twice but from there. Cost: at most the product of both lengths, mostly their sum.
    pub fn matches(&self, name: &str) -> bool {
        let (mut pattern, mut rest) = (self.0.as_str(), name);
        // What follows the last `*`, and what of the name it has not taken.
        let mut retry: Option<(&str, &str)> = None;
        loop {
            let mut after = pattern.chars();
            let mut left = rest.chars();
            match (after.next(), left.next()) {
                (Some('*'), _) => {
                    pattern = after.as_str();
                    retry = Some((pattern, rest));
                    continue;
                }
                (None, None) => return true,
                (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                    (pattern, rest) = (after.as_str(), left.as_str());
                    continue;
                }
                _ => {}
            }
            let Some((behind, taken)) = retry else {
                return false;
            };
            let mut longer = taken.chars();
            if longer.next().is_none() {
                return false;
            }
            (pattern, rest) = (behind, longer.as_str());
            retry = Some((behind, rest));
        }
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the documentation says it.
    fn plainly(pattern: &[char], name: &[char]) -> bool {
        match pattern.split_first() {
            None => name.is_empty(),
            Some(('*', after)) => (0..=name.len()).any(|taken| plainly(after, &name[taken..])),
            Some((wanted, after)) => name.split_first().is_some_and(|(found, left)| {
                (*wanted == '?' || wanted == found) && plainly(after, left)
            }),
        }
    }

    proptest! {
        #[test]
        fn what_matches_is_what_the_documentation_says(pattern in "[ab*?é]{0,7}", name in "[abé]{0,9}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let expected = plainly(&chars(&pattern), &chars(&name));
            prop_assert_eq!(Glob::new(&pattern).matches(&name), expected);
            if expected {
                prop_assert!(name.starts_with(Glob::new(&pattern).prefix()));
            }
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        assert!(!Glob::new("a*".repeat(200) + "b").matches(&"a".repeat(2_000)));
    }
}
