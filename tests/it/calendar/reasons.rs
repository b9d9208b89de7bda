//! Why a piece of time counts, or does not.

use webcare::calendar::{Calendar, Reason, Semantics, holidays::Holiday};
use webcare::text::Lang;

use super::at;
use super::rows::date_of;

fn told(calendar: &Calendar, from: &str, until: &str) -> Vec<String> {
    let segments = calendar.segments(at(from), at(until));
    segments
        .map(|s| format!("{} {}", s.from.format("%a %H:%M"), s.reason.text(Lang::En)))
        .collect()
}

/// A night belongs to the day on which it starts, and so does the reason why it is closed.
#[test]
fn a_closed_night_is_closed_for_the_reason_of_the_evening() {
    let nights = Calendar::weekly(chrono_tz::UTC)
        .every_day("22:00-06:00")
        .unwrap()
        .holidays(&[Holiday::once(date_of("2026-01-07"), "a day off")])
        .unwrap()
        .on(date_of("2026-01-09"), "23:00-02:00")
        .unwrap();
    assert_eq!(
        told(&nights, "2026-01-07T05:00:00Z", "2026-01-10T07:00:00Z"),
        [
            "Wed 05:00 open",
            "Wed 06:00 a day off",
            "Thu 00:00 a day off",
            "Thu 06:00 outside opening hours",
            "Thu 22:00 open",
            "Fri 06:00 outside the opening hours of that date",
            "Fri 23:00 special opening hours",
            "Sat 02:00 outside the opening hours of that date",
            "Sat 06:00 outside opening hours",
        ]
    );
}

#[test]
fn half_a_day_off_is_off_from_its_closing_until_the_usual_one() {
    let eve = Holiday::fixed(12, 24, "Kerstavond", "Christmas Eve");
    let office = Calendar::weekly(chrono_tz::UTC)
        .mon_fri("09:00-12:00, 13:00-17:00")
        .unwrap()
        .holidays(&[eve.closing("11:00").unwrap()])
        .unwrap();
    assert_eq!(
        told(&office, "2026-12-24T08:00:00Z", "2026-12-25T00:00:00Z"),
        [
            "Thu 08:00 outside opening hours",
            "Thu 09:00 open",
            "Thu 11:00 Christmas Eve",
        ]
    );
}

#[test]
fn special_hours_are_told_apart_where_doors_never_close() {
    let always = Calendar::weekly(chrono_tz::UTC)
        .every_day("00:00-24:00")
        .unwrap()
        .on(date_of("2026-01-07"), "00:00-24:00")
        .unwrap();
    assert_eq!(
        told(&always, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        [
            "Thu 00:00 open",
            "Wed 00:00 special opening hours",
            "Thu 00:00 open",
        ]
    );
}

#[test]
fn within_another_calendar_the_reason_is_that_of_whoever_is_closed() {
    let desk = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("08:00-21:00")
        .unwrap();
    let partner = Calendar::weekly(chrono_tz::America::New_York)
        .mon_fri("09:00-17:00")
        .unwrap()
        .holidays(&[Holiday::once(
            date_of("2026-03-09"),
            "a day off in New York",
        )])
        .unwrap();
    let both = desk.within(&partner);
    assert_eq!(
        told(&both, "2026-03-07T23:00:00Z", "2026-03-10T15:00:00Z"),
        [
            "Sat 23:00 not a working day",
            "Sun 07:00 the clock goes 60 minutes forward",
            "Sun 07:00 not a working day",
            "Sun 23:00 outside opening hours",
            "Mon 07:00 a day off in New York",
            "Mon 20:00 outside opening hours",
            "Mon 23:00 outside opening hours",
            "Tue 07:00 outside opening hours",
            "Tue 13:00 open",
        ]
    );
}

/// A break is told where it takes something away, also in a night of the day before.
#[test]
fn a_break_is_the_reason_only_where_it_would_be_open() {
    let nights = Calendar::weekly(chrono_tz::UTC)
        .mon("22:00-06:00")
        .unwrap()
        .break_on(date_of("2026-01-06"), "05:00-07:00")
        .unwrap();
    let reasons: Vec<Reason> = nights
        .segments(at("2026-01-06T04:00:00Z"), at("2026-01-06T08:00:00Z"))
        .map(|s| s.reason)
        .collect();
    assert_eq!(reasons, [Reason::Open, Reason::Break, Reason::NoWorkday]);
}

/// Samoa left out 30 December 2011; no piece of time is left over of it.
#[test]
fn a_day_that_was_left_out_is_an_instant() {
    let office = Calendar::weekly(chrono_tz::Pacific::Apia)
        .every_day("09:00-17:00")
        .unwrap();
    assert_eq!(
        told(&office, "2011-12-30T00:00:00Z", "2012-01-01T00:00:00Z"),
        [
            "Fri 00:00 open",
            "Fri 03:00 outside opening hours",
            "Fri 10:00 the clock goes 1440 minutes forward",
            "Fri 10:00 outside opening hours",
            "Fri 19:00 open",
            "Sat 03:00 outside opening hours",
            "Sat 10:00 outside opening hours",
            "Sat 19:00 open",
        ]
    );
}

/// A day without any is closed; one that has hours of its own is closed outside them.
#[test]
fn a_date_with_hours_of_its_own_is_told_from_one_without() {
    let office = Calendar::weekly(chrono_tz::UTC)
        .every_day("09:00-17:00")
        .unwrap()
        .on(date_of("2026-01-07"), "10:00-12:00")
        .unwrap()
        .on(date_of("2026-01-08"), "")
        .unwrap();
    assert_eq!(
        told(&office, "2026-01-07T00:00:00Z", "2026-01-09T09:00:00Z"),
        [
            "Wed 00:00 outside the opening hours of that date",
            "Wed 10:00 special opening hours",
            "Wed 12:00 outside the opening hours of that date",
            "Thu 00:00 closed on that date",
            "Fri 00:00 outside opening hours",
        ]
    );
}

/// Around clock changes too a break is cut out by the wall clock, of windows that are pieces
/// of time: both passes of what comes twice, nothing of what is skipped.
#[test]
fn a_break_is_cut_by_the_wall_clock_around_clock_changes() {
    let autumn = ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T05:00:00Z");
    let spring = ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T04:00:00Z");
    let twice = [
        "Sun 00:15 break",
        "Sun 00:45 open",
        "Sun 01:15 break",
        "Sun 01:45 open",
    ];
    let both = ["Sun 00:00 break", "Sun 01:00 break", "Sun 02:00 open"];
    let after = ["Sun 01:00 break", "Sun 01:30 open"];
    let cases: [(_, &str, i64, &[&str]); 4] = [
        (autumn, "02:15-02:45", 360, &twice),
        (autumn, "02:00-03:00", 300, &both),
        (spring, "02:15-02:45", 300, &[]),
        (spring, "02:30-03:30", 270, &after),
    ];
    for ((date, from, until), hours, counted, cut) in cases {
        for semantics in [Semantics::Wall, Semantics::Shift, Semantics::Clamp] {
            let nights = Calendar::weekly(chrono_tz::Europe::Amsterdam)
                .semantics(semantics)
                .every_day("00:00-06:00")
                .unwrap()
                .break_on(date_of(date), hours)
                .unwrap();
            let between = nights.between(at(from), at(until)).unwrap();
            assert_eq!(
                between.num_minutes(),
                counted,
                "{date} {hours} {semantics:?}"
            );
            let told = told(&nights, from, until);
            // The change itself, and what goes on over it, are not what this is about.
            let pieces = told
                .iter()
                .skip(1)
                .filter(|it| !it.contains("the clock goes") && (*it != "Sun 01:00 open"));
            assert_eq!(
                pieces.collect::<Vec<_>>(),
                cut.iter().collect::<Vec<_>>(),
                "{date} {hours} {semantics:?}"
            );
        }
    }
}

/// A window that ends at a time that is skipped runs on under `shift`, and a break in what it
/// runs on into is one.
#[test]
fn a_break_in_a_window_that_was_moved_is_the_reason() {
    let night = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .semantics(Semantics::Shift)
        .on(date_of("2026-03-29"), "01:00-02:45")
        .unwrap()
        .break_on(date_of("2026-03-29"), "03:10-03:20")
        .unwrap();
    assert_eq!(
        told(&night, "2026-03-28T23:30:00Z", "2026-03-29T03:00:00Z"),
        [
            "Sat 23:30 outside the opening hours of that date",
            "Sun 00:00 special opening hours",
            "Sun 01:00 the clock goes 60 minutes forward",
            "Sun 01:00 special opening hours",
            "Sun 01:10 break",
            "Sun 01:20 special opening hours",
            "Sun 01:45 outside the opening hours of that date",
        ]
    );
}

/// All of 30 December 2011 was skipped in Samoa: under `shift` its windows are moved onto the
/// next day, and a night whose opening so comes after its closing is left out.
#[test]
fn windows_of_a_day_that_was_left_out_move_to_the_next_one() {
    let on_the_30th = |hours: &str| {
        let shop = Calendar::weekly(chrono_tz::Pacific::Apia).semantics(Semantics::Shift);
        let shop = shop.on(date_of("2011-12-30"), hours).unwrap();
        let time = shop.between(at("2011-12-29T00:00:00Z"), at("2012-01-02T00:00:00Z"));
        (time.unwrap().num_hours(), shop)
    };
    let (hours, shop) = on_the_30th("09:00-17:00");
    assert_eq!(hours, 8);
    assert_eq!(
        shop.next_open(at("2011-12-29T00:00:00Z")),
        Ok(at("2011-12-30T19:00:00Z"))
    );
    assert_eq!(on_the_30th("22:00-06:00").0, 0);
    assert_eq!(on_the_30th("00:00-24:00").0, 0);
}

/// Of several days off on a date the one that closes most holds, in whatever order they are
/// given, and the first of equals names it.
#[test]
fn of_days_off_on_one_date_the_one_that_closes_most_holds() {
    let date = date_of("2026-01-05");
    let whole = Holiday::once(date, "Whole");
    let noon = Holiday::once(date, "Noon").closing("12:00").unwrap();
    let eleven = Holiday::fixed(1, 5, "Elf", "Eleven")
        .closing("11:00")
        .unwrap();
    let yearly = Holiday::fixed(1, 5, "Vast", "Fixed");
    let cases: [(&[&Holiday], &str, &str); 8] = [
        (&[&whole, &noon], "00:00", "Whole"),
        (&[&noon, &whole], "00:00", "Whole"),
        (&[&noon, &eleven], "11:00", "Eleven"),
        (&[&eleven, &noon], "11:00", "Eleven"),
        (&[&noon, &yearly], "00:00", "Fixed"),
        (&[&yearly, &noon], "00:00", "Fixed"),
        (&[&whole, &yearly], "00:00", "Whole"),
        (&[&yearly, &whole], "00:00", "Fixed"),
    ];
    for (days, closes, name) in cases {
        let given: Vec<Holiday> = days.iter().map(|day| (*day).clone()).collect();
        let office = Calendar::weekly(chrono_tz::UTC)
            .every_day("00:00-24:00")
            .unwrap();
        let at_once = office.clone().holidays(&given).unwrap();
        let one_by_one = given.iter().fold(office, |office, day| {
            office.holidays(std::slice::from_ref(day)).unwrap()
        });
        for office in [at_once, one_by_one] {
            let mut pieces =
                office.segments(at("2026-01-05T00:00:00Z"), at("2026-01-06T00:00:00Z"));
            let off = pieces.find(|piece| !piece.reason.counts()).unwrap();
            let told = (
                off.from.format("%H:%M").to_string(),
                off.reason.text(Lang::En),
            );
            assert_eq!(told, (closes.to_owned(), name.to_owned()), "{days:?}");
        }
    }
}
