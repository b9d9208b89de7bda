//! Is something sold? There are no offers in webcare (S4:17).

use super::check::Check;
use super::lexicon::Readable;
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;
use crate::text::{EntityKind, Lang};

/// So many of the things that a sale is made of make one.
const ENOUGH_FOR_A_SALE: usize = 3;
/// So many of them in two sentences do.
const ENOUGH_FOR_A_PAIR: usize = 4;

/// What a sale is made of, beside a price: a call to act, a gain, haste, something of ours,
/// a turn to something else.
const MAKINGS: [List; 5] = [
    List::CallToAct,
    List::Gain,
    List::Urgent,
    List::Ours,
    List::Aside,
];

impl Check<'_> {
    pub(super) fn commercial(&mut self) {
        if self.was_asked() {
            return;
        }
        let reading = self.reading;
        for (at, sentence) in reading.sentences.iter().enumerate() {
            let is_sale = sells(reading, sentence)
                || is_offer(reading, sentence) && self.is_sold_beside(at)
                || self.is_half_of_a_sale(at);
            if is_sale {
                let span = reading.span_of(sentence.first, sentence.end.saturating_sub(1));
                self.report(Rule::Commercial, span, None);
            }
        }
    }

    /// Whether a sentence beside this one sells: the offer first, then the call to act on it.
    fn is_sold_beside(&self, at: usize) -> bool {
        let reading = self.reading;
        let beside = [at.checked_sub(1), at.checked_add(1)];
        let mut beside = beside.into_iter().flatten();
        beside.any(|at| {
            let sentence = reading.sentences.get(at);
            sentence.is_some_and(|it| sells(reading, it) || reading.has(List::Selling, it))
        })
    }

    /// Whether this sentence and the next make a sale together.
    fn is_half_of_a_sale(&self, at: usize) -> bool {
        let reading = self.reading;
        let pair = [at, at + 1].map(|at| reading.sentences.get(at));
        let [Some(one), Some(other)] = pair else {
            return false;
        };
        let has = |list| reading.has(list, one) || reading.has(list, other);
        let blocks = has(List::Settling) || has(List::Service);
        let said = MAKINGS.into_iter().filter(|list| has(*list)).count();
        let has_price = names_price(reading, one) || names_price(reading, other);
        let is_pitch = (has(List::Gain) || has_price)
            && (has(List::CallToAct) || has(List::Aside))
            && said + usize::from(has_price) >= ENOUGH_FOR_A_PAIR;
        let is_commended = has(List::Goods)
            && (has(List::Suggesting) || has(List::Aside) && has(List::Gain))
            || has(List::Suggesting) && has(List::Ours) && has_price;
        !blocks && (is_pitch || is_commended)
    }

    /// Whether the customer asks about an offer, so that the offer is the answer.
    fn was_asked(&self) -> bool {
        let asked = self.occasion.asked.reveal();
        if asked.is_empty() {
            return false;
        }
        let asked = Reading::of(asked, self.words, self.occasion.language, self.reading.lang);
        let speaks = |list| !asked.hits(list).is_empty();
        let asks = asked.sentences.iter().any(|sentence| sentence.asks);
        asks && [List::Offer, List::Commercial, List::Goods]
            .into_iter()
            .any(speaks)
    }
}

/// Whether a sentence sells: by words that do by themselves, by an offer with the words
/// in which things are sold, or by what every sale is made of.
fn sells(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let has = |list| reading.has(list, sentence);
    let sells = has(List::Commercial)
        || !has(List::Service)
            && (has(List::Offer) && has(List::Selling)
                || has(List::CallToAct) && has(List::Gain)
                || has(List::Suggesting) && speaks_of_wares(has)
                || has(List::Suggesting) && has(List::Ours) && !has(List::Helping)
                || parts_of_a_sale(reading, sentence) >= ENOUGH_FOR_A_SALE)
        || commends(reading, sentence);
    sells && !has(List::Settling)
}

/// Whether a sentence commends what we sell, whatever else it speaks of.
fn commends(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let has = |list| reading.has(list, sentence);
    let turns = [List::CallToAct, List::Suggesting, List::Aside]
        .into_iter()
        .any(has);
    has(List::Goods) && has(List::Ours) && (turns || has(List::Gain)) && !has(List::Helping)
}

/// Whether there is something that can be sold, or something to gain.
fn speaks_of_wares(has: impl Fn(List) -> bool) -> bool {
    [List::Goods, List::Offer, List::Gain].into_iter().any(has)
}

/// How many there are of what a sale is made of, a price among it.
fn parts_of_a_sale(reading: &Reading<'_>, sentence: &Sentence) -> usize {
    let said = MAKINGS
        .into_iter()
        .filter(|list| reading.has(*list, sentence));
    said.count() + usize::from(names_price(reading, sentence))
}

/// Whether a sentence names a sum or a share.
fn names_price(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let is_share = |at: usize| reading.is_number(at) && reading.after(at).starts_with('%');
    let mut words = sentence.first..sentence.end;
    let span = reading.span_of(sentence.first, sentence.end.saturating_sub(1));
    let first = reading
        .entities
        .partition_point(|entity| entity.span.end <= span.start);
    let entities = reading.entities.get(first..).unwrap_or(&[]);
    let mut entities = entities
        .iter()
        .take_while(|entity| entity.span.start < span.end);
    words.any(|at| is_share(at) || is_bare_price(reading, at))
        || entities.any(|entity| entity.kind == EntityKind::Amount)
}

/// `voor 18,99`: two decimals after a word that a price follows.
fn is_bare_price(reading: &Reading<'_>, at: usize) -> bool {
    let point = match reading.lang {
        Lang::Nl => ',',
        Lang::En => '.',
    };
    let decimals = reading.raw(at).rsplit_once(point);
    let before = at.checked_sub(1).and_then(|before| reading.word(before));
    let leads_on = matches!(
        before,
        Some("voor" | "vanaf" | "maar" | "slechts" | "for" | "from" | "only" | "just" | "at")
    );
    reading.is_number(at) && leads_on && decimals.is_some_and(|(_, cents)| cents.len() == 2)
}

/// Whether a sentence speaks of an offer that is not a matter of the customer's.
fn is_offer(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    reading.has(List::Offer, sentence) && !reading.has(List::Settling, sentence)
}
