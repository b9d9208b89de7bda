use chrono::{DateTime, TimeDelta, Utc};
use webcare::mention::Mention;
use webcare::policy::Input;

use super::dice::Dice;

/// What is said, by whom, and when a feed brings it: late, in another order,
/// twice, edited, taken back, passed on, answered by somebody else.
#[derive(Default)]
pub(super) struct Feed {
    posts: Vec<Mention>,
    /// What is under way, the earliest last.
    under_way: Vec<(DateTime<Utc>, u64, Input)>,
    brought: u64,
}

/// Who speaks: ourselves now and then, else one of many.
fn author(dice: &mut Dice) -> String {
    match dice.below(40) {
        0 => "@duinrand".to_owned(),
        number => format!("@kwikstaart_{number}_"),
    }
}

const TEXTS: [&str; 10] = [
    "een klacht over jullie",
    "een vraag",
    "een ongeluk gehad",
    "een klacht, en zij is overleden",
    "vraag voor de avonddienst",
    "bedankt",
    "ik twijfel nog",
    "mooi weer",
    "ingecheckt bij jullie",
    "journalist hier, een klacht",
];

impl Feed {
    /// Somebody says something now.
    pub(super) fn say(&mut self, dice: &mut Dice, now: DateTime<Utc>) {
        let channel = dice.of(&["twitter", "twitter", "twitter", "forum", "dm"]);
        let id = format!("p{}", self.posts.len() + 1);
        let mut mention = Mention::post(*channel.unwrap(), id)
            .by(author(dice).as_str())
            .text(*dice.of(&TEXTS).unwrap());
        if !dice.is_one_in(10) {
            mention.posted_at = Some(now);
        }
        mention.reach = dice.is_one_in(4).then(|| dice.below(20_000));
        if let Some(other) = self.earlier(dice, 12).filter(|_| dice.is_one_in(3))
            && other.channel == mention.channel
        {
            match dice.below(3) {
                0 => mention.repost_of = Some(other.id.clone()),
                _ => mention.in_reply_to = Some(other.id.clone()),
            }
            mention.root = dice.is_one_in(2).then(|| other.thread().clone());
        }
        self.bring(dice, now, &mention);
        self.posts.push(mention);
    }

    /// Somebody who said something lately.
    pub(super) fn somebody(&self, dice: &mut Dice) -> Option<String> {
        let mention = self.earlier(dice, 20)?;
        Some(mention.author.handle.reveal().to_owned())
    }

    /// Something becomes of what was said.
    pub(super) fn change(&mut self, dice: &mut Dice, now: DateTime<Utc>) {
        let Some(mut mention) = self.earlier(dice, 20) else {
            return;
        };
        match dice.below(4) {
            0 => {
                let key = mention.key();
                let gone = Input::Withdrawn { mention: key };
                self.later(dice, now, gone);
            }
            1 => {
                mention.reach = Some(mention.reach.unwrap_or(0) + dice.below(9_000));
                self.bring(dice, now, &mention);
            }
            _ => {
                mention.revision += 1;
                let edited = mention.text(*dice.of(&TEXTS).unwrap());
                self.bring(dice, now, &edited);
                if let Some(post) = self.posts.iter_mut().find(|it| it.id == edited.id) {
                    *post = edited;
                }
            }
        }
    }

    /// What is brought by `now`, in its order.
    pub(super) fn due(&mut self, now: DateTime<Utc>) -> Option<Input> {
        let is_due = self.under_way.last().is_some_and(|(at, ..)| *at <= now);
        is_due.then(|| self.under_way.pop())?.map(|it| it.2)
    }

    /// Brings an input that was not taken in again.
    pub(super) fn again(&mut self, at: DateTime<Utc>, input: Input) {
        self.brought += 1;
        self.under_way.push((at, self.brought, input));
        self.under_way
            .sort_by_key(|it| std::cmp::Reverse((it.0, it.1)));
    }

    fn earlier(&self, dice: &mut Dice, among: usize) -> Option<Mention> {
        let from = self.posts.len().saturating_sub(among);
        dice.of(&self.posts[from..]).cloned()
    }

    fn bring(&mut self, dice: &mut Dice, now: DateTime<Utc>, mention: &Mention) {
        let mut seen = mention.clone();
        if dice.is_one_in(2) {
            seen.seen_at = Some(now);
        }
        self.later(dice, now, Input::Mention(seen));
    }

    /// Soon as a rule, and now and then days later; some of it twice.
    fn later(&mut self, dice: &mut Dice, now: DateTime<Utc>, input: Input) {
        let times = if dice.is_one_in(5) { 2 } else { 1 };
        for _ in 0..times {
            let days = if dice.is_one_in(12) { 4 } else { 0 };
            let delay = dice.minutes(20) + TimeDelta::days(days);
            self.again(now + delay, input.clone());
        }
    }
}
