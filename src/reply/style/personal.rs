//! Can everybody read what is nobody else's business?

mod facts;
mod names;
mod numbers;

use super::check::Check;
use super::reading::Reading;
use super::rule::Rule;
use super::words::List;
use crate::text::Span;

/// How many words before an address or number may say whose it is.
const NEAR: usize = 8;

impl Check<'_> {
    pub(super) fn personal_data(&mut self) {
        let mut found = self.given_facts();
        found.extend(self.entities_of_persons());
        found.extend(self.numbers_of_persons());
        found.extend(self.dwellings());
        found.extend(self.surnames());
        found.sort();
        let mut last: Option<Span> = None;
        for span in found {
            // Of two that overlap, the first and longer one tells enough.
            if last.is_none_or(|last| !last.overlaps(&span)) {
                self.report(Rule::PersonalData, span, None);
                last = Some(span);
            }
        }
    }
}

/// Whether a phrase of the list ends shortly before a word, in its sentence.
fn is_said_before(reading: &Reading<'_>, list: List, at: usize, reach: usize) -> bool {
    let Some(sentence) = reading.sentence_at(at) else {
        return false;
    };
    let from = sentence.first.max(at.saturating_sub(reach));
    let said = reading.hits_in(list, from, at);
    said.iter().any(|hit| hit.last < at)
}
