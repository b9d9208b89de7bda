//! An escalation as a playbook writes it.

use super::{Escalation, Recipient, Repeat, SignalKind, Step, Trigger};
use crate::document::{Node, ProblemKind, Problems, TableNode};
use crate::sla::{ClockKind, Target};

impl Escalation {
    /// Reads an escalation from a document; `None`, with what is wrong in
    /// `problems`, where it cannot be used.
    ///
    /// ```
    /// use webcare::document::{Node, Problems, Value};
    /// use webcare::escalation::{Escalation, Recipient};
    ///
    /// let value: Value = toml::from_str(r#"
    ///     id     = "te-laat"
    ///     on     = "breached"
    ///     clock  = "first-response"
    ///     steps  = [
    ///         { after = "0 business minutes", notify = "contact" },
    ///         { after = "2 business hours", notify = ["backup", "queue:evening"], unless = ["owned"] },
    ///     ]
    ///     repeat = { times = 2, every = "1 working day", from = 2 }
    /// "#)?;
    /// let mut problems = Problems::new();
    /// let late = Escalation::read(&Node::root(&value), &mut problems).unwrap();
    /// assert_eq!(late.steps[1].notify, [Recipient::Backup, Recipient::Queue("evening".into())]);
    /// assert_eq!(late.repeat.unwrap().from(), 1); // steps are counted from 1 on paper
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let id = table
            .required("id", problems)
            .and_then(|id| read_id(&id, problems));
        let on = read_trigger(&mut table, problems);
        let calendar = table
            .optional("calendar")
            .and_then(|calendar| calendar.text(problems))
            .map(Into::into);
        let (steps, written) = read_steps(&mut table, problems);
        let repeat = table
            .optional("repeat")
            .and_then(|repeat| read_repeat(&repeat, written, problems));
        let accept_within = table
            .optional("accept-within")
            .and_then(|field| read_accept_within(&field, problems));
        table.finish(problems);
        Some(Self {
            id: id?.into(),
            on: on?,
            calendar,
            steps,
            repeat,
            accept_within: accept_within.unwrap_or(Self::ACCEPT_WITHIN),
            version: None,
        })
    }
}

/// A name of its own: the id of a chain has a stroke after it.
fn read_id(node: &Node, problems: &mut Problems) -> Option<String> {
    let id = node.text(problems)?;
    if id.trim().is_empty() || id.contains('/') {
        return node.problem(
            ProblemKind::Invalid,
            format!("`{id}` is not a name for an escalation"),
            "write a word without strokes, such as `late-answer`",
            problems,
        );
    }
    Some(id.to_owned())
}

fn read_accept_within(node: &Node, problems: &mut Problems) -> Option<Target> {
    let target = Target::read(node, problems)?;
    if target.is_zero() {
        return node.problem(
            ProblemKind::Invalid,
            "nobody can acknowledge a chain within no time",
            "write a term such as `30 minutes`",
            problems,
        );
    }
    Some(target)
}

fn read_trigger(table: &mut TableNode, problems: &mut Problems) -> Option<Trigger> {
    let kind = table
        .required("on", problems)
        .and_then(|on| on.one_of(&SignalKind::WORDS, problems));
    let is_refused = kind.is_some_and(|kind| refuses_what_it_never_has(kind, table, problems));
    let clock = table
        .optional("clock")
        .filter(|_| kind.is_none_or(SignalKind::is_of_clock))
        .and_then(|clock| ClockKind::read(&clock, problems));
    let mut level = |key| {
        let level = table.optional(key);
        let level = level.filter(|_| kind.is_none_or(SignalKind::is_measured));
        level.and_then(|level| level.whole(problems))
    };
    let (above, again_below) = (level("above"), level("again-below"));
    let kind = kind?;
    if kind.is_measured() && above.is_none() {
        return table.node().problem(
            ProblemKind::Missing,
            "`above` is missing",
            "add the level that is too much, such as `above = 10000`",
            problems,
        );
    }
    if again_below > above {
        return table.node().problem(
            ProblemKind::Contradiction,
            "`again-below` is higher than `above`",
            "write a level at or below `above`",
            problems,
        );
    }
    (!is_refused).then_some(Trigger {
        kind,
        clock,
        above,
        again_below,
    })
}

/// What asks for a clock or a level that no signal of the kind has would never start.
fn refuses_what_it_never_has(
    kind: SignalKind,
    table: &mut TableNode,
    problems: &mut Problems,
) -> bool {
    let such = |has: fn(SignalKind) -> bool| {
        let such = SignalKind::WORDS.iter().filter(|(_, kind)| has(*kind));
        let such: Vec<String> = such.map(|(word, _)| format!("`{word}`")).collect();
        such.join(", ")
    };
    let word = kind.word();
    let mut refused = false;
    for (key, has) in [
        ("clock", SignalKind::is_of_clock as fn(SignalKind) -> bool),
        ("above", SignalKind::is_measured),
        ("again-below", SignalKind::is_measured),
    ] {
        let Some(node) = table.optional(key).filter(|_| !has(kind)) else {
            continue;
        };
        refused = true;
        node.problem::<()>(
            ProblemKind::Contradiction,
            &format!("`{key}` does not go with `{word}`"),
            &format!("leave it out; it goes with {}", such(has)),
            problems,
        );
    }
    refused
}

/// The steps, and how many were written: those with a mistake count too.
fn read_steps(table: &mut TableNode, problems: &mut Problems) -> (Vec<Step>, usize) {
    let Some(node) = table.required("steps", problems) else {
        return (Vec::new(), 0);
    };
    let items = node.list(problems).unwrap_or_default();
    if items.is_empty() {
        node.invalid::<()>(
            "nobody is told",
            "add a step, such as `{ after = \"0 hours\", notify = \"contact\" }`",
            problems,
        );
    }
    let steps = items
        .iter()
        .filter_map(|item| read_step(item, problems))
        .collect();
    (steps, items.len())
}

fn read_step(node: &Node, problems: &mut Problems) -> Option<Step> {
    let mut table = node.table(problems)?;
    let after = table
        .required("after", problems)
        .and_then(|after| Target::read(&after, problems));
    let notify = table
        .required("notify", problems)
        .and_then(|notify| read_recipients(&notify, problems));
    let unless = table
        .optional("unless")
        .and_then(|unless| unless.texts(problems))
        .unwrap_or_default();
    table.finish(problems);
    Some(Step {
        after: after?,
        notify: notify?,
        unless: unless.into_iter().map(Into::into).collect(),
    })
}

fn read_recipients(node: &Node, problems: &mut Problems) -> Option<Vec<Recipient>> {
    let right = "write `owner`, `contact`, `backup`, `supervisor`, `on-duty`, `pr`, `role:…`, `queue:…` or `agent:…`";
    let items = node.one_or_more(problems)?;
    if items.is_empty() {
        return node.invalid("nobody is told", right, problems);
    }
    Some(
        items
            .iter()
            .filter_map(|item| item.parsed(right, problems))
            .collect(),
    )
}

fn read_repeat(node: &Node, steps: usize, problems: &mut Problems) -> Option<Repeat> {
    let mut table = node.table(problems)?;
    let every = table
        .required("every", problems)
        .and_then(|every| read_every(&every, problems));
    let times = table
        .required("times", problems)
        .and_then(|times| read_up_to(&times, Repeat::MOST.into(), problems));
    let from = match table.optional("from") {
        None => Some(1),
        // That there are no steps is told where they are missing.
        Some(from) if steps == 0 => from.whole(problems),
        Some(from) => read_up_to(&from, steps as u64, problems),
    };
    table.finish(problems);
    let from = usize::try_from(from?.saturating_sub(1)).ok()?;
    Repeat::new(from, u32::try_from(times?).ok()?, every?).ok()
}

/// A term that takes time.
fn read_every(node: &Node, problems: &mut Problems) -> Option<Target> {
    let every = Target::read(node, problems)?;
    if every.is_zero() {
        let right = "write how long after each other, such as `1 hour`";
        return node.invalid("all repetitions would come at once", right, problems);
    }
    Some(every)
}

/// A whole number from 1 up to `most`.
fn read_up_to(node: &Node, most: u64, problems: &mut Problems) -> Option<u64> {
    let number = node.whole(problems)?;
    if (1..=most).contains(&number) {
        return Some(number);
    }
    let right = format!("write a whole number from 1 to {most}");
    node.invalid(format!("`{number}` is out of bounds"), &right, problems)
}
