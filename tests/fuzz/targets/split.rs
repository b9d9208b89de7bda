//! A plan keeps every limit, loses nothing and tells true lengths.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::reply::{Counter, Oversize, SignatureOn, Split, profile};

fuzz_target!(|input: (u8, u16, u16, &str)| {
    let (channel, limit, options, text) = input;
    let channels = profile::ALL;
    let channel = channels[usize::from(channel) % channels.len()];
    let profile = channel.clone().with_limit(20 + u32::from(limit) % 400);
    let asked = |bit: u16| options & (1 << bit) != 0;
    let mut split = Split::for_profile(&profile).extra_parts(usize::from(options >> 12) % 4);
    split = match options % 3 {
        0 => split.counter(Counter::None),
        1 => split.counter(Counter::Slash),
        _ => split.counter(Counter::Brackets),
    };
    if asked(4) {
        split = split.mention("@jan_k");
    }
    if asked(5) {
        split = split.signature("^MB");
    }
    if asked(6) {
        split = split.signature_on(SignatureOn::Every);
    }
    if asked(7) {
        split = split.markdown();
    }
    if asked(8) {
        split = split.oversize(Oversize::CutScalars);
    }
    if asked(9) {
        split = split.repeat_leading_mentions();
    }
    let Ok(plan) = split.plan(text) else {
        return;
    };
    assert_eq!(Ok(plan.clone()), split.plan(text));
    assert!(plan.parts().len() >= plan.minimum());
    let mut at = 0;
    let mut left = String::new();
    for part in plan.parts() {
        let alone = profile.measure(part.text()).lengths;
        for (length, alone) in part.lengths().iter().zip(alone) {
            assert!(length.used <= length.limit, "{length:?}");
            assert!(length.unit != alone.unit || length.used == alone.used);
        }
        let body = part.body().of(text).expect("a piece of the text");
        assert!(part.text().contains(body) && !body.trim().is_empty());
        left.push_str(&text[at..part.body().start]);
        at = part.body().end;
    }
    left.push_str(&text[at..]);
    assert!(left.replace("[...]", "").trim().is_empty(), "{left:?} was lost");
});
