//! What an open case holds in memory: by itself, and with all that the
//! reference store keeps of it.
//!
//! `cargo bench -p webcare-benches --bench memory`. An allocator that counts
//! tells the bytes that were asked for and not given back. The cases are those
//! of the bundled feed: opened by the insurer's playbook, with their owner,
//! their clocks and what is due next.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its input has nothing to measure"
)]

#[path = "load/stream.rs"]
mod stream;

use std::sync::Arc;

use allocation_counter::measure;
use webcare::desk::Desk;
use webcare::policy::Record;
use webcare::store::InMemory;

use stream::{Host, Stream, policy};

/// The aim for one open case.
const AIM: i64 = 2 * 1024;

fn main() {
    let policy = Arc::new(policy());
    let mut host = Host::default();
    let round = Stream::new().round(0);
    for delivery in round.clone() {
        let commit = host.take_in(&policy, delivery, &mut |step| step());
        host.keep(commit);
    }
    let open = host.records().filter(|record| record.case.is_live());
    let open: Vec<&Record> = open.collect();
    let (alone, story): (Vec<&Record>, Vec<&Record>) = open
        .iter()
        .partition(|record| record.case.voices.len() == 1);
    println!("bytes that an open case holds (aim: {AIM})");
    let all = [
        ("of any", open),
        ("of one mention", alone),
        ("of several", story),
    ];
    for (what, records) in all {
        let sizes: Vec<i64> = records.into_iter().map(size).collect();
        let mean = sizes.iter().sum::<i64>() / sizes.len().max(1) as i64;
        let most = sizes.iter().max().copied().unwrap_or(0);
        println!(
            "  {what}: {mean} on average, {most} at most, {} cases",
            sizes.len()
        );
    }

    let store = Arc::new(InMemory::new());
    let desk = Desk::new(policy, store.clone());
    let mentions = round.len() as i64;
    let held = measure(|| {
        for (at, input) in round {
            pollster::block_on(desk.handle(input, at)).unwrap();
        }
    });
    let (held, cases) = (held.bytes_current, store.records().len());
    println!("bytes that the reference store holds of {mentions} deliveries: {held}");
    println!(
        "  {} each, with {cases} cases, their logs and the filings",
        held / mentions
    );
}

/// What a record asks for, itself included. It is read from what is written of
/// it, as when a store gives it: so it shares nothing with anybody.
fn size(record: &Record) -> i64 {
    let written = serde_json::to_string(record).unwrap();
    let mut read = None;
    let held = measure(|| read = serde_json::from_str::<Box<Record>>(&written).ok());
    assert_eq!(read.as_deref(), Some(record));
    held.bytes_current
}
