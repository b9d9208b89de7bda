//! The case machine, explored to its ends: from before the first word, every
//! command of two agents, a partner and a supervisor, every answer of a
//! department, every word of the customer, every fate of a part, and every
//! tick, each delivery twice. The invariants hold in each state and of each
//! step, and the states that follow each other are those of the diagram in the
//! docs of `case`.
//!
//! A scope says what is in play. Each is explored until no new state is found;
//! two states are one where what can still happen is the same (see `shape`).
//! With `WEBCARE_LONG` more is in play at once.
//!
//! With everybody in play, one word of the customer and one tick, `WEBCARE_LONG`
//! walks to the ends too. With two words and two ticks there are more states than
//! were ever walked to their ends (279,480 within eleven steps, and still twice as
//! many with each step): of those, every run looks at the ones that are nearest,
//! and says how many steps lead to them.

mod invariants;
mod moves;
mod shape;
mod world;

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use webcare::case::{Event, State};
use webcare::policy::{Commit, Policy, Record, What};

use crate::desk::policy_with;
use invariants::{check_anew, check_state, check_step};
use moves::{Play, Scope, moves};
use shape::shape;
use world::World;

use Play::{
    Consults, Edits, Erasure, Facts, HandOffs, Promises, Replies, Splits, Steps, Switches,
    TwoReplies, Ways, Withdrawals,
};

/// The steps from one state to another that were seen, by what led there.
type Walked = BTreeMap<(State, State), BTreeSet<String>>;

fn note(steps: &mut Walked, before: &World, commit: &Commit) {
    for change in &commit.changes {
        let known = before.records.get(&change.case).cloned();
        let mut record =
            Record::clone(&known.unwrap_or_else(|| Record::blank(change.case.clone()).into()));
        for entry in &change.entries {
            let was = record.case.state;
            record.apply(entry);
            let is = record.case.state;
            if let (What::Case(event), true) = (&entry.what, was != is) {
                steps.entry((was, is)).or_default().insert(word(event));
            }
        }
    }
}

fn word(event: &Event) -> String {
    let value = serde_json::to_value(event).unwrap();
    value["event"].as_str().unwrap().to_owned()
}

fn diagram(steps: &Walked) -> String {
    let line = |((from, to), by): (&(State, State), &BTreeSet<String>)| {
        let by: Vec<&str> = by.iter().map(String::as_str).collect();
        format!("{from:?} -> {to:?}: {}\n", by.join(", "))
    };
    steps.iter().map(line).collect()
}

/// How far an exploration came.
struct Found {
    states: usize,
    /// Every state that so many steps lead to was found, and all that it leads to.
    depth: usize,
    /// Whether no state is left that was not.
    is_whole: bool,
}

/// Explores a scope to its ends, or until so many states are found.
fn explore(policy: &Policy, scope: &Scope, most: usize, steps: &mut Walked) -> Found {
    let begin = World::new();
    let told = shape(&begin);
    let mut seen = HashSet::from([told.hash]);
    let mut open = VecDeque::from([(0, told.is_even, begin)]);
    while let Some((depth, is_even, world)) = open.pop_front() {
        if seen.len() >= most {
            return Found {
                states: seen.len(),
                depth,
                is_whole: false,
            };
        }
        for (input, around) in moves(&world, scope, is_even) {
            let mut before = world.clone();
            around.apply(&mut before);
            let Some(commit) = before.step(policy, input.clone()) else {
                continue;
            };
            let next = world.after(&around, &commit);
            note(steps, &before, &commit);
            check_step(policy, &before, &input, &commit, &next);
            check_state(policy, &next);
            let told = shape(&next);
            if seen.insert(told.hash) {
                check_anew(policy, &next, scope);
                open.push_back((depth + 1, told.is_even, next));
            }
        }
        let is_layer = open.front().is_none_or(|(next, ..)| *next > depth);
        if is_layer && most < usize::MAX {
            println!("  {} states within {} steps", seen.len(), depth + 1);
        }
    }
    Found {
        states: seen.len(),
        depth: usize::MAX,
        is_whole: true,
    }
}

fn small() -> Arc<Policy> {
    policy_with(
        "escalations = [{ id = 'te-laat', off = true }, { id = 'bijna', off = true }, { id = 'belofte', off = true }, { id = 'onbekend', off = true }, { id = 'bereik', off = true }]",
    )
}

const fn scope(words: usize, ticks: usize, plays: &'static [Play]) -> Scope {
    Scope {
        words,
        ticks,
        plays,
    }
}

/// What is explored in every run.
const SCOPES: &[Scope] = &[
    scope(2, 0, &[Edits, Withdrawals, Erasure]),
    scope(1, 3, &[HandOffs]),
    scope(1, 1, &[Replies, TwoReplies]),
    scope(1, 0, &[Replies, Switches, Erasure]),
    scope(1, 2, &[Promises, Consults]),
    scope(1, 1, &[Steps, Consults]),
    scope(1, 1, &[Switches]),
    scope(1, 0, &[Steps, Switches, Facts]),
    scope(2, 0, &[Splits]),
    scope(1, 0, &[HandOffs, Steps, Consults]),
    scope(1, 0, &[HandOffs, Switches]),
    scope(1, 0, &[Erasure, Steps, Consults]),
    scope(1, 0, &[Steps, Switches, Consults]),
    scope(2, 0, &[Splits, Ways]),
    scope(2, 0, &[Splits, Steps]),
    scope(2, 2, &[Splits]),
    scope(3, 0, &[Splits]),
    scope(2, 0, &[HandOffs]),
];

/// What is explored where there is time.
const LONG: &[Scope] = &[
    scope(2, 0, &[Steps, Switches]),
    scope(1, 1, &[Steps, Switches, Consults]),
    scope(2, 0, &[Replies, Withdrawals, Erasure]),
    scope(2, 2, &[Edits, Withdrawals, Erasure]),
    scope(1, 1, &[Replies, Switches]),
    scope(2, 0, &[Splits, Erasure]),
    scope(2, 0, &[Splits, HandOffs]),
    scope(1, 0, &[HandOffs, Replies, Switches]),
    scope(1, 0, &[Promises, Consults, Steps, Facts, Switches]),
    scope(1, 1, &[HandOffs, Replies, Consults]),
];

/// Everybody at once: two agents, the partner, who supervises, a department, the
/// customer with two words, a channel that tells what became of a reply, and
/// the clock, each delivery twice.
const JOINT: Scope = scope(2, 2, &[HandOffs, Replies, Consults]);

/// Of the scope with everybody in play so many states are looked at in every
/// run, and as many as `WEBCARE_STATES` says where there is time.
const JOINT_STATES: usize = 1_500;

/// And so many with `WEBCARE_LONG`.
const MORE_JOINT_STATES: usize = 20_000;

fn together(policy: &Policy, is_long: bool, steps: &mut Walked) {
    let asked = std::env::var("WEBCARE_STATES").ok();
    let asked = asked.and_then(|states| states.parse().ok());
    let most = if is_long {
        MORE_JOINT_STATES
    } else {
        JOINT_STATES
    };
    let begun = Instant::now();
    let found = explore(policy, &JOINT, asked.unwrap_or(most), steps);
    let (took, states) = (begun.elapsed().as_secs_f32(), found.states);
    match found.is_whole {
        true => println!("{states} states in {took:.1} s, to their ends: {JOINT:?}"),
        false => {
            let depth = found.depth;
            println!("{states} states in {took:.1} s, all within {depth} steps: {JOINT:?}");
            assert!(states >= JOINT_STATES.min(asked.unwrap_or(most)) && depth > 2);
        }
    }
}

// S1:29
#[test]
fn every_reachable_state_keeps_the_invariants_and_the_diagram() {
    let policy = small();
    let is_long = std::env::var_os("WEBCARE_LONG").is_some();
    let long = LONG.iter().filter(|_| is_long);
    let mut steps = Walked::new();
    let mut all = 0;
    for scope in SCOPES.iter().chain(long) {
        let begun = Instant::now();
        let found = explore(&policy, scope, usize::MAX, &mut steps);
        let (took, states) = (begun.elapsed().as_secs_f32(), found.states);
        println!("{states} states in {took:.1} s: {scope:?}");
        assert!(found.is_whole);
        all += states;
    }
    println!("{all} states of the case machine, explored to their ends");
    together(&policy, is_long, &mut steps);
    let told = diagram(&steps);
    let docs = include_str!("../../src/case/states.txt");
    if std::env::var_os("WEBCARE_WRITE").is_some() {
        std::fs::write("../src/case/states.txt", &told).unwrap();
    } else {
        assert_eq!(
            told, docs,
            "run with WEBCARE_WRITE=1 to write the diagram anew"
        );
    }
}
