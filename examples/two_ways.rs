//! One complaint, played twice: as such stories go, and with a playbook.
//!
//! `cargo run --example two_ways` plays the complaint of a customer of a
//! fictitious insurer through the same desk with two playbooks, in simulated
//! time. The first holds nobody back: nobody at the front may decide anything,
//! a hand-off needs no word of explanation, and a call may come whenever. The
//! second is the insurer's own. What it refuses, it refuses with a remedy; the
//! people take that, and the two ways are compared in figures.

use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use webcare::case::{
    Case, Command, Effect, Fate, Owner, Ownership, Promise, Purpose, ReplyId, Resolution,
    SwitchReason,
};
use webcare::desk::{Desk, DeskError};
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::{Input, Order, Receipt, Record};
use webcare::sla::Target;
use webcare::store::InMemory;
use webcare::text::Lang;

const INSURER: &str = include_str!("data/insurer.toml");

/// What is taken out of the playbook for the first way.
const UNGUARDED: &str = "
    guards         = { follow-up = 'off', promise = 'off', next-step = 'off', note = 'off', briefing = 'off' }
    promises       = { longest = '20 working days', callback = '20 working days' }
    queues.webcare = { mandate = { acts = ['reply', 'promise'], amount = 0 } }
";

/// What the insurer adds after it: nobody waits longer than this for a call.
const GUARDED: &str = "promises = { callback = '2 working days' }";

fn main() -> Result<(), Box<dyn Error>> {
    let before = without(UNGUARDED)?;
    println!();
    let after = with(GUARDED)?;
    println!();
    compare(&before, &after);
    Ok(())
}

/// Everybody means well, and nobody can do anything.
fn without(lines: &str) -> Result<Figures, Box<dyn Error>> {
    println!("Without guards");
    let mut scene = Scene::new(lines)?;
    scene.at("2011-06-06T08:30:00Z")?;
    scene.takes("els", Ownership::Decides)?;
    scene.takes("els", Ownership::Coordinates)?;
    scene.says(
        "els",
        Purpose::Answer,
        "Wat vervelend! Vertel ons via DM wat er speelt, dan kijken we mee.",
    )?;
    scene.does("els", goodwill(125))?;
    scene.passes_on("els", "bram", "")?;
    scene.at("2011-06-08T09:00:00Z")?;
    scene.passes_on("bram", "fatima", "")?;
    scene.at("2011-06-09T09:00:00Z")?;
    scene.says(
        "fatima",
        Purpose::Answer,
        "We hebben je dossier nog niet. Kun je nog eens vertellen wat er gebeurd is?",
    )?;
    scene.does("fatima", call_back(10))?;
    scene.at("2011-06-24T09:00:00Z")?;
    scene.passes_on("fatima", "mirjam", "")?;
    scene.at("2011-06-27T13:00:00Z")?;
    scene.does(
        "mirjam",
        call("Uitgelegd en vergoed; de klant moest alles opnieuw vertellen."),
    )?;
    scene.does("mirjam", goodwill(125))?;
    scene.does("mirjam", Command::Close)?;
    scene.figures()
}

/// The same people with the same first thoughts, and what they do after a refusal.
fn with(lines: &str) -> Result<Figures, Box<dyn Error>> {
    println!("With the playbook");
    let mut scene = Scene::new(lines)?;
    scene.at("2011-06-06T08:30:00Z")?;
    scene.takes("els", Ownership::Decides)?;
    scene.says(
        "els",
        Purpose::Answer,
        "Dat had niet mogen gebeuren. We bellen je, dan lossen we het samen op.",
    )?;
    let (to, because) = (vec!["phone".into(), "dm".into()], SwitchReason::Privacy);
    scene.does("els", Command::Switch { to, because })?;
    // A colleague has time; but nobody should have to tell it twice.
    scene.does("els", offer("bram", ""))?;
    scene.does("els", call_back(10))?;
    scene.does("els", call_back(1))?;
    scene.at("2011-06-07T07:30:00Z")?;
    scene.does("els", goodwill(200))?;
    scene.does("els", goodwill(125))?;
    scene.does(
        "els",
        call("De schade is vergoed; excuses gemaakt voor het wachten."),
    )?;
    scene.does("els", goodwill(125))?;
    scene.does("els", Command::Close)?;
    scene.says(
        "els",
        Purpose::FollowUp,
        "Fijn dat we je gesproken hebben; het is nu geregeld.",
    )?;
    scene.does("els", Command::Close)?;
    scene.figures()
}

fn offer(to: &str, briefing: &str) -> Command {
    Command::Offer {
        to: Owner::Agent(to.into()),
        briefing: briefing.into(),
    }
}

fn call_back(days: u32) -> Command {
    Command::CallBack {
        what: "uitleggen hoe het met de waterschade staat".into(),
        within: Target::WorkingDays(days),
    }
}

fn call(note: &str) -> Command {
    Command::Speak {
        channel: "phone".into(),
        note: note.into(),
        minutes: Some(12),
    }
}

fn goodwill(euros: u64) -> Command {
    let amount = euros * 100;
    Command::Resolve {
        resolution: Resolution::Goodwill { amount },
    }
}

/// A desk with one case, and a clock that is set.
struct Scene {
    desk: Desk,
    store: Arc<InMemory>,
    complaint: Mention,
    now: DateTime<Utc>,
    refused: u32,
}

impl Scene {
    fn new(lines: &str) -> Result<Self, Box<dyn Error>> {
        let insurer = Playbook::from_value(toml::from_str(INSURER)?)?;
        let playbook = Playbook::inherit(toml::from_str(lines)?, &insurer)?;
        let store = Arc::new(InMemory::new());
        let now = "2011-06-06T07:40:00Z".parse()?;
        let complaint = Mention::post("twitter", "1")
            .by("@roos_v")
            .text("@noorderlicht in maart zouden jullie terugbellen over mijn klacht. Niets meer gehoord!")
            .posted_at(now)
            .seen_at(now);
        let desk = Desk::new(Arc::new(playbook.compile()?), store.clone());
        pollster::block_on(desk.handle(Input::Mention(complaint.clone()), now))?;
        let refused = 0;
        Ok(Self {
            desk,
            store,
            complaint,
            now,
            refused,
        })
    }

    /// Sets the clock; what was due until then is noticed.
    fn at(&mut self, when: &str) -> Result<(), Box<dyn Error>> {
        self.now = when.parse()?;
        pollster::block_on(self.desk.wake(self.now))?;
        let local = self.desk.policy().calendar().local(self.now);
        println!("  {}", local.format("%a %d %b %H:%M"));
        Ok(())
    }

    /// Lets somebody do something, and tells what holds it back.
    fn does(&mut self, who: &str, command: Command) -> Result<(), Box<dyn Error>> {
        let written = serde_json::to_value(&command)?;
        let tag = written.get("do").and_then(|it| it.as_str()).unwrap_or("");
        let order = Order {
            case: self.record()?.case.id.clone(),
            expected: self.record()?.case.revision,
            by: who.into(),
            command,
        };
        match pollster::block_on(self.desk.handle(Input::Command(order), self.now)) {
            Ok(commit) => {
                println!("    {who}: {tag}");
                commit.effects.iter().try_for_each(|it| self.arrives(it))
            }
            Err(DeskError::Refused(refusal)) => {
                self.refused += 1;
                println!("    {who}: {tag} refused, {}", refusal.words(Lang::En));
                println!("      remedy: {}", refusal.remedy(Lang::En));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a reply and lets it leave.
    fn says(&mut self, who: &str, purpose: Purpose, words: &str) -> Result<(), Box<dyn Error>> {
        let reply = ReplyId::new(u32::try_from(self.record()?.case.replies.len() + 1)?);
        let (answers, text) = (self.complaint.key(), words.into());
        let draft = Command::Draft {
            answers,
            revision: 1,
            purpose,
            text,
        };
        self.does(who, draft)?;
        self.does(who, Command::Approve { reply })
    }

    fn takes(&mut self, who: &str, ownership: Ownership) -> Result<(), Box<dyn Error>> {
        self.does(who, Command::Take { ownership })
    }

    fn passes_on(&mut self, from: &str, to: &str, briefing: &str) -> Result<(), Box<dyn Error>> {
        self.does(from, offer(to, briefing))?;
        self.does(to, Command::Accept)
    }

    /// The channel takes everything at once.
    fn arrives(&self, effect: &Effect) -> Result<(), Box<dyn Error>> {
        if let Effect::Send(part) = effect {
            let receipt = Receipt {
                part: part.id.clone(),
                fate: Fate::Delivered(None),
                at: self.now,
                lease: None,
            };
            pollster::block_on(self.desk.handle(Input::Receipt(receipt), self.now))?;
        }
        Ok(())
    }

    fn record(&self) -> Result<Arc<Record>, Box<dyn Error>> {
        let first = self.store.records().into_iter().next();
        first.ok_or_else(|| "the complaint opened no case".into())
    }

    fn figures(&self) -> Result<Figures, Box<dyn Error>> {
        let record = self.record()?;
        let case: &Case = &record.case;
        let calendar = self.desk.policy().calendar();
        let date = |at| calendar.local(at).date();
        let ended = case.ended_at.ok_or("nobody solved it")?;
        let in_time = |promise: &&Promise| promise.kept && !promise.broken;
        Ok(Figures {
            contact_persons: case.contact_persons.iter().count(),
            retellings: case.repeated_explanations,
            empty_hops: case.empty_hops,
            working_days: calendar.working_days_between(date(case.began_at), date(ended))?,
            promises: case.promises.values().count(),
            kept: case.promises.values().filter(in_time).count(),
            told_in_public: case.follow_up == webcare::case::FollowUp::Given,
            refused: self.refused,
        })
    }
}

/// What a way came to.
struct Figures {
    contact_persons: usize,
    retellings: u32,
    empty_hops: u32,
    working_days: i64,
    promises: usize,
    kept: usize,
    told_in_public: bool,
    refused: u32,
}

fn compare(before: &Figures, after: &Figures) {
    let yes = |it: bool| if it { "yes" } else { "no" };
    let promises = |it: &Figures| format!("{} of {}", it.kept, it.promises);
    let row = |what: &str, one: String, other: String| println!("{what:<28}{one:>10}{other:>10}");
    let number = |what: &str, of: fn(&Figures) -> i64| {
        row(what, of(before).to_string(), of(after).to_string());
    };
    row("", "without".to_owned(), "with".to_owned());
    number("contact persons", |it| it.contact_persons as i64);
    number("told without need", |it| it.retellings.into());
    number("hops without action", |it| it.empty_hops.into());
    number("working days until solved", |it| it.working_days);
    row("promises kept in time", promises(before), promises(after));
    row(
        "told in public",
        yes(before.told_in_public).to_owned(),
        yes(after.told_in_public).to_owned(),
    );
    number("refused, with a remedy", |it| it.refused.into());
}
