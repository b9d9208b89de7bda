//! What the name of a fact, a label or a list tells of a customer that may not matter.

use super::lists::ListId;
use crate::triage::Label;

/// Words that tell how old somebody is.
const AGE: [&str; 24] = [
    "age",
    "aged",
    "ages",
    "alter",
    "bejaard",
    "bejaarde",
    "birth",
    "birthday",
    "birthdate",
    "birthyear",
    "born",
    "dob",
    "elderly",
    "geb",
    "geboorte",
    "geboren",
    "geburt",
    "geburtstag",
    "generatie",
    "generation",
    "leeftijd",
    "millennial",
    "naissance",
    "yob",
];

/// What tells it within a word too, where a name is written in one piece.
const AGE_WITHIN: [&str; 20] = [
    "agebracket",
    "ageband",
    "ageclass",
    "agegroup",
    "ageinyears",
    "agerange",
    "altersgruppe",
    "birthda",
    "birthyear",
    "customerage",
    "dateofbirth",
    "geboortedag",
    "geboortedat",
    "geboortejaar",
    "gebdat",
    "geburtsdat",
    "geburtsjahr",
    "leeftijd",
    "meerderjarig",
    "minderjarig",
];

/// What has an age that is nobody's.
const THINGS: [&str; 24] = [
    "account", "auto", "building", "car", "case", "claim", "contract", "device", "dossier", "file",
    "house", "huis", "melding", "message", "phone", "polis", "policy", "product", "schade",
    "ticket", "vehicle", "voertuig", "woning", "zaak",
];

/// Where somebody was born, which is not when.
const PLACES: [&str; 12] = [
    "city", "country", "gemeente", "land", "lieu", "ort", "pays", "place", "plaats", "region",
    "stad", "town",
];

/// Words that join two others.
const JOINTS: [&str; 6] = ["de", "der", "het", "of", "the", "van"];

/// Words for a tone.
const TONES: [&str; 48] = [
    "abusive",
    "anger",
    "angry",
    "annoyed",
    "beleefd",
    "blij",
    "boos",
    "boze",
    "disappointed",
    "furious",
    "friendly",
    "gefrustreerd",
    "happiness",
    "happy",
    "hate",
    "hostile",
    "joy",
    "mood",
    "negatief",
    "negatieve",
    "negative",
    "negativity",
    "neutral",
    "ontevreden",
    "onvriendelijk",
    "outrage",
    "polite",
    "positief",
    "positieve",
    "positive",
    "positivity",
    "rage",
    "rude",
    "sad",
    "sadness",
    "scheldend",
    "stemming",
    "teleurgesteld",
    "tevreden",
    "tone",
    "toon",
    "toxic",
    "toxicity",
    "unfriendly",
    "unhappy",
    "upset",
    "verdrietig",
    "vriendelijk",
];

/// What words for a tone begin with.
const TONES_BEGIN: [&str; 8] = [
    "aggress",
    "agress",
    "emoti",
    "frust",
    "irrit",
    "sarcas",
    "sentiment",
    "woede",
];

/// Words for who somebody is in the eyes of others.
const RANKS: [&str; 8] = [
    "bner",
    "celebrity",
    "famous",
    "influencer",
    "influencers",
    "prominent",
    "vip",
    "vips",
];

/// Words for how many can see what somebody says.
const AUDIENCES: [&str; 8] = [
    "bereik",
    "follower",
    "followers",
    "klout",
    "reach",
    "subscribers",
    "volger",
    "volgers",
];

/// Whether a fact of this name tells how old a customer is (S2:10). A name is
/// read word by word: `ageGroup`, `birth_year` and `leeftijd2` do, `language`
/// and `account-age` do not.
pub(crate) fn tells_age(name: &str) -> bool {
    let words = words(name);
    let tells = |word: &String| {
        let word = word.as_str();
        AGE.contains(&word) || AGE_WITHIN.iter().any(|part| word.contains(part))
    };
    let mut told = words.iter().enumerate().filter(|(_, word)| tells(word));
    told.any(|(at, _)| !is_of_another(&words, at))
}

/// Whether the word at a place is said of a thing, or of where and not when.
fn is_of_another(words: &[String], at: usize) -> bool {
    let is_word = |it: &&String| !JOINTS.contains(&it.as_str());
    let before = words.iter().take(at).rev().find(is_word);
    let after = words.iter().skip(at + 1).find(is_word);
    let among = |word: Option<&String>, these: &[&str]| {
        word.is_some_and(|word| these.contains(&word.as_str()))
    };
    among(before, &THINGS)
        || among(before, &PLACES)
        || among(after, &PLACES)
        || before.is_none() && among(after, &THINGS)
}

/// Whether a label tells the tone of a mention.
pub(crate) fn is_tone(label: &Label) -> bool {
    label.is_sentiment() || tells_tone(label.as_str())
}

/// Whether a list is by its name one of words for a tone.
pub(crate) fn is_list_of_tones(list: &ListId) -> bool {
    tells_tone(list.as_str())
}

fn tells_tone(name: &str) -> bool {
    let tells = |word: &String| {
        let mut begins = TONES_BEGIN.iter();
        TONES.contains(&word.as_str()) || begins.any(|start| word.starts_with(start))
    };
    words(name).iter().any(tells)
}

/// Whether a fact of this name tells who somebody is in the eyes of others.
pub(crate) fn tells_rank(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| RANKS.contains(&word.as_str()))
}

/// Whether a fact of this name tells how many can see what somebody says.
pub(crate) fn tells_audience(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| AUDIENCES.contains(&word.as_str()))
}

/// The words of a name in lower case: apart where it has signs or digits, and
/// where a capital begins.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let next_is_small = letters.peek().is_some_and(|it| it.is_lowercase());
        let begins = letter.is_uppercase()
            && (before.is_some_and(char::is_lowercase)
                || before.is_some_and(char::is_uppercase) && next_is_small);
        if (begins || !letter.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphabetic() {
            word.extend(letter.to_lowercase());
        }
        before = Some(letter);
    }
    words.extend(Some(word).filter(|it| !it.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_age_by_its_words() {
        for name in [
            "age",
            "Age",
            "customer-age",
            "customer_age",
            "ageGroup",
            "AGE2",
            "birthYear",
            "DOB",
            "customerDOB",
            "dateOfBirth",
            "date-of-birth",
            "leeftijd_klant",
            "leeftijdscategorie",
            "klantleeftijd",
            "geboorte",
            "geb_datum",
            "geboortedatum",
            "is-minderjarig",
            "policy-holder-age",
            "generatie",
        ] {
            assert!(tells_age(name), "{name}");
        }
        for name in [
            "language",
            "message",
            "page-views",
            "average",
            "packages",
            "account-age",
            "age-of-policy",
            "autoLeeftijd",
            "birth-place",
            "country-of-birth",
            "geboorteplaats",
            "segment",
            "stage",
            "manager",
            "",
        ] {
            assert!(!tells_age(name), "{name}");
        }
    }

    #[test]
    fn a_label_or_list_tells_tone_by_its_words() {
        for name in [
            "angry",
            "very_negative",
            "frust",
            "frustration",
            "sentimentScore",
            "Boos",
        ] {
            assert!(tells_tone(name), "{name}");
        }
        for name in ["urgent", "complaint", "legal", "boosters", "hater", "stone"] {
            assert!(!tells_tone(name), "{name}");
        }
        assert!(tells_rank("isVip") && !tells_rank("viper"));
        assert!(tells_audience("twitter-followers") && !tells_audience("follow-up"));
    }
}
