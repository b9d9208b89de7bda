//! Forgetting a person: what they wrote and what was written about it goes,
//! counts and logs stay.

use std::collections::BTreeMap;

use super::commit::Filing;
use super::known::{Asked, Known};
use super::record::{Actor, Record};
use super::work::Work;
use crate::case::{Case, CaseId, Event, State};
use crate::mention::{Account, MentionKey};

impl Work<'_> {
    /// A person is to be forgotten.
    pub(super) fn erase(&mut self, accounts: &[Account], known: &Known) -> Asked<()> {
        let filings = said_by(accounts, known)?;
        let cases = cases_of(&filings, known)?;
        for filing in filings.values() {
            self.ask_for_answered(filing, known)?;
        }
        for (id, record) in cases {
            self.take(record);
            self.tick(&id, self.now);
            let theirs = |mention: &&MentionKey| filings.contains_key(*mention);
            let mentions = record.case.voices.keys().filter(theirs).cloned().collect();
            self.forget_case(&id, mentions);
        }
        for filing in filings.values() {
            self.file_erased(filing);
        }
        for (mention, filing) in filings {
            self.echo(&mention, Some(filing), known)?;
        }
        Ok(())
    }

    fn forget_case(&mut self, id: &CaseId, mentions: Vec<MentionKey>) {
        let Some(record) = self.record(id) else {
            return;
        };
        let texts: Vec<_> = record.case.texts.iter().map(|it| it.text.clone()).collect();
        self.forget_texts(texts);
        self.forget_unread(id.clone());
        // Whoever was in it once may be quoted in it; it is another's matter all the same.
        let is_theirs = !mentions.is_empty();
        self.tell(id, Actor::Customer, Event::Forgotten { mentions });
        let nobody_is_left = |case: &Case| {
            let has_ended = matches!(case.state, State::Closed | State::Merged);
            is_theirs && !has_ended && !case.voices.keys().any(|mention| case.is_there(mention))
        };
        if self.record(id).is_some_and(|it| nobody_is_left(&it.case)) {
            self.tell(id, Actor::Playbook, Event::Closed);
        }
    }
}

/// Every mention of these accounts, in a case or not.
fn said_by<'k>(accounts: &[Account], known: &'k Known) -> Asked<BTreeMap<MentionKey, &'k Filing>> {
    let mut found = BTreeMap::new();
    for account in accounts {
        let Some(related) = known.related(&account.channel, &account.handle)? else {
            continue;
        };
        for filing in &related.loose {
            found.insert(filing.mention.clone(), filing);
        }
        for mention in related.cases.iter().flat_map(|it| it.case.voices.keys()) {
            let Some(filing) = known.filing(mention)? else {
                continue;
            };
            let author = filing.heard.as_ref().map(|heard| &heard.author);
            if mention.channel == account.channel && author == Some(&account.handle) {
                found.insert(mention.clone(), filing);
            }
        }
    }
    Ok(found)
}

/// Every case that mentions are or were part of, and those in which it lives on.
fn cases_of<'k>(
    filings: &BTreeMap<MentionKey, &Filing>,
    known: &'k Known,
) -> Asked<BTreeMap<CaseId, &'k Record>> {
    let heard = filings.values().filter_map(|filing| filing.heard.as_ref());
    let mut open: Vec<CaseId> = heard
        .flat_map(|heard| heard.cases.iter().cloned())
        .collect();
    let mut found = BTreeMap::new();
    while let Some(id) = open.pop() {
        if found.contains_key(&id) {
            continue;
        }
        if let Some(record) = known.case(&id)? {
            open.extend(record.case.merged_into.clone());
            found.insert(id, record);
        }
    }
    Ok(found)
}
