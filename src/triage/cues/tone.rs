//! What cues mean beside each other: turned round by a negation, said in
//! scorn, over and done with, or in a mention that is no customer's at all.

use super::facts::Facts;
use super::ledger::Ledger;
use super::lexicon::{Hit, Reading};
use super::table::{Meaning, Signal};
use crate::mention::Addressing;
use crate::text::Span;
use crate::triage::label::{
    CAMPAIGN_OPINION, COMPLAINT, IMPLICIT_QUESTION, LATENT_COMPLAINT, LEGAL, NEGATIVE, NEWS,
    OWN_POST, POSITIVE, PRAISE, PRIVACY, QUESTION, REMARK, REPOST, SPAM, THANKS, URGENT, VACANCY,
};
use crate::triage::{CueId, Evidence, Label, label};

/// The sum from which a label counts as seen.
const SEEN: f64 = 0.0;

/// How far before a cue a negation still turns it: words between, and one.
const REACH_PRAISE: usize = 4;
const REACH_BLAME: usize = 2;

/// What the words of a question count for without its mark, in the middle of a clause.
const UNASKED: f64 = 0.5;

/// Enters what the cues say, each in the light of the words around it.
/// `share` says how much a cue counts.
pub(super) fn weigh(
    reading: &Reading<'_>,
    share: impl Fn(&Hit<'_>) -> f64,
    ledger: &mut Ledger<'_>,
) {
    let asks = ledger.weight(QUESTION) > 0.0;
    for hit in &reading.hits {
        let Meaning::Labels(labels) = &hit.cue.meaning else {
            continue;
        };
        for (label, weight) in labels {
            let asked = label.as_str() != QUESTION || asks || reading.opens(hit);
            let weight = weight * share(hit) * if asked { 1.0 } else { UNASKED };
            if !is_turned(reading, hit, label) {
                let evidence = Evidence::at(hit.span, label, weight, &hit.cue.id);
                ledger.enter(evidence);
            } else if let Some((other, share)) = opposite(label.as_str()) {
                let cue = CueId::new(format!("not/{}", hit.cue.id));
                ledger.enter(Evidence::at(hit.span, other, weight * share, cue));
            }
        }
    }
}

/// Enters what follows from several cues and facts together.
pub(super) fn conclude(reading: &Reading<'_>, facts: &Facts, ledger: &mut Ledger<'_>) {
    let signals = Signals::of(reading);
    blame(&signals, facts, ledger);
    scorn(&signals, ledger);
    over(&signals, ledger);
    to_us(facts, ledger);
    headline(&signals, facts, ledger);
    of_us(&signals, facts, ledger);
    hush(&signals, ledger);
    residue(ledger);
}

fn is_turned(reading: &Reading<'_>, hit: &Hit<'_>, label: &Label) -> bool {
    let Some((first, last)) = hit.words else {
        return false;
    };
    let turns = |at: usize| reading.negators.get(at).copied().unwrap_or(false);
    if (first..=last).any(turns) || hit.is_emoji {
        return false;
    }
    let reach = match label.as_str() {
        PRAISE | POSITIVE | THANKS => REACH_PRAISE,
        COMPLAINT | NEGATIVE | URGENT => REACH_BLAME,
        _ => return false,
    };
    let clause = reading.clauses.get(first);
    let before =
        (first.saturating_sub(reach)..first).filter(|at| reading.clauses.get(*at) == clause);
    before.filter(|at| turns(*at)).count() % 2 == 1
}

/// What a label becomes when it is denied, and how much of its weight it keeps.
fn opposite(label: &str) -> Option<(&'static str, f64)> {
    match label {
        PRAISE => Some((COMPLAINT, 1.0)),
        POSITIVE => Some((NEGATIVE, 1.0)),
        COMPLAINT => Some((PRAISE, 0.8)),
        NEGATIVE => Some((POSITIVE, 0.6)),
        _ => None,
    }
}

/// The signals of a text, each at its first place.
struct Signals(Vec<(Signal, Span)>);

impl Signals {
    fn of(reading: &Reading<'_>) -> Self {
        let signals = reading.hits.iter().filter_map(|hit| match hit.cue.meaning {
            Meaning::Signal(signal) => Some((signal, hit.span)),
            Meaning::Labels(_) => None,
        });
        Self(signals.collect())
    }

    fn first(&self, signal: Signal) -> Option<Span> {
        self.0
            .iter()
            .filter(|(found, _)| *found == signal)
            .map(|(_, span)| *span)
            .min()
    }

    fn has(&self, signal: Signal) -> bool {
        self.first(signal).is_some()
    }
}

/// Anger is a complaint where it is about something done to the author.
fn blame(signals: &Signals, facts: &Facts, ledger: &mut Ledger<'_>) {
    let anger = ledger.weight(COMPLAINT);
    let about_something = signals.has(Signal::Service)
        || signals.has(Signal::Brand)
        || signals.has(Signal::Person)
        || facts.addressing != Addressing::Implied;
    if (1.0..2.5).contains(&anger) && about_something {
        ledger.fact(COMPLAINT, 1.2, "sense/about-something");
    }
    // Who brings in a lawyer, or whose data lie about, has something to complain of.
    let aggrieved = ledger.weight(LEGAL).max(ledger.weight(PRIVACY)) >= 1.8;
    if aggrieved && about_something && signals.has(Signal::Person) && ledger.weight(QUESTION) < 1.0
    {
        ledger.fact(COMPLAINT, 2.8, "sense/aggrieved");
    }
    if let Some(span) = signals.first(Signal::Duration) {
        let weight = if anger > 0.5 { 1.5 } else { 0.3 };
        ledger.sign(COMPLAINT, span, weight, "sense/takes-time");
        if signals.has(Signal::Service) || signals.has(Signal::Person) {
            ledger.sign(LATENT_COMPLAINT, span, 1.6, "sense/takes-time");
        }
    }
    let pleased = ledger.weight(PRAISE);
    if pleased > 1.0 && about_something && anger <= 0.0 {
        ledger.fact(PRAISE, 1.0, "sense/about-something");
    }
}

/// Praise in scorn: marked as such, or beside something that went wrong.
fn scorn(signals: &Signals, ledger: &mut Ledger<'_>) {
    let wrong = ledger.weight(COMPLAINT) >= 0.9
        || ledger.weight(LATENT_COMPLAINT) >= 1.3
        || signals.has(Signal::Duration);
    let resolved = signals.has(Signal::Resolved);
    let marked = signals.first(Signal::Sarcasm);
    let ironic = signals.first(Signal::Irony).filter(|_| wrong && !resolved);
    let praised = ledger.weight(PRAISE) >= 1.5 && wrong && !resolved;
    let (span, weight) = match (marked.or(ironic), praised) {
        (Some(span), _) => (Some(span), 2.8),
        (None, true) => (None, 1.0),
        (None, false) => return,
    };
    let cue = "sense/scorn";
    let enter = |ledger: &mut Ledger<'_>, label: &str, weight: f64| match span {
        Some(span) => ledger.sign(label, span, weight, cue),
        None => ledger.fact(label, weight, cue),
    };
    enter(ledger, COMPLAINT, weight);
    enter(ledger, NEGATIVE, weight);
    let spoiled: &[&str] = match span {
        Some(_) => &[PRAISE, POSITIVE, THANKS],
        None => &[PRAISE, POSITIVE],
    };
    for label in spoiled {
        let taken = ledger.weight(label);
        if taken > 0.0 {
            enter(ledger, label, -taken);
        }
    }
}

/// What was put right, or never happened, asks for nothing.
fn over(signals: &Signals, ledger: &mut Ledger<'_>) {
    let pleased = ledger.weight(THANKS) > 0.0 || ledger.weight(PRAISE) > 0.0;
    if let Some(span) = signals.first(Signal::Resolved).filter(|_| pleased) {
        less(
            ledger,
            &[COMPLAINT, LATENT_COMPLAINT, URGENT],
            span,
            2.5,
            "sense/resolved",
        );
    }
    if let Some(span) = signals.first(Signal::Hypothetical) {
        less(
            ledger,
            &[COMPLAINT, LATENT_COMPLAINT, URGENT],
            span,
            2.0,
            "sense/hypothetical",
        );
    }
}

/// How many words to us are a story, not a cheer.
const LONG: usize = 8;

/// Who speaks to us wants something of us.
fn to_us(facts: &Facts, ledger: &mut Ledger<'_>) {
    if facts.addressing != Addressing::Direct {
        return;
    }
    let pleased = ledger.weight(THANKS).max(ledger.weight(PRAISE)) > 1.0;
    if facts.words >= LONG && !pleased {
        ledger.fact(IMPLICIT_QUESTION, 1.4, "fact/tells-us");
    }
    for label in [
        COMPLAINT,
        LATENT_COMPLAINT,
        QUESTION,
        IMPLICIT_QUESTION,
        THANKS,
        PRAISE,
    ] {
        if ledger.weight(label) > 0.5 {
            ledger.fact(label, 0.8, "fact/to-us");
        }
    }
}

/// A link, nobody who speaks of themselves, and nobody spoken to.
fn headline(signals: &Signals, facts: &Facts, ledger: &mut Ledger<'_>) {
    let impersonal = !signals.has(Signal::Person)
        && facts.links > 0
        && facts.addressing == Addressing::Implied
        && ledger.weight(QUESTION) <= 0.0;
    if !impersonal {
        return;
    }
    let advertising = ledger.weight(SPAM).max(ledger.weight(VACANCY));
    if advertising > 0.0 {
        ledger.fact(SPAM, 1.0, "sense/impersonal-link");
    } else {
        let news = if ledger.weight(NEWS) > 0.0 { 1.4 } else { 1.0 };
        ledger.fact(NEWS, news, "sense/impersonal-link");
    }
}

/// Our name in another sense, or not at all.
fn of_us(signals: &Signals, facts: &Facts, ledger: &mut Ledger<'_>) {
    let named = signals.has(Signal::Brand) || facts.addressing != Addressing::Implied;
    if facts.brands_known && !named && !facts.in_thread {
        ledger.fact(label::NOT_ABOUT_US, 1.0, "fact/not-named");
    }
    let other_sense = ledger.weight(label::NOT_ABOUT_US) > 1.0;
    if other_sense && (signals.has(Signal::Service) || facts.addressing != Addressing::Implied) {
        ledger.fact(label::NOT_ABOUT_US, -2.0, "sense/about-something");
    }
}

/// What is no customer speaking quietens what a customer would mean by it.
fn hush(signals: &Signals, ledger: &mut Ledger<'_>) {
    const ASKING: [&str; 5] = [
        COMPLAINT,
        LATENT_COMPLAINT,
        QUESTION,
        IMPLICIT_QUESTION,
        PRAISE,
    ];
    let seen = |ledger: &Ledger<'_>, label: &str| ledger.sum(label) >= SEEN;
    if seen(ledger, OWN_POST) {
        quieten(
            ledger,
            &[
                COMPLAINT,
                LATENT_COMPLAINT,
                QUESTION,
                IMPLICIT_QUESTION,
                PRAISE,
                THANKS,
                SPAM,
                NEWS,
                VACANCY,
                CAMPAIGN_OPINION,
            ],
            6.0,
            OWN_POST,
        );
        return;
    }
    for (label, weight) in [(REPOST, 4.0), (SPAM, 2.5), (VACANCY, 2.5)] {
        if seen(ledger, label) {
            quieten(ledger, &ASKING, weight, label);
        }
    }
    if seen(ledger, NEWS) && !signals.has(Signal::Person) {
        quieten(ledger, &ASKING, 2.0, NEWS);
        quieten(ledger, &[URGENT], 2.0, NEWS);
    }
    if seen(ledger, label::NOT_ABOUT_US) {
        quieten(ledger, &ASKING, 3.0, label::NOT_ABOUT_US);
        quieten(ledger, &[URGENT, POSITIVE], 1.0, label::NOT_ABOUT_US);
    }
    if seen(ledger, CAMPAIGN_OPINION) && !signals.has(Signal::Service) {
        quieten(
            ledger,
            &[COMPLAINT, LATENT_COMPLAINT, PRAISE],
            2.5,
            CAMPAIGN_OPINION,
        );
        quieten(ledger, &[IMPLICIT_QUESTION], 1.5, CAMPAIGN_OPINION);
    }
}

/// A remark is what is left when nothing stands out.
fn residue(ledger: &mut Ledger<'_>) {
    let most = ledger.most_beside(&[REMARK, POSITIVE, NEGATIVE]);
    if most > SEEN {
        ledger.fact(REMARK, -most - 1.0, "sense/stands-out");
    }
}

fn less(ledger: &mut Ledger<'_>, labels: &[&str], span: Span, weight: f64, cue: &str) {
    for label in labels {
        if ledger.weight(label) > 0.0 {
            ledger.sign(label, span, -weight, cue);
        }
    }
}

fn quieten(ledger: &mut Ledger<'_>, labels: &[&str], weight: f64, because: &str) {
    for label in labels {
        if ledger.weight(label) > 0.0 {
            ledger.fact(label, -weight, &format!("sense/{because}"));
        }
    }
}
