//! Cases of attribute evaluation that deserve a name: depth, cycles across threads, scopes that are computed.

use std::sync::{Arc, Barrier};
use std::thread;

use gen_scope::attribute::{Attribute, Context, Error, Evaluator, Event, Grammar, Node};

/// A chain of scopes, each the parent of the next.
struct Chain {
    depth: Attribute<Self, u32>,
    name: Attribute<Self, &'static str>,
}

impl Grammar for Chain {
    type Scope = u32;
    type Slice = u32;

    fn parent(_: &Context<'_, Self>, scope: &u32) -> Result<Option<u32>, Error<u32>> {
        Ok(scope.checked_sub(1))
    }
}

fn chain() -> Evaluator<Chain> {
    Evaluator::logging(Chain {
        depth: Attribute::new("depth", |cx, scope| match Chain::parent(cx, scope)? {
            Some(parent) => Ok(cx.get(|chain| &chain.depth, &parent)? + 1),
            None => Ok(0),
        }),
        name: Attribute::inherited("name", "nobody", |cx, &scope| {
            cx.read(scope);
            Ok((scope == 7).then_some("seven"))
        }),
    })
}

#[test]
fn a_million_scopes_above_one_another_inherit_without_overflow() {
    let chain = chain();
    assert_eq!(chain.get(|chain| &chain.name, &1_000_000), Ok("seven"));
    assert_eq!(chain.events().len(), 1_000_000 - 6);
    assert_eq!(chain.get(|chain| &chain.name, &6), Ok("nobody"));
}

#[test]
fn a_synthesised_attribute_may_ask_a_hundred_thousand_scopes_deep() {
    let chain = chain();
    assert_eq!(chain.get(|chain| &chain.depth, &100_000), Ok(100_000));
}

#[test]
fn what_was_computed_before_is_not_computed_again() {
    let chain = chain();
    chain.get(|chain| &chain.depth, &2).unwrap();
    chain.get(|chain| &chain.depth, &3).unwrap();
    let node = |scope| {
        Event::Computed(Node {
            scope,
            attribute: "depth",
        })
    };
    assert_eq!(chain.events(), [0, 1, 2, 3].map(node));
}

#[test]
fn what_was_forgotten_is_computed_again_and_what_needed_it_is_not() {
    let chain = chain();
    chain.get(|chain| &chain.depth, &1).unwrap();
    chain.forget(|chain| &chain.depth, &0);
    chain.get(|chain| &chain.depth, &1).unwrap();
    assert_eq!(chain.events().len(), 2);
    chain.get(|chain| &chain.depth, &0).unwrap();
    assert_eq!(chain.events().len(), 3);
    let trace = chain.trace(|chain| &chain.depth, &1).unwrap();
    assert_eq!(trace.computed.len(), 2);
}

/// Scopes 0 and 1, each of which needs the other, once both are under way.
struct Mutual {
    both: Barrier,
    needs: Attribute<Self, ()>,
}

impl Grammar for Mutual {
    type Scope = u32;
    type Slice = u32;

    fn parent(_: &Context<'_, Self>, _: &u32) -> Result<Option<u32>, Error<u32>> {
        Ok(None)
    }
}

#[test]
fn a_cycle_whose_parts_run_on_two_threads_is_found_and_told_to_both() {
    let mutual = Arc::new(Evaluator::new(Mutual {
        both: Barrier::new(2),
        needs: Attribute::new("needs", |cx, scope| {
            cx.grammar().both.wait();
            cx.get(|mutual| &mutual.needs, &(1 - scope))
        }),
    }));
    let ask = |scope: u32| {
        let mutual = mutual.clone();
        thread::spawn(move || mutual.get(|mutual| &mutual.needs, &scope))
    };
    for asked in [ask(0), ask(1)] {
        let error = asked.join().unwrap().unwrap_err();
        assert_eq!(
            error.to_string(),
            "attributes depend on themselves: needs of 0 → needs of 1 → needs of 0"
        );
    }
}

/// Circular attributes, and one that is not.
struct Circles {
    growing: Attribute<Self, u32>,
    falling: Attribute<Self, u32>,
    through: Attribute<Self, u32>,
    plain: Attribute<Self, u32>,
    swallowed: Attribute<Self, u32>,
}

impl Grammar for Circles {
    type Scope = u32;
    type Slice = u32;

    fn parent(_: &Context<'_, Self>, _: &u32) -> Result<Option<u32>, Error<u32>> {
        Ok(None)
    }
}

fn circles() -> Evaluator<Circles> {
    Evaluator::logging(Circles {
        // Around three scopes, up to ten.
        growing: Attribute::circular("growing", 0, u32::le, |cx, scope| {
            let next = cx.get(|circles| &circles.growing, &((scope + 1) % 3))?;
            Ok((next + 1).min(10))
        }),
        falling: Attribute::circular("falling", 0, u32::le, |cx, scope| {
            let before = cx.get(|circles| &circles.falling, scope)?;
            Ok(if before == 0 { 5 } else { 3 })
        }),
        through: Attribute::circular("through", 0, u32::le, |cx, scope| {
            cx.get(|circles| &circles.plain, scope)
        }),
        plain: Attribute::new("plain", |cx, scope| {
            let settled = cx.get(|circles| &circles.growing, scope)?;
            Ok(settled + cx.get(|circles| &circles.through, scope)?)
        }),
        swallowed: Attribute::new("swallowed", |cx, scope| {
            Ok(cx
                .get(|circles| &circles.falling, scope)
                .unwrap_or_default())
        }),
    })
}

#[test]
fn a_circle_settles_as_a_whole_and_once() {
    let circles = circles();
    for scope in 0..3 {
        assert_eq!(circles.get(|circles| &circles.growing, &scope), Ok(10));
    }
    let events = circles.events();
    let [Event::Settled { members, .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(members.len(), 3);
    let trace = circles.trace(|circles| &circles.growing, &1).unwrap();
    assert_eq!(trace.computed.len(), 3);
}

#[test]
fn an_equation_that_is_not_monotone_is_refused_by_name() {
    let error = circles().get(|circles| &circles.falling, &4).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the circular attribute falling of 4 descends: its equation is not monotone"
    );
}

#[test]
fn a_circle_through_an_attribute_that_is_not_circular_is_a_cycle() {
    let circles = circles();
    let told = "attributes depend on themselves: plain of 0 → through of 0 → plain of 0";
    let error = circles.get(|circles| &circles.plain, &0).unwrap_err();
    assert_eq!(error.to_string(), told);
    let error = circles.get(|circles| &circles.through, &0).unwrap_err();
    assert_eq!(error.to_string(), told);
}

#[test]
fn an_error_cannot_be_passed_over() {
    let circles = circles();
    assert!(circles.get(|circles| &circles.swallowed, &0).is_err());
}

/// Scopes whose children are computed: halves, as long as they can be halved.
struct Halves {
    children: Attribute<Self, Vec<u64>>,
    leaves: Attribute<Self, u64>,
}

impl Grammar for Halves {
    type Scope = u64;
    type Slice = u64;

    fn parent(_: &Context<'_, Self>, _: &u64) -> Result<Option<u64>, Error<u64>> {
        Ok(None)
    }
}

#[test]
fn attributes_can_be_asked_for_at_scopes_that_are_computed() {
    let halves = Evaluator::new(Halves {
        children: Attribute::new("children", |_, &scope| {
            let half = scope / 2;
            let halves = if half == 0 {
                vec![]
            } else {
                vec![half, scope - half]
            };
            Ok(halves)
        }),
        leaves: Attribute::new("leaves", |cx, scope| {
            let children = cx.get(|halves| &halves.children, scope)?;
            if children.is_empty() {
                return Ok(1);
            }
            let leaves = children
                .iter()
                .map(|child| cx.get(|halves| &halves.leaves, child));
            leaves.sum()
        }),
    });
    assert_eq!(
        halves.get(|halves| &halves.leaves, &1_000_000),
        Ok(1_000_000)
    );
}

/// An attribute whose parents go round.
struct Ring(Attribute<Self, u32>);

impl Grammar for Ring {
    type Scope = u32;
    type Slice = u32;

    fn parent(_: &Context<'_, Self>, scope: &u32) -> Result<Option<u32>, Error<u32>> {
        Ok(Some((scope + 1) % 3))
    }
}

#[test]
fn a_scope_that_is_its_own_ancestor_inherits_a_cycle() {
    let ring = Evaluator::new(Ring(Attribute::inherited("name", 0, |_, _| Ok(None))));
    let error = ring.get(|ring| &ring.0, &2).unwrap_err();
    assert_eq!(
        error.to_string(),
        "attributes depend on themselves: name of 0 → name of 1 → name of 2 → name of 0"
    );
}
