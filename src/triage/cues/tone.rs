//! What cues mean beside each other: turned round by a negation, said in
//! scorn, over and done with, or in a mention that is no customer's at all.

use super::facts::Facts;
use super::kind::Kind;
use super::ledger::Ledger;
use super::lexicon::{Hit, Reading, Sense};
use super::table::Signal;
use crate::mention::Addressing;
use crate::text::Span;
use crate::triage::{CueId, Evidence};

/// The sum from which a label counts as seen.
const SEEN: f64 = 0.0;

/// How far before a cue a negation still turns it: words between, and one.
const REACH_PRAISE: usize = 4;
const REACH_BLAME: usize = 2;

/// What the words of a question count for without its mark, in the middle of a clause.
const UNASKED: f64 = 0.5;

/// What a question weighs, and how much less seems to have gone wrong where one is asked.
const ASKED: f64 = 1.9;
const ASKING_CALMS: f64 = 1.0;

/// How many words a story takes, and how much less each one beyond them makes it seem that
/// something went wrong, up to so much.
const TOLD: usize = 25;
const EACH_WORD: f64 = 0.05;
const MOST: f64 = 4.0;

/// How much must seem to have gone wrong before a phrase of irony is meant so, and before any
/// praise is.
const AMISS: f64 = 1.5;
const WRONG: f64 = 4.5;

/// How much less seems to have gone wrong, at most, where the author is pleased.
const PLEASED: f64 = 4.0;

/// Enters what the cues say, each in the light of the words around it.
/// `share` says how much a cue counts.
pub(super) fn weigh(
    reading: &Reading<'_>,
    share: impl Fn(&Hit<'_>) -> f64,
    ledger: &mut Ledger<'_>,
) {
    let asks = ledger.weight(Kind::Question) > 0.0;
    for hit in &reading.hits {
        let Sense::Kinds(kinds) = &hit.cue.sense else {
            continue;
        };
        for (kind, weight) in kinds {
            let asked = *kind != Kind::Question || asks || reading.opens(hit);
            let weight = weight * share(hit) * if asked { 1.0 } else { UNASKED };
            if !is_turned(reading, hit, *kind) {
                ledger.sign(*kind, hit.span, weight, &hit.cue.id);
            } else if let Some((other, share)) = opposite(*kind) {
                let weight = weight * share;
                ledger.enter(other, weight, |label| {
                    let cue = CueId::new(format!("not/{}", hit.cue.id));
                    Evidence::at(hit.span, label, weight, cue)
                });
            }
        }
    }
}

/// Enters what follows from several cues and facts together.
pub(super) fn conclude(reading: &Reading<'_>, facts: &Facts, ledger: &mut Ledger<'_>) {
    let signals = Signals::of(reading);
    blame(&signals, facts, ledger);
    long_told(facts, ledger);
    scorn(&signals, ledger);
    over(&signals, ledger);
    calm(ledger);
    adds_up(ledger);
    to_us(facts, ledger);
    headline(&signals, facts, ledger);
    of_us(&signals, facts, ledger);
    hush(&signals, ledger);
}

/// What labels mean beside each other once all is added up.
pub(super) fn settle(ledger: &mut Ledger<'_>) {
    said(ledger);
    residue(ledger);
}

fn is_turned(reading: &Reading<'_>, hit: &Hit<'_>, kind: Kind) -> bool {
    let Some((first, last)) = hit.words else {
        return false;
    };
    let turns = |at: usize| reading.turns(at);
    if (first..=last).any(turns) || hit.is_emoji {
        return false;
    }
    let reach = match kind {
        Kind::Praise | Kind::Positive | Kind::Thanks => REACH_PRAISE,
        Kind::Complaint | Kind::Negative | Kind::Urgent => REACH_BLAME,
        _ => return false,
    };
    let clause = reading.clause(first);
    let before = (first.saturating_sub(reach)..first).filter(|at| reading.clause(*at) == clause);
    before.filter(|at| turns(*at)).count() % 2 == 1
}

/// What a label becomes when it is denied, and how much of its weight it keeps.
fn opposite(kind: Kind) -> Option<(Kind, f64)> {
    match kind {
        Kind::Praise => Some((Kind::Complaint, 1.0)),
        Kind::Positive => Some((Kind::Negative, 1.0)),
        Kind::Complaint => Some((Kind::Praise, 0.8)),
        Kind::Negative => Some((Kind::Positive, 0.6)),
        _ => None,
    }
}

/// The signals of a text, each at its first place.
struct Signals(Vec<(Signal, Span)>);

impl Signals {
    fn of(reading: &Reading<'_>) -> Self {
        let signals = reading.hits.iter().filter_map(|hit| match hit.cue.sense {
            Sense::Signal(signal) => Some((signal, hit.span)),
            Sense::Kinds(_) => None,
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
    let anger = ledger.weight(Kind::Complaint);
    let about_something = signals.has(Signal::Service)
        || signals.has(Signal::Brand)
        || signals.has(Signal::Person)
        || facts.addressing != Addressing::Implied;
    if (1.0..2.5).contains(&anger) && about_something {
        ledger.fact(Kind::Complaint, 1.2, "sense/about-something");
    }
    // Who brings in a lawyer, or whose data lie about, has something to complain of.
    let aggrieved = ledger.weight(Kind::Legal).max(ledger.weight(Kind::Privacy)) >= 1.8;
    let content = ledger.weight(Kind::Praise).max(ledger.weight(Kind::Thanks)) > 1.0;
    if aggrieved
        && !content
        && is_of_a_trade(signals, facts)
        && signals.has(Signal::Person)
        && ledger.weight(Kind::Question) < 1.0
    {
        ledger.fact(Kind::Complaint, 2.8, "sense/aggrieved");
    }
    if let Some(span) = signals.first(Signal::Duration) {
        let weight = if anger > 0.5 { 1.5 } else { 0.3 };
        ledger.sign(Kind::Complaint, span, weight, "sense/takes-time");
        if is_of_a_trade(signals, facts) {
            ledger.sign(Kind::LatentComplaint, span, 1.2, "sense/takes-time");
        }
    }
    // Whoever watches for a name meets it everywhere: the name alone shows nothing.
    if signals.has(Signal::Service) || facts.handles > 0 {
        ledger.fact(Kind::LatentComplaint, 1.0, "sense/about-something");
    }
    let pleased = ledger.weight(Kind::Praise);
    if pleased > 1.0 && about_something && anger <= 0.0 {
        ledger.fact(Kind::Praise, 1.0, "sense/about-something");
    }
}

/// Whether something that an organisation does comes into it, or one is spoken to or named.
fn is_of_a_trade(signals: &Signals, facts: &Facts) -> bool {
    signals.has(Signal::Service) || signals.has(Signal::Brand) || facts.handles > 0
}

/// Whoever tells much uses many words, also those of what goes wrong.
fn long_told(facts: &Facts, ledger: &mut Ledger<'_>) {
    let beyond = facts.words.saturating_sub(TOLD) as f64;
    let hinted = ledger.weight(Kind::LatentComplaint);
    if beyond > 0.0 && hinted > 0.0 {
        let less = (beyond * EACH_WORD).min(MOST).min(hinted);
        ledger.fact(Kind::LatentComplaint, -less, "sense/long");
    }
}

/// Praise in scorn: marked as such, or beside something that went wrong.
fn scorn(signals: &Signals, ledger: &mut Ledger<'_>) {
    let amiss = ledger.weight(Kind::LatentComplaint);
    let wrong =
        ledger.weight(Kind::Complaint) >= 0.9 || amiss >= WRONG.max(ledger.weight(Kind::Praise));
    let resolved = signals.has(Signal::Resolved);
    let marked = signals.first(Signal::Sarcasm);
    let ironic = signals
        .first(Signal::Irony)
        .filter(|_| (wrong || amiss >= AMISS) && !resolved);
    let praised = ledger.weight(Kind::Praise) >= 1.5 && wrong && !resolved;
    let (span, weight) = match (marked.or(ironic), praised) {
        (Some(span), _) => (Some(span), 2.8),
        (None, true) => (None, 1.0),
        (None, false) => return,
    };
    let cue = "sense/scorn";
    let enter = |ledger: &mut Ledger<'_>, kind: Kind, weight: f64| match span {
        Some(span) => ledger.sign(kind, span, weight, cue),
        None => ledger.fact(kind, weight, cue),
    };
    enter(ledger, Kind::Complaint, weight);
    enter(ledger, Kind::Negative, weight);
    let spoiled: &[Kind] = match span {
        Some(_) => &[Kind::Praise, Kind::Positive, Kind::Thanks],
        None => &[Kind::Praise, Kind::Positive],
    };
    for kind in spoiled {
        let taken = ledger.weight(*kind);
        if taken > 0.0 {
            enter(ledger, *kind, -taken);
        }
    }
}

/// What was put right, or never happened, asks for nothing.
fn over(signals: &Signals, ledger: &mut Ledger<'_>) {
    let pleased = ledger.weight(Kind::Thanks) > 0.0 || ledger.weight(Kind::Praise) > 0.0;
    if let Some(span) = signals.first(Signal::Resolved).filter(|_| pleased) {
        less(
            ledger,
            &[Kind::Complaint, Kind::LatentComplaint, Kind::Urgent],
            span,
            2.5,
            "sense/resolved",
        );
    }
    if let Some(span) = signals.first(Signal::Hypothetical) {
        less(
            ledger,
            &[Kind::Complaint, Kind::LatentComplaint, Kind::Urgent],
            span,
            2.0,
            "sense/hypothetical",
        );
    }
}

/// Who is pleased, or asks, tells of what is well by the words of what goes wrong.
fn calm(ledger: &mut Ledger<'_>) {
    if ledger.weight(Kind::Complaint) >= 0.9 || ledger.weight(Kind::LatentComplaint) <= 0.0 {
        return;
    }
    let pleased = ledger.weight(Kind::Thanks).max(ledger.weight(Kind::Praise));
    if pleased > 0.0 {
        ledger.fact(
            Kind::LatentComplaint,
            -pleased.min(PLEASED),
            "sense/pleased",
        );
    }
    if ledger.weight(Kind::Question) >= ASKED {
        ledger.fact(Kind::LatentComplaint, -ASKING_CALMS, "sense/asks");
    }
}

/// Blame that is too little for a complaint still says that something went wrong.
fn adds_up(ledger: &mut Ledger<'_>) {
    let blame = ledger.weight(Kind::Complaint);
    if blame > 0.0
        && ledger.sum(Kind::Complaint) < SEEN
        && ledger.weight(Kind::LatentComplaint) > 0.0
    {
        ledger.fact(Kind::LatentComplaint, blame, "sense/adds-up");
    }
}

/// How many words to us are a story, not a cheer.
const LONG: usize = 8;

/// Who speaks to us wants something of us.
fn to_us(facts: &Facts, ledger: &mut Ledger<'_>) {
    if facts.addressing != Addressing::Direct {
        return;
    }
    let pleased = ledger.weight(Kind::Thanks).max(ledger.weight(Kind::Praise)) > 1.0;
    if facts.words >= LONG && !pleased {
        ledger.fact(Kind::ImplicitQuestion, 1.4, "fact/tells-us");
    }
    for kind in [
        Kind::Complaint,
        Kind::LatentComplaint,
        Kind::Question,
        Kind::ImplicitQuestion,
        Kind::Thanks,
        Kind::Praise,
    ] {
        if ledger.weight(kind) > 0.5 {
            ledger.fact(kind, 0.8, "fact/to-us");
        }
    }
}

/// A link, nobody who speaks of themselves, and nobody spoken to.
fn headline(signals: &Signals, facts: &Facts, ledger: &mut Ledger<'_>) {
    let impersonal = !signals.has(Signal::Person)
        && facts.links > 0
        && facts.addressing == Addressing::Implied
        && ledger.weight(Kind::Question) <= 0.0;
    if !impersonal {
        return;
    }
    let advertising = ledger.weight(Kind::Spam).max(ledger.weight(Kind::Vacancy));
    if advertising > 0.0 {
        ledger.fact(Kind::Spam, 1.0, "sense/impersonal-link");
    } else {
        let news = if ledger.weight(Kind::News) > 0.0 {
            1.4
        } else {
            1.0
        };
        ledger.fact(Kind::News, news, "sense/impersonal-link");
    }
}

/// Our name in another sense, or not at all.
fn of_us(signals: &Signals, facts: &Facts, ledger: &mut Ledger<'_>) {
    let named = signals.has(Signal::Brand) || facts.addressing != Addressing::Implied;
    if facts.brands_known && !named && !facts.in_thread {
        ledger.fact(Kind::NotAboutUs, 1.0, "fact/not-named");
    }
    let other_sense = ledger.weight(Kind::NotAboutUs) > 1.0;
    if other_sense && (signals.has(Signal::Service) || facts.addressing != Addressing::Implied) {
        ledger.fact(Kind::NotAboutUs, -2.0, "sense/about-something");
    }
}

/// What is no customer speaking quietens what a customer would mean by it.
fn hush(signals: &Signals, ledger: &mut Ledger<'_>) {
    const ASKING: [Kind; 5] = [
        Kind::Complaint,
        Kind::LatentComplaint,
        Kind::Question,
        Kind::ImplicitQuestion,
        Kind::Praise,
    ];
    let seen = |ledger: &Ledger<'_>, kind: Kind| ledger.sum(kind) >= SEEN;
    if seen(ledger, Kind::OwnPost) {
        quieten(
            ledger,
            &[
                Kind::Complaint,
                Kind::LatentComplaint,
                Kind::Question,
                Kind::ImplicitQuestion,
                Kind::Praise,
                Kind::Thanks,
                Kind::Spam,
                Kind::News,
                Kind::Vacancy,
                Kind::CampaignOpinion,
            ],
            6.0,
            Kind::OwnPost,
        );
        return;
    }
    for (kind, weight) in [(Kind::Repost, 4.0), (Kind::Spam, 2.5), (Kind::Vacancy, 2.5)] {
        if seen(ledger, kind) {
            quieten(ledger, &ASKING, weight, kind);
        }
    }
    if seen(ledger, Kind::News) && !signals.has(Signal::Person) {
        quieten(ledger, &ASKING, 2.0, Kind::News);
        quieten(ledger, &[Kind::Urgent], 2.0, Kind::News);
    }
    if seen(ledger, Kind::NotAboutUs) {
        quieten(ledger, &ASKING, 3.0, Kind::NotAboutUs);
        quieten(
            ledger,
            &[Kind::Urgent, Kind::Positive],
            1.0,
            Kind::NotAboutUs,
        );
    }
    if seen(ledger, Kind::CampaignOpinion) && !signals.has(Signal::Service) {
        quieten(
            ledger,
            &[Kind::Complaint, Kind::LatentComplaint, Kind::Praise],
            2.5,
            Kind::CampaignOpinion,
        );
        quieten(
            ledger,
            &[Kind::ImplicitQuestion],
            1.5,
            Kind::CampaignOpinion,
        );
    }
}

/// What is called a complaint is one, however much of it is only told.
fn said(ledger: &mut Ledger<'_>) {
    let beyond = ledger.sum(Kind::LatentComplaint) - ledger.sum(Kind::Complaint);
    if ledger.sum(Kind::Complaint) >= SEEN && beyond >= 0.0 {
        ledger.fact(Kind::LatentComplaint, -beyond - 0.1, "sense/complaint");
    }
}

/// A remark is what is left when nothing stands out.
fn residue(ledger: &mut Ledger<'_>) {
    let most = ledger.most_beside(&[Kind::Remark, Kind::Positive, Kind::Negative]);
    if most > SEEN {
        ledger.fact(Kind::Remark, -most - 1.0, "sense/stands-out");
    }
}

fn less(ledger: &mut Ledger<'_>, kinds: &[Kind], span: Span, weight: f64, cue: &str) {
    for kind in kinds {
        if ledger.weight(*kind) > 0.0 {
            ledger.sign(*kind, span, -weight, cue);
        }
    }
}

fn quieten(ledger: &mut Ledger<'_>, kinds: &[Kind], weight: f64, because: Kind) {
    for kind in kinds {
        if ledger.weight(*kind) > 0.0 {
            ledger.enter(*kind, -weight, |label| {
                let cue = format!("sense/{}", because.label());
                Evidence::whole(label, -weight, cue)
            });
        }
    }
}
