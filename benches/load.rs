//! What years of a feed cost in `Policy` alone, and how the cost of one matter
//! grows.
//!
//! `cargo bench -p webcare-benches --bench load [-- DELIVERIES]`; a million
//! unless said otherwise. The feed is made of the bundled one: nine of ten
//! mentions want no answer, authors speak several times, posts are answered,
//! copied, edited, taken back, and one delivery in ten comes again. What the
//! host does, such as making the feed, looking up and storing, is not counted,
//! and neither is the time in which the processor was with somebody else, where
//! the system tells.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its input has nothing to measure"
)]

#[path = "load/stream.rs"]
mod stream;

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use webcare::mention::Mention;
use webcare::policy::{Input, Policy};

use stream::{Host, Stream, policy};

fn main() {
    let asked = std::env::args().skip(1).find_map(|it| it.parse().ok());
    let policy = policy();
    // What is made at first use is made now.
    let (deliveries, cases) = once(&policy);
    println!("the feed once over: {deliveries} deliveries, {cases} cases");
    let day = (0..10).map(|_| years(&policy, 2_000)).min();
    println!(
        "2,000 deliveries: {:?} (aim: 50 ms)",
        day.unwrap_or_default()
    );
    let deliveries = asked.unwrap_or(1_000_000);
    let all = years(&policy, deliveries);
    let each = all.as_secs_f64() * 1e6 / deliveries as f64;
    println!("{deliveries} deliveries: {all:?}, {each:.1} us each (aim: 10 us)");
    for (what, mention) in GROWTH {
        println!("{what}, each of the last 50 of so many:");
        for count in [500, 1_000, 2_000] {
            let each = alone(|| matter(&policy, count, mention));
            println!("  {count:>5}: {:.0} us", each.as_secs_f64() * 1e6);
        }
    }
}

/// How many deliveries and cases the feed has, once over.
fn once(policy: &Policy) -> (usize, usize) {
    let (mut host, feed) = (Host::default(), Stream::new().round(0));
    let deliveries = feed.len();
    for delivery in feed {
        let commit = host.take_in(policy, delivery, &mut |step| step());
        host.keep(commit);
    }
    (deliveries, host.records().count())
}

/// The time that `Policy` takes for so many deliveries.
fn years(policy: &Policy, deliveries: usize) -> Duration {
    alone(|| spent(policy, deliveries))
}

/// What `work` says that it spent, as far as this thread had a processor.
fn alone(work: impl FnOnce() -> Duration) -> Duration {
    let (begun, ran) = (Instant::now(), ran());
    let spent = work();
    // Who else has the processor has it as often within a step as without.
    let share = match (ran, self::ran()) {
        (Some(before), Some(after)) => (after - before).div_duration_f64(begun.elapsed()),
        _ => 1.0,
    };
    spent.mul_f64(share.min(1.0))
}

/// How long this thread has had a processor.
fn ran() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let ran = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(ran))
}

fn spent(policy: &Policy, mut deliveries: usize) -> Duration {
    let (stream, mut spent) = (Stream::new(), Duration::ZERO);
    for round in 0.. {
        // What a round leaves open is nobody's in the next.
        let mut host = Host::default();
        for delivery in stream.round(round) {
            if deliveries == 0 {
                return spent;
            }
            deliveries -= 1;
            let commit = host.take_in(policy, delivery, &mut |step| spent += timed(step));
            host.keep(commit);
        }
    }
    spent
}

fn timed(work: &mut dyn FnMut()) -> Duration {
    let from = Instant::now();
    work();
    from.elapsed()
}

/// What it is called, and the mention of each number.
type Way = (&'static str, fn(usize) -> Mention);

/// Ways in which one matter grows.
const GROWTH: [Way; 4] = [
    ("words of one author in one case", |number| {
        told(number, "@jan_k", "nog een klacht @noorderlicht")
    }),
    ("cases of one author, a week apart", |number| {
        let mut mention = told(number, "@jan_k", "een klacht @noorderlicht");
        let later = TimeDelta::days(7 * number as i64);
        mention.posted_at = mention.posted_at.map(|at| at + later);
        mention
    }),
    ("copies of one complaint", |number| {
        let mut mention = told(number, &format!("@a_{number}"), "een klacht @noorderlicht");
        mention.repost_of = (number > 0).then(|| "post-0".into());
        mention
    }),
    ("answers of others in one thread", |number| {
        let mut mention = told(number, &format!("@a_{number}"), "een klacht @noorderlicht");
        mention.in_reply_to = (number > 0).then(|| "post-0".into());
        mention.root = mention.in_reply_to.clone();
        mention
    }),
];

fn told(number: usize, author: &str, text: &str) -> Mention {
    let at: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
    Mention::post("twitter", format!("post-{number}"))
        .by(author)
        .text(text)
        .posted_at(at + TimeDelta::seconds(number as i64))
}

/// What `Policy` takes for each of the last mentions of a matter of so many.
fn matter(policy: &Policy, count: usize, mention: fn(usize) -> Mention) -> Duration {
    const LAST: usize = 50;
    let (mut host, mut spent) = (Host::default(), Duration::ZERO);
    for number in 0..count {
        let mention = mention(number);
        let at = mention.posted_at.unwrap_or_default();
        let delivery = (at, Input::Mention(mention));
        let commit = host.take_in(policy, delivery, &mut |step| {
            let took = timed(step);
            if number + LAST >= count {
                spent += took;
            }
        });
        host.keep(commit);
    }
    spent / LAST as u32
}
