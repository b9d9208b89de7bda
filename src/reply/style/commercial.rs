//! Is something sold? There are no offers in webcare (S4:17).

use super::check::Check;
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;

impl Check<'_> {
    pub(super) fn commercial(&mut self) {
        if self.was_asked() {
            return;
        }
        let reading = self.reading;
        for sentence in &reading.sentences {
            if sells(reading, sentence) {
                let span = reading.span_of(sentence.first, sentence.end.saturating_sub(1));
                self.report(Rule::Commercial, span, None);
            }
        }
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
        asks && (speaks(List::Offer) || speaks(List::Commercial))
    }
}

/// Whether a sentence sells: by words that do by themselves, or by an offer with the
/// words in which things are sold.
fn sells(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let sells = reading.has(List::Commercial, sentence)
        || (reading.has(List::Offer, sentence) && reading.has(List::Selling, sentence));
    sells && !reading.has(List::Settling, sentence)
}
