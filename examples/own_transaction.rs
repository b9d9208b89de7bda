//! Our tickets table, our transaction: `Policy::step` alone, and not one port.
//!
//! `cargo run --example own_transaction` takes in a complaint twice, dies in
//! the middle of a transaction, and lets an agent answer. The database is a
//! handful of maps that are swapped as a whole; yours has `BEGIN` and `COMMIT`.

use std::collections::BTreeMap;
use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{CaseId, Command, Effect, Owner, Ownership, Purpose, ReplyId, Text, TextId};
use webcare::mention::{Mention, MentionKey};
use webcare::playbook::Playbook;
use webcare::policy::{Answer, Basis, Commit, Filing, Input, Order, Policy, Question};
use webcare::policy::{Record, Related, Standing, Step};

/// What a service desk has already, and what it adds.
#[derive(Clone, Default)]
struct Tables {
    /// Ours, from before: what the team looks at.
    tickets: BTreeMap<CaseId, Ticket>,
    /// Added: the case beside its ticket, where every mention stands, the
    /// words, and what is still to be sent.
    cases: BTreeMap<CaseId, Record>,
    mentions: BTreeMap<MentionKey, Filing>,
    texts: BTreeMap<TextId, Text>,
    outbox: Vec<Effect>,
}

#[derive(Clone, Debug)]
struct Ticket {
    title: String,
    assignee: String,
    due: Option<DateTime<Utc>>,
}

/// The database.
#[derive(Default)]
struct Db {
    tables: Tables,
}

impl Db {
    /// Runs `work` on the tables; where it fails, nothing of it stays.
    fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Tables) -> Result<T, Box<dyn Error>>,
    ) -> Result<T, Box<dyn Error>> {
        let mut tables = self.tables.clone();
        let done = work(&mut tables)?;
        self.tables = tables;
        Ok(done)
    }
}

/// Answers what a step asks, from the tables.
fn look_up(tables: &Tables, question: &Question) -> Answer {
    match question {
        Question::Filing(mention) => {
            Answer::Filing(tables.mentions.get(mention).cloned().map(Box::new))
        }
        Question::Case(case) => Answer::Case(tables.cases.get(case).cloned().map(Box::new)),
        Question::FreshId => Answer::FreshId(format!("T-{}", 1001 + tables.tickets.len()).into()),
        Question::Related { channel, author } => {
            let theirs = |it: &&Filing| {
                let said = it
                    .heard
                    .as_ref()
                    .is_some_and(|heard| heard.author == *author);
                said && it.mention.channel == *channel
            };
            let mut related = Related::default();
            for filing in tables.mentions.values().filter(theirs) {
                related.edition += u64::from(filing.edition);
                match &filing.standing {
                    Standing::InCase(case) => related.cases.extend(living(tables, case)),
                    Standing::NoResponse | Standing::Review | Standing::Withdrawn => {
                        related.loose.push(filing.clone());
                    }
                    Standing::Unseen | Standing::Erased => {}
                }
            }
            related.cases.sort_by(|a, b| a.case.id.cmp(&b.case.id));
            related.cases.dedup_by(|a, b| a.case.id == b.case.id);
            Answer::Related(related)
        }
        // No CRM, no counts, no roster: rules that ask neither fire nor vanish.
        _ => Answer::NotKnown,
    }
}

/// The case in which a case lives on.
fn living(tables: &Tables, case: &CaseId) -> Option<Record> {
    let record = tables.cases.get(case)?;
    match &record.case.merged_into {
        Some(into) => living(tables, into),
        None => Some(record.clone()),
    }
}

/// Writes a commit beside our own rows, in the transaction it was decided in.
/// A database in which others write meanwhile compares first: `expected`,
/// `edition` and `rests_on` tell with what.
fn save(tables: &mut Tables, commit: Commit) -> Result<(), Box<dyn Error>> {
    for change in commit.changes {
        let found = tables.cases.get(&change.case).map_or(0, |it| it.length);
        if found != change.expected {
            return Err("somebody else was first".into());
        }
        let due = change.summary.due;
        let assignee = match &change.summary.owner {
            Owner::Queue(queue) => format!("queue {queue}"),
            Owner::Agent(agent) => agent.to_string(),
        };
        let title = format!(
            "{:?}, {} mention(s)",
            change.summary.state, change.summary.mentions
        );
        let ticket = Ticket {
            title,
            assignee,
            due,
        };
        tables.tickets.insert(change.case.clone(), ticket);
        tables.cases.insert(change.case, *change.record);
    }
    for filing in commit.filed {
        tables.mentions.insert(filing.mention.clone(), filing);
    }
    for text in commit.texts {
        tables.texts.insert(text.id.clone(), text);
    }
    let forgotten = commit.forget;
    tables.texts.retain(|id, _| !forgotten.texts.contains(id));
    tables.outbox.extend(commit.effects);
    Ok(())
}

/// Decides and saves in one transaction; `dies` breaks it off before the end.
fn handle(
    db: &mut Db,
    policy: &Policy,
    input: Input,
    now: DateTime<Utc>,
    dies: bool,
) -> Result<Vec<Basis>, Box<dyn Error>> {
    db.transaction(|tables| {
        let mut step = policy.step(input, now);
        loop {
            match step {
                Step::Need(ask) => {
                    let answer = look_up(tables, ask.question());
                    step = ask.answer(answer)?;
                }
                Step::Done(commit) => {
                    let basis = commit.rests_on.clone();
                    save(tables, commit)?;
                    return if dies {
                        Err("the process died".into())
                    } else {
                        Ok(basis)
                    };
                }
                Step::Refused(refusal) => return Err(refusal.into()),
            }
        }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let playbook = toml::from_str(include_str!("data/insurer.toml"))?;
    let policy = Playbook::from_value(playbook)?.compile()?;
    let now: DateTime<Utc> = "2011-06-14T10:00:00Z".parse()?;
    let mut db = Db::default();
    let complaint = Mention::post("twitter", "1409")
        .by("@jan_k")
        .text("Al 2 weken niet teruggebeld over mijn schade @noorderlicht")
        .posted_at(now);

    if let Err(error) = handle(
        &mut db,
        &policy,
        Input::Mention(complaint.clone()),
        now,
        true,
    ) {
        println!("{error}: {} tickets", db.tables.tickets.len());
    }
    for _ in 0..2 {
        handle(
            &mut db,
            &policy,
            Input::Mention(complaint.clone()),
            now,
            false,
        )?;
    }
    println!("delivered twice: {} ticket", db.tables.tickets.len());

    let case = CaseId::from("T-1001");
    let owner = &db.tables.cases.get(&case).ok_or("no such case")?.case.owner;
    let Owner::Queue(queue) = owner else {
        return Err("somebody has it already".into());
    };
    let mut agents = policy.playbook().agents().values();
    let agent = agents.find(|it| it.queues.contains(queue));
    let agent = agent.ok_or("nobody works that queue")?.id.clone();
    let text = "Dat is lang. Ik zoek uit waar het blijft en bel je vanmiddag terug.".into();
    let (answers, purpose) = (complaint.key(), Purpose::Answer);
    let ownership = Ownership::Decides;
    for command in [
        Command::Take { ownership },
        Command::Draft {
            answers,
            revision: 1,
            purpose,
            text,
        },
        Command::Approve {
            reply: ReplyId::new(1),
        },
    ] {
        let seen = db.tables.cases.get(&case).ok_or("no such case")?;
        let expected = seen.case.revision;
        let order = Order {
            case: case.clone(),
            expected,
            by: agent.clone(),
            command,
        };
        handle(
            &mut db,
            &policy,
            Input::Command(order),
            now + TimeDelta::minutes(9),
            false,
        )?;
    }
    for (case, ticket) in &db.tables.tickets {
        println!(
            "{case}: {}; {}; due {:?}",
            ticket.title, ticket.assignee, ticket.due
        );
    }
    for effect in &db.tables.outbox {
        println!("to be done: {}", effect.id());
    }
    assert_eq!((db.tables.tickets.len(), db.tables.mentions.len()), (1, 1));
    Ok(())
}
