//! Labels, and the graphs that carry them.

use std::fmt::Debug;

use gen_graph::{Dioid, Distance, Labelled, Words};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

type G<L> = Labelled<u8, L>;

pub struct Labels<L> {
    zero: fn() -> L,
    one: fn() -> L,
    plus: fn(L, L) -> L,
    times: fn(&L, &L) -> L,
    overlay: fn(G<L>, G<L>) -> G<L>,
}

impl<L: Dioid> Labels<L> {
    const REAL: Self = Self {
        zero: L::zero,
        one: L::one,
        plus: L::plus,
        times: L::times,
        overlay: Labelled::overlay,
    };
}

pub struct Dioids {
    flag: Labels<bool>,
    distance: Labels<Distance>,
    words: Labels<Words<u8>>,
}

const REAL: Dioids = Dioids {
    flag: Labels::REAL,
    distance: Labels::REAL,
    words: Labels::REAL,
};

fn distance() -> impl Strategy<Value = Distance> {
    let finite = prop_oneof![0..4_u64, u64::MAX - 4..u64::MAX].prop_map(Distance::finite);
    prop_oneof![4 => finite, 1 => Just(Distance::INFINITE)]
}

fn words() -> impl Strategy<Value = Words<u8>> {
    vec(vec(0..2_u8, 0..3), 0..4).prop_map(|words| words.into_iter().collect())
}

type Three<L> = [L; 3];

fn labels() -> impl Strategy<Value = (Three<bool>, Three<Distance>, Three<Words<u8>>)> {
    (
        any::<Three<bool>>(),
        [distance(), distance(), distance()],
        [words(), words(), words()],
    )
}

laws::laws! {
    /// What labels promise.
    pub const LAWS for Dioids = REAL;

    G21 "labels form a dioid: x −[a]→ y + x −[b]→ y = x −[a ⊕ b]→ y, x −[0]→ y = x + y"
    fn labels_form_a_dioid(it, (flags, distances, words) in labels()) {
        dioid(&it.flag, &flags)?;
        dioid(&it.distance, &distances)?;
        dioid(&it.words, &words)?;
    }
    twin exclusive "exclusive or for the sum of flags" = Dioids {
        flag: Labels { plus: |a, b| a != b, ..Labels::REAL },
        ..REAL
    },
    twin farthest "the greater of two distances" = Dioids {
        distance: Labels { plus: Ord::max, ..Labels::REAL },
        ..REAL
    },
    twin wrapping "a sum of distances that wraps around" = Dioids {
        distance: Labels {
            times: |a, b| match (a.get(), b.get()) {
                (Some(a), Some(b)) => Distance::finite(a.wrapping_add(b)),
                _ => Distance::INFINITE,
            },
            ..Labels::REAL
        },
        ..REAL
    },
    twin united "the union for the product of words" = Dioids {
        words: Labels { times: |a, b| a.clone().plus(b.clone()), ..Labels::REAL },
        ..REAL
    },
    twin later "the label that comes later alone" = Dioids {
        words: Labels {
            overlay: |x, y| {
                let x = y.edge_set().fold(x, |x, (from, _, to)| x.remove_edge(from, to));
                x.overlay(y)
            },
            ..Labels::REAL
        },
        ..REAL
    },
    twin wrong_zero "zero for one" = Dioids {
        distance: Labels { zero: Distance::one, ..Labels::REAL },
        ..REAL
    };
}

fn dioid<L: Dioid + Debug>(it: &Labels<L>, [a, b, c]: &Three<L>) -> Result<(), TestCaseError> {
    let (zero, one) = ((it.zero)(), (it.one)());
    let plus = |a: &L, b: &L| (it.plus)(a.clone(), b.clone());
    let times = it.times;
    prop_assert_eq!(plus(a, b), plus(b, a));
    prop_assert_eq!(plus(a, &plus(b, c)), plus(&plus(a, b), c));
    prop_assert_eq!(&plus(a, a), a);
    prop_assert_eq!(&plus(a, &zero), a);
    prop_assert_eq!(times(a, &times(b, c)), times(&times(a, b), c));
    prop_assert_eq!(&times(a, &one), a);
    prop_assert_eq!(&times(&one, a), a);
    prop_assert_eq!(&times(a, &zero), &zero);
    prop_assert_eq!(&times(&zero, a), &zero);
    prop_assert_eq!(times(a, &plus(b, c)), plus(&times(a, b), &times(a, c)));
    prop_assert_eq!(times(&plus(a, b), c), plus(&times(a, c), &times(b, c)));

    let edge = |label: &L| Labelled::vertex(0).connect(label, Labelled::vertex(1));
    let both = (it.overlay)(edge(a), edge(b));
    prop_assert_eq!(both, edge(&plus(a, b)));
    let apart = (it.overlay)(Labelled::vertex(0), Labelled::vertex(1));
    prop_assert_eq!(edge(&zero), apart);
    Ok(())
}
