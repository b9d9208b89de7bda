use super::Policy;
use crate::document::{Problem, ProblemKind};
use crate::routing::{Example, Found, Missed, Rule, RuleId, Situation};
use crate::text::Folded;
use crate::triage::{Assessment, Confidence, label};

impl Policy {
    /// Runs the rules' own examples. Answers with those that came out
    /// otherwise, each with its place, what came out and why.
    ///
    /// ```
    /// use webcare::playbook::Playbook;
    ///
    /// let document = toml::from_str(r#"
    ///     playbook = "Small"
    ///     version  = "1"
    ///     zone     = "Europe/Amsterdam"
    ///     [[rules]]
    ///     id       = "late"
    ///     when     = "schade* wachten"
    ///     then     = { respond = "complaint" }
    ///     examples = [{ text = "Schade, en wachten maar" }, { text = "Nog steeds schade" }]
    /// "#)?;
    /// let policy = Playbook::from_value(document)?.compile()?;
    /// let lines: Vec<String> = policy.check_examples().iter().map(|it| it.to_string()).collect();
    /// assert_eq!(lines, ["rules[0].examples[1]: `late` does not fire, by `when.all[1]`; \
    ///                     change the rule or the example"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_examples(&self) -> Vec<Problem> {
        let rules = self.rules.rules().iter().enumerate();
        let examples = rules.flat_map(|(place, rule)| {
            let examples = rule.examples.iter().enumerate();
            examples.map(move |(number, example)| (place, number, rule, example))
        });
        let problems = examples.flat_map(|(place, number, rule, example)| {
            let path = format!("rules[{place}].examples[{number}]");
            self.check(rule, example, &path)
        });
        problems.collect()
    }

    fn check(&self, rule: &Rule, example: &Example, path: &str) -> Vec<Problem> {
        let situation = self.completed(&example.situation);
        let decision = situation.decide(&self.rules);
        let missed = example.missed(rule, &decision);
        let problem = |missed| Problem {
            path: path.to_owned(),
            kind: ProblemKind::Contradiction,
            wrong: match missed {
                Missed::Fired(true) => format!("`{}` fires", rule.id),
                Missed::Fired(false) => self.silent(&rule.id, &situation),
                Missed::Part {
                    name,
                    expected,
                    found,
                } => match found {
                    Some(found) => format!("expected `{expected}`, and found `{found}`"),
                    None => format!("expected `{expected}`, and found no `{name}`"),
                },
            },
            right: "change the rule or the example".to_owned(),
        };
        missed.into_iter().map(problem).collect()
    }

    fn silent(&self, rule: &RuleId, situation: &Situation) -> String {
        let folded = Folded::new(situation.mention.text.reveal());
        let why = self.rules.why_not(rule, &situation.facts(&folded));
        let grounds = why
            .unwrap_or_default()
            .into_iter()
            .map(|ground| match ground.found {
                Found::NotKnown(fact) => format!("`{}` ({fact} is not known)", ground.path),
                _ => format!("`{}`", ground.path),
            });
        let grounds: Vec<String> = grounds.collect();
        if grounds.is_empty() {
            return format!("`{rule}` does not fire, by its dates");
        }
        format!("`{rule}` does not fire, by {}", grounds.join(", "))
    }

    /// What an example leaves open, as the playbook makes it.
    fn completed(&self, given: &Situation) -> Situation {
        let mut situation = given.clone();
        let own = self.own.get(&situation.mention.channel);
        if situation.answers_us == Some(true) {
            situation.mention.answers = own.and_then(|own| own.first().cloned());
        }
        let mention = situation.mention.clone();
        let folded = Folded::new(mention.text.reveal());
        let made = self.facts(&mention, &folded, None, situation.now);
        situation.visibility = made.visibility;
        situation.addressing = made.addressing;
        situation.answers_us = situation.answers_us.or(made.answers_us);
        situation.calendars = made.calendars.clone();
        situation.assessment = match given.assessment.as_ref() {
            Some(given) => Some(laid_over(self.assess(&mention), given)),
            None => self.assess(&mention),
        };
        situation
    }
}

/// The scores an example gives over those of the cues; what neither gives is nothing.
fn laid_over(cues: Option<Assessment>, given: &Assessment) -> Assessment {
    let mut assessment = Assessment::by("example/1");
    for label in label::BUILT_IN {
        assessment = assessment.scored(label, Confidence::NONE);
    }
    let measured = cues.iter().flat_map(|it| it.scores());
    for (label, score) in measured.chain(given.scores()) {
        assessment = assessment.scored(label.clone(), *score);
    }
    if let Some(language) = cues.as_ref().and_then(|it| it.language()) {
        assessment = assessment.in_language(language);
    }
    match given.abstained() {
        Some(why) => assessment.abstaining(why.clone()),
        None => assessment,
    }
}
