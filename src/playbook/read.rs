use chrono::TimeDelta;
use chrono_tz::Tz;

use super::advice::Advice;
use super::check::Declared;
use super::directory::Referral;
use super::section::Section;
use super::sla::Sla;
use super::{ClassifiedBy, Joining, ONLY_QUEUE, Playbook, neutrality};
use crate::calendar::{Calendar, HolidaySets, read_named};
use crate::case::{Guards, Retention, Views};
use crate::channel::{Channel, ChannelId, Visibility};
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::escalation::Escalation;
use crate::mention::Handle;
use crate::reply::style::Style;
use crate::routing::{Lists, Names, Outcome, Reasons, RuleSet, TopicId, Why};
use crate::sla::Target;
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{Agent, AgentId, Department, DepartmentId, Mandate, Queue, QueueId};
use crate::text::Lang;
use crate::triage::{Context, Cues, Label, label};

const LANGUAGES: [(&str, Lang); 2] = [("nl", Lang::Nl), ("en", Lang::En)];
const CLASSIFIERS: [(&str, ClassifiedBy); 3] = [
    ("cues", ClassifiedBy::Cues),
    ("cues-and-model", ClassifiedBy::CuesAndModel),
    ("host", ClassifiedBy::Host),
];

/// Reads a whole playbook. Every section is read even where another one
/// failed, so that all problems come at once.
pub(super) fn playbook(node: &Node<'_>, problems: &mut Problems) -> Option<Playbook> {
    let mut table = node.table(problems)?;
    let name = table
        .required("playbook", problems)
        .and_then(|field| field.text(problems));
    let version = table
        .required("version", problems)
        .and_then(|field| field.text(problems));
    let language = table
        .optional("language")
        .and_then(|field| field.one_of(&LANGUAGES, problems));
    let zone = table.required("zone", problems).and_then(|field| {
        field.parsed::<Tz>(
            "write an IANA time zone such as `Europe/Amsterdam`",
            problems,
        )
    });
    let default_zone = zone.unwrap_or(Tz::UTC);

    let days_off = HolidaySets::built_in();
    let days_off = match table.optional("holidays") {
        Some(field) => days_off.read(&field, problems),
        None => days_off,
    };
    let calendars: Section<String, Calendar> = match table.optional("calendars") {
        Some(field) => read_named(&field, default_zone, &days_off, problems).into(),
        None => Section::default(),
    };
    let channels: Section<ChannelId, Channel> =
        Section::read(&mut table, "channels", problems, Channel::read);
    let queues: Section<QueueId, Queue> =
        Section::read(&mut table, "queues", problems, Queue::read);
    // Without queues there is one, whose people may do everything.
    let inbox = Queue::new(ONLY_QUEUE, Mandate::everything());
    let queues = queues.or(format!("queues.{ONLY_QUEUE}"), inbox.id.clone(), inbox);
    let agents: Section<AgentId, Agent> =
        Section::read(&mut table, "agents", problems, Agent::read);
    let departments: Section<DepartmentId, Department> =
        Section::read(&mut table, "departments", problems, Department::read);

    let directory: Section<String, Referral> =
        Section::read(&mut table, "directory", problems, Referral::read);

    let lists = table
        .optional("lists")
        .map(|field| Lists::read(&field, problems))
        .unwrap_or_default();
    let reasons = table
        .optional("reasons")
        .map(|field| Reasons::read(&field, problems))
        .unwrap_or_default();
    let employees = employees(&mut table, &lists, problems);
    let cues = table
        .optional("cues")
        .and_then(|field| Context::read(&field, problems))
        .unwrap_or_default();
    let sla = match table.optional("sla") {
        Some(field) => Sla::read(&field, problems),
        None => Some(Sla::none()),
    };
    let triage = table
        .optional("triage")
        .map(|field| triage(&field, &reasons, problems))
        .unwrap_or_default();
    let roles = table
        .optional("roles")
        .and_then(|field| roles(&field, &agents, &departments, problems))
        .unwrap_or_default();
    let joining = table
        .optional("joining")
        .and_then(|field| joining(&field, problems))
        .unwrap_or_default();
    let (longest_promise, longest_callback) = table
        .optional("promises")
        .and_then(|field| longest(&field, problems))
        .unwrap_or_default();
    let best = table
        .optional("contact-centre")
        .and_then(|field| Mandate::read(&field, problems));
    let guards = table
        .optional("guards")
        .and_then(|field| Guards::read(&field, problems))
        .unwrap_or_default();
    let advice = table
        .optional("advice")
        .and_then(|field| {
            let known = channels.names();
            let offline = channels.whose(Channel::is_offline);
            let is_known = |name: &str| known.contains(&ChannelId::from(name));
            Advice::read(&field, &is_known, &|it| offline.contains(it), problems)
        })
        .unwrap_or_default();
    let retention = table
        .optional("retention")
        .and_then(|field| Retention::read(&field, problems))
        .unwrap_or_default();
    let views = table
        .optional("views")
        .and_then(|field| Views::read(&field, problems))
        .unwrap_or_default();
    let style = table
        .optional("style")
        .and_then(|field| Style::read(&field, problems));
    let escalations = escalations(&mut table, problems);

    let names = Names {
        queues: queues.names(),
        agents: agents.names(),
        departments: departments.names(),
        channels: channels.names(),
        offline: channels.whose(Channel::is_offline),
        calendars: calendars.names(),
        topics: None,
        labels: (triage.classifier != ClassifiedBy::Host)
            .then(|| label::BUILT_IN.map(Label::from).into_iter().collect()),
        targets: sla
            .as_ref()
            .map(|sla| sla.choices.keys().cloned().collect())
            .unwrap_or_default(),
        referrals: directory.names(),
        lists,
        reasons: reasons.clone(),
        neutral: sla.as_ref().is_some_and(|sla| sla.agreement.is_neutral()),
    };
    let rules = table
        .required("rules", problems)
        .and_then(|field| RuleSet::read_what_can_be(&field, &names, problems));
    table.finish(problems);

    let declared = Declared {
        calendars: &calendars,
        channels: &channels,
        queues: &queues,
        agents: &agents,
        departments: &departments,
    };
    declared.check_team(problems);
    if let Some(best) = &best {
        declared.check_mandates(best, problems);
    }
    if let Some(sla) = &sla {
        declared.check_sla(sla, problems);
        declared.check_fit(sla, problems);
        if let Some(rules) = &rules {
            neutrality::check(rules.rules(), &sla.agreement, problems);
        }
    }
    let hours = sla.as_ref().and_then(|sla| sla.calendar.as_deref());
    declared.check_escalations(&escalations, hours, &roles, problems);
    let default_queue = declared.default_queue(triage.queue.as_ref(), node, problems);
    let foreign_queue = triage
        .foreign
        .as_ref()
        .and_then(|named| declared.default_queue(Some(named), node, problems));

    let own = channels
        .iter()
        .map(|(id, channel)| (id.clone(), handles(&channel.own)))
        .collect();
    let private = channels
        .iter()
        .filter(|(_, channel)| channel.visibility == Visibility::Private)
        .map(|(id, _)| id.clone())
        .collect();
    let cues = Cues::new(Context {
        own,
        private,
        employees,
        ..cues
    });
    let cues = match triage.classifier {
        ClassifiedBy::CuesAndModel => cues.with_model(),
        ClassifiedBy::Cues | ClassifiedBy::Host => cues,
    };
    let rules = rules?
        .otherwise(triage.otherwise)
        .version(version?)
        .zone(zone?);
    Some(Playbook {
        source: Value::Null,
        name: name?.to_owned(),
        version: version?.to_owned(),
        language: language.unwrap_or(Lang::En),
        zone: zone?,
        calendars: calendars.into_map(),
        channels: channels.into_map(),
        agents: with_queues(agents.into_map(), &queues),
        queues: queues.into_map(),
        departments: departments.into_map(),
        directory: directory.into_map(),
        reasons,
        rules,
        cues,
        classifier: triage.classifier,
        default_queue: default_queue?,
        supervisor: roles.supervisor,
        pr: roles.pr,
        roles: roles.others,
        four_eyes: triage.four_eyes,
        languages: triage.languages,
        foreign_queue,
        foreign_reply: triage.reply,
        joining,
        sla: sla?,
        longest_promise,
        longest_callback,
        escalations: escalations
            .into_iter()
            .map(|(_, escalation)| escalation.version(version.unwrap_or_default()))
            .collect(),
        guards,
        advice,
        retention,
        views,
        style,
    })
}

/// Who names no queue works the only one.
fn with_queues(
    mut agents: SortedMap<AgentId, Agent>,
    queues: &Section<QueueId, Queue>,
) -> SortedMap<AgentId, Agent> {
    let names = queues.names();
    let only = match names.len() {
        1 => names.into_iter().next(),
        _ => None,
    };
    for agent in agents.values_mut().filter(|agent| agent.queues.is_empty()) {
        agent.queues.extend(only.clone());
    }
    agents
}

fn handles(own: &[String]) -> Vec<Handle> {
    own.iter()
        .map(|handle| Handle::new(handle.as_str()))
        .collect()
}

fn employees(table: &mut TableNode<'_>, lists: &Lists, problems: &mut Problems) -> Vec<Handle> {
    let Some(field) = table.optional("employees") else {
        return Vec::new();
    };
    let Some(name) = field.text(problems) else {
        return Vec::new();
    };
    match lists.authors(&name.into()) {
        Some(authors) => authors.iter().cloned().collect(),
        None => {
            field.problem::<()>(
                ProblemKind::UnknownName,
                format!("the list `{name}` is not declared"),
                "write the name of a list of accounts under `lists`",
                problems,
            );
            Vec::new()
        }
    }
}

/// The settings under `[triage]`.
struct Triage {
    otherwise: Outcome,
    queue: Option<(String, String)>,
    classifier: ClassifiedBy,
    four_eyes: SortedSet<TopicId>,
    languages: SortedSet<String>,
    foreign: Option<(String, String)>,
    reply: Option<String>,
}

impl Default for Triage {
    fn default() -> Self {
        Self {
            otherwise: Outcome::Review(Why::Undecided),
            queue: None,
            classifier: ClassifiedBy::default(),
            four_eyes: SortedSet::new(),
            languages: ["nl", "en"].map(str::to_owned).into_iter().collect(),
            foreign: None,
            reply: None,
        }
    }
}

fn triage(node: &Node<'_>, reasons: &Reasons, problems: &mut Problems) -> Triage {
    let mut settings = Triage::default();
    let Some(mut table) = node.table(problems) else {
        return settings;
    };
    if let Some(outcome) = table
        .optional("otherwise")
        .and_then(|field| Outcome::read(&field, reasons, problems))
    {
        settings.otherwise = outcome;
    }
    let mut queue = |key| {
        let field = table.optional(key)?;
        let queue = field.text(problems)?;
        Some((field.path().to_owned(), queue.to_owned()))
    };
    settings.queue = queue("queue");
    settings.foreign = queue("foreign");
    if let Some(languages) = table
        .optional("languages")
        .and_then(|field| field.texts(problems))
    {
        settings.languages = languages
            .into_iter()
            .map(|tag| tag.to_lowercase())
            .collect();
    }
    settings.reply = table.optional("reply").and_then(|field| {
        let tag = field.text(problems)?.to_lowercase();
        if settings.languages.contains(&tag) {
            return Some(tag);
        }
        field.invalid(
            format!("`{tag}` is not read here"),
            "one of `triage.languages`",
            problems,
        )
    });
    if let Some(classifier) = table
        .optional("classifier")
        .and_then(|field| field.one_of(&CLASSIFIERS, problems))
    {
        settings.classifier = classifier;
    }
    let topics = table
        .optional("four-eyes")
        .and_then(|field| field.texts(problems))
        .unwrap_or_default();
    settings.four_eyes = topics.into_iter().map(TopicId::from).collect();
    table.finish(problems);
    settings
}

/// The people and departments that escalations call by their role.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) supervisor: Option<AgentId>,
    pub(super) pr: Option<DepartmentId>,
    pub(super) others: SortedMap<String, Vec<AgentId>>,
}

fn roles(
    node: &Node<'_>,
    agents: &Section<AgentId, Agent>,
    departments: &Section<DepartmentId, Department>,
    problems: &mut Problems,
) -> Option<Roles> {
    let mut table = node.table(problems)?;
    let supervisor = table.optional("supervisor").and_then(|field| {
        let name = field.text(problems)?;
        agents.expect("agent", name, field.path().to_owned(), problems);
        Some(AgentId::from(name))
    });
    let pr = table.optional("pr").and_then(|field| {
        let name = field.text(problems)?;
        departments.expect("department", name, field.path().to_owned(), problems);
        Some(DepartmentId::from(name))
    });
    let mut others = SortedMap::new();
    for (role, field) in table.entries() {
        if matches!(role, "supervisor" | "pr") {
            continue;
        }
        let holders = field.texts(problems).unwrap_or_default();
        for holder in &holders {
            agents.expect("agent", holder, field.path().to_owned(), problems);
        }
        let holders = holders.into_iter().map(AgentId::from).collect();
        others.insert(role.to_owned(), holders);
    }
    Some(Roles {
        supervisor,
        pr,
        others,
    })
}

fn joining(node: &Node<'_>, problems: &mut Problems) -> Option<Joining> {
    let mut table = node.table(problems)?;
    let usual = Joining::default();
    let window = table
        .optional("window")
        .and_then(|field| span(&field, problems));
    let reopen = table
        .optional("reopen")
        .and_then(|field| span(&field, problems));
    table.finish(problems);
    Some(Joining {
        window: window.unwrap_or(usual.window),
        reopen: reopen.unwrap_or(usual.reopen),
    })
}

/// Reads a span of elapsed time such as `"72 hours"`.
pub(super) fn span(node: &Node<'_>, problems: &mut Problems) -> Option<TimeDelta> {
    match Target::read(node, problems)? {
        Target::Elapsed(span) => Some(span),
        Target::Business(_) | Target::WorkingDays(_) => node.invalid(
            "that is business time",
            "write a span of elapsed time such as `72 hours` or `14 days`",
            problems,
        ),
    }
}

/// The longest that may be promised, and the longest for a call.
fn longest(node: &Node<'_>, problems: &mut Problems) -> Option<(Option<Target>, Option<Target>)> {
    let mut table = node.table(problems)?;
    let mut target = |key| {
        let field = table.optional(key)?;
        Target::read(&field, problems)
    };
    let longest = (target("longest"), target("callback"));
    table.finish(problems);
    Some(longest)
}

/// The escalations, each with its place.
fn escalations(table: &mut TableNode<'_>, problems: &mut Problems) -> Vec<(String, Escalation)> {
    let Some(items) = table
        .optional("escalations")
        .and_then(|field| field.list(problems))
    else {
        return Vec::new();
    };
    let mut seen = SortedMap::new();
    let mut found = Vec::new();
    for item in items {
        let Some(escalation) = Escalation::read(&item, problems) else {
            continue;
        };
        if let Some(first) = seen.insert(escalation.id.clone(), item.path().to_owned()) {
            item.problem::<()>(
                ProblemKind::Duplicate,
                format!(
                    "the escalation `{}` is there already, at `{first}`",
                    escalation.id
                ),
                "give every escalation an id of its own",
                problems,
            );
        }
        found.push((item.path().to_owned(), escalation));
    }
    found
}
