//! Why a piece of time counts, or does not.

use webcare::calendar::{Calendar, Reason, holidays::Holiday};
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
            "Fri 06:00 closed on that date",
            "Fri 23:00 special opening hours",
            "Sat 02:00 closed on that date",
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
