//! Values and the schemas of their options.

use gen_schema::interface::Verdict;
use gen_schema::{
    Fault, Finding, Interface, Leaf, Marker, Merge, ResolvedLeaf, Value, check, resolve,
};
use laws::proptest::collection::{btree_map, vec};
use laws::proptest::prelude::*;
use laws::proptest::sample::{select, subsequence};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use crate::given::{By, LAYERS, below, definitions, hole, number};

/// What an option takes.
#[derive(Clone, Debug)]
enum Type {
    Anything,
    Bool,
    Int(i64, i64),
    Text,
    OneOf(Vec<Value>),
    Package,
    Function,
    NullOr(Box<Type>),
    Either(Box<Type>, Box<Type>),
    List(Box<Type>, usize),
    Attrs(Box<Type>),
}

/// Whether a value is one of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Yes,
    OnlyNixKnows,
    No,
}

impl Type {
    fn schema(&self) -> Json {
        match self {
            Self::Anything => json!({}),
            Self::Bool => json!({ "type": "boolean" }),
            Self::Int(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Self::Text => json!({ "type": "string", "x-den-holes": ["string"] }),
            Self::OneOf(values) => json!({ "enum": values }),
            Self::Package => {
                json!({ "type": "string", "pattern": "^/nix/store/", "x-den-holes": ["derivation"] })
            }
            Self::Function => json!({ "not": {}, "x-den-holes": ["function"] }),
            Self::NullOr(inner) => json!({ "anyOf": [{ "type": "null" }, inner.schema()] }),
            Self::Either(one, other) => json!({ "anyOf": [one.schema(), other.schema()] }),
            Self::List(inner, least) => {
                json!({ "type": "array", "items": inner.schema(), "minItems": least })
            }
            Self::Attrs(inner) => {
                json!({ "type": "object", "additionalProperties": inner.schema() })
            }
        }
    }

    fn takes(&self, value: &Value) -> Answer {
        let holds = |yes| if yes { Answer::Yes } else { Answer::No };
        if let Value::Marker(marker) = value
            && let Marker::Hole(hole) = &**marker
        {
            return match (self, hole.r#type.as_str()) {
                (Self::Anything, _)
                | (Self::Package, "derivation")
                | (Self::Function, "function") => Answer::Yes,
                (Self::NullOr(inner), _) => inner.takes(value),
                (Self::Either(one, other), _) => one.takes(value).min(other.takes(value)),
                _ => Answer::OnlyNixKnows,
            };
        }
        let worst =
            |answers: &mut dyn Iterator<Item = Answer>| answers.max().unwrap_or(Answer::Yes);
        match (self, value) {
            (Self::Anything, _) | (Self::NullOr(_), Value::Null) => Answer::Yes,
            (Self::Bool, _) => holds(matches!(value, Value::Bool(_))),
            (Self::Int(least, most), _) => {
                holds(matches!(value, Value::Integer(number) if (*least..=*most).contains(number)))
            }
            (Self::Text, _) => holds(matches!(value, Value::String(_))),
            (Self::OneOf(values), _) => holds(values.contains(value)),
            (Self::Package, _) => {
                holds(matches!(value, Value::String(text) if text.starts_with("/nix/store/")))
            }
            (Self::Function, _) => Answer::No,
            (Self::NullOr(inner), _) => inner.takes(value),
            (Self::Either(one, other), _) => one.takes(value).min(other.takes(value)),
            (Self::List(inner, least), Value::List(items)) if items.len() >= *least => {
                worst(&mut items.iter().map(|item| inner.takes(item)))
            }
            (Self::Attrs(inner), _) if value.attributes().is_some() => worst(
                &mut value
                    .attributes()
                    .into_iter()
                    .flatten()
                    .map(|(_, value)| inner.takes(value)),
            ),
            (Self::List(..) | Self::Attrs(_), _) => Answer::No,
        }
    }

    /// Values that are mostly of the type.
    fn values(&self) -> BoxedStrategy<Value> {
        let right = match self {
            Self::Anything => scalar(),
            Self::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
            Self::Int(least, most) => (*least..=*most).prop_map(Value::Integer).boxed(),
            Self::Text => select(&["", "a"][..])
                .prop_map(|text| Value::String(text.into()))
                .boxed(),
            Self::OneOf(values) => select(values.clone()).boxed(),
            Self::Package => {
                prop_oneof![Just(Value::String("/nix/store/x".into())), hole()].boxed()
            }
            Self::Function => hole(),
            Self::NullOr(inner) => prop_oneof![Just(Value::Null), inner.values()].boxed(),
            Self::Either(one, other) => prop_oneof![one.values(), other.values()].boxed(),
            Self::List(inner, _) => vec(inner.values(), 0..4).prop_map(Value::List).boxed(),
            Self::Attrs(inner) => {
                let key = select(&["a", "b", "$den", "a/b~c"][..]).prop_map(SmolStr::new_static);
                btree_map(key, inner.values(), 0..3)
                    .prop_map(Value::set)
                    .boxed()
            }
        };
        prop_oneof![12 => right, 1 => scalar(), 1 => hole()].boxed()
    }

    fn merges(&self) -> Vec<Merge> {
        match self {
            Self::List(..) => vec![Merge::Replace, Merge::Append, Merge::Unique],
            Self::Attrs(_) => vec![Merge::Replace, Merge::Recursive],
            _ => vec![Merge::Replace],
        }
    }
}

fn scalar() -> BoxedStrategy<Value> {
    let text = select(&["a", "/nix/store/x"][..]).prop_map(|text| Value::String(text.into()));
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number(),
        text,
        Just(Value::List(vec![])),
        Just(Value::Set(Default::default())),
    ]
    .boxed()
}

fn types() -> impl Strategy<Value = Type> {
    let values = subsequence(
        vec![
            Value::Null,
            Value::Integer(1),
            Value::Bool(true),
            Value::String("a".into()),
        ],
        1..4,
    );
    let leaf = prop_oneof![
        Just(Type::Anything),
        Just(Type::Bool),
        (0..2_i64, 2..4_i64).prop_map(|(least, most)| Type::Int(least, most)),
        Just(Type::Text),
        values.prop_map(Type::OneOf),
        Just(Type::Package),
        Just(Type::Function),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let inner = inner.prop_map(Box::new);
        prop_oneof![
            inner.clone().prop_map(Type::NullOr),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| Type::Either(one, other)),
            (inner.clone(), 0..2_usize).prop_map(|(inner, least)| Type::List(inner, least)),
            inner.prop_map(Type::Attrs),
        ]
    })
}

/// An option of a type, and what layers say of it.
#[derive(Clone, Debug)]
struct Typed {
    r#type: Type,
    merge: Merge,
    default: Option<Value>,
    said: Vec<(By, Value)>,
}

fn typed() -> impl Strategy<Value = Typed> {
    types().prop_flat_map(|r#type| {
        let layers = subsequence(LAYERS.to_vec(), 0..4);
        let merge = select(r#type.merges());
        (Just(r#type), merge, layers).prop_flat_map(|(r#type, merge, layers)| {
            let said = vec(r#type.values(), layers.len());
            (prop::option::of(r#type.values()), said).prop_map(move |(default, said)| Typed {
                r#type: r#type.clone(),
                merge,
                default,
                said: layers.iter().copied().map(By::layer).zip(said).collect(),
            })
        })
    })
}

/// What comes of it: the resolved option, what is wrong with each definition, and with the value.
struct Checked {
    leaf: ResolvedLeaf<By>,
    findings: Vec<Vec<Finding<By>>>,
    verdict: Option<Verdict>,
}

struct Checks {
    verdict: fn(&Leaf, &Value) -> Verdict,
    check: fn(&Typed) -> Checked,
}

const REAL: Checks = Checks {
    verdict: Leaf::verdict,
    check: checked,
};

const WAY: [&str; 2] = ["group", "option"];

impl Typed {
    fn interface(&self) -> Interface {
        let mut leaf = self.r#type.schema();
        leaf["x-den-merge"] = json!(self.merge);
        if let Some(default) = &self.default {
            leaf["default"] = json!(default);
        }
        let [group, option] = WAY;
        let group = json!({ group: { "type": "object", "properties": { option: leaf } } });
        serde_json::from_value(json!({ "type": "object", "properties": group })).unwrap()
    }
}

fn checked(typed: &Typed) -> Checked {
    let interface = typed.interface();
    let said: Vec<_> = typed
        .said
        .iter()
        .map(|(by, value)| (by.clone(), below(&WAY, value.clone())))
        .collect();
    let findings = definitions(&said)
        .into_iter()
        .map(|definition| check(&interface, definition));
    let leaf = resolve(&interface, definitions(&said), &mut vec![])
        .leaf(&WAY)
        .unwrap()
        .clone();
    Checked {
        findings: findings.collect(),
        verdict: leaf
            .value
            .as_ref()
            .map(|value| interface.leaf(&WAY).unwrap().verdict(value)),
        leaf,
    }
}

/// What a way inside a value leads to.
fn at<'v>(value: &'v Value, way: &[SmolStr]) -> Option<&'v Value> {
    way.iter().try_fold(value, |value, step| match value {
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        value => value.attributes()?.get(step),
    })
}

/// Whether a value stands somewhere in another one.
fn inside(value: &Value, wanted: &Value) -> bool {
    value == wanted
        || match value {
            Value::List(items) => items.iter().any(|item| inside(item, wanted)),
            value => value
                .attributes()
                .is_some_and(|set| set.values().any(|value| inside(value, wanted))),
        }
}

fn says(verdict: &Verdict) -> Answer {
    match verdict {
        Verdict::Accepted => Answer::Yes,
        Verdict::LeftToNix => Answer::OnlyNixKnows,
        Verdict::Refused(_) => Answer::No,
    }
}

laws::laws! {
    /// What schemas promise.
    pub const LAWS for Checks = REAL;

    M11 "every resolved value satisfies its schema, or has a hole and is left to Nix, or is refused where it stands, and the layers are told that brought \
         it; what satisfies its schema is not refused"
    fn values_satisfy_their_schema(checks, typed in typed()) {
        let Checked { leaf, findings, verdict } = (checks.check)(&typed);
        let option = typed.interface();
        let option = option.leaf(&WAY).unwrap();
        for (index, (by, value)) in typed.said.iter().enumerate() {
            let answer = typed.r#type.takes(value);
            prop_assert_eq!(says(&(checks.verdict)(option, value)), answer, "{}", value);
            for finding in &findings[index] {
                prop_assert_eq!((finding.place.origin.layer, finding.place.origin.index), (by.layer, index));
                prop_assert_eq!(&finding.option[..2], &WAY);
            }
            // What is combined is looked at where it comes together.
            if typed.merge == Merge::Replace {
                let refused = findings[index].iter().any(|finding| matches!(finding.fault, Fault::Refused { .. }));
                prop_assert_eq!(refused, answer == Answer::No);
                let left = findings[index].iter().any(|finding| matches!(finding.fault, Fault::LeftToNix { .. }));
                prop_assert_eq!(left, answer == Answer::OnlyNixKnows);
            }
        }
        prop_assert_eq!(verdict.is_some(), leaf.value.is_some());
        let (Some(verdict), Some(value)) = (verdict, &leaf.value) else {
            return Ok(());
        };
        let answer = typed.r#type.takes(value);
        prop_assert_eq!(says(&verdict), answer, "{}", value);
        prop_assert!(answer != Answer::OnlyNixKnows || value.has_hole());
        if let Verdict::Refused(refusals) = verdict {
            let brought: Vec<_> = leaf.layers().collect();
            for refusal in refusals {
                let wrong = at(value, &refusal.way);
                prop_assert!(wrong.is_some(), "{:?} leads nowhere in {}", refusal.way, value);
                let bringing = leaf.chain.iter().filter(|link| brought.contains(&link.layer));
                let brings = bringing.clone().any(|link| inside(&link.value, wrong.unwrap()));
                // What several layers make together is nobody's own.
                prop_assert!(brings || bringing.count() > 1);
            }
            if typed.merge == Merge::Replace && !typed.said.is_empty() {
                prop_assert!(findings.last().is_some_and(|findings| !findings.is_empty()));
            }
        }
    }
    twin trusting "a verdict that takes everything" = Checks { verdict: |_, _| Verdict::Accepted, ..REAL },
    twin naive "a verdict for which a hole is as good as any value" = Checks {
        verdict: |leaf, value| if value.has_hole() { Verdict::Accepted } else { leaf.verdict(value) }, ..REAL
    },
    twin blind "a hole is taken for a set" = Checks {
        verdict: |leaf, value| {
            let read = |value: &Value| serde_json::from_value::<Value>(json!({ "hole": value.to_json() }));
            match value {
                Value::Marker(_) => leaf.verdict(&read(value).unwrap()),
                value => leaf.verdict(value),
            }
        }, ..REAL
    },
    twin hasty "only the first definition is looked at" = Checks {
        check: |typed| {
            let mut checked = checked(typed);
            checked.findings.iter_mut().skip(1).for_each(Vec::clear);
            checked
        }, ..REAL
    },
    twin slander "the first layer is blamed" = Checks {
        check: |typed| {
            let mut checked = checked(typed);
            for (index, link) in checked.leaf.chain.iter_mut().enumerate() {
                link.contributes = index == 0;
            }
            checked
        }, ..REAL
    },
    twin astray "a refusal leads elsewhere" = Checks {
        check: |typed| {
            let mut checked = checked(typed);
            if let Some(Verdict::Refused(refusals)) = &mut checked.verdict {
                refusals.iter_mut().for_each(|refusal| refusal.way.push("elsewhere".into()));
            }
            checked
        }, ..REAL
    };
}
