//! From rules to what finds them.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::asks::{Asks, fact_number};
use super::atoms::Atoms;
use super::branches::{Branches, Compiled};
use super::dictionary::number;
use super::gate::{Also, Gate, Gates, Key, Unless};
use super::guard::{Guard, GuardNames};
use super::leaf::{Leaf, Run};
use super::numbering::Numbering;
use super::pairs::{KnownPairs, Pairs};
use super::paths::{Book, KnownPaths, Path, Paths, WHOLE, Way};
use super::posts::{Post, Posts};
use super::program::{Programs, Step};
use super::sequences::{Phrases, Sequences};
use super::{Index, IntoList, List, PatternLacks};
use crate::mention::Handle;
use crate::routing::condition::Condition;
use crate::routing::fact::Fact;
use crate::routing::lack::Lack;
use crate::routing::lists::{ListId, Lists};
use crate::routing::pattern::Pattern;
use crate::routing::patterns::Patterns;
use crate::routing::phrases;
use crate::routing::rule::Rule;
use crate::routing::test::{Authors, Test};
use crate::sorted::{SortedMap, SortedSet};

impl Index {
    /// Compiles rules, with the lists they share.
    pub(crate) fn of(rules: &[Rule], lists: &Lists) -> Self {
        let mut reading = Reading::default();
        for (id, terms) in lists.all_terms() {
            let run = reading
                .sequences
                .add(terms, &mut reading.numbering, &mut reading.phrases);
            reading.known_lists.insert(id, number(reading.lists.len()));
            reading.lists.push(run);
        }
        let guards = rules.iter().map(|rule| {
            reading.programs.begin();
            reading.condition(&rule.when, WHOLE);
            reading.leaf_ends.push(reading.leaves.len());
            Guard::of(&rule.when, &mut reading.guards)
        });
        let guards: Vec<Guard> = guards.collect();
        reading.finish(rules, &guards)
    }
}

#[derive(Default)]
struct Reading<'r> {
    numbering: Numbering<'r>,
    sequences: Sequences,
    phrases: Phrases,
    pairs: Pairs,
    known_pairs: KnownPairs,
    patterns: Patterns,
    literals: Vec<Option<Vec<u32>>>,
    lists: Vec<Run>,
    known_lists: SortedMap<&'r ListId, u32>,
    facts: Vec<&'r Test>,
    /// The facts by what their `Debug` comes to.
    known_facts: HashMap<u64, Vec<u32>>,
    /// The words of phrases and of tests of nearness that were read.
    upto: u32,
    programs: Programs,
    paths: Paths,
    known_paths: KnownPaths,
    guards: GuardNames,
    authors: HashMap<Handle, u32>,
    /// The tests of all rules in the order of writing, and where those of each rule end.
    leaves: Vec<Leaf>,
    leaf_ends: Vec<usize>,
}

impl<'r> Reading<'r> {
    fn condition(&mut self, when: &'r Condition, path: Path) {
        let at = self.programs.here();
        let end = 0;
        match when {
            Condition::Test(test) => {
                let leaf = self.leaf(test);
                self.leaves.push(leaf);
                self.programs.push(Step::Test(leaf), path);
            }
            Condition::Not(part) => {
                self.programs.push(Step::Not, path);
                let path = self.paths.part(path, Way::Not, &mut self.known_paths);
                self.condition(part, path);
            }
            Condition::All(parts) => {
                self.programs.push(Step::All { end }, path);
                self.parts(parts, path, Way::All);
            }
            Condition::Any(parts) => {
                self.programs.push(Step::Any { end }, path);
                self.parts(parts, path, Way::Any);
            }
            Condition::None(parts) => {
                self.programs.push(Step::None { end }, path);
                self.parts(parts, path, Way::None);
            }
        }
        self.programs.end(at);
    }

    fn parts(&mut self, parts: &'r [Condition], path: Path, way: impl Fn(usize) -> Way) {
        for (place, part) in parts.iter().enumerate() {
            let path = self.paths.part(path, way(place), &mut self.known_paths);
            self.condition(part, path);
        }
    }

    fn leaf(&mut self, test: &'r Test) -> Leaf {
        self.upto = self.upto.saturating_add(phrases::cost(test));
        let upto = self.upto;
        match test {
            Test::Words(terms) => {
                let run = self.terms(terms);
                let word = self.sequences.only_word(run);
                word.map_or(Leaf::Words { run, upto }, Leaf::Word)
            }
            Test::List(id) => match self.known_lists.get(id) {
                Some(&list) => Leaf::List(list),
                None => Leaf::Words {
                    run: Run::default(),
                    upto,
                },
            },
            Test::Near(near) => {
                let (left, right) = (self.terms(&near.left), self.terms(&near.right));
                Leaf::Near {
                    pair: self
                        .pairs
                        .add(left, right, &self.sequences, &mut self.known_pairs),
                    within: near.within,
                    ordered: near.ordered,
                    upto,
                }
            }
            Test::Matches(pattern) => Leaf::Pattern(self.pattern(pattern)),
            _ => Leaf::Fact(self.fact(test)),
        }
    }

    fn terms(&mut self, terms: &'r [crate::routing::term::Term]) -> Run {
        self.sequences
            .add(terms, &mut self.numbering, &mut self.phrases)
    }

    fn pattern(&mut self, pattern: &'r Pattern) -> u32 {
        let known = self.patterns.add(pattern);
        if known as usize == self.literals.len() {
            let literals = pattern.literals();
            let literals = literals.map(|all| {
                let all = all.iter();
                all.map(|it| self.numbering.literal(it)).collect()
            });
            self.literals.push(literals);
        }
        known
    }

    fn fact(&mut self, test: &'r Test) -> u32 {
        let same_print = self.known_facts.entry(fingerprint(test)).or_default();
        let same = |fact: &&u32| self.facts.get(**fact as usize).copied() == Some(test);
        if let Some(&known) = same_print.iter().find(same) {
            return known;
        }
        let next = number(self.facts.len());
        same_print.push(next);
        self.facts.push(test);
        next
    }

    fn finish(mut self, rules: &[Rule], guards: &[Guard]) -> Index {
        self.forget();
        let tests: Vec<_> = self.facts.clone();
        let facts = self.all_lacks();
        let fact_keys = tests.iter().map(|test| self.fact_keys(test));
        let fact_keys: Vec<_> = fact_keys.collect();
        let mut gates = Gates {
            numbering: &self.numbering,
            sequences: &self.sequences,
            pairs: &self.pairs,
            literals: &self.literals,
            lists: &[],
            facts: &fact_keys,
        };
        let mut into_lists = Vec::new();
        let mut weights = Vec::new();
        let mut lists = Vec::new();
        let mut upto = self.upto;
        for (list, run) in self.lists.iter().enumerate() {
            lists.push(List {
                run: *run,
                from: upto,
            });
            let mut weight = 0.0;
            for term in self.sequences.get(*run) {
                let (atom, of_atom) = gates.rarest(term);
                if self.sequences.word(*term).is_none() {
                    let words = self.sequences.atoms(term).len();
                    upto = upto.saturating_add(number(words));
                }
                into_lists.push(IntoList {
                    atom,
                    list: number(list),
                    term: *term,
                    upto,
                });
                weight += of_atom;
            }
            weights.push(weight);
        }
        into_lists.sort_unstable();
        into_lists.dedup_by_key(|it| (it.atom, it.list, it.term));
        gates.lists = &weights;
        let (mut gated, mut open) = (Vec::new(), Vec::new());
        let mut from = 0;
        let each = rules.iter().zip(guards).zip(&self.leaf_ends);
        for (rule, ((it, guard), &to)) in each.enumerate() {
            let post = |also| Post {
                rule: number(rule),
                guard: *guard,
                also,
            };
            let leaves = self.leaves.get(from..to).unwrap_or_default();
            from = to;
            let gate = gates.of(&it.when, Unless::False, &mut leaves.iter().copied());
            match gate {
                Gate::Keys { keys, also, .. } => {
                    gated.extend(keys.into_iter().map(|key| (key, post(also))));
                }
                Gate::Open => open.push(post(Also::NONE)),
            }
        }
        let terms = self.sequences.all().iter();
        let terms = terms.map(|term| (self.sequences.atoms(term), gates.rarest(term).0));
        // Pieces of patterns are listened for only where a rule waits for them.
        let awaited = gated.iter().filter_map(|(key, _)| match key {
            Key::Literal(literal) => Some(*literal),
            _ => None,
        });
        let awaited: SortedSet<u32> = awaited.collect();
        let atoms: Atoms = self.numbering.finish(&awaited, terms);
        for literals in &mut self.literals {
            let all = literals.as_ref();
            if !all.is_some_and(|all| all.iter().all(|it| awaited.contains(it))) {
                *literals = None;
            }
        }
        let compiled = Compiled {
            programs: &self.programs,
            sequences: &self.sequences,
        };
        let asks = Asks::of(&tests, &facts);
        let pattern_lacks = self.pattern_lacks(&facts);
        let phrases_unread = fact_number(Lack::PhrasesUnread, &facts);
        let book = Book::of(rules, self.paths, &self.programs, facts);
        let branches = Branches::of(compiled, &book, rules.len());
        let posts = Posts::of(gated, open);
        Index {
            atoms,
            sequences: self.sequences,
            pairs: self.pairs,
            patterns: self.patterns,
            literals: self.literals,
            needed: OnceLock::new(),
            pattern_lacks,
            phrases_unread,
            lists,
            into_lists,
            asks,
            authors: self.authors.into_iter().collect(),
            branches,
            programs: self.programs,
            book: Arc::new(book),
            posts,
            guards: self.guards,
            rules: rules.len(),
        }
    }

    /// The facts that any test may lack, in their order.
    fn all_lacks(&self) -> Vec<Fact> {
        let tests = self.facts.iter().flat_map(|test| Lack::all_of(test));
        let patterns = self.patterns.all().flat_map(PatternLacks::of);
        let lacks = tests.chain(patterns).chain([Lack::PhrasesUnread]);
        let mut facts: Vec<Fact> = lacks.map(Fact::from).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    fn pattern_lacks(&self, facts: &[Fact]) -> Vec<PatternLacks> {
        let lacks = self.patterns.all().map(|pattern| {
            let [unread, unbuilt] = PatternLacks::of(pattern);
            PatternLacks {
                unread: fact_number(unread, facts),
                unbuilt: fact_number(unbuilt, facts),
            }
        });
        lacks.collect()
    }

    /// Makes room: nothing more is read, so nothing need be known again.
    fn forget(&mut self) {
        self.phrases = Phrases::default();
        self.known_pairs = KnownPairs::default();
        self.known_facts = HashMap::new();
        self.known_paths = KnownPaths::default();
    }

    /// Keys that bring a test up without asking it.
    fn fact_keys(&mut self, test: &Test) -> Option<Vec<Key>> {
        match test {
            Test::Channel(channels) => {
                let bits = channels.iter().map(|channel| self.guards.channel(channel));
                Some(bits.map(|bit| Key::Channel(bit.trailing_zeros())).collect())
            }
            Test::Author(Authors::Are(handles)) => Some(
                handles
                    .iter()
                    .map(|handle| {
                        let next = number(self.authors.len());
                        let author = self.authors.entry(handle.clone()).or_insert(next);
                        Key::Author(*author)
                    })
                    .collect(),
            ),
            _ => None,
        }
    }
}

impl PatternLacks {
    fn of(pattern: &Pattern) -> [Lack<'_>; 2] {
        [Lack::PatternUnread(pattern), Lack::PatternUnbuilt(pattern)]
    }
}

/// The same for tests that are equal. Those of authors do not show them, so
/// they are told apart by their handles.
fn fingerprint(test: &Test) -> u64 {
    let mut print = Print(DefaultHasher::new());
    if let Test::Author(Authors::Are(handles)) = test {
        handles.hash(&mut print.0);
    } else {
        // Writing to a hasher cannot fail.
        let _ = write!(print, "{test:?}");
    }
    print.0.finish()
}

struct Print(DefaultHasher);

impl Write for Print {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0.write(piece.as_bytes());
        Ok(())
    }
}
