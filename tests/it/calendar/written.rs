//! Calendars as a playbook writes them.

use webcare::calendar::Calendar;
use webcare::document::Value;
use webcare::playbook::Playbook;

use super::{at, seconds};

const REST: &str = r#"
playbook = "Noorderlicht webcare"
version  = "1"
zone     = "Europe/Amsterdam"
rules    = []
"#;

const CALENDARS: &str = r#"
[holidays]
be = [
    { month = 1, day = 1, name = "Nieuwjaar" },
    { easter = 1, name = { nl = "Paasmaandag", en = "Easter Monday" } },
    { month = 7, day = 21, name = "Nationale feestdag", since = 1890 },
    { month = 11, weekday = "fri", nth = -1, name = "Personeelsdag", every = 2, closing = "12:00" },
    { month = 8, day = 15, name = "Brugdag", from-saturday = -1, from-sunday = 1, until = 2026 },
    { date = "2026-06-10", name = "Verhuizing" },
    "2026-06-11",
]

[calendars.webcare]
mon-fri  = ["08:00-21:00"]
sat      = ["09:00-17:00"]
holidays = ["nl", "be"]

[calendars.webcare.from."2027-01-01"]
mon-fri  = ["08:00-18:00"]
holidays = "nl"

[calendars.partner]
like     = "webcare"
sat      = []
override = { "2026-06-09" = ["10:00-11:00"] }

[calendars.both]
zone    = "Europe/London"
within  = ["webcare", "partner"]
mon-fri = ["09:00-17:00"]
"#;

fn calendar(name: &str) -> Calendar {
    let value: Value = toml::from_str(&format!("{REST}{CALENDARS}")).unwrap();
    let playbook = Playbook::from_value(value).unwrap_or_else(|wrong| panic!("{wrong}"));
    playbook.calendars()[name].clone()
}

fn problems(calendars: &str) -> Vec<String> {
    let value: Value = toml::from_str(&format!("{REST}{calendars}")).unwrap();
    let problems = Playbook::from_value(value)
        .err()
        .map(|error| error.problems);
    problems
        .into_iter()
        .flatten()
        .map(|p| p.to_string())
        .collect()
}

#[test]
fn a_set_of_holidays_of_another_country_is_data() {
    let webcare = calendar("webcare");
    let is_open = |text: &str| webcare.is_open(at(text));
    for closed in [
        "2026-07-21",
        "2026-08-14",
        "2026-06-10",
        "2026-06-11",
        "2026-04-06",
    ] {
        assert!(!is_open(&format!("{closed}T09:00:00Z")), "{closed}");
    }
    // 15 August 2026 is a Saturday, and the rule ends with that year; the last Friday of November is half a day off, every second year.
    assert!(is_open("2026-08-15T09:00:00Z") && is_open("2026-08-17T09:00:00Z"));
    assert!(is_open("2026-11-27T10:59:00Z") && !is_open("2026-11-27T11:00:00Z"));
}

#[test]
fn what_holds_from_a_date_replaces_only_what_it_names() {
    let webcare = calendar("webcare");
    let is_open = |text: &str| webcare.is_open(at(text));
    assert!(is_open("2026-12-31T19:59:00Z") && !is_open("2027-01-04T17:00:00Z"));
    assert!(
        is_open("2027-01-09T09:00:00Z"),
        "Saturdays stay as they were"
    );
    assert!(is_open("2027-07-21T09:00:00Z"), "the Belgian days are gone");
    assert!(!is_open("2027-04-27T09:00:00Z"), "Koningsdag is not");
    assert_eq!(webcare.changes_on(), ["2027-01-01".parse().unwrap()]);
}

#[test]
fn a_calendar_like_another_changes_when_that_does() {
    let partner = calendar("partner");
    let is_open = |text: &str| partner.is_open(at(text));
    assert!(
        !is_open("2026-06-13T09:00:00Z") && !is_open("2027-01-09T09:00:00Z"),
        "Saturdays"
    );
    assert!(is_open("2026-06-12T18:30:00Z") && !is_open("2027-01-04T17:00:00Z"));
    assert!(!is_open("2026-06-09T07:59:00Z") && is_open("2026-06-09T08:00:00Z"));
}

#[test]
fn a_calendar_within_others_is_open_while_all_are() {
    let both = calendar("both");
    // 09:00 in London is 10:00 in Amsterdam; on 9 June 2026 the partner works from 10 to 11.
    let day = (at("2026-06-09T00:00:00Z"), at("2026-06-10T00:00:00Z"));
    assert_eq!(both.between(day.0, day.1), Ok(seconds(3600)));
    assert_eq!(both.next_open(day.0), Ok(at("2026-06-09T08:00:00Z")));
    // In 2027 Amsterdam closes at 18:00, when it is 17:00 in London.
    assert_eq!(
        both.next_close(at("2027-01-04T12:00:00Z")),
        Ok(at("2027-01-04T17:00:00Z"))
    );
}

#[test]
fn what_is_wrong_with_calendars_is_told_at_its_place() {
    let mistakes: [(&str, &[&str]); 8] = [
        (
            "[calendars.a]\nlike = 'b'\n[calendars.b]\nwithin = 'c'\n[calendars.c]\nlike = 'a'",
            &[
                "calendars.c.like: the calendar `a` rests on itself; let one of them write its own hours",
            ],
        ),
        (
            "[calendars.a]\nlike = 'a'",
            &[
                "calendars.a.like: the calendar `a` rests on itself; let one of them write its own hours",
            ],
        ),
        (
            "[calendars.a]\nwithin = ['desk']\nmon = '09:00-17:00'\n[calendars.desk-1]",
            &[
                "calendars.a.within[0]: the calendar `desk` is not declared; declared are `a`, `desk-1`",
            ],
        ),
        (
            "[calendars.a]\nsun = '22:00-06:00'\nmon = '05:00-12:00'",
            &[
                "calendars.a: the night of `sun` runs into the windows of the next day; \
               write each hour once; overlapping windows would count once",
            ],
        ),
        (
            "[calendars.a]\nmon-fri = ['22:00-06:00']\nfrom = { '2027-01-01' = { tue = '00:00-24:00' } }",
            &[
                "calendars.a: the night of `mon` runs into the windows of the next day; \
               write each hour once; overlapping windows would count once",
            ],
        ),
        (
            "[calendars.a]\nfrom = { soon = { mon = [] }, '2027-01-01' = { zone = 'UTC' } }",
            &[
                "calendars.a.from.2027-01-01.zone: unknown field `zone`; known here: `breaks`, `every`, \
                 `fri`, `holidays`, `mon`, `mon-fri`, `mon-sat`, `mon-sun`, `override`, `sat`, `sat-sun`, \
                 `semantics`, `sun`, `thu`, `tue`, `wed`",
                "calendars.a.from.soon: `soon` is not a date; write a date such as `2011-06-24`",
            ],
        ),
        (
            "[holidays]\nbe = [{ month = 2, day = 30, name = 'x' }, { name = 'y' }, { month = 13, day = 1, name = 'z' }]",
            &[
                "holidays.be[0]: no year has that day; write `date`, `easter`, or `month` with a `day` \
                 or with `weekday` and `nth`",
                "holidays.be[1]: the rule does not say on which day it falls; write `date`, `easter`, \
                 or `month` with a `day` or with `weekday` and `nth`",
                "holidays.be[2].month: `13` cannot be used here; write a whole number from 1 to 12",
            ],
        ),
        (
            "[holidays]\nbe = [{ easter = 1, name = 'x', closing = '25:00', every = 0 }]",
            &[
                "holidays.be[0].closing: `25:00` is not a time of day; write `00:00` up to `24:00`, \
                 with seconds where needed; write a time such as `16:00`",
                "holidays.be[0].every: `0` cannot be used here; write a whole number from 1 to 9999",
            ],
        ),
    ];
    for (calendars, expected) in mistakes {
        assert_eq!(problems(calendars), expected, "{calendars}");
    }
}

/// A document of some kilobytes, or of some megabytes, decides neither how deep
/// nor how long we go.
#[test]
fn hostile_calendars_are_problems_and_go_neither_deep_nor_on() {
    let line = |n: usize, rests: &dyn Fn(usize) -> String| {
        let one = |k: usize| format!("[calendars.c{k:05}]\n{}\n", rests(k));
        (0..n).map(one).collect::<String>()
    };
    let first = "mon = '09:00-17:00'".to_owned();
    let after = |key: &'static str, first: String| {
        move |k: usize| match k {
            0 => first.clone(),
            k => format!("{key} = 'c{:05}'", k - 1),
        }
    };
    let before = |k: usize| format!("like = 'c{:05}'", k + 1);
    let ring = |k: usize| format!("within = 'c{:05}'", (k + 1) % 4_000);
    let dates = |n: usize| {
        let date = |k: usize| {
            let day = chrono::NaiveDate::default() + chrono::TimeDelta::days(k as i64);
            format!("'{day}' = ['10:00-11:00']")
        };
        (0..n).map(date).collect::<Vec<_>>().join(", ")
    };
    let versions = |n: usize| {
        let date = |k: usize| {
            let day = chrono::NaiveDate::default() + chrono::TimeDelta::days(k as i64);
            format!("'{day}' = {{ mon = [] }}")
        };
        (0..n).map(date).collect::<Vec<_>>().join(", ")
    };
    let rule = "{ month = 5, day = 1, name = 'x' }, ".repeat(1_001);
    for (hostile, wrong) in [
        (line(4_000, &after("like", first.clone())), "in a line"),
        (line(4_000, &after("within", first.clone())), "in a line"),
        (line(4_000, &before), "in a line"),
        (line(4_000, &ring), "in a line"),
        (
            "[calendars.a]\nmon = '17:00-09:00, 10:00-11:00'".to_owned(),
            "not a time of day",
        ),
        (
            "[calendars.a]\nmon = ['25:00-26:00']".to_owned(),
            "`25:00` is not a time",
        ),
        (
            "[calendars.a]\nzone = 'Europe/Duinrand'".to_owned(),
            "calendars.a.zone",
        ),
        (
            "[calendars.a]\nzone = '../../etc/passwd'".to_owned(),
            "calendars.a.zone",
        ),
        (
            "[calendars.a]\noverride = { '+300000-01-01' = [] }".to_owned(),
            "is not a date",
        ),
        (
            "[calendars.a]\nholidays = ['300000-01-01']".to_owned(),
            "is not declared",
        ),
        (
            format!("[calendars.a]\nholidays = [{rule}]"),
            "1001 days off that come back are too many",
        ),
        (
            format!(
                "[calendars.a]\noverride = {{ {} }}\nfrom = {{ {} }}",
                dates(4_000),
                versions(900)
            ),
            "900 changes of a calendar with 4000 dates are too many",
        ),
        (
            format!("[calendars.a]\nfrom = {{ {} }}", versions(1_001)),
            "are too many",
        ),
    ] {
        let told = problems(&hostile);
        let is_told = told.iter().any(|problem| problem.contains(wrong));
        let head: Vec<_> = told.iter().take(2).collect();
        assert!(is_told, "{wrong}: {head:?} of {}", told.len());
    }
    // Many dates are no fault, and a week that never opens answers with an error.
    let many = format!(
        "{REST}[calendars.a]\nmon-fri = '09:00-17:00'\noverride = {{ {} }}",
        dates(4_000)
    );
    let many = Playbook::from_value(toml::from_str(&many).unwrap()).unwrap();
    let calendar = &many.calendars()["a"];
    let due = calendar.add(at("1970-01-01T00:00:00Z"), seconds(3_600 * 4_000));
    let due = calendar.local(due.unwrap()).to_string();
    assert_eq!(due, "1980-12-13 11:00:00", "the last of them closes");
    let never =
        Playbook::from_value(toml::from_str(&format!("{REST}[calendars.a]")).unwrap()).unwrap();
    let never = never.calendars()["a"].add(at("2026-01-01T00:00:00Z"), seconds(1));
    assert_eq!(never, Err(webcare::calendar::CalendarError::NeverOpens));
}

/// Calendars that lie within each other in many ways are asked once each.
#[test]
fn a_calendar_within_many_asks_each_once() {
    let mut last = Calendar::weekly(chrono_tz::UTC)
        .mon_fri("09:00-17:00")
        .unwrap();
    let mut lists = vec![last.clone()];
    for _ in 0..30 {
        // Within all before it: two to the thirtieth ways to the first.
        let next = Calendar::weekly(chrono_tz::UTC)
            .every_day("08:00-20:00")
            .unwrap();
        last = lists.iter().fold(next, Calendar::within);
        lists.push(last.clone());
    }
    let (monday, week) = (at("2026-01-05T00:00:00Z"), at("2026-01-12T00:00:00Z"));
    assert_eq!(last.between(monday, week), Ok(seconds(40 * 3_600)));
    assert_eq!(
        last.in_force(monday).between(monday, week),
        Ok(seconds(40 * 3_600))
    );
    assert!(last.changes_on().is_empty());
    assert_eq!(
        last.segments(monday, week)
            .filter(|s| s.reason.counts())
            .count(),
        5
    );
}

/// Two days off on one date that close at other times contradict each other; those that do
/// not are one.
#[test]
fn days_off_that_differ_on_one_date_are_a_problem() {
    let with = |days: &str| {
        problems(&format!(
            "[calendars.a]\nmon-fri = [\"09:00-17:00\"]\nholidays = [{days}]\n"
        ))
    };
    let whole = r#""2026-01-05""#;
    let half = r#"{ date = "2026-01-05", closing = "12:00", name = "x" }"#;
    let yearly = r#"{ month = 1, day = 5, closing = "12:00", name = "y" }"#;
    for (days, place) in [
        (format!("{whole}, {half}"), "calendars.a.holidays[1]"),
        (
            format!("{half}, \"nl\", {whole}"),
            "calendars.a.holidays[2]",
        ),
    ] {
        let found = with(&days);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains(place) && found[0].contains("2026-01-05"),
            "{found:?}"
        );
    }
    for days in [
        format!("{whole}, {whole}"),
        format!("{half}, {yearly}"),
        r#""2026-12-25", "nl""#.to_owned(),
        format!("{whole}, {yearly}"),
    ] {
        assert!(with(&days).is_empty(), "{days}: {:?}", with(&days));
    }
}

/// What a window error says is true of windows over midnight as well.
#[test]
fn a_window_error_does_not_forbid_nights() {
    let found = problems("[calendars.a]\nmon = [\"09:00-09:00\"]\ntue = [\"22:00-06:00\"]\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!found[0].contains("after its start"), "{found:?}");
    assert!(found[0].contains("22:00-06:00"), "{found:?}");
}
