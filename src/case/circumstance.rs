use super::{Case, Owner, State};

impl Case {
    /// What can hold in a case, by the names by which a playbook leaves out
    /// steps of an escalation (`unless`).
    pub const CIRCUMSTANCES: [&'static str; 7] = [
        "owned",
        "answered",
        "awaiting-customer",
        "consulting",
        "on-other-channel",
        "promised",
        "resolved",
    ];

    /// Whether something holds, by its name among [`Case::CIRCUMSTANCES`].
    ///
    /// ```
    /// use webcare::case::{Case, CaseId};
    ///
    /// let case = Case::blank(CaseId::from("1"));
    /// assert!(!case.holds("owned"));
    /// assert!(Case::CIRCUMSTANCES.contains(&"owned"));
    /// ```
    pub fn holds(&self, circumstance: &str) -> bool {
        match circumstance {
            "owned" => matches!(self.owner, Owner::Agent(_)),
            "answered" => self.answered_at.is_some() && self.unanswered.is_empty(),
            "awaiting-customer" => self.state == State::AwaitingCustomer,
            "consulting" => self.open_consults().next().is_some(),
            "on-other-channel" => self.state == State::OnOtherChannel,
            "promised" => self.open_promises().any(|(_, promise)| !promise.broken),
            "resolved" => !self.is_live(),
            _ => false,
        }
    }
}
