//! Is everybody helped alike? What is measured, and what a playbook says.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::calendar::{Calendar, CalendarError};
use webcare::document::{ProblemKind, Value};
use webcare::playbook::{Decides, Ground, Playbook, PlaybookError};
use webcare::sla::fairness::{FairnessError, Measure, Quantile, Series, Verdict, compare};
use webcare::text::Lang;

use crate::desk::document;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn weekdays() -> Calendar {
    Calendar::weekly(chrono_tz::UTC)
        .mon_fri("09:00-17:00")
        .unwrap()
}

fn daily() -> Calendar {
    Calendar::weekly(chrono_tz::UTC)
        .every_day("08:00-22:00")
        .unwrap()
}

/// So many waits of about so many working minutes, all asked on Friday at 16:00.
fn waits(calendar: &Calendar, n: i64, minutes: i64) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let asked = at("2026-01-09T16:00:00Z");
    let waited = (0..n).map(|each| TimeDelta::minutes(minutes + each % 7));
    let ends = waited.map(|it| calendar.add(asked, it).unwrap());
    ends.map(|end| (asked, end)).collect()
}

// S0:10: four working hours are five times as long to who asks by telephone on a Friday afternoon.
// S1:31
#[test]
fn what_is_alike_to_the_team_can_be_unlike_to_the_customer() {
    let (office, web) = (weekdays(), daily());
    let phone = Series::new("phone", &office).waits(waits(&office, 40, 240));
    let twitter = Series::new("twitter", &web).waits(waits(&web, 40, 240));
    let told = compare(&twitter, &phone).unwrap();
    let verdict = |measure| told.verdict(measure, Quantile::Median);
    assert_eq!(verdict(Measure::Business), Verdict::NoneShown);
    assert_eq!(verdict(Measure::Customer), Verdict::Sooner);
    assert!(told.is_favoured());
    let estimate = |measure| {
        let found = told.reference.estimate(measure, Quantile::Median);
        found.unwrap().value
    };
    assert!(estimate(Measure::Customer) > estimate(Measure::Business) * 5);
    let words = told.text(Lang::Nl);
    assert!(
        words.contains("openingstijd, mediaan: twitter 4:03 [4:02–4:04] (n = 40)"),
        "{words}"
    );
    assert!(
        words.ends_with("twitter wordt eerder geholpen dan phone"),
        "{words}"
    );
}

/// A wait that is over before it began, or by hours that never come, is no evidence.
#[test]
fn waits_that_cannot_be_are_refused() {
    let always = Calendar::always();
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let (nine, ten) = (at("2026-01-05T09:00:00Z"), at("2026-01-05T10:00:00Z"));
    let backwards = Series::new("x", &always).wait(ten, nine).summary();
    assert!(matches!(backwards, Err(FairnessError::Backwards { wait, .. }) if wait.from == ten));
    let never = Calendar::weekly(chrono_tz::UTC);
    let told = Series::new("x", &never).wait(nine, ten).summary();
    assert_eq!(told, Err(CalendarError::NeverOpens.into()));
    assert_eq!(Series::new("x", &never).summary().map(|it| it.n), Ok(0));
}

// S0:10, S3:43
#[test]
fn few_waits_bear_no_verdict() {
    let office = weekdays();
    let series =
        |name: &str, n, minutes| Series::new(name, &office).waits(waits(&office, n, minutes));
    let told = compare(&series("twitter", 3, 10), &series("phone", 500, 300)).unwrap();
    assert!(told.verdicts().iter().all(|it| it.2 == Verdict::TooFew));
    assert!(told.text(Lang::En).ends_with("too few data for a verdict"));
    let empty = Series::new("mail", &office).summary().unwrap();
    assert_eq!(empty.estimate(Measure::Business, Quantile::P90), None);
    // A median is told before a 90th percentile can be.
    let told = compare(&series("twitter", 30, 10), &series("phone", 500, 300)).unwrap();
    let customer = |quantile| told.verdict(Measure::Customer, quantile);
    assert_eq!(customer(Quantile::Median), Verdict::Sooner);
    assert_eq!(customer(Quantile::P90), Verdict::TooFew);
    let told = compare(&series("phone", 500, 300), &series("twitter", 30, 10)).unwrap();
    assert!(
        told.text(Lang::En)
            .ends_with("phone is helped later than twitter")
    );
}

// S1:15
#[test]
fn quantiles_are_those_of_the_waits_in_any_order() {
    let always = Calendar::always();
    let minutes = |waits: &[i64]| {
        let asked = at("2026-01-09T16:00:00Z");
        let ends = waits
            .iter()
            .map(|it| (asked, asked + TimeDelta::minutes(*it)));
        let summary = Series::new("x", &always).waits(ends).summary().unwrap();
        let value = |quantile| {
            let found = summary.estimate(Measure::Customer, quantile);
            found.unwrap().value.num_minutes()
        };
        (value(Quantile::Median), value(Quantile::P90))
    };
    assert_eq!(minutes(&[30, 10, 20]), (20, 30));
    assert_eq!(minutes(&[40, 10, 20, 30]), (25, 40));
    assert_eq!(minutes(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), (5, 9));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The interval holds the true median in at least the share that it states.
    #[test]
    fn an_interval_encloses_the_quantile(n in 6usize..60, seed in any::<u64>()) {
        let always = Calendar::always();
        let asked = at("2026-01-09T16:00:00Z");
        let (mut state, mut inside) = (seed | 1, 0);
        for _ in 0..1_000 {
            let mut uniform = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                i64::try_from(state % 1_000_000).unwrap()
            };
            let ends: Vec<_> = (0..n).map(|_| (asked, asked + TimeDelta::milliseconds(uniform()))).collect();
            let summary = Series::new("x", &always).waits(ends).summary().unwrap();
            let found = summary.estimate(Measure::Customer, Quantile::Median).unwrap();
            let (low, high) = found.interval.unwrap();
            let median = TimeDelta::milliseconds(500_000);
            inside += usize::from(low <= median && median <= high);
        }
        // 950 of 1,000 are stated; six deviations below that is no bad luck.
        prop_assert!(inside >= 908, "{} of 1,000", inside);
    }
}

fn read(lines: &str) -> Result<Playbook, PlaybookError> {
    let base = Playbook::from_value(document()).unwrap();
    Playbook::inherit(toml::from_str::<Value>(lines).unwrap(), &base)
}

/// A ladder of tags: by reach a tag, by that another, by that the urgency.
const LADDER: &str = "
    [[rules]]
    id   = 'a'
    when = { reach = { at-least = 9000 } }
    then = { tags = ['veel'] }
    [[rules]]
    id   = 'b'
    when = { case = { tag = 'veel' } }
    then = { tags = ['gezien'] }
    [[rules]]
    id   = 'c'
    when = { case = { tag = 'gezien' } }
    then = { respond = 'complaint', urgency = 'high' }
";

// S0:10 "geen VIP-behandeling": not through tags, and not through topics or chosen targets.
#[test]
fn what_is_smuggled_in_is_found_however_long_the_way() {
    let per_channel = "sla.treatment = 'per-channel'\n";
    let playbook = read(&format!("{per_channel}{LADDER}")).unwrap();
    let unequal = playbook.neutrality();
    assert_eq!(unequal.len(), 1, "{unequal:?}");
    assert_eq!(unequal[0].rule.as_ref().unwrap().as_str(), "c");
    assert_eq!(
        (unequal[0].by, &unequal[0].decides),
        (Ground::Reach, &Decides::Urgency)
    );
    assert_eq!(unequal[0].through, ["veel", "gezien"]);
    assert_eq!(
        unequal[0].text(Lang::Nl),
        "`c`: de urgentie hangt af van het bereik, door de labels `veel`, `gezien`"
    );

    let ways = [
        LADDER.to_owned(),
        "[sla.topics.claims]\nresolution = '2 working days'\n\
         [[rules]]\nid = 'x'\nwhen = { channel = 'forum' }\n\
         then = { respond = 'complaint', topic = 'claims' }"
            .to_owned(),
        "[sla.choices.snel]\nresolution = '2 working days'\n\
         [[rules]]\nid = 'x'\nwhen = { label = { negative = 0.5 } }\n\
         then = { respond = 'complaint', sla = 'snel' }"
            .to_owned(),
        "[sla]\nchannels = { forum = { resolution = '1 working day' } }".to_owned(),
    ];
    for way in ways {
        let error = read(&way).unwrap_err();
        let is_it = |kind| kind == ProblemKind::Contradiction;
        assert!(error.problems.iter().all(|it| is_it(it.kind)), "{error}");
        let by_channel = way.contains("channels");
        let playbook = match by_channel {
            true => read(&format!("{way}\ntreatment = 'per-channel'")),
            false => read(&format!("{per_channel}{way}")),
        };
        assert_eq!(playbook.unwrap().neutrality().len(), 1, "{way}");
    }
    assert_eq!(read("").unwrap().neutrality(), []);
}

/// What may stand for a channel or an author is told and not refused.
// S0:10
#[test]
fn what_cannot_be_looked_through_is_told_under_the_neutral_agreement() {
    for when in [
        "detected-by = 'press'",
        "addressing = 'direct'",
        "repost = true",
        "host = { tier = 'gold' }",
    ] {
        let rule = format!(
            "[[rules]]\nid = 'x'\nwhen = {{ {when} }}\n\
             then = {{ respond = 'complaint', urgency = 'high' }}"
        );
        let unequal = read(&rule).unwrap().neutrality();
        let by: Vec<_> = unequal.iter().map(|it| (it.by, &it.decides)).collect();
        assert_eq!(by, [(Ground::Opaque, &Decides::Urgency)], "{when}");
    }
}

/// Each mistake and the place at which it is told.
// S4:21
#[test]
fn promises_that_cannot_be_kept_and_steps_nobody_hears_are_problems() {
    let steps = |notify: &str, more: &str| {
        format!(
            "[[escalations]]\nid = 'x'\non = 'breached'\n{more}\
             steps = [{{ after = '0 hours', {notify} }}]"
        )
    };
    let mistakes = [
        (
            "[departments.claims]\nola = '2 working days'".to_owned(),
            "departments.claims.ola",
        ),
        (
            "[sla]\nanswering = '12 business hours'".to_owned(),
            "departments.claims.ola",
        ),
        (
            "[sla]\nanswering = '1 working day'".to_owned(),
            "departments.claims.ola",
        ),
        (
            "[sla]\nfirst-response = '12 hours'".to_owned(),
            "sla.first-response",
        ),
        (
            "[sla]\nreceipt = '0 business hours'".to_owned(),
            "sla.receipt",
        ),
        (
            "[sla]\nupdate = '4000000000 working days'".to_owned(),
            "sla.update",
        ),
        (
            "[sla.topics.claims]\nfirst-response = '6 working days'\nresolution = '5 working days'"
                .to_owned(),
            "sla.topics.claims.first-response",
        ),
        ("[sla]\nwarn-at = '120 %'".to_owned(), "sla.warn-at"),
        ("[sla]\nwarn-at = '100 %'".to_owned(), "sla.warn-at"),
        (
            steps("notify = 'role:jurist'", ""),
            "escalations[0].steps[0].notify",
        ),
        (
            steps("notify = 'contact', unless = 'gone'", ""),
            "escalations[0].steps[0].unless",
        ),
        (
            format!(
                "[calendars.never]\n[agents.kees]\nworks = 'never'\nqueues = ['hub']\n{}",
                steps("notify = 'agent:kees'", "")
            ),
            "escalations[0].steps[0].notify",
        ),
        (
            format!(
                "[calendars.never]\n{}",
                steps("notify = 'contact'", "calendar = 'never'\n")
                    .replace("0 hours", "1 business hour")
            ),
            "escalations[0].steps",
        ),
    ];
    for (lines, place) in mistakes {
        let error = read(&lines).unwrap_err();
        let found: Vec<_> = error.problems.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(found, [place], "{lines}: {error}");
    }
    for fine in [
        "[departments.claims]\nola = '1 working day'",
        "[sla]\nfirst-response = '72 hours'\nresolution = '10 days'",
        "[roles]\njurist = ['hanna', 'bram']\n[[escalations]]\nid = 'x'\non = 'legal'\n\
         steps = [{ after = '0 hours', notify = 'role:jurist', unless = ['owned', 'answered'] }]\naccept-within = '15 minutes'",
    ] {
        read(fine).unwrap_or_else(|error| panic!("{fine}: {error}"));
    }
}
