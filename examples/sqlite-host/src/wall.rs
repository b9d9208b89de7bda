//! A channel that is a file: what is posted on it is a line.

use std::fs::{OpenOptions, read_to_string};
use std::{io::Write, path::PathBuf};

use async_trait::async_trait;
use serde_json::{Value, from_str, json};
use webcare::case::{Notice, OutgoingPart};
use webcare::delivery::{Arrival, SendError, Transport};
use webcare::mention::NativeId;
use webcare::text::Private;

type Sent = Result<Option<NativeId>, SendError>;

/// A wall, and whether one can see what hangs on it.
pub struct Wall {
    /// The file.
    pub path: PathBuf,
    /// Whether nobody can look: then the fate of a part may stay unknown.
    pub blind: bool,
}

impl Wall {
    fn add(&self, line: &Value) -> Result<(), SendError> {
        let open = OpenOptions::new().append(true).create(true).open(&self.path);
        let mut file = open.map_err(|_| SendError::NotSent)?;
        // From here on it may hang there, whatever goes wrong. A line that
        // broke off, as when the process was killed, does not spoil the next.
        let written = file.write_all(format!("\n{line}\n").as_bytes());
        written.and_then(|()| file.sync_data()).map_err(|_| SendError::Unsure)
    }
}

#[async_trait]
impl Transport for Wall {
    async fn send(&self, part: &OutgoingPart, words: &Private) -> Sent {
        self.add(&json!({ "part": part.id, "words": words }))?;
        Ok(Some(NativeId::from(part.id.to_string())))
    }

    async fn arrived(&self, part: &OutgoingPart, _: &Private) -> Arrival {
        let wall = read_to_string(&self.path).unwrap_or_default();
        let hangs = |line: &str| from_str::<Value>(line).map(|it| it["part"] == json!(part.id));
        match wall.lines().any(|line| hangs(line).unwrap_or(false)) {
            _ if self.blind => Arrival::Unknown,
            true => Arrival::Yes(Some(NativeId::from(part.id.to_string()))),
            false => Arrival::No,
        }
    }

    async fn notify(&self, notice: &Notice) -> Result<(), SendError> {
        self.add(&json!({ "notice": notice.because, "to": notice.to }))
    }
}
