//! The linter claims what it proved, and finds what was planted.

mod claims;
mod shapes;

use std::collections::BTreeSet;
use std::time::Instant;

use proptest::prelude::*;
use webcare::channel::Visibility;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::routing::lint::{Finding, FindingKind, Scope, lint};
use webcare::routing::{
    Actions, CaseFacts, Condition, FactValue, Lists, Names, Outcome, Rule, RuleSet, Situation,
};
use webcare::triage::{Assessment, Confidence};

fn names() -> Names {
    let mut names = Names::default();
    names.channels = ["twitter", "forum", "phone"].map(Into::into).into();
    names.queues = ["webcare", "avond"].map(Into::into).into();
    names.calendars = ["dag".to_owned()].into();
    names.lists = lists();
    names
}

fn lists() -> Lists {
    let mut lists = Lists::new();
    lists.insert_terms(
        "nood",
        ["brand", "water*", "in brand"].map(|it| it.parse().unwrap()),
    );
    lists.insert_authors("pers", ["@krant".into(), "@omroep".into()]);
    lists
}

fn when(typed: &str) -> Condition {
    Condition::from_query(typed, &names()).unwrap_or_else(|error| panic!("{typed}: {error}"))
}

fn then(outcome: Option<&str>, tags: &[&str]) -> Actions {
    let mut actions = Actions::default();
    actions.outcome = outcome.map(|reason| Outcome::Respond(reason.into()));
    actions.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    actions
}

fn set(rules: Vec<Rule>) -> RuleSet {
    RuleSet::new(rules).unwrap().with_lists(lists()).unwrap()
}

fn rule(id: &str, typed: &str, then: Actions) -> Rule {
    Rule::new(id, when(typed), then)
}

fn told(rules: Vec<Rule>) -> Vec<Finding> {
    let names_alone = [FindingKind::UnusedList];
    let findings = lint(&set(rules), &Scope::default());
    findings
        .into_iter()
        .filter(|it| !names_alone.contains(&it.kind))
        .collect()
}

fn kinds(findings: &[Finding]) -> Vec<(FindingKind, &str)> {
    findings
        .iter()
        .map(|it| (it.kind, it.path.as_str()))
        .collect()
}

#[test]
fn what_contradicts_itself_is_dead() {
    let dead = [
        "schade -schade",
        "schadeclaim -schade*",
        "autoverzekering -*verzekering",
        "#klacht -klacht",
        "\"niet teruggebeld\" -teruggebeld",
        "niet NEAR/3 gebeld -(niet NEAR/6 gebeld)",
        "niet BEFORE/3 gebeld -(gebeld NEAR/3 niet)",
        "(a OR b) -a -b",
        "list:nood -list:nood",
        "waterschade -list:nood",
        "channel:twitter channel:phone",
        "channel:twitter -channel:twitter,forum",
        "visibility:public visibility:private",
        "language:nl -language:NL,en",
        "author:pers -author:@Krant,@omroep",
        "reach:>=100 reach:<=99",
        "reach:>=100 -reach:>=50",
        "label:complaint>=0.7 label:complaint<=0.6",
        "label:complaint>=0.7 -label:complaint",
        "addressing:direct addressing:named,implied",
        "reply:to-us -reply:to-us,no",
        "image-only:true schade",
        "image-only:true personal-data:iban",
        "personal-data:iban,phone -personal-data:iban -personal-data:phone",
        "attachment:image -attachment:image,video",
        "repost:true -repost:true",
        "abstained:true abstained:false",
        "time:dag time:outside=dag",
        "case:open case:open=false",
        "case:owned=false case:owner=els",
        "case:public-rounds>=3 case:public-rounds<=2",
        "case:tag=vip -case:tag=vip,klacht",
        "case:last-contact-within=\"2 hours\" -case:last-contact-within=\"1 day\"",
        "customer:segment=mkb customer:segment=zakelijk",
        "customer:polissen>=3 customer:polissen=0..2",
        "customer:vip -customer:vip=true,false",
        "host:storm host:storm=false",
        "rate:mentions,within=\"1 day\",at-least=9 -rate:mentions,within=\"1 day\",at-least=5",
        "capacity:queue=avond,waiting>=3 capacity:queue=avond,waiting<=2",
        "via:foursquare -via:Foursquare",
        "detected-by:press detected-by:partner",
        "matches:\"\\d{9}\" -matches:\"\\d{9}\"",
        "NONE(a OR b) ANY(a)",
        "schade (klacht OR polis) NONE(klacht* OR pol*)",
    ];
    for typed in dead {
        let mut names = names();
        names.agents = ["els"].map(Into::into).into();
        let when = Condition::from_query(typed, &names).unwrap();
        let findings = told(vec![Rule::new("r", when, then(None, &["t"]))]);
        assert_eq!(
            kinds(&findings),
            [(FindingKind::Dead, "rules[0].when")],
            "{typed}"
        );
    }
}

#[test]
fn what_may_hold_is_not_called_dead() {
    let alive = [
        "schade -schadeclaim",
        "schade* -schade",
        "*verzekering -autoverzekering",
        "klacht -#klacht",
        "teruggebeld niet -\"niet teruggebeld\"",
        "niet NEAR/6 gebeld -(niet NEAR/3 gebeld)",
        "niet gebeld -(niet NEAR/6 gebeld)",
        "list:nood -water*",
        "language:nl -language:en",
        "author:pers -author:@krant",
        "reach:>=100 followers:<=99",
        "label:complaint>=0.7 -label:complaint>=0.8",
        "attachment:image attachment:video",
        "case:tag=vip -case:tag=klacht",
        "case:last-contact-within=\"1 day\" -case:last-contact-within=\"2 hours\"",
        "customer:segment=mkb -customer:vip",
        "time:dag visibility:public",
        "time:outside=dag",
        "rate:mentions,within=\"1 day\",at-least=9,times-usual=3",
        "capacity:queue=avond,waiting>=3 capacity:queue=avond,present<=2",
        "personal-data:iban,phone -personal-data:iban",
        "image-only:true attachment:video",
        "case:owned case:public-rounds>=3 -case:open",
        "detected-by:press -abstained:true reply:to-others",
        "-schade",
        "\"schade\" \"auto\" \"klacht\" -\"schade auto\" -\"auto klacht\"",
    ];
    for typed in alive {
        let rules = set(vec![rule("r", typed, then(None, &["t"]))]);
        let findings = lint(&rules, &Scope::default());
        assert!(
            !findings.iter().any(|it| it.rule.is_some()),
            "{typed}: {findings:?}"
        );
    }
}

#[test]
fn a_dead_rule_comes_with_a_mention_that_has_all_the_rest() {
    let findings = told(vec![rule(
        "r",
        "channel:twitter klacht* polis -klachten -klacht* reach:>=9",
        then(None, &["t"]),
    )]);
    assert_eq!(
        findings[0].wrong,
        "`when.all[1]` and `when.all[4]` can never hold together"
    );
    let witness = findings[0].witness.as_ref().unwrap();
    assert_eq!(witness.mention.text.reveal(), "klacht polis");
    assert_eq!(
        (witness.mention.reach, witness.mention.channel.as_str()),
        (Some(9), "twitter")
    );
}

#[test]
fn what_never_fails_asks_nothing() {
    for (typed, path) in [
        ("schade OR -schade", "rules[0].when"),
        ("schade* OR -schadeclaim", "rules[0].when"),
        ("klacht (reach:>=5 OR reach:<=9)", "rules[0].when.all[1]"),
        ("klacht label:complaint>=0", "rules[0].when.all[1]"),
        ("klacht reach:>=0", "rules[0].when.all[1]"),
        (
            "klacht addressing:direct,named,implied",
            "rules[0].when.all[1]",
        ),
        ("klacht -(schade -schade)", "rules[0].when.all[1]"),
    ] {
        let findings = told(vec![rule("r", typed, then(None, &["t"]))]);
        assert_eq!(
            kinds(&findings),
            [(FindingKind::AlwaysTrue, path)],
            "{typed}"
        );
    }
}

#[test]
fn any_of_not_denies_too_little() {
    let findings = told(vec![rule(
        "r",
        "klacht (-vacature OR -stage)",
        then(None, &["t"]),
    )]);
    assert_eq!(
        kinds(&findings),
        [(FindingKind::NegationSlip, "rules[0].when.all[1]")]
    );
    let witness = findings[0].witness.as_ref().unwrap();
    assert!(witness.mention.text.reveal().contains("vacature"));
    assert!(
        told(vec![rule(
            "r",
            "klacht -(vacature OR stage)",
            then(None, &["t"])
        )])
        .is_empty()
    );
}

#[test]
fn a_rule_that_comes_too_late_is_shadowed() {
    let (yes, no) = (
        then(Some("complaint"), &[]),
        then(Some("question"), &["vraag"]),
    );
    let shadowed = told(vec![
        rule("a", "schade*", then(Some("complaint"), &["klacht"])),
        rule("b", "schadeclaim label:complaint", yes.clone()),
    ]);
    assert_eq!(kinds(&shadowed), [(FindingKind::Shadowed, "rules[1]")]);
    assert_eq!(shadowed[0].with, ["a".into()]);

    let both = told(vec![
        rule("a", "schade*", yes.clone()),
        rule("b", "list:nood", yes.clone()),
        rule("c", "words:schade,brand,waterleiding", yes.clone()),
    ]);
    assert_eq!(kinds(&both), [(FindingKind::Shadowed, "rules[2]")]);
    assert_eq!(both[0].with, ["a".into(), "b".into()]);

    let same = told(vec![
        rule("a", "schade klacht", yes.clone()),
        rule("b", "klacht schade", yes.clone()),
    ]);
    assert_eq!(kinds(&same), [(FindingKind::Duplicate, "rules[1]")]);

    let at_odds = told(vec![
        rule("a", "schade", yes.clone()),
        rule("b", "words:schade", no.clone()),
    ]);
    assert_eq!(
        kinds(&at_odds),
        [(FindingKind::Conflicting, "rules[1].then")]
    );
    let only_at_odds = told(vec![
        rule("a", "schade", yes.clone()),
        rule("b", "schade", then(Some("question"), &[])),
    ]);
    assert_eq!(
        kinds(&only_at_odds),
        [(FindingKind::Conflicting, "rules[1]")]
    );

    let fine = told(vec![
        rule("a", "schadeclaim", yes.clone()),
        rule("b", "schade*", yes.clone()),
        rule("c", "schadeclaim", then(None, &["claim"])),
        rule("d", "reach:>=5 OR reach:<=4", then(None, &["bereik"])),
        rule("e", "klacht", then(None, &["bereik"])),
    ]);
    assert_eq!(
        kinds(&fine),
        [(FindingKind::AlwaysTrue, "rules[3].when")],
        "not known is not so"
    );
}

#[test]
fn what_only_watches_or_counts_later_shadows_nothing() {
    let mut watching = rule("a", "schade", then(Some("complaint"), &[]));
    watching.shadow = true;
    let mut later = rule("b", "schade", then(Some("complaint"), &[]));
    later.valid.from = chrono::NaiveDate::from_ymd_opt(2030, 1, 1);
    let rules = vec![
        watching,
        later,
        rule("c", "schade", then(Some("complaint"), &[])),
    ];
    assert!(told(rules).is_empty());
}

/// What a random world is made of: the words, channels and numbers that the random rules ask for.
fn situation() -> impl Strategy<Value = Situation> {
    let words = [
        "schade",
        "schadeclaim",
        "niet",
        "teruggebeld",
        "#klacht",
        "klachten",
        "brand",
        "in",
        "top",
    ];
    let said = (
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..7),
        prop::sample::select(vec!["twitter", "forum", "phone"]),
        prop::sample::select(vec!["@krant", "@jan"]),
        prop::option::of(0u64..12),
    );
    let around = (
        prop::option::of(0u32..=10),
        prop::option::of(any::<bool>()),
        prop::option::of(any::<bool>()),
        prop::option::of(prop::sample::select(vec!["mkb", "zakelijk"])),
    );
    (said, around).prop_map(
        |((words, channel, author, reach), (score, open, public, segment))| {
            let mut mention = Mention::post(channel, "1").by(author).text(words.join(" "));
            mention.reach = reach;
            let mut situation = Situation::of(mention);
            situation.assessment = score.map(|score| {
                let score = Confidence::new(f64::from(score) / 10.0).unwrap();
                Assessment::by("test/1").scored("complaint", score)
            });
            situation.case = open.map(|open| {
                let mut case = CaseFacts::default();
                case.open = open;
                case
            });
            situation.visibility = public.map(|public| match public {
                true => Visibility::Public,
                false => Visibility::Private,
            });
            if let Some(segment) = segment {
                situation
                    .host
                    .insert("segment".to_owned(), FactValue::from(segment));
            }
            situation
        },
    )
}

fn condition() -> impl Strategy<Value = Condition> {
    let tests = [
        "schade",
        "schade*",
        "schadeclaim",
        "niet",
        "\"niet teruggebeld\"",
        "klacht",
        "#klacht",
        "klacht*",
        "list:nood",
        "niet NEAR/2 teruggebeld",
        "niet BEFORE/4 teruggebeld",
        "channel:twitter",
        "channel:twitter,forum",
        "author:pers",
        "reach:>=3",
        "reach:<=7",
        "reach:5..9",
        "followers:>=4",
        "label:complaint",
        "label:complaint>=0.8",
        "label:complaint<=0.3",
        "case:open",
        "case:open=false",
        "visibility:public",
        "host:segment=mkb",
        "host:segment=mkb,zakelijk",
        "*claim",
        "words:brand,klachten",
    ];
    let test = prop::sample::select(tests.to_vec()).prop_map(when);
    test.prop_recursive(3, 10, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            3 => parts.clone().prop_map(Condition::All),
            2 => parts.clone().prop_map(Condition::Any),
            1 => parts.prop_map(Condition::None),
            1 => inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let wish = (
        prop::option::of(prop::sample::select(vec!["complaint", "question"])),
        prop::sample::subsequence(vec!["a", "b"], 0..=2),
        prop::option::of(prop::sample::select(vec!["webcare", "avond"])),
        prop::option::of(prop::sample::select(vec!["high", "urgent"])),
    );
    let wish = wish.prop_map(|(outcome, tags, queue, urgency)| {
        let mut wish = then(outcome, &tags);
        wish.queue = queue.map(Into::into);
        wish.urgency = urgency.map(|it| serde_json::from_value(it.into()).unwrap());
        wish
    });
    let wish = wish.prop_filter("does something", |wish| *wish != Actions::default());
    prop::collection::vec((condition(), wish), 1..6).prop_map(|rules| {
        let rule = |(at, (when, wish)): (usize, (Condition, Actions))| {
            Rule::new(format!("r{at}").as_str(), when, wish)
        };
        rules.into_iter().enumerate().map(rule).collect()
    })
}

/// What is decided, whoever decided it.
fn decided(rules: &RuleSet, situation: &Situation) -> String {
    let it = situation.decide(rules);
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        it.outcome(),
        it.queue(),
        it.urgency(),
        it.tags(),
        it.topic()
    )
}

fn part<'c>(condition: &'c Condition, path: &str) -> &'c Condition {
    let mut at = condition;
    for step in path.split('.').skip(2) {
        let index = step
            .split_once('[')
            .map(|(_, rest)| rest.trim_end_matches(']').parse::<usize>().unwrap());
        at = match at {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                &parts[index.unwrap()]
            }
            Condition::Not(part) => part,
            Condition::Test(_) => panic!("{path}"),
        };
    }
    at
}

/// Whether a condition fires, hangs, or neither.
fn truth(condition: &Condition, situation: &Situation) -> Option<bool> {
    let alone = set(vec![Rule::new("r", condition.clone(), then(None, &["t"]))]);
    let decision = situation.decide(&alone);
    match (decision.because().is_empty(), decision.unknown().is_empty()) {
        (false, _) => Some(true),
        (true, true) => Some(false),
        (true, false) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn every_claim_holds_on_random_mentions(rules in rules(), worlds in prop::collection::vec(situation(), 12)) {
        let all = set(rules.clone());
        for finding in lint(&all, &Scope::default()) {
            let Some(place) = finding.rule.as_ref().and_then(|id| rules.iter().position(|it| it.id == *id)) else {
                continue;
            };
            match finding.kind {
                FindingKind::Dead | FindingKind::AlwaysTrue => {
                    let part = part(&rules[place].when, &finding.path);
                    for world in &worlds {
                        let truth = truth(part, world);
                        let claimed = finding.kind == FindingKind::AlwaysTrue;
                        prop_assert_ne!(truth, Some(!claimed), "{} on {:?}", finding, world.mention.text.reveal());
                    }
                }
                FindingKind::Shadowed | FindingKind::Duplicate | FindingKind::Conflicting
                    if !finding.path.ends_with(".then") =>
                {
                    let mut rest = rules.clone();
                    rest.remove(place);
                    let rest = set(rest);
                    for world in worlds.iter().chain(finding.witness.as_deref()) {
                        // A rule that hangs may want otherwise, as far as the desk knows.
                        let hangs = world.decide(&all).unknown().iter().any(|it| it.rule == rules[place].id);
                        if !hangs {
                            prop_assert_eq!(decided(&all, world), decided(&rest, world), "{}", finding);
                        }
                    }
                }
                FindingKind::Conflicting => {
                    for world in &worlds {
                        let decision = world.decide(&all);
                        let fired = decision.because().iter().any(|it| it.rule == rules[place].id);
                        let denied = decision.suppressed().iter().any(|it| it.rule == rules[place].id);
                        prop_assert!(!fired || denied, "{}", finding);
                    }
                }
                _ => {}
            }
            if let (Some(witness), false) = (&finding.witness, finding.kind == FindingKind::Dead) {
                let decision = witness.decide(&all);
                prop_assert!(decision.because().iter().any(|it| it.rule == rules[place].id), "{}", finding);
            }
        }
    }

    /// A defect put into a random set is found, whatever stands around it.
    #[test]
    fn planted_defects_are_found(rules in rules(), at in any::<prop::sample::Index>(), kind in 0usize..4) {
        let firm = rule("firm", "schade* teruggebeld", then(Some("complaint"), &["x"]));
        let planted = match kind {
            0 => rule("bad", "schade* -schade* niet", then(None, &["y"])),
            1 => rule("bad", "schadeclaim teruggebeld reach:>=3", then(Some("question"), &[])),
            2 => firm_again(),
            _ => rule("bad", "klacht (-vacature OR -stage)", then(None, &["y"])),
        };
        let mut all: Vec<Rule> = rules;
        all.insert(0, firm);
        let at = 1 + at.index(all.len());
        all.insert(at.min(all.len()), planted);
        let findings = lint(&set(all), &Scope::default());
        let found: BTreeSet<_> = findings.iter().filter(|it| it.rule == Some("bad".into())).map(|it| it.kind).collect();
        let wanted = [FindingKind::Dead, FindingKind::Shadowed, FindingKind::Duplicate, FindingKind::NegationSlip];
        let late = [FindingKind::Shadowed, FindingKind::Duplicate, FindingKind::Conflicting];
        let is_found = match kind {
            1 | 2 => late.iter().any(|kind| found.contains(kind)),
            kind => found.contains(&wanted[kind]),
        };
        prop_assert!(is_found, "{:?} not among {:?}", wanted[kind], found);
    }
}

fn firm_again() -> Rule {
    rule(
        "bad",
        "teruggebeld schade*",
        then(Some("complaint"), &["x"]),
    )
}

/// Ten thousand rules of the shapes that a large desk has, defects among them.
fn many(count: usize) -> Vec<Rule> {
    let rule = |at: usize| {
        let (a, b, c) = (at * 7 % 4001, at * 13 % 5003, at % 97);
        let typed = match at % 10 {
            0 => format!("woord{a}* channel:twitter -woord{b}"),
            1 => format!("\"woord{a} woord{b}\" OR woord{c}x{a}"),
            2 => format!("woord{a} NEAR/4 woord{b}"),
            3 => format!("label:complaint>=0.{c} woord{a} woord{b}"),
            4 => format!("woord{a} -woord{a}* woord{b}"),
            5 => format!("reach:>={a} woord{b} -author:pers"),
            6 => format!("(woord{a} OR woord{b} OR list:nood) case:open woord{c}"),
            7 => format!("woord{a} woord{b} woord{c}"),
            8 => format!("*woord{a} time:dag host:storm"),
            _ => format!("words:woord{a},woord{b},woord{c} language:nl"),
        };
        rule(&format!("r{at}"), &typed, then(Some("complaint"), &["t"]))
    };
    (0..count).map(rule).collect()
}

#[test]
fn ten_thousand_rules_are_linted_in_seconds() {
    let rules = set(many(10_000));
    let start = Instant::now();
    let findings = lint(&rules, &Scope::default());
    let took = start.elapsed();
    println!("{} findings in {took:?}", findings.len());
    let dead = findings
        .iter()
        .filter(|it| it.kind == FindingKind::Dead)
        .count();
    assert_eq!(dead, 1_000);
    assert!(took.as_secs() < 60, "{took:?}");
}

#[test]
fn the_bundled_playbook_is_clean() {
    let path = format!(
        "{}/../examples/data/insurer.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let document = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let playbook = Playbook::from_value(document).unwrap_or_else(|error| panic!("{error}"));
    let findings = playbook.lint();
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(lines, [""; 0]);
    let rules = playbook.rules().rules();
    assert!(rules.iter().all(|rule| !rule.examples.is_empty()));
    if let Err(error) = playbook.compile_checked() {
        panic!("{error}");
    }
}

/// A playbook in which everything is reached, and these rules beside.
fn lines(more: &str, rules: &str) -> Vec<String> {
    found(&document(more, rules))
}

fn document(more: &str, rules: &str) -> String {
    format!(
        "playbook = 'Small'\nversion = '1'\nzone = 'Europe/Amsterdam'\n{more}\n\
         [channels.x]\nvisibility = 'public'\n[channels.mail]\nvisibility = 'private'\n\
         [calendars.dag]\nmon-fri = ['09:00-17:00']\n\
         [sla]\ncalendar = 'dag'\nfirst-response = '1 working day'\n\
         [triage]\nqueue = 'dag'\n\
         [queues.dag]\nmandate = {{ acts = ['reply'] }}\n\
         [agents.els]\nqueues = ['dag']\n[agents.bram]\nqueues = ['dag']\n{rules}"
    )
}

fn found(document: &str) -> Vec<String> {
    let playbook = Playbook::from_value(toml::from_str(document).unwrap());
    let playbook = playbook.unwrap_or_else(|error| panic!("{error}"));
    playbook.lint().iter().map(ToString::to_string).collect()
}

const FINE: &str = "[[rules]]\nid = 'fine'\nwhen = 'klacht'\nthen = { respond = 'complaint' }\n";

// S3:43
#[test]
fn names_that_nothing_leads_to_are_told() {
    let leads =
        |to: &str| format!("{FINE}[[rules]]\nid = 'r'\nwhen = 'schade'\nthen = {{ {to} }}\n");
    let dead = |to: &str| {
        format!("{FINE}[[rules]]\nid = 'r'\nwhen = 'schade -schade*'\nthen = {{ {to} }}\n")
    };
    assert_eq!(lines("", FINE), [""; 0]);

    let list = "[lists.woorden]\nwords = ['a']";
    assert_eq!(
        lines(list, FINE),
        ["lists.woorden: no rule uses the list `woorden`; use it, or take it out"]
    );
    let used =
        format!("{FINE}[[rules]]\nid = 'r'\nwhen = 'list:woorden'\nthen = {{ tags = ['a'] }}\n");
    assert_eq!(lines(list, &used), [""; 0]);
    assert_eq!(
        lines("employees = 'onze'\nlists.onze = ['@a']", FINE),
        [""; 0]
    );

    let queue = "[queues.nacht]\nmandate = { acts = ['reply'] }";
    let unfilled = "queues.nacht: `nacht` is never reached: no rule that can act fills it, and nothing else does; let something lead to it, or take it out";
    assert_eq!(lines(queue, FINE), [unfilled]);
    assert_eq!(lines(queue, &dead("queue = 'nacht'"))[1], unfilled);
    assert_eq!(
        lines(queue, &leads("queue = 'nacht'")),
        [
            "queues.nacht: `nacht` is filled, and nobody works it; let an agent work it, or let nothing lead to it"
        ]
    );
    let foreign = "[queues.nacht]\nmandate = { acts = ['reply'] }\n\
                   [agents.ida]\nqueues = ['nacht']";
    let lines_of = |foreign_to: &str| {
        let playbook =
            document(foreign, FINE).replace("[triage]\n", &format!("[triage]\n{foreign_to}\n"));
        found(&playbook)
    };
    assert_eq!(lines_of(""), [unfilled]);
    assert_eq!(lines_of("foreign = 'nacht'"), [""; 0]);

    let department = "[departments.zorg]\ncontact = 'els'\nbackups = ['bram']";
    let unasked = "departments.zorg: no rule that can act asks or tells `zorg`, or has it for a topic; let one do so, unless only agents are to ask it";
    assert_eq!(lines(department, FINE), [unasked]);
    for to in ["consult = 'zorg'", "notify = 'zorg'", "topic = 'zorg'"] {
        assert_eq!(lines(department, &leads(to)), [""; 0], "{to}");
        assert_eq!(lines(department, &dead(to))[1], unasked, "{to}");
    }

    let private = format!(
        "{FINE}[[rules]]\nid = 'r'\nwhen = 'visibility:public channel:mail'\nthen = {{ tags = ['a'] }}\n"
    );
    assert_eq!(
        lines("", &private),
        [
            "rules[1].when: `when.all[0]` and `when.all[1]` can never hold together; change one of them, or take it out"
        ]
    );
}

// S0:3
#[test]
fn a_channel_that_does_not_exist_is_told() {
    let mut scope = Scope::default();
    scope.channels = ["twitter".into(), "phone".into()].into();
    let mut offer = then(None, &["t"]);
    offer.switch = Some(webcare::routing::Switch {
        to: vec!["phone".into(), "fax".into()],
        because: vec!["privacy".to_owned()],
    });
    let rules = RuleSet::new([rule("a", "channel:twitter,forum", offer)]).unwrap();
    let findings = lint(&rules, &scope);
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "rules[0].then.switch: there is no channel `fax`; declare it, or name another",
            "rules[0].when: there is no channel `forum`; declare it, or name another",
        ]
    );
}

// S2:10, S0:10, S4:22
#[test]
fn what_may_not_matter_is_told_also_of_rules_made_in_code() {
    use webcare::routing::{Bounds, Expected, FactTest, Test};
    let age = Test::Customer(FactTest {
        key: "leeftijd".to_owned(),
        is: Expected::Between(Bounds::at_most(30)),
    });
    let findings = told(vec![Rule::new("r", age, then(None, &["t"]))]);
    assert_eq!(
        kinds(&findings),
        [(FindingKind::ForbiddenAttribute, "rules[0].when")]
    );
    assert!(findings[0].witness.is_some());

    let mut soon = then(None, &[]);
    soon.urgency = Some(serde_json::from_value("high".into()).unwrap());
    let mut own = then(None, &[]);
    own.sla = Some("vip".into());
    let mut neutral = Scope::default();
    neutral.neutral = true;
    let privileges = [
        "channel:twitter schade",
        "reach:>=9",
        "followers:>=9",
        "label:negative",
        "author:pers",
        "visibility:public",
    ];
    for (typed, wish) in privileges
        .iter()
        .flat_map(|typed| [(typed, &soon), (typed, &own)])
    {
        let rules = set(vec![rule("r", typed, wish.clone())]);
        let of_rules = |scope: &Scope| {
            let findings = lint(&rules, scope).into_iter();
            findings.filter(|it| it.rule.is_some()).collect::<Vec<_>>()
        };
        let findings = of_rules(&neutral);
        assert_eq!(
            kinds(&findings),
            [(FindingKind::ForbiddenAttribute, "rules[0].when")],
            "{typed}"
        );
        assert!(findings[0].witness.is_some(), "{typed}");
        assert!(of_rules(&Scope::default()).is_empty(), "{typed}");
    }
    let fair = lint(
        &set(vec![rule("r", "ongeluk label:urgent", soon)]),
        &neutral,
    );
    assert!(fair.iter().all(|it| it.rule.is_none()));
}

#[test]
fn a_pattern_that_nothing_narrows_down_is_costly() {
    let costly = [
        "matches:\"[a-z]+[0-9]{4}\"",
        "-vacature matches:\"(polis|claim)? ?[0-9]+\"",
        "polis* matches:\"[a-z]{1100}\"",
        "matches:\".*\\d\" OR schade",
    ];
    for typed in costly {
        let findings = told(vec![rule("r", typed, then(None, &["t"]))]);
        assert_eq!(
            kinds(&findings),
            [(FindingKind::CostlyPattern, "rules[0].when")],
            "{typed}"
        );
    }
    for typed in [
        "polis* matches:\"[0-9]{4}\"",
        "matches:\"polis ?[0-9]{4}\"",
        "matches:\"(polis|claim) ?[0-9]+\"",
        "label:complaint matches:\"[0-9]{4}\"",
    ] {
        assert_eq!(
            kinds(&told(vec![rule("r", typed, then(None, &["t"]))])),
            [],
            "{typed}"
        );
    }
}
