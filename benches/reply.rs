//! Counting, entities and splitting, in bytes a second.

use divan::Bencher;
use divan::counter::BytesCount;
use webcare::reply::style::{Occasion, Style};
use webcare::reply::{Split, profile};
use webcare::text::{Folded, entities};

fn main() {
    divan::main();
}

fn reply() -> String {
    "Beste Jan, wat vervelend dat je nog niet bent teruggebeld over de schade aan je fiets. \
     Ik heb je dossier erbij gepakt; je vindt het op https://example.com/schade?id=12. \
     Bel gerust 058 - 234 56 78 (ma. t/m vr. van 8.00 tot 21.00 uur), dan zoeken we het uit.\n\n"
        .repeat(6)
}

#[divan::bench]
fn count(bencher: Bencher) {
    let text = reply();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| profile::X.measure(divan::black_box(&text)).used());
}

#[divan::bench]
fn find_entities(bencher: Bencher) {
    let text = reply();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| entities(divan::black_box(&text)).len());
}

#[divan::bench]
fn fold(bencher: Bencher) {
    let text = reply();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| Folded::new(divan::black_box(&text)).words().len());
}

#[divan::bench]
fn split(bencher: Bencher) {
    let text = reply();
    let split = Split::for_profile(&profile::X).signature("^MB");
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        split
            .plan(divan::black_box(&text))
            .map(|plan| plan.parts().len())
    });
}

#[divan::bench]
fn style(bencher: Bencher) {
    let text = reply();
    let (style, occasion) = (Style::default(), Occasion::default());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| style.check(divan::black_box(&text), &occasion).len());
}
