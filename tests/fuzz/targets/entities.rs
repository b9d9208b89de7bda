//! Whatever is found lies within the text, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::text::{Folded, Span, entities, facets, graphemes, markdown};

fuzz_target!(|text: &str| {
    let in_order = |spans: Vec<Span>| {
        for pair in spans.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{pair:?}");
        }
        for span in spans {
            assert!(span.of(text).is_some_and(|piece| !piece.is_empty()), "{span:?}");
        }
    };
    in_order(entities(text).iter().map(|entity| entity.span).collect());
    in_order(facets(text).iter().map(|entity| entity.span).collect());
    in_order(graphemes(text).collect());
    for span in markdown(text) {
        assert!(span.of(text).is_some_and(|piece| !piece.is_empty()));
    }
    for (word, letters) in Folded::new(text).iter() {
        assert!(word.span.of(text).is_some() && !letters.is_empty());
    }
});
