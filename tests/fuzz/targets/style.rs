//! Whatever is drafted, every finding is a piece of the draft, and what is mended can be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::reply::style::{AddressForm, Audience, Occasion, Style};

fuzz_target!(|draft: &str| {
    let style = Style::default();
    let mut occasion = Occasion::default();
    for audience in [Audience::Public, Audience::Private] {
        for address in [None, Some(AddressForm::Formal), Some(AddressForm::Informal)] {
            (occasion.audience, occasion.address) = (audience, address);
            let found = style.check(draft, &occasion);
            for finding in found.iter() {
                assert!(finding.span.of(draft).is_some(), "{finding:?}");
            }
            style.check(&found.fixed(draft), &occasion);
        }
    }
});
