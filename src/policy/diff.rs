use super::Policy;
use crate::mention::Mention;
use crate::routing::diff::{Diff, Effort, Judged, diff};

impl Policy {
    /// What a new policy would do otherwise on these mentions, by which rule,
    /// and what it means in minutes of work per team and day.
    ///
    /// Each mention is judged on its own, as [`Policy::triage`] does; days are
    /// those of the new playbook's zone.
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::playbook::Playbook;
    /// use webcare::routing::diff::Effort;
    ///
    /// let policy = |when: &str| {
    ///     let document = format!("
    ///         playbook = 'Small'
    ///         version  = '1'
    ///         zone     = 'Europe/Amsterdam'
    ///         triage   = {{ otherwise = {{ no-response = 'no-added-value' }} }}
    ///         rules    = [{{ id = 'late', when = '{when}', then = {{ respond = 'complaint' }} }}]
    ///     ");
    ///     let document = toml::from_str(&document).unwrap();
    ///     Playbook::from_value(document).unwrap().compile().unwrap()
    /// };
    /// let mentions = ["schade", "schadeclaim", "mooi weer"].map(|text| Mention::post("x", text).text(text));
    /// let diff = policy("schade").diff(&policy("schade*"), &mentions, &Effort::default());
    /// assert_eq!(diff.changes.len(), 1);
    /// assert_eq!(diff.changes[0].mention.to_string(), "x:schadeclaim");
    /// assert_eq!((diff.outcomes["respond"].before, diff.outcomes["respond"].after), (1, 2));
    /// assert_eq!((diff.work[0].minutes.before, diff.work[0].minutes.after), (5, 10));
    /// ```
    pub fn diff<'m>(
        &self,
        new: &Policy,
        mentions: impl IntoIterator<Item = &'m Mention>,
        effort: &Effort,
    ) -> Diff {
        let judged = mentions.into_iter().map(|mention| {
            let (before, after) = (self.triage(mention), new.triage(mention));
            let said = mention.posted_at.or(mention.seen_at);
            Judged {
                mention: mention.key(),
                day: said.map(|at| at.with_timezone(&new.playbook.zone).date_naive()),
                before: (before.clone(), self.queue_for(&before)),
                after: (after.clone(), new.queue_for(&after)),
            }
        });
        diff(judged, effort)
    }
}
