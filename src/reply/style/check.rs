//! One draft on one occasion: what every rule looks at, and what they found.

use super::Style;
use super::finding::{Finding, Findings};
use super::occasion::{Audience, Occasion, Purpose};
use super::reading::Reading;
use super::rule::Rule;
use super::words::Words;
use crate::text::Span;

pub(super) struct Check<'c> {
    pub(super) style: &'c Style,
    pub(super) words: &'c Words,
    pub(super) occasion: &'c Occasion,
    pub(super) reading: &'c Reading<'c>,
    pub(super) found: Vec<Finding>,
}

impl Check<'_> {
    pub(super) fn findings(mut self) -> Findings {
        if self.reading.words().is_empty() {
            return Findings::default();
        }
        self.address();
        self.signature();
        self.commercial();
        self.empty();
        self.distant();
        self.promises();
        self.acronyms();
        if self.is_public() {
            self.personal_data();
            self.discussing();
        }
        if self.is_public() && self.occasion.purpose == Purpose::FollowUp {
            self.closing();
        }
        Findings::sorted(self.found)
    }

    pub(super) fn is_public(&self) -> bool {
        self.occasion.audience == Audience::Public
    }

    /// Notes a finding at a span of what is shown, unless the style does not want to know.
    pub(super) fn report(&mut self, rule: Rule, span: Span, fix: Option<String>) {
        if let Some(severity) = self.style.severity(rule) {
            self.found.push(Finding {
                rule,
                severity,
                span: self.reading.shown.in_draft(span),
                fix,
            });
        }
    }

    /// Notes what no words can be pointed at.
    pub(super) fn report_all(&mut self, rule: Rule) {
        let text = self.reading.text();
        let start = text.len() - text.trim_start().len();
        self.report(rule, Span::new(start, text.trim_end().len()), None);
    }
}
