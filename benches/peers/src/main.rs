//! This library beside others: each row runs both on the same input in turn and prints
//! one JSON object a line.
//!
//! `cargo run -q --release --manifest-path benches/peers/Cargo.toml [-- NAME…]`
//!
//! A capability is a module with a `rows` function; add it to `CAPABILITIES`.

mod calendar;
mod contest;
mod reply;
mod routing;
mod store;
mod triage;

use contest::Row;

/// Everything that is compared, by the name of its row.
const CAPABILITIES: &[fn(&dyn Fn(&str) -> bool) -> Vec<Row>] = &[
    calendar::rows,
    reply::rows,
    routing::rows,
    store::rows,
    triage::rows,
];

fn main() {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let asked = |what: &str| names.is_empty() || names.iter().any(|name| name == what);
    for rows in CAPABILITIES {
        for row in rows(&asked) {
            println!("{}", row.to_json());
        }
    }
}
