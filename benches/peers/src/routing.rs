//! Rules of words over raw text, folding included.
//!
//! Every rule asks for one of two words and one of two others, not a third;
//! some for a channel, for followers, for the beginning of a word, for a
//! phrase, and one in twenty for a pattern. No word of the vocabulary is part
//! of another, so that a peer which looks for pieces of text between spaces
//! answers the same. Peers are given the folded text, but `regex-filtered`,
//! which reads what ours reads; the row beside it is the same on folded words.

mod generated;
mod peers;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering};
use std::time::Instant;

use webcare::mention::Mention;
use webcare::routing::{
    Actions, Bounds, Condition, Decision, Facts, Outcome, Pattern, Rule, RuleSet, Scratch, Test,
};
use webcare::text::Folded;

use crate::contest::{Row, contest};
use generated::{Spec, mentions, specs};

const MENTIONS: usize = 10_000;

/// Counts the bytes that are held, so that the size of a compiled set can be told,
/// and the calls. Only where that is asked: it takes time, and from ours alone
/// where theirs is in C.
struct Counting;

static COUNTS: AtomicBool = AtomicBool::new(false);
static HELD: AtomicIsize = AtomicIsize::new(0);
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// Notes one call that holds `more` than before.
fn note(calls: usize, more: isize) {
    if COUNTS.load(Ordering::Relaxed) {
        HELD.fetch_add(more, Ordering::Relaxed);
        CALLS.fetch_add(calls, Ordering::Relaxed);
    }
}

/// What `work` leaves, how many bytes more are held after it, and how often it asked for some.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    HELD.store(0, Ordering::Relaxed);
    CALLS.store(0, Ordering::Relaxed);
    COUNTS.store(true, Ordering::Relaxed);
    let left = work();
    COUNTS.store(false, Ordering::Relaxed);
    let held = HELD.load(Ordering::Relaxed).max(0).unsigned_abs();
    (left, held, CALLS.load(Ordering::Relaxed))
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(1, layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(1, layout.size() as isize);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        note(0, -(layout.size() as isize));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(1, size as isize - layout.size() as isize);
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Which rules, and what they wish for.
#[derive(Clone, Copy, PartialEq)]
enum Wish {
    /// Each a tag: all that match count.
    Tags,
    /// Each an outcome: the first counts.
    Outcome,
}

fn rules(specs: &[Spec], wish: Wish) -> RuleSet {
    let rules = specs.iter().enumerate().map(|(at, spec)| {
        let words = |words: &[String]| {
            let words = words.iter().map(|word| word.parse().expect("a word"));
            Condition::from(Test::Words(words.collect()))
        };
        let mut all = vec![
            words(&spec.one),
            words(&spec.other),
            Condition::Not(Box::new(words(std::slice::from_ref(&spec.not)))),
        ];
        if let Some(channel) = spec.channel {
            all.push(Test::Channel([channel.into()].into()).into());
        }
        if let Some(least) = spec.followers {
            all.push(Test::Followers(Bounds::at_least(least)).into());
        }
        if let Some(pattern) = &spec.pattern {
            let pattern: Pattern = pattern.parse().expect("a pattern");
            all.push(Test::Matches(pattern).into());
        }
        let mut then = Actions::default();
        match wish {
            Wish::Tags => then.tags = [format!("t{}", at % 50)].into(),
            Wish::Outcome => then.outcome = Some(Outcome::Respond("remark".into())),
        }
        Rule::new(format!("r{at}"), Condition::All(all), then)
    });
    RuleSet::new(rules).expect("rules")
}

/// How many rules match, over all mentions.
fn ours(rules: &RuleSet, mentions: &[Mention], room: &mut (Folded, Scratch)) -> usize {
    let (folded, scratch) = room;
    let matched = mentions.iter().map(|mention| {
        folded.refill(mention.text.reveal());
        let facts = Facts::new(mention, folded, chrono::DateTime::UNIX_EPOCH);
        rules.verdict(&facts, scratch).rules().count()
    });
    matched.sum()
}

/// The same with all that is needed to say why, which nobody reads or somebody does.
fn explained(
    rules: &RuleSet,
    mentions: &[Mention],
    folded: &mut Folded,
    read: impl Fn(&Decision) -> usize,
) -> usize {
    let matched = mentions.iter().map(|mention| {
        folded.refill(mention.text.reveal());
        let facts = Facts::new(mention, folded, chrono::DateTime::UNIX_EPOCH);
        read(&rules.decide(&facts))
    });
    matched.sum()
}

/// The names of the rules that fired.
fn names(decision: &Decision) -> usize {
    decision.rules().count()
}

/// On what each of them rests.
fn reasons(decision: &Decision) -> usize {
    let told = decision.because().iter();
    told.filter(|fired| !fired.paths.is_empty()).count()
}

fn per_second(mentions: usize, time: std::time::Duration) -> f64 {
    mentions as f64 / time.as_secs_f64()
}

struct Size {
    what: &'static str,
    rules: usize,
    dense: bool,
    /// How many mentions the slow peers are given.
    fewer: usize,
    slow: bool,
}

const SIZES: [Size; 5] = [
    Size {
        what: "route-10",
        rules: 10,
        dense: false,
        fewer: 10_000,
        slow: true,
    },
    Size {
        what: "route-100",
        rules: 100,
        dense: false,
        fewer: 4_000,
        slow: true,
    },
    Size {
        what: "route-1000",
        rules: 1_000,
        dense: false,
        fewer: 500,
        slow: true,
    },
    Size {
        what: "route-10000",
        rules: 10_000,
        dense: false,
        fewer: 2_000,
        slow: false,
    },
    Size {
        what: "route-10000-dense",
        rules: 10_000,
        dense: true,
        fewer: 2_000,
        slow: false,
    },
];

pub fn rows(asked: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let all = mentions(MENTIONS);
    let mut room = (Folded::default(), Scratch::new());
    for size in SIZES {
        if !asked(size.what) {
            continue;
        }
        let specs = specs(size.rules, size.dense);
        let set = rules(&specs, Wish::Tags);
        let some = all.get(..size.fewer).unwrap_or(&all);
        let mut against =
            |peer: &'static str, theirs: &mut dyn FnMut() -> usize, some: &[Mention]| {
                let found = ours(&set, some, &mut room);
                // Ours takes them all: a few hundred are over before a clock tells.
                let ((a, _), (b, expected)) = contest(|| ours(&set, &all, &mut room), theirs);
                rows.push(Row {
                    what: size.what,
                    peer,
                    unit: "mentions/s",
                    ours: per_second(all.len(), a),
                    theirs: per_second(some.len(), b),
                    more_is_better: true,
                    same_work: found == expected,
                });
            };
        let naive = peers::Naive::of(&specs);
        against("naive", &mut || naive.matched(some), some);
        if size.slow {
            let datalogic = peers::Datalogic::of(&specs);
            against("datalogic-rs", &mut || datalogic.matched(some), some);
            let filtered = peers::Filtered::of(&specs);
            against("regex-filtered", &mut || filtered.matched(some), some);
            let filtered = peers::FilteredWords::of(&specs);
            let peer = "regex-filtered, words folded for it";
            against(peer, &mut || filtered.matched(some), some);
            let few = some.get(..some.len() / 4).unwrap_or(some);
            let cel = peers::Cel::of(&specs);
            against("cel", &mut || cel.matched(few), few);
        }
    }
    if asked("route-growth") {
        rows.push(growth(&all, &mut room));
    }
    if asked("route-first-10000-dense") {
        let specs = specs(10_000, true);
        let (first, every) = (rules(&specs, Wish::Outcome), rules(&specs, Wish::Tags));
        let mut other = (Folded::default(), Scratch::new());
        let ((a, fewer), (b, more)) = contest(
            || ours(&first, &all, &mut room),
            || ours(&every, &all, &mut other),
        );
        rows.push(Row {
            what: "route-first-10000-dense",
            peer: "self",
            unit: "mentions/s",
            ours: per_second(all.len(), a),
            theirs: per_second(all.len(), b),
            more_is_better: true,
            same_work: fewer <= more && more > 10 * all.len(),
        });
    }
    for (what, dense, read) in [
        ("route-trace-10000", false, names as fn(&Decision) -> usize),
        ("route-trace-10000-dense", true, names),
        ("route-trace-read-10000-dense", true, reasons),
    ] {
        if asked(what) {
            let set = rules(&specs(10_000, dense), Wish::Tags);
            let mut folded = Folded::default();
            let ((a, told), (b, found)) = contest(
                || explained(&set, &all, &mut folded, read),
                || ours(&set, &all, &mut room),
            );
            rows.push(Row {
                what,
                peer: "self",
                unit: "mentions/s",
                ours: per_second(all.len(), a),
                theirs: per_second(all.len(), b),
                more_is_better: true,
                same_work: told == found,
            });
        }
    }
    if asked("route-compile-10000") {
        rows.extend(compile());
    }
    if asked("route-allocations") {
        rows.push(allocations(&all, &mut room));
    }
    rows
}

/// The exponent by which time grows from ten rules to ten thousand.
fn growth(all: &[Mention], room: &mut (Folded, Scratch)) -> Row {
    let (few, many) = (specs(10, false), specs(10_000, false));
    let (few, many) = (rules(&few, Wish::Tags), rules(&many, Wish::Tags));
    let mut other = (Folded::default(), Scratch::new());
    let ((a, _), (b, _)) = contest(|| ours(&many, all, room), || ours(&few, all, &mut other));
    let exponent = (a.as_secs_f64() / b.as_secs_f64()).log10() / 3.0;
    Row {
        what: "route-growth",
        peer: "self",
        unit: "exponent (target 0.2)",
        ours: exponent,
        theirs: 0.2,
        more_is_better: false,
        same_work: true,
    }
}

/// How often a verdict allocates once it is warm, beside a decision with its reasons.
fn allocations(all: &[Mention], room: &mut (Folded, Scratch)) -> Row {
    let set = rules(&specs(10_000, true), Wish::Tags);
    let calls = |work: &mut dyn FnMut() -> usize| {
        work();
        let (_, _, calls) = counted(work);
        calls as f64 / all.len() as f64
    };
    let verdicts = calls(&mut || ours(&set, all, room));
    let mut folded = Folded::default();
    let decisions = calls(&mut || explained(&set, all, &mut folded, names));
    Row {
        what: "route-allocations",
        peer: "self",
        unit: "allocations a mention (target 0)",
        ours: verdicts,
        theirs: decisions,
        more_is_better: false,
        same_work: verdicts == 0.0,
    }
}

/// Time and room that compiling takes, against what was aimed at.
fn compile() -> [Row; 2] {
    let specs = specs(10_000, false);
    let set = rules(&specs, Wish::Tags);
    let rules = set.rules().to_vec();
    let mut times = Vec::new();
    for _ in 0..7 {
        let given = rules.clone();
        let from = Instant::now();
        let compiled = RuleSet::new(given).expect("rules");
        times.push(from.elapsed());
        drop(compiled);
    }
    times.sort();
    // The rules themselves were there before.
    let given = rules.clone();
    let (_compiled, size, _) = counted(|| RuleSet::new(given).expect("rules"));
    let row = |unit, ours, theirs| Row {
        what: "route-compile-10000",
        peer: "self",
        unit,
        ours,
        theirs,
        more_is_better: false,
        same_work: true,
    };
    let time = times.get(3).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    let size = size as f64 / 1048576.0;
    [
        row("ms (target 100)", time, 100.0),
        row("MiB beside the rules (target 16)", size, 16.0),
    ]
}
