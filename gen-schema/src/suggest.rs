//! Near names: what somebody who mistyped a name may have meant.

/// The names nearest to `name` among `known`, best first; none that is too far to be a slip.
///
/// ```
/// let known = ["nixos", "darwin", "homeManager"];
/// assert_eq!(gen_schema::suggest::nearest("nixoss", known), ["nixos"]);
/// assert!(gen_schema::suggest::nearest("zzz", known).is_empty());
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count().max(3) / 3).max(1);
    let letters = Letters::of(&lower);
    let mut ranked: Vec<_> = known
        .into_iter()
        // A fleet may have thousands of names, and as many slips: what is far off is not compared.
        .filter(|other| letters.may_be_within(limit, other))
        .filter_map(|other| {
            let known = other.to_lowercase();
            let distance = strsim::osa_distance(&lower, &known);
            // Of one letter, one slip leaves nothing.
            let longest = lower.chars().count().max(known.chars().count());
            (distance <= limit && distance < longest.max(1)).then_some((distance, other))
        })
        .collect();
    ranked.sort_unstable();
    ranked.truncate(3);
    ranked.into_iter().map(|(_, other)| other).collect()
}

/// How often each letter stands in a word. The bag distance of two words is a lower bound of their edit distance
/// (Bartolini, Ciaccia, Patella 2002), and takes no table to work out.
struct Letters {
    counts: [u8; 128],
    length: usize,
    /// Only short words of ASCII are counted.
    counted: bool,
}

impl Letters {
    fn of(word: &str) -> Self {
        let counted = word.is_ascii() && word.len() <= usize::from(u8::MAX);
        let mut counts = [0; 128];
        for byte in word.bytes().filter(|_| counted) {
            counts[usize::from(byte)] += 1;
        }
        Self {
            counts,
            length: word.len(),
            counted,
        }
    }

    /// Whether another word may be within so many edits; never a wrong no. Case does not count.
    fn may_be_within(&self, limit: usize, other: &str) -> bool {
        if !self.counted || !other.is_ascii() {
            return true;
        }
        if self.length.abs_diff(other.len()) > limit {
            return false;
        }
        let mut counts = self.counts;
        let (mut missing, mut excess) = (self.length, 0);
        for byte in other.bytes() {
            let count = &mut counts[usize::from(byte.to_ascii_lowercase())];
            if *count > 0 {
                *count -= 1;
                missing -= 1;
            } else {
                excess += 1;
            }
        }
        missing.max(excess) <= limit
    }
}
