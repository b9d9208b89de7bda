//! Does it argue, or go on in public for too long (S3:36)?

use super::check::Check;
use super::occasion::Purpose;
use super::rule::Rule;
use super::words::List;

impl Check<'_> {
    pub(super) fn discussing(&mut self) {
        let reading = self.reading;
        for hit in reading.hits(List::Discussing) {
            self.report(Rule::Discussing, reading.span_of(hit.first, hit.last), None);
        }
        let is_last_word = self.occasion.purpose == Purpose::FollowUp;
        let goes_on = self.occasion.public_round >= self.style.public_rounds.saturating_add(1);
        let leads_away = !reading.hits(List::Elsewhere).is_empty();
        if goes_on && !is_last_word && !leads_away && reading.hits(List::Discussing).is_empty() {
            self.report_all(Rule::Discussing);
        }
    }
}
