//! The kit of checks: the reference keeps every promise, and every fault is
//! caught by the check that was made for it.

mod classifiers;
mod stores;
mod transports;

use webcare::conformance::Report;

/// Holds where the check is among those that failed.
fn caught(report: &Report, fault: &str, check: &str) {
    let found = report.broken.iter().any(|broken| broken.check == check);
    assert!(found, "{fault} is not caught by `{check}`: {report}");
    for broken in &report.broken {
        let words = broken.seen.to_string();
        assert!(words.len() < 600, "{fault} is told at length: {words}");
    }
    let words = report.to_string();
    let broken = report.broken.iter().find(|it| it.check == check).unwrap();
    assert!(words.contains(broken.promise.text()) && words.contains(&broken.seen.to_string()));
}
