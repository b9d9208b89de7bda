//! Rules: how they are read, how they decide, and how they say why.

mod agreement;
mod asking;
mod decisions;
mod examples;
mod hostile;
mod limits;
mod notation;
mod queries;
mod reference;
mod refused;
mod thrift;

use webcare::document::{Node, Problems, Value};
use webcare::mention::Handle;
use webcare::routing::{Lists, Names, Reason, ReasonKind, RuleSet};
use webcare::sorted::SortedSet;

/// What the playbook of these tests declares beside its rules.
fn names() -> Names {
    let mut names = Names::default();
    names.queues = ["webcare", "schade", "avond"].map(Into::into).into();
    names.agents = ["els", "bram"].map(Into::into).into();
    names.targets = ["klacht"].map(Into::into).into();
    names.departments = ["schade", "pr", "klachten"].map(Into::into).into();
    names.channels = ["twitter", "phone", "email", "dm"].map(Into::into).into();
    names.offline = ["phone"].map(Into::into).into();
    names.calendars = SortedSet::from(["webcare".to_owned()]);
    names.referrals = SortedSet::from(["schadeformulier".to_owned()]);
    let mut lists = Lists::new();
    lists.insert_authors("employees", [Handle::new("@sanne_nl")]);
    lists.insert_terms(
        "frustratie",
        ["belachelijk", "nooit meer"].map(|it| it.parse().unwrap()),
    );
    names.lists = lists;
    let odd = Reason::new(ReasonKind::Review, "twijfel", "doubt");
    names.reasons.insert("doubt", odd);
    names
}

/// The rules of a TOML document, or the lines of its problems.
fn read_with(document: &str, names: &Names) -> Result<RuleSet, Vec<String>> {
    let value: Value = toml::from_str(document).unwrap();
    let mut problems = Problems::new();
    let mut table = Node::root(&value).table(&mut problems).unwrap();
    let rules = table.required("rules", &mut problems);
    let rules = rules.and_then(|rules| RuleSet::read(&rules, names, &mut problems));
    let problems = problems.into_sorted();
    match rules {
        Some(rules) if problems.is_empty() => Ok(rules),
        _ => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

fn read(document: &str) -> RuleSet {
    read_with(document, &names()).unwrap()
}
