//! What deciding on many mentions leaves behind: nothing.

use webcare::channel::Visibility;
use webcare::mention::Mention;
use webcare::routing::{Facts, RuleSet, Scratch};
use webcare::text::Folded;

use super::{names, read_with};

/// Rules of every kind that reads a text or what is known of a mention.
fn readers() -> RuleSet {
    let rules = [
        "words = ['schade*', 'niet gebeld', '👍', '#nl', '*fiets', '*verzeker*']",
        "list = 'frustratie'",
        "near = { left = ['niet'], right = ['bel*'], within = 3 }",
        "matches = 'polis ?[0-9]{6}'",
        "personal-data = ['phone', 'iban', 'email']",
        "channel = 'twitter'",
        "visibility = 'public'",
        "followers = { at-least = 10 }",
        "author = { in = 'employees' }",
        "addressing = 'direct'",
        "case = { open = true }",
        "label = { complaint = 0.7 }",
        "image-only = true",
        "host = { storm = true }",
    ];
    let rules = rules.iter().enumerate().map(|(at, when)| {
        format!(
            "[[rules]]\nid = 'r{at}'\nwhen = {{ {when} }}\nthen = {{ tags = ['t{at}'], respond = 'remark', queue = 'schade', urgency = 'high' }}\n"
        )
    });
    read_with(&rules.collect::<String>(), &names()).unwrap()
}

const TEXTS: [&str; 12] = [
    "Al 2 weken niet teruggebeld over mijn SCHADECLAIM!",
    "Fiets gestolen, autofiets ook: bel 058-2345678 of mail jan@noorderlicht.nl",
    "polis 123456 😡😡 belachelijk, café dicht, ﬁets weg",
    "https://www.voorbeeld.nl/a?b=c en @jan_k #nl $AMS",
    "ver\u{ad}zeker\u{200b}d of ónverzekerd? NL91 ABNA 0417 1643 00",
    "한국어 e\u{301}e\u{301} 👩\u{200d}👧 🇳🇱 👍🏽",
    "nooit meer. Nooit. Meer!",
    "€ 1.250,50 om 14:30 t/m vr.",
    "",
    "   ",
    "Ῥόδος ĳsbaan ＃ｎｌ",
    "@jan@mastodon.social auto-ongeluk foto’s zo'n",
];

/// A verdict on a mention like those before it allocates nothing, whatever it holds.
#[test]
fn nothing_is_allocated_for_the_next_mention() {
    let rules = readers();
    let mentions = TEXTS.map(|text| Mention::post("twitter", "1").by("@jan").text(text));
    let (mut scratch, mut folded) = (Scratch::new(), Folded::default());
    let mut matched = 0;
    let mut decide = || {
        for mention in &mentions {
            folded.refill(mention.text.reveal());
            let mut facts = Facts::new(mention, &folded, chrono::DateTime::UNIX_EPOCH);
            facts.visibility = Some(Visibility::Public);
            let verdict = rules.verdict(&facts, &mut scratch);
            matched += verdict.rules().count() + verdict.tags().count();
            matched += usize::from(verdict.queue().is_some() && verdict.hangs());
        }
    };
    // One for the room to grow, one for what patterns keep.
    decide();
    decide();
    let counted = allocation_counter::measure(&mut decide);
    assert_eq!(counted.count_total, 0, "{counted:?}");
    assert!(
        matched > 3 * 2 * TEXTS.len(),
        "{matched} tell that rules were read"
    );
}
