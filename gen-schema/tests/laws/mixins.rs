//! Mixins: functions of what they inherit, and layers of settings.

use std::rc::Rc;

use gen_schema::{Change, Merge, Mixin, Record, Value};
use laws::proptest::collection::{btree_map, vec};
use laws::proptest::prelude::*;

use crate::given::{layered, value};

pub type Values = Record<u8, Value>;

/// A mixin of any make.
#[derive(Clone)]
pub struct Any(Rc<dyn Fn(&Values) -> Values>);

impl Any {
    pub fn new(mixin: impl Mixin<u8, Value> + 'static) -> Self {
        Self(Rc::new(move |inherited| mixin.delta(inherited)))
    }
}

impl Mixin<u8, Value> for Any {
    fn delta(&self, inherited: &Values) -> Values {
        (self.0)(inherited)
    }
}

/// What a function says of one attribute.
#[derive(Clone, Debug)]
enum Says {
    Constant(i64),
    /// What is inherited there, and so much more.
    More(u8, i64),
    /// How many attributes there are.
    Count,
    /// The list of all that is inherited.
    All,
    /// Only where another attribute is there.
    Where(u8, i64),
}

/// A mixin, as data.
#[derive(Clone, Debug)]
enum Given {
    /// A function, attribute by attribute.
    Function(Vec<(u8, Says)>),
    /// A layer of settings.
    Layer(Merge, Vec<(u8, Value)>),
}

fn says(inherited: &Values, says: &Says) -> Option<Value> {
    Some(match says {
        Says::Constant(number) => Value::Integer(*number),
        Says::More(key, more) => match inherited.0.get(key)? {
            Value::Integer(number) => Value::Integer(number.wrapping_add(*more)),
            other => Value::List(vec![other.clone(), Value::Integer(*more)]),
        },
        Says::Count => Value::Integer(i64::try_from(inherited.0.len()).unwrap()),
        Says::All => Value::List(inherited.0.values().cloned().collect()),
        Says::Where(key, number) => inherited.0.get(key).map(|_| Value::Integer(*number))?,
    })
}

impl Given {
    fn mixin(&self) -> Any {
        match self.clone() {
            Self::Function(attributes) => Any::new(move |inherited: &Values| -> Values {
                let said = |(key, how): &(u8, Says)| Some((*key, says(inherited, how)?));
                attributes.iter().filter_map(said).collect()
            }),
            Self::Layer(merge, said) => {
                let change = |(key, value): &(u8, Value)| (*key, Change::of(merge, value));
                Any::new(said.iter().map(change).collect::<Record<u8, Change>>())
            }
        }
    }
}

struct Mixins {
    compose: fn(Any, Any) -> Any,
    apply: fn(&Any, Values) -> Values,
}

const REAL: Mixins = Mixins {
    compose: |above, below| Any::new(above.compose(below)),
    apply: |mixin, base| mixin.apply(base),
};

fn unit() -> Any {
    Any::new(|_: &Values| Values::default())
}

fn function() -> impl Strategy<Value = Given> {
    let says = prop_oneof![
        (0..4_i64).prop_map(Says::Constant),
        (0..4_u8, 1..4_i64).prop_map(|(key, more)| Says::More(key, more)),
        Just(Says::Count),
        Just(Says::All),
        (0..4_u8, 0..4_i64).prop_map(|(key, number)| Says::Where(key, number)),
    ];
    vec((0..4_u8, says), 0..4).prop_map(Given::Function)
}

fn layer(merge: Merge) -> impl Strategy<Value = Given> {
    let said = btree_map(0..4_u8, layered(merge), 0..4);
    said.prop_map(move |said| Given::Layer(merge, said.into_iter().collect()))
}

/// Three mixins and a base: functions, or layers of one strategy, or some of both.
fn three() -> impl Strategy<Value = ([Given; 3], Values)> {
    crate::given::any_merge().prop_flat_map(|merge| {
        let mixin = || prop_oneof![function(), layer(merge)];
        let base = btree_map(0..4_u8, value(merge), 0..4).prop_map(Record);
        ([mixin(), mixin(), mixin()], base)
    })
}

laws::laws! {
    /// What mixins promise.
    pub const LAWS for Mixins = REAL;

    M3 "M₁ ⋆ (M₂ ⋆ M₃) = (M₁ ⋆ M₂) ⋆ M₃, U ⋆ M = M = M ⋆ U where U = λi. {}"
    fn composition_is_a_monoid(mixins, (given, base) in three()) {
        let [first, second, third] = given.map(|given| given.mixin());
        let compose = mixins.compose;
        let left = compose(compose(first.clone(), second.clone()), third.clone());
        let right = compose(first.clone(), compose(second, third));
        prop_assert_eq!(left.delta(&base), right.delta(&base));
        prop_assert_eq!(compose(unit(), first.clone()).delta(&base), first.delta(&base));
        prop_assert_eq!(compose(first.clone(), unit()).delta(&base), first.delta(&base));
    }
    twin uninformed "the mixin above does not see what the one below says" = Mixins {
        compose: |above, below| Any::new(move |inherited: &Values| -> Values {
            above.delta(inherited).over(below.delta(&above.delta(inherited)))
        }), ..REAL
    },
    twin bare "the mixin above sees only what the one below says" = Mixins {
        compose: |above, below| Any::new(move |inherited: &Values| -> Values {
            let said = below.delta(inherited);
            above.delta(&said).over(said)
        }), ..REAL
    },
    twin forgetful "what the mixin below says is forgotten" = Mixins {
        compose: |above, below| Any::new(move |inherited: &Values| -> Values {
            above.delta(&below.delta(inherited).over(inherited.clone()))
        }), ..REAL
    };

    M4 "apply (M₁ ⋆ M₂) b = apply M₁ (apply M₂ b), where apply M b = M(b) ⊕ b"
    fn application_is_an_action(mixins, ([above, below, _], base) in three()) {
        let (above, below) = (above.mixin(), below.mixin());
        let (apply, compose) = (mixins.apply, mixins.compose);
        let both = apply(&compose(above.clone(), below.clone()), base.clone());
        prop_assert_eq!(both, apply(&above, apply(&below, base.clone())));
        prop_assert_eq!(apply(&above, base.clone()), above.delta(&base).over(base));
    }
    twin turned "the mixin below is applied last" = Mixins {
        compose: |above, below| (REAL.compose)(below, above), ..REAL
    },
    twin stale "the base counts for more than what is said of it" = Mixins {
        apply: |mixin, base| base.clone().over(mixin.delta(&base)), ..REAL
    },
    twin apart "both mixins see the base" = Mixins {
        compose: |above, below| Any::new(move |inherited: &Values| -> Values {
            above.delta(inherited).over(below.delta(inherited))
        }), ..REAL
    };
}
