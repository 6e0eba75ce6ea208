//! Layers for tests, and settings in one line.

use gen_schema::reference::{Answer, Request, resolve_all};
use gen_schema::{
    Definition, Finding, Interface, Origin, Resolved, Trouble, Value, check, resolve,
};
use serde_json::Value as Json;

/// Who says something.
#[derive(Clone, Debug, PartialEq)]
pub struct By {
    pub layer: u8,
    pub rank: i64,
    pub name: &'static str,
}

impl Origin for By {
    type Layer = u8;
    const DEFAULT: u8 = 0;
    fn layer(&self) -> u8 {
        self.layer
    }
    fn rank(&self) -> i64 {
        self.rank
    }
    fn name(&self) -> &str {
        self.name
    }
}

pub fn by(layer: u8) -> By {
    By {
        layer,
        rank: 0,
        name: "",
    }
}

pub fn value(json: Json) -> Value {
    serde_json::from_value(json).unwrap()
}

pub fn interface(json: Json) -> Interface {
    serde_json::from_value(json).unwrap()
}

/// An interface of one option, `it`.
#[allow(dead_code, reason = "not every test has a single option")]
pub fn option(json: Json) -> Interface {
    interface(serde_json::json!({ "properties": { "it": json } }))
}

/// The settings that come of what layers say, the first being layer 1.
#[allow(dead_code, reason = "not every test resolves")]
pub fn settle(interface: &Interface, said: &[Json]) -> (Resolved<By>, Vec<Trouble<By>>) {
    let said: Vec<_> = said.iter().cloned().map(value).collect();
    let definitions = said
        .iter()
        .zip(1..)
        .map(|(said, layer)| Definition::new(by(layer), said));
    let mut troubles = Vec::new();
    (
        resolve(interface, definitions.collect(), &mut troubles),
        troubles,
    )
}

/// What is wrong with a definition.
#[allow(dead_code, reason = "not every test checks")]
pub fn checked(interface: &Interface, said: Json) -> Vec<Finding<By>> {
    check(interface, Definition::new(by(1), &value(said)))
}

/// What comes of several interfaces, each with what layers say of it.
#[allow(dead_code, reason = "not every test refers")]
pub fn settle_all(given: &[(&str, Json, &[Json])]) -> Answer<By> {
    let interfaces: Vec<_> = given
        .iter()
        .map(|(_, schema, _)| interface(schema.clone()))
        .collect();
    let said: Vec<Vec<Value>> = given
        .iter()
        .map(|(_, _, said)| said.iter().cloned().map(value).collect())
        .collect();
    let requests =
        given
            .iter()
            .zip(&interfaces)
            .zip(&said)
            .map(|(((name, ..), interface), said)| Request {
                name: (*name).into(),
                interface,
                definitions: said
                    .iter()
                    .zip(1..)
                    .map(|(said, layer)| Definition::new(by(layer), said))
                    .collect(),
            });
    resolve_all(requests.collect(), &|_| None)
}
