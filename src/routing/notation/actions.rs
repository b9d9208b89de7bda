use super::outcome::outcome_in;
use super::test::window;
use super::{filled, flag, known_names, name, only_entry};
use crate::channel::ChannelId;
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::routing::TopicId;
use crate::routing::action::{Actions, SameOwner, Switch};
use crate::routing::names::Names;
use crate::sla::{TargetsId, Urgency};
use crate::sorted::SortedSet;
use crate::team::{Act, DepartmentId, QueueId};

impl Actions {
    /// Reads what a rule wants done.
    pub(crate) fn read(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let before = problems.count();
        let actions = Self::read_in(&mut table, names, problems);
        if actions.slots().is_empty() && problems.count() == before {
            return node.invalid(
                "the rule does nothing",
                "write what it does, such as `respond = \"complaint\"`",
                problems,
            );
        }
        table.finish(problems);
        Some(actions)
    }

    /// Reads the wishes among the fields of a table.
    pub(super) fn read_in(
        table: &mut TableNode<'_>,
        names: &Names,
        problems: &mut Problems,
    ) -> Self {
        let departments: Vec<_> = names.departments.iter().map(DepartmentId::as_str).collect();
        let outcome = outcome_in(table, &names.reasons, problems);
        let consult = table.optional("consult");
        let notify = table.optional("notify");
        let mut asked = |field: Option<Node<'_>>| {
            let field = field?;
            known_names(
                &field,
                "department",
                &departments,
                DepartmentId::from,
                problems,
            )
        };
        let (consult, notify) = (asked(consult), asked(notify));
        Self {
            outcome,
            queue: queue(table, names, problems),
            needs: table
                .optional("needs")
                .and_then(|field| Act::read_all(&field, problems))
                .unwrap_or_default(),
            same_owner: table
                .optional("same-owner")
                .and_then(|field| same_owner(&field, problems)),
            urgency: table
                .optional("urgency")
                .and_then(|field| Urgency::read(&field, problems)),
            sla: targets(table, names, problems),
            topic: topic(table, names, problems),
            refer: referral(table, names, problems),
            tags: table
                .optional("tags")
                .and_then(|field| tags(&field, problems))
                .unwrap_or_default(),
            consult: consult.unwrap_or_default(),
            notify: notify.unwrap_or_default(),
            switch: switch(table, names, problems),
            follow_up: flag(table, "follow-up", problems),
            redact: flag(table, "redact", problems),
        }
    }
}

fn tags(node: &Node<'_>, problems: &mut Problems) -> Option<SortedSet<String>> {
    let items = filled(node, problems)?;
    let tags = items.iter().filter_map(|item| name(item, problems));
    Some(tags.map(str::to_owned).collect())
}

fn queue(table: &mut TableNode<'_>, names: &Names, problems: &mut Problems) -> Option<QueueId> {
    let known: Vec<_> = names.queues.iter().map(QueueId::as_str).collect();
    let field = table.optional("queue")?;
    field.declared("queue", &known, problems).map(QueueId::from)
}

fn targets(table: &mut TableNode<'_>, names: &Names, problems: &mut Problems) -> Option<TargetsId> {
    let known: Vec<_> = names.targets.iter().map(TargetsId::as_str).collect();
    let field = table.optional("sla")?;
    field
        .declared("choice of targets", &known, problems)
        .map(TargetsId::from)
}

fn topic(table: &mut TableNode<'_>, names: &Names, problems: &mut Problems) -> Option<TopicId> {
    let field = table.optional("topic")?;
    let topic = match &names.topics {
        None => field.text(problems),
        Some(topics) => {
            let known: Vec<_> = topics.iter().map(TopicId::as_str).collect();
            field.declared("topic", &known, problems)
        }
    };
    topic.map(TopicId::from)
}

fn referral(table: &mut TableNode<'_>, names: &Names, problems: &mut Problems) -> Option<String> {
    let known: Vec<_> = names.referrals.iter().map(String::as_str).collect();
    let field = table.optional("refer")?;
    field
        .declared("referral", &known, problems)
        .map(str::to_owned)
}

fn same_owner(node: &Node<'_>, problems: &mut Problems) -> Option<SameOwner> {
    if let Value::Text(_) = node.value() {
        let words = [
            ("else-queue", SameOwner::ElseQueue),
            ("else-backup", SameOwner::ElseBackup),
        ];
        return node.one_of(&words, problems);
    }
    match only_entry(
        node,
        "`\"else-queue\"` or `{ else-wait = \"2 hours\" }`",
        problems,
    )? {
        ("else-wait", field) => window(&field, problems).map(SameOwner::ElseWait),
        (key, field) => field.unknown_key(key, &["else-wait"], problems),
    }
}

/// Reads `switch = ["phone", "email"]` and `because = "privacy"` beside it.
fn switch(table: &mut TableNode<'_>, names: &Names, problems: &mut Problems) -> Option<Switch> {
    let because = table.optional("because");
    let Some(field) = table.optional("switch") else {
        return because?.invalid(
            "a reason to go on elsewhere, and nowhere to go",
            "write `switch = [\"phone\"]` beside it",
            problems,
        );
    };
    let known: Vec<_> = names.channels.iter().map(ChannelId::as_str).collect();
    let items = filled(&field, problems)?;
    let to = items
        .iter()
        .filter_map(|item| item.declared("channel", &known, problems))
        .map(ChannelId::from);
    let to: Vec<ChannelId> = to.collect();
    let Some(because) = because else {
        return field.problem(
            ProblemKind::Missing,
            "nothing says why to go on elsewhere",
            "add `because = \"privacy\"` beside it, or another reason",
            problems,
        );
    };
    let because = because.texts(problems)?;
    if !names.offline.is_empty() && to.iter().all(|channel| !names.offline.contains(channel)) {
        let known: Vec<_> = names.offline.iter().map(|it| format!("`{it}`")).collect();
        return field.invalid(
            "every way that is offered needs a computer",
            &format!("add one of {}", known.join(", ")),
            problems,
        );
    }
    Some(Switch {
        to,
        because: because.into_iter().map(str::to_owned).collect(),
    })
}
