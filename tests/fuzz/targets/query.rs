//! Whatever is typed as a query is a condition that types back as itself, or an error that
//! points into it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::routing::{Condition, Names};

fuzz_target!(|typed: &str| {
    let names = Names::default();
    let Ok(condition) = Condition::from_query(typed, &names) else {
        return;
    };
    if let Ok(printed) = condition.to_query() {
        let again = Condition::from_query(&printed, &names);
        assert_eq!(again.as_ref(), Ok(&condition), "{printed}");
    }
});
