//! What a decision costs: rules of words, raw text in, folding included.
//!
//! `cargo bench -p webcare-benches --bench routing`

use divan::Bencher;
use divan::counter::ItemsCount;
use webcare::mention::Mention;
use webcare::routing::{Actions, Condition, Facts, Outcome, Rule, RuleSet, Test};
use webcare::text::Folded;

fn main() {
    divan::main();
}

const MENTIONS: u64 = 256;

/// A fixed sequence that looks random (Knuth's MMIX constants).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// Low numbers are common words, high ones rare.
    fn word(&mut self) -> String {
        let rank = self.below(60) * self.below(60) + self.below(40);
        format!("woord{rank}")
    }
}

fn rules(count: u64) -> Option<RuleSet> {
    let mut sequence = Sequence(7);
    let rules = (0..count).map(|at| {
        let mut words = || {
            (0..3)
                .filter_map(|_| sequence.word().parse().ok())
                .collect()
        };
        let both = [Test::Words(words()), Test::Words(words())].map(Condition::from);
        let mut then = Actions::default();
        then.outcome = Some(Outcome::Respond("remark".into()));
        Rule::new(format!("r{at}"), Condition::All(both.into()), then)
    });
    RuleSet::new(rules).ok()
}

fn mentions() -> Vec<Mention> {
    let mut sequence = Sequence(11);
    let mut text = || {
        let words: Vec<_> = (0..26).map(|_| sequence.word()).collect();
        words.join(" ")
    };
    (0..MENTIONS)
        .map(|id| {
            Mention::post("twitter", id.to_string())
                .by("@jan")
                .text(text())
        })
        .collect()
}

#[divan::bench(args = [10, 100, 1_000])]
fn decide(bencher: Bencher<'_, '_>, count: u64) {
    let Some(rules) = rules(count) else { return };
    let mentions = mentions();
    bencher.counter(ItemsCount::new(MENTIONS)).bench(|| {
        let decided = mentions.iter().filter(|mention| {
            let folded = Folded::new(mention.text.reveal());
            let facts = Facts::new(mention, &folded, chrono::DateTime::UNIX_EPOCH);
            rules.decide(&facts).outcome().reason().is_some()
        });
        decided.count()
    });
}
