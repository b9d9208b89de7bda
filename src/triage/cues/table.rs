//! The notation of cue tables.
//!
//! ```text
//! # a note
//! <tijd> = uur|uren|dag|dagen       a class of words
//! [complaint 3.0, negative 1.5]     what follows speaks for these labels
//! geen ... antwoord|reactie         up to four words may stand between
//! <n> <tijd> in de wacht            a class; <n> also takes digits
//! declar*                           any ending
//! ^waar                             only where a sentence begins
//! #fail                             only as a hashtag
//! ~:-(                              an emoticon, between spaces
//! [!negator]                        what follows is a signal, not a label
//! ```

use super::phrase::{Phrase, PhraseError};
use crate::sorted::SortedMap;
use crate::triage::Label;

/// What a cue stands for when it is met.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// It speaks for labels, each with a weight.
    Labels(Vec<(Label, f64)>),
    /// It changes what other cues mean.
    Signal(Signal),
}

/// What changes the meaning of the cues around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signal {
    /// Turns what follows: *niet*, *never*.
    Negator,
    /// Begins another clause: *maar*, *but*.
    But,
    /// Means nothing, whatever its words mean alone: *niet alleen*.
    Ignored,
    /// Something that an organisation does for a customer.
    Service,
    /// Our name.
    Brand,
    /// Somebody speaks of themselves.
    Person,
    /// It takes time.
    Duration,
    /// Says the opposite of what it says.
    Sarcasm,
    /// Does so where something went wrong beside it.
    Irony,
    /// It is over.
    Resolved,
    /// It did not happen.
    Hypothetical,
}

const SIGNALS: [(&str, Signal); 10] = [
    ("negator", Signal::Negator),
    ("but", Signal::But),
    ("ignored", Signal::Ignored),
    ("service", Signal::Service),
    ("person", Signal::Person),
    ("duration", Signal::Duration),
    ("sarcasm", Signal::Sarcasm),
    ("irony", Signal::Irony),
    ("resolved", Signal::Resolved),
    ("hypothetical", Signal::Hypothetical),
];

/// One line of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) written: String,
    pub(super) meaning: Meaning,
    pub(super) form: Form,
}

/// How a cue looks.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Phrase(Phrase),
    Emoticon(String),
}

/// A line of a table that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum TableError {
    #[error("`{0}` is not a heading")]
    Heading(String),
    #[error("`{0}` stands before the first heading")]
    Homeless(String),
    #[error("`{line}`: {source}")]
    Phrase { line: String, source: PhraseError },
}

/// Reads a table: what can be read, and what cannot.
pub(super) fn read(table: &str) -> (Vec<Entry>, Vec<TableError>) {
    let mut reader = Reader::default();
    for line in table.lines().map(str::trim) {
        if let Err(error) = reader.line(line) {
            reader.errors.push(error);
        }
    }
    (reader.entries, reader.errors)
}

#[derive(Default)]
struct Reader {
    classes: SortedMap<String, Vec<String>>,
    meaning: Option<Meaning>,
    entries: Vec<Entry>,
    errors: Vec<TableError>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), TableError> {
        if line.is_empty() || line.starts_with("# ") {
            return Ok(());
        }
        if let Some(heading) = line.strip_prefix('[') {
            let wrong = || TableError::Heading(line.to_owned());
            let heading = heading.strip_suffix(']').ok_or_else(wrong)?;
            self.meaning = Some(meaning(heading).ok_or_else(wrong)?);
            return Ok(());
        }
        if let Some((class, words)) = line.split_once(" = ") {
            let words = words.split('|').map(str::to_owned).collect();
            self.classes.insert(class.to_owned(), words);
            return Ok(());
        }
        let Some(meaning) = self.meaning.clone() else {
            return Err(TableError::Homeless(line.to_owned()));
        };
        let form = match line.strip_prefix('~') {
            Some(sign) => Form::Emoticon(sign.to_owned()),
            None => Form::Phrase(Phrase::with_classes(line, &self.classes).map_err(|source| {
                TableError::Phrase {
                    line: line.to_owned(),
                    source,
                }
            })?),
        };
        self.entries.push(Entry {
            written: line.to_owned(),
            meaning,
            form,
        });
        Ok(())
    }
}

fn meaning(heading: &str) -> Option<Meaning> {
    if let Some(name) = heading.strip_prefix('!') {
        let (_, signal) = SIGNALS.iter().find(|(known, _)| *known == name)?;
        return Some(Meaning::Signal(*signal));
    }
    let labels: Option<Vec<_>> = heading
        .split(", ")
        .map(|one| {
            let (label, weight) = one.split_once(' ')?;
            Some((Label::new(label), weight.parse().ok()?))
        })
        .collect();
    labels.map(Meaning::Labels)
}

#[cfg(test)]
mod tests {
    use super::{TableError, read};

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_is_read() {
        let (entries, errors) =
            read("vooraf\n[complaint]\n[complaint 2.0]\ngeen <zaak>\nklacht*\n");
        assert_eq!(entries.len(), 1);
        assert_eq!(errors.len(), 3);
        assert_eq!(errors[1], TableError::Heading("[complaint]".to_owned()));
    }
}
