//! Rules over many scopes: made ground where they have a chance.
//!
//! A rule says one thing of every scope. To make it ground at each of them takes as long as there are pairs of a rule and
//! a scope, though most rules concern few scopes. So a rule names its *triggers*, and is made ground at those scopes alone
//! at which one of them is possible: the index that bottom-up evaluators of Datalog keep on the first literal of a body
//! (Ullman, *Principles of Database and Knowledge-Base Systems*, volume 2, 1989), kept over what is possible.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::formula::Formula;
use crate::key::Key;
use crate::program::Program;

/// What rules over scopes speak of.
///
/// A key `K` is a predicate with a name, such as *has the tag `web`*; rules have names `R`, scopes are `S`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom<K, R, S> {
    /// The key holds at the scope.
    Holds(K, S),
    /// The rule fires at the scope.
    Fires(R, S),
}

/// `tag:web at web1`, `rule public fires at web1`.
impl<K: fmt::Display, R: fmt::Display, S: fmt::Display> fmt::Display for Atom<K, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds(key, scope) => write!(f, "{key} at {scope}"),
            Self::Fires(rule, scope) => write!(f, "rule {rule} fires at {scope}"),
        }
    }
}

type Condition<'a, K, R, S> = Box<dyn Fn(&S) -> Formula<Atom<K, R, S>> + 'a>;

/// A rule over scopes. See [`Rules`].
pub struct Rule<'a, K, R, S> {
    name: R,
    condition: Condition<'a, K, R, S>,
    triggers: Option<Vec<K>>,
    heads: Vec<K>,
    overrides: Vec<R>,
}

impl<'a, K, R, S> Rule<'a, K, R, S> {
    /// A rule that fires where a condition holds, which is asked for scope by scope.
    ///
    /// The name is the rule: a rule fires at a scope or does not, however often and in however many ways its condition is
    /// found to hold. Rules that nobody named need a name of their own each, such as their position.
    pub fn new(name: R, condition: impl Fn(&S) -> Formula<Atom<K, R, S>> + 'a) -> Self {
        Self {
            name,
            condition: Box::new(condition),
            triggers: None,
            heads: Vec::new(),
            overrides: Vec::new(),
        }
    }

    /// Has the condition asked for only at scopes where one of these keys is possible.
    ///
    /// To be given where the condition cannot hold at a scope at which none of them does; see
    /// [`select::triggers`](crate::select::triggers). Without, it is asked for at every scope.
    #[must_use]
    pub fn triggered_by(mut self, triggers: impl IntoIterator<Item = K>) -> Self {
        self.triggers = Some(triggers.into_iter().collect());
        self
    }

    /// What holds at each scope at which it fires.
    #[must_use]
    pub fn gives(mut self, heads: impl IntoIterator<Item = K>) -> Self {
        self.heads.extend(heads);
        self
    }

    /// The rules that do not fire at a scope where this one does.
    #[must_use]
    pub fn overrides(mut self, rules: impl IntoIterator<Item = R>) -> Self {
        self.overrides.extend(rules);
        self
    }
}

impl<K: fmt::Debug, R: fmt::Debug, S> fmt::Debug for Rule<'_, K, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("name", &self.name)
            .field("triggers", &self.triggers)
            .field("heads", &self.heads)
            .field("overrides", &self.overrides)
            .finish_non_exhaustive()
    }
}

/// Rules over scopes, on their way into a program.
///
/// ```
/// use gen_derive::{Atom, Formula, Program, Rule, Rules};
///
/// let holds = |key, host: &&'static str| Formula::atom(Atom::Holds(key, *host));
/// let rules: Rules<'_, &str, &str, &str> = [
///     Rule::new("servers are public", |host| holds("server", host))
///         .triggered_by(["server"])
///         .gives(["public"]),
///     Rule::new("but not in the laboratory", |host| holds("laboratory", host))
///         .overrides(["servers are public"]),
/// ]
/// .into_iter()
/// .collect();
///
/// let mut program = Program::new();
/// program.fact(Atom::Holds("server", "web1"));
/// program.fact(Atom::Holds("server", "web2"));
/// program.fact(Atom::Holds("laboratory", "web2"));
/// rules.ground(["web1", "web2", "desk"], &mut program, |_, _| {});
///
/// let model = program.evaluate()?;
/// assert!(model.holds(&Atom::Holds("public", "web1")));
/// assert!(!model.holds(&Atom::Fires("servers are public", "web2")));
/// # Ok::<(), gen_derive::NegativeCycle<Atom<&str, &str, &str>, &str>>(())
/// ```
#[derive(Debug)]
pub struct Rules<'a, K, R, S> {
    rules: Vec<Rule<'a, K, R, S>>,
}

impl<K, R, S> Default for Rules<'_, K, R, S> {
    fn default() -> Self {
        Self { rules: Vec::new() }
    }
}

impl<'a, K, R, S> FromIterator<Rule<'a, K, R, S>> for Rules<'a, K, R, S> {
    fn from_iter<I: IntoIterator<Item = Rule<'a, K, R, S>>>(rules: I) -> Self {
        Self {
            rules: rules.into_iter().collect(),
        }
    }
}

impl<'a, K: Key, R: Key, S: Key> Rules<'a, K, R, S> {
    /// Adds a rule.
    pub fn add(&mut self, rule: Rule<'a, K, R, S>) {
        self.rules.push(rule);
    }

    /// Adds to a program what the rules say of those scopes where they have a chance, and completes it.
    ///
    /// For a rule `r` there is the atom [`Fires`](Atom::Fires)`(r, s)`, by its condition at `s` and the negation of
    /// `Fires(q, s)` for each `q` that overrides it, and what it gives holds where it fires; all of these rules carry the
    /// name of `r`. `more` is what [`Program::complete`] asks for further rules.
    ///
    /// Linear in the program that comes out, and in the pairs of a scope and a rule without triggers.
    pub fn ground(
        &self,
        scopes: impl IntoIterator<Item = S>,
        program: &mut Program<Atom<K, R, S>, R>,
        mut more: impl FnMut(&Atom<K, R, S>, &mut Program<Atom<K, R, S>, R>),
    ) {
        let mut overridden: FxHashMap<&R, Vec<&R>> = FxHashMap::default();
        for rule in &self.rules {
            for other in &rule.overrides {
                overridden.entry(other).or_default().push(&rule.name);
            }
        }
        let mut triggered: FxHashMap<&K, Vec<usize>> = FxHashMap::default();
        let mut everywhere = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            let Some(triggers) = &rule.triggers else {
                everywhere.push(rule);
                continue;
            };
            for trigger in triggers {
                triggered.entry(trigger).or_default().push(index);
            }
        }
        let instantiate = |rule: &Rule<'a, K, R, S>, scope: &S, program: &mut Program<_, _>| {
            let by = overridden.get(&rule.name).into_iter().flatten();
            let by = by.map(|&other| !Formula::atom(Atom::Fires(other.clone(), scope.clone())));
            let condition = Formula::all(std::iter::once((rule.condition)(scope)).chain(by));
            let fires = Atom::Fires(rule.name.clone(), scope.clone());
            for head in &rule.heads {
                let head = Atom::Holds(head.clone(), scope.clone());
                program.rule(rule.name.clone(), head, fires.clone());
            }
            program.rule(rule.name.clone(), fires, condition);
        };
        if !everywhere.is_empty() {
            for scope in scopes {
                for rule in &everywhere {
                    instantiate(rule, &scope, program);
                }
            }
        }
        // A rule with several triggers may have met a scope before.
        let mut met: FxHashSet<(usize, S)> = FxHashSet::default();
        program.complete(|atom, program| {
            if let Atom::Holds(key, scope) = atom {
                for &index in triggered.get(key).into_iter().flatten() {
                    let rule = &self.rules[index];
                    let single = rule.triggers.as_ref().is_some_and(|keys| keys.len() == 1);
                    if single || met.insert((index, scope.clone())) {
                        instantiate(rule, scope, program);
                    }
                }
            }
            more(atom, program);
        });
    }
}
