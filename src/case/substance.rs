//! Does an answer say anything?

use crate::text::{EntityKind, Folded, Private, WordKind, entities};

/// Words of greeting, thanks and regret, folded, in Dutch and English: an
/// answer of nothing else tells the customer nothing (S1:17).
const COURTESY: &str = "\
    hallo hoi hey dag beste goedemorgen goedemiddag goedenavond goedendag moin \
    heer mevrouw meneer \
    sorry excuses excuus verontschuldiging verontschuldigingen spijt jammer vervelend naar balen \
    oprechte oprecht welgemeende duizendmaal nogmaals alvast heel erg zeer echt ontzettend veel \
    bedankt dank dankjewel dankuwel groet groeten groetjes vriendelijke \
    onze ons wij we ik mijn mij je jij jouw u uw hem haar \
    voor het de dit dat deze die een van aan met bij en dan hier \
    ongemak ongemakken overlast hinder vertraging situatie gebeurde gebeurd ervaring \
    bericht berichtje melding tweet post reactie geduld begrip feedback \
    vinden vindt vind is was zijn bieden aanbieden biedt hebben heb heeft te om \
    horen lezen hoort leest \
    hello hi hey dear good morning afternoon evening sir madam \
    apologies apology apologise apologize apologising apologizing regret \
    our us we i my me you your \
    for the this that these those a an of to with and any so very really truly sincere sincerely \
    inconvenience trouble delay situation experience hassle caused happened \
    thanks thank message post patience understanding feedback reaching out contacting \
    are am were be been have has hear read that's it's we're i'm it kind regards best";

/// Whether an answer is nothing but courtesy: greetings, thanks and regret,
/// without a word about the matter, an address or a number.
///
/// The word after a greeting is taken for a name.
pub(super) fn is_hollow(text: &Private) -> bool {
    let text = text.reveal();
    let names_us =
        |kind: EntityKind| matches!(kind, EntityKind::Mention | EntityKind::RemoteMention);
    let found = entities(text);
    if found.iter().any(|entity| !names_us(entity.kind)) {
        return false;
    }
    let folded = Folded::new(text);
    let mut greeted = false;
    folded.iter().all(|(word, folded)| {
        let is_name = std::mem::replace(&mut greeted, is_greeting(folded));
        let in_handle = found
            .iter()
            .any(|entity| entity.span.start <= word.span.start && word.span.end <= entity.span.end);
        let is_emoji = word.kind == WordKind::Emoji;
        is_name || in_handle || is_emoji || COURTESY.split_whitespace().any(|known| known == folded)
    })
}

fn is_greeting(word: &str) -> bool {
    matches!(
        word,
        "hallo" | "hoi" | "hey" | "dag" | "beste" | "hello" | "hi" | "dear"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    // S2:28, S3:36
    #[test]
    fn courtesy_alone_is_no_answer() {
        for hollow in [
            "Sorry voor het ongemak!",
            "@jan_k Hoi Jan, onze excuses voor het ongemak. Bedankt voor je bericht!",
            "We are so sorry for the inconvenience caused.",
            "Vervelend om te horen, onze oprechte excuses",
            "😔",
        ] {
            assert!(is_hollow(&hollow.into()), "{hollow}");
        }
        for answer in [
            "Sorry voor het ongemak, we bellen je morgen.",
            "we zoeken het uit",
            "Excuses! Kijk op https://example.org/schade",
            "Onze excuses. Bel 058-2345678",
            "Hoi Jan, dat klopt.",
            "@jan_k dat klopt",
            "Dat klopt @jan_k",
            "Ja",
        ] {
            assert!(!is_hollow(&answer.into()), "{answer}");
        }
    }
}
