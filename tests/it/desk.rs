//! A desk over the reference store, small enough to be driven step by step in a test.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use webcare::case::{CaseId, Command, Effect, Fate, Refusal, Revision};
use webcare::desk::{Desk, DeskError};
use webcare::document::Value;
use webcare::mention::{Mention, MentionKey};
use webcare::playbook::Playbook;
use webcare::policy::{Commit, Input, Order, Policy, Receipt, Record, Standing};
use webcare::sla::ClockKind;
use webcare::store::{CaseStore, InMemory};

/// An instant; `14T10:00` is short for one in June 2011. The 13th is a Monday.
pub(crate) fn at(short: &str) -> DateTime<Utc> {
    format!("2011-06-{short}:00Z").parse().unwrap()
}

pub(crate) fn document() -> Value {
    toml::from_str(include_str!("../data/playbook.toml")).unwrap()
}

/// The policy of the test playbook, compiled once.
pub(crate) fn policy() -> Arc<Policy> {
    static POLICY: OnceLock<Arc<Policy>> = OnceLock::new();
    POLICY.get_or_init(|| compiled(document())).clone()
}

pub(crate) fn compiled(document: Value) -> Arc<Policy> {
    Arc::new(Playbook::from_value(document).unwrap().compile().unwrap())
}

/// The policy of the test playbook with some lines laid over it.
pub(crate) fn policy_with(lines: &str) -> Arc<Policy> {
    let base = Playbook::from_value(document()).unwrap();
    let brand = toml::from_str(lines).unwrap();
    Arc::new(Playbook::inherit(brand, &base).unwrap().compile().unwrap())
}

/// A desk, its store, and everything it committed.
pub(crate) struct Sim {
    pub(crate) desk: Desk,
    pub(crate) store: Arc<InMemory>,
    pub(crate) commits: Vec<Commit>,
}

impl Sim {
    pub(crate) fn new() -> Self {
        Self::over(policy())
    }

    pub(crate) fn over(policy: Arc<Policy>) -> Self {
        let store = Arc::new(InMemory::new());
        Self {
            desk: Desk::new(policy, store.clone()),
            store,
            commits: Vec::new(),
        }
    }

    pub(crate) fn put(&mut self, input: Input, now: DateTime<Utc>) -> Result<Commit, DeskError> {
        let commit = pollster::block_on(self.desk.handle(input, now))?;
        self.commits.push(commit.clone());
        Ok(commit)
    }

    pub(crate) fn hear(&mut self, mention: Mention, now: DateTime<Utc>) -> Commit {
        self.put(Input::Mention(mention), now).unwrap()
    }

    pub(crate) fn withdraw(&mut self, mention: MentionKey, now: DateTime<Utc>) -> Commit {
        self.put(Input::Withdrawn { mention }, now).unwrap()
    }

    /// A command on the only live case, or else the last, by somebody who just looked at it.
    pub(crate) fn order(
        &mut self,
        by: &str,
        command: Command,
        now: DateTime<Utc>,
    ) -> Result<Commit, Refusal> {
        let case = self.case();
        self.order_at(case.case.id, case.case.revision, by, command, now)
    }

    pub(crate) fn order_at(
        &mut self,
        case: CaseId,
        expected: Revision,
        by: &str,
        command: Command,
        now: DateTime<Utc>,
    ) -> Result<Commit, Refusal> {
        let order = Order {
            case,
            expected,
            by: by.into(),
            command,
        };
        match self.put(Input::Command(order), now) {
            Ok(commit) => Ok(commit),
            Err(DeskError::Refused(refusal)) => Err(refusal),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) fn wake(&mut self, now: DateTime<Utc>) -> Vec<Commit> {
        let commits = pollster::block_on(self.desk.wake(now)).unwrap();
        self.commits.extend(commits.clone());
        commits
    }

    /// Tells that every part of what an effect sends arrived.
    pub(crate) fn arrive(&mut self, commit: &Commit, now: DateTime<Utc>) {
        for effect in &commit.effects {
            if let Effect::Send(part) = effect {
                let receipt = Receipt {
                    part: part.id.clone(),
                    fate: Fate::Delivered(None),
                    at: now,
                    lease: None,
                };
                self.put(Input::Receipt(receipt), now).unwrap();
            }
        }
    }

    pub(crate) fn case(&self) -> Record {
        let records = self.store.records();
        let live = records.iter().find(|record| record.case.is_live());
        live.or(records.last()).map(|it| Record::clone(it)).unwrap()
    }

    pub(crate) fn standing(&self, key: &MentionKey) -> Option<Standing> {
        let filing = pollster::block_on(self.store.filing(key)).unwrap();
        filing.map(|filing| filing.standing)
    }

    /// What invariant 2 speaks of: outcomes, grouping and due times, with no ids.
    pub(crate) fn shape(&self) -> Shape {
        let records: BTreeMap<_, _> = self
            .store
            .records()
            .into_iter()
            .map(|record| (record.case.id.clone(), record))
            .collect();
        let mut outcomes = BTreeMap::new();
        for filing in self.store.filings() {
            let stands = match &filing.standing {
                Standing::InCase(_) => "in a case".to_owned(),
                standing => format!("{standing:?}"),
            };
            let echoes = filing.echoes();
            let mut echoes = format!("{} {} {:?}", echoes.copies, echoes.reach, echoes.answers);
            if stands == "Withdrawn" {
                // Who answered what is gone may be its own author.
                echoes.truncate(echoes.find('{').unwrap_or(echoes.len()));
            }
            let heard = filing.heard.as_ref().filter(|_| stands != "Withdrawn");
            let said = heard.map(|heard| {
                let outcome = (
                    heard.decision.outcome().clone(),
                    heard.decision.tags().clone(),
                );
                let voice = &heard.voice;
                format!(
                    "{outcome:?} {} {} {}",
                    voice.spoken_at, voice.seen_at, voice.reach
                )
            });
            // What was said of a mention and taken back leaves no more than its name.
            if filing.standing == Standing::Unseen && filing.echoes().is_empty() {
                continue;
            }
            outcomes.insert(filing.mention.to_string(), (stands, said, echoes));
        }
        let mut cases: Vec<Matter> = records
            .values()
            .filter(|record| record.case.is_live())
            .map(|record| self.matter(record))
            .collect();
        cases.sort();
        Shape { outcomes, cases }
    }

    fn matter(&self, record: &Record) -> Matter {
        let calendar = &self.desk.policy().playbook().calendars()["office"];
        let due = |kind: ClockKind| {
            let run = record.clocks.running(kind)?;
            let due = run.clock(calendar).due().ok();
            Some(format!("{} {due:?} {:?}", kind.word(), run.breached))
        };
        let kinds = [
            ClockKind::Receipt,
            ClockKind::FirstResponse,
            ClockKind::Resolution,
        ];
        Matter {
            mentions: record.case.voices.keys().map(ToString::to_string).collect(),
            owner: format!("{:?}", record.case.owner),
            urgency: format!("{:?}", record.case.urgency()),
            due: kinds.into_iter().filter_map(due).collect(),
        }
    }
}

/// A state of a desk as far as it may not depend on order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) outcomes: BTreeMap<String, (String, Option<String>, String)>,
    pub(crate) cases: Vec<Matter>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Matter {
    pub(crate) mentions: Vec<String>,
    pub(crate) owner: String,
    pub(crate) urgency: String,
    pub(crate) due: Vec<String>,
}
