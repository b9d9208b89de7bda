use serde::{Deserialize, Serialize};

use super::commit::Filing;
use super::record::Record;
use crate::case::{CaseId, Text, Verdict};
use crate::mention::{Account, MentionKey};
use crate::sorted::SortedSet;

/// All that is held about a person, for whoever asks to see it.
///
/// It is put together from what a host has stored; the words of the mentions
/// themselves are wherever the host keeps them, under the keys in `mentions`.
/// Written down it shows everything, in `Debug` no name and no word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Dossier {
    /// The accounts it is about.
    pub accounts: Vec<Account>,
    /// What was decided about their mentions.
    pub mentions: Vec<Filing>,
    /// The cases their mentions are or were part of.
    pub cases: Vec<Record>,
    /// What was written in those cases.
    pub texts: Vec<Text>,
    /// Where they did no more than answer somebody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stood_by: Vec<StoodBy>,
}

/// A case of somebody else in which a person spoke up. What is held of it
/// beside this is about others, and no part of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "in which case, with what, and what came of it"
)]
pub struct StoodBy {
    /// The case.
    pub case: CaseId,
    /// What they said, among [`Dossier::mentions`].
    pub answer: MentionKey,
    /// What a person of ours made of it; none where nobody looked.
    pub verdict: Option<Verdict>,
}

impl Dossier {
    /// Chooses what is about `accounts` from what is stored. A host that hands
    /// in too much, such as all texts of a tenant, gets no more than is theirs.
    pub fn of(
        accounts: Vec<Account>,
        filings: impl IntoIterator<Item = Filing>,
        cases: impl IntoIterator<Item = Record>,
        texts: impl IntoIterator<Item = Text>,
    ) -> Self {
        let is_theirs = |filing: &Filing| {
            let author = filing.heard.as_ref().map(|heard| &heard.author);
            accounts.iter().any(|account| {
                account.channel == filing.mention.channel && author == Some(&account.handle)
            })
        };
        let mentions: Vec<Filing> = filings.into_iter().filter(is_theirs).collect();
        let heard = mentions.iter().filter_map(|filing| filing.heard.as_ref());
        let known: SortedSet<CaseId> = heard.flat_map(|it| it.cases.iter().cloned()).collect();
        let holds = |record: &Record| {
            let holds_one = |filing: &Filing| record.case.voices.contains_key(&filing.mention);
            known.contains(&record.case.id) || mentions.iter().any(holds_one)
        };
        let (cases, others): (Vec<Record>, Vec<Record>) = cases.into_iter().partition(holds);
        let stood_by = stood_by(&mentions, &others);
        let is_of_them = |text: &Text| {
            let mut kept = cases.iter().flat_map(|record| &record.case.texts);
            kept.any(|kept| kept.text == text.id)
        };
        let texts = texts.into_iter().filter(is_of_them).collect();
        Self {
            accounts,
            mentions,
            cases,
            texts,
            stood_by,
        }
    }
}

fn stood_by(mentions: &[Filing], others: &[Record]) -> Vec<StoodBy> {
    let theirs: SortedSet<&MentionKey> = mentions.iter().map(|it| &it.mention).collect();
    let spoke = others.iter().flat_map(|record| {
        let spoke = record.case.participants();
        spoke.map(|it| StoodBy {
            case: record.case.id.clone(),
            answer: it.answer,
            verdict: it.verdict,
        })
    });
    spoke.filter(|it| theirs.contains(&it.answer)).collect()
}
