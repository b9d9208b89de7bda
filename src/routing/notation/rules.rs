use std::collections::HashSet;

use chrono::NaiveDate;

use super::{examples, fairness, flag, name};
use crate::document::{Node, ProblemKind, Problems};
use crate::routing::action::Actions;
use crate::routing::condition::Condition;
use crate::routing::limits::BadRuleSet;
use crate::routing::names::Names;
use crate::routing::rule::{Rule, RuleId, Validity};
use crate::routing::ruleset::RuleSet;

impl RuleSet {
    /// Reads the list `[[rules]]`, with the lists and reasons of `names`.
    ///
    /// ```toml
    /// [[rules]]
    /// id   = "policy-number-in-public"
    /// when = { all = [{ visibility = "public" }, { personal-data = ["policy-number", "phone"] }] }
    /// then = { switch = ["phone", "dm"], because = "privacy", redact = true }
    /// ```
    ///
    /// Besides names that `names` does not hold, it refuses what rules must not
    /// do: a rate or a capacity that decides on the outcome or the urgency, since
    /// others would decide by it who is heard; and, where all customers are to be
    /// served alike ([`Names::neutral`]), a channel, an author, a reach or a tone
    /// that does, be it through a tag. A fact whose name tells how old somebody is,
    /// such as `ageGroup` or `leeftijd_klant`, is refused under any agreement.
    ///
    /// `None` where anything is wrong with any rule; every problem is in
    /// `problems`, with its place and what would be right.
    pub fn read(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Self> {
        let mut found = Problems::new();
        let rules = Self::read_what_can_be(node, names, &mut found);
        let is_right = found.is_empty();
        problems.extend(found);
        rules.filter(|_| is_right)
    }

    /// The same rules where each can be made something of, whatever is wrong
    /// with them: so that the rest of a playbook can be checked against them.
    pub(crate) fn read_what_can_be(
        node: &Node<'_>,
        names: &Names,
        problems: &mut Problems,
    ) -> Option<Self> {
        let items = node.list(problems)?;
        let mut ids = HashSet::new();
        let mut rules = Vec::new();
        for item in &items {
            if let Some(rule) = read_rule(item, names, problems) {
                rules.push((item, rule));
            }
            check_id(item, &mut ids, problems);
        }
        fairness::check(&rules, names, problems);
        if rules.len() < items.len() {
            return None;
        }
        let rules = rules.into_iter().map(|(_, rule)| rule).collect();
        match RuleSet::compile(rules, names.lists.clone()) {
            Ok(set) => Some(set.with_reasons(names.reasons.clone())),
            // A name that is there twice was told above.
            Err(BadRuleSet::Duplicate(_)) => None,
            Err(bad) => node.invalid(bad.to_string(), bad.remedy(), problems),
        }
    }
}

fn check_id<'n>(node: &Node<'n>, ids: &mut HashSet<&'n str>, problems: &mut Problems) {
    let Some(crate::document::Value::Text(id)) = node.value().get("id") else {
        return;
    };
    if !ids.insert(id) {
        node.problem::<()>(
            ProblemKind::Duplicate,
            format!("the rule `{id}` is there already"),
            "give every rule a name of its own",
            problems,
        );
    }
}

fn read_rule(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Rule> {
    let mut table = node.table(problems)?;
    let id = table
        .required("id", problems)
        .and_then(|field| name(&field, problems));
    let title = table
        .optional("title")
        .and_then(|field| field.text(problems));
    let when = table
        .required("when", problems)
        .and_then(|field| Condition::read(&field, names, problems));
    let then = table
        .required("then", problems)
        .and_then(|field| Actions::read(&field, names, problems));
    let valid = table.optional("valid");
    let valid = valid.and_then(|field| read_validity(&field, problems));
    let examples = table.optional("examples");
    let examples =
        examples.map(|field| examples::read(&field, valid.unwrap_or_default(), names, problems));
    let shadow = flag(&mut table, "shadow", problems);
    table.finish(problems);
    Some(Rule {
        id: RuleId::from(id?),
        title: title.map(str::to_owned),
        when: when?,
        then: then?,
        valid: valid.unwrap_or_default(),
        shadow,
        examples: examples.unwrap_or_default(),
    })
}

fn read_validity(node: &Node<'_>, problems: &mut Problems) -> Option<Validity> {
    let mut table = node.table(problems)?;
    let mut date = |key| -> Option<NaiveDate> {
        let field = table.optional(key)?;
        field.parsed("write a date such as `2011-06-15`", problems)
    };
    let valid = Validity {
        from: date("from"),
        until: date("until"),
    };
    table.finish(problems);
    if matches!((valid.from, valid.until), (Some(from), Some(until)) if until < from) {
        return node.problem(
            ProblemKind::Contradiction,
            "it ends before it begins",
            "write an `until` on or after `from`",
            problems,
        );
    }
    Some(valid)
}
