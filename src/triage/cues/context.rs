use super::phrase::Phrase;
use crate::channel::ChannelId;
use crate::document::{Node, Problems};
use crate::mention::Handle;
use crate::sorted::{SortedMap, SortedSet};
use crate::triage::{Label, label};

/// What the cues must know of an organisation.
///
/// ```
/// use webcare::mention::{Handle, Mention};
/// use webcare::triage::{Context, Cues, label};
///
/// let cues = Cues::new(Context {
///     brands: vec!["noorderlicht".parse()?],
///     other_senses: vec!["poollicht".parse()?, "aurora*".parse()?],
///     employees: vec![Handle::new("@sanne_nl")],
///     ..Context::default()
/// });
/// let post = Mention::post("twitter", "1").by("@ada").text("Noorderlicht boven Tromsø, echt aurora weer");
/// assert_eq!(cues.assess(&post).top().unwrap().0.as_str(), label::NOT_ABOUT_US);
/// # Ok::<(), webcare::triage::PhraseError>(())
/// ```
#[expect(
    clippy::exhaustive_structs,
    reason = "made as a literal over `Context::default()`"
)]
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Our own accounts, by channel.
    pub own: SortedMap<ChannelId, Vec<Handle>>,
    /// The channels on which nobody but us can read what is sent: all of it is to us.
    pub private: SortedSet<ChannelId>,
    /// The accounts of colleagues, on any channel.
    pub employees: Vec<Handle>,
    /// Accounts that bring news, not experiences.
    pub news_accounts: Vec<Handle>,
    /// The names we are called by.
    pub brands: Vec<Phrase>,
    /// Words of our campaigns: its animal, its song, its slogan.
    pub campaign: Vec<Phrase>,
    /// Words that show our name in another sense.
    pub other_senses: Vec<Phrase>,
    /// Further cues, each enough by itself for its label.
    pub extra: Vec<(Label, Phrase)>,
}

impl Context {
    /// Reads `[cues]`: `brands`, `campaign`, `other-senses`, `news-accounts`,
    /// and further phrases under the name of a built-in label.
    ///
    /// Accounts of ours and of colleagues stand elsewhere in a playbook; the
    /// caller fills them in.
    pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let mut list = |key: &str| {
            table
                .optional(key)
                .map_or_else(Vec::new, |field| phrases(&field, problems))
        };
        let mut context = Self {
            brands: list("brands"),
            campaign: list("campaign"),
            other_senses: list("other-senses"),
            ..Self::default()
        };
        for name in label::BUILT_IN {
            let found = list(name).into_iter();
            context
                .extra
                .extend(found.map(|phrase| (Label::new(name), phrase)));
        }
        context.news_accounts = table
            .optional("news-accounts")
            .and_then(|field| field.texts(problems))
            .unwrap_or_default()
            .into_iter()
            .map(Handle::new)
            .collect();
        table.finish(problems);
        Some(context)
    }
}

fn phrases(field: &Node<'_>, problems: &mut Problems) -> Vec<Phrase> {
    let items = field.one_or_more(problems).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| {
            let text = item.text(problems)?;
            match text.parse() {
                Ok(phrase) => Some(phrase),
                Err(error) => item.invalid(
                    format!("`{text}` cannot be looked for: {error}"),
                    "write words such as `geen ... antwoord|reactie` or `declar*`",
                    problems,
                ),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Context;
    use crate::document::{Node, Problems, Value};

    #[test]
    fn every_wrong_cue_is_told_with_its_place() {
        let written = "brands = 'noorderlicht'\ncampaign = ['meeuw', '...']\nklacht = ['x']\ncomplaint = ['geen fluit*', 3]";
        let value: Value = toml::from_str(written).unwrap();
        let mut problems = Problems::new();
        let context = Context::read(&Node::root(&value), &mut problems).unwrap();
        assert_eq!(context.brands.len(), 1);
        assert_eq!(context.campaign.len(), 1);
        assert_eq!(context.extra.len(), 1);
        let paths: Vec<_> = problems.into_sorted().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["campaign[1]", "complaint[1]", "klacht"]);
    }
}
