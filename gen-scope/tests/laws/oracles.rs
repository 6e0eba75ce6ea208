//! Resolution, compared with definitions that know nothing of how it is computed.

use std::collections::BTreeSet;

use gen_scope::Query;
use laws::proptest::prelude::*;

use super::given::{
    World, acyclic_world, lexical, lexical_world, query, straight_query, total_query, world,
};
use super::naive;
use super::resolution::REAL;

fn seen(query: &Query<char>, world: &World, from: usize) -> BTreeSet<usize> {
    let answers = (REAL.visible)(query, world, from).answers;
    answers.iter().map(|answer| *answer.scope()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_visible_are_nearest_among_all_paths(query in query(), (world, from) in world()) {
        let ends = naive::ends(&query, &world, from);
        prop_assert_eq!(seen(&query, &world, from), naive::nearest(query.order(), &ends));
    }

    #[test]
    fn without_cycles_the_visible_are_nearest_among_all_walks(query in query(), (world, from) in acyclic_world()) {
        let ends = naive::simple_walks(&query, &world, from, Clone::clone);
        prop_assert_eq!(seen(&query, &world, from), naive::nearest(query.order(), &ends));
    }

    #[test]
    fn of_a_straight_query_the_visible_are_nearest_among_walks_that_pass_no_site_twice(
        query in straight_query(),
        (world, from) in world(),
    ) {
        let ends = naive::simple_walks(&query, &world, from, Clone::clone);
        prop_assert_eq!(seen(&query, &world, from), naive::nearest(query.order(), &ends));
    }

    #[test]
    fn of_lexical_scopes_the_visible_are_nearest_among_simple_paths((world, from) in lexical_world()) {
        let query = lexical();
        let ends = naive::simple_walks(&query, &world, from, |site| site.0);
        prop_assert_eq!(seen(&query, &world, from), naive::nearest(query.order(), &ends));
    }

    #[test]
    fn each_answer_comes_along_its_least_word(query in total_query(), (world, from) in world()) {
        let mut ends: Vec<_> = naive::ends(&query, &world, from).into_iter().collect();
        ends.sort_by(|(one, left), (other, right)| {
            naive::compare(query.order(), left, right).unwrap().then(one.cmp(other))
        });
        let mut met = BTreeSet::new();
        ends.retain(|(scope, _)| met.insert(*scope));
        let answers = (REAL.answers)(&query, &world, from);
        let answers: Vec<_> = answers.iter().map(|answer| (*answer.scope(), answer.path.word())).collect();
        prop_assert_eq!(answers, ends);
    }

    #[test]
    fn witnesses_are_the_walks_that_pass_no_scope_twice(query in query(), (world, from) in world()) {
        let witnesses = query.witnesses(&world, from, usize::MAX, |scope| world.declares(scope));
        let listed: Vec<_> = witnesses.map(|Ok(answer)| answer.path).collect();
        let words = listed.iter().map(|path| (*path.end(), path.word())).collect();
        prop_assert_eq!(naive::simple_walks(&query, &world, from, |site| site.0), words);
        for path in &listed {
            let scopes: BTreeSet<_> = path.scopes().into_iter().collect();
            prop_assert_eq!(scopes.len(), path.len() + 1);
            prop_assert!(query.pattern().matches(path.word()));
        }
    }
}
