//! Of a person who is forgotten no word and no name is left in the files.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pollster::block_on;
use sqlite_host::Sqlite;
use webcare::case::{Command, Ownership, Purpose};
use webcare::desk::Desk;
use webcare::mention::{Account, Mention};
use webcare::playbook::Playbook;
use webcare::policy::{Input, Order, Standing};
use webcare::store::CaseStore;

const CANARY: &str = "kanarievogel";

#[test]
fn a_canary_is_in_no_file_after_it_is_forgotten() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forgetting");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let store = Arc::new(Sqlite::open(folder.join("host.db")).unwrap());
    let playbook = toml::from_str(include_str!("../src/playbook.toml")).unwrap();
    let policy = Playbook::from_value(playbook).unwrap().compile().unwrap();
    let desk = Desk::new(Arc::new(policy), store.clone());
    let now: DateTime<Utc> = "2011-06-14T10:00:00Z".parse().unwrap();
    let put = |input| block_on(desk.handle(input, now)).unwrap();

    let mention = Mention::post("twitter", "1")
        .by(format!("@{CANARY}").as_str())
        .text(format!("een klacht van {CANARY}"))
        .posted_at(now)
        .seen_at(now);
    put(Input::Mention(mention.clone()));
    let filing = block_on(store.filing(&mention.key())).unwrap().unwrap();
    let Standing::InCase(case) = filing.standing else { panic!("no case was opened") };
    let draft = Command::Draft {
        answers: mention.key(),
        revision: mention.revision,
        purpose: Purpose::Answer,
        text: format!("Wij zoeken uit wat er is gebeurd, {CANARY}.").into(),
    };
    let note = Command::Note { text: format!("{CANARY} belde ook").into() };
    for command in [Command::Take { ownership: Ownership::Decides }, note, draft] {
        let expected = block_on(store.load(&case)).unwrap().unwrap().case.revision;
        let order = Order { case: case.clone(), expected, by: "els".into(), command };
        put(Input::Command(order));
    }
    assert!(holds(&folder), "nothing to forget");
    let log = store.log(&case).unwrap().len();

    put(Input::Erase { accounts: vec![Account::new("twitter", format!("@{CANARY}").as_str())] });

    assert!(!holds(&folder), "it is still there");
    assert!(store.log(&case).unwrap().len() > log, "the log stays");
}

fn holds(folder: &PathBuf) -> bool {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().any(|path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(CANARY.len()).any(|it| it.eq_ignore_ascii_case(CANARY.as_bytes()))
    })
}
