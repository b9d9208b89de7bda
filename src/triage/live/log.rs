use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::advice::Proposal;
use crate::mention::{Addressing, Mention, MentionKey};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Private;
use crate::triage::evaluation::Scored;
use crate::triage::{Confidence, Example, Label};

/// What a model proposed and what people then decided, mention by mention.
///
/// It is where examples to learn from and rows to judge by come from. The
/// host stores it with the care that its texts need.
///
/// ```
/// use chrono::DateTime;
/// use webcare::mention::Mention;
/// use webcare::triage::label;
/// use webcare::triage::live::DecisionLog;
///
/// let at = DateTime::from_timestamp(1_307_350_800, 0).unwrap();
/// let mention = Mention::post("twitter", "1").text("Al 2 weken niet teruggebeld");
/// let mut log = DecisionLog::default();
/// log.note(&mention, at, None, None, Vec::new());
/// log.decided(&mention.key(), [label::COMPLAINT])?;
/// assert_eq!(log.examples().len(), 1);
/// # Ok::<(), webcare::triage::live::NotLogged>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DecisionLog {
    entries: BTreeMap<String, Logged>,
}

/// One mention in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Logged {
    /// The mention.
    pub mention: MentionKey,
    /// When it was seen.
    pub at: DateTime<Utc>,
    /// What it says.
    pub text: Private,
    /// The post that it repeats in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repost_of: Option<MentionKey>,
    /// What it is judged by apart: `channel`, `language`, `addressing`.
    pub slices: SortedMap<String, String>,
    /// What the model proposed; none where it was not heard or abstained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
    /// The labels that a person gave it; `None` while nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<SortedSet<Label>>,
}

/// A mention that the log does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not in the log of decisions")]
#[non_exhaustive]
pub struct NotLogged(pub MentionKey);

impl DecisionLog {
    /// Notes a mention, seen at `at`, with what the model proposed.
    ///
    /// A later revision takes the place of an earlier one; what a person said
    /// of the same words stays.
    pub fn note(
        &mut self,
        mention: &Mention,
        at: DateTime<Utc>,
        addressing: Option<Addressing>,
        language: Option<&str>,
        proposals: Vec<Proposal>,
    ) {
        let key = mention.key();
        let before = self.entries.remove(&key.to_string());
        let before = before.filter(|before| before.text == mention.text);
        let post = |id| MentionKey::new(mention.channel.clone(), id);
        let logged = Logged {
            at: before.as_ref().map_or(at, |before| before.at.min(at)),
            text: mention.text.clone(),
            repost_of: mention.repost_of.clone().map(post),
            slices: slices(mention, addressing, language),
            proposals,
            said: before.and_then(|before| before.said),
            mention: key.clone(),
        };
        self.entries.insert(key.to_string(), logged);
    }

    /// Adds what a person decided: the labels they gave, or none.
    ///
    /// # Errors
    ///
    /// [`NotLogged`] where the mention was never noted.
    pub fn decided<L: Into<Label>>(
        &mut self,
        mention: &MentionKey,
        labels: impl IntoIterator<Item = L>,
    ) -> Result<(), NotLogged> {
        let logged = self.entries.get_mut(&mention.to_string());
        let logged = logged.ok_or_else(|| NotLogged(mention.clone()))?;
        logged.said = Some(labels.into_iter().map(Into::into).collect());
        Ok(())
    }

    /// Forgets a mention, as its author may ask.
    pub fn forget(&mut self, mention: &MentionKey) {
        self.entries.remove(&mention.to_string());
    }

    /// Every mention, the earliest first.
    pub fn in_order(&self) -> Vec<&Logged> {
        let mut logged: Vec<&Logged> = self.entries.values().collect();
        logged.sort_by_key(|one| one.at);
        logged
    }

    /// What people decided, as examples to learn from, the earliest first.
    pub fn examples(&self) -> Vec<Example> {
        let order = self.in_order();
        order.into_iter().filter_map(Logged::example).collect()
    }
}

impl FromIterator<Logged> for DecisionLog {
    fn from_iter<I: IntoIterator<Item = Logged>>(logged: I) -> Self {
        let logged = logged.into_iter();
        Self {
            entries: logged.map(|one| (one.mention.to_string(), one)).collect(),
        }
    }
}

impl Logged {
    /// How sure the model was of a label; `None` where it did not propose it.
    pub fn sure_of(&self, label: &Label) -> Option<Confidence> {
        let proposal = self.proposals.iter().find(|it| it.label == *label);
        proposal.map(|it| it.sure)
    }

    /// It as an example to learn from, once a person has decided.
    pub fn example(&self) -> Option<Example> {
        let said = self.said.as_ref()?;
        Some(Example::with(self.text.clone(), said.iter().cloned()))
    }

    /// How sure the model was, and whether a person said so too; `None` until
    /// both have spoken.
    pub(super) fn judged(&self, label: &Label) -> Option<(Confidence, bool)> {
        let meant = self.said.as_ref()?.contains(label.as_str());
        Some((self.sure_of(label)?, meant))
    }
}

/// How sure a model was of a label, and whether people meant it.
pub(super) fn scored<'a>(rows: impl IntoIterator<Item = &'a Logged>, label: &Label) -> Scored {
    let rows = rows.into_iter();
    rows.filter_map(|one| one.judged(label)).collect()
}

fn slices(
    mention: &Mention,
    addressing: Option<Addressing>,
    language: Option<&str>,
) -> SortedMap<String, String> {
    let language = mention.lang.as_deref().or(language).unwrap_or("und");
    let language = language.split(['-', '_']).next().unwrap_or(language);
    let mut slices = SortedMap::from([
        ("channel".to_owned(), mention.channel.to_string()),
        ("language".to_owned(), language.to_owned()),
    ]);
    let addressing = addressing.map(|how| match how {
        Addressing::Direct => "direct",
        Addressing::Named => "named",
        Addressing::Implied => "implied",
    });
    slices.extend(addressing.map(|how| ("addressing".to_owned(), how.to_owned())));
    slices
}
