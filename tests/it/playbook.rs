//! A playbook as it is written: what is wrong with one, what a brand inherits, and the bundled ones.

mod bundled;

use webcare::document::Value;
use webcare::playbook::{Playbook, PlaybookError};
use webcare::sla::{Agreement, ClockKind, Matter, Target};

/// The least that is a playbook, with a rule to lay others over.
const SMALL: &str = r#"
playbook = "Klein"
version  = "1"
zone     = "Europe/Amsterdam"

[calendars.dag]
mon-fri = ["09:00-17:00"]

[channels.twitter]
visibility = "public"
profile    = "twitter-2011"
own        = ["@klein"]

[channels.phone]
visibility = "private"
medium     = "phone"

[queues.webcare]
mandate = { acts = ["reply", "promise"], amount = 50 }

[agents.els]
queues = ["webcare"]

[agents.bram]
queues = ["webcare"]

[departments.schade]
contact = "els"
backups = ["bram"]
ola     = "4 business hours"

[sla]
calendar       = "dag"
first-response = "1 working day"
resolution     = "5 working days"

[[rules]]
id   = "klacht"
when = "klacht*"
then = { respond = "complaint" }

[[rules]]
id   = "dank"
when = "dank*"
then = { no-response = "thanks" }
"#;

fn document(toml: &str) -> Value {
    toml::from_str(toml).unwrap()
}

fn small() -> Playbook {
    Playbook::from_value(document(SMALL)).unwrap()
}

/// What is told of `SMALL` with some of its words changed.
fn told(changes: &[(&str, &str)]) -> Vec<String> {
    let changed = changes.iter().fold(SMALL.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is there to be changed");
        text.replace(from, to)
    });
    lines(Playbook::from_value(document(&changed)))
}

fn lines(read: Result<Playbook, PlaybookError>) -> Vec<String> {
    match read {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn ten_mistakes_are_ten_problems_each_with_its_place() {
    let problems = told(&[
        ("Europe/Amsterdam", "Europe/Amsterdm"),
        ("\"09:00-17:00\"", "\"17:00-17:00\""),
        (
            "profile    = \"twitter-2011\"",
            "profil     = \"twitter-2011\"",
        ),
        ("medium     = \"phone\"", "medium     = \"telefoon\""),
        ("\"promise\"]", "\"promis\"]"),
        ("contact = \"els\"", "contact = \"elz\""),
        ("\"4 business hours\"", "\"4 uur\""),
        (
            "first-response = \"1 working day\"",
            "first-response = \"6 working days\"",
        ),
        ("when = \"klacht*\"", "when = { wrods = \"klacht*\" }"),
        ("no-response = \"thanks\"", "respond = \"thanks\""),
    ]);
    insta::assert_snapshot!(problems.join("\n"), @r#"
    calendars.dag.mon-fri[0]: `17:00-17:00` is empty; write `00:00-24:00` for a whole day, or leave it out; write windows such as `08:00-12:00`, or `22:00-06:00` over midnight
    channels.phone.medium: `telefoon` is not known here; write one of `digital`, `phone`, `letter`, `counter`
    channels.twitter.profil: unknown field `profil`; did you mean `profile`?
    departments.schade.contact: the agent `elz` is not declared; declared are `bram`, `els`
    departments.schade.ola: `4 uur` cannot be used here; write `1 working day`, `4 business hours`, `24 hours` or the like
    queues.webcare.mandate.acts[1]: `promis` is not known here; write one of `reply`, `promise`, `goodwill`, `refer`, `resolve`, `close`, `approve`, `override`, `waive`
    rules[0].when.wrods: unknown field `wrods`; did you mean `words`?
    rules[1].then.respond: `thanks` is a reason for `no-response`; write it there, or another reason here
    sla.first-response: the first response may take 6 working days, the resolution 5 working days; let the first response take no longer than the resolution
    zone: `Europe/Amsterdm` cannot be used here; write an IANA time zone such as `Europe/Amsterdam`
    "#);
    assert_eq!(problems.len(), 10);
}

#[test]
fn what_nothing_reads_is_a_problem_wherever_it_stands() {
    for (from, to, path) in [
        ("version  =", "versie = '2'\nversion  =", "versie"),
        (
            "[calendars.dag]",
            "[calendars.dag]\nmaandag = []",
            "calendars.dag.maandag",
        ),
        (
            "[queues.webcare]",
            "[queues.webcare]\nteam = 1",
            "queues.webcare.team",
        ),
        (
            "[agents.els]",
            "[agents.els]\ncolour = 'red'",
            "agents.els.colour",
        ),
        (
            "[sla]",
            "[sla]\nfirst-respons = '1 working day'",
            "sla.first-respons",
        ),
        (
            "id   = \"dank\"",
            "id   = \"dank\"\nprio = 1",
            "rules[1].prio",
        ),
        ("{ respond =", "{ tag = 'a', respond =", "rules[0].then.tag"),
    ] {
        let problems = told(&[(from, to)]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].starts_with(&format!("{path}: unknown field")),
            "{problems:?}"
        );
    }
}

#[test]
fn a_playbook_that_contradicts_itself_is_refused() {
    for (from, to, expected) in [
        (
            "ola     = \"4 business hours\"",
            "ola     = \"6 working days\"",
            "departments.schade.ola: `schade` may take 6 working days",
        ),
        (
            "backups = [\"bram\"]",
            "backups = [\"els\"]",
            "departments.schade.backups: `els` stands in for themselves",
        ),
        (
            "[agents.els]",
            "[queues.hub]\nmandate = { acts = ['reply'] }\n[agents.els]",
            "document: there are several queues",
        ),
        (
            "[queues.webcare]",
            "[triage]\nqueue = 'webcare'\n[queues.hub]\nmandate = { acts = ['reply'] }\n[queues.webcare]\nbehind = 'hub'",
            "queues.webcare.behind: `hub` may decide less than `webcare`",
        ),
        (
            "[queues.webcare]",
            "[queues.webcare]\nbehind = 'webcare'",
            "queues.webcare.behind: the queue `webcare` stands behind itself",
        ),
        (
            "mon-fri = [\"09:00-17:00\"]",
            "mon-fri = []",
            "calendars.dag: the calendar never opens",
        ),
        // Equal treatment (S0:10): a channel may not set the pace.
        (
            "when = \"klacht*\"\nthen = { respond = \"complaint\" }",
            "when = \"channel:twitter klacht*\"\nthen = { urgency = \"high\" }",
            "rules[0]: the rule `klacht` sets the urgency by channel",
        ),
        (
            "[sla]",
            "[sla]\nchannels = { twitter = { first-response = '1 business hour' } }",
            "sla.channels: targets per channel under neutral treatment",
        ),
    ] {
        let problems = told(&[(from, to)]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(expected), "{problems:?}");
    }
}

// S4:5, S4:15, S4:17, S4:30
#[test]
fn a_brand_inherits_and_its_own_rules_come_first() {
    let brand = document(
        r#"
        playbook = "Kleiner"

        [queues.webcare.mandate]
        amount = 25

        [[rules]]
        id   = "dank"
        when = "dank* OR hulde"
        then = { no-response = "thanks" }

        [[rules]]
        id   = "vraag"
        when = "vraag*"
        then = { respond = "question" }
        "#,
    );
    let brand = Playbook::inherit(brand, &small()).unwrap();
    assert_eq!((brand.name(), brand.version()), ("Kleiner", "1"));
    let queue = brand.queues().values().next().unwrap();
    assert_eq!((queue.mandate.amount, queue.mandate.acts.len()), (2500, 2));
    let rules: Vec<_> = brand
        .rules()
        .rules()
        .iter()
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(
        rules,
        ["vraag", "klacht", "dank"],
        "a rule of the same id keeps its place"
    );
    let dank = brand.rules().get(&"dank".into()).unwrap();
    assert_eq!(dank.when.tests().len(), 2, "and is the brand's");
}

#[test]
fn null_takes_away_what_is_inherited() {
    let without = serde_json::from_str(r#"{ "departments": { "schade": null } }"#).unwrap();
    let brand = Playbook::inherit(without, &small()).unwrap();
    assert!(brand.departments().is_empty());
    let without = serde_json::from_str(r#"{ "calendars": { "dag": null } }"#).unwrap();
    assert_eq!(
        lines(Playbook::inherit(without, &small())),
        ["sla.calendar: the calendar `dag` is not declared; declare a calendar of that name"],
        "what others still need may not go"
    );
}

// S0:10
#[test]
fn only_a_playbook_that_says_so_treats_channels_unequally() {
    let brand = document(
        "[sla]\ntreatment = 'per-channel'\n[sla.channels]\ntwitter = { first-response = '1 business hour' }",
    );
    let per_channel = Playbook::inherit(brand, &small()).unwrap();
    let first = |playbook: &Playbook, channel| {
        let agreement: &Agreement = &playbook.sla().agreement;
        agreement.target(ClockKind::FirstResponse, &Matter::on(channel))
    };
    for channel in ["twitter", "phone"] {
        assert_eq!(first(&small(), channel), Some(Target::WorkingDays(1)));
    }
    let hour = "1 business hour".parse().unwrap();
    assert_eq!(first(&per_channel, "twitter"), Some(hour));
    assert_eq!(first(&per_channel, "phone"), Some(Target::WorkingDays(1)));
}

/// Without queues there is one, and people may say that they work it.
#[test]
fn the_only_queue_may_be_named() {
    let written = |queue: &str| {
        let (head, rest) = SMALL.split_once("[queues.webcare]").unwrap();
        let (_, rest) = rest.split_once("[agents.els]").unwrap();
        let text = format!("{head}[agents.els]{rest}");
        let text = text.replace(
            r#"queues = ["webcare"]"#,
            &format!("queues = [\"{queue}\"]"),
        );
        Playbook::from_value(document(&text))
    };
    let playbook = written("inbox").unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(
        playbook
            .queues()
            .keys()
            .map(|id| id.as_str())
            .collect::<Vec<_>>(),
        ["inbox"]
    );
    let wrong = written("post").unwrap_err().to_string();
    assert!(wrong.contains("`post` is not declared"), "{wrong}");
    assert!(wrong.contains("`inbox`"), "{wrong}");
}
