//! Whom a case belongs to, and how it changes hands.

use chrono::{DateTime, Utc};

use crate::case::parts::{Owner, Ownership};
use crate::case::{Case, State, TextId};
use crate::team::AgentId;

impl Case {
    pub(super) fn taken(&mut self, agent: &AgentId, ownership: Ownership) {
        self.owner = Owner::Agent(agent.clone());
        self.ownership = ownership;
        self.state = State::Owned;
    }

    pub(super) fn offered(&mut self, at: DateTime<Utc>, to: &Owner, briefing: Option<&TextId>) {
        self.hand_off = Some(Box::new(to.clone()));
        self.offered_at = Some(at);
        self.explained(briefing);
    }

    pub(super) fn accepted(&mut self, owner: &Owner) {
        self.owner = owner.clone();
        self.no_longer_offered();
        self.change_hands();
        if matches!(self.state, State::New | State::Reopened) {
            self.state = State::Owned;
        }
    }

    pub(super) fn no_longer_offered(&mut self) {
        self.hand_off = None;
        self.offered_at = None;
    }

    pub(super) fn reassigned(&mut self, to: &Owner, briefing: Option<&TextId>) {
        self.change_hands();
        self.explained(briefing);
        self.no_longer_offered();
        self.owner = to.clone();
        // Whoever has it now takes it up.
        if self.is_live() && self.state != State::Reopened {
            self.state = State::New;
        }
    }

    /// Without a briefing the customer has to tell it again.
    fn explained(&mut self, briefing: Option<&TextId>) {
        if briefing.is_none() {
            self.repeated_explanations += 1;
        }
    }

    fn change_hands(&mut self) {
        if self.idle_hand_offs > 0 {
            self.empty_hops += 1;
        }
        self.hand_offs += 1;
        self.idle_hand_offs += 1;
    }
}
