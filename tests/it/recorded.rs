//! What two help desks recorded in their own suites, held against our clocks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use webcare::calendar::{Calendar, CalendarError, holidays::Holiday};
use webcare::sla::{Clock, ClockError, Target};

use crate::shared::rows;

fn open_on(calendar: Calendar, day: &str, windows: &Value) -> Calendar {
    let windows = windows.as_array().unwrap().iter();
    let hours: Vec<String> = windows
        .map(|it| format!("{}-{}", it[0].as_str().unwrap(), it[1].as_str().unwrap()))
        .collect();
    let hours = hours.join(", ");
    let opened = match day {
        "mon" => calendar.mon(&hours),
        "tue" => calendar.tue(&hours),
        "wed" => calendar.wed(&hours),
        "thu" => calendar.thu(&hours),
        "fri" => calendar.fri(&hours),
        "sat" => calendar.sat(&hours),
        _ => calendar.sun(&hours),
    };
    opened.unwrap()
}

fn zoned(row: &Value) -> Calendar {
    let zone: Tz = row.as_str().unwrap().parse().unwrap();
    Calendar::weekly(zone)
}

/// Chatwoot answers in wall-clock time where no hour is ever open; ours says
/// that there is no answer.
#[test]
fn chatwoot_s_business_hours_are_ours() {
    let Some(rows) = rows("calendar/chatwoot_specs.jsonl") else {
        return;
    };
    let mut never = 0;
    for row in &rows {
        let mut calendar = zoned(&row["zone"]);
        let hours = row["hours"].as_object().unwrap();
        for (day, windows) in hours {
            calendar = open_on(calendar, day, windows);
        }
        let instant = |key: &str| row[key].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        let time = TimeDelta::seconds(row["seconds"].as_i64().unwrap());
        let target = match row["mode"].as_str().unwrap() {
            "calendar" => Target::Elapsed(time),
            _ => Target::Business(time),
        };
        let due = Clock::starting(instant("start"), target, &calendar).due();
        if hours.is_empty() {
            assert_eq!(due, Err(ClockError::Calendar(CalendarError::NeverOpens)));
            never += 1;
        } else {
            assert_eq!(due, Ok(instant("expected")), "{}", row["name"]);
        }
    }
    assert!(never <= 1, "one row differs on purpose");
}

/// A ticket as the recorded scenarios tell of it.
#[derive(Default)]
struct Ticket {
    attrs: BTreeMap<String, Value>,
    subjects: Vec<String>,
    /// Its history holds pauses that were not recorded.
    was_paused: bool,
    /// Who wrote an article was not recorded.
    has_articles: bool,
    contact: Option<DateTime<Utc>>,
}

#[derive(Default)]
struct Desk {
    calendars: BTreeMap<String, Calendar>,
    calendar_attrs: BTreeMap<String, BTreeMap<String, Value>>,
    agreements: BTreeMap<String, Value>,
    tickets: BTreeMap<String, Ticket>,
    articles: BTreeMap<String, DateTime<Utc>>,
    last_made: String,
    asserted: usize,
    not_recorded: BTreeSet<&'static str>,
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    let text = value.as_str()?.replace(" UTC", "Z").replacen(' ', "T", 1);
    Some(
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}")),
    )
}

impl Ticket {
    fn at(&self, key: &str) -> Option<DateTime<Utc>> {
        self.attrs.get(key).and_then(instant)
    }

    fn text(&self, key: &str) -> &str {
        self.attrs.get(key).and_then(Value::as_str).unwrap_or("")
    }

    /// The last word of either side, or its creation.
    fn last_word(&self) -> DateTime<Utc> {
        let contacts = ["last_contact_agent_at", "last_contact_customer_at"];
        let told = contacts.iter().filter_map(|key| self.at(key)).max();
        let last = told.max(self.contact).or(self.at("created_at"));
        last.unwrap()
    }

    fn has_spoken(&self) -> bool {
        self.at("last_contact_agent_at").is_some()
    }
}

impl Desk {
    fn play(&mut self, event: &Value) {
        let attrs = || event.get("attrs").or(event.get("set")).unwrap();
        let name = || event["obj"].as_str().unwrap().to_owned();
        let kind = event["kind"].as_str().unwrap_or("");
        match (event["ev"].as_str().unwrap(), kind) {
            ("create" | "update", "ticket") => {
                let ticket = self.tickets.entry(name()).or_default();
                let set = attrs().as_object().unwrap().clone();
                ticket.attrs.extend(set);
                if event["ev"] == "create" {
                    self.last_made = name();
                }
            }
            ("create" | "update", "sla") => drop(self.agreements.insert(name(), attrs().clone())),
            ("create" | "update", "calendar") => self.calendar(&name(), attrs()),
            ("create", "article") => self.article(&name(), attrs()),
            ("destroy", "sla") => drop(self.agreements.remove(&name())),
            ("destroy", _) => drop(self.tickets.remove(&name())),
            // A line of history tells of a change of state; its instant is not there.
            ("call", "history") => {
                if let Some(ticket) = self.tickets.get_mut(&self.last_made) {
                    ticket.was_paused = true;
                }
            }
            ("call", _) => {}
            ("assert", _) => self.check(event),
            (other, kind) => panic!("{other} {kind}"),
        }
    }

    fn calendar(&mut self, name: &str, attrs: &Value) {
        let known = self.calendar_attrs.entry(name.to_owned()).or_default();
        known.extend(attrs.as_object().unwrap().clone());
        let mut calendar = zoned(&known["timezone"]);
        for (day, hours) in known["business_hours"].as_object().unwrap() {
            if hours["active"] == true {
                calendar = open_on(calendar, day, &hours["timeframes"]);
            }
        }
        let days_off = known.get("public_holidays").and_then(Value::as_object);
        for (date, day) in days_off.into_iter().flatten() {
            if day["active"] == true {
                let day = Holiday::once(date.parse().unwrap(), "");
                calendar = calendar.holidays(&[day]).unwrap();
            }
        }
        self.calendars.insert(name.to_owned(), calendar);
    }

    fn article(&mut self, name: &str, attrs: &Value) {
        let ticket = self.tickets.get_mut(attrs["ticket_id"].as_str().unwrap());
        let ticket = ticket.unwrap();
        let at = instant(&attrs["created_at"]).unwrap();
        ticket.contact = ticket.contact.max(Some(at));
        ticket.has_articles = true;
        let subject = attrs["subject"].as_str().unwrap_or("");
        ticket.subjects.push(subject.to_owned());
        self.articles.insert(name.to_owned(), at);
    }

    fn agreement(&self, ticket: &Ticket) -> Option<&Value> {
        let holds = |condition: &Value| {
            let parts = condition.as_object().unwrap().iter();
            parts.into_iter().all(|(what, wanted)| {
                let value = &wanted["value"];
                let one_of = |text: &str| match value {
                    Value::Array(values) => values.iter().any(|it| it == text),
                    value => value == text,
                };
                let part = value.as_str().unwrap_or("");
                let priority = ticket.text("priority");
                let id = priority.trim_start_matches("priority:").split(' ').next();
                match (what.as_str(), wanted["operator"].as_str().unwrap()) {
                    ("ticket.priority_id", "is") => one_of(id.unwrap()),
                    ("ticket.priority_id", "is not") => !one_of(id.unwrap()),
                    ("ticket.title", "contains") => ticket.text("title").contains(part),
                    ("article.subject", "contains") => {
                        ticket.subjects.iter().any(|it| it.contains(part))
                    }
                    (what, operator) => panic!("{what} {operator}"),
                }
            })
        };
        self.agreements.values().find(|it| holds(&it["condition"]))
    }

    /// What a field of a ticket ought to say by our clocks: an instant, or whole minutes.
    fn ours(&self, ticket: &Ticket, field: &str) -> Value {
        let Some(agreement) = self.agreement(ticket) else {
            return Value::Null;
        };
        let calendar = &self.calendars[agreement["calendar_id"].as_str().unwrap()];
        let made = ticket.at("created_at").unwrap();
        let clock = |key: &str, from| {
            let minutes = agreement[key].as_i64()?;
            let target = Target::Business(TimeDelta::minutes(minutes));
            Some(Clock::starting(from, target, calendar))
        };
        let first = clock("first_response_time", made);
        let done = clock("solution_time", made);
        // Theirs is due so long after the last word of either side. Ours starts
        // with our own last word, after the first answer.
        let update = clock("update_time", ticket.last_word());
        let due = |clock: &Option<Clock<'_>>| clock.as_ref().map(|it| it.due().unwrap());
        let told = |at: Option<DateTime<Utc>>| match at {
            Some(at) => Value::from(at.format("%Y-%m-%d %H:%M:%S UTC").to_string()),
            None => Value::Null,
        };
        let minutes = |clock: Option<Clock<'_>>, end: Option<DateTime<Utc>>| {
            let used = clock.zip(end).map(|(clock, end)| clock.used(end).unwrap());
            used.map(|it| it.num_minutes())
        };
        let left = |key: &str, used: Option<i64>| match used.zip(agreement[key].as_i64()) {
            Some((used, agreed)) => Value::from(agreed - used),
            None => Value::Null,
        };
        let answered = ticket.at("first_response_at");
        let updated = ticket.has_spoken().then(|| ticket.last_word());
        let first_used = minutes(first.clone(), answered);
        let update_used = minutes(clock("update_time", made), updated);
        let done_used = minutes(done.clone(), ticket.at("close_at"));
        match field {
            "first_response_escalation_at" => told(due(&first)),
            "update_escalation_at" => told(due(&update)),
            "close_escalation_at" => told(due(&done)),
            "first_response_in_min" => first_used.into(),
            "first_response_diff_in_min" => left("first_response_time", first_used),
            "update_in_min" => update_used.into(),
            "update_diff_in_min" => left("update_time", update_used),
            "close_in_min" => done_used.into(),
            "close_diff_in_min" => left("solution_time", done_used),
            "escalation_at" => {
                if matches!(
                    ticket.text("state"),
                    "state:closed" | "state:pending reminder"
                ) {
                    return Value::Null;
                }
                let open = [
                    due(&first).filter(|_| answered.is_none()),
                    due(&update),
                    due(&done).filter(|_| ticket.at("close_at").is_none()),
                ];
                told(open.into_iter().flatten().min())
            }
            other => panic!("{other}"),
        }
    }

    fn check(&mut self, event: &Value) {
        let path = event["field"].as_array().unwrap();
        let (name, field) = (path[0].as_str().unwrap(), path[1].as_str().unwrap());
        let expected = &event["expected"];
        // Who wrote an article is only told by what follows from it.
        if expected.is_array() {
            let at = self.articles[expected[0].as_str().unwrap()];
            let at = Value::from(at.to_rfc3339());
            let ticket = self.tickets.get_mut(name).unwrap();
            ticket.attrs.insert(field.to_owned(), at);
            return;
        }
        let ticket = &self.tickets[name];
        match field {
            "title"
            | "group"
            | "state"
            | "article_count"
            | "last_contact_agent_at"
            | "first_response_at"
            | "close_at" => return,
            _ if ticket.was_paused => {
                self.not_recorded.insert("when a ticket was paused");
                return;
            }
            "escalation_at" if ticket.has_articles => {
                self.not_recorded.insert("who wrote an article");
                return;
            }
            _ => {}
        }
        let ours = self.ours(ticket, field);
        assert_eq!(&ours, expected, "{name}.{field}");
        self.asserted += 1;
    }
}

/// Zammad's scenarios. Where ours differs on purpose the mapping says so: the
/// periodic update starts elsewhere. Pauses in them are lines of a history that
/// the recording does not hold, and writers of articles are not told.
#[test]
fn zammad_s_tickets_are_due_when_our_clocks_are() {
    let Some(rows) = rows("calendar/zammad_sla_scenarios.jsonl") else {
        return;
    };
    let mut asserted = 0;
    for row in &rows {
        let mut desk = Desk::default();
        for event in row["events"].as_array().unwrap() {
            desk.play(event);
        }
        asserted += desk.asserted;
        println!(
            "{}: {} held, {:?}",
            row["scenario"], desk.asserted, desk.not_recorded
        );
    }
    assert!(asserted > 0);
}
