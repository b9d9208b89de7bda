//! The word lists: data, in the notation of [`super::phrase`].
//!
//! ```text
//! # a note
//! <dag> = maandag|dinsdag           a class of words; `0` in it takes any digits
//! [when]                            the list that follows
//! binnen <n> <eenheid>              a class; <n> also takes digits
//! *abonnement                       what a longer word ends in: `jaarabonnement`
//! neem* ... contact                 any ending; up to four words between, or nine with `......`
//! door+geven aan                    a verb that parts, with the forms of the class `<geven>`
//! ^bel                              only where a sentence begins
//! geef ... door$                    only where a clause ends
//! [swap]
//! heeft u = heb je                  the same in the other form of address
//! jouw > uw                         only from left to right
//! [plain]
//! middels = met                     stiff, and the plain word for it
//! ```

use std::sync::{Arc, LazyLock};

use super::lexicon::Lexicon;
use super::parted::parted;
use super::phrase::{Classes, Phrase, PhraseError};
use crate::sorted::SortedMap;
use crate::text::{Lang, fold};

/// What the phrases of a list stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum List {
    /// Tells the language.
    Function,
    /// Addresses the reader as *je*.
    Informal,
    /// Addresses the reader as *u*.
    Formal,
    /// Addresses nobody, whatever its words do alone: *je weet maar nooit*.
    Idiom,
    /// Says sorry.
    Apology,
    /// Says that somebody else has it now.
    PassedOn,
    /// Who has it now: we, a colleague, a department.
    Actor,
    /// Says nothing: thanks, understanding, best wishes.
    Filler,
    /// Is glad, or wishes well: an answer to kind words.
    Kindness,
    /// Says why, or what comes of it.
    Substance,
    /// Answers in a word: *ja*, *klopt*, *no*.
    Answer,
    /// Says how something is, or that it is not: *staat*, *mag*, *geen*.
    Stating,
    /// What a question opens with: *is*, *hoe laat*, *did*.
    Asking,
    /// Asks something of the reader.
    Request,
    /// Names a time.
    When,
    /// Says little by itself, whatever sentence it stands in.
    Vague,
    /// Names a time that is over.
    Past,
    /// Names no time when it is said of what is promised: *meteen*, *straight away*.
    AtOnce,
    /// Sells, by itself.
    Commercial,
    /// What is sold: a discount, an offer.
    Offer,
    /// How things are sold: *now*, *only this week*.
    Selling,
    /// Calls on the reader to buy, book or join.
    CallToAct,
    /// What the reader would gain: *free*, *half the price*.
    Gain,
    /// That it must be now.
    Urgent,
    /// That the thing is ours: *our own*, *with us*.
    Ours,
    /// Turns from the matter to something else: *by the way*, *did you know*.
    Aside,
    /// Turns the reader to something that was not asked for: *ever thought of*.
    Suggesting,
    /// What we have to sell: *membership*, *our range*.
    Goods,
    /// Where a reader of ours finds help: *our website*.
    Helping,
    /// Speaks of an offer without selling it.
    Settling,
    /// What is called for without being sold: an appointment, a replacement.
    Service,
    /// Sounds like an office.
    Distant,
    /// The verb of a passive.
    Passive,
    /// Ends like a participle and is none.
    NoParticiple,
    /// We and I.
    Ourselves,
    /// Says what we shall do.
    Promise,
    /// Looks like a promise and is none.
    NoPromise,
    /// Argues.
    Discussing,
    /// Offers to go on elsewhere.
    Elsewhere,
    /// Capitals that everybody knows.
    Acronym,
    /// What the matter was.
    CaseFact,
    /// That it was handled.
    That,
    /// How it was handled, in general.
    How,
    /// Belongs to how any matter is handled: *conversation*, *solution*, *readers*.
    Handling,
    /// Speaks of every day, not of this matter.
    General,
    /// What a number of a customer is called.
    NumberName,
    /// What a number of nobody is called.
    PublicNumber,
    /// What is counted, so that a number before it is no reference.
    Counted,
    /// Says that the address or number that follows is ours.
    OwnContact,
    /// A place that is open to everybody.
    PublicPlace,
    /// The last letters of a street's name.
    Street,
    /// A form of address before a surname.
    Title,
    /// Who is not the customer.
    Colleague,
    /// Stands between first name and surname.
    Particle,
    /// A word of greeting.
    Greeting,
    /// Follows a greeting and is no name, or a second first name.
    NoSurname,
    /// The day of birth.
    Birth,
    /// A word before the name of whoever signs.
    SignOff,
}

/// Every list by its name; those with `true` are open to a playbook.
const NAMES: [(&str, List, bool); 58] = [
    ("function", List::Function, false),
    ("informal", List::Informal, false),
    ("formal", List::Formal, false),
    ("idiom", List::Idiom, true),
    ("apology", List::Apology, true),
    ("passed-on", List::PassedOn, true),
    ("actor", List::Actor, true),
    ("filler", List::Filler, true),
    ("kindness", List::Kindness, true),
    ("substance", List::Substance, true),
    ("answer", List::Answer, true),
    ("stating", List::Stating, true),
    ("asking", List::Asking, false),
    ("request", List::Request, true),
    ("when", List::When, true),
    ("vague", List::Vague, true),
    ("past", List::Past, true),
    ("at-once", List::AtOnce, true),
    ("commercial", List::Commercial, true),
    ("offer", List::Offer, true),
    ("selling", List::Selling, true),
    ("call-to-act", List::CallToAct, true),
    ("gain", List::Gain, true),
    ("urgent", List::Urgent, true),
    ("ours", List::Ours, true),
    ("aside", List::Aside, true),
    ("suggesting", List::Suggesting, true),
    ("goods", List::Goods, true),
    ("helping", List::Helping, true),
    ("settling", List::Settling, true),
    ("service", List::Service, true),
    ("distant", List::Distant, true),
    ("passive", List::Passive, false),
    ("no-participle", List::NoParticiple, false),
    ("ourselves", List::Ourselves, false),
    ("promise", List::Promise, true),
    ("no-promise", List::NoPromise, true),
    ("discussing", List::Discussing, true),
    ("elsewhere", List::Elsewhere, true),
    ("acronym", List::Acronym, true),
    ("case-fact", List::CaseFact, true),
    ("that", List::That, true),
    ("how", List::How, true),
    ("handling", List::Handling, true),
    ("general", List::General, true),
    ("number-name", List::NumberName, true),
    ("public-number", List::PublicNumber, true),
    ("counted", List::Counted, true),
    ("own-contact", List::OwnContact, true),
    ("public-place", List::PublicPlace, true),
    ("street", List::Street, false),
    ("title", List::Title, false),
    ("colleague", List::Colleague, true),
    ("particle", List::Particle, false),
    ("greeting", List::Greeting, false),
    ("no-surname", List::NoSurname, true),
    ("birth", List::Birth, false),
    ("sign-off", List::SignOff, false),
];

/// The lists that ship with the crate.
const TABLES: [(Lang, &str); 2] = [
    (Lang::Nl, include_str!("nl.style")),
    (Lang::En, include_str!("en.style")),
];

impl List {
    /// Whether names and numbers are meant, which do not care for the language around them.
    fn crosses_languages(self) -> bool {
        matches!(
            self,
            List::NumberName
                | List::PublicNumber
                | List::OwnContact
                | List::PublicPlace
                | List::Title
                | List::Colleague
                | List::Particle
                | List::Greeting
                | List::NoSurname
                | List::Birth
                | List::Acronym
                | List::Function
        )
    }

    /// The lists that a playbook may add to, by name.
    pub(super) fn open() -> impl Iterator<Item = (&'static str, List)> {
        let open = NAMES.iter().filter(|(_, _, is_open)| *is_open);
        open.map(|(name, list, _)| (*name, *list))
    }
}

/// Every phrase, ready to be looked for, and what is no phrase.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) lexicon: Lexicon,
    classes: Classes,
    /// What to write instead, by what is written; the first word by itself finds it.
    swaps: SortedMap<String, Vec<(Vec<String>, String)>>,
    /// The last letters of streets' names.
    pub(super) streets: Vec<String>,
}

/// A line of a list that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum TableError {
    #[error("`{0}` is not a list")]
    Heading(String),
    #[error("`{0}` stands before the first heading, or has no `=`")]
    Homeless(String),
    #[error("`{line}`: {source}")]
    Phrase { line: String, source: PhraseError },
}

#[derive(Clone, Copy)]
enum Section {
    List(List),
    Swap,
    Plain,
}

impl Words {
    /// The lists that ship with the crate.
    pub(super) fn built_in() -> Arc<Self> {
        static BUILT_IN: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::of_the_crate()));
        Arc::clone(&BUILT_IN)
    }

    fn of_the_crate() -> Self {
        let mut words = Self::default();
        for (lang, table) in TABLES {
            // A test reads them without an error.
            let _ = words.add_table(table, lang);
        }
        words
    }

    /// Adds a phrase of a playbook's.
    pub(super) fn add(&mut self, list: List, written: &str) -> Result<(), PhraseError> {
        let phrase = Phrase::read(written, &self.classes)?;
        self.lexicon.add(list, None, phrase);
        Ok(())
    }

    fn add_table(&mut self, table: &str, lang: Lang) -> Vec<TableError> {
        self.classes.clear();
        let mut section = None;
        let lines = table.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|line| self.line(line, lang, &mut section).err())
            .collect()
    }

    fn line(
        &mut self,
        line: &str,
        lang: Lang,
        section: &mut Option<Section>,
    ) -> Result<(), TableError> {
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            *section = Some(named(name).ok_or_else(|| TableError::Heading(line.to_owned()))?);
            return Ok(());
        }
        let pair = line.split_once(" = ");
        match (*section, pair) {
            (_, Some((class, words))) if class.starts_with('<') => {
                let words = words.split('|').map(str::to_owned).collect();
                self.classes.insert(class.to_owned(), words);
            }
            (Some(Section::Swap), Some((formal, informal))) => {
                self.swap(formal, informal);
                self.swap(informal, formal);
            }
            (Some(Section::Swap), None) => {
                let one_way = line.split_once(" > ");
                let (from, to) = one_way.ok_or_else(|| TableError::Homeless(line.to_owned()))?;
                self.swap(from, to);
            }
            (Some(Section::Plain), Some((stiff, plain))) => {
                self.swap(stiff.trim_start_matches('^'), plain);
                self.phrase(List::Distant, stiff, lang)?;
            }
            (Some(Section::List(List::Street)), None) => self.streets.push(fold(line)),
            (Some(Section::List(list)), None) => self.phrase(list, line, lang)?,
            _ => return Err(TableError::Homeless(line.to_owned())),
        }
        Ok(())
    }

    fn phrase(&mut self, list: List, line: &str, lang: Lang) -> Result<(), TableError> {
        let lang = (!list.crosses_languages() || list == List::Function).then_some(lang);
        for written in parted(line) {
            let phrase =
                Phrase::read(&written, &self.classes).map_err(|source| TableError::Phrase {
                    line: line.to_owned(),
                    source,
                })?;
            self.lexicon.add(list, lang, phrase);
        }
        Ok(())
    }

    fn swap(&mut self, from: &str, to: &str) {
        let words: Vec<String> = from.split(' ').map(fold).collect();
        if let Some(first) = words.first().cloned() {
            let known = self.swaps.entry(first).or_default();
            if !known.iter().any(|(it, _)| *it == words) {
                known.push((words, to.to_owned()));
            }
        }
    }

    /// What to write instead of the words that `word` gives by place; the longest wins.
    pub(super) fn instead<'w>(
        &'w self,
        word: impl Fn(usize) -> Option<&'w str>,
    ) -> Option<(usize, &'w str)> {
        let known = self.swaps.get(word(0)?)?;
        let fits = |words: &[String]| {
            let mut places = words.iter().enumerate();
            places.all(|(place, it)| word(place) == Some(it.as_str()))
        };
        known
            .iter()
            .filter(|(words, _)| fits(words))
            .max_by_key(|(words, _)| words.len())
            .map(|(words, to)| (words.len(), to.as_str()))
    }
}

fn named(name: &str) -> Option<Section> {
    match name {
        "swap" => Some(Section::Swap),
        "plain" => Some(Section::Plain),
        _ => {
            let known = NAMES.iter().find(|(known, _, _)| *known == name);
            known.map(|(_, list, _)| Section::List(*list))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, TABLES, TableError, Words};

    #[test]
    fn the_lists_can_be_read() {
        for (lang, table) in TABLES {
            assert_eq!(Words::default().add_table(table, lang), [], "{lang:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let table = "eerst\n[geen]\n[when]\nnu ...\nstraks\n[swap]\nlos";
        let errors = Words::default().add_table(table, Lang::Nl);
        assert_eq!(errors.len(), 4);
        assert_eq!(errors[0], TableError::Homeless("eerst".to_owned()));
    }
}
