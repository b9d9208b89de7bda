use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::routing::outcome::{Outcome, Why};
use crate::routing::reason::{ReasonId, ReasonKind, Reasons};

/// What a person may be asked to look at without a reason of the playbook's own.
const WHYS: [(&str, Why); 7] = [
    ("abstained", Why::Abstained),
    ("image-only", Why::ImageOnly),
    ("language", Why::Language),
    ("missing-fact", Why::MissingFact),
    ("nothing-to-read", Why::NothingToRead),
    ("too-long", Why::TooLong),
    ("undecided", Why::Undecided),
];

impl Outcome {
    /// Reads an outcome on its own, such as `{ no-response = "no-added-value" }`.
    pub fn read(node: &Node<'_>, reasons: &Reasons, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let outcome = outcome_in(&mut table, reasons, problems);
        table.finish(problems);
        if node.value() == &Value::Table(Default::default()) {
            return node.invalid(
                "there is no outcome",
                "write `respond`, `no-response` or `review` with a reason",
                problems,
            );
        }
        outcome
    }
}

/// Reads the outcome among the fields of a table, where it has one.
pub(super) fn outcome_in(
    table: &mut TableNode<'_>,
    reasons: &Reasons,
    problems: &mut Problems,
) -> Option<Outcome> {
    let respond = table.optional("respond");
    let no_response = table.optional("no-response");
    let review = table.optional("review");
    let written = [&respond, &no_response, &review];
    if written.iter().filter(|field| field.is_some()).count() > 1 {
        return table.node().problem(
            ProblemKind::Contradiction,
            "a mention has one outcome",
            "write one of `respond`, `no-response` and `review`",
            problems,
        );
    }
    if let Some(field) = respond {
        let kinds = [ReasonKind::Respond, ReasonKind::Proactive];
        return reason(&field, &kinds, reasons, problems).map(Outcome::Respond);
    }
    if let Some(field) = no_response {
        return reason(&field, &[ReasonKind::NoResponse], reasons, problems)
            .map(Outcome::NoResponse);
    }
    why(&review?, reasons, problems).map(Outcome::Review)
}

fn reason(
    node: &Node<'_>,
    kinds: &[ReasonKind],
    reasons: &Reasons,
    problems: &mut Problems,
) -> Option<ReasonId> {
    let known = declared(kinds, reasons);
    let written = node.text(problems)?;
    match reasons.get(&written.into()) {
        Some(reason) if !kinds.contains(&reason.kind) => node.problem(
            ProblemKind::Contradiction,
            format!("`{written}` is a reason for `{}`", key(reason.kind)),
            "write it there, or another reason here",
            problems,
        ),
        _ => node
            .declared("reason", &known, problems)
            .map(ReasonId::from),
    }
}

fn key(kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::Respond | ReasonKind::Proactive => "respond",
        ReasonKind::NoResponse => "no-response",
        ReasonKind::Review => "review",
    }
}

fn why(node: &Node<'_>, reasons: &Reasons, problems: &mut Problems) -> Option<Why> {
    let mut known = declared(&[ReasonKind::Review], reasons);
    known.extend(WHYS.iter().map(|(code, _)| *code));
    let id = node.declared("reason", &known, problems)?;
    let built_in = WHYS.iter().find(|(code, _)| *code == id);
    Some(built_in.map_or_else(|| Why::Rule(id.into()), |(_, why)| why.clone()))
}

fn declared<'r>(kinds: &[ReasonKind], reasons: &'r Reasons) -> Vec<&'r str> {
    reasons
        .iter()
        .filter(|(_, reason)| kinds.contains(&reason.kind))
        .map(|(id, _)| id.as_str())
        .collect()
}
