//! How many mentions the built-in cues assess in a second.
//!
//! `cargo bench -p webcare-benches --bench triage`

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use webcare::mention::Mention;
use webcare::triage::Cues;

fn main() {
    divan::main();
}

const POSTS: [&str; 6] = [
    "@nlwebcare ik wacht al drie weken op de uitbetaling van mijn schade, en ondanks twee telefoontjes en een mail krijg ik geen antwoord. Wanneer horen we eindelijk iets? #noorderlicht #wachten http://noorderlicht.example/1",
    "Die meeuw van Noorderlicht is echt de leukste reclame van het jaar haha 😂 mijn dochter zingt het liedje de hele dag",
    "Just got off the phone with Noorderlicht, really friendly lady and the claim will be paid within two days. Not bad at all!",
    "RT @jan_k: Weer een uur in de wacht gestaan bij @noorderlicht, belachelijk dat je daarvoor ook nog betaalt",
    "Vergelijk nu alle zorgverzekeringen en bespaar tot 300 euro http://vergelijk.example/?ref=nl #win #gratis #actie #korting #zorg",
    "Vandaag langs het kantoor van Noorderlicht gefietst, wat een groot gebouw is dat zeg. Straks weer naar huis.",
];

#[divan::bench]
fn assess(bencher: Bencher<'_, '_>) {
    let cues = Cues::default();
    let mentions = POSTS.map(|text| Mention::post("twitter", "1").by("@klant").text(text));
    bencher
        .counter(ItemsCount::new(POSTS.len()))
        .counter(BytesCount::new(POSTS.map(str::len).iter().sum::<usize>()))
        .bench(|| {
            for mention in &mentions {
                divan::black_box(cues.assess(divan::black_box(mention)));
            }
        });
}

/// Texts that ask for as much work as a text of their length can.
#[divan::bench(args = ["niet ", "geen geen ", "a", "@", "waarom is er ", "?", "👏"])]
fn hostile(bencher: Bencher<'_, '_>, piece: &str) {
    let cues = Cues::default();
    let text = piece.repeat(Cues::LONGEST / piece.len());
    let mention = Mention::post("twitter", "1").by("@klant").text(text);
    bencher
        .counter(BytesCount::new(Cues::LONGEST))
        .bench(|| cues.assess(divan::black_box(&mention)));
}

/// What it costs to set up.
#[divan::bench]
fn new() -> Cues {
    Cues::default()
}
