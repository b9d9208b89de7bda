//! Two ways of doing the same work, in turn.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Rounds of ours and theirs, one after the other.
const ROUNDS: usize = 7;

/// One comparison.
pub struct Row {
    pub what: &'static str,
    /// The other crate; `naive` for the obvious loop, `self` for growth.
    pub peer: &'static str,
    pub unit: &'static str,
    pub ours: f64,
    pub theirs: f64,
    /// Whether more is better, as for MB/s, or less, as for a time.
    pub more_is_better: bool,
    pub same_work: bool,
}

impl Row {
    pub fn to_json(&self) -> Value {
        let ratio = match self.more_is_better {
            true => self.ours / self.theirs,
            false => self.theirs / self.ours,
        };
        json!({
            "what": self.what, "peer": self.peer, "unit": self.unit,
            "ours": rounded(self.ours), "theirs": rounded(self.theirs), "ratio": rounded(ratio),
            "same_work": self.same_work,
        })
    }
}

fn rounded(value: f64) -> f64 {
    let digits = 3 - value.abs().max(1e-9).log10().floor() as i32;
    let scale = 10f64.powi(digits.clamp(0, 9));
    (value * scale).round() / scale
}

/// The median times of ours and theirs, and what each answered in its last round.
pub fn contest<A, B>(
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) -> ((Duration, A), (Duration, B)) {
    let (mut a, mut b) = (ours(), theirs());
    let (mut times_a, mut times_b) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let from = Clock::start();
        a = ours();
        times_a.push(from.elapsed());
        let from = Clock::start();
        b = theirs();
        times_b.push(from.elapsed());
    }
    ((median(times_a), a), (median(times_b), b))
}

/// The least times of ours and theirs: what they cost where nothing else runs.
pub fn least<A, B>(
    mut ours: impl FnMut() -> A,
    mut theirs: impl FnMut() -> B,
) -> ((Duration, A), (Duration, B)) {
    let (mut a, mut b) = ((Duration::MAX, ours()), (Duration::MAX, theirs()));
    for _ in 0..ROUNDS {
        let from = Instant::now();
        a.1 = ours();
        a.0 = a.0.min(from.elapsed());
        let from = Instant::now();
        b.1 = theirs();
        b.0 = b.0.min(from.elapsed());
    }
    (a, b)
}

/// The time this thread has had on a processor, where the system tells (Linux);
/// else the time on the wall.
struct Clock {
    wall: Instant,
    used: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        let (wall, used) = (Instant::now(), Self::used());
        Self { wall, used }
    }

    fn elapsed(&self) -> Duration {
        let wall = self.wall.elapsed();
        let used = Self::used().zip(self.used).map(|(now, then)| now - then);
        // The system counts in ticks of a few milliseconds: what is short is timed by the wall.
        used.filter(|used| *used > Duration::from_millis(40))
            .unwrap_or(wall)
    }

    fn used() -> Option<Duration> {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds = told.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }
}

/// Numbers from nought up to a bound that look drawn, the same on every run.
pub fn drawn() -> impl FnMut(usize) -> usize {
    let mut state = 0x2011_0614_u64;
    move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

/// Megabytes per second.
pub fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
