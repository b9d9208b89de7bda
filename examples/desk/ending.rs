//! How each mention ended.

use std::collections::BTreeMap;
use std::sync::Arc;

use webcare::case::CaseId;
use webcare::mention::MentionKey;
use webcare::policy::{Filing, Record, Standing};
use webcare::routing::Outcome;

use super::play::Run;

/// How one mention ended.
pub(crate) struct Ending<'r> {
    pub(crate) mention: &'r MentionKey,
    pub(crate) filing: Filing,
    /// The case in which it lives on.
    pub(crate) case: Option<Arc<Record>>,
}

impl Ending<'_> {
    /// The outcome, in one word.
    pub(crate) fn outcome(&self) -> &'static str {
        match self.filing.standing {
            Standing::NoResponse => "no-response",
            Standing::Review => "review",
            Standing::InCase(_) => "respond",
            Standing::Withdrawn => "withdrawn",
            Standing::Erased => "erased",
            Standing::Unseen => "unseen",
        }
    }

    pub(crate) fn reason(&self) -> String {
        let decided = self
            .filing
            .heard
            .as_ref()
            .map(|heard| heard.decision.outcome());
        match (&self.filing.standing, decided) {
            (Standing::Withdrawn, _) => "withdrawn".to_owned(),
            (Standing::Erased, _) => "erased".to_owned(),
            (Standing::InCase(_), Some(Outcome::NoResponse(_) | Outcome::Review(_))) => {
                "part-of-case".to_owned()
            }
            (_, Some(Outcome::Respond(reason) | Outcome::NoResponse(reason))) => reason.to_string(),
            (_, Some(Outcome::Review(why))) => why.code().to_owned(),
            (_, None) => "unknown".to_owned(),
        }
    }

    pub(crate) fn rules(&self) -> Vec<String> {
        let heard = self.filing.heard.as_ref();
        heard
            .map(|heard| {
                heard
                    .decision
                    .because()
                    .iter()
                    .map(|fired| fired.rule.to_string())
                    .collect()
            })
            .unwrap_or_default()
    }
}

/// Every mention and how it ended, in the order of first delivery.
pub(crate) fn endings(run: &Run) -> Vec<Ending<'_>> {
    let filings: BTreeMap<MentionKey, Filing> = run
        .store
        .filings()
        .into_iter()
        .map(|filing| (filing.mention.clone(), filing))
        .collect();
    let records: BTreeMap<CaseId, Arc<Record>> = run
        .store
        .records()
        .into_iter()
        .map(|record| (record.case.id.clone(), record))
        .collect();
    run.mentions
        .iter()
        .filter_map(|mention| {
            let filing = filings.get(mention)?.clone();
            let case = match &filing.standing {
                Standing::InCase(case) => living(&records, case),
                _ => None,
            };
            Some(Ending {
                mention,
                filing,
                case,
            })
        })
        .collect()
}

/// The record of the case in which `id` lives on.
fn living(records: &BTreeMap<CaseId, Arc<Record>>, id: &CaseId) -> Option<Arc<Record>> {
    let record = records.get(id)?;
    match &record.case.merged_into {
        Some(into) => living(records, into),
        None => Some(record.clone()),
    }
}
