//! Any text has a length on every channel, and as many graphemes as it has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::reply::{Limit, Profile, Unit, profile};
use webcare::text::graphemes;

fuzz_target!(|text: &str| {
    for channel in profile::ALL {
        let measure = channel.measure(text);
        assert_eq!(measure.lengths.len(), channel.limits.len());
        if let Some(refused) = measure.refused {
            assert!(refused.of(text).is_some_and(|c| c.chars().count() == 1));
        }
        assert!(channel.segments(text) >= 1);
    }
    let used = |unit: Unit| {
        let plain = Profile::new("plain", vec![Limit::new(unit, 1)]);
        plain.measure(text).lengths[0].used as usize
    };
    assert_eq!(used(Unit::Graphemes), graphemes(text).count());
    assert_eq!(used(Unit::Utf16), text.encode_utf16().count());
    assert_eq!(used(Unit::Bytes), text.len());
});
