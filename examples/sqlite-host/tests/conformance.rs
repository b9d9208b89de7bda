//! The store keeps its contract, and what it stores outlives its process.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlite_host::{Sqlite, Wall};
use webcare::conformance::{self, CHECKS, Looks, Ports, Trial};
use webcare::delivery::Transport;
use webcare::mention::MentionKey;

/// A path that nothing lies at, in a folder of this run.
fn fresh(folder: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    folder.join(NEXT.fetch_add(1, Ordering::Relaxed).to_string())
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn open(path: &Path) -> Ports {
    Ports::of(Arc::new(Sqlite::open(path).unwrap()))
}

/// Whether a word is in the database, its log or its index.
fn holds(path: &Path, word: &str) -> bool {
    ["", "-wal", "-shm"].iter().any(|end| {
        let file = format!("{}{end}", path.display());
        let bytes = std::fs::read(file).unwrap_or_default();
        bytes.windows(word.len()).any(|found| found == word.as_bytes())
    })
}

#[test]
fn the_store_keeps_every_promise() {
    let folder = folder("store");
    let fresh = async || {
        let path = fresh(&folder);
        let files = path.clone();
        open(&path).reopened_by(move || open(&path)).searched_by(move |word| holds(&files, word))
    };
    let report = pollster::block_on(conformance::stores(fresh));
    assert!(report.is_kept(), "{report}");
    assert_eq!(report.kept.len(), CHECKS.len(), "{report}");
}

#[test]
fn the_wall_keeps_every_promise() {
    let folder = folder("wall");
    for (looks, blind) in [(Looks::Sees, false), (Looks::Blind, true)] {
        let trial = Trial::new(MentionKey::new("twitter", "1"), "Goedemorgen!", looks);
        let fresh = async || Arc::new(Wall { path: fresh(&folder), blind }) as Arc<dyn Transport>;
        let report = pollster::block_on(conformance::transports(fresh, &trial));
        assert!(report.is_kept(), "{report}");
    }
}
