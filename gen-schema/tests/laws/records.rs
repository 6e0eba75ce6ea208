//! Records under left-preferring combination.

use std::collections::BTreeSet;

use gen_schema::Record;
use laws::proptest::collection::btree_map;
use laws::proptest::prelude::*;

type Numbers = Record<u8, u8>;

struct Records {
    over: fn(Numbers, Numbers) -> Numbers,
    disjoint: fn(&Numbers, &Numbers) -> bool,
}

fn disjoint(one: &Numbers, other: &Numbers) -> bool {
    let keys: BTreeSet<_> = one.0.keys().collect();
    other.0.keys().all(|key| !keys.contains(key))
}

const REAL: Records = Records {
    over: Record::over,
    disjoint,
};

fn record() -> impl Strategy<Value = Numbers> {
    btree_map(0..6_u8, 0..4_u8, 0..5).prop_map(Record)
}

/// Two records, of which the second keeps clear of the first more often than chance would have it.
fn two() -> impl Strategy<Value = (Numbers, Numbers)> {
    (record(), record(), any::<bool>()).prop_map(|(one, mut other, apart)| {
        if apart {
            other.0.retain(|key, _| !one.0.contains_key(key));
        }
        (one, other)
    })
}

laws::laws! {
    /// What combination promises.
    pub const LAWS for Records = REAL;

    M1 "a ⊕ (b ⊕ c) = (a ⊕ b) ⊕ c, {} ⊕ a = a = a ⊕ {}, a ⊕ a = a"
    fn combination_is_a_band(records, (a, b, c) in (record(), record(), record())) {
        let over = records.over;
        prop_assert_eq!(over(a.clone(), over(b.clone(), c.clone())), over(over(a.clone(), b), c));
        prop_assert_eq!(&over(Record::default(), a.clone()), &a);
        prop_assert_eq!(&over(a.clone(), Record::default()), &a);
        prop_assert_eq!(over(a.clone(), a.clone()), a);
    }
    twin sum "attributes of both are added up" = Records {
        over: |one, mut other| {
            for (key, value) in one.0 {
                *other.0.entry(key).or_default() += value;
            }
            other
        }, ..REAL
    },
    twin mean "attributes of both are averaged" = Records {
        over: |one, mut other| {
            for (key, value) in one.0 {
                let below = other.0.get(&key).copied().unwrap_or(value);
                other.0.insert(key, value.midpoint(below));
            }
            other
        }, ..REAL
    },
    twin shared "only what both have is kept" = Records {
        over: |one, other| one.0.into_iter().filter(|(key, _)| other.0.contains_key(key)).collect(), ..REAL
    };

    M2 "a ⊕ b = b ⊕ a ⇔ a and b agree where both have an attribute; so records of disjoint domains commute"
    fn disjoint_records_commute(records, (a, b) in two()) {
        let agree = a.0.iter().all(|(key, value)| b.0.get(key).is_none_or(|other| other == value));
        let commute = (records.over)(a.clone(), b.clone()) == (records.over)(b.clone(), a.clone());
        prop_assert_eq!(commute, agree);
        prop_assert!(!(records.disjoint)(&a, &b) || commute);
    }
    twin first "the first record alone" = Records { over: |one, _| one, ..REAL },
    twin greatest "the greater value, whose side it is" = Records {
        over: |one, mut other| {
            for (key, value) in one.0 {
                let below = other.0.get(&key).copied().unwrap_or(value);
                other.0.insert(key, value.max(below));
            }
            other
        }, ..REAL
    },
    twin counted "disjoint where they differ in size" = Records {
        disjoint: |one, other| one.0.len() != other.0.len(), ..REAL
    };
}

#[test]
fn records_that_share_an_attribute_need_not_commute() {
    let (host, fleet) = (Record::from_iter([(0, 1)]), Record::from_iter([(0, 2)]));
    assert_eq!(host.clone().over(fleet.clone()), host);
    assert_eq!(fleet.clone().over(host), fleet);
}
