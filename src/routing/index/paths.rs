use std::collections::HashMap;
use std::sync::Arc;

use super::dictionary::number;

/// The places of tests in conditions, each told once for all rules.
#[derive(Clone, Debug)]
pub(super) struct Paths(Vec<Arc<str>>);

/// A place, by its number.
pub(super) type Path = u32;

/// The place of a whole condition.
pub(super) const WHOLE: Path = 0;

/// The paths that are known, while rules are read.
#[derive(Default)]
pub(super) struct KnownPaths {
    known: HashMap<(Path, Way), Path>,
}

/// How a condition holds a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    Not,
    All(usize),
    Any(usize),
    None(usize),
}

impl Default for Paths {
    fn default() -> Self {
        Self(vec!["when".into()])
    }
}

impl Paths {
    /// The place of a part of the condition at `path`.
    pub(super) fn part(&mut self, path: Path, way: Way, known: &mut KnownPaths) -> Path {
        let next = number(self.0.len());
        let part = *known.known.entry((path, way)).or_insert(next);
        if part == next {
            let whole = self.get(path).cloned().unwrap_or_default();
            let told = match way {
                Way::Not => format!("{whole}.not"),
                Way::All(place) => format!("{whole}.all[{place}]"),
                Way::Any(place) => format!("{whole}.any[{place}]"),
                Way::None(place) => format!("{whole}.none[{place}]"),
            };
            self.0.push(told.into());
        }
        part
    }

    pub(super) fn get(&self, path: Path) -> Option<&Arc<str>> {
        self.0.get(path as usize)
    }
}
