use crate::channel::ChannelId;
use crate::mention::Mention;

/// A channel that people post on: every post has an id of its own.
///
/// ```
/// use webcare::testkit::Feed;
///
/// let mut feed = Feed::on("twitter");
/// let complaint = feed.post("@jan_k", "een klacht");
/// let more = feed.reply(&complaint, "@jan_k", "en nog iets");
/// assert_ne!(complaint.key(), more.key());
/// assert_eq!(more.thread(), &complaint.id);
/// assert_eq!(feed.edit(&complaint, "toch niet").revision, 2);
/// ```
#[derive(Clone, Debug)]
pub struct Feed {
    channel: ChannelId,
    posted: u64,
}

impl Feed {
    /// A channel that nobody has posted on.
    pub fn on(channel: impl Into<ChannelId>) -> Self {
        Self {
            channel: channel.into(),
            posted: 0,
        }
    }

    /// A post of `author`. It was posted when it is heard, unless it says otherwise.
    pub fn post(&mut self, author: &str, text: &str) -> Mention {
        self.posted += 1;
        Mention::post(self.channel.clone(), self.posted.to_string())
            .by(author)
            .text(text)
    }

    /// A post in answer to another, in its thread.
    pub fn reply(&mut self, to: &Mention, author: &str, text: &str) -> Mention {
        let mut mention = self.post(author, text).in_reply_to(to.id.clone());
        mention.root = Some(to.thread().clone());
        mention
    }

    /// The same post with other words.
    pub fn edit(&self, mention: &Mention, text: &str) -> Mention {
        let mut edited = mention.clone().text(text);
        edited.revision += 1;
        edited
    }
}
