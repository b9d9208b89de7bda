//! What another playbook would have changed.

use webcare::document::Value;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::Policy;
use webcare::routing::diff::{Diff, Effort, Shift};
use webcare::routing::{Outcome, Slot};
use webcare::sorted::SortedMap;

fn policy(rules: &str) -> Policy {
    let document = format!(
        "playbook = 'Small'\nversion = '1'\nzone = 'Europe/Amsterdam'\n\
         [triage]\notherwise = {{ no-response = 'no-added-value' }}\nqueue = 'dag'\n\
         [queues.dag]\nmandate = {{ acts = ['reply'] }}\nbehind = 'hub'\n\
         [queues.hub]\nmandate = {{ acts = ['reply', 'goodwill'] }}\n{rules}"
    );
    let value: Value = toml::from_str(&document).unwrap();
    let playbook = Playbook::from_value(value).unwrap_or_else(|error| panic!("{error}"));
    playbook.compile().unwrap()
}

fn mentions() -> Vec<Mention> {
    let rows = [
        ("1", "schade gemeld", "2011-06-06T21:59:00Z"),
        ("2", "schade en geld terug", "2011-06-06T22:01:00Z"),
        ("3", "klacht", "2011-06-07T10:00:00Z"),
        ("4", "mooi weer", "2011-06-07T10:00:00Z"),
    ];
    rows.map(|(id, text, at)| {
        Mention::post("x", id)
            .text(text)
            .posted_at(at.parse().unwrap())
    })
    .into()
}

const DAMAGE: &str =
    "[[rules]]\nid = 'damage'\nwhen = 'schade'\nthen = { respond = 'complaint' }\n";

fn compared(old: &str, new: &str) -> Diff {
    policy(old).diff(&policy(new), &mentions(), &Effort::default())
}

fn moved(diff: &Diff) -> Vec<(String, Vec<Slot>, Vec<&str>)> {
    let change = |it: &'_ webcare::routing::diff::Change| {
        (it.mention.to_string(), it.slots.iter().collect())
    };
    let rules = diff
        .changes
        .iter()
        .map(|it| it.rules.iter().map(|id| id.as_str()).collect());
    diff.changes
        .iter()
        .map(change)
        .zip(rules)
        .map(|((mention, slots), rules)| (mention, slots, rules))
        .collect()
}

#[test]
fn the_same_rules_change_nothing() {
    let diff = compared(DAMAGE, DAMAGE);
    assert!(diff.changes.is_empty() && diff.rules.is_empty());
    assert_eq!(
        (diff.mentions, diff.outcomes["respond"]),
        (
            4,
            Shift {
                before: 2,
                after: 2
            }
        )
    );
}

// S4:19
#[test]
fn a_new_rule_is_the_reason_for_what_it_changes() {
    let complaint = "[[rules]]\nid = 'complaint'\nwhen = 'klacht'\nthen = { respond = 'complaint', urgency = 'high' }\n";
    let diff = compared(DAMAGE, &format!("{DAMAGE}{complaint}"));
    assert_eq!(
        moved(&diff),
        [(
            "x:3".to_owned(),
            vec![Slot::Outcome, Slot::Urgency],
            vec!["complaint"]
        )]
    );
    assert_eq!(diff.changes[0].after, Outcome::Respond("complaint".into()));
    assert_eq!(diff.rules, SortedMap::from([("complaint".into(), 1)]));
    assert_eq!(
        diff.outcomes["no-response"],
        Shift {
            before: 2,
            after: 1
        }
    );
    assert_eq!(
        diff.queues["dag"],
        Shift {
            before: 2,
            after: 3
        }
    );

    let back = compared(&format!("{DAMAGE}{complaint}"), DAMAGE);
    assert_eq!(
        moved(&back),
        moved(&diff),
        "the rule that went is the reason too"
    );
}

// S4:19
#[test]
fn a_rewritten_rule_is_the_reason_for_what_it_changes() {
    let other = DAMAGE.replace("respond = 'complaint'", "respond = 'question'");
    let diff = compared(DAMAGE, &other);
    let both = |id: &str| (format!("x:{id}"), vec![Slot::Outcome], vec!["damage"]);
    assert_eq!(moved(&diff), [both("1"), both("2")]);
}

// S2:20: what the first line may not decide is work of the hub behind it.
#[test]
fn work_is_counted_per_team_and_day_in_the_zone() {
    let money = "[[rules]]\nid = 'money'\nwhen = 'geld'\nthen = { needs = 'goodwill' }\n";
    let mut effort = Effort::default();
    effort.by_reason.insert("complaint".into(), 12);
    let diff = policy(DAMAGE).diff(&policy(&format!("{DAMAGE}{money}")), &mentions(), &effort);
    let rows: Vec<_> = diff
        .work
        .iter()
        .map(|it| {
            (
                it.day.unwrap().to_string(),
                it.team.to_string(),
                it.minutes.before,
                it.minutes.after,
            )
        })
        .collect();
    let row =
        |day: &str, team: &str, before, after| (day.to_owned(), team.to_owned(), before, after);
    assert_eq!(
        rows,
        [
            row("2011-06-06", "dag", 12, 12),
            row("2011-06-07", "dag", 12, 0),
            row("2011-06-07", "hub", 0, 12),
        ]
    );
    assert_eq!(
        moved(&diff),
        [(
            "x:2".to_owned(),
            vec![Slot::Queue, Slot::Needs],
            vec!["money"]
        )]
    );
    assert!(
        serde_json::to_string(&diff)
            .unwrap()
            .contains("\"team\":\"hub\"")
    );
}
