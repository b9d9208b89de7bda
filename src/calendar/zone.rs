//! When a zone changes its clock.

use std::sync::OnceLock;

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::stretch::DAY;

/// A change of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The first second with the new offset, in seconds since 1970-01-01T00:00Z.
    pub(super) at: i64,
    /// Seconds east of Greenwich before it.
    pub(super) from: i64,
    /// Seconds east of Greenwich from then on.
    pub(super) to: i64,
}

impl Change {
    /// How far the clock jumps, forward or back.
    pub(super) fn size(&self) -> i64 {
        (self.to - self.from).abs()
    }
}

/// 1800-01-01: no zone of the database changes before it.
const FIRST: i64 = -5_364_662_400;

/// 2110-01-01: the compiled zone data ends before it.
const LAST: i64 = 4_417_977_600;

/// No zone of the database has two changes closer together that undo each other (tested below).
const STEP: i64 = 6 * 86_400;

/// Seconds that the zone's wall clock is ahead of UTC at `at`.
pub(super) fn offset(zone: Tz, at: i64) -> i64 {
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    i64::from(offset.fix().local_minus_utc())
}

/// Every change of the zone's clock, in order.
///
/// They are constants that the zone data offers no list of, so they are found
/// once for each zone that is asked for, and kept.
pub(super) fn changes(zone: Tz) -> &'static [Change] {
    static KNOWN: [OnceLock<Vec<Change>>; chrono_tz::TZ_VARIANTS.len()] =
        [const { OnceLock::new() }; chrono_tz::TZ_VARIANTS.len()];
    KNOWN
        .get(zone as usize)
        .map_or(&[], |known| known.get_or_init(|| sample(zone)))
}

/// The days, counted from 1970-01-01, that the zone's calendar skipped whole:
/// those on which the date line was moved to its other side.
pub(super) fn skipped_days(zone: Tz) -> impl Iterator<Item = i64> {
    changes(zone)
        .iter()
        .filter(|change| change.to - change.from >= DAY)
        .flat_map(|change| {
            let first = -(-(change.at + change.from)).div_euclid(DAY);
            first..(change.at + change.to).div_euclid(DAY)
        })
}

/// Samples the offsets, and halves every difference down to its second.
fn sample(zone: Tz) -> Vec<Change> {
    let mut changes = Vec::new();
    let (mut at, mut before) = (FIRST, offset(zone, FIRST));
    while at < LAST {
        let next = at + STEP;
        let after = offset(zone, next);
        if after != before {
            find(zone, (at, before), (next, after), &mut changes);
        }
        (at, before) = (next, after);
    }
    changes
}

/// Finds the changes in `(low, high]`, whose two ends have different offsets.
fn find(zone: Tz, low: (i64, i64), high: (i64, i64), changes: &mut Vec<Change>) {
    if low.1 == high.1 {
        return;
    }
    if high.0 - low.0 == 1 {
        changes.push(Change {
            at: high.0,
            from: low.1,
            to: high.1,
        });
        return;
    }
    let at = low.0 + (high.0 - low.0) / 2;
    let middle = (at, offset(zone, at));
    find(zone, low, middle, changes);
    find(zone, middle, high, changes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amsterdam_changes_when_it_does() {
        let changes = changes(chrono_tz::Europe::Amsterdam);
        let in_2026: Vec<_> = changes
            .iter()
            .filter(|c| (1_767_225_600..1_798_761_600).contains(&c.at))
            .collect();
        // 2026-03-29T01:00Z and 2026-10-25T01:00Z.
        assert_eq!(
            in_2026.iter().map(|c| c.at).collect::<Vec<_>>(),
            [1_774_746_000, 1_792_890_000]
        );
        assert_eq!((in_2026[0].from, in_2026[0].to), (3600, 7200));
    }

    #[test]
    fn every_zone_has_a_place_of_its_own() {
        for (place, zone) in chrono_tz::TZ_VARIANTS.into_iter().enumerate() {
            assert_eq!(zone as usize, place, "{zone}");
        }
    }

    /// Hour by hour; over every zone of the database with `WEBCARE_LONG=1`, else over every 60th.
    #[test]
    fn the_step_misses_no_change_of_any_zone() {
        let every = if std::env::var_os("WEBCARE_LONG").is_some() {
            1
        } else {
            60
        };
        for zone in chrono_tz::TZ_VARIANTS.into_iter().step_by(every) {
            let found = changes(zone);
            let mut seen = 0;
            let mut before = offset(zone, FIRST);
            for at in (FIRST..LAST).step_by(3600) {
                let now = offset(zone, at);
                if now != before {
                    seen += 1;
                }
                before = now;
            }
            assert_eq!(found.len(), seen, "{zone}");
            assert_eq!(offset(zone, LAST), offset(zone, LAST * 4), "{zone}");
            assert_eq!(offset(zone, FIRST), offset(zone, FIRST * 4), "{zone}");
        }
    }
}
