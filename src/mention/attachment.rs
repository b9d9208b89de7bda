use serde::{Deserialize, Serialize};

/// Something that came along with a mention, by reference: the host keeps it.
#[expect(
    clippy::exhaustive_structs,
    reason = "a reference is a kind and a place"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// Where the host finds it.
    #[serde(rename = "ref")]
    pub reference: String,
}

/// What kind of thing came along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A recording of sound.
    Audio,
    /// A letter, a form, a policy.
    Document,
    /// A page elsewhere.
    Link,
}
