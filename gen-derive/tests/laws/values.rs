//! Laws of values and constraints: what rules say beside what holds.

use gen_derive::{Constraint, Formula, Offer, Offers};
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

use crate::given::{ATOMS, Tree, Written, written};

/// The value, the priority and the rule of an offer.
type Given = (u8, i64, u8);

/// All in their order, and the one that counts or the two that conflict.
type Resolved = (Vec<Given>, Result<Given, [Given; 2]>);

struct Engine {
    resolve: fn(&[Given]) -> Resolved,
}

fn resolve(given: &[Given]) -> Resolved {
    let offers = given.iter().map(|&(value, priority, rule)| {
        let offer = Offer {
            value,
            priority,
            rule,
            origin: (),
        };
        ((), offer)
    });
    let given = |offer: &Offer<u8, u8, ()>| (offer.value, offer.priority, offer.rule);
    let offers = &Offers::by_target(offers)[&()];
    let winner = offers.winner().map(given);
    let winner = winner.map_err(|conflict| [given(conflict.first), given(conflict.other)]);
    (offers.iter().map(given).collect(), winner)
}

const REAL: Engine = Engine { resolve };

laws::laws! {
    /// What values promise.
    pub const LAWS for Engine = REAL;

    D10 "offers stand by descending priority, then rule, then value; the first counts; equal priority and another value ⇒ conflict, naming both"
    fn offers_are_ordered(engine, (one, other) in vec((0..3_u8, -1..2_i64, 0..3_u8), 1..6).prop_flat_map(|given| (Just(given.clone()), Just(given).prop_shuffle()))) {
        let (order, winner) = (engine.resolve)(&one);
        prop_assert_eq!(&(order.clone(), winner), &(engine.resolve)(&other));
        let mut sorted = one.clone();
        sorted.sort_by_key(|&(value, priority, rule)| (-priority, rule, value));
        prop_assert_eq!(&order, &sorted);
        let highest = one.iter().map(|given| given.1).max().unwrap();
        let top: Vec<_> = sorted.iter().filter(|given| given.1 == highest).collect();
        match winner {
            Ok(winner) => {
                prop_assert_eq!(winner, sorted[0]);
                prop_assert!(top.iter().all(|given| given.0 == winner.0));
            }
            Err([first, second]) => {
                prop_assert_eq!(first, sorted[0]);
                prop_assert!(top.contains(&&second) && second.0 != first.0);
            }
        }
    }
    twin last "the last one given counts" = Engine {
        resolve: |given| (resolve(given).0, Ok(given[given.len() - 1])),
    },
    twin lesser "the lesser rule counts, of equal priority" = Engine {
        resolve: |given| {
            let (order, _) = resolve(given);
            let first = order[0];
            (order, Ok(first))
        },
    },
    twin lowest "the lowest priority first" = Engine {
        resolve: |given| {
            let turned: Vec<Given> = given.iter().map(|&(value, priority, rule)| (value, -priority, rule)).collect();
            let back = |(value, priority, rule): Given| (value, -priority, rule);
            let (order, winner) = resolve(&turned);
            (order.into_iter().map(back).collect(), winner.map(back).map_err(|both| both.map(back)))
        },
    },
    twin anyhow "a conflict of whatever priority" = Engine {
        resolve: |given| {
            let (order, winner) = resolve(given);
            let other = order.iter().find(|other| other.0 != order[0].0).copied();
            let winner = winner.and_then(|first| other.map_or(Ok(first), |other| Err([first, other])));
            (order, winner)
        },
    };
}

/// A program, a condition, what is demanded of a group there, and of how many.
type Demand<'d> = (&'d Written, &'d Tree, &'d [Tree], usize, usize);

struct Constraints {
    /// Whether a demand is violated; nothing where the program has no model.
    violated: fn(Demand<'_>) -> Option<bool>,
}

fn violated((written, when, group, least, most): Demand<'_>) -> Option<bool> {
    let model = written.program().evaluate().ok()?;
    let members = group.iter().map(Tree::formula).enumerate();
    let constraint = Constraint::within(least..=most, members, ()).when(when.formula());
    Some(constraint.check(&model).is_some())
}

const CONSTRAINTS: Constraints = Constraints { violated };

/// All ways to choose so many of a group.
fn chosen(group: &[Tree], count: usize) -> Vec<Vec<&Tree>> {
    let masks = 0..1_u32 << group.len();
    let masks = masks.filter(|mask| mask.count_ones() as usize == count);
    let choose = |mask: u32| {
        let chosen = group
            .iter()
            .enumerate()
            .filter(|(place, _)| mask >> place & 1 == 1);
        chosen.map(|(_, tree)| tree).collect()
    };
    masks.map(choose).collect()
}

fn trees() -> impl Strategy<Value = Vec<Tree>> {
    written().prop_map(|written| {
        written
            .rules
            .into_iter()
            .map(|rule| rule.body)
            .take(4)
            .collect()
    })
}

laws::laws! {
    /// What constraints promise.
    pub const CONSTRAINT_LAWS for Constraints = CONSTRAINTS;

    D12 "a constraint is a rule whose head is a diagnostic: it is violated exactly where the rule would fire"
    fn constraints_are_rules(engine, (written, when, group, least, most) in (written(), trees(), trees(), 0..3_usize, 0..4_usize)) {
        let when = Tree::All(when);
        let too_few = chosen(&group, (group.len() + 1).saturating_sub(least)).into_iter().map(|failing| {
            Formula::all(failing.into_iter().map(|tree| !tree.formula()))
        });
        let too_many = chosen(&group, most + 1).into_iter().map(|holding| {
            Formula::all(holding.into_iter().map(Tree::formula))
        });
        // Of fewer than are wanted, none can be enough.
        let never_enough = (group.len() < least).then(Formula::always);
        let broken = Formula::any(too_few.chain(too_many).chain(never_enough));
        let mut program = written.program();
        program.rule(u8::MAX, ATOMS, when.formula() & broken);
        let fires = program.evaluate().ok().map(|model| model.holds(&ATOMS));
        prop_assert_eq!((engine.violated)((&written, &when, &group, least, most)), fires);
    }
    twin everywhere "demanded where the condition does not hold" = Constraints {
        violated: |(written, _, group, least, most)| violated((written, &Tree::All(Vec::new()), group, least, most)),
    },
    twin strictly "one more allowed" = Constraints {
        violated: |(written, when, group, least, most)| violated((written, when, group, least, most + 1)),
    },
    twin fewer "one fewer enough" = Constraints {
        violated: |(written, when, group, least, most)| {
            violated((written, when, group, least.saturating_sub(1), most))
        },
    };
}
